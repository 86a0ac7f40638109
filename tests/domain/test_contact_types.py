"""What each type requires, and which changes of type are open."""

from __future__ import annotations

from itertools import product

import pytest

from casactl.domain.contact_types import (
    LADDER,
    NEEDS_EMAIL,
    OPTION,
    ROLES,
    TYPES,
    ContactKind,
    may_become,
    missing_fields,
    next_type,
)

EVERY_TYPE = [
    "lead", "prospect", "client", "owner", "tenant", "occupant", "landlord", "agent", "manager", "vendor",
    "service-pro",
]  # fmt: skip


def test_MC_2_the_types_are_those_of_the_description() -> None:
    assert list(TYPES) == EVERY_TYPE
    assert list(ROLES) == EVERY_TYPE[3:]


@pytest.mark.parametrize("type_", EVERY_TYPE)
def test_SD_12_a_person_needs_both_names_and_on_the_ladder_an_email(type_: str) -> None:
    everything = ["first_name", "last_name"] + (["email"] if type_ in ("prospect", "client") else [])

    assert missing_fields(ContactKind.PERSON, type_, {}) == everything
    assert missing_fields(ContactKind.PERSON, type_, dict.fromkeys(everything, "x")) == []
    for field in everything:
        rest = {name: "x" for name in everything if name != field}
        assert missing_fields(ContactKind.PERSON, type_, rest) == [field]
        assert missing_fields(ContactKind.PERSON, type_, {**rest, field: ""}) == [field]


@pytest.mark.parametrize("type_", EVERY_TYPE)
def test_SD_12_a_company_needs_a_name_and_nothing_else(type_: str) -> None:
    assert missing_fields(ContactKind.COMPANY, type_, {}) == ["name"]
    assert missing_fields(ContactKind.COMPANY, type_, {"name": "Acme"}) == []


def test_every_required_field_has_the_option_that_gives_it() -> None:
    assert set(OPTION) == {"first_name", "last_name", "name", "email"}
    assert set(NEEDS_EMAIL) == {"prospect", "client"}


def allowed(old: str, new: str) -> bool:
    """The sentence of the description, written anew: forward on the ladder, off it, among the others."""
    order = {"lead": 0, "prospect": 1, "client": 2}
    if new in order:
        return old in order and order[new] >= order[old]
    return True


@pytest.mark.parametrize(("old", "new"), list(product(EVERY_TYPE, EVERY_TYPE)))
def test_SD_11_types_move_one_way(old: str, new: str) -> None:
    assert may_become(old, new) is allowed(old, new)


def test_SD_11_the_ladder_ends_with_the_client() -> None:
    assert [next_type(type_) for type_ in LADDER] == ["prospect", "client", None]
    assert {next_type(type_) for type_ in ROLES} == {None}
