"""Who is signed in at the portal, in which browsers, and what was tried at its doors."""

from __future__ import annotations

import json
from dataclasses import field

from casactl.domain.shapes import INNER, MOMENT
from casactl.records import dataclass
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session, of a contact or of a user."""

    id: int
    contact_id: int | None
    user_id: int | None
    hash: str
    created_at: str
    seen_at: str
    ends_at: str
    idle_minutes: int
    browser: str
    replaced: str | None
    viewer: str | None
    """Who of the office looks through the contact's eyes."""
    reason: str | None


SESSION = (
    "select s.id, s.contact_id, s.user_id, s.hash, s.created_at, s.seen_at, s.ends_at, s.idle_minutes, s.browser, "
    "s.replaced, s.viewer, s.reason from {portal_session} s"
)


def session_by_hash(reader: Reader, digest: str) -> SessionRow | None:
    """The session whose token has this hash, whether its time is over or not."""
    row = reader.one(f"{SESSION} where s.hash = :hash", {"hash": digest})
    return SessionRow(*row) if row else None


def sessions_of(reader: Reader, *, contact: int | None, user: int | None) -> list[SessionRow]:
    """The sessions of a contact, or of a user, the last used first; not those of who looks through their eyes."""
    column, number = ("contact_id", contact) if contact is not None else ("user_id", user)
    rows = reader.rows(
        f"{SESSION} where s.{column} = :id and s.viewer is null order by s.seen_at desc, s.id desc", {"id": number}
    )
    return [SessionRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class BrowserRow:
    """A browser that somebody has signed in with before."""

    id: int
    failed: int
    blocked_until: str | None


def known_browser(reader: Reader, digest: str, *, contact: int, user: int) -> BrowserRow | None:
    """The browser with this mark, where a contact, or a user, has signed in with it."""
    sql = (
        "select k.id, k.failed, k.blocked_until from {known_browser} k where k.hash = :hash "
        "and (k.contact_id = :contact or k.user_id = :user)"
    )
    row = reader.one(sql, {"hash": digest, "contact": contact, "user": user})
    return BrowserRow(*row) if row else None


@dataclass(frozen=True, slots=True)
class FactorRow:
    """A user's second factor; without a seed there is none."""

    user_id: int
    seed: str | None
    proved_at: str | None
    step: int | None
    recovery_codes: str | None

    @property
    def hashes(self) -> list[str]:
        """The hashes of the recovery codes that are left."""
        found: list[str] = json.loads(self.recovery_codes or "[]")
        return found


def second_factor(reader: Reader, user: int) -> FactorRow | None:
    """The second factor of a user with a password."""
    sql = "select user_id, seed, seed_proved_at, code_step, recovery_codes from user_secret where user_id = :id"
    row = reader.one(sql, {"id": user})
    return FactorRow(*row) if row else None


def failures_of(reader: Reader, network: str, since: str) -> int:
    """How often a network has failed at the doors since a moment, and since the office has opened it again."""
    sql = (
        "select count(*) from {access_log} a where a.network = :network and a.at >= :since "
        "and a.outcome in ('refused', 'paused', 'unknown', 'not-allowed', 'too-soon') and a.event <> 'upload' "
        "and a.id > coalesce((select max(o.id) from {access_log} o where o.network = :network and o.at >= :since "
        "and o.event = 'network-opened'), 0)"
    )
    row = reader.one(sql, {"network": network, "since": since})
    return int(row[0]) if row else 0


def was_shut_since(reader: Reader, network: str, since: str) -> bool:
    """Whether it stands in the log since a moment that a network was turned away."""
    sql = (
        "select 1 from {access_log} a where a.network = :network and a.at >= :since "
        "and a.event in ('network-shut', 'portal-shut')"
    )
    return reader.one(sql, {"network": network, "since": since}) is not None


def tries_since(reader: Reader, since: str) -> int:
    """How often anybody came to the doors since a moment."""
    sql = "select count(*) from {access_log} a where a.at >= :since and a.event in ('sign-in', 'link-asked', 'code')"
    row = reader.one(sql, {"since": since})
    return int(row[0]) if row else 0


def link_asked_since(reader: Reader, since: str, *, contact: int, user: int) -> bool:
    """Whether a contact, or a user, has asked for a link themselves since a moment, and got one."""
    sql = (
        "select 1 from {access_log} a where a.event = 'link-asked' and a.outcome = 'done' and a.at >= :since "
        "and (a.contact_id = :contact or a.user_id = :user)"
    )
    return reader.one(sql, {"since": since, "contact": contact, "user": user}) is not None


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One thing that was tried at the doors."""

    id: int = field(metadata=INNER)
    at: str = field(metadata=MOMENT)
    subject: str | None
    """The e-mail of whom it concerned; None where nobody has the one that was typed."""
    event: str
    outcome: str
    network: str
    browser: str
    document: int | None
    """Which document was brought or taken."""
    file: str | None
    """What it is called, while it is there; or what the portal made itself, such as a statement."""


def access_log(
    reader: Reader, *, contact: int | None = None, user: int | None = None, since: str | None = None,
    limit: int | None = None, after: int | None = None,
) -> list[AccessRow]:  # fmt: skip
    """What was tried, the newest first."""
    wanted = {"a.contact_id = :contact": contact, "a.user_id = :user": user, "a.at >= :since": since,
              "a.id < :after": after}  # fmt: skip
    where = ["1 = 1", *(condition for condition, value in wanted.items() if value is not None)]
    sql = (
        "select a.id, a.at, coalesce(c.email, u.email), a.event, a.outcome, a.network, a.browser, a.document_id, "
        "coalesce(d.name, a.file) from {access_log} a left join {document} d on d.id = a.document_id "
        "left join {contact} c on c.id = a.contact_id left join users u on u.id = a.user_id "
        f"where {' and '.join(where)} order by a.id desc{'' if limit is None else ' limit :limit'}"
    )
    params = {"contact": contact, "user": user, "since": since, "after": after, "limit": limit}
    return [AccessRow(*row) for row in reader.rows(sql, params)]


def attorney_reaches(reader: Reader, user: int) -> bool:
    """Whether a user has any community left in reach."""
    return reader.one("select 1 from {user_community} uc where uc.user_id = :id", {"id": user}) is not None
