"""Lines of bank statements, what came of them, and what tells whose they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import field, replace
from typing import Any

from casactl.domain.bank import IGNORED, PARKED, POSTED
from casactl.domain.money import format_amount
from casactl.domain.names import filed_under
from casactl.domain.shapes import DATE, INNER, MONEY, PROSE, Kind, derived, key
from casactl.records import dataclass
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader, Row

ON, IN_PART = "e.voided = 0", "coalesce(m.posted, 0)"
_PAID = (
    "(select b.line_id, cast(-sum(e.amount) as bigint) as posted, min(b.contact_id) as first_contact, "
    "max(b.contact_id) as last_contact, max(b.by_hand) as by_hand from {bank_match} b "
    f"join {{ledger_entry}} e on e.id = b.entry_id where {ON} group by b.line_id)"
)
_STATE = (
    f"case when l.ignored = 1 then '{IGNORED}' when l.amount > 0 and {IN_PART} >= l.amount then '{POSTED}' "
    f"else '{PARKED}' end"
)
_WHOSE = "case when m.line_id is null then l.contact_id when m.first_contact = m.last_contact then m.first_contact end"
_COLUMNS = (
    f"l.id, l.on_date, l.amount, l.payer, l.iban, l.purpose, {_STATE}, "
    f"{_WHOSE}, case when coalesce(m.by_hand, 0) = 1 then 100 else l.score end, case when l.ignored = 1 then l.reason "
    f"when m.by_hand = 1 then 'matched by hand' else l.why end, {IN_PART}, l.bank_id, l.version, "
    "l.contact_id, c.display_name"
)
_FROM = f"from {{bank_line}} l left join {_PAID} m on m.line_id = l.id"
_NAMED = f"{_FROM} left join {{contact}} c on c.id = {_WHOSE}"


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a statement; `amount` is below zero for money out."""

    id: int
    on: str = field(metadata=DATE)
    amount: int = field(metadata=MONEY)
    payer: str | None
    iban: str | None
    purpose: str | None = field(metadata=PROSE)
    state: str
    contact_id: int | None
    score: int
    why: str | None = field(metadata=PROSE)
    posted: int = field(metadata=MONEY)
    """How much of it is posted: all, or a part where it is split."""
    bank_id: str | None = field(metadata=INNER)
    version: int = field(metadata=INNER)
    suggested: int | None = field(metadata=INNER)
    display_name: str | None = field(metadata=key(after="contact_id"))
    entries: tuple[int, ...] = ()
    """The payments that came of it, those that were voided left out."""

    @derived(after="posted", kind=Kind.MONEY)
    def left(self) -> int:
        """How much is not posted yet."""
        return max(self.amount - self.posted, 0)


def lines(reader: Reader, *, state: str | None = None, limit: int | None = None) -> list[LineRow]:
    """Lines, the newest first."""
    narrowed = f"where {_STATE} = :state" if state else ""
    most = "" if limit is None else "limit :limit"
    sql = f"select {_COLUMNS} {_NAMED} {narrowed} order by l.on_date desc, l.id desc {most}"
    return _whole(reader, reader.rows(sql, {"state": state, "limit": limit}))


def line(reader: Reader, number: int) -> LineRow | None:
    """The line of that number."""
    return next(iter(_whole(reader, reader.rows(f"select {_COLUMNS} {_NAMED} where l.id = :id", {"id": number}))), None)


def waiting(reader: Reader, *, limit: int) -> list[LineRow]:
    """Money in of which something is left to people, what has waited longest first."""
    paid = (
        "select -sum(e.amount) from {bank_match} b join {ledger_entry} e on e.id = b.entry_id "
        f"where b.line_id = l.id and {ON}"
    )
    found = (
        "select l.id from {bank_line} l where l.ignored = 0 and l.amount > 0 "
        f"and l.amount > coalesce(({paid}), 0) order by l.on_date, l.id limit :limit"
    )
    sql = f"select {_COLUMNS} {_NAMED} where l.id in ({found}) order by l.on_date, l.id"
    return _whole(reader, reader.rows(sql, {"limit": limit}))


