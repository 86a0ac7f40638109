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
