"""How a command shows things: format, colours, what to do when nobody reads, and untrusted text made inert."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, TextIO

from casactl.domain.dates import show_date
from casactl.domain.failures import failure
from casactl.errors import CasaError
from casactl.records import dataclass

if TYPE_CHECKING:
    from casactl.render.wording import Wording

THEME = {
    "heading": "bold",
    "quiet": "dim",
    "good": "green",
    "attention": "yellow",
    "bad": "red",
    "flag": "bold red",
    "command": "cyan",
    "series-1": "blue",
    "series-2": "cyan",
    "series-3": "green",
    "series-4": "magenta",
    "series-5": "dim",
}
"""Style names instead of colours: one place to change how everything looks."""

FORMATS = ("table", "tsv", "json", "jsonl", "csv", "ids")


class PipeClosed(Exception):
    """Whoever reads standard output has gone; the command ends quietly with 0."""


def plain_words() -> Wording:
    """What leads on as a command words it that was given nothing."""
    from casactl.render.wording import Wording

    return Wording()


@dataclass(frozen=True, slots=True)
class View:
    """Format, chosen fields and manners of one command's output."""

    format: str = "table"
    fields: tuple[str, ...] = ()
    quiet: bool = False
    verbose: bool = False
    raw: bool = False
    """Whether formulas stay formulas in a CSV."""
    color: str = "auto"
    date_format: str = "iso"
    words: Wording = field(default_factory=plain_words)
    """How what leads on is worded."""
    wide: bool = False
    """Whether every column is shown, however wide the table becomes."""
    workspace: str = ""
    """Which workspace this is, where there are several."""

    @property
    def terminal(self) -> bool:
        """Whether results go to a person's terminal, where lists are kept short."""
        return self.drawn and sys.stdout.isatty()

    @property
    def drawn(self) -> bool:
        """Whether lists are tables and pages are pages, for people to read, on a terminal or in a file."""
        return self.format == "table"

    @property
    def tabular(self) -> bool:
        """Whether there are lines: drawn for people, or with tabs between."""
        return self.format in ("table", "tsv")

    def room(self, *, stderr: bool = False) -> int | None:
        """How many columns a line may take; None where nobody says, as in a file."""
        told = os.environ.get("COLUMNS", "")
        if told.isascii() and told.isdigit() and int(told):
            return int(told)
        stream = sys.stderr if stderr else sys.stdout
        return console(self, stderr=stderr).width if stream.isatty() else None

    def painted(self, text: str, style: str) -> str:
        """A text in a named style, for a terminal further on."""
        from rich.style import Style

        return Style.parse(THEME.get(style, style)).render(text)

    @property
    def colored(self) -> bool:
        """Whether standard output takes colour."""
        return self.wants_color(sys.stdout)

    def wants_color(self, stream: TextIO) -> bool:
        """Whether a stream takes colour: as asked, else on a terminal without NO_COLOR."""
        if self.color != "auto":
            return self.color == "always"
        return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def day(self, iso: str | None) -> str:
        """A date as people read it where things are drawn; ISO elsewhere."""
        if not iso:
            return ""
        return show_date(iso, self.date_format) if self.drawn else iso

    def moment(self, moment: object) -> str:
        """A moment to the second, its day as people read it where things are drawn."""
        text = str(moment or "")
        return f"{self.day(text[:10])} {text[11:19]}".strip()

    def choose(
        self, valid: Sequence[str], headings: Mapping[str, str] | None = None, more: Container[str] = ()
    ) -> tuple[str, ...]:
        """The keys of the fields to show: those asked for by key or by heading, else none; `more` are keys as well.

        Raises UsageFault, listing the valid ones.
        """
        folded = {_folded(heading): key for heading, key in (headings or {}).items()}
        spelt = {_folded(key): key for key in valid} | folded
        keys = []
        for word in self.fields:
            key = word if word in valid or word in more else spelt.get(_folded(word))
            if key is None:
                raise _no_field(word, valid, folded)
            keys.append(key)
        return tuple(keys)


def _folded(heading: str) -> str:
    return heading.lower().replace("-", "").replace("_", " ")


def _no_field(word: str, valid: Sequence[str], headings: Mapping[str, str]) -> CasaError:
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), [*valid, *headings], 1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return failure("usage.unknown-field", f"No field '{word}' here; fields: {', '.join(valid)}.{meant}")


def sign(mark: str, plain: str) -> str:
    """A mark, or what stands for it where the encoding of standard output has no such mark."""
    try:
        mark.encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return plain
    return mark


def write(text: str) -> None:
    """Write results to standard output.

    Raises PipeClosed when the reader has gone, CasaError when the disk is full.
    """
    try:
        sys.stdout.write(text)
    except OSError as fault:
        raise unwritten(fault) from fault


