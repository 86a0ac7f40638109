"""Adding a user: an attorney has to exist before anything is handed over (WU-2)."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.contact.claims import check_email_free
from casactl.actions.user.access import community, write_reach
from casactl.actions.user.values import group_for, user_values
from casactl.domain.outcomes import Outcome, Result
from casactl.domain.permissions import UserType
from casactl.errors import InvalidValue
from casactl.store.work import UnitOfWork


def add_user(
    work: UnitOfWork, email: str, *, name: str, type_: str, group: str | None, phone: str | None, firm: str | None,
    communities: Sequence[str] = (),
) -> Outcome:  # fmt: skip
    """Add a user who may act from now on, with the communities that they reach.

    Raises InvalidValue, EmailTaken, PropertyNotFound, NotACommunity.
    """
    if type_ not in list(UserType):
        raise InvalidValue(f"'{type_}' is not a type of user; types: {', '.join(UserType)}.")
    values = user_values(work, email=email, name=name, phone=phone, firm=firm)
    check_email_free(work, values["email"] or "")
    at = [community(work.reader, path) for path in communities]
    row = {**values, "type": type_, "permission_group": group_for(type_, group), "enabled": 1}
    number = work.insert("users", [row])[0]
    write_reach(work, number, at)
    return Outcome("user.add", [Result(email, number, "added", str(values["name"]))])
