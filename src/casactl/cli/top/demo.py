"""`demo`."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Annotated, Any

from casactl.cli.options import Ctx, flag
from casactl.cli.top.tour import TOUR, Command
from casactl.errors import CasaError
from casactl.render.records import show_object
from casactl.render.tour import show_command, show_exit, show_stop, show_words
from casactl.render.view import View, flush, write


class StepFailed(CasaError):
    """A step of the tour did not end as it should."""

    code = "demo.step-failed"


def demo(
    ctx: Ctx,
    keep: Annotated[bool, flag("--keep", help="Leave the workspace there afterwards, and say where.")] = False,
) -> None:
    """Show the program at work in a throw-away workspace."""
    from casactl.actions.demo import prepare_demo

    app = ctx.obj
    view = app.view
    folder = Path(tempfile.mkdtemp(prefix="casactl-demo."))
    try:
        config = prepare_demo(folder, app.origin("workspace.add"), now=app.now())
        steps = _tour(view, folder, config)
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    if view.format != "table":
        show_object(view, {"ok": True, "folder": str(folder) if keep else None, "steps": steps})
        return
    show_words(view, "", "That was the tour. Nothing of it is left." if not keep else "That was the tour.")
    if keep:
        command = shlex.join(["casactl", "--config", str(config)])
        show_words(view, f"Its workspace: {command} contact list", f"Remove it: rm -r {shlex.quote(str(folder))}")


def _tour(view: View, folder: Path, config: Path) -> list[dict[str, Any]]:
    """Walk through all stops.

    Raises StepFailed.
    """
    shown = view.format == "table"
    steps: list[dict[str, Any]] = []
    with _surroundings(view, folder, config):
        for number, stop in enumerate(TOUR, 1):
            if shown:
                show_stop(view, number, stop.title, stop.words)
            steps += [_step(view, command, shown=shown) for command in stop.commands]
    return steps


@contextmanager
def _surroundings(view: View, folder: Path, config: Path) -> Iterator[None]:
    """The demonstration's folder and configuration, nobody to ask; afterwards everything is as it was."""
    before, stdin = dict(os.environ), sys.stdin
    for name in [name for name in os.environ if name.startswith("CASACTL_")]:
        del os.environ[name]
    os.environ["CASACTL_CONFIG"] = str(config)
    if view.color == "never":
        os.environ["NO_COLOR"] = "1"
    try:
        with chdir(folder), open(os.devnull) as nobody:
            sys.stdin = nobody
            yield
    finally:
        sys.stdin = stdin
        os.environ.clear()
        os.environ.update(before)


def _step(view: View, command: Command, *, shown: bool) -> dict[str, Any]:
    if shown:
        show_command(view, command.line)
        flush()
    code, output = _run(command.line, live=view.terminal)
    if shown:
        write(output)
        show_exit(view, code)
    if code != command.exit:
        raise StepFailed(f"'{command.line}' ended with {code}, not {int(command.exit)}.")
    return {"command": command.line, "exit": code, "output": output}


def _run(line: str, *, live: bool) -> tuple[int, str]:
    """Run a command line in this process; its output as text, unless it goes straight to the terminal."""
    from casactl.cli.main import main

    program, *words = shlex.split(line)
    kept = io.StringIO()
    with nullcontext() if live else redirect_stdout(kept), redirect_stderr(sys.stdout):
        if program == "casactl":
            code = main(words)
        else:  # cat
            write(Path(words[0]).read_text("utf-8"))
            code = 0
    return code, kept.getvalue()
