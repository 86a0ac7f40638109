"""Letters on their way."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import field, replace

from casactl.domain.letters import INVITING
from casactl.domain.shapes import INNER, MOMENT, PROSE, key
from casactl.records import dataclass
from casactl.store.fence import OUT_OF_SIGHT
from casactl.store.reader import BATCH, Reader


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A letter that will leave by itself."""

    id: int
    contact_id: int | None
    channel: str
    recipient: str
    template: str
    facts: str
    """JSON."""
    user_id: int | None


def waiting_of(reader: Reader, contacts: Sequence[int]) -> list[WaitingRow]:
    """What still waits to leave to these contacts."""
    sql = (
        "select o.id, o.contact_id, o.channel, o.recipient, o.template, o.facts, o.user_id from {outbox} o "
        f"join {{contact}} c on c.id = o.contact_id where {reader.among('o.contact_id', 'ids')} "
        "and o.state in ('pending', 'retry') order by o.id"
    )
    rows = reader.rows(sql, {"ids": reader.bind(contacts)})
    return [WaitingRow(*row) for row in rows]


def waiting_to_user(reader: Reader, user: int, templates: Collection[str] = ()) -> list[int]:
    """The numbers of what still waits to leave to a user, of these templates, or of any."""
    some = f"and {reader.among('o.template', 'templates')} " if templates else ""
    sql = (
        f"select o.id from {{outbox}} o where o.user_id = :user and o.state in ('pending', 'retry') {some}order by o.id"
    )
    return [row[0] for row in reader.rows(sql, {"user": user, "templates": reader.bind(templates)})]


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter with what it takes to write it."""

    id: int
    contact_id: int | None
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
    user_id: int | None
    """The user whom it goes to, where it goes to none of the contacts."""
    to: str
    """The recipient, for showing."""


def letters(reader: Reader, numbers: Sequence[int]) -> list[LetterRow]:
    """Letters by number, in order, each with its message's subject and text."""
    whole = reader.unfenced("a letter is written and leaves the same way whoever sends it")
    sql = (
        "select o.id, o.contact_id, o.operation_id, o.channel, o.recipient, o.template, o.facts, o.header_id, "
        "o.state, o.attempts, o.queued_at, coalesce(o.subject, m.subject, b.subject), coalesce(m.text, b.text), "
        "coalesce(u.name, c.display_name), v.display_name, o.user_id, v.id from {outbox} o "
        "left join {contact} c on c.id = o.contact_id left join users u on u.id = o.user_id "
        f"left join {{contact}} v on v.id = {_via(reader)} left join {{message}} m on m.id = o.message_id "
        f"left join {{broadcast}} b on b.id = m.broadcast_id where {reader.among('o.id', 'ids')} order by o.id"
    )
    rows = whole.rows(sql, {"ids": reader.bind(reader.in_sight("outbox", numbers))})
    seen = reader.in_sight("contact", (row[16] for row in rows if row[16]))
    return [LetterRow(*(*row[:16], OUT_OF_SIGHT if row[16] not in (None, *seen) else row[4])) for row in rows]


def _via(reader: Reader) -> str:
    """The number of somebody else who takes the letter."""
    return reader.number_in("o.facts", "via")


def _whom(reader: Reader) -> tuple[str, str, str]:
    """Recipient and number of who takes a letter, as far as they may be seen, and the join that they need."""
    hidden = f"{_via(reader)} is not null and v.id is null" if reader.fenced else "1 = 0"
    return (
        f"case when {hidden} then '{OUT_OF_SIGHT}' else o.recipient end",
        "v.id",
        f"left join {{contact}} v on v.id = {_via(reader)}",
    )


def due_letters(
    reader: Reader, state: str, now: str, *, limit: int, channels: Sequence[str] = ("email", "sms"),
) -> list[int]:  # fmt: skip
    """The letters in `pending` or `retry` whose time has come: the numbers of the next `limit`."""
    where = ["o.state = :state", "o.next_at <= :now", reader.among("o.channel", "channels")]
    params = {"state": state, "now": now, "channels": reader.bind(channels), "limit": limit}
    sql = f"select o.id from {{outbox}} o where {' and '.join(where)} order by o.next_at, o.id limit :limit"
    return [row[0] for row in reader.rows(sql, params)]


