"""Help pages: what a verb does and its own options first, examples last, what every command takes on one line."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

Rows = Sequence[tuple[str, str]]

INDENT = "  "
WIDEST, LEAST = 100, 40
TERM = 30
"""A term that is wider has its words on the next line."""
GLOBAL = "Global options (before or after the verb)"
"""The panel of what every command takes."""
EVERYWHERE = "-w NAME, -o FORMAT, -n, -y, -q …: casactl help options"


def write_help(command: Any, ctx: Any, formatter: Any) -> None:
    """Write a command's page into a formatter: what there is of it, in this order."""
    page = _page()
    usage = " ".join(command.collect_usage_pieces(ctx))
    lines = [*page.said(command.help or ""), "", *page.said(f"{page.heading('Usage')} {ctx.command_path} {usage}")]
    for title, rows in (*commands_of(command, ctx), *params_of(command, ctx)):
        lines += ["", page.heading(title), *page.listed(rows)]
    if examples := examples_of(getattr(command, "words", "")):
        lines += ["", page.heading("Examples"), *(f"{INDENT}{page.command(line)}" for line in examples)]
    lines += ["", *page.said(f"{page.heading('Global options')} {EVERYWHERE}")]
    formatter.write("\n".join(lines) + "\n")


def options_page(ctx: Any) -> str:
    """What every command takes, in full."""
    page = _page()
    return "\n".join([page.heading(GLOBAL), *page.listed(globals_of(ctx.command))]) + "\n"


def globals_of(command: Any) -> Rows:
    """What every command takes."""
    params = [param for param in command.params if getattr(param, "rich_help_panel", None) == GLOBAL]
    return [(_term(param, True), _meaning(param)) for param in params]


def _page() -> _Page:
    colored = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return _Page(min(max(shutil.get_terminal_size().columns, LEAST), WIDEST), colored)


class _Page:
    """How wide a page is, and whether it is in colour."""

    def __init__(self, width: int, colored: bool) -> None:
        self.width, self.colored = width, colored

    def heading(self, title: str) -> str:
        return f"\x1b[1m{title}:\x1b[0m" if self.colored else f"{title}:"

    def command(self, line: str) -> str:
        return f"\x1b[36m{line}\x1b[0m" if self.colored else line

    def said(self, text: str) -> Iterator[str]:
        """Paragraphs, broken between words."""
        from textwrap import wrap

        for n, paragraph in enumerate(text.strip().split("\n\n")):
            if n:
                yield ""
            yield from wrap(" ".join(paragraph.split()), self.width, break_long_words=False, break_on_hyphens=False)

    def listed(self, rows: Rows) -> Iterator[str]:
        """Terms with what they mean beside them."""
        from textwrap import wrap

        widest = min(max(len(term) for term, _ in rows), TERM, self.width // 3)
        beside = len(INDENT) + widest + len(INDENT)
        for term, words in rows:
            lines = wrap(words, self.width - beside, break_long_words=False, break_on_hyphens=False) or [""]
            if len(term) > widest:
                yield f"{INDENT}{term}"
            else:
                yield f"{INDENT}{term:<{widest}}{INDENT}{lines.pop(0)}".rstrip()
            yield from (f"{'':<{beside}}{line}" for line in lines)


def commands_of(command: Any, ctx: Any) -> Iterator[tuple[str, Rows]]:
    """What stands below a group: panel by panel."""
    if not hasattr(command, "list_commands"):
        return
    panels: dict[str, list[tuple[str, str]]] = {}
    for name in command.list_commands(ctx):
        below = command.get_command(ctx, name)
        panels.setdefault(below.rich_help_panel or "Verbs", []).append((name, below.help or ""))
    yield from panels.items()


def params_of(command: Any, ctx: Any) -> Iterator[tuple[str, Rows]]:
    """Arguments, options of its own, filters; what every command takes is not among them."""
    panels: dict[str, list[tuple[str, str]]] = {}
    for param in command.get_params(ctx):
        panel = getattr(param, "rich_help_panel", None)
        if panel == GLOBAL or getattr(param, "hidden", False):
            continue
        is_option = param.param_type_name == "option"
        default = "Options" if is_option else "Arguments"
        panels.setdefault(panel or default, []).append((_term(param, is_option), _meaning(param)))
    for title in ("Arguments", "Options", *(panel for panel in panels if panel not in ("Arguments", "Options"))):
        if title in panels:
            yield title, panels[title]


def _term(param: Any, is_option: bool) -> str:
    if not is_option:
        return str(param.metavar or param.name.upper())
    words = [*sorted(param.opts, key=len), *param.secondary_opts]
    value = f" {param.metavar}" if param.metavar else ""
    return ", ".join(words) + value


def _meaning(param: Any) -> str:
    words = param.help or ""
    shown = param.default if getattr(param, "show_default", False) else None
    return f"{words} ({shown} by default)" if isinstance(shown, str) and shown else words


@cache
def _all_examples() -> dict[str, list[str]]:
    import tomllib
    from importlib.resources import files

    held: dict[str, list[str]] = tomllib.loads((files("casactl") / "data" / "examples.toml").read_text("utf-8"))
    return held


def examples_of(words: str) -> list[str]:
    """How a verb is used, as whole command lines."""
    return [f"casactl {words} {line}".rstrip() for line in _all_examples().get(words, [])]
