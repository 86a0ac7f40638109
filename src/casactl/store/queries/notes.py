"""Notes, newest first; an attorney sees those of the case only (WU-10)."""

from __future__ import annotations

from dataclasses import dataclass, field

from casactl.domain.shapes import INNER, MOMENT, PROSE, key
from casactl.store.reader import Reader

SELECT = (
    "select n.id, n.contact_id, n.visibility, n.created_at, n.author, n.text, c.display_name "
    "from {note} n join {contact} c on c.id = n.contact_id"
)


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note."""

    id: int
    contact_id: int
    visibility: str
    at: str = field(metadata=MOMENT)
    author: str
    text: str = field(metadata=key(kind=PROSE, title="note"))
    display_name: str = field(metadata=INNER)


def notes(reader: Reader, *, contact: int | None = None, limit: int | None = None) -> list[NoteRow]:
    """The notes of a contact, or of all, as far as they may be seen."""
    where = ["1 = 1"]
    if contact is not None:
        where.append("n.contact_id = :contact")
    sql = f"{SELECT} where {' and '.join(where)} order by n.id desc{' limit :limit' if limit else ''}"
    rows = reader.rows(sql, {"contact": contact, "limit": limit})
    return [NoteRow(*row) for row in rows]


def note_by_number(reader: Reader, number: int) -> NoteRow | None:
    """One note."""
    sql = f"{SELECT} where n.id = :id"
    row = reader.one(sql, {"id": number})
    return NoteRow(*row) if row else None
