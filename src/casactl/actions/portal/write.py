"""What a person writes to the office in the portal (MC-21): the message, and files that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from casactl.actions.message.deliver import MessageText
from casactl.actions.message.send import record_received
from casactl.actions.portal.uploads import NewFile, file_uploads
from casactl.domain.abilities import Ability, cannot
from casactl.domain.channels import WEB
from casactl.domain.failures import failure
from casactl.domain.standing import Portal
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork


def write_to_office(
    work: UnitOfWork, contact: int, words: MessageText, files: Sequence[NewFile] = (), *, led: bool = False
) -> list[int | None]:
    """Record the message; the files stand among the person's documents, whose numbers it gives.

    Who is `led` is a company, for which its primary contact writes, whether it has a way in of its own or not (SD-15).

    Raises Refused.
    """
    facts = facts_for(work.reader, [contact], today=work.today.isoformat(), belongings=False)[contact]
    if led:
        facts = replace(facts, portal=Portal.ACTIVATED)
    if cannot(facts, Ability.SEND_MESSAGE):
        raise failure("portal.signed-out")
    message = record_received(work, contact, words, channel=WEB)
    filed = file_uploads(work, contact, files, visibility="contact", message=message)
    work.summary(f"message from contact {contact}")
    return [each.id for each in filed.applied]
