"""Portal accounts: who signs in with which e-mail, what a link leads to, whom the office has to help."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.records import dataclass
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a letter with a link goes to."""

    id: int
    email: str
    display_name: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """The way in of the contact, or of the user, that holds an e-mail; without an account there is no hash."""

    contact_id: int
    """0 where it is a user's."""
    password_hash: str | None
    failed: int
    blocked_until: str | None
    user_id: int = 0


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A link that has been made, and whom it was made for as they are now."""

    contact_id: int
    """0 where it is a user's."""
    purpose: str
    email_key: str
    expires_at: str
    used_at: str | None
    voided_at: str | None
    email: str | None
    display_name: str
    user_id: int
    viewer: str | None
    reason: str | None
    work_id: int | None


def recipients(reader: Reader, contacts: Sequence[int]) -> list[Recipient]:
    """Those of these contacts who have an e-mail."""
    sql = (
        "select c.id, c.email, c.display_name from {contact} c "
        f"where {reader.among('c.id', 'ids')} and c.email is not null order by c.id"
    )
    return [Recipient(*row) for row in reader.rows(sql, {"ids": reader.bind(contacts)})]


def account_by_email(reader: Reader, key: str) -> AccountRow | None:
    """The account of whoever holds an e-mail, by its canonical key."""
    sql = (
        "select c.id, a.password_hash, coalesce(a.failed, 0), a.blocked_until from {claim} k "
        "join {contact} c on c.id = k.contact_id left join {account} a on a.contact_id = c.id "
        "where k.key = :key"
    )
    row = reader.one(sql, {"key": key})
    return AccountRow(*row) if row else None


def user_account_by_email(reader: Reader, key: str) -> AccountRow | None:
    """The account of the user who holds an e-mail, by its canonical key."""
    sql = (
        "select 0, s.password_hash, coalesce(s.failed, 0), s.blocked_until, k.user_id from {claim} k "
        "left join user_secret s on s.user_id = k.user_id where k.key = :key and k.user_id is not null"
    )
    row = reader.one(sql, {"key": key})
    return AccountRow(*row) if row else None


def account_of(reader: Reader, contact: int) -> AccountRow | None:
    """A contact's account."""
    sql = "select contact_id, password_hash, failed, blocked_until from {account} where contact_id = :contact"
    row = reader.one(sql, {"contact": contact})
    return AccountRow(*row) if row else None


def user_account_of(reader: Reader, user: int) -> AccountRow | None:
    """A user's account."""
    sql = "select 0, password_hash, failed, blocked_until, user_id from user_secret where user_id = :user"
    row = reader.one(sql, {"user": user})
    return AccountRow(*row) if row else None


def link_key(reader: Reader) -> str:
    """What signs the workspace's links that have no row of their own; empty before the first."""
    row = reader.one("select link_key from chain where id = 1")
    return str(row[0]) if row and row[0] else ""


def token_by_hash(reader: Reader, digest: str) -> TokenRow | None:
    """The link whose token has this hash, used ones and dead ones too."""
    sql = (
        "select coalesce(t.contact_id, 0), t.purpose, t.email_key, t.expires_at, t.used_at, t.voided_at, "
        "coalesce(u.email, c.email), coalesce(u.name, c.display_name), coalesce(t.user_id, 0), t.viewer, t.reason, "
        "t.work_id "
        "from {token} t left join {contact} c on c.id = t.contact_id left join users u on u.id = t.user_id "
        "where t.hash = :hash"
    )
    row = reader.one(sql, {"hash": digest})
    return TokenRow(*row) if row else None


@dataclass(frozen=True, slots=True)
class UserLink:
    """A link that was made for a user."""

    expires_at: str
    dead: int

    def opens(self, now: str) -> bool:
        """Whether it still opens something."""
        return not self.dead and self.expires_at > now


def user_links(reader: Reader, user: int, purpose: str) -> list[UserLink]:
    """The links of a purpose that were ever made for a user."""
    sql = (
        "select t.expires_at, case when t.used_at is null and t.voided_at is null then 0 else 1 end from {token} t "
        "where t.user_id = :user and t.purpose = :purpose order by t.id"
    )
    return [UserLink(*row) for row in reader.rows(sql, {"user": user, "purpose": purpose})]


def waiting_invitations(reader: Reader, contacts: Sequence[int]) -> set[int]:
    """Those of these contacts to whom an invitation has yet to leave."""
    sql = f"select o.contact_id from {{outbox}} o where {reader.among('o.contact_id', 'ids')} and {ON_ITS_WAY}"
    return {row[0] for row in reader.rows(sql, {"ids": reader.bind(contacts)})}


ON_ITS_WAY = "o.state in ('pending', 'sending', 'retry') and o.template in ('invitation', 'resend')"
"""What keeps an invitation from counting as expired, although no link has been made yet."""


WAY_IN = ("portal", "invited_at", "lifecycle", "email")
TOUCHED = (
    "select h.row_id from {change} h where h.operation_id = :operation and h.table_name = 'contact' and ("
    + " or ".join(f"h.after like '%\"{column}\":%'" for column in WAY_IN)
    + ") union select o.contact_id from {outbox} o where o.operation_id = :operation "
    "and o.template in ('invitation', 'resend', 'reset')"
)
"""The contacts whose way into the portal an operation changed, or to whom it sent a link."""


def waiting_after(reader: Reader, operation: int) -> list[int]:
    """The contacts that an operation changed, or who takes their letters, and to whom a letter waits to leave."""
    sql = (
        "select distinct o.contact_id from {outbox} o join {contact} c on c.id = o.contact_id "
        "where o.state in ('pending', 'retry') and (o.contact_id in "
        "(select h.contact_id from {change} h where h.operation_id = :operation and h.table_name = 'contact') "
        "or (exists (select 1 from {change} h where h.operation_id = :operation "
        "and h.table_name in ('link', 'setting')) and (c.kind = 'company' "
        "or exists (select 1 from {link} l where l.contact_id = c.id and l.kind = 'household') "
        "or exists (select 1 from {link} l where l.other_id = c.id and l.kind = 'household')))) "
        "order by o.contact_id"
    )
    return [row[0] for row in reader.rows(sql, {"operation": operation})]
