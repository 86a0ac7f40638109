"""Letters on their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casactl.store.reader import Reader
from casactl.store.scope import Scope


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A letter that will leave by itself, with the address that its contact has now."""

    id: int
    contact_id: int
    channel: str
    recipient: str
    template: str
    facts: str
    """JSON."""
    address: str | None
    """The contact's present e-mail or number, for the letter's channel."""


def waiting_of(reader: Reader, contacts: Sequence[int], *, scope: Scope) -> list[WaitingRow]:
    """What still waits to leave to these contacts."""
    sql = (
        "select o.id, o.contact_id, o.channel, o.recipient, o.template, o.facts, "
        "case o.channel when 'sms' then c.phone else c.email end "
        "from outbox o join contact c on c.id = o.contact_id "
        f"where {reader.among('o.contact_id', 'ids')} and o.state in ('pending', 'retry') "
        f"and {scope.predicate('c.id')} order by o.id"
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
    address: str | None


def letters(reader: Reader, numbers: Sequence[int], *, scope: Scope) -> list[LetterRow]:
    """Letters by number, in order, each with its message's subject and text."""
    sql = (
        "select o.id, o.contact_id, o.operation_id, o.channel, o.recipient, o.template, o.facts, o.header_id, "
        "o.state, o.attempts, o.queued_at, coalesce(o.subject, m.subject, b.subject), coalesce(m.text, b.text), "
        "c.display_name, case o.channel when 'sms' then c.phone else c.email end "
        "from outbox o join contact c on c.id = o.contact_id left join message m on m.id = o.message_id "
        "left join broadcast b on b.id = m.broadcast_id "
        f"where {reader.among('o.id', 'ids')} and {scope.predicate('c.id')} order by o.id"
    )
    rows = reader.rows(sql, {"ids": reader.bind(numbers)} | scope.params, scope=scope)
    return [LetterRow(*row) for row in rows]


def due_letters(
    reader: Reader, state: str, now: str, *, limit: int, scope: Scope, channels: Sequence[str] = ("email", "sms"),
    operation: int | None = None, numbers: Sequence[int] | None = None,
) -> list[int]:  # fmt: skip
    """The letters in `pending` or `retry` whose time has come: the numbers of the next `limit`."""
    where = ["o.state = :state", "o.next_at <= :now", reader.among("o.channel", "channels"), scope.predicate("c.id")]
    params = {"state": state, "now": now, "channels": reader.bind(channels), "limit": limit} | scope.params
    if operation is not None:
        where.append("o.operation_id = :operation")
        params["operation"] = operation
    if numbers is not None:
        where.append(reader.among("o.id", "numbers"))
        params["numbers"] = reader.bind(numbers)
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
