"""Letters on their way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from casactl.domain.shapes import MOMENT, PROSE
from casactl.store.reader import Reader
from casactl.store.scope import Scope


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A letter that will leave by itself."""

    id: int
    contact_id: int
    channel: str
    recipient: str
    template: str
    facts: str
    """JSON."""


def waiting_of(reader: Reader, contacts: Sequence[int], *, scope: Scope) -> list[WaitingRow]:
    """What still waits to leave to these contacts."""
    sql = (
        "select o.id, o.contact_id, o.channel, o.recipient, o.template, o.facts from outbox o "
        f"join contact c on c.id = o.contact_id where {reader.among('o.contact_id', 'ids')} "
        f"and o.state in ('pending', 'retry') and {scope.predicate('c.id')} order by o.id"
    )
    rows = reader.rows(sql, {"ids": reader.bind(contacts)} | scope.params, scope=scope)
    return [WaitingRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter with what it takes to write it."""

    id: int
    contact_id: int
    operation_id: int
    channel: str
    recipient: str
    template: str
    facts: str
    """JSON."""
    header_id: str
    state: str
    attempts: int
    queued_at: str
    subject: str | None
    text: str | None
    name: str
    via: str | None
    """The name of whom it goes to, where that is somebody else who takes the contact's letters."""
    to: str
    """The recipient, for showing."""


def letters(reader: Reader, numbers: Sequence[int], *, scope: Scope) -> list[LetterRow]:
    """Letters by number, in order, each with its message's subject and text."""
    to, _, joined = _whom(reader, scope)
    sql = (
        "select o.id, o.contact_id, o.operation_id, o.channel, o.recipient, o.template, o.facts, o.header_id, "
        "o.state, o.attempts, o.queued_at, coalesce(o.subject, m.subject, b.subject), coalesce(m.text, b.text), "
        f"c.display_name, v.display_name, {to} "
        f"from outbox o join contact c on c.id = o.contact_id {joined} left join message m on m.id = o.message_id "
        "left join broadcast b on b.id = m.broadcast_id "
        f"where {reader.among('o.id', 'ids')} and {scope.predicate('c.id')} order by o.id"
    )
    rows = reader.rows(sql, {"ids": reader.bind(numbers)} | scope.params, scope=scope)
    return [LetterRow(*row) for row in rows]


def _whom(reader: Reader, scope: Scope) -> tuple[str, str, str]:
    """Recipient and number of who takes a letter, as far as the scope reaches, and the join that they need."""
    via = reader.number_in("o.facts", "via")
    hidden = f"v.id is not null and not {scope.predicate('v.id')}"
    return (
        f"case when {hidden} then '{HIDDEN}' else o.recipient end",
        f"case when {hidden} then null else v.id end",
        f"left join contact v on v.id = {via}",
    )


HIDDEN = "(out of sight)"
"""What stands for the address of somebody who may not be seen."""


def due_letters(
    reader: Reader, state: str, now: str, *, limit: int, scope: Scope, channels: Sequence[str] = ("email", "sms"),
) -> list[int]:  # fmt: skip
    """The letters in `pending` or `retry` whose time has come: the numbers of the next `limit`."""
    where = ["o.state = :state", "o.next_at <= :now", reader.among("o.channel", "channels"), scope.predicate("c.id")]
    params = {"state": state, "now": now, "channels": reader.bind(channels), "limit": limit} | scope.params
    sql = (
        "select o.id from outbox o join contact c on c.id = o.contact_id "
        f"where {' and '.join(where)} order by o.next_at, o.id limit :limit"
    )
    return [row[0] for row in reader.rows(sql, params, scope=scope)]


def anything_to_send(reader: Reader, now: str) -> bool:
    """Whether a letter's time has come, or one is being sent by somebody who may have died."""
    sql = (
        "select 1 where exists (select 1 from outbox where state = 'pending' and next_at <= :now) "
        "or exists (select 1 from outbox where state = 'retry' and next_at <= :now) "
        "or exists (select 1 from outbox where state = 'sending')"
    )
    return reader.one(sql, {"now": now}) is not None


def leases(reader: Reader) -> list[tuple[str, str]]:
    """(lease, until when) of everything that is being sent."""
    sql = "select lease, max(leased_until) from outbox where state = 'sending' group by lease order by lease"
    return [(row[0], row[1]) for row in reader.rows(sql)]


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A letter as `outbox list` shows it."""

    id: int
    contact_id: int
    channel: str
    to: str
    subject: str = field(metadata=PROSE)
    state: str
    attempts: int
    last_error: str | None = field(metadata=PROSE)
    queued_at: str = field(metadata=MOMENT)
    via: int | None


def listed(
    reader: Reader, *, states: Sequence[str] = (), contact: int | None = None, limit: int | None = None,
    after: int | None = None, scope: Scope,
) -> Iterator[ListedRow]:  # fmt: skip
    """The letters, newest first; `after` continues behind a letter."""
    to, via, joined = _whom(reader, scope)
    where = [scope.predicate("c.id")]
    where += [reader.among("o.state", "states")] if states else []
    where += ["o.contact_id = :contact"] if contact is not None else []
    where += ["o.id < :after"] if after is not None else []
    sql = (
        f"select o.id, o.contact_id, o.channel, {to}, coalesce(o.subject, m.subject, b.subject, ''), o.state, "
        f"o.attempts, o.last_error, o.queued_at, {via} from outbox o join contact c on c.id = o.contact_id {joined} "
        "left join message m on m.id = o.message_id left join broadcast b on b.id = m.broadcast_id "
        f"where {' and '.join(where)} order by o.id desc{'' if limit is None else ' limit :limit'}"
    )
    params = {"states": reader.bind(states), "contact": contact, "limit": limit, "after": after} | scope.params
    for row in reader.stream(sql, params, scope=scope):
        yield ListedRow(*row)


def waiting_for_companies(reader: Reader, *, scope: Scope) -> list[int]:
    """The companies to which a letter waits to leave."""
    sql = (
        "select distinct o.contact_id from outbox o join contact c on c.id = o.contact_id "
        f"where o.state in ('pending', 'retry') and c.kind = 'company' and {scope.predicate('c.id')} order by 1"
    )
    return [row[0] for row in reader.rows(sql, scope.params, scope=scope)]


def in_states(reader: Reader, states: Sequence[str], *, scope: Scope) -> list[int]:
    """The numbers of all letters in these states."""
    sql = (
        "select o.id from outbox o join contact c on c.id = o.contact_id "
        f"where {reader.among('o.state', 'states')} and {scope.predicate('c.id')} order by o.id"
    )
    rows = reader.rows(sql, {"states": reader.bind(states)} | scope.params, scope=scope)
    return [row[0] for row in rows]


def of_operation(reader: Reader, operation: int, *, scope: Scope) -> list[tuple[int, str, str, int | None]]:
    """(number, state, recipient, message) of the letters that an operation queued."""
    to, _, joined = _whom(reader, scope)
    sql = (
        f"select o.id, o.state, {to}, o.message_id from outbox o join contact c on c.id = o.contact_id {joined} "
        f"where o.operation_id = :operation and {scope.predicate('c.id')} order by o.id"
    )
    rows = reader.rows(sql, {"operation": operation} | scope.params, scope=scope)
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def counts(reader: Reader) -> dict[str, int]:
    """How many letters there are in each state."""
    rows = reader.rows("select state, count(*) from outbox group by state order by state")
    return {row[0]: int(row[1]) for row in rows}
