"""Notes, documents and pictures of contacts; an attorney sees the papers of the case only (WU-10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from casactl.domain.shapes import INNER, MOMENT, PROSE, key
from casactl.store.reader import Reader

NOTE = (
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
    sql = f"{NOTE} where {' and '.join(where)} order by n.id desc{' limit :limit' if limit else ''}"
    rows = reader.rows(sql, {"contact": contact, "limit": limit})
    return [NoteRow(*row) for row in rows]


def note_by_number(reader: Reader, number: int) -> NoteRow | None:
    """One note."""
    sql = f"{NOTE} where n.id = :id"
    row = reader.one(sql, {"id": number})
    return NoteRow(*row) if row else None


DOCUMENT = (
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
    sql = f"{DOCUMENT} where {' and '.join(where)} order by d.id desc{' limit :limit' if limit else ''}"
    params = {"contact": contact, "visibility": visibility, "limit": limit}
    return [DocumentRow(*row) for row in reader.rows(sql, params)]


def document_by_number(reader: Reader, number: int) -> DocumentRow | None:
    """One document."""
    sql = f"{DOCUMENT} where d.id = :id"
    row = reader.one(sql, {"id": number})
    return DocumentRow(*row) if row else None


def every_document(reader: Reader) -> Iterator[DocumentRow]:
    """All documents in sight, one by one."""
    sql = f"{DOCUMENT} order by d.id"
    return (DocumentRow(*row) for row in reader.stream(sql))


AVATAR = (
    "select v.id, v.contact_id, v.type, v.size, v.sha256, c.display_name from {avatar} v "
    "join {contact} c on c.id = v.contact_id"
)


@dataclass(frozen=True, slots=True)
class AvatarRow:
    """A contact's picture; its bytes stand under `sha256`."""

    id: int = field(metadata=INNER)
    contact_id: int = field(metadata=INNER)
    type: str
    size: int
    sha256: str
    display_name: str = field(metadata=INNER)


def avatar_of(reader: Reader, contact: int) -> AvatarRow | None:
    """A contact's picture."""
    sql = f"{AVATAR} where v.contact_id = :contact"
    row = reader.one(sql, {"contact": contact})
    return AvatarRow(*row) if row else None


def every_avatar(reader: Reader) -> Iterator[AvatarRow]:
    """All pictures in sight, one by one."""
    sql = f"{AVATAR} order by v.contact_id"
    return (AvatarRow(*row) for row in reader.stream(sql))
