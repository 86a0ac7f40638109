"""The pages for `man`: one of the program, one for each noun, group and verb, from what their help says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from casactl import __version__
from casactl.cli.context import App
from casactl.cli.help_page import Rows, commands_of, examples_of, globals_of, params_of
from casactl.cli.loader import root
from casactl.cli.top.help import context_of
from casactl.cli.tree import TOP, TREE
from casactl.render.topics import TOPICS, topic_text

CHANGELOG = Path(__file__).resolve().parents[1] / "CHANGELOG.md"
NOTE = '.\\" Written by docs/generate.py from the program; change that, then run `make docs`.'
ENVIRONMENT: Rows = (
    ("CASACTL_WORKSPACE", "The workspace to use, as `-w` says it."),
    ("CASACTL_CONFIG", "The configuration file, as `--config` says it."),
    ("CASACTL_DATABASE", "The address of a database; goes before the current workspace."),
    ("CASACTL_OUTPUT", "The format of what is printed, as `-o` says it."),
    ("CASACTL_ACTOR", "Who acts, as `--actor` says it."),
    ("CASACTL_PAGER, PAGER", "What long pages are shown with on a terminal."),
    ("NO_COLOR", "No colours."),
)
FILES: Rows = (
    ("~/.config/casactl/config.toml", "The workspaces that this machine knows."),
    ("~/.local/share/casactl/NAME/", "The database, documents and outbox of a workspace, unless it says otherwise."),
)


def man_pages() -> dict[str, str]:
    """Every page by its file name."""
    top = root()
    start = top.context_class(top, info_name="casactl", obj=App(), **top.context_settings)
    places: list[tuple[str, ...]] = [(), *((noun,) for noun in TREE), *((name,) for name in TOP)]
    for noun, entry in TREE.items():
        places += [(noun, group) for group in entry.groups]
        places += [(noun, *verb.split(" ")) for verb in entry.verbs]
    return {f"{_called(words)}.1": _page(words, start) for words in sorted(places)}


def _called(words: Sequence[str]) -> str:
    return "-".join(("casactl", *words))


def _page(words: Sequence[str], start: Any) -> str:
    context = context_of(start, words)
    command = context.command
    said = (command.help or "").strip()
    summary = said.partition("\n")[0].rstrip(".")
    lines = [
        NOTE, f'.TH {_code(_called(words).upper())} 1 {_released()} "casactl {__version__}" "Manual of casactl"',
        ".nh", ".ad l",
        ".SH NAME", f"{_code(_called(words))} \\- {_prose(summary)}",
        ".SH SYNOPSIS", f"\\fB{_code(' '.join(('casactl', *words)))}\\fR "
        f"{_code(' '.join(command.collect_usage_pieces(context)))}",
        ".SH DESCRIPTION", *_paragraphs(said),
    ]  # fmt: skip
    for title, rows in (*commands_of(command, context), *params_of(command, context)):
        lines += [f".SH {_prose(title).upper()}", *_listed(rows)]
    if not words:
        lines += [".SH GLOBAL OPTIONS", *_listed(globals_of(command))]
        lines += [".SH ENVIRONMENT", *_listed(ENVIRONMENT), ".SH FILES", *_listed(FILES)]
        lines += [".SH TOPICS", *_listed([(f"casactl help {name}", _title(name)) for name in TOPICS])]
    if examples := examples_of(" ".join(words)):
        lines += [".SH EXAMPLES", ".nf", *map(_code, examples), ".fi"]
    lines += [".SH EXIT STATUS", *_exit_status(words)]
    lines += [".SH SEE ALSO", *_see_also(words)]
    return "\n".join(lines) + "\n"


def _title(topic: str) -> str:
    return topic_text(topic).partition("\n")[0].lstrip("# ") + "."


def _exit_status(words: Sequence[str]) -> Iterator[str]:
    """The codes, from their topic; the page of the program has them all, and the others point there."""
    if words:
        yield "0 when it is done, 2 for a mistake on the line, 5 when a rule refuses; all of them: \\fBcasactl\\fR(1)."
        return
    rows = re.findall(r"^\| (\d+) +\| (.+?) *\|", topic_text("exit-codes"), re.MULTILINE)
    yield from _listed([(code, words) for code, words in rows])


def _see_also(words: Sequence[str]) -> Iterator[str]:
    """The pages above a page and below it."""
    entry = TREE.get(words[0]) if words else None
    if not words:
        below = [*TREE, *TOP]
    elif entry and len(words) == 1:
        below = list(entry.verbs)
    else:
        below = list(entry.group(words[1]).verbs) if entry and words[1] in entry.groups else []
    named = [*(words[:n] for n in range(len(words))), *((*words, *verb.split(" ")) for verb in below)]
    yield ",\n".join(f"\\fB{_code(_called(each))}\\fR(1)" for each in named) + "."


def _released() -> str:
    found = re.search(rf"^## \[{re.escape(__version__)}\] - (\S+)$", CHANGELOG.read_text("utf-8"), re.MULTILINE)
    if not found:
        raise SystemExit(f"CHANGELOG.md has no heading for {__version__} with its day")
    return found[1]


# Roff -------------------------------------------------------------------------------------------

NAMED = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"}
"""What typesetters would set as something else; typed as it stands, it has to be pasted as it stands."""


def _code(text: str) -> str:
    """Something to type."""
    return _safe("".join(NAMED.get(each, each) for each in text))


def _prose(text: str) -> str:
    """Words to read, with what is to be typed in bold."""
    parts = re.split(r"(`[^`]+`|(?<![\w-])--?[a-z][\w-]*)", " ".join(text.split()))
    return _safe("".join(
        f"\\fB{''.join(NAMED.get(c, c) for c in part.strip('`'))}\\fR" if n % 2 else part.replace("\\", "\\e")
        for n, part in enumerate(parts)
    ))  # fmt: skip


def _safe(line: str) -> str:
    """A line that is no request, its letters beyond ASCII by their numbers."""
    spelled = "".join(each if ord(each) < 128 else f"\\[u{ord(each):04X}]" for each in line)
    return f"\\&{spelled}" if spelled[:1] in (".", "'") else spelled


def _paragraphs(text: str) -> Iterator[str]:
    for n, paragraph in enumerate(text.split("\n\n")):
        if n:
            yield ".PP"
        yield _prose(paragraph)


def _listed(rows: Rows) -> Iterator[str]:
    """Terms with what they mean below them."""
    for term, words in rows:
        yield from (".TP", f"\\fB{_code(term)}\\fR", _prose(words) if words else "\\&")