def anything_to_send(reader: Reader, now: str) -> bool:
    """Whether a letter's time has come, or one is being sent by somebody who may have died."""
    sql = (
        "select 1 where exists (select 1 from {outbox} where state = 'pending' and next_at <= :now "
        "and channel <> 'post') or exists (select 1 from {outbox} where state = 'retry' and next_at <= :now) "
        "or exists (select 1 from {outbox} where state = 'sending')"
    )
    return reader.one(sql, {"now": now}) is not None


def leases(reader: Reader) -> list[tuple[str, str]]:
    """(lease, until when) of everything that is being sent."""
    sql = "select lease, max(leased_until) from {outbox} where state = 'sending' group by lease order by lease"
    whole = reader.unfenced("what a dead sender has left behind is taken over by whoever sends next")
    return [(row[0], row[1]) for row in whole.rows(sql)]


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A letter as `outbox list` shows it."""

    id: int
    contact_id: int | None
    channel: str
    to: str
    subject: str = field(metadata=PROSE)
    state: str
    attempts: int
    last_error: str | None = field(metadata=PROSE)
    queued_at: str = field(metadata=MOMENT)
    via: int | None
    user_id: int | None
    display_name: str | None = field(metadata=key(after="contact_id"))
    """Of whom the letter is."""


def listed(
    reader: Reader, *, states: Sequence[str] = (), contact: int | None = None, limit: int | None = None,
    after: int | None = None, number: int | None = None,
) -> Iterator[ListedRow]:  # fmt: skip
    """The letters, newest first; `after` continues behind a letter."""
    to, via, joined = _whom(reader)
    facts = "o.facts" if reader.fenced else "null"
    where = ["1 = 1"]
    where += [reader.among("o.state", "states")] if states else []
    where += ["o.contact_id = :contact"] if contact is not None else []
    where += ["o.id < :after"] if after is not None else []
    where += ["o.id = :number"] if number is not None else []
    sql = (
        f"select o.id, o.contact_id, o.channel, {to}, coalesce(o.subject, m.subject, b.subject, ''), o.state, "
        f"o.attempts, o.last_error, o.queued_at, {via}, o.user_id, c.display_name, {facts} from {{outbox}} o "
        f"{joined} left join {{contact}} c on c.id = o.contact_id "
        "left join {message} m on m.id = o.message_id left join {broadcast} b on b.id = m.broadcast_id "
        f"where {' and '.join(where)} order by o.id desc{'' if limit is None else ' limit :limit'}"
    )
    params = {"states": reader.bind(states), "contact": contact, "limit": limit, "after": after,
              "number": number}  # fmt: skip
    for *row, told in reader.rows(sql, params) if reader.fenced else reader.stream(sql, params):
        letter = ListedRow(*row)
        yield replace(letter, subject=OUT_OF_SIGHT) if told and _about_hidden_work(reader, told) else letter


def to_print(reader: Reader, states: Sequence[str]) -> list[int]:
    """The letters in these states that leave by post, in the order in which they were queued."""
    sql = (
        f"select o.id from {{outbox}} o where {reader.among('o.state', 'states')} and o.channel = 'post' order by o.id"
    )
    return [row[0] for row in reader.rows(sql, {"states": reader.bind(states)})]


def newest_to(reader: Reader, address: str, states: Sequence[str]) -> int | None:
    """The newest mail to an address that is in one of these states."""
    sql = (
        f"select max(o.id) from {{outbox}} o where o.channel = 'email' and {reader.among('o.state', 'states')} "
        "and lower(o.recipient) = lower(:address)"
    )
    row = reader.one(sql, {"states": reader.bind(states), "address": address})
    return row[0] if row else None


def holders_of(reader: Reader, key: str) -> list[tuple[int, str]]:
    """(number, name) of the contacts who have an e-mail of this compare key."""
    sql = (
        "select c.id, c.display_name from {claim} k join {contact} c on c.id = k.contact_id where k.key = :key "
        "order by c.id"
    )
    return [(row[0], row[1]) for row in reader.rows(sql, {"key": key})]


def last_printed(reader: Reader) -> list[int]:
    """The letters that were printed together last."""
    sql = (
        "select o.id from {outbox} o where o.state = 'printed' and o.sent_at = "
        "(select max(x.sent_at) from {outbox} x where x.state = 'printed') order by o.id"
    )
    return [row[0] for row in reader.rows(sql)]


def message_text(reader: Reader, letter: int) -> str | None:
    """The text of the message that a letter carries, where it is one."""
    sql = (
        "select coalesce(m.text, b.text) from {outbox} o join {message} m on m.id = o.message_id "
        "left join {broadcast} b on b.id = m.broadcast_id where o.id = :letter"
    )
    row = reader.one(sql, {"letter": letter})
    return row[0] if row else None


def _about_hidden_work(reader: Reader, facts: str) -> bool:
    """Whether a letter tells somebody of work that is for somebody else, who may not be seen."""
    work = set(json.loads(facts).get("work", ()))
    return reader.in_sight("engagement", work) != work


def waiting_for_companies(reader: Reader) -> list[int]:
    """The companies to which a letter waits to leave."""
    sql = (
        "select distinct o.contact_id from {outbox} o join {contact} c on c.id = o.contact_id "
        "where o.state in ('pending', 'retry') and c.kind = 'company' order by 1"
    )
    return [row[0] for row in reader.rows(sql)]


def in_states(reader: Reader, states: Sequence[str]) -> list[int]:
    """The numbers of all letters in these states."""
    sql = f"select o.id from {{outbox}} o where {reader.among('o.state', 'states')} order by o.id"
    rows = reader.rows(sql, {"states": reader.bind(states)})
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class LetterState:
    """What has become of a letter."""

    id: int
    contact_id: int | None
    channel: str
    state: str
    why: str | None = field(metadata=PROSE)
    """Why it has not left."""
    user_id: int | None
    about: int | None = field(metadata=INNER)
    """The number of the message or the status that it carries, where it was asked for by that."""


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What has become of a message or a notice over one channel."""

    channel: str
    state: str
    why: str | None = field(metadata=INNER)


