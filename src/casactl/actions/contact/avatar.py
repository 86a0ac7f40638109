"""A contact's one picture, found (SD-16)."""

from __future__ import annotations

from casactl.domain.remedy import Blank, Remedy
from casactl.errors import NotFound
from casactl.store.queries.avatars import AvatarRow, avatar_of
from casactl.store.reader import Reader


class NoAvatar(NotFound):
    """The contact has no picture."""

    code = "contact.no-avatar"


def find_avatar(reader: Reader, contact: int) -> AvatarRow:
    """The picture of a contact that may be seen.

    Raises NoAvatar.
    """
    found = avatar_of(reader, contact, scope=reader.scope)
    if found is None:
        raise NoAvatar(
            f"Contact {contact} has no picture.",
            hint=Remedy("contact edit", contact, avatar=Blank("FILE")),
            rule="SD-16",
        )
    return found
