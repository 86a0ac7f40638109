"""Telling people that something was assigned to them: the one function through which every notification goes.

A notification is system mail, not a message: it stands in the outbox, not in `message list`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from casactl.actions.outbox.queue import Letter, queue
from casactl.domain.abilities import Ability, Reason, cannot, unreachable
from casactl.domain.facts import Facts
from casactl.domain.letters import Template
from casactl.records import dataclass
from casactl.store.queries.facts import facts_for
from casactl.store.queries.mail_routing import through_whom
from casactl.store.queries.messages import addresses_of
from casactl.store.work import UnitOfWork

CHANNEL = "email"


@dataclass(frozen=True, slots=True)
class Notice:
    """What people are told."""

    subject: str
    text: str
    signed_without_login: bool = False
    """Whether it is about a contract that says it may be signed without an account; the setting has to allow it."""
    work: tuple[int, ...] = ()
    """The pieces of work that it is about: the letter is not sent once none of them is theirs any more."""


@dataclass(frozen=True, slots=True)
class Notified:
    """Who is told, and who is not, with the reasons."""

    told: tuple[int, ...]
    not_told: dict[int, tuple[Reason, ...]]


def notify(work: UnitOfWork, contacts: Sequence[int], notice: Notice) -> Notified:
    """Queue a notification to each contact that may get one: the active who were invited (SD-19; SD-20).

    Contacts out of scope are passed over. Nothing is refused: what was assigned stays assigned.
    """
    exception = notice.signed_without_login and work.setting("sign_without_login") == "on"
    found = _facts(work, contacts)
    reasons = {number: _why_not(replace(facts, signs_without_login=exception)) for number, facts in found.items()}
    told = [number for number, why in reasons.items() if not why]
    to = addresses_of(work.reader, told)
    words: dict[str, object] = {"subject": notice.subject, "text": notice.text}
    carried = (
        words | ({"signs_without_login": True} if exception else {}) | ({"work": notice.work} if notice.work else {})
    )
    spots = {number: spot for number in told if (spot := to[number].spot(CHANNEL))}
    letters = [
        Letter(number, CHANNEL, spot.address, Template.NOTIFICATION, carried, subject=notice.subject, via=spot.via)
        for number, spot in spots.items()
    ]
    queue(work, letters)
    return Notified(tuple(told), {number: why for number, why in reasons.items() if why})


def _why_not(facts: Facts) -> tuple[Reason, ...]:
    return tuple(cannot(facts, Ability.RECEIVE_NOTIFICATION) or unreachable(facts))


def _facts(work: UnitOfWork, contacts: Sequence[int]) -> dict[int, Facts]:
    """What the rules look at before they are told."""
    found = facts_for(work.reader, contacts, today=work.today.isoformat(), belongings=False)
    others = through_whom(work.reader, list(found))
    return {number: replace(facts, channel=CHANNEL, through=others.get(number)) for number, facts in found.items()}
