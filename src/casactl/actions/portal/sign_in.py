"""Signing in: who may not, for whatever reason, hears the same words and waits as long (SD-1, MC-19)."""

from __future__ import annotations

from dataclasses import dataclass

from casactl.actions.passwords import verify_password
from casactl.domain.abilities import Ability, cannot
from casactl.domain.dates import moment
from casactl.domain.email_key import email_key
from casactl.domain.lockout import pause_after
from casactl.errors import Refused
from casactl.store.queries.facts import facts_for
from casactl.store.queries.portal import AccountRow, account_by_email
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

NOBODY = AccountRow(0, None, 0, None)


class SignInRefused(Refused):
    """E-mail and password open nothing; why is nobody's business."""

    code = "portal.sign-in-refused"

    def __init__(self) -> None:
        super().__init__("This e-mail and this password do not open the portal.")


@dataclass(frozen=True, slots=True)
class Attempt:
    """An e-mail, the account as it was found, and whether the password fitted."""

    key: str
    account: AccountRow
    right: bool


def attempt_of(reader: Reader, email: str, password: str) -> Attempt:
    """Check a password once, whether there is an account or not; takes its time, so before any transaction."""
    key = email_key(email.strip())
    account = account_by_email(reader, key) or NOBODY
    return Attempt(key, account, verify_password(account.password_hash, password))


def sign_in(work: UnitOfWork, attempt: Attempt) -> int | None:
    """Record the attempt; gives the contact's number when it opens the portal, else None."""
    account = account_by_email(work.reader, attempt.key) or NOBODY
    right = attempt.right and account.password_hash == attempt.account.password_hash
    shut = account.blocked_until is not None and account.blocked_until > work.now
    admitted = right and not shut and _may(work, account.contact_id)
    failed = account.failed if right or shut else account.failed + 1
    _keep(work, account, failed=0 if admitted else failed)
    if not admitted:
        return None
    work.run("update contact set last_sign_in_at = :now where id = :id", now=work.now, id=account.contact_id)
    return account.contact_id


def _may(work: UnitOfWork, contact: int) -> bool:
    today = work.today.isoformat()
    facts = facts_for(work.reader, [contact], today=today, belongings=False)
    return contact in facts and not cannot(facts[contact], Ability.SIGN_IN)


def _keep(work: UnitOfWork, account: AccountRow, *, failed: int) -> None:
    """Count failures and shut the account for a while; nobody's account takes a write of the same size."""
    pause = pause_after(failed) if failed > account.failed else None
    until = moment(work.moment + pause) if pause else account.blocked_until if failed else None
    work.run(
        "update account set failed = :failed, blocked_until = :until, updated_at = :now where contact_id = :contact",
        failed=failed, until=until, now=work.now, contact=account.contact_id,
    )  # fmt: skip
    work.run("update chain set workspace = workspace where id = 1")
