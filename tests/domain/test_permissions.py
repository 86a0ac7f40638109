"""Permission groups against a table written by hand from the description of each group."""

from __future__ import annotations

from itertools import product

import pytest

from casactl.domain.permissions import GROUP_OF, RIGHTS, STEPS, THINGS, USERS, Group, UserType, may

EVERYTHING = "vced"
DAILY = "vce"
LOOK = "v"

BY_HAND: dict[str, dict[str, str]] = {
    "superuser": dict.fromkeys(THINGS, EVERYTHING),
    "manager": {
        "contact": EVERYTHING, "property": EVERYTHING, "lease": EVERYTHING, "work": EVERYTHING, "message": EVERYTHING,
        "note": EVERYTHING, "document": EVERYTHING, "ledger": EVERYTHING, "arrears": EVERYTHING, "due": EVERYTHING,
        "log": EVERYTHING, "report": EVERYTHING, "workspace": EVERYTHING, "user": "", "settings": LOOK,
    },
    "clerk": {
        "contact": DAILY, "property": DAILY, "lease": DAILY, "work": DAILY, "message": DAILY, "note": DAILY,
        "document": DAILY, "ledger": DAILY, "arrears": DAILY, "due": DAILY, "log": LOOK, "report": LOOK,
        "workspace": LOOK, "user": "", "settings": LOOK,
    },
    "attorney": {
        "contact": LOOK, "property": "", "lease": "", "work": "", "message": "", "note": DAILY, "document": DAILY,
        "ledger": LOOK, "arrears": "ve", "due": "", "log": "", "report": "", "workspace": "", "user": "",
        "settings": "",
    },
    "person": dict.fromkeys(THINGS, "") | {
        "contact": LOOK, "lease": LOOK, "work": LOOK, "message": "vc", "document": LOOK, "ledger": LOOK,
    },
}  # fmt: skip

STEPS_BY_HAND = {
    "superuser": set(STEPS),
    "manager": set(STEPS) - {"workspace.store"},
    "clerk": {"contact.export", "contact.history", "ledger.bank"},
    "attorney": set(),
    "person": set(),
}


@pytest.mark.parametrize("group", list(Group))
def test_WU_2_a_group_may_do_what_the_table_says_and_nothing_else(group: Group) -> None:
    for thing, right in product(THINGS, RIGHTS):
        assert may(group, f"{thing}:{right}") is (right[0] in BY_HAND[group][thing]), (thing, right)
    assert {step for step in STEPS if may(group, step)} == STEPS_BY_HAND[group]


def test_a_clerk_takes_none_of_the_steps_that_cannot_be_taken_back_lightly() -> None:
    steps = ("contact.delete", "contact.erase", "contact.merge", "contact.handover", "ledger.write-off", "undo.others")

    assert not any(may(Group.CLERK, step) for step in steps)


def test_what_nobody_has_heard_of_nobody_may_do() -> None:
    assert not any(may(group, needed) for group in Group for needed in ("moon:view", "contact:fly", "contact.fly"))


def test_no_user_is_in_the_group_of_people_in_the_portal() -> None:
    assert set(Group) - set(USERS) == {Group.PERSON}


def test_WU_2_a_type_implies_its_group() -> None:
    assert GROUP_OF == {UserType.STAFF: Group.CLERK, UserType.ATTORNEY: Group.ATTORNEY}
