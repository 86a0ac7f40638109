"""Saved mappings of columns."""

from __future__ import annotations

import json
from dataclasses import field

from casactl.domain.shapes import INNER, JSON, derived
from casactl.records import dataclass
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class MappingRow:
    """A mapping: what columns are, and what words mean."""

    id: int
    name: str
    noun: str = field(metadata=INNER)
    columns: str = field(metadata=JSON)
    words: str = field(metadata=JSON)
    updated_at: str = field(metadata=INNER)

    @derived("import", after="name")
    def of(self) -> str:
        """Which import it is for: contact, property, ledger."""
        return self.noun

    @property
    def told(self) -> dict[str, str]:
        """What each column is; empty for one that is left out."""
        return dict(json.loads(self.columns))

    @property
    def meant(self) -> dict[str, dict[str, str]]:
        """By field what its words mean."""
        return dict(json.loads(self.words))


SELECT = "select m.id, m.name, m.noun, m.columns, m.words, m.updated_at from import_mapping m"


def mappings(reader: Reader) -> list[MappingRow]:
    """All of them, by name."""
    return [MappingRow(*row) for row in reader.rows(f"{SELECT} order by m.name")]


def mapping_named(reader: Reader, name: str) -> MappingRow | None:
    """The one of that name."""
    row = reader.one(f"{SELECT} where m.name = :name", {"name": name})
    return MappingRow(*row) if row else None
