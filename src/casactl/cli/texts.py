"""Long texts: given, read from standard input, typed or pasted at a question, or written in an editor as git has it.

In the editor lines that begin with a mark are left out, and an empty text means that nothing is done. What was written
is kept where the command does not come to its end.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from casactl.cli.call import Kept
from casactl.cli.lines import NotText, read_stdin
from casactl.cli.needing import needed_text
from casactl.cli.options import flag
from casactl.errors import Declined, UsageFault
from casactl.render.view import sanitize, say

if TYPE_CHECKING:
    from casactl.cli.context import App

InEditor = Annotated[bool, flag("--editor", help="Write it in your editor: $VISUAL, else $EDITOR."), Kept.NOT]
EDITORS = ("sensible-editor", "editor", "nano", "vi")
"""What is taken where nobody says, the first that there is."""
MARKS = "#;@!$%^&|:"
"""What may begin the lines that are left out, the first that no line of the text begins with."""


def text_from(
    app: App, text: str | None, *, editor: bool, about: Callable[[], str], started: Callable[[], str] = str,
    option: str = "--text", question: str = "Text",
) -> str:  # fmt: skip
    """A text that has to be there: as given, from standard input for `-`, from an editor, or asked for.

    An empty one on a terminal opens the editor, with what `started` gives. Raises UsageFault, Declined.
    """
    said = text
    if text == "-":
        if editor:
            raise UsageFault(f"{option} - reads the text from standard input; leave --editor away.")
        said = read_stdin()
    elif editor or (text == "" and app.interactive):
        said = written(app, text or started(), about())
    said = needed_text(app, said, option, question)
    app.call.says(**{option.strip("-").replace("-", "_"): said})
    return said


def note_from(app: App, note: str, words: Iterable[str], *, editor: bool) -> str:
    """A note that need not be there: as given, or from an editor."""
    if not editor:
        return note
    said = written(app, note, f"A note for the office and the attorney about {whom(app, words)}.")
    app.call.says(note=said)
    return said


def written(app: App, started: str, about: str) -> str:
    """What somebody writes in their editor.

    Raises UsageFault where there is no editor, or nobody before it; Declined for an empty text.
    """
    if not app.interactive:
        raise UsageFault("--editor opens an editor on a terminal, and there is none here.",
                         hint="give the text itself, or - to read it from standard input")  # fmt: skip
    mark = next((each for each in MARKS if not any(line.startswith(each) for line in started.splitlines())), "#")
    told = (
        sanitize(about),
        "",
        f"Lines that begin with {mark} are left out; an empty text means that nothing is done.",
    )
    comments = "".join(f"{mark} {line}".rstrip() + "\n" for line in told)
    draft = _draft(app, f"{started}\n\n{comments}")
    _edit(draft)
    try:
        lines = draft.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise NotText("What the editor wrote is not UTF-8 text.") from None
    text = "\n".join(line.rstrip() for line in lines if not line.startswith(mark)).strip("\n")
    if not text.strip():
        draft.unlink()
        raise Declined("The text is empty; nothing was changed.")
    return text


def _draft(app: App, text: str) -> Path:
    """A file with that text, which nobody else reads; it goes once the command has come to its end."""
    from tempfile import mkdtemp

    draft = Path(mkdtemp(prefix="casactl-")) / "TEXT.txt"
    draft.write_text(text, encoding="utf-8")
    app.ending.push(partial(_leave, draft, draft.read_bytes()))
    return draft


def _leave(draft: Path, before: bytes, kind: object, fault: BaseException | None, trace: object) -> None:
    """Forget a draft once all has gone well; else say where it is, for it is somebody's work."""
    from shutil import rmtree

    failed = fault is not None and getattr(fault, "exit_code", 1) != 0
    if failed and draft.exists() and draft.read_bytes() != before:
        say(f"What you wrote is kept in {draft}")
    else:
        rmtree(draft.parent, ignore_errors=True)


def _edit(draft: Path) -> None:
    """Let the editor run on the terminal, whose Ctrl-C is its own."""
    import subprocess

    words = _editor()
    before = signal.signal(signal.SIGINT, lambda *_: None)  # not ignored, which the editor would inherit
    try:
        code = subprocess.run([*words, str(draft)], stdout=sys.stderr, check=False).returncode
    except OSError as fault:
        raise UsageFault(f"The editor '{words[0]}' cannot be started: {fault.strerror}.", hint=NAMING) from None
    finally:
        signal.signal(signal.SIGINT, before)
    if code:
        raise Declined(f"The editor '{words[0]}' ended with {code}; nothing was changed.")


def _editor() -> list[str]:
    import shlex
    from shutil import which

    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not named:
        found = next(filter(which, EDITORS), None)
        if found is None:
            raise UsageFault("There is no editor here.", hint=NAMING)
        return [found]
    try:
        return shlex.split(named)
    except ValueError:
        raise UsageFault(f"'{named}' is no command: a quotation mark is open.", hint=NAMING) from None


NAMING = "name an editor in VISUAL or EDITOR, or give the text with the option"


def whom(app: App, words: Iterable[str]) -> str:
    """Who references mean, in a line for a template, as far as that is known."""
    from casactl.actions.selection import resolve_each
    from casactl.store.queries.contacts import by_ids

    listed = list(words)
    if not listed:
        return "those whom the filters find"
    with app.read() as reader:
        found = [number for _, number, fault in resolve_each(reader, listed[:5]) if fault is None]
        names = [f"{row.display_name} ({row.id})" for row in by_ids(reader, found).values()]
    more = f" and {len(listed) - 5:,} more" if len(listed) > 5 else ""
    return sanitize(", ".join(names) + more)
