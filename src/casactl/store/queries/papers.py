"""Notes, documents and pictures of contacts; an attorney sees the papers of the case only (WU-10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field

from casactl.domain.shapes import INNER, MOMENT, PROSE, key
from casactl.records import dataclass
from casactl.store.reader import Reader

NOTE = (
    "select n.id, n.contact_id, n.visibility, n.created_at, n.author, n.text, n.case_id, c.display_name "
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
    case_id: int | None
    """The case that it belongs to."""
    display_name: str = field(metadata=key(after="contact_id"))


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


def open_cases(reader: Reader, contacts: Sequence[int]) -> dict[int, int]:
    """The open case of each contact that has one: papers for a case belong to it."""
    sql = f"select h.contact_id, h.id from {{handover_case}} h where {reader.among('h.contact_id', 'ids')} "
    return dict(reader.rows(f"{sql}and h.closed_at is null", {"ids": reader.bind(contacts)}))


def papers_to_come(reader: Reader, table: str, contacts: Sequence[int]) -> list[tuple[int, int]]:
    """What was written for a case while none was open, as (number, contact): the next one takes it along."""
    sql = (
        f"select p.id, p.contact_id from {{{table}}} p where {reader.among('p.contact_id', 'ids')} "
        "and p.visibility = 'case' and p.case_id is null order by p.id"
    )
    return [(row[0], row[1]) for row in reader.rows(sql, {"ids": reader.bind(contacts)})]


def papers_of_case(reader: Reader, table: str, case: int) -> list[int]:
    """The papers of a case."""
    rows = reader.rows(f"select p.id from {{{table}}} p where p.case_id = :case order by p.id", {"case": case})
    return [row[0] for row in rows]


def filed_since(reader: Reader, author: str, since: str) -> int:
    """How many bytes somebody has filed as documents since a moment."""
    sql = "select cast(coalesce(sum(d.size), 0) as bigint) from {document} d where d.author = :author "
    row = reader.one(f"{sql}and d.created_at >= :since", {"author": author, "since": since})
    return int(row[0]) if row else 0


def last_word(reader: Reader, contact: int, case: int | None) -> tuple[str, int] | None:
    """The table and number of the newest paper of a case, or of a contact outside of its cases."""
    among = "p.case_id = :case" if case is not None else "p.contact_id = :contact and p.case_id is null"
    each = " union all ".join(
        f"select '{table}' as kind, p.id as id, p.created_at as at, coalesce((select max(h.id) from {{change}} h "
        f"where h.table_name = '{table}' and h.row_id = p.id and h.contact_id = p.contact_id and h.before is null), 0) "
        f"as made from {{{table}}} p where {among}"
        for table in ("note", "document")
    )
    sql = f"select w.kind, w.id from ({each}) w order by w.at desc, w.made desc limit 1"
    row = reader.one(sql, {"case": case, "contact": contact})
    return (row[0], row[1]) if row else None


DOCUMENT = (
    "select d.id, d.contact_id, d.visibility, d.created_at, d.author, d.name, d.size, d.sha256, d.type, "
    "d.case_id, c.display_name from {document} d join {contact} c on c.id = d.contact_id"
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
    case_id: int | None
    """The case that it belongs to."""
    display_name: str = field(metadata=key(title="contact's name", after="contact_id"))


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
