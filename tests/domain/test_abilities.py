"""The one table of rules against a second one, written by hand from the domain's description."""

from __future__ import annotations

import shlex
from itertools import product

import pytest

from casactl.domain.abilities import RULES, Ability, cannot
from casactl.domain.contact_types import TYPES
from casactl.domain.facts import AttachedTo, Facts
from casactl.domain.hindrances import quoted
from casactl.domain.standing import Lifecycle

ACTIVE, INACTIVE, ARCHIVED, ERASED, MERGED = Lifecycle

FORBIDDEN: dict[Ability, dict[Lifecycle, list[tuple[str | None, str]]]] = {
    Ability.ARCHIVE: {
        ACTIVE: [],
        INACTIVE: [],
        ARCHIVED: [(None, "already-archived")],
        ERASED: [(None, "gone")],
        MERGED: [(None, "gone")],
    },
    Ability.UNARCHIVE: {
        ACTIVE: [("MC-25", "not-archived")],
        INACTIVE: [("MC-25", "not-archived")],
        ARCHIVED: [],
        ERASED: [(None, "gone")],
        MERGED: [(None, "gone")],
    },
    Ability.DELETE: {
        ACTIVE: [("MC-10", "archive-instead"), ("SD-6", "not-inactive")],
        INACTIVE: [],
        ARCHIVED: [("SD-6", "not-inactive")],
        ERASED: [(None, "gone")],
        MERGED: [(None, "gone")],
    },
    Ability.BE_ATTACHED: {
        ACTIVE: [],
        INACTIVE: [],
        ARCHIVED: [("MC-13", "archived")],
        ERASED: [(None, "gone")],
        MERGED: [(None, "gone")],
    },
    Ability.EDIT: {
        ACTIVE: [],
        INACTIVE: [],
        ARCHIVED: [],
        ERASED: [(None, "gone")],
        MERGED: [(None, "gone")],
    },
}
"""What a standing forbids by itself: (rule, code)."""

STOPPED_BY_A_PROPERTY = (Ability.ARCHIVE, Ability.DELETE)

PLACES = (AttachedTo("Rose Court/Block A/12", "tenant"), AttachedTo("Rose Court/7", "owner"))


def facts(
    lifecycle: Lifecycle, attached: int = 0, *, kind: str = "person", type_: str = "tenant", name: str = "Joe"
) -> Facts:
    return Facts(17, name, kind, type_, lifecycle, attached=PLACES[:attached])


def test_the_hand_written_table_knows_every_ability() -> None:
    assert set(FORBIDDEN) == set(Ability)
    assert all(set(row) == set(Lifecycle) for row in FORBIDDEN.values())


@pytest.mark.parametrize("attached", [0, 1, 2])
@pytest.mark.parametrize(("ability", "lifecycle"), list(product(Ability, Lifecycle)))
def test_each_standing_permits_what_the_description_says(ability: Ability, lifecycle: Lifecycle, attached: int) -> None:
    expected = list(FORBIDDEN[ability][lifecycle])
    if ability in STOPPED_BY_A_PROPERTY and (None, "gone") not in expected:
        expected += [("MC-13", "property-attached")] * attached

    for kind, type_ in product(("person", "company"), TYPES):
        found = cannot(facts(lifecycle, attached, kind=kind, type_=type_), ability)
        assert [(reason.rule, reason.code) for reason in found] == expected


def test_MC_24_a_refusal_names_each_thing_that_is_still_attached() -> None:
    reasons = cannot(facts(ACTIVE, 2), Ability.ARCHIVE)

    assert [reason.message for reason in reasons] == [
        "attached to Rose Court/Block A/12 as tenant",
        "attached to Rose Court/7 as owner",
    ]
    assert [reason.remedy for reason in reasons] == [
        'casactl contact detach 17 "Rose Court/Block A/12"',
        'casactl contact detach 17 "Rose Court/7"',
    ]


def test_MC_10_deleting_somebody_active_advises_the_archive() -> None:
    advice = cannot(facts(ACTIVE), Ability.DELETE)[0]

    assert "archive instead" in advice.message
    assert advice.remedy == "casactl contact archive 17"


def test_MC_15_a_blocker_is_a_row_that_speaks_for_itself() -> None:
    for rule in RULES:
        assert rule.sentence
        assert rule.when, f"{rule.code}: the generated matrix has nothing to say"
        assert rule.code == rule.code.lower()


@pytest.mark.parametrize("name", ["{id}", "{name}", "%s", "Joe {0}", 'Joe "the roof" Bloggs', "$(reboot)"])
def test_a_name_is_never_taken_for_a_pattern(name: str) -> None:
    for ability, lifecycle in product(Ability, Lifecycle):
        for reason in cannot(facts(lifecycle, name=name), ability):
            assert "{" not in reason.message.replace(name, "")


@pytest.mark.parametrize(
    "text",
    ["Rose Court/Block A/12", "O'Hare Place/1", 'The "Old" Mill', "Cash $HOME/1", "`id`", "back\\slash", "Wow!"],
)
def test_a_remedy_can_be_pasted_whatever_a_property_is_called(text: str) -> None:
    assert shlex.split(f"casactl contact detach 17 {quoted(text)}")[-1] == text
