"""Letters from templates: text and HTML, sandboxed, those of the workspace before those of the program.

A letter about a debt has its words in one file, `NAME.words.j2`: what stands before the table of what is due, a line
`---`, and what stands behind it, in paragraphs. `notice.txt.j2`, `.html.j2` and `.sms.j2` put them on paper, unless the
letter has a file of its own for that. A text template begins with a line `Subject: …`. HTML escapes whatever it is
given. A template that does not work is a fault that names its file and line; nothing of the letter is sent then.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

import casactl
from casactl.records import dataclass

if TYPE_CHECKING:
    from jinja2 import Environment

BUILT_IN = Path(casactl.__file__).parent / "templates"
FOLDER = "templates"
SUBJECT = "Subject:"
NOTICE, WORDS, TABLE = "notice", "words", "---"


class TemplateFault(Exception):
    """A template that cannot be read or rendered; says which file, which line, and why."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter's words."""

    subject: str
    text: str
    html: str | None = None


class Templates:
    """The templates of a workspace; a file of the same name in its `templates/` replaces the program's."""

    def __init__(self, workspace: Path) -> None:
        self.folders = [workspace / FOLDER, BUILT_IN]
        self._environment = _environment(self.folders)

    def mail(self, template: str, facts: Mapping[str, Any]) -> Rendered:
        """A mail.

        Raises TemplateFault.
        """
        facts = self._with_words(template, facts)
        subject, text = _parted(self._render(self._layout(template, "txt"), facts))
        html = self._render(self._layout(template, "html"), {**facts, "subject": subject or facts["subject"]})
        return Rendered(subject or facts["subject"], text, html)

    def sms(self, template: str, facts: Mapping[str, Any]) -> Rendered:
        """An SMS: one text without a subject, from the mail's where the template has none of its own.

        Raises TemplateFault.
        """
        facts = self._with_words(template, facts)
        name = self._layout(template, "sms")
        if self._has(name):
            return Rendered("", self._render(name, facts).strip())
        return Rendered("", _parted(self._render(f"{template}.txt.j2", facts))[1].strip())

    def _has(self, name: str) -> bool:
        return any((folder / name).exists() for folder in self.folders)

    def _layout(self, template: str, form: str) -> str:
        """The file that puts a letter on paper: its own, or the one that all about debts share."""
        own, shared = f"{template}.{form}.j2", f"{NOTICE}.{form}.j2"
        return own if self._has(own) or not self._has(f"{template}.{WORDS}.j2") else shared

    def _with_words(self, template: str, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """The facts with the paragraphs before and behind the table, and what it comes to."""
        name = f"{template}.{WORDS}.j2"
        if not self._has(name):
            return facts
        opening, _, closing = f"\n{self._render(name, facts)}".partition(f"\n{TABLE}\n")
        return {
            **facts,
            "opening": _paragraphs(opening),
            "closing": _paragraphs(closing),
            "totals": _totals(facts["account"] or {}),
        }

    def _render(self, name: str, facts: Mapping[str, Any]) -> str:
        try:
            return self._environment.get_template(name).render(facts)
        except Exception as fault:  # a template can raise whatever it likes
            raise TemplateFault(self._where(name, fault)) from None

    def _where(self, name: str, fault: Exception) -> str:
        """File, line and what is wrong."""
        file, line = getattr(fault, "filename", None), getattr(fault, "lineno", None)
        if line is None:
            frames = [frame for frame in extract_tb(fault.__traceback__) if frame.filename.endswith(".j2")]
            file, line = (frames[-1].filename, frames[-1].lineno) if frames else (None, None)
        if file is None:
            file = next((str(folder / name) for folder in self.folders if (folder / name).exists()), name)
        return f"{file}{f', line {line}' if line else ''}: {_said(fault)}"


def _paragraphs(text: str) -> list[str]:
    return [part for part in (each.strip() for each in re.split(r"\n\s*\n", text)) if part]


def _totals(account: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What an account comes to, with what each sum is."""
    later = f"{account.get('later')} from {account.get('later_from')}" if account.get("later") else ""
    sums = (
        ("Total due now", account.get("due") if account.get("rows") else ""),
        ("of which fees", account.get("fees")),
        ("Not yet due", later),
        ("In credit", account.get("credit")),
    )
    return [(label, value) for label, value in sums if value]


def _said(fault: Exception) -> str:
    if isinstance(fault, UnicodeDecodeError):
        return "it is not UTF-8 text"
    words = getattr(fault, "message", None) or str(fault)
    return words.rstrip(".") or type(fault).__name__


def _parted(text: str) -> tuple[str, str]:
    """The subject of the first line, and the rest."""
    first, _, rest = text.partition("\n")
    if not first.startswith(SUBJECT):
        return "", text
    return first.removeprefix(SUBJECT).strip(), rest.lstrip("\r\n")


def _environment(folders: list[Path]) -> Environment:
    from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        autoescape=select_autoescape(("html", "html.j2")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
