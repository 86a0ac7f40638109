"""Letters from templates: text and HTML, sandboxed, those of the workspace before those of the program.

A text template begins with a line `Subject: …`. HTML escapes whatever it is given. A template that
does not work is a fault that names its file and line; nothing of the letter is sent then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

import casactl

if TYPE_CHECKING:
    from jinja2 import Environment

BUILT_IN = Path(casactl.__file__).parent / "templates"
FOLDER = "templates"
SUBJECT = "Subject:"


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
        subject, text = _parted(self._render(f"{template}.txt.j2", facts))
        html = self._render(f"{template}.html.j2", {**facts, "subject": subject or facts["subject"]})
        return Rendered(subject or facts["subject"], text, html)

    def sms(self, template: str, facts: Mapping[str, Any]) -> Rendered:
        """An SMS: one text without a subject, from the mail's where the template has none of its own.

        Raises TemplateFault.
        """
        name = f"{template}.sms.j2"
        if any((folder / name).exists() for folder in self.folders):
            return Rendered("", self._render(name, facts).strip())
        return Rendered("", _parted(self._render(f"{template}.txt.j2", facts))[1].strip())

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
