"""Signing a contract in the portal (SD-20): the words that were shown, a typed name, and consent."""

from __future__ import annotations

from hashlib import sha256

from casactl.actions.engagement.close import close_work
from casactl.actions.engagement.find import Found, find_work
from casactl.domain.engagements import DONE, KINDS, OPEN, EngagementKind
from casactl.domain.failures import failure
from casactl.domain.names import clean
from casactl.errors import NotFound
from casactl.store.queries.engagements import EngagementRow
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

CONTRACT = KINDS[EngagementKind.CONTRACT]


def contract_for(reader: Reader, contact: int, number: int) -> EngagementRow:
    """A contract of the contact's own.

    Raises NotFound.
    """
    row = find_work(reader, CONTRACT, number)
    if row.contact_id != contact:
        raise NotFound(f"No contract {number}.", code="contract.not-found")
    return row


def words_to_sign(row: EngagementRow) -> str:
    """What is shown, and signed."""
    return "\n\n".join(filter(None, [row.title, row.text]))


def hash_to_sign(row: EngagementRow) -> str:
    """What a signature holds of it."""
    return sha256(words_to_sign(row).encode()).hexdigest()


def sign_contract(work: UnitOfWork, contact: int, number: int, *, name: str, shown: str, network: str) -> None:
    """Sign it; `shown` is the hash of the words that the person had before them.

    Raises NotFound, Refused, InvalidValue.
    """
    row = contract_for(work.reader, contact, number)
    typed = clean(name)
    if not typed:
        raise failure("portal.not-signed", "Please type your full name.")
    if row.state != OPEN:
        raise failure("portal.not-signed", f"This contract is {row.state_in_words} already.")
    if shown != hash_to_sign(row):
        raise failure("portal.not-signed", "The contract was changed meanwhile. Please read it again.")
    signed = {"contact_id": contact, "engagement_id": row.id, "name": typed, "text_hash": shown, "network": network}
    work.insert("signature", [signed])
    close_work(work, CONTRACT, Found((row,)), DONE)