def undelivered(letters: Sequence[ChannelState]) -> list[str]:
    """Why letters have not left, in words, channel by channel."""
    return [f"{each.channel}: {each.why}" for each in letters if each.why]


def letter_states(reader: Reader, column: str, numbers: Sequence[int]) -> list[LetterState]:
    """Letters by `id`, `message_id`, `step_id` or `operation_id`, in the order in which they were queued."""
    sql = (
        f"select o.id, o.contact_id, o.channel, o.state, o.last_error, o.user_id, o.{column} from {{outbox}} o "
        f"where {reader.among(f'o.{column}', 'ids')} order by o.id"
    )
    found: list[LetterState] = []
    for start in range(0, len(numbers), BATCH):
        found += [LetterState(*row) for row in reader.rows(sql, {"ids": reader.bind(numbers[start : start + BATCH])})]
    return found


def by_channel(reader: Reader, column: str, numbers: Sequence[int]) -> dict[int, list[ChannelState]]:
    """For each message or status (as `column` says) that letters carry, the state of each channel's."""
    found: dict[int, list[ChannelState]] = {}
    for each in letter_states(reader, column, numbers):
        found.setdefault(each.about or 0, []).append(ChannelState(each.channel, each.state, each.why))
    return found


def last_invitation(reader: Reader, contact: int) -> list[ChannelState]:
    """What has become of the letter that invited a contact last."""
    sql = (
        "select o.channel, o.state, o.last_error from {outbox} o where o.contact_id = :contact "
        f"and {reader.among('o.template', 'templates')} order by o.id desc limit 1"
    )
    row = reader.one(sql, {"contact": contact, "templates": reader.bind(INVITING)})
    return [ChannelState(*row)] if row else []


def of_operation(reader: Reader, operation: int) -> list[tuple[int, str, str, int | None]]:
    """(number, state, recipient, message) of the letters that an operation queued."""
    to, _, joined = _whom(reader)
    sql = (
        f"select o.id, o.state, {to}, o.message_id from {{outbox}} o "
        f"{joined} where o.operation_id = :operation order by o.id"
    )
    rows = reader.rows(sql, {"operation": operation})
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def counts(reader: Reader) -> dict[str, int]:
    """How many letters there are in each state."""
    rows = reader.rows("select state, count(*) from {outbox} group by state order by state")
    return {row[0]: int(row[1]) for row in rows}
