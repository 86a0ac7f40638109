"""Letters to users: what has to hold before one leaves."""

from __future__ import annotations

import json
from typing import Protocol

from casactl.domain.case_news import CLOSED
from casactl.domain.letters import KINDS, OF_CASES, Template
from casactl.domain.permissions import UserType
from casactl.store.queries.cases import is_with
from casactl.store.queries.users import has_password, user_by_number
from casactl.store.reader import Reader


class ToUser(Protocol):
    """A letter to a user, as far as it is judged."""

    @property
    def contact_id(self) -> int | None: ...
    @property
    def user_id(self) -> int | None: ...
    @property
    def recipient(self) -> str: ...
    @property
    def template(self) -> str: ...
    @property
    def facts(self) -> str: ...


def why_not_to_user(reader: Reader, letter: ToUser) -> str | None:
    """Why a letter may not go to its user now, in words; None when it may."""
    user = user_by_number(reader, letter.user_id or 0)
    if user is None or user.email is None:
        return "the user was deleted"
    if not user.enabled:
        return f"{user.name} is disabled"
    if user.type != UserType.ATTORNEY:
        return f"{user.name} works in the terminal"
    if user.email != letter.recipient:
        return "the address has changed since"
    if KINDS[letter.template].link and has_password(reader, user.id) != (letter.template == Template.USER_RESET):
        return f"{user.name} has {'a' if letter.template == Template.USER_INVITATION else 'no'} password by now"
    if letter.template in OF_CASES:
        told = json.loads(letter.facts)
        open_there = is_with(reader, told["case"], user.id)
        if told["news"] == CLOSED and open_there:
            return "the case is open again"
        if told["news"] != CLOSED and not open_there:
            return f"the case is not with {user.name} any more"
    return None
