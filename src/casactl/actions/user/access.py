"""The communities that a user reaches (WU-3): granting them and taking them away."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.property.find import find_property
from casactl.actions.user.find import find_user
from casactl.domain.outcomes import UNCHANGED, Outcome, Result
from casactl.errors import InvalidValue
from casactl.store.queries.properties import PropertyRow
from casactl.store.queries.users import communities_of, grants_of
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


class NotACommunity(InvalidValue):
    """Reach is given by whole communities."""

    code = "user.not-a-community"


def community(reader: Reader, path: str) -> PropertyRow:
    """The community of that path.

    Raises PropertyNotFound, NotACommunity.
    """
    at = find_property(reader, path)
    if at.kind != "community":
        raise NotACommunity(f"{at.path} is a {at.kind}; users reach whole communities.")
    return at


def write_reach(work: UnitOfWork, user: int, communities: Sequence[PropertyRow]) -> list[str]:
    """Store what is not in reach yet; gives the paths that are new."""
    held = {number for number, _, _ in communities_of(work.reader, [user]).get(user, [])}
    fresh = {at.id: at.path for at in communities if at.id not in held}
    work.insert("user_community", [{"user_id": user, "property_id": number} for number in fresh])
    return list(fresh.values())


def grant(work: UnitOfWork, email: str, paths: Sequence[str]) -> Outcome:
    """Let a user reach communities."""
    user = find_user(work.reader, email)
    fresh = write_reach(work, user.id, [community(work.reader, path) for path in paths])
    return _outcome("user.grant", email, user.id, user.name, fresh, "reaches")


def revoke(work: UnitOfWork, email: str, paths: Sequence[str]) -> Outcome:
    """Take communities out of a user's reach; what is handed over there is out of sight with it."""
    user = find_user(work.reader, email)
    held = grants_of(work.reader, user.id)
    gone = {held[at.id]: at.path for path in paths if (at := community(work.reader, path)).id in held}
    work.delete("user_community", list(gone))
    return _outcome("user.revoke", email, user.id, user.name, list(gone.values()), "no longer reaches")


def _outcome(verb: str, email: str, number: int, name: str, paths: Sequence[str], words: str) -> Outcome:
    done, note = ("updated", f"{words} {', '.join(paths)}") if paths else (UNCHANGED, "that is so already")
    return Outcome(verb, [Result(email, number, done, name, note=note)])
