"""`demo`: an office to look at, and the tour through it."""

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

from casactl.cli.context import App
from casactl.cli.options import Ctx, flag
from casactl.domain.failures import failure
from casactl.errors import Exit
from casactl.office.clock import Clock
from casactl.office.command import Command as Asked
from casactl.records import dataclass
from casactl.render.records import show_object
from casactl.render.topics import show_command, show_exit, show_stop, show_words
from casactl.render.view import View, flush, write


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
        config = prepare_demo(folder, app.office.origin(app.who, Asked("workspace.add", "")), now=app.now())
        steps = _tour(app, folder, config)
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    if not view.tabular:
        show_object(view, {"ok": True, "folder": str(folder) if keep else None, "steps": steps})
        return
    show_words(view, "", "That was the tour. Nothing of it is left." if not keep else "That was the tour.")
    if keep:
        command = shlex.join(["casactl", "--config", str(config)])
        show_words(view, f"Its workspace: {command} contact list", f"Remove it: rm -r {shlex.quote(str(folder))}")


def _tour(app: App, folder: Path, config: Path) -> list[dict[str, Any]]:
    """Walk through all stops.

    Raises CasaError.
    """
    view = app.view
    shown = view.tabular
    steps: list[dict[str, Any]] = []
    with _surroundings(view, folder, config):
        for number, stop in enumerate(TOUR, 1):
            if shown:
                show_stop(view, number, stop.title, stop.words)
            steps += [_step(app, command, shown=shown) for command in stop.commands]
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


def _step(app: App, command: DemoLine, *, shown: bool) -> dict[str, Any]:
    view = app.view
    if shown:
        show_command(view, command.line)
        flush()
    code, output = _run(command.line, app.now, live=view.terminal)
    if shown:
        write(output)
        show_exit(view, code)
    if code != command.exit:
        raise failure("demo.step-failed", f"'{command.line}' ended with {code}, not {int(command.exit)}.")
    return {"command": command.line, "exit": code, "output": output}


def _run(line: str, clock: Clock, *, live: bool) -> tuple[int, str]:
    """Run a command line in this process; its output as text, unless it goes straight to the terminal."""
    from casactl.cli.main import main

    program, *words = shlex.split(line)
    kept = io.StringIO()
    with nullcontext() if live else redirect_stdout(kept), redirect_stderr(sys.stdout):
        if program == "casactl":
            code = main(words, clock=clock)
        else:  # cat
            write(Path(words[0]).read_text("utf-8"))
            code = 0
    return code, kept.getvalue()


REJECTS = "contacts.csv.rejects.csv"


@dataclass(frozen=True, slots=True)
class DemoLine:
    """A command line as one would type it, and the exit code that it ends with."""

    line: str
    exit: Exit = Exit.DONE


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of the tour: a heading, a sentence or two, and commands."""

    title: str
    words: str
    commands: tuple[DemoLine, ...]


TOUR: tuple[Stop, ...] = (
    Stop(
        "Bring the portfolio in",
        "Communities, their buildings and their units come from one CSV file, in any order of rows.",
        (
            DemoLine("casactl property import properties.csv"),
            DemoLine('casactl property list --in "Rose Court/Block A"'),
        ),
    ),
    Stop(
        "Import contacts; bad rows come back",
        "Six of the 200 rows have something wrong. The good ones go in, the bad ones come back in a file of their "
        "own with the reason. That is exit code 3: partly.",
        (DemoLine("casactl contact import contacts.csv", Exit.PARTLY), DemoLine(f"cat {REJECTS}")),
    ),
    Stop(
        "Correct the rows and import them",
        "corrected.csv is that file after somebody has mended its cells. Its last three columns may stay.",
        (DemoLine("casactl contact import corrected.csv"),),
    ),
    Stop(
        "Look around",
        "Lists take filters; find ignores case and accents.",
        (
            DemoLine('casactl contact list --type owner --property "Harbour View/East" --limit 5'),
            DemoLine("casactl contact find muller"),
            DemoLine("casactl contact show joe.bloggs@example.com"),
        ),
    ),
    Stop(
        "Ask what is allowed",
        "Every answer names its rule and the command that clears the way.",
        (DemoLine("casactl contact can joe.bloggs@example.com"),),
    ),
    Stop(
        "Archive after a move-out",
        "While a property is attached, archiving is refused. The hint is the way: paste it, and archive again.",
        (
            DemoLine("casactl contact archive joe.bloggs@example.com", Exit.REFUSED),
            DemoLine('casactl contact detach joe.bloggs@example.com "Rose Court/Block A/3"'),
            DemoLine('casactl contact archive joe.bloggs@example.com --reason "moved out"'),
        ),
    ),
    Stop(
        "Archive on a date",
        "What is in the way today does not matter for a date to come, but it is said.",
        (
            DemoLine("casactl contact archive temi.okoro@example.net --on +2w"),
            DemoLine("casactl due list"),
            DemoLine('casactl contact detach temi.okoro@example.net "Rose Court/Block B/7"'),
        ),
    ),
    Stop(
        "Run the dated work",
        "Cron runs `casactl due run` every morning. Here it pretends that two weeks have passed.",
        (DemoLine("casactl due run --as-of +2w --yes --verbose"), DemoLine("casactl contact list --archived")),
    ),
    Stop(
        "Read the log, and undo",
        "Every operation is there, with who, when and what. What `due run` did is taken back by its number, then the "
        "log is verified.",
        (
            DemoLine("casactl log list --limit 6"),
            DemoLine("casactl undo 9"),
            DemoLine("casactl contact history temi.okoro@example.net"),
            DemoLine("casactl log verify"),
        ),
    ),
    Stop(
        "Take it elsewhere",
        "An export holds the same columns that an import reads.",
        (DemoLine("casactl contact export - --tag board"),),
    ),
)