def ignored_by(reader: Reader, number: int) -> int:
    """The operation that changed a line last."""
    sql = "select max(h.operation_id) from {change} h where h.table_name = 'bank_line' and h.row_id = :id"
    row = reader.one(sql, {"id": number})
    return int(row[0]) if row and row[0] else 0


def counts(reader: Reader) -> dict[str, int]:
    """How many lines there are in each state."""
    sql = f"select {_STATE}, count(*) {_FROM} group by {_STATE}"
    return {state: int(count) for state, count in reader.rows(sql)}


def _whole(reader: Reader, rows: Sequence[Row]) -> list[LineRow]:
    entries = entries_of(reader, [row[0] for row in rows])
    held = [replace(LineRow(*row), entries=tuple(number for number, _ in entries.get(row[0], ()))) for row in rows]
    return [_with_rest(row, setting(reader, "currency")) if row.posted and row.state == PARKED else row for row in held]


def _with_rest(row: LineRow, currency: str) -> LineRow:
    """A line that is split, which says what still waits."""
    return replace(row, why=f"{format_amount(row.left, currency)} {currency} left, {row.why}")


def entries_of(reader: Reader, numbers: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """By line, its payments that stand, each with its contact."""
    sql = (
        "select b.line_id, b.entry_id, b.contact_id from {bank_match} b join {ledger_entry} e on e.id = b.entry_id "
        f"where {ON} and {reader.among('b.line_id', 'ids')} order by b.entry_id"
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for number, entry, contact in reader.rows(sql, {"ids": reader.bind(numbers)}):
        found.setdefault(number, []).append((entry, contact))
    return found


# What is kept already -----------------------------------------------------------------------------


def kept(reader: Reader, identities: Sequence[str]) -> dict[str, tuple[int, str, int]]:
    """By what they are known by, the number, day and amount of the lines that are there."""
    where = f"where {reader.among('l.identity', 'keys')}"
    sql = f"select l.identity, l.id, l.on_date, l.amount from {{bank_line}} l {where}"
    return {row[0]: (row[1], row[2], row[3]) for row in reader.rows(sql, {"keys": reader.bind(identities)})}


def lines_of_days(reader: Reader, days: Collection[str]) -> list[Row]:
    """(number, on, amount, payer, account number, bank's id) of the lines of these days."""
    sql = (
        "select l.id, l.on_date, l.amount, l.payer, l.iban, l.bank_id from {bank_line} l "
        f"where {reader.among('l.on_date', 'days')} order by l.id"
    )
    return reader.rows(sql, {"days": reader.bind(sorted(days))})


# Whom a line may be of ----------------------------------------------------------------------------


_STILL_THERE = "join {contact} c on c.id = y.contact_id and c.lifecycle not in ('erased', 'merged')"


def known_accounts(reader: Reader, ibans: Collection[str]) -> dict[str, set[int]]:
    """By account number, whose money it is known to be."""
    where = f"where y.iban is not null and {reader.among('y.iban', 'keys')}"
    sql = f"select y.iban, y.contact_id from {{bank_payer}} y {_STILL_THERE} {where}"
    return _gathered(reader.rows(sql, {"keys": reader.bind(sorted(ibans))}))


def known_names(reader: Reader, name_keys: Collection[str]) -> dict[str, list[tuple[int, bool]]]:
    """By a payer's name, whose money it is known to be, and whether that was learned of an account."""
    where = f"where y.name_key is not null and {reader.among('y.name_key', 'keys')}"
    sql = f"select y.name_key, y.contact_id, y.iban from {{bank_payer}} y {_STILL_THERE} {where}"
    found: dict[str, list[tuple[int, bool]]] = {}
    for name, contact, iban in reader.rows(sql, {"keys": reader.bind(sorted(name_keys))}):
        found.setdefault(name, []).append((contact, iban is not None))
    return found


def payers_like(reader: Reader, iban: str | None, name_keys: Collection[str]) -> list[Row]:
    """(number, contact) of what is known of a payer."""
    sql = (
        "select y.id, y.contact_id from {bank_payer} y where (y.iban is not null and y.iban = :iban) "
        f"or (y.iban is null and y.name_key is not null and {reader.among('y.name_key', 'keys')}) order by y.id"
    )
    return reader.rows(sql, {"iban": iban or "", "keys": reader.bind(sorted(name_keys))})


def by_external_ids(reader: Reader, external_ids: Collection[str]) -> dict[str, set[int]]:
    """The contacts with these external ids."""
    sql = (
        "select c.external_id, c.id from {contact} c where c.external_id is not null "
        f"and {reader.among('c.external_id', 'keys')} and c.lifecycle not in ('erased', 'merged')"
    )
    return _gathered(reader.rows(sql, {"keys": reader.bind(sorted(external_ids))}))


def by_numbers(reader: Reader, numbers: Collection[int]) -> dict[int, int]:
    """The contacts of these numbers that are there, each by its own; a merged one's is its winner's."""
    from casactl.store.queries.merges import winner_of

    sql = f"select c.id, c.lifecycle from {{contact}} c where {reader.among('c.id', 'ids')}"
    found: dict[int, str] = dict(reader.rows(sql, {"ids": reader.bind(sorted(numbers))}))
    return {
        number: (winner_of(reader, number) or number) if lifecycle == "merged" else number
        for number, lifecycle in found.items()
        if lifecycle != "erased"
    }


def by_names(reader: Reader, names: Collection[str]) -> dict[str, set[int]]:
    """By name, the contacts that bear it, first and last name in either order."""
    keys: dict[str, set[str]] = {}
    for name in names:
        for each in filed_under(name):
            keys.setdefault(each, set()).add(name)
    sql = (
        f"select c.sort_key, c.id from {{contact}} c where {reader.among('c.sort_key', 'keys')} "
        "and c.lifecycle not in ('erased', 'merged')"
    )
    found: dict[str, set[int]] = {}
    for sort_key, number in reader.rows(sql, {"keys": reader.bind(sorted(keys))}) if keys else ():
        for name in keys[sort_key]:
            found.setdefault(name, set()).add(number)
    return found


def instalments_of(reader: Reader, contact: int) -> set[int]:
    """What a contact has agreed to pay from time to time."""
    sql = (
        "select g.amount from {agreement} g where g.contact_id = :contact and g.kind = 'instalments' "
        "and g.ended_on is null and g.amount is not null"
    )
    return {row[0] for row in reader.rows(sql, {"contact": contact})}


def unit_paths(reader: Reader) -> list[tuple[int, str]]:
    """All units and buildings with their paths."""
    return [
        (row[0], row[1]) for row in reader.rows("select p.id, p.path from {property} p where p.kind <> 'community'")
    ]


def payers_at(reader: Reader, units: Collection[int]) -> dict[int, list[tuple[int, str, str | None]]]:
    """By unit, who pays for it: the contact, and since when and until when attached as owner, tenant or occupant."""
    sql = (
        "select a.property_id, a.contact_id, a.starts, a.ends from {attachment} a "
        "join {contact} c on c.id = a.contact_id where a.role in ('owner', 'tenant', 'occupant', 'landlord') "
        f"and {reader.among('a.property_id', 'ids')} and c.lifecycle not in ('erased', 'merged') order by a.id"
    )
    found: dict[int, list[tuple[int, str, str | None]]] = {}
    for unit, *rest in reader.rows(sql, {"ids": reader.bind(sorted(units))}):
        found.setdefault(unit, []).append((rest[0], rest[1], rest[2]))
    return found


def payments_by_hand(reader: Reader, contacts: Collection[int], first: str, last: str) -> list[Row]:
    """(contact, amount, on, number) of payments of these days that came of no line."""
    sql = (
        "select e.contact_id, e.amount, e.on_date, e.id from {ledger_entry} e where e.kind = 'payment' "
        f"and e.voided = 0 and {reader.among('e.contact_id', 'ids')} and e.on_date >= :first "
        "and e.on_date <= :last and not exists (select 1 from {bank_match} b where b.entry_id = e.id) order by e.id"
    )
    return reader.rows(sql, {"ids": reader.bind(sorted(contacts)), "first": first, "last": last})


def _gathered(rows: Iterable[Row]) -> dict[Any, set[int]]:
    found: dict[Any, set[int]] = {}
    for value, number in rows:
        found.setdefault(value, set()).add(number)
    return found
