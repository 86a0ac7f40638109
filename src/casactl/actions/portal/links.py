"""Links into the portal: single use, bound to a contact or a user, to purpose and e-mail; only their hash is kept.

A letter that carries one is queued with the person's name; the link is made when the letter is about to leave: the
token itself stands in that letter and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from casactl.actions.outbox.queue import Letter, queue
from casactl.domain.dates import moment
from casactl.domain.email import email_key
from casactl.domain.failures import failure
from casactl.domain.letters import Template
from casactl.domain.portal import RESET_HOURS, leads_out, page_at, with_query
from casactl.records import dataclass
from casactl.store.queries.portal import recipients
from casactl.store.queries.users import user_by_number
from casactl.store.work import UnitOfWork, chunks

BYTES = 32
ACTIVATION, RESET, CODE, LOOK, SIGN = "activation", "reset", "code", "look", "sign"
"""What a link is for: the first password, another one, the second half of signing in, a look through one's eyes, a
contract to sign without an account (SD-20)."""
SOON = timedelta(minutes=10)
PAGE = {ACTIVATION: "activate", RESET: "reset", LOOK: "look", SIGN: "sign"}
"""The portal's page that a link leads to, by its purpose."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a link is: a contact's, or a user's."""

    contact: int | None = None
    user: int | None = None


def make_link(work: UnitOfWork, holder: Holder, purpose: str, *, contract: int | None = None) -> str:
    """A fresh link that opens the portal once; earlier unused ones of the purpose stop working.

    Raises Refused.
    """
    return link_to(work.setting("portal_url"), purpose, make_token(work, holder, purpose, contract=contract))


def make_token(
    work: UnitOfWork, holder: Holder, purpose: str, *, viewer: str = "", reason: str = "", contract: int | None = None
) -> str:
    """What opens something once; earlier ones of the purpose stop working.

    Raises Refused.
    """
    key = email_key(_email(work, holder)) if purpose != LOOK else ""
    void_links(work, holder, purpose, contract=contract)
    token, expires = token_urlsafe(BYTES), expiry(work, purpose)
    row = {
        "contact_id": holder.contact, "user_id": holder.user, "purpose": purpose, "email_key": key,
        "hash": token_hash(token), "made_at": work.now, "expires_at": expires, "viewer": viewer or None,
        "reason": reason or None, "work_id": contract,
    }  # fmt: skip
    work.insert("token", [row])
    if purpose == ACTIVATION and holder.contact:
        _invited_until(work, holder.contact, expires)
    return token


def link_to(base: str, purpose: str, token: str) -> str:
    """The address that a letter carries."""
    return with_query(page_at(base, PAGE[purpose]), "token", token)


def check_links_lead(work: UnitOfWork) -> None:
    """Raise NoAddress where letters leave and nobody has said where the portal is."""
    if work.reader.mail_leaves and not leads_out(work.setting("portal_url")):
        raise failure("portal.no-address")


def expiry(work: UnitOfWork, purpose: str) -> str:
    """The moment at which a link made now stops working."""
    if purpose in (CODE, LOOK):
        return moment(work.moment + SOON)
    hours = int(work.setting("invitation_hours")) if purpose in (ACTIVATION, SIGN) else RESET_HOURS
    return moment(work.moment + timedelta(hours=hours))


def token_hash(token: str) -> str:
    """What is stored of a token; it has 256 bits, so that a plain hash keeps it secret."""
    return sha256(token.encode()).hexdigest()


def _email(work: UnitOfWork, holder: Holder) -> str:
    """Where somebody's links go."""
    if holder.user:
        user = user_by_number(work.reader, holder.user)
        assert user is not None, "users stay, whatever becomes of them"
        if user.email is None:
            raise failure("user.not-found", f"{user.name} was deleted.")
        return user.email
    row = work.reader.one("select c.email from {contact} c where c.id = :id", {"id": holder.contact})
    if row is None or not row[0]:
        raise failure("portal.no-email", contact_id=holder.contact)
    return str(row[0])


def void_links(work: UnitOfWork, holder: Holder, purpose: str | None = None, *, contract: int | None = None) -> None:
    """Let somebody's unused links die, of one purpose or all, of one contract or all."""
    column, number = ("user_id", holder.user) if holder.user else ("contact_id", holder.contact)
    work.run(
        f"update token set voided_at = :now where {column} = :id and (:all = 1 or purpose = :purpose) "
        "and (:contract = 0 or work_id = :contract) and used_at is null and voided_at is null",
        now=work.now, id=number, purpose=purpose or "", all=int(purpose is None), contract=contract or 0,
    )  # fmt: skip


def _invited_until(work: UnitOfWork, contact_id: int, expires: str) -> None:
    work.run("update contact set invitation_until = :until where id = :id", until=expires, id=contact_id)


def queue_links(work: UnitOfWork, contacts: Sequence[int], template: Template) -> None:
    """Queue one letter to each of these contacts, by e-mail."""
    for part in chunks(contacts):
        letters = [
            Letter(who.id, "email", who.email, template, {"name": who.display_name})
            for who in recipients(work.reader, part)
        ]
        queue(work, letters)
