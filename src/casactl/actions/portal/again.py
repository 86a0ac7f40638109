"""A link that somebody asks for themselves: the same work for everybody, at most one an hour for each."""

from __future__ import annotations

from casactl.actions.portal.links import queue_links
from casactl.actions.portal.sessions import Visit, note_access
from casactl.actions.portal.users import link_template_for, mail_user_link
from casactl.domain.abilities import Ability, cannot
from casactl.domain.dates import moment
from casactl.domain.email import email_key
from casactl.domain.letters import Template
from casactl.domain.sessions import LINK_AGAIN
from casactl.domain.standing import Portal
from casactl.store.queries.facts import facts_for
from casactl.store.queries.portal import account_by_email, token_by_hash, user_account_by_email
from casactl.store.queries.portal_access import link_asked_since
from casactl.store.work import UnitOfWork


def link_for_email(work: UnitOfWork, email: str, visit: Visit) -> None:
    """Queue a link to whoever holds an e-mail, where they may have one."""
    key = email_key(email.strip())
    account, user = account_by_email(work.reader, key), user_account_by_email(work.reader, key)
    _send(work, account.contact_id if account else 0, visit, user=user.user_id if user else 0)


def link_for_token(work: UnitOfWork, digest: str, visit: Visit) -> None:
    """Queue a link in the place of a dead one, to the e-mail that the office holds."""
    row = token_by_hash(work.reader, digest)
    _send(work, row.contact_id if row else 0, visit, user=row.user_id if row else 0)


def _send(work: UnitOfWork, contact: int, visit: Visit, *, user: int) -> None:
    lately = link_asked_since(work.reader, moment(work.moment - LINK_AGAIN), contact=contact, user=user)
    template, to_user = _template(work, contact), link_template_for(work, user)
    sent = (template or to_user) is not None and not lately
    if to_user and sent:
        mail_user_link(work, *to_user)
        work.summary(f"a link that {to_user[0].name} asked for")
    elif template is not None and sent:
        queue_links(work, [contact], template)
        work.journal.mention(contact)
        work.summary(f"a link that contact {contact} asked for")
    nobody = "not-allowed" if contact or user else "unknown"
    why_not = "too-soon" if lately else nobody
    note_access(work, "link-asked", "done" if sent else why_not, visit, contact=contact, user=user)


def _template(work: UnitOfWork, contact: int) -> Template | None:
    """The letter with a link that somebody may have now, if any."""
    facts = facts_for(work.reader, [contact], today=work.today.isoformat(), belongings=False).get(contact)
    if facts is None or not facts.has_email:
        return None
    if facts.portal is Portal.INVITED and not cannot(facts, Ability.BE_INVITED):
        return Template.RESEND
    return None if cannot(facts, Ability.SIGN_IN) else Template.RESET
