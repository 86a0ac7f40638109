"""Writing to people by name: each gets a message of their own, by the channels that reach them (MC-22)."""

from __future__ import annotations

from casactl.actions.message.deliver import Channels, facts_on, write_out
from casactl.actions.message.words import Words
from casactl.actions.selection import Chosen
from casactl.domain.abilities import Ability, cannot, unreachable
from casactl.domain.letters import Template
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.store.work import Work

SENT = "sent"


def send_message(work: Work, chosen: Chosen, words: Words, *, channels: Channels) -> Outcome:
    """Send each contact the message, or say why not; nobody is written to who cannot be reached."""
    outcome = Outcome("message.send")
    facts = facts_on(work, chosen.ids, channels)
    going: list[int] = []
    for ref, number in chosen.found:
        about = facts[number]
        reasons = cannot(about, Ability.RECEIVE_MESSAGE) or unreachable(about)
        if not reasons:
            going.append(number)
        outcome.add(Result(ref, number, REFUSED if reasons else SENT, about.display_name, tuple(reasons)))
    shared = {"subject": words.subject, "text": words.text}
    write_out(work, going, channels, template=Template.MESSAGE, shared=shared)
    outcome.results.extend(chosen.faults)
    return outcome
