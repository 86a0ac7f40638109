"""What a message says, and the one way in which the office's words leave: from a decision to rows and letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from casactl.actions.outbox.queue import Letter, queue
from casactl.domain.abilities import Reason, cannot_be_written_to
from casactl.domain.facts import Facts
from casactl.domain.letters import KINDS, QUEUED, Template
from casactl.domain.mail_routing import Addresses
from casactl.domain.names import BadText, clean_subject, clean_text
from casactl.domain.outcomes import Outcome, Result
from casactl.store.queries.facts import facts_for
from casactl.store.queries.mail_routing import through_whom
from casactl.store.queries.messages import addresses_of
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class MessageText:
    """Subject and text in the form to store."""

    subject: str
    text: str

    @property
    def digest(self) -> str:
        """What the log's arguments tell messages apart by: the words themselves go when their contact is erased."""
        return sha256(f"{self.subject}\n{self.text}".encode()).hexdigest()


def words_of(subject: str, text: str) -> MessageText:
    """Subject and text as typed, cleaned.

    Raises BadText, naming the option.
    """
    return MessageText(_cleaned("--subject", subject, clean_subject), _cleaned("--text", text, clean_text))


def _cleaned(option: str, typed: str, clean: Callable[[str], str]) -> str:
    try:
        cleaned = clean(typed)
    except BadText as fault:
        raise BadText(f"{option} {fault.message}.") from None
    if not cleaned.strip():
        raise BadText(f"{option} is empty.")
    return cleaned


Channels = Sequence[str]

AT_ONCE = 5000
"""So many contacts are looked at and written together: memory holds no more of them."""


def asked_by(facts: Facts, channels: Channels) -> Facts:
    """The facts as the rules look at them: about the one channel, or about any of several."""
    return replace(facts, channel=channels[0] if len(channels) == 1 else None)


def facts_on(work: UnitOfWork, contacts: Sequence[int], channels: Channels) -> dict[int, Facts]:
    """What the rules look at before something is sent."""
    today = work.today.isoformat()
    found = facts_for(work.reader, contacts, today=today, belongings=False)
    others = through_whom(work.reader, list(found))
    return {number: replace(asked_by(facts, channels), through=others.get(number)) for number, facts in found.items()}


def decide(
    work: UnitOfWork, found: Sequence[tuple[str, int]], channels: Channels, outcome: Outcome, *,
    why_not: Callable[[Facts], list[Reason]], otherwise: str,
) -> list[int]:  # fmt: skip
    """Add an outcome for each reference with its contact, `otherwise` with the reasons; gives who is written to."""
    facts = facts_on(work, [number for _, number in found], channels)
    going: list[int] = []
    for ref, number in found:
        about = facts[number]
        reasons = tuple(why_not(about))
        if not reasons:
            going.append(number)
        outcome.add(Result(ref, number, otherwise if reasons else QUEUED, about.display_name, reasons))
    return going


def cannot_be_mailed(work: UnitOfWork, contact: int) -> list[Reason]:
    """Why a contact gets no mail from the office."""
    return cannot_be_written_to(facts_on(work, [contact], ("email",))[contact])


def write_out(
    work: UnitOfWork, contacts: Sequence[int], channels: Channels, *, template: Template, shared: Mapping[str, object]
) -> None:
    """Record one outgoing message for each contact and queue a letter for each channel that it has an address for.

    `shared` are the columns that say what was written: `subject` and `text`, or the `broadcast_id`.
    """
    row = {"direction": "out", "author": work.origin.actor, **shared}
    numbers = work.insert("message", [{"contact_id": contact, **row} for contact in contacts])
    addresses = addresses_of(work.reader, contacts)
    sent = dict(zip(contacts, numbers, strict=True))
    queue(work, [letter for each in contacts for letter in _letters(each, addresses[each], channels, template, sent)])


def _letters(
    contact: int, addresses: Addresses, channels: Channels, template: Template, sent: Mapping[int, int]
) -> Iterator[Letter]:
    for channel in channels:
        if spot := addresses.spot(channel, forwarded=KINDS[template].forwarded):
            # of what stays in the portal, not even the subject leaves
            subject = KINDS[template].title if template == Template.MESSAGE_WAITING else None
            yield Letter(contact, channel, spot.address, template, {}, message_id=sent[contact], via=spot.via,
                         subject=subject)  # fmt: skip
