"""Messages as people read them, and who a letter would reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from casactl.domain.facts import Facts
from casactl.domain.letters import furthest
from casactl.domain.mail_routing import Addresses
from casactl.domain.shapes import INNER, MOMENT, PROSE, Kind, derived
from casactl.domain.standing import Lifecycle
from casactl.store.queries.contacts import condition_of
from casactl.store.queries.filters import Filters
from casactl.store.queries.mail_routing import through_whom
from casactl.store.queries.outbox import ChannelState, by_channel, undelivered
from casactl.store.reader import BATCH, Reader


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message of one contact; a broadcast's subject and text are everybody's."""

    id: int
    contact_id: int
    direction: str
    at: str = field(metadata=MOMENT)
    subject: str = field(metadata=PROSE)
    text: str = field(metadata=PROSE)
    display_name: str = field(metadata=INNER)
    letters: list[ChannelState] = field(default_factory=list)

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
    limit: int | None = None, after: int | None = None,
) -> list[MessageRow]:  # fmt: skip
    """Messages that match, newest first; `after` continues behind a message."""
    conditions = {
        "m.contact_id = :contact": contact,
        "m.created_at >= :since": since,
        "m.direction = :direction": direction,
        "m.id < :after": after,
    }
    where = ["1 = 1"] + [condition for condition, value in conditions.items() if value is not None]
    sql = (
        "select m.id, m.contact_id, m.direction, m.created_at, coalesce(m.subject, b.subject, ''), "
        "coalesce(m.text, b.text, ''), c.display_name from {message} m join {contact} c on c.id = m.contact_id "
        f"left join {{broadcast}} b on b.id = m.broadcast_id where {' and '.join(where)} "
        f"order by m.id desc{'' if limit is None else ' limit :limit'}"
    )
    params = {"contact": contact, "since": since, "direction": direction, "after": after, "limit": limit}
    found = [MessageRow(*row) for row in reader.rows(sql, params)]
    letters = by_channel(reader, "message_id", [row.id for row in found if row.direction == "out"])
    return [replace(row, letters=letters.get(row.id, [])) for row in found]


def addresses_of(reader: Reader, ids: Sequence[int]) -> dict[int, Addresses]:
    """Where letters go, by contact number; contacts out of scope are not there."""
    sql = f"select c.id, c.email, c.phone from {{contact}} c where {reader.among('c.id', 'ids')} "
    found: dict[int, Addresses] = {}
    for start in range(0, len(ids), BATCH):
        part = {"ids": reader.bind(ids[start : start + BATCH])}
        for number, email, phone in reader.rows(sql, part):
            found[number] = Addresses(email, phone)
    for number, through in through_whom(reader, list(found)).items():
        found[number] = replace(found[number], through=through)
    return found


def standings_of(reader: Reader, filters: Filters, *, today: str) -> list[tuple[Facts, int]]:
    """How many contacts that match have which standing and addresses: nobody's facts, each with its count."""
    where, params = condition_of(reader, filters, today=today)
    groups = "c.lifecycle, c.lifecycle_before, c.email is not null, c.phone is not null"
    sql = f"select {groups}, count(*) from {{contact}} c where {where} group by {groups} order by 1, 2, 3, 4"
    return [
        (
            Facts(
                0, "", "", "", Lifecycle(row[0]), before=Lifecycle(row[1]) if row[1] else None,
                has_email=bool(row[2]), has_phone=bool(row[3]),
            ),
            row[4],
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
