"""Recording what a person wrote or said; the portal records what it is sent in the same way (MC-21)."""

from __future__ import annotations

from casactl.actions.message.words import Words
from casactl.domain.abilities import Ability, cannot
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork

RECEIVED = "received"


def receive_message(work: UnitOfWork, ref: str, number: int, words: Words, *, author: str | None = None) -> Outcome:
    """Record a message from a contact that is not gone, archived people included.

    `author` is who wrote the row, the actor by default. Whether the person may use the portal is the portal's question.
    """
    from casactl.store.tables.message import Message

    today = work.today.isoformat()
    facts = facts_for(work.reader, [number], today=today, belongings=False)[number]
    outcome = Outcome("message.receive")
    if gone := cannot(facts, Ability.EDIT):
        outcome.add(Result(ref, number, REFUSED, facts.display_name, tuple(gone)))
        return outcome
    row = {"contact_id": number, "direction": "in", "author": author or work.origin.actor}
    work.insert(Message, [{**row, "subject": words.subject, "text": words.text}])
    outcome.add(Result(ref, number, RECEIVED, facts.display_name))
    return outcome
