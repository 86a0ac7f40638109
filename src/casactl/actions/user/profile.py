"""Users as lists and `user show` give them."""

from __future__ import annotations

from typing import Any

from casactl.actions.user.find import find_user
from casactl.domain.permissions import RIGHTS_OF, STEPS_OF, THINGS, Group
from casactl.store.queries.users import UserRow, communities_of, open_cases_of, users
from casactl.store.reader import Reader


def list_users(reader: Reader, *, type_: str | None = None) -> list[dict[str, Any]]:
    """All users, by name."""
    rows = users(reader, type_=type_)
    reach = communities_of(reader, [row.id for row in rows])
    return [_shape(row, [path for _, path, _ in reach.get(row.id, [])]) for row in rows]


def user_profile(reader: Reader, email: str) -> dict[str, Any]:
    """One user with rights, reach and open cases.

    Raises UnknownUser.
    """
    user = find_user(reader, email)
    paths = [path for _, path, _ in communities_of(reader, [user.id]).get(user.id, [])]
    group = Group(user.group)
    rights = {thing: sorted(RIGHTS_OF[group].get(thing, ())) for thing in THINGS}
    cases = [{"case": case, "contact_id": contact, "display_name": name}
             for case, contact, name in open_cases_of(reader, user.id)]  # fmt: skip
    more = {"phone": user.phone, "firm": user.firm, "created_at": user.created_at}
    return _shape(user, paths) | more | {"rights": rights, "steps": sorted(STEPS_OF[group]), "cases": cases}


def _shape(user: UserRow, communities: list[str]) -> dict[str, Any]:
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "type": user.type,
        "group": user.group,
        "communities": communities,
        "enabled": bool(user.enabled),
    }
