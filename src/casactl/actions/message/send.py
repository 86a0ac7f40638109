"""Writing to people by name or to everybody who matches (MC-22, MC-18), and recording what they wrote (MC-21)."""

from __future__ import annotations

from collections import Counter
from dataclasses import field

from casactl.actions.message.deliver import (
    AT_ONCE,
    Channels,
    MessageText,
    Ways,
    asked_by,
    decide,
    usual_ways,
    write_out,
)
from casactl.actions.selection import Chosen
from casactl.domain.abilities import Ability, Reason, cannot, cannot_be_written_to
from casactl.domain.channels import AUTO, PORTAL
from casactl.domain.dates import local_midnight
from casactl.domain.facts import Facts
from casactl.domain.letters import Template
from casactl.domain.outcomes import LEFT_OUT, REFUSED, Outcome, Result
from casactl.records import dataclass
from casactl.store.queries.alike import is_broadcast_since
from casactl.store.queries.contacts import selected_ids
from casactl.store.queries.facts import facts_for
from casactl.store.queries.filters import Filters
from casactl.store.queries.messages import standings_of
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork, chunks


def send_message(work: UnitOfWork, chosen: Chosen, words: MessageText, *, channels: Channels | None = None) -> Outcome:
    """Send each contact the message, or say why not; nobody is written to who cannot be reached.

    Without channels by the one of the setting, and on paper where that leads nowhere. By `portal` the text stays there,
    for those who may sign in.
    """
    outcome = Outcome("message.send")
    usual = work.setting("message_channel")
    if PORTAL in (channels or (usual,)):
        return _leave_in_portal(work, chosen, words, outcome)
    ways = Ways(channels) if channels and AUTO not in channels else usual_ways(work, AUTO if channels else usual)
    shared = {"subject": words.subject, "text": words.text}
    for part in chunks(chosen.found, AT_ONCE):
        going = decide(work, part, ways, outcome, why_not=cannot_be_written_to, otherwise=REFUSED)
        write_out(work, going, template=Template.MESSAGE, shared=shared)
    outcome.results.extend(chosen.faults)
    return outcome


def _leave_in_portal(work: UnitOfWork, chosen: Chosen, words: MessageText, outcome: Outcome) -> Outcome:
    """Keep the text in the portal; the mail says only that there is something to read."""
    shared = {"subject": words.subject, "text": words.text, "channel": PORTAL}
    for part in chunks(chosen.found, AT_ONCE):
        going = decide(work, part, Ways(("email",)), outcome, why_not=_why_not_there, otherwise=REFUSED)
        write_out(work, going, template=Template.MESSAGE_WAITING, shared=shared)
    outcome.results.extend(chosen.faults)
    return outcome


def _why_not_there(facts: Facts) -> list[Reason]:
    return cannot_be_written_to(facts) or cannot(facts, Ability.SIGN_IN)


@dataclass(slots=True)
class Audience:
    """Whom a broadcast would reach, in numbers."""

    contacts: int = 0
    by: Counter[str] = field(default_factory=Counter)
    """Letters by channel."""
    left_out: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    """Contacts by rule and code of what leaves them out."""


def audience_of(reader: Reader, filters: Filters, *, channels: Channels, today: str) -> Audience:
    """Count by the same rules that the broadcast will decide by, in one statement."""
    audience = Audience(by=Counter(dict.fromkeys(channels, 0)))
    for facts, count in standings_of(reader, filters, today=today):
        if reasons := _broadcast_not(asked_by(facts, channels)):
            audience.left_out[reasons[0].rule, reasons[0].code] += count
            continue
        audience.contacts += count
        for channel in channels:
            if asked_by(facts, [channel]).reachable:
                audience.by[channel] += count
    return audience


def broadcast_message(work: UnitOfWork, filters: Filters, words: MessageText, *, channels: Channels) -> Outcome:
    """Send one text to everybody who matches and may get it; the others are listed with the rule that leaves them out.

    The text is kept once; each contact's own row points at it.
    """
    outcome = Outcome("message.broadcast")
    if is_broadcast_since(work.reader, words.subject, words.text, local_midnight(work.today, work.zone)):
        outcome.warnings.append("the same words were broadcast today already")
    shared: dict[str, object] = {}
    chosen = list(selected_ids(work.reader, filters, today=work.today.isoformat()))
    for part in chunks(chosen, AT_ONCE):
        found = [(str(number), number) for number in part]
        going = decide(work, found, Ways(channels), outcome, why_not=_broadcast_not, otherwise=LEFT_OUT)
        if going:
            shared = shared or {"broadcast_id": _text(work, words)}
            write_out(work, going, template=Template.BROADCAST, shared=shared)
    return outcome


def _broadcast_not(facts: Facts) -> list[Reason]:
    return cannot(facts, Ability.RECEIVE_BROADCAST)


def _text(work: UnitOfWork, words: MessageText) -> int:
    return work.insert("broadcast", [{"subject": words.subject, "text": words.text}])[0]


RECEIVED = "received"


def receive_message(
    work: UnitOfWork, ref: str, number: int, words: MessageText, *, author: str | None = None,
    channel: str | None = None,
) -> Outcome:  # fmt: skip
    """Record a message from a contact that is not gone, archived people included; one by `web` waits to be read.

    `author` is who wrote the row, the actor by default. Whether the person may use the portal is the portal's question.
    """
    today = work.today.isoformat()
    facts = facts_for(work.reader, [number], today=today, belongings=False)[number]
    outcome = Outcome("message.receive")
    if gone := cannot(facts, Ability.EDIT):
        outcome.add(Result(ref, number, REFUSED, facts.display_name, tuple(gone)))
        return outcome
    record_received(work, number, words, author=author, channel=channel)
    outcome.add(Result(ref, number, RECEIVED, facts.display_name))
    return outcome


def record_received(
    work: UnitOfWork, contact: int, words: MessageText, *, author: str | None = None, channel: str | None = None
) -> int:
    """The row of a message that came in; gives its number."""
    row = {"contact_id": contact, "direction": "in", "author": author or work.origin.actor, "channel": channel}
    return int(work.insert("message", [{**row, "subject": words.subject, "text": words.text}])[0])