def flush() -> None:
    """Push out what is buffered; same failures as `write`."""
    try:
        sys.stdout.flush()
    except OSError as fault:
        raise unwritten(fault) from fault


def unwritten(fault: OSError) -> Exception:
    """What it is that standard output takes nothing any more: nobody reads it, or the disk is full."""
    if isinstance(fault, BrokenPipeError):
        return PipeClosed()
    return failure("output.unwritable", f"Standard output cannot be written: {fault.strerror}.")


def say(text: str) -> None:
    """Lines for people on standard error: on a terminal none breaks within a word, and a command stands whole."""
    width = _columns() if sys.stderr.isatty() else None
    say_as_it_is("\n".join(part for line in text.split("\n") for part in laid_out(line, width)) if width else text)


def _columns() -> int | None:
    """How wide the terminal behind standard error is, as far as anybody says."""
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdigit() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or None
    except (OSError, ValueError):
        return None


_command = re.compile(r"(?<![^ (])casactl [a-z-]")
_paint = re.compile("\x1b\\[[0-9;]*m")
HANGING = "  "


def has_command(text: str) -> bool:
    """Whether a command to be pasted stands in a text."""
    return _command.search(text) is not None


def laid_out(line: str, width: int) -> list[str]:
    """A line broken between words; what is to be pasted, from its command on, gets a line of its own."""
    if text_width(_paint.sub("", line)) <= width:
        return [line]
    found = _command.search(line)
    words, command = (line[: found.start()].rstrip(), line[found.start() :]) if found else (line, "")
    lead = words[: len(words) - len(words.lstrip(" "))]
    indent = lead + HANGING
    first, *more = words[len(lead) :].split(" ")
    lines = [lead + first]
    for word in more:
        joined = f"{lines[-1]} {word}"
        if text_width(_paint.sub("", joined)) <= width:
            lines[-1] = joined
        else:
            lines.append(indent + word)
    if not found:
        return lines
    return [*lines, indent + command] if words else [command]


def say_as_it_is(text: str) -> None:
    """Text on standard error, however wide; nobody listening is no failure."""
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except OSError:
        pass


def console(view: View, *, stderr: bool = False) -> Any:
    """A Rich console; imported only when something is drawn."""
    from rich.console import Console
    from rich.theme import Theme

    stream = sys.stderr if stderr else sys.stdout
    colored = view.wants_color(stream)
    return Console(
        file=stream, theme=Theme(THEME), no_color=not colored, force_terminal=True if colored else None,
        highlight=False, emoji=False, markup=False,
    )  # fmt: skip


def text_width(text: str) -> int:
    """How many columns of a terminal a text takes: some characters take two, some none."""
    from rich.cells import cell_len

    return cell_len(text)


CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
ODD = re.compile(r"[^\x20-\x7e]")


def sanitize(text: object) -> str:
    """Control and escape characters in caret form, bidi and invisible ones as `<U+202E>`."""
    plain = "" if text is None else str(text)
    if plain.isprintable():  # which no control, format, surrogate, private or separating character is
        return plain
    return ODD.sub(_visible, plain)


def _visible(match: re.Match[str]) -> str:
    mark = match.group()
    code = ord(mark)
    if code < 0x20 or code == 0x7F:
        return "^" + chr(code ^ 0x40)
    category = unicodedata.category(mark)
    if category in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
        return f"<U+{code:04X}>"
    return mark


def show_error(error: CasaError, wording: Wording, *, as_json: bool) -> None:
    """`error[code]: message`, its hints below; or one JSON object as the last line."""
    hints = wording.lines(error.hint)
    if as_json:
        say_as_it_is(json.dumps({"error": error_dict(error, "\n".join(hints) or None)}, ensure_ascii=False))
        return
    bold, plain = ("\x1b[1;31m", "\x1b[0m") if _colored() else ("", "")
    row = f"row {error.row}: " if error.row is not None else ""
    rule = f" ({error.rule})" if error.rule else ""
    say(f"{bold}error[{error.code}]{plain}: {row}{inert_lines(error.message)}{rule}")
    for n, line in enumerate(hints):
        say(("  hint: " if n == 0 else "        ") + sanitize(line))


def error_dict(error: CasaError, hint: str | None) -> dict[str, object]:
    """The JSON shape of an error, its hint in words."""
    return {
        "code": error.code,
        "exit": int(error.exit),
        "message": error.message,
        "hint": hint,
        "rule": error.rule,
        "row": error.row,
    }


def inert_lines(text: str) -> str:
    """Inert text that may have several lines of its own."""
    return "\n".join(sanitize(line) for line in text.splitlines()) or ""


def _colored() -> bool:
    import os

    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")
