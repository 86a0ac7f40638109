"""Being signed in at the portal: a token in a browser, its hash in the store, and everything judged anew each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_urlsafe

from casactl.actions.acting import Acting, scope_of
from casactl.actions.portal.access import may_enter, may_look, take_link
from casactl.actions.portal.links import BYTES, LOOK, token_hash
from casactl.domain.dates import calendar_date, moment
from casactl.domain.failures import failure
from casactl.domain.sessions import LONGEST, LOOK_IDLE, LOOK_LASTS, SEEN_EVERY, idle_time
from casactl.records import dataclass
from casactl.store.queries.contacts import by_ids
from casactl.store.queries.links import led_by
from casactl.store.queries.portal import AccountRow, token_by_hash
from casactl.store.queries.portal_access import SessionRow, known_browser, session_by_hash
from casactl.store.queries.settings import setting, timezone
from casactl.store.queries.users import user_by_number
from casactl.store.reader import Reader
from casactl.store.scope import Scope
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a request comes from, as far as it is kept."""

    network: str
    browser: str
    """In a few words."""
    mark: str = ""
    """The hash of what the browser keeps to be known again; empty for one that keeps nothing."""


def open_session(work: UnitOfWork, account: AccountRow, visit: Visit, *, kept: bool, replaced: str = "") -> str:
    """Sign somebody in, in one browser, which is known from now on; gives the token, which is kept nowhere."""
    token = token_urlsafe(BYTES)
    whose = _whose(account)
    idle = idle_time(attorney=bool(account.user_id), kept=kept)
    row = {
        **whose, "hash": token_hash(token), "created_at": work.now, "seen_at": work.now,
        "ends_at": moment(work.moment + LONGEST), "idle_minutes": idle // timedelta(minutes=1),
        "browser": visit.browser, "replaced": replaced or None,
    }  # fmt: skip
    work.insert("portal_session", [row])
    _know(work, account, visit)
    return token


def open_look(work: UnitOfWork, digest: str, visit: Visit) -> str | None:
    """Let somebody of the office in with a link that works once; gives the token, None for one that does not."""
    link = token_by_hash(work.store, digest)
    if link is None or link.purpose != LOOK or not link.viewer or not take_link(work, digest):
        return None
    token = token_urlsafe(BYTES)
    row = {
        "contact_id": link.contact_id, "hash": token_hash(token), "created_at": work.now, "seen_at": work.now,
        "ends_at": moment(work.moment + LOOK_LASTS), "idle_minutes": LOOK_IDLE // timedelta(minutes=1),
        "browser": visit.browser, "viewer": link.viewer, "reason": link.reason,
    }  # fmt: skip
    work.insert("portal_session", [row])
    work.journal.mention(link.contact_id)
    work.summary(f"{link.viewer} opened the portal as contact {link.contact_id} does")
    return token


def _whose(account: AccountRow) -> dict[str, int | None]:
    return {"contact_id": account.contact_id or None, "user_id": account.user_id or None}


def _know(work: UnitOfWork, account: AccountRow, visit: Visit) -> None:
    if not visit.mark:
        return
    known = known_browser(work.reader, visit.mark, contact=account.contact_id, user=account.user_id)
    if known:
        work.run("update known_browser set seen_at = :now where id = :id", now=work.now, id=known.id)
        return
    row = {**_whose(account), "hash": visit.mark, "failed": 0, "blocked_until": None, "seen_at": work.now}
    work.insert("known_browser", [row])


def end_session(work: UnitOfWork, digest: str) -> None:
    """Sign out in one browser."""
    work.run("delete from portal_session where hash = :hash", hash=digest)


