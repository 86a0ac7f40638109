"""Programs of an office's own that hear of every change, after its commit: `hooks/after-change` in its folder.

Only what nobody else can put there runs: folder and file are the user's own, no links, and writable by nobody else, and
neither is anything above them. Whatever becomes of a hook, the change stands.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from casactl.delivery.delivery_result import last_line
from casactl.records import dataclass
from casactl.store.files import AFTER_CHANGE, writable_by_others

FOLDER, _, AFTER = AFTER_CHANGE.partition("/")
KNOWN = (AFTER,)
SECONDS = 10.0
"""How long a hook may take; then it is killed with all that it has started."""
RUNNING = "CASACTL_HOOK"
"""Set where a hook runs: what it changes with casactl starts no other."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """A hook, or the folder of hooks, that does not run."""

    path: Path
    why: str
    mend: tuple[str, ...] = ()
    """The command that mends it."""


def looked_over(folder: Path) -> Iterator[Path | Unfit]:
    """What lies in a workspace's folder of hooks: each that runs, each that does not, and why."""
    hooks = folder / FOLDER
    if not os.path.lexists(hooks):
        return
    if wrong := _folder_unfit(hooks):
        yield wrong
        return
    for path in sorted(hooks.iterdir()):
        if path.name in KNOWN:
            yield _hook_unfit(path) or path
        elif not path.name.startswith("."):
            yield Unfit(path, f"no hook has that name; hooks: {', '.join(KNOWN)}")


def unfit(folder: Path, name: str) -> Unfit | None:
    """Why a hook that is there does not run; None where it does.

    Raises FileNotFoundError where there is none.
    """
    path = folder / FOLDER / name
    path.lstat()
    return _folder_unfit(path.parent) or _hook_unfit(path)


def _folder_unfit(hooks: Path) -> Unfit | None:
    held = hooks.lstat()
    if not stat.S_ISDIR(held.st_mode):
        return Unfit(hooks, "it is no folder" if not stat.S_ISLNK(held.st_mode) else "it is a link")
    return _foreign(hooks, held)


def _hook_unfit(path: Path) -> Unfit | None:
    held = path.lstat()
    if not stat.S_ISREG(held.st_mode):
        return Unfit(path, "it is a link" if stat.S_ISLNK(held.st_mode) else "it is no plain file")
    if wrong := _foreign(path, held):
        return wrong
    if not held.st_mode & stat.S_IXUSR:
        return Unfit(path, "it may not be executed", ("chmod", "u+x", str(path)))
    if unstartable := _unstartable(path):
        return Unfit(path, unstartable)
    try:
        places = writable_by_others(path)
    except OSError as fault:
        return Unfit(path, f"it cannot be reached: {fault.strerror or fault}")
    if places:
        return Unfit(path, f"others may write to {', '.join(map(str, places))}", ("chmod", "go-w", *map(str, places)))
    return None


PROGRAMS = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""How files begin that a system starts without an interpreter."""


def _unstartable(path: Path) -> str:
    """Why the system could not start a hook: what its first line names has to be there."""
    with path.open("rb") as file:
        first = file.readline(4096)
    if not first.startswith(b"#!"):
        return "" if first.startswith(PROGRAMS) else "its first line names no interpreter, such as #!/bin/sh"
    words = first[2:].decode("utf-8", "replace").strip(" \t\n").replace("\t", " ").split(" ")  # as the system does
    named = words[0] if words else ""
    if not os.access(named, os.X_OK):
        return f"its interpreter {named!r} is not there"
    if os.path.basename(named) == "env" and len(words) > 1 and not words[1].startswith("-"):
        return "" if "=" in words[1] or shutil.which(words[1]) else f"its interpreter {words[1]!r} is not there"
    return ""


def _foreign(path: Path, held: os.stat_result) -> Unfit | None:
    if held.st_uid != os.geteuid():
        return Unfit(path, "it belongs to somebody else", ("chown", str(os.geteuid()), str(path)))
    if held.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return Unfit(path, "others may write to it", ("chmod", "go-w", str(path)))
    return None


def run_hook(folder: Path, name: str, told: Mapping[str, object]) -> str | None:
    """Run a hook where there is one, `told` as JSON on its standard input; gives what went wrong, in words."""
    if os.environ.get(RUNNING):
        return None
    try:
        wrong = unfit(folder, name)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as fault:
        return f"the hook {name} was not run: {fault.strerror or fault}"
    if wrong:
        return f"the hook {wrong.path} was not run: {wrong.why}"
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(json.dumps(told).encode() + b"\n")
        given.seek(0)
        ended = _run(folder, name, given.fileno(), said.fileno())
        if ended is None:
            return None
        said.seek(max(0, said.seek(0, os.SEEK_END) - 500))
        words = last_line(said.read())
    return f"the change stands, but the hook {name} {ended}{f'; it said: {words}' if words else ''}"


def _run(folder: Path, name: str, given: int, said: int) -> str | None:
    """How it ended where that was not well."""
    environment = {**os.environ, RUNNING: name}
    try:
        program = subprocess.Popen(
            [str(folder / FOLDER / name)], stdin=given, stdout=said, stderr=said, cwd=folder, env=environment,
            start_new_session=True,
        )  # fmt: skip
    except OSError as fault:
        return f"cannot be started ({fault.strerror or fault})"
    try:
        code = program.wait(SECONDS)
    except subprocess.TimeoutExpired:
        _kill(program)
        return f"took longer than {SECONDS:g} seconds and was killed"
    except KeyboardInterrupt:
        _kill(program)
        return "was broken off"
    return None if code == 0 else f"ended with {code}"


def _kill(program: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
