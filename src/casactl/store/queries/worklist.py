"""What an arrears clerk sees beside a debt: notes, how long the attorney has had it, when anything last happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from casactl.domain.shapes import MOMENT, PROSE
from casactl.records import dataclass
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class LastNote:
    """The newest note about somebody."""

    at: str = field(metadata=MOMENT)
    text: str = field(metadata=PROSE)


def notes_of(reader: Reader, contacts: Sequence[int]) -> dict[int, tuple[int, LastNote]]:
    """How many notes there are about each contact, and the newest."""
    sql = (
        "select n.contact_id, t.notes, n.created_at, n.text from {note} n join (select m.contact_id, "
        f"count(*) as notes, max(m.id) as newest from {{note}} m where {reader.among('m.contact_id', 'ids')} "
        "group by m.contact_id) t on t.newest = n.id order by n.contact_id"
    )
    rows = reader.rows(sql, {"ids": reader.bind(contacts)})
    return {row[0]: (row[1], LastNote(row[2], row[3])) for row in rows}


def handed_over_at(reader: Reader, contacts: Sequence[int]) -> dict[int, str]:
    """The moment at which each contact's open case began."""
    sql = (
        "select h.contact_id, h.opened_at from {handover_case} h "
        f"where {reader.among('h.contact_id', 'ids')} and h.closed_at is null"
    )
    return dict(reader.rows(sql, {"ids": reader.bind(contacts)}))


def last_activities(reader: Reader, contacts: Sequence[int]) -> dict[int, str]:
    """The moment at which anything last happened: money, a note, a document, a message, a status."""
    tables = ("ledger_entry", "note", "document", "message", "arrears_step")
    parts = " union all ".join(
        f"select x.contact_id, max(x.created_at) as at from {{{table}}} x "
        f"where {reader.among('x.contact_id', 'ids')} group by x.contact_id"
        for table in tables
    )
    sql = f"select a.contact_id, max(a.at) from ({parts}) a group by a.contact_id"
    return dict(reader.rows(sql, {"ids": reader.bind(contacts)}))
