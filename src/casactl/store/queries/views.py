"""Saved views."""

from __future__ import annotations

import json
from dataclasses import field

from casactl.domain.shapes import INNER, JSON
from casactl.records import dataclass
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A view: its name and the words of the command that it stands for."""

    id: int
    name: str
    line: str = field(metadata=JSON)
    updated_at: str = field(metadata=INNER)

    @property
    def words(self) -> list[str]:
        """The words of the command, without the program."""
        return [str(word) for word in json.loads(self.line)]


SELECT = "select v.id, v.name, v.line, v.updated_at from saved_view v"


def views(reader: Reader) -> list[ViewRow]:
    """All of them, by name."""
    return [ViewRow(*row) for row in reader.rows(f"{SELECT} order by v.name")]


def view_named(reader: Reader, name: str) -> ViewRow | None:
    """The one of that name."""
    row = reader.one(f"{SELECT} where v.name = :name", {"name": name})
    return ViewRow(*row) if row else None
