"""Signing a contract in the portal, with an account or by a link (SD-20): what was shown, a typed name, and consent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

from casactl.actions.document import LONGEST_NAME, add_document
from casactl.actions.engagement.close import close_work
from casactl.actions.engagement.find import Found, find_work
from casactl.actions.portal.access import take_link
from casactl.actions.portal.links import SIGN
from casactl.domain.abilities import Ability, cannot
from casactl.domain.email import email_key
from casactl.domain.engagements import DONE, KINDS, OPEN, EngagementKind
from casactl.domain.failures import failure
from casactl.domain.names import clean
from casactl.domain.person_names import share_a_word
from casactl.domain.worded import Worded
from casactl.records import dataclass
from casactl.store.blobs import Incoming
from casactl.store.queries.engagements import EngagementRow, engagements_by_number
from casactl.store.queries.facts import facts_for
from casactl.store.queries.papers import DocumentRow, document_by_number
from casactl.store.queries.portal import token_by_hash
from casactl.store.queries.settings import setting, today_of
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

CONTRACT = KINDS[EngagementKind.CONTRACT]
RECORD_TYPE = "text/plain"


@dataclass(frozen=True, slots=True)
class ToSign:
    """A contract as it is shown: its words, and the file where it is one."""

    row: EngagementRow
    document: DocumentRow | None

    @property
    def words(self) -> str:
        """What is read on the page."""
        return "\n\n".join(filter(None, [self.row.title, self.row.text]))

    @property
    def digest(self) -> str:
        """The SHA-256 of what is signed: of the file's bytes, else of the words."""
        return self.document.sha256 if self.document else sha256(self.words.encode()).hexdigest()

    @property
    def shown(self) -> str:
        """What a form says of all that was before somebody's eyes."""
        return sha256(f"{self.digest}\n{self.words}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Signing:
    """What somebody did: the name that was typed, what had been shown, and from which network."""

    name: str
    shown: str
    network: str
    sure: str = ""
    """The name that was typed before, where the page has asked whether it is right."""
    account: str = ""
    """Whose account it was done with: for a company, another than the contract's."""


Write = Callable[[str], Incoming]
"""Puts words beside the documents, to be kept with what was done."""


def contract_for(reader: Reader, contact: int, number: int) -> ToSign:
    """A contract of the contact's own.

    Raises NotFound.
    """
    row = find_work(reader, CONTRACT, number)
    if row.contact_id != contact:
        raise failure("contract.not-found", f"No contract {number}.")
    return shown_of(reader, row)


def shown_of(reader: Reader, row: EngagementRow) -> ToSign:
    """A contract with its file."""
    return ToSign(row, document_by_number(reader, row.document_id) if row.document_id else None)


def sign_contract(work: UnitOfWork, contact: int, number: int, given: Signing, write: Write) -> None:
    """Sign it: the contract is signed, and a paper that says so stands among the person's documents.

    Raises NotFound, InvalidValue.
    """
    contract = contract_for(work.reader, contact, number)
    row, typed = contract.row, clean(given.name)
    if not typed:
        raise failure("portal.not-signed", "Please type your full name.")
    if row.state != OPEN:
        raise failure(
            "portal.not-signed", Worded("This contract is {state} already.", state=Worded(row.state_in_words))
        )
    if given.shown != contract.shown:
        raise failure("portal.not-signed", "The contract was changed meanwhile. Please read it again.")
    if not share_a_word(typed, [row.display_name, row.primary or "", given.account]) and clean(given.sure) != typed:
        raise failure("portal.other-name", name=typed, known=row.primary or row.display_name)
    signed = {"contact_id": contact, "engagement_id": row.id, "name": typed, "text_hash": contract.digest,
              "network": given.network}  # fmt: skip
    work.insert("signature", [signed])
    close_work(work, CONTRACT, Found((row,)), DONE)
    name = f"{row.title[: LONGEST_NAME - 20]}, signed.txt"
    record = write(record_of(contract, replace(given, name=typed), at=work.now))
    add_document(work, str(contact), contact, record, name=name, type_=RECORD_TYPE, visibility="contact")
    work.summary(f"contract {row.id} signed by {typed}")


def record_of(contract: ToSign, given: Signing, *, at: str) -> str:
    """The paper that says who signed what, and when."""
    what = "the words above"
    if contract.document:
        what = f"the file {contract.document.name} ({contract.document.size:,} bytes)"
    return "\n".join([
        f"Contract {contract.row.id}", "", contract.words, "", "-" * 40, "",
        f"Signed by {given.name}, who agreed to this contract,",
        f"on {at[:10]} at {at[11:19]} UTC, from the network {given.network}.", "",
        f"What was signed: {what}", f"SHA-256: {contract.digest}", "",
    ])  # fmt: skip


# By a link, without an account -------------------------------------------------------------------


def contract_of_link(reader: Reader, digest: str) -> ToSign | None:
    """The contract that a link lets somebody sign as things stand now (SD-20); looking uses nothing up."""
    link = token_by_hash(reader, digest)
    if link is None or link.purpose != SIGN or link.work_id is None or link.used_at or link.voided_at:
        return None
    if link.expires_at <= reader.now or link.email is None or email_key(link.email) != link.email_key:
        return None
    row = engagements_by_number(reader, [link.work_id]).get(link.work_id)
    if row is None or row.contact_id != link.contact_id or row.state != OPEN or not row.signs_without_login:
        return None
    return shown_of(reader, row) if _may_sign(reader, link.contact_id) else None


def _may_sign(reader: Reader, contact: int) -> bool:
    """Whether whoever got the link would still get it."""
    if setting(reader, "sign_without_login") != "on":
        return False
    facts = facts_for(reader, [contact], today=today_of(reader).isoformat(), belongings=False)[contact]
    return not cannot(replace(facts, signs_without_login=True), Ability.RECEIVE_NOTIFICATION)


def sign_by_link(work: UnitOfWork, digest: str, given: Signing, write: Write) -> None:
    """Sign the contract of a link; the first who comes with it wins.

    Raises Refused, InvalidValue.
    """
    contract = contract_of_link(work.reader, digest)
    if contract is None or not take_link(work, digest):
        raise failure("portal.link-dead")
    sign_contract(work, contract.row.contact_id, contract.row.id, given, write)
