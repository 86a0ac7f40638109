"""What a message says, and the one way in which the office's words leave: from a decision to rows and letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from casactl.actions.outbox.queue import Letter, queue
from casactl.domain.abilities import Reason
from casactl.domain.channels import AUTO, POST
from casactl.domain.facts import Facts
from casactl.domain.letters import KINDS, QUEUED, Template
from casactl.domain.mail_routing import Addresses
from casactl.domain.names import BadText, clean_subject, clean_text
from casactl.domain.outcomes import Outcome, Result
from casactl.domain.worded import Worded
from casactl.records import dataclass
from casactl.store.queries.facts import facts_for
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
        raise BadText(Worded("{what} {problem}.", what=Worded(option), problem=fault.message)) from None
    if not cleaned.strip():
        raise BadText(Worded("{what} is empty.", what=Worded(option)))
    return cleaned


Channels = Sequence[str]


@dataclass(frozen=True, slots=True)
class Ways:
    """By which channels something leaves; `auto` is the first of the order that leads to a contact and is wanted."""

    channels: Channels
    order: Channels = ()

    @property
    def on_paper(self) -> bool:
        """Whether any of it may leave by post."""
        return POST in self.channels or (AUTO in self.channels and POST in self.order)

    def to(self, where: Addresses) -> Channels:
        """The channels by which it leaves for an address."""
        return tuple(dict.fromkeys(where.way(each, self.order) if each == AUTO else each for each in self.channels))


def usual_ways(work: UnitOfWork, first: str, *, but: Channels = ()) -> Ways:
    """By the channel that the office uses first, else on paper; `auto` as the setting for notices says, `but` some."""
    if first != AUTO:
        return Ways((AUTO,), (first, POST))
    order = [each for each in work.setting("notice_channels").split(",") if each not in but]
    return Ways((AUTO,), order or ("email", POST))


def ways_of_papers(work: UnitOfWork, channel: str) -> Ways:
    """By which ways a statement or an invoice leaves: `auto` by what leads there, as the setting for notices says."""
    return usual_ways(work, AUTO, but=("sms",)) if channel == AUTO else Ways((channel,))


@dataclass(frozen=True, slots=True)
class Reached:
    """Where somebody is written to, and by which channels."""

    channels: Channels
    to: Addresses


NO_FACTS: Mapping[str, object] = {}
AT_ONCE = 5000
"""So many contacts are looked at and written together: memory holds no more of them."""


def asked_by(facts: Facts, channels: Channels) -> Facts:
    """The facts as the rules look at them: about the one channel, or about any of several that need no paper.

    Of several with paper among them about the first that leads to the contact.
    """
    if POST in channels:
        each = [replace(facts, channel=channel) for channel in channels]
        return next((about for about in each if about.reachable and not about.unwanted), each[0])
    return replace(facts, channel=channels[0] if len(channels) == 1 else None)


def decide(
    work: UnitOfWork, found: Sequence[tuple[str, int]], ways: Ways, outcome: Outcome, *,
    why_not: Callable[[Facts], list[Reason]], otherwise: str,
) -> dict[int, Reached]:  # fmt: skip
    """Add an outcome for each reference with its contact, `otherwise` with the reasons; gives who is written to."""
    numbers = [number for _, number in found]
    facts = facts_for(work.reader, numbers, today=work.today.isoformat(), belongings=False)
    addresses = addresses_of(work.reader, numbers, postal=ways.on_paper)
    going: dict[int, Reached] = {}
    for ref, number in found:
        to = addresses[number]
        channels = ways.to(to)
        about = asked_by(replace(facts[number], through=to.through, has_post=bool(to.postal)), channels)
        reasons = tuple(why_not(about))
        if not reasons:
            going[number] = Reached(channels, to)
        outcome.add(Result(ref, number, otherwise if reasons else QUEUED, about.display_name, reasons))
    return going


def write_out(
    work: UnitOfWork, going: Mapping[int, Reached], *, template: Template, shared: Mapping[str, object]
) -> None:
    """Record one outgoing message for each contact and queue a letter for each channel that it has an address for.

    `shared` are the columns that say what was written: `subject` and `text`, or the `broadcast_id`.
    """
    row = {"direction": "out", "author": work.origin.actor, **shared}
    numbers = work.insert("message", [{"contact_id": contact, **row} for contact in going])
    sent = zip(going.items(), numbers, strict=True)
    queue(work, [letter for (contact, to), number in sent for letter in letters_to(contact, to, template, number)])


def letters_to(
    contact: int, reached: Reached, template: Template, message: int, *, facts: Mapping[str, object] = NO_FACTS
) -> Iterator[Letter]:
    """The letters that carry a message to a contact, one for each channel that leads there."""
    for channel in reached.channels:
        if spot := reached.to.spot(channel, forwarded=KINDS[template].forwarded):
            # of what stays in the portal, not even the subject leaves
            subject = KINDS[template].title if template == Template.MESSAGE_WAITING else None
            yield Letter(contact, channel, spot.address, template, facts, message_id=message, via=spot.via,
                         subject=subject)  # fmt: skip
