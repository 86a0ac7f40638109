"""What letters say of accounts, for many contacts at once: what is open, and where they are written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from casactl.domain.account import AccountLine
from casactl.records import dataclass
from casactl.store.balances import STANDING
from casactl.store.queries.mail_routing import postal_lines
from casactl.store.reader import BATCH, Reader, Row


def standing_of(reader: Reader, contacts: Sequence[int]) -> dict[int, list[AccountLine]]:
    """The standing entries of each contact."""
    sql = (
        "select e.contact_id, e.id, e.kind, e.on_date, e.due, e.amount, e.text, p.path from {ledger_entry} e "
        "left join {property} p on p.id = e.property_id "
        f"where {reader.among('e.contact_id', 'ids')} and {STANDING} order by e.contact_id, e.on_date, e.id"
    )
    found: dict[int, list[AccountLine]] = {number: [] for number in contacts}
    for start in range(0, len(contacts), BATCH):
        for row in reader.rows(sql, {"ids": reader.bind(contacts[start : start + BATCH])}):
            found[row[0]].append(AccountLine(*row[1:]))
    return found


def letters_that_left(reader: Reader, contacts: Sequence[int], templates: Sequence[str]) -> list[Row]:
    """(contact, template, facts, state) of letters that were sent or printed, or written, and have not come back."""
    sql = (
        "select o.contact_id, o.template, o.facts, o.state from {outbox} o "
        "where o.state in ('sent', 'printed', 'written') "
        f"and {reader.among('o.contact_id', 'ids')} and {reader.among('o.template', 'templates')} "
        "and o.user_id is null order by o.id"
    )
    found: list[Row] = []
    for start in range(0, len(contacts), BATCH):
        part = contacts[start : start + BATCH]
        found += reader.rows(sql, {"ids": reader.bind(part), "templates": reader.bind(list(templates))})
    return found


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a letter is made out to: what an envelope's window shows."""

    name: str
    address: tuple[str, ...] = field(default=())

    @property
    def lines(self) -> list[str]:
        """Name and billing address, line by line."""
        return [self.name, *self.address]


def recipients(reader: Reader, contacts: Sequence[int]) -> dict[int, Recipient]:
    """Each contact's name and billing address (PY-1)."""
    among = reader.among("c.id", "ids")
    names: dict[int, str] = {}
    for start in range(0, len(contacts), BATCH):
        part = {"ids": reader.bind(contacts[start : start + BATCH])}
        names |= dict(reader.rows(f"select c.id, c.display_name from {{contact}} c where {among}", part))
    places = postal_lines(reader, contacts)
    return {number: Recipient(name, places.get(number, ())) for number, name in names.items()}
