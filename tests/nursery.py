"""Command lines, each in a process of its own that tells what it had loaded at its end."""

from __future__ import annotations

import json
import subprocess
import sys

NURSERY = """
import json, os, sys, tempfile
from importlib import import_module
from casactl.cli.main import main
for name in sys.argv[1:]:
    import_module(name)
print(json.dumps(list(sys.modules)), flush=True)
for line in sys.stdin:
    argv, typed = json.loads(line)
    files = [tempfile.TemporaryFile() for _ in range(4)]
    files[0].write(typed.encode())
    files[0].seek(0)
    if not (child := os.fork()):
        for number in range(3):
            os.dup2(files[number].fileno(), number)
        sys.stdin = open(0)
        code = main(argv)
        sys.stdout.flush()
        files[3].write(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})).encode())
        files[3].flush()
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    for each in files:
        each.seek(0)
    said, warned, loaded = (each.read().decode(errors="replace") for each in files[1:])
    print(json.dumps([code, said, warned, json.loads(loaded or "[]")]), flush=True)
"""
"""One process that has loaded what most commands do, and has a child for each line."""
COMMON = ("cli.changing", "cli.filters", "cli.sending", "render.outcome", "store.opening", "actions.outbox.queue")
"""What most commands load, each of which would load it anew; it has to be nothing that no command may load."""


class Nursery:
    """Runs command lines, each in a process of its own that tells what it had loaded at its end."""

    def __init__(self) -> None:
        words = [sys.executable, "-c", NURSERY, *(f"casactl.{name}" for name in COMMON)]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        self.common = {name.partition(".")[0] for name in json.loads(self._process.stdout.readline())}
        """The top-level modules that all have."""

    def run(self, words: list[str], typed: str = "") -> tuple[int, str, str, set[str]]:
        """Exit code, both outputs, and the names of the top-level modules."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps([words, typed]), file=self._process.stdin, flush=True)
        code, said, warned, loaded = json.loads(self._process.stdout.readline())
        return code, said, warned, set(loaded)

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()
