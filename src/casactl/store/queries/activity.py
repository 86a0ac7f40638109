"""What was done since a moment: operations by verb and actor, and by the hour."""

from __future__ import annotations

from dataclasses import dataclass

from casactl.store.reader import Reader

STANDS_UNDONE = (
    "exists (select 1 from {operation} u where u.undoes = o.id "
    "and not exists (select 1 from {operation} r where r.undoes = u.id))"
)


@dataclass(frozen=True, slots=True)
class DoneRow:
    """One verb of one actor: operations, contacts that they touched (each counted once per operation), the latest."""

    verb: str
    actor: str
    operations: int
    contacts: int
    undone: int
    last_at: str


def done_since(reader: Reader, since: str) -> list[DoneRow]:
    """The operations by verb and actor, the most frequent first; the fenced see those that concern nobody else."""
    sql = (
        "select o.verb, o.actor, count(*) as operations, cast(sum(o.contacts) as bigint), "
        f"cast(sum(case when {STANDS_UNDONE} then 1 else 0 end) as bigint), max(o.at) from {{operation}} o "
        "where o.at >= :since group by o.verb, o.actor "
        "order by operations desc, o.verb, o.actor"
    )
    return [DoneRow(*row) for row in reader.rows(sql, {"since": since})]


@dataclass(frozen=True, slots=True)
class MinuteRow:
    """The operations of one minute (UTC, `YYYY-MM-DDTHH:MM`): a zone's day is made of whole minutes."""

    minute: str
    operations: int
    contacts: int


def minutes_since(reader: Reader, since: str) -> list[MinuteRow]:
    """The operations by minute, in order."""
    sql = (
        "select substr(o.at, 1, 16), count(*), cast(sum(o.contacts) as bigint) from {operation} o "
        "where o.at >= :since group by substr(o.at, 1, 16) order by substr(o.at, 1, 16)"
    )
    return [MinuteRow(*row) for row in reader.rows(sql, {"since": since})]
