"""Writing to people by name: each gets a message of their own, by the channels that reach them (MC-22)."""

from __future__ import annotations

from casactl.actions.message.deliver import AT_ONCE, Channels, decide, write_out
from casactl.actions.message.words import Words
from casactl.actions.selection import Chosen
from casactl.domain.abilities import Ability, Reason, cannot, unreachable
from casactl.domain.facts import Facts
from casactl.domain.letters import Template
from casactl.domain.outcomes import REFUSED, Outcome
from casactl.store.work import UnitOfWork, chunks


def send_message(work: UnitOfWork, chosen: Chosen, words: Words, *, channels: Channels) -> Outcome:
    """Send each contact the message, or say why not; nobody is written to who cannot be reached."""
    outcome = Outcome("message.send")
    shared = {"subject": words.subject, "text": words.text}
    for part in chunks(chosen.found, AT_ONCE):
        going = decide(work, part, channels, outcome, why_not=_why_not, otherwise=REFUSED)
        write_out(work, going, channels, template=Template.MESSAGE, shared=shared)
    outcome.results.extend(chosen.faults)
    return outcome


def _why_not(facts: Facts) -> list[Reason]:
    return cannot(facts, Ability.RECEIVE_MESSAGE) or unreachable(facts)
