"""Messages as people read them, and who a letter would reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace

from casactl.domain.channels import WEB
from casactl.domain.facts import Facts
from casactl.domain.letters import furthest
from casactl.domain.mail_routing import Addresses
from casactl.domain.shapes import MOMENT, PROSE, Kind, derived, key
from casactl.domain.standing import Lifecycle
from casactl.records import dataclass
from casactl.store.queries.contacts import condition_of
from casactl.store.queries.filters import FOR_THE_OFFICE, Filters
from casactl.store.queries.mail_routing import postal_lines, through_whom
from casactl.store.queries.outbox import ChannelState, by_channel, undelivered
from casactl.store.reader import BATCH, Reader


@dataclass(frozen=True, slots=True)
class MessageFile:
    """A document that came with a message."""

    id: int
    name: str = field(metadata=PROSE)
    size: int


SELECT = (
    "select m.id, m.contact_id, m.direction, m.created_at, coalesce(m.subject, b.subject, ''), "
    "coalesce(m.text, b.text, ''), c.display_name, m.channel, m.read_at from {message} m "
    "join {contact} c on c.id = m.contact_id left join {broadcast} b on b.id = m.broadcast_id"
)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message of one contact; a broadcast's subject and text are everybody's."""

    id: int
    contact_id: int
    direction: str
    at: str = field(metadata=MOMENT)
    subject: str = field(metadata=PROSE)
    text: str = field(metadata=PROSE)
    display_name: str = field(metadata=key(after="contact_id"))
    channel: str | None
    """`web` of what was written in the portal, `portal` of what the office keeps there."""
    read_at: str | None = field(metadata=MOMENT)
    """When the other side had it before them, as far as the portal knows."""
    letters: list[ChannelState] = field(default_factory=list)
    documents: list[MessageFile] = field(default_factory=list)
    """The files that came with it, which stand among the contact's documents."""

    @property
    def unread(self) -> bool:
        """Whether it waits to be read: by the office what came by the portal, there by the person what went out."""
        return self.read_at is None and (self.direction == "out" or self.channel == WEB)

    @derived(after="text", kind=Kind.TEXT)
    def state(self) -> str | None:
        """How far it came by its letters; None for what came in."""
        return furthest({each.state for each in self.letters})

    @derived(after="letters", title="why not")
    def undelivered(self) -> list[str]:
        """Why it has not left."""
        return undelivered(self.letters)


def messages(
    reader: Reader, *, contact: int | None = None, since: str | None = None, direction: str | None = None,
    limit: int | None = None, after: int | None = None, unread: bool = False, number: int | None = None,
) -> list[MessageRow]:  # fmt: skip
    """Messages that match, newest first; `after` continues behind a message; `unread` wait for the office."""
    conditions = {
        "m.id = :number": number,
        "m.contact_id = :contact": contact,
        "m.created_at >= :since": since,
        "m.direction = :direction": direction,
        "m.id < :after": after,
    }
    where = ["1 = 1"] + [condition for condition, value in conditions.items() if value is not None]
    where += [FOR_THE_OFFICE] if unread else []
    sql = f"{SELECT} where {' and '.join(where)} order by m.id desc{'' if limit is None else ' limit :limit'}"
    params = {"contact": contact, "since": since, "direction": direction, "after": after, "limit": limit,
              "number": number}  # fmt: skip
    found = [MessageRow(*row) for row in reader.rows(sql, params)]
    letters = by_channel(reader, "message_id", [row.id for row in found if row.direction == "out"])
    files = files_of(reader, [row.id for row in found if row.channel == WEB])
    return [replace(row, letters=letters.get(row.id, []), documents=files.get(row.id, [])) for row in found]


def files_of(reader: Reader, messages: Sequence[int]) -> dict[int, list[MessageFile]]:
    """The documents that came with each of these messages, as far as they may be seen."""
    sql = (
        "select d.message_id, d.id, d.name, d.size from {document} d "
        f"where {reader.among('d.message_id', 'ids')} order by d.id"
    )
    found: dict[int, list[MessageFile]] = {}
    for start in range(0, len(messages), BATCH):
        for message, *rest in reader.rows(sql, {"ids": reader.bind(messages[start : start + BATCH])}):
            found.setdefault(message, []).append(MessageFile(*rest))
    return found


