"""Documents, newest first; an attorney sees those of the case, the person those meant for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from casactl.domain.shapes import MOMENT, PROSE, key
from casactl.store.reader import Reader

SELECT = (
    "select d.id, d.contact_id, d.visibility, d.created_at, d.author, d.name, d.size, d.sha256, d.type, "
    "c.display_name from {document} d join {contact} c on c.id = d.contact_id"
)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A filed document; its bytes stand under `sha256`."""

    id: int
    contact_id: int
    visibility: str
    at: str = field(metadata=MOMENT)
    author: str
    name: str = field(metadata=PROSE)
    size: int = field(metadata=key(title="bytes"))
    sha256: str
    type: str
    display_name: str = field(metadata=key(title="contact's name", inner=True))


def documents(
    reader: Reader, *, contact: int | None = None, limit: int | None = None, visibility: str | None = None
) -> list[DocumentRow]:
    """The documents of a contact, or of all, as far as they may be seen."""
    where = ["1 = 1"]
    if contact is not None:
        where.append("d.contact_id = :contact")
    if visibility is not None:
        where.append("d.visibility = :visibility")
    sql = f"{SELECT} where {' and '.join(where)} order by d.id desc{' limit :limit' if limit else ''}"
    params = {"contact": contact, "visibility": visibility, "limit": limit}
    return [DocumentRow(*row) for row in reader.rows(sql, params)]


def document_by_number(reader: Reader, number: int) -> DocumentRow | None:
    """One document."""
    sql = f"{SELECT} where d.id = :id"
    row = reader.one(sql, {"id": number})
    return DocumentRow(*row) if row else None


def every_document(reader: Reader) -> Iterator[DocumentRow]:
    """All documents in sight, one by one."""
    sql = f"{SELECT} order by d.id"
    return (DocumentRow(*row) for row in reader.stream(sql))
