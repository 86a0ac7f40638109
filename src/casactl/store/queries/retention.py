"""How long archived contacts are kept, and who is due for erasure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from casactl.domain.dates import calendar_date, parse_moment, years_after
from casactl.domain.shapes import DATE
from casactl.store.queries.settings import all_settings
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """An archived contact, with the day from which on it may be erased."""

    id: int
    display_name: str
    archived_on: str | None = field(metadata=DATE)
    """None where the log does not tell any more."""
    newest_entry: str | None = field(metadata=DATE)
    due_on: str = field(metadata=DATE)
    due: bool


def retention(reader: Reader, *, today: str, due_only: bool = False) -> list[RetentionRow]:
    """The archived contacts, the earliest due first; without ledger entries they are due at once."""
    settings = all_settings(reader)
    years, zone = int(settings["retention_years"]), ZoneInfo(settings["timezone"])
    sql = (
        "select c.id, c.display_name, "
        "(select max(o.at) from {change} h join {operation_part} o on o.id = h.operation_id where h.contact_id = c.id "
        f"and h.table_name = 'contact' and {reader.contains('h.after', 'mark')}), "
        "(select max(e.on_date) from {ledger_entry} e where e.contact_id = c.id) "
        "from {contact} c where c.lifecycle = 'archived'"
    )
    found = []
    for number, name, at, newest in reader.rows(sql, {"mark": '"lifecycle":"archived"'}):
        archived = calendar_date(parse_moment(at), zone).isoformat() if at else None
        due_on = years_after(date.fromisoformat(newest), years).isoformat() if newest else archived or today
        if due_on <= today or not due_only:
            found.append(RetentionRow(number, name, archived, newest, due_on, due_on <= today))
    return sorted(found, key=lambda row: (row.due_on, row.id))