def messages_by_number(reader: Reader, numbers: Sequence[int]) -> dict[int, MessageRow]:
    """Messages by number, without what became of their letters."""
    sql = f"{SELECT} where {reader.among('m.id', 'ids')} order by m.id"
    return {row[0]: MessageRow(*row) for row in reader.rows(sql, {"ids": reader.bind(numbers)})}


@dataclass(frozen=True, slots=True)
class Unread:
    """A contact who waits to be read, with the newest of what they wrote."""

    contact_id: int
    display_name: str
    count: int
    newest: int
    subject: str
    at: str


def unread_from_contacts(reader: Reader, *, limit: int) -> list[Unread]:
    """Who has written in the portal what nobody has read yet; who has waited longest first."""
    sql = (
        "select c.id, c.display_name, u.messages, n.id, coalesce(n.subject, ''), n.created_at from "
        f"(select m.contact_id, count(*) as messages, max(m.id) as newest from {{message}} m where {FOR_THE_OFFICE} "
        "group by m.contact_id) u join {message} n on n.id = u.newest join {contact} c on c.id = u.contact_id "
        "order by n.id limit :limit"
    )
    return [Unread(*row) for row in reader.rows(sql, {"limit": limit})]


def unread_in_portal(reader: Reader, contact: int) -> int:
    """How many messages of the office wait for a person in the portal."""
    sql = "select count(*) from {message} m where m.read_at is null and m.direction = 'out' and m.contact_id = :contact"
    row = reader.one(sql, {"contact": contact})
    return int(row[0]) if row else 0


def addresses_of(reader: Reader, ids: Sequence[int], *, postal: bool = False) -> dict[int, Addresses]:
    """Where letters go, by contact number, by post if it is asked; contacts out of scope are not there."""
    sql = (
        "select c.id, c.email, c.phone, c.do_not, c.bounced_at is not null from {contact} c "
        f"where {reader.among('c.id', 'ids')} "
    )
    found: dict[int, Addresses] = {}
    for start in range(0, len(ids), BATCH):
        part = {"ids": reader.bind(ids[start : start + BATCH])}
        for number, email, phone, do_not, bounced in reader.rows(sql, part):
            unwanted = frozenset(do_not.split(",")) if do_not else frozenset[str]()
            found[number] = Addresses(
                None if bounced else email, phone, do_not=unwanted, bounced=email if bounced else None
            )
    for number, lines in postal_lines(reader, list(found)).items() if postal else ():
        found[number] = replace(found[number], postal=lines)
    for number, through in through_whom(reader, list(found), postal=postal).items():
        found[number] = replace(found[number], through=through)
    return found


def standings_of(reader: Reader, filters: Filters, *, today: str) -> list[tuple[Facts, int]]:
    """How many contacts that match have which standing and addresses: nobody's facts, each with its count."""
    where, params = condition_of(reader, filters, today=today)
    groups = (
        "c.lifecycle, c.lifecycle_before, c.email is not null, c.phone is not null, c.do_not, "
        "c.bounced_at is not null, exists (select 1 from {address} a where a.contact_id = c.id and a.billing = 1)"
    )
    each = "1, 2, 3, 4, 5, 6, 7"
    sql = f"select {groups}, count(*) from {{contact}} c where {where} group by {each} order by {each}"
    return [
        (
            Facts(
                0, "", "", "", Lifecycle(row[0]), before=Lifecycle(row[1]) if row[1] else None,
                has_email=bool(row[2]), has_phone=bool(row[3]), bounced=bool(row[5]), has_post=bool(row[6]),
                do_not=frozenset(row[4].split(",")) if row[4] else frozenset(),
            ),
            row[7],
        )
        for row in reader.rows(sql, params)
    ]  # fmt: skip


def added_by(reader: Reader, operation: int) -> list[tuple[int, str]]:
    """(contact, name) of the messages that an operation added and that are still there."""
    sql = (
        "select c.id, c.display_name from {change} h join {message} m on m.id = h.row_id "
        "join {contact} c on c.id = m.contact_id where h.operation_id = :operation and h.table_name = 'message' "
        "and h.before is null order by m.id"
    )
    rows = reader.rows(sql, {"operation": operation})
    return [(row[0], row[1]) for row in rows]
