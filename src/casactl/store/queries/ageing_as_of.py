"""What was owed by age on an earlier day: by what was known by its end, and dated by it.

An entry counts from the day that it is dated, if it was there by then; a void counts as its reversal does, and the undo
of a void as the reversal of that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from casactl.domain.dates import local_midnight
from casactl.domain.ledger import Entry, EntryKind, ageing, open_entries
from casactl.store.queries.contacts import condition_of
from casactl.store.queries.filters import Filters
from casactl.store.queries.ledger import KINDS, AgeingRow
from casactl.store.queries.settings import timezone
from casactl.store.reader import Reader, Row

GIVE_ANOTHER = ("ledger.due", "undo")
"""What gives a charge another due date."""
THEN = "e.on_date <= :day and e.created_at < :known"
STATUS_THEN = (
    "coalesce((select s.status from {arrears_step} s where s.contact_id = c.id and s.created_at < :known "
    "order by s.id desc limit 1), 'current')"
)
ATTORNEY_THEN = (
    "(select u.name from {handover_case} h join users u on u.id = h.attorney_id where h.contact_id = c.id "
    "and h.opened_at < :known and (h.closed_at is null or h.closed_at >= :known) order by h.id desc limit 1)"
)


def ageing_as_of(reader: Reader, filters: Filters, day: date) -> list[AgeingRow]:
    """Everybody who owed on a day, the largest debt first, with the status and the attorney of then.

    The filters look at what contacts are now, but for where they were attached.
    """
    where, params = condition_of(reader, filters, today=day.isoformat())
    known = local_midnight(day + timedelta(days=1), timezone(reader))
    sql = (
        "select e.contact_id, e.id, e.on_date, e.amount, e.due, e.kind, e.reverses from {ledger_entry} e "
        f"join {{contact}} c on c.id = e.contact_id where {THEN} and {where} order by e.contact_id, e.id desc"
    )
    then: dict[str, object] = {"day": day.isoformat(), "known": known}
    by_contact = groupby(reader.stream(sql, params | then), key=itemgetter(0))
    due = _due_then(reader, known)
    accounts = ((contact, [_entry(due, *row[1:6]) for row in _standing(rows)]) for contact, rows in by_contact)
    owing = {contact: entries for contact, entries in accounts if sum(each.amount for each in entries) > 0}
    names = f"select c.id, c.display_name, {STATUS_THEN}, {ATTORNEY_THEN} from {{contact}} c where "
    found = [
        _row(number, name, status, attorney, owing[number], day)
        for number, name, status, attorney in _people(reader, names, sorted(owing), known)
    ]
    return sorted(found, key=lambda row: (-row.balance, row.id))


def _people(reader: Reader, sql: str, contacts: list[int], known: str) -> Iterator[tuple[int, str, str, str | None]]:
    for start in range(0, len(contacts), 5000):
        ids = reader.bind(contacts[start : start + 5000])
        for row in reader.rows(sql + reader.among("c.id", "ids"), {"ids": ids, "known": known}):
            yield row[0], row[1], row[2], row[3]


def _standing(newest_first: Iterable[Row]) -> Iterator[Row]:
    """The entries that no reversal takes back that stands itself."""
    taken_back: set[int] = set()
    for row in newest_first:
        if row[1] in taken_back:
            continue
        if row[5] == EntryKind.REVERSAL:
            taken_back.add(row[6])
        else:
            yield row


def _due_then(reader: Reader, known: str) -> dict[int, str | None]:
    """The due dates of charges that were given another one since, as they had been."""
    sql = (
        "select h.row_id, h.before from {operation_part} o join {change} h on h.operation_id = o.id "
        f"where o.at >= :known and {reader.among('o.verb', 'verbs')} and h.table_name = 'ledger_entry' "
        f"and h.before is not null and h.after is not null and {reader.contains('h.before', 'mark')} order by h.id desc"
    )
    params = {"known": known, "verbs": reader.bind(GIVE_ANOTHER), "mark": '"due":'}
    return {row[0]: json.loads(row[1])["due"] for row in reader.rows(sql, params)}


def _entry(changed: dict[int, str | None], number: int, on: str, amount: int, due: str | None, kind: str) -> Entry:
    due = changed.get(number, due)
    return Entry(number, date.fromisoformat(on), amount, date.fromisoformat(due) if due else None, KINDS[kind])


def _row(number: int, name: str, status: str, attorney: str | None, entries: list[Entry], day: date) -> AgeingRow:
    left = open_entries(entries)
    oldest = min(each.entry.day for each in left)
    balance, late = sum(each.left for each in left), sum(each.left for each in left if each.entry.day < day)
    days = max((day - oldest).days, 0)
    return AgeingRow(
        number, name, balance, status, attorney, **ageing(entries, day), past_due=late,
        oldest_due=oldest.isoformat(), days_past_due=days,
    )  # fmt: skip
