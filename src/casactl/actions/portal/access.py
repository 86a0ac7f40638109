"""Signing in, and using a link (SD-18): who may not, for whatever reason, hears the same words and waits as long."""

from __future__ import annotations

from casactl.actions.contact.standing.consequences import end_links, end_sessions
from casactl.actions.passwords import verify_password
from casactl.actions.portal.links import ACTIVATION, RESET, token_hash
from casactl.actions.user import write_password
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.dates import moment
from casactl.domain.email import email_key
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.moves import ACTIVATE
from casactl.domain.outcomes import Outcome, Result
from casactl.domain.permissions import UserType
from casactl.domain.portal import pause_after, token_in
from casactl.domain.second_factor import OFF
from casactl.domain.standing import Portal
from casactl.domain.worded import Worded
from casactl.records import dataclass
from casactl.store.queries.facts import facts_for
from casactl.store.queries.portal import (
    AccountRow,
    TokenRow,
    account_by_email,
    account_of,
    token_by_hash,
    user_account_by_email,
    user_account_of,
)
from casactl.store.queries.portal_access import BrowserRow, attorney_reaches, known_browser, second_factor
from casactl.store.queries.users import has_password, user_by_key, user_by_number
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

NOBODY = AccountRow(0, None, 0, None)
TOO_MANY = Worded("There were too many tries. Please wait a while.")


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """An e-mail, the account as it was found, and whether the password fitted."""

    key: str
    account: AccountRow
    right: bool


def attempt_of(reader: Reader, email: str, password: str, *, users: bool = False) -> SignInAttempt:
    """Check a password once, whether there is an account or not; takes its time, so before any transaction.

    `users` come in by the browser only.
    """
    key = email_key(email.strip())
    account = _account(reader, key, users=users)
    return SignInAttempt(key, account, verify_password(account.password_hash, password))


def _account(reader: Reader, key: str, *, users: bool) -> AccountRow:
    found = account_by_email(reader, key) or NOBODY
    return (user_account_by_email(reader, key) if users else None) or found


def admit(work: UnitOfWork, attempt: SignInAttempt, *, users: bool = False, browser: str = "") -> AccountRow | None:
    """Record the attempt; gives the account when it opens the portal, else None.

    A browser that has signed in with it before (by the hash of its mark) counts its failures for itself, so that
    strangers who guess shut nobody out.
    """
    account = _account(work.reader, attempt.key, users=users)
    known = known_browser(work.reader, browser, contact=account.contact_id, user=account.user_id) if browser else None
    held = known or account
    right = attempt.right and account.password_hash == attempt.account.password_hash
    shut = held.blocked_until is not None and held.blocked_until > work.now
    admitted = right and not shut and may_enter(work.reader, account, today=work.today.isoformat())
    halfway = admitted and asks_for_code(work.reader, work.setting("attorney_second_factor"), account)
    failed = 0 if admitted and not halfway else held.failed if right or shut else held.failed + 1
    count_try(work, account, known, failed=failed)
    if not admitted:
        return None
    note_sign_in(work, account)
    return account


def note_sign_in(work: UnitOfWork, account: AccountRow) -> None:
    """Write down when a contact came in last, by a password or by choosing one."""
    work.run("update contact set last_sign_in_at = :now where id = :id", now=work.now, id=account.contact_id)


def named(reader: Reader, email: str) -> AccountRow:
    """The account that an e-mail signs in to; nobody's where there is none."""
    return _account(reader, email_key(email.strip()), users=True)


def is_known(reader: Reader, browser: str, *, contact: int, user: int) -> bool:
    """Whether a contact, or a user, has signed in in this browser before (by the hash of its mark)."""
    return bool(browser) and known_browser(reader, browser, contact=contact, user=user) is not None


def is_shut(reader: Reader, browser: str, *, contact: int, user: int) -> bool:
    """Whether whoever is signed in has to wait after wrong passwords or codes, in this browser where it is known."""
    account = user_account_of(reader, user) if user else account_of(reader, contact)
    known = known_browser(reader, browser, contact=contact, user=user) if browser else None
    held = known or account
    return bool(held and held.blocked_until and held.blocked_until > reader.now)


def count_wrong(work: UnitOfWork, browser: str, *, contact: int, user: int) -> None:
    """Count what was wrong where somebody is signed in already, as it is counted at the door."""
    account = user_account_of(work.store, user) if user else account_of(work.store, contact)
    if account is not None:
        known = known_browser(work.store, browser, contact=contact, user=user) if browser else None
        count_try(work, account, known, failed=(known or account).failed + 1)


def may_enter(reader: Reader, account: AccountRow, *, today: str) -> bool:
    """Whether the contact, or the attorney, of an account may sign in now."""
    if account.user_id:
        user = user_by_number(reader, account.user_id)
        return bool(user and user.enabled and user.type == UserType.ATTORNEY and attorney_reaches(reader, user.id))
    facts = facts_for(reader, [account.contact_id], today=today, belongings=False)
    return account.contact_id in facts and not cannot(facts[account.contact_id], Ability.SIGN_IN)


NO_ACCOUNT_YET = frozenset({"not-invited", "not-activated", "no-email"})
"""Why somebody cannot sign in for whom things may be prepared all the same."""


def why_not_looked_at(facts: Facts) -> list[Reason]:
    """Why the office does not look through somebody's eyes; what is prepared is seen without an account (SD-19)."""
    return [each for each in cannot(facts, Ability.SIGN_IN) if each.code not in NO_ACCOUNT_YET]


