"""Links into the portal: single use, bound to contact, purpose and e-mail; only their hash is kept.

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
from casactl.store.queries.portal import recipients
from casactl.store.work import UnitOfWork, chunks

BYTES = 32
ACTIVATION, RESET = "activation", "reset"
PAGE = {ACTIVATION: "activate", RESET: "reset"}
"""The portal's page that a link leads to, by its purpose."""


def make_link(work: UnitOfWork, contact_id: int, purpose: str) -> str:
    """A fresh link that opens the portal once; earlier unused ones of the purpose stop working.

    Raises Refused.
    """
    key = _email_key(work, contact_id)
    _void(work, contact_id, purpose)
    token, expires = token_urlsafe(BYTES), expiry(work, purpose)
    row = {
        "contact_id": contact_id, "purpose": purpose, "email_key": key,
        "hash": token_hash(token), "made_at": work.now, "expires_at": expires, "used_at": None, "voided_at": None,
    }  # fmt: skip
    work.insert("token", [row])
    if purpose == ACTIVATION:
        _invited_until(work, contact_id, expires)
    return link_to(work.setting("portal_url"), purpose, token)


def link_to(base: str, purpose: str, token: str) -> str:
    """The address that a letter carries."""
    return with_query(page_at(base, PAGE[purpose]), "token", token)


def check_links_lead(work: UnitOfWork) -> None:
    """Raise NoAddress where letters leave and nobody has said where the portal is."""
    if work.reader.mail_leaves and not leads_out(work.setting("portal_url")):
        raise failure("portal.no-address")


def expiry(work: UnitOfWork, purpose: str) -> str:
    """The moment at which a link made now stops working."""
    hours = int(work.setting("invitation_hours")) if purpose == ACTIVATION else RESET_HOURS
    return moment(work.moment + timedelta(hours=hours))


def token_hash(token: str) -> str:
    """What is stored of a token; it has 256 bits, so that a plain hash keeps it secret."""
    return sha256(token.encode()).hexdigest()


def _email_key(work: UnitOfWork, contact_id: int) -> str:
    sql = "select c.email from {contact} c where c.id = :id"
    row = work.reader.one(sql, {"id": contact_id})
    if row is None or not row[0]:
        raise failure("portal.no-email", contact_id=contact_id)
    return email_key(row[0])


def _void(work: UnitOfWork, contact_id: int, purpose: str) -> None:
    work.run(
        "update token set voided_at = :now where contact_id = :id and purpose = :purpose "
        "and used_at is null and voided_at is null",
        now=work.now, id=contact_id, purpose=purpose,
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
