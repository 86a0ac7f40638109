"""From a decision to message rows and letters: the one way in which the office's words leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from casactl.actions.outbox.queue import Letter, queue
from casactl.domain.facts import Facts
from casactl.domain.letters import Template
from casactl.store.queries.facts import facts_for
from casactl.store.queries.messages import Addresses, addresses_of
from casactl.store.work import Work

Channels = Sequence[str]


def asked_by(facts: Facts, channels: Channels) -> Facts:
    """The facts as the rules look at them: about the one channel, or about any of several."""
    return replace(facts, channel=channels[0] if len(channels) == 1 else None)


def facts_on(work: Work, contacts: Sequence[int], channels: Channels) -> dict[int, Facts]:
    """What the rules look at before something is sent."""
    today, scope = work.today.isoformat(), work.reader.scope
    found = facts_for(work.reader, contacts, today=today, scope=scope, belongings=False)
    return {number: asked_by(facts, channels) for number, facts in found.items()}


def write_out(
    work: Work, contacts: Sequence[int], channels: Channels, *, template: Template, shared: Mapping[str, object]
) -> None:
    """Record one outgoing message for each contact and queue a letter for each channel that it has an address for.

    `shared` are the columns that say what was written: `subject` and `text`, or the `broadcast_id`.
    """
    from casactl.store.tables.message import Message

    row = {"direction": "out", "author": work.origin.actor, **shared}
    numbers = work.insert(Message, [{"contact_id": contact, **row} for contact in contacts])
    addresses = addresses_of(work.reader, contacts, scope=work.reader.scope)
    sent = dict(zip(contacts, numbers, strict=True))
    queue(work, [letter for each in contacts for letter in _letters(each, addresses[each], channels, template, sent)])


def _letters(
    contact: int, addresses: Addresses, channels: Channels, template: Template, sent: Mapping[int, int]
) -> Iterator[Letter]:
    for channel in channels:
        if address := addresses.on(channel):
            yield Letter(contact, channel, address, template, {}, message_id=sent[contact])
