"""Further e-mails and phones of contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from casactl.domain.shapes import INNER, PHONE
from casactl.records import dataclass
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class PointRow:
    """One of them."""

    id: int = field(metadata=INNER)
    contact_id: int = field(metadata=INNER)
    kind: str
    value: str = field(metadata=PHONE)
    shown: str | None = field(metadata=INNER)
    key: str = field(metadata=INNER)
    label: str | None

    @property
    def read(self) -> str:
        """As people read it."""
        return self.shown or self.value


def points_of(reader: Reader, ids: Sequence[int]) -> dict[int, list[PointRow]]:
    """Those of some contacts, in the order in which they were added."""
    found: dict[int, list[PointRow]] = {}
    sql = (
        "select p.id, p.contact_id, p.kind, p.value, p.shown, p.key, p.label from {contact_point} p "
        f"where {reader.among('p.contact_id', 'ids')} order by p.id"
    )
    for row in reader.rows(sql, {"ids": reader.bind(ids)}):
        found.setdefault(row[1], []).append(PointRow(*row))
    return found


def any_point(reader: Reader, kind: str) -> bool:
    """Whether anybody in sight has one of a kind."""
    sql = "select 1 from {contact_point} p where p.kind = :kind limit 1"
    return reader.one(sql, {"kind": kind}) is not None
