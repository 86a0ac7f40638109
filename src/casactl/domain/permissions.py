"""Who may do what: one table of permission groups, and the right that each command needs (WU-2).

A right is a thing (contact, ledger, note …) and one of view, create, edit, delete. Some steps ask for
more than editing and have names of their own. Which contacts a user reaches at all is the scope's matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Group(StrEnum):
    """A user's permission group."""

    SUPERUSER = "superuser"
    MANAGER = "manager"
    CLERK = "clerk"
    ATTORNEY = "attorney"
    PERSON = "person"
    """A contact in the portal: no user has it."""


class UserType(StrEnum):
    """Staff of the office, or an attorney whom accounts are handed over to."""

    STAFF = "staff"
    ATTORNEY = "attorney"


GROUP_OF = {UserType.STAFF: Group.CLERK, UserType.ATTORNEY: Group.ATTORNEY}
"""The group of a user for whom none was said."""

VIEW, CREATE, EDIT, DELETE = RIGHTS = ("view", "create", "edit", "delete")

THINGS = (
    "contact", "property", "lease", "work", "message", "note", "document", "ledger", "arrears", "due", "log",
    "report", "user", "workspace", "settings",
)  # fmt: skip
"""What rights are about."""

STEPS = (
    "contact.export", "contact.history", "contact.delete", "contact.erase", "contact.merge", "contact.handover",
    "ledger.write-off", "ledger.bank", "undo.others", "workspace.store",
)  # fmt: skip
"""Steps that take more than the right to view or to edit."""

WHOLE = frozenset({"workspace.store", "ledger.bank"})
"""Steps about everything there is: backing up, restoring, moving, removing (S5), and statements of the office's bank,
which are about anybody. Only who reaches the whole may."""

_ALL = frozenset(RIGHTS)
_DAILY = frozenset({VIEW, CREATE, EDIT})
_LOOK = frozenset({VIEW})

RIGHTS_OF: Mapping[Group, Mapping[str, frozenset[str]]] = {
    Group.SUPERUSER: dict.fromkeys(THINGS, _ALL),
    Group.MANAGER: {thing: _ALL for thing in THINGS if thing not in ("user", "settings")} | {"settings": _LOOK},
    Group.CLERK: dict.fromkeys(
        ("contact", "property", "lease", "work", "message", "note", "document", "ledger", "arrears", "due"), _DAILY
    )
    | {"log": _LOOK, "report": _LOOK, "workspace": _LOOK, "settings": _LOOK},
    Group.ATTORNEY: {
        "contact": _LOOK,
        "ledger": _LOOK,
        "arrears": frozenset({VIEW, EDIT}),
        "note": _DAILY,
        "document": _DAILY,
    },
    Group.PERSON: dict.fromkeys(("contact", "lease", "work", "document", "ledger"), _LOOK)
    | {"message": frozenset({VIEW, CREATE})},
}
"""The table: what each group may do with each thing."""

USERS = tuple(group for group in Group if group is not Group.PERSON)
"""The groups that users can be in."""

STEPS_OF: Mapping[Group, frozenset[str]] = {
    Group.SUPERUSER: frozenset(STEPS),
    Group.MANAGER: frozenset(STEPS) - {"workspace.store"},
    Group.CLERK: frozenset({"contact.export", "contact.history", "ledger.bank"}),
    Group.ATTORNEY: frozenset(),
    Group.PERSON: frozenset(),
}


def may(group: Group, needed: str) -> bool:
    """Whether a group has a right, written `thing:right`, or a step of its own such as `contact.merge`."""
    thing, _, right = needed.partition(":")
    if not right:
        return needed in STEPS_OF[group]
    return right in RIGHTS_OF[group].get(thing, frozenset())
