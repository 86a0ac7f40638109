"""The open cases of an attorney as a list shows them; the fence says which they are."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.records import dataclass
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class CaseLine:
    """An open case: whose, where, since when, and what was said of it last."""

    contact_id: int
    display_name: str
    community: str
    status: str
    balance: int
    oldest_due: str | None
    opened_at: str
    notes: int
    last_note: str | None
    last_activity: str


def open_cases(reader: Reader, *, contact: int | None = None) -> list[CaseLine]:
    """All open cases in sight, or a contact's, the oldest first."""
    last = "(select {0} from {{{1}}} x where x.contact_id = c.id order by x.id desc limit 1)"
    stamps = ", ".join(
        f"coalesce({last.format('x.created_at', table)}, '')" for table in ("note", "document", "arrears_step")
    )
    sql = (
        "select c.id, c.display_name, p.path, c.arrears, c.balance, c.oldest_due, h.opened_at, "
        f"(select count(*) from {{note}} n where n.contact_id = c.id), {last.format('x.text', 'note')}, {stamps} "
        "from {handover_case} h join {contact} c on c.id = h.contact_id join {property} p on p.id = h.community_id "
        f"where h.closed_at is null{'' if contact is None else ' and c.id = :contact'} order by h.opened_at, h.id"
    )
    rows = reader.rows(sql, {"contact": contact})
    return [CaseLine(*[*row[:9], max(row[6], *row[9:])]) for row in rows]


@dataclass(frozen=True, slots=True)
class CaseToTell:
    """A case, and the attorney who is told what happens in it."""

    id: int
    contact_id: int
    display_name: str
    community: str
    outcome: str | None
    user_id: int
    attorney: str
    email: str
    firm: str | None


def cases_to_tell(reader: Reader, numbers: Sequence[int], *, by_case: bool) -> list[CaseToTell]:
    """The cases of these numbers, or the open ones of these contacts, whose attorney may be written to."""
    which = reader.among("h.id", "ids") if by_case else f"h.closed_at is null and {reader.among('h.contact_id', 'ids')}"
    sql = (
        "select h.id, c.id, c.display_name, p.path, h.outcome, u.id, u.name, u.email, u.firm from {handover_case} h "
        "join {contact} c on c.id = h.contact_id join {property} p on p.id = h.community_id "
        f"join users u on u.id = h.attorney_id where {which} and u.enabled = 1 and u.email is not null order by h.id"
    )
    return [CaseToTell(*row) for row in reader.rows(sql, {"ids": reader.bind(numbers)})]


def is_with(reader: Reader, case: int, attorney: int) -> bool:
    """Whether a case is open, and this attorney's."""
    sql = "select 1 from {handover_case} h where h.id = :id and h.attorney_id = :attorney and h.closed_at is null"
    return reader.one(sql, {"id": case, "attorney": attorney}) is not None
