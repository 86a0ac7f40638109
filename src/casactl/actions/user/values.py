"""A user's fields as they are stored."""

from __future__ import annotations

from collections.abc import Mapping

from casactl.domain.names import clean
from casactl.domain.permissions import GROUP_OF, Group, UserType
from casactl.errors import InvalidValue
from casactl.intake.email_address import normalise_email
from casactl.intake.phone_number import normalise_phone
from casactl.store.work import UnitOfWork


class InvalidGroup(InvalidValue):
    """No permission group of that name, or one that does not go with the type."""

    code = "user.invalid-group"


def user_values(work: UnitOfWork, **given: str | None) -> Mapping[str, str | None]:
    """The given fields, each validated and in the form that is kept; an empty text clears one.

    Raises InvalidEmail, InvalidPhone, InvalidName.
    """
    values: dict[str, str | None] = {key: clean(text) or None for key, text in given.items() if text is not None}
    if values.get("email"):
        values["email"] = normalise_email(str(values["email"]))
    if values.get("phone"):
        values["phone"] = normalise_phone(str(values["phone"]), work.setting("country")).e164
    for required in ("email", "name"):
        if required in values and not values[required]:
            raise InvalidValue(f"A user needs {'an e-mail' if required == 'email' else 'a name'}.")
    return values


def group_for(type_: str, given: str | None) -> str:
    """The group asked for, else the one that the type implies; only attorneys are in the attorneys' group.

    Raises InvalidGroup.
    """
    group = (given or GROUP_OF[UserType(type_)]).strip().lower()
    if group not in list(Group):
        raise InvalidGroup(f"'{given}' is not a permission group; groups: {', '.join(Group)}.")
    if (group == Group.ATTORNEY) != (type_ == UserType.ATTORNEY):
        raise InvalidGroup(f"A user of type {type_} cannot be in the group {group}.")
    return group