def may_look(reader: Reader, contact: int, viewer: str, *, today: str) -> bool:
    """Whether somebody of the office may go on looking through a contact's eyes (SD-27)."""
    user = user_by_key(reader, email_key(viewer)) if "@" in viewer else None
    if "@" in viewer and not (user and user.enabled):
        return False
    facts = facts_for(reader, [contact], today=today, belongings=False)
    return contact in facts and not why_not_looked_at(facts[contact])


def asks_for_code(reader: Reader, setting: str, account: AccountRow) -> bool:
    """Whether a password alone does not open an account: its failures are forgotten once the code came, too."""
    factor = second_factor(reader, account.user_id) if account.user_id and setting != OFF else None
    return bool(factor and factor.proved_at)


def count_try(work: UnitOfWork, account: AccountRow, known: BrowserRow | None, *, failed: int) -> None:
    """Count failures and shut the account for a while; nobody's account takes writes of the same size."""
    held = known or account
    pause = pause_after(failed) if failed > held.failed else None
    until = moment(work.moment + pause) if pause else held.blocked_until if failed else None
    counts = {"failed": failed, "until": until}
    work.run(
        "update known_browser set failed = :failed, blocked_until = :until where id = :id",
        **counts, id=known.id if known else 0,
    )  # fmt: skip
    for table, column, number in (
        ("account", "contact_id", account.contact_id), ("user_secret", "user_id", account.user_id)
    ):  # fmt: skip
        work.run(
            f"update {table} set failed = :failed, blocked_until = :until, updated_at = :now where {column} = :id",
            **counts, now=work.now, id=0 if known else number,
        )  # fmt: skip
    work.run("update chain set workspace = workspace where id = 1")


def digest_of(text: str) -> str:
    """What is stored of the token in a link, or of a token typed alone."""
    return token_hash(token_in(text))


def known_of(reader: Reader, digest: str) -> list[str | None]:
    """What others know of the person whose link it is, and a password should not be made of."""
    link = token_by_hash(reader, digest)
    return [link.email, link.display_name, *link.display_name.split()] if link else []


def use_link(work: UnitOfWork, digest: str, hashed: str) -> Outcome:
    """Keep the new password under the link's contact, or user; the first who comes with a link wins.

    Raises Refused.
    """
    link = token_by_hash(work.reader, digest)
    if link is None or not opens(work, link) or not take_link(work, digest):
        raise failure("portal.link-dead")
    if link.user_id:
        write_password(work, link.user_id, hashed)
        return _used(link, link.user_id)
    end_links(work, [link.contact_id])
    keep_password(work, link.contact_id, hashed)
    if link.purpose == ACTIVATION:
        work.update("contact", [{"id": link.contact_id, "portal": str(Portal.ACTIVATED)}])
    else:
        work.journal.mention(link.contact_id)
    return _used(link, link.contact_id)


def _used(link: TokenRow, number: int) -> Outcome:
    outcome = ACTIVATE.participle if link.purpose == ACTIVATION else "updated"
    return Outcome("portal.activate", [Result(str(number), number, outcome, link.display_name)])


def chose(reader: Reader, digest: str, password: str) -> bool:
    """Whether this password is the one that was chosen with a link: what a repeated request has to show."""
    link = token_by_hash(reader, digest)
    if link is None:
        return False
    account = user_account_of(reader, link.user_id) if link.user_id else account_of(reader, link.contact_id)
    return account is not None and verify_password(account.password_hash, password)


def opens(work: UnitOfWork, link: TokenRow) -> bool:
    """Whether the person may still do what the link was sent for, under the e-mail that it was sent to."""
    if link.purpose not in (ACTIVATION, RESET) or link.email is None or email_key(link.email) != link.email_key:
        return False
    if link.user_id:
        user = user_by_number(work.reader, link.user_id)
        chosen = has_password(work.store, link.user_id) == (link.purpose == RESET)
        return bool(user and user.enabled and user.type == UserType.ATTORNEY and chosen)
    today = work.today.isoformat()
    facts = facts_for(work.reader, [link.contact_id], today=today, belongings=False)[link.contact_id]
    return _permits(facts, link.purpose)


def _permits(facts: Facts, purpose: str) -> bool:
    if purpose == ACTIVATION:
        return facts.portal is Portal.INVITED and not cannot(facts, Ability.BE_INVITED)
    return not cannot(facts, Ability.SIGN_IN)


def take_link(work: UnitOfWork, digest: str) -> bool:
    """Use the link up, unless somebody has, it is dead or its time is over."""
    taken = work.run(
        "update token set used_at = :now "
        "where hash = :hash and used_at is null and voided_at is null and expires_at > :now",
        now=work.now, hash=digest,
    )  # fmt: skip
    return taken == 1


def keep_password(work: UnitOfWork, contact: int, hashed: str) -> None:
    """Store the hash of a new password; failed sign-ins are forgotten, and whoever is signed in is signed out."""
    end_sessions(work, [contact])
    if account_of(work.reader, contact):
        work.run(
            "update account set password_hash = :hash, failed = 0, blocked_until = null, updated_at = :now "
            "where contact_id = :contact",
            hash=hashed, now=work.now, contact=contact,
        )  # fmt: skip
        return
    row = {"contact_id": contact, "password_hash": hashed, "failed": 0,
           "blocked_until": None, "updated_at": work.now}  # fmt: skip
    work.insert("account", [row])
