"""The portal's doors at the terminal: what is tried there stands in the same log as what browsers try."""

from __future__ import annotations

from casactl.actions.portal.access import SignInAttempt, admit, use_link
from casactl.actions.portal.sessions import Visit, note_access
from casactl.domain.outcomes import Outcome
from casactl.domain.sessions import TERMINAL
from casactl.store.queries.portal import token_by_hash
from casactl.store.work import UnitOfWork

HERE = Visit(TERMINAL, "casactl")


def sign_in(work: UnitOfWork, attempt: SignInAttempt) -> int | None:
    """Record the attempt; gives the contact's number when it opens the portal, else None."""
    account = admit(work, attempt)
    note_access(work, "sign-in", "done" if account else "refused", HERE, contact=attempt.account.contact_id)
    return account.contact_id if account else None


def activate(work: UnitOfWork, digest: str, hashed: str) -> Outcome:
    """Keep the new password under the link's contact, or user.

    Raises Refused.
    """
    outcome = use_link(work, digest, hashed)
    link = token_by_hash(work.store, digest)
    if link is not None:
        note_access(work, "link-used", "done", HERE, contact=link.contact_id, user=link.user_id)
    return outcome
