"""From an e-mail to a user."""

from __future__ import annotations

from casactl.actions.user.acting import UnknownUser
from casactl.domain.email_key import email_key
from casactl.domain.remedy import Remedy
from casactl.store.queries.users import UserRow, user_by_key
from casactl.store.reader import Reader


def find_user(reader: Reader, email: str) -> UserRow:
    """The user of that e-mail.

    Raises UnknownUser.
    """
    found = user_by_key(reader, email_key(email)) if "@" in email else None
    if found is None:
        raise UnknownUser(f"There is no user '{email}'.", hint=Remedy("user list"))
    return found
