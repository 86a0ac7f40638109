"""Users, by what names them, and the communities that they reach."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.records import dataclass
from casactl.store.reader import Reader

SELECT = (
    "select u.id, u.email, u.name, u.type, u.permission_group, u.phone, u.firm, u.enabled, u.created_at, u.version "
    "from users u"
)


@dataclass(frozen=True, slots=True)
class UserRow:
    """Somebody who acts; `email` is None once the user was deleted."""

    id: int
    email: str | None
    name: str
    type: str
    group: str
    phone: str | None
    firm: str | None
    enabled: int
    created_at: str
    version: int


def reached(user: UserRow) -> tuple[str, ...]:
    """How letters say that a user is reached."""
    return tuple(line for line in (user.firm, user.phone, user.email) if line)


def user_by_key(reader: Reader, key: str) -> UserRow | None:
    """The user who holds an e-mail's claim."""
    row = reader.one(f"{SELECT} join {{claim}} k on k.user_id = u.id where k.key = :key", {"key": key})
    return UserRow(*row) if row else None


def attorney_of(reader: Reader, contact: int) -> UserRow | None:
    """The attorney who has a contact's open case."""
    case = "join {handover_case} h on h.attorney_id = u.id and h.closed_at is null"
    row = reader.one(f"{SELECT} {case} where h.contact_id = :contact", {"contact": contact})
    return UserRow(*row) if row else None


def user_by_number(reader: Reader, number: int) -> UserRow | None:
    """The user of that number, deleted or not."""
    row = reader.one(f"{SELECT} where u.id = :id", {"id": number})
    return UserRow(*row) if row else None


def has_password(reader: Reader, number: int) -> bool:
    """Whether a user has chosen a password, or was given one."""
    return reader.one("select 1 from user_secret where user_id = :id", {"id": number}) is not None


def users(reader: Reader, *, type_: str | None = None) -> list[UserRow]:
    """All users that have not been deleted, by name."""
    where = "u.email is not null" + (" and u.type = :type" if type_ else "")
    rows = reader.rows(f"{SELECT} where {where} order by u.name, u.id", {"type": type_})
    return [UserRow(*row) for row in rows]


def communities_of(reader: Reader, ids: Sequence[int]) -> dict[int, list[tuple[int, str, str]]]:
    """The communities in each user's reach: (number, path, path key)."""
    sql = (
        "select uc.user_id, p.id, p.path, p.path_key from {user_community} uc "
        f"join {{property}} p on p.id = uc.property_id where {reader.among('uc.user_id', 'ids')} "
        "order by uc.user_id, p.path_order"
    )
    found: dict[int, list[tuple[int, str, str]]] = {}
    for user, number, path, key in reader.rows(sql, {"ids": reader.bind(ids)}):
        found.setdefault(user, []).append((number, path, key))
    return found


def grants_of(reader: Reader, user: int) -> dict[int, int]:
    """A user's grants: the community's number, and the grant's own."""
    return dict(reader.rows("select property_id, id from {user_community} where user_id = :id", {"id": user}))


def open_cases_of(reader: Reader, user: int, *, within: Sequence[int] | None = None) -> list[tuple[int, int, str]]:
    """The cases that an attorney has open, perhaps only in some communities: (case, contact, the contact's name)."""
    there = f"and {reader.among('h.community_id', 'within')} " if within is not None else ""
    sql = (
        "select h.id, c.id, c.display_name from {handover_case} h join {contact} c on c.id = h.contact_id "
        "where h.attorney_id = :id and h.closed_at is null "
        f"{there}order by h.id"
    )
    rows = reader.rows(sql, {"id": user, "within": reader.bind(within or ())})
    return [(row[0], row[1], row[2]) for row in rows]
