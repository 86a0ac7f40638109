"""What the sections of a contact's page are drawn from, and how they word days and what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casactl.render.sanitize import sanitize
from casactl.render.section import Line, Styled
from casactl.render.view import View, sign

Shape = Mapping[str, Any]
Lines = list[Line | Styled]


@dataclass(frozen=True, slots=True)
class Page:
    """One contact's page on one day; `whole` when nothing is left out of a list."""

    view: View
    shape: Shape
    today: date
    phone: str | None
    whole: bool = False

    def day(self, moment: object) -> str:
        """The day of a date or a moment, as people read it."""
        return self.view.day(str(moment)[:10]) if moment else ""

    def when(self, moment: object) -> str:
        """A day with its time where one is said."""
        text = str(moment or "")
        return f"{self.day(text)} {text[11:16]}".strip()

    def days_since(self, day: object) -> int:
        """How many days ago, below zero for a day ahead."""
        return (self.today - date.fromisoformat(str(day)[:10])).days

    def words(self, text: object) -> str:
        """A text as it is where nothing is left out, else how it begins; inert."""
        return "\n".join(map(sanitize, str(text or "").splitlines())) if self.whole else opening(text)

    def some(self, lines: Sequence[Line | Styled], most: int, section: str) -> Lines:
        """The first lines, and how to see the others."""
        shown: Lines = list(lines)
        if self.whole or len(shown) <= most + 1:  # a line to say that one more is there saves nothing
            return shown
        return [*shown[:most], ("", f"and {len(shown) - most:,} more: --section {section}", "quiet")]


def opening(text: object, most: int = 200) -> str:
    """How a text begins, on one line and inert."""
    words = " ".join(str(text or "").split())
    return sanitize(words if len(words) <= most else f"{words[: most - 1]}{sign('…', '.')}")


def counted(days: int) -> str:
    """Days in words."""
    return "1 day" if days == 1 else f"{days:,} days"


def told(*pairs: tuple[str, object]) -> Lines:
    """Labels with what they say, without those that say nothing."""
    return [(label, str(text)) for label, text in pairs if text]
