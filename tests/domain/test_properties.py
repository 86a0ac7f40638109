"""Paths of properties: how they are put together and compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.domain.names import fold
from casactl.domain.properties import (
    KINDS,
    PARENTS,
    PropertyKind,
    below,
    join,
    path_key,
    path_order,
    property_name,
)
from tests.failing import failing

NAMES = st.text(st.characters(exclude_characters="/", exclude_categories=["C", "Z"]), min_size=1, max_size=8).filter(
    fold
)


def test_a_community_holds_buildings_and_both_hold_units() -> None:
    assert KINDS == ("community", "building", "unit")
    assert PARENTS[PropertyKind.COMMUNITY] == ()
    assert PARENTS[PropertyKind.BUILDING] == ("community",)
    assert set(PARENTS[PropertyKind.UNIT]) == {"building", "community"}


@pytest.mark.parametrize("name", ["", "   ", "A/B", "/", "\u200b/"])
def test_a_name_that_cannot_stand_in_a_path_is_refused(name: str) -> None:
    with failing("property.invalid-name"):
        property_name(name)


def test_a_name_is_kept_tidy() -> None:
    assert property_name("  Rose   Court ") == "Rose Court"


@pytest.mark.parametrize(
    "spelling",
    ["rose court/block a/12", "ROSE COURT / Block A / 12", "/Rose Court/Block A/12/", "Rosé Court/Block A/12"],
)
def test_a_path_is_found_whatever_its_case_accents_and_spaces(spelling: str) -> None:
    assert path_key(spelling) == path_key("Rose Court/Block A/12")


def test_a_path_is_joined_from_its_parent() -> None:
    assert join(None, "Rose Court") == "Rose Court"
    assert join("Rose Court", "7") == "Rose Court/7"


@given(NAMES, NAMES, NAMES)
def test_what_lies_below_is_one_range_of_keys(top: str, inner: str, other: str) -> None:
    first, last = below(path_key(top))

    assert first <= path_key(f"{top}/{inner}") < last
    assert not first <= path_key(top) < last
    assert not first <= path_key(f"{top}{other}") < last


def test_units_are_sorted_as_people_count_and_a_tree_stands_before_its_neighbours() -> None:
    right = [
        "Rose Court", "Rose Court/Block 2", "Rose Court/Block 2/Flat 1", "Rose Court/Block 2/Flat 2",
        "Rose Court/Block 2/Flat 2a", "Rose Court/Block 2/Flat 10", "Rose Court/Block 10/Flat 1",
        "Rose Court/Flat 12345678", "Rose Court/Flat 123456789", "Rose Court/Flat 1234567890",
        f"Rose Court/Flat {'1' * 190}", "Rose Court Annex", "Rose Court-West/1",
    ]  # fmt: skip
    assert sorted(sorted(right), key=lambda path: path_order(path_key(path))) == right
    assert len({path_order(path_key(name)) for name in ("Flat 2", "Flat 02", "flat ٢")}) == 1
