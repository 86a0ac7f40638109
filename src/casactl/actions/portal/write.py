"""What a person writes to the office in the portal (MC-21): the message, and a file that goes with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from casactl.actions.document import add_document
from casactl.actions.message.deliver import MessageText
from casactl.actions.message.send import receive_message
from casactl.domain.abilities import Ability, cannot
from casactl.domain.channels import WEB
from casactl.domain.failures import failure
from casactl.domain.standing import Portal
from casactl.store.blobs import Incoming
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewFile:
    """Bytes that have come in, what they are called and what they are by their content."""

    incoming: Incoming
    name: str
    type: str


def write_to_office(
    work: UnitOfWork, contact: int, words: MessageText, file: NewFile | None = None, *, led: bool = False
) -> None:
    """Record the message; the file stands among the person's documents, where the office and they find it.

    Who is `led` is a company, for which its primary contact writes, whether it has a way in of its own or not (SD-15).

    Raises Refused.
    """
    facts = facts_for(work.reader, [contact], today=work.today.isoformat(), belongings=False)[contact]
    if led:
        facts = replace(facts, portal=Portal.ACTIVATED)
    if cannot(facts, Ability.SEND_MESSAGE):
        raise failure("portal.signed-out")
    receive_message(work, str(contact), contact, words, channel=WEB)
    if file is not None:
        add_document(work, str(contact), contact, file.incoming, name=file.name, type_=file.type, visibility="contact")
    work.summary(f"message from contact {contact}")