def end_other_sessions(work: UnitOfWork, digest: str, number: int | None = None) -> int:
    """Sign out in all other browsers, or in one of them by its number; gives how many there were."""
    row = session_by_hash(work.reader, digest)
    if row is None:
        return 0
    column, whose = ("contact_id", row.contact_id) if row.contact_id else ("user_id", row.user_id)
    return work.run(
        f"delete from portal_session where {column} = :whose and id <> :own and (:all = 1 or id = :number)",
        whose=whose, own=row.id, all=int(number is None), number=number or 0,
    )  # fmt: skip


def touch(work: UnitOfWork, digest: str) -> None:
    """Write down that a session was used."""
    work.run("update portal_session set seen_at = :now where hash = :hash", now=work.now, hash=digest)


def wants_touch(row: SessionRow, now: str) -> bool:
    """Whether it is long enough ago that its last use was written down."""
    return _at(now) - _at(row.seen_at) >= SEEN_EVERY


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def account_of_session(reader: Reader, digest: str) -> tuple[SessionRow, AccountRow] | None:
    """The session of a token, if whose it is may still be signed in (SD-1, MC-19): nothing of that is remembered."""
    row = session_by_hash(reader, digest)
    if row is None or row.ends_at <= reader.now:
        return None
    if _at(reader.now) - _at(row.seen_at) > timedelta(minutes=row.idle_minutes):
        return None
    account = AccountRow(row.contact_id or 0, None, 0, None, row.user_id or 0)
    if row.viewer:
        may = may_look(reader, account.contact_id, row.viewer, today=_today(reader))
    else:
        may = may_enter(reader, account, today=_today(reader))
    return (row, account) if may else None


def _today(reader: Reader) -> str:

    return calendar_date(_at(reader.now), timezone(reader)).isoformat()


def acting_of(
    reader: Reader, digest: str, company: int = 0, judged: tuple[SessionRow, AccountRow] | None = None
) -> Acting:
    """Who acts by a session: for themselves, or for a company whose primary contact they are (SD-15).

    `judged` is what `account_of_session` has found on this connection a moment ago. Raises Refused where nobody is
    signed in by it, or not any more.
    """
    found = judged or account_of_session(reader, digest)
    if found is None:
        raise failure("portal.signed-out")
    session, account = found
    if not company:
        return acting_for(reader, account)
    if session.viewer or company not in dict(companies_of(reader, account.contact_id)):
        raise failure("contact.not-found", f"There is no company {company}.")
    return replace(person(reader, account.contact_id), scope=Scope(contact=company))


def companies_of(reader: Reader, contact: int) -> list[tuple[int, str]]:
    """Number and name of the companies whose pages somebody sees as their primary contact, while offices want one."""
    return led_by(reader, contact) if contact and setting(reader, "company_first") == "on" else []


def acting_for(reader: Reader, account: AccountRow) -> Acting:
    """Whose account it is, with what they reach."""
    if account.user_id:
        user = user_by_number(reader, account.user_id)
        assert user is not None
        return Acting(str(user.email), user, scope_of(reader, user))
    return person(reader, account.contact_id)


def person(reader: Reader, contact: int) -> Acting:
    """A contact in the portal: one contact is all that there is for them."""
    row = by_ids(reader, [contact])[contact]
    return Acting(row.email or row.display_name, None, Scope(contact=contact))


def note_access(
    work: UnitOfWork, event: str, outcome: str, visit: Visit, *, contact: int | None = None, user: int | None = None,
    what: int | str | None = None,
) -> None:  # fmt: skip
    """Write down what was tried at the doors, and forget what is older than is kept.

    `what` was brought or taken: a document by its number, or a file that the portal makes by its name.
    """
    row = {
        "contact_id": contact or None, "user_id": user or None, "at": work.now, "event": event, "outcome": outcome,
        "network": visit.network, "browser": visit.browser,
        "document_id": what if isinstance(what, int) else None, "file": what if isinstance(what, str) else None,
    }  # fmt: skip
    work.insert("access_log", [row])
    oldest = moment(work.moment - timedelta(days=int(work.setting("access_log_days"))))
    work.run("delete from access_log where at < :oldest", oldest=oldest)
