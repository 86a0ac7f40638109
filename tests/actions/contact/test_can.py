"""`contact can`: what a standing allows, what forbids the rest, and the command that clears the way."""

from __future__ import annotations

import shlex

import pytest

from casactl.domain.abilities import Ability
from tests.casa import Casa

STANDINGS = ["active", "inactive", "archived", "erased", "merged"]


def answers(casa: Casa, number: int) -> dict[str, bool]:
    found = casa.ok(f"contact can {number} -o json").json
    assert found["id"] == number
    return {each["ability"]: each["allowed"] for each in found["abilities"]}


@pytest.mark.parametrize(
    ("standing", "allowed"),
    [
        ("active", {"archive", "be-attached", "edit"}),
        ("inactive", {"archive", "be-attached", "edit", "delete"}),
        ("archived", {"unarchive", "edit"}),
        ("erased", set()),
        ("merged", set()),
    ],
)
def test_SD_26_the_available_actions_depend_on_the_standing(casa: Casa, standing: str, allowed: set[str]) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.set_lifecycle(joe, standing)

    found = answers(casa, joe)

    assert set(found) == {str(ability) for ability in Ability}
    assert {ability for ability, yes in found.items() if yes} == allowed


@pytest.mark.parametrize("ability", list(Ability))
@pytest.mark.parametrize("standing", STANDINGS)
def test_with_an_ability_the_exit_code_is_the_answer(casa: Casa, standing: str, ability: Ability) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.set_lifecycle(joe, standing)

    done = casa.run(f"contact can {joe} {ability} -o json")

    (answer,) = done.json["abilities"]
    assert done.exit_code == (0 if answer["allowed"] else 5)
    assert answer["allowed"] is (answer["reasons"] == [])


def test_MC_10_deleting_somebody_who_moved_out_advises_the_archive(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")

    done = casa.run(f"contact can {joe} delete -o json")

    advice = done.json["abilities"][0]["reasons"][0]
    assert advice["rule"] == "MC-10"
    assert "archive" in advice["message"]
    casa.ok(shlex.split(advice["remedy"])[1:])
    assert casa.contact(joe).lifecycle == "archived"


@pytest.mark.parametrize(
    ("ability", "standing", "line"),
    [
        ("archive", "active", "contact archive 1"),
        ("archive", "inactive", "contact archive 1"),
        ("be-attached", "archived", "contact attach 1 Rose/B/2"),
    ],
)
def test_remedies_pasted_in_order_clear_the_way(casa: Casa, ability: str, standing: str, line: str) -> None:
    casa.property("Rose/B/1")
    casa.property("Rose/B/2")
    joe = casa.tenant("Joe Bloggs")
    if standing != "archived":
        casa.ok(f"contact attach {joe} Rose/B/1")
        casa.ok(f"contact attach {joe} Rose/B/2 --as owner")
    casa.set_lifecycle(joe, standing, before="active" if standing == "archived" else None)
    reasons = casa.run(f"contact can {joe} {ability} -o json").json["abilities"][0]["reasons"]
    assert reasons
    assert casa.run(line).exit_code == 5

    for reason in reasons:
        casa.ok(shlex.split(reason["remedy"])[1:])

    casa.ok(f"contact can {joe} {ability}")
    casa.ok(line)


def test_words_for_people_name_rule_and_remedy(casa: Casa) -> None:
    casa.property("Rose")
    joe = casa.tenant("Joe Bloggs", at="Rose")

    text = casa.ok(f"contact can {joe}").stdout

    assert "MC-13" in text
    assert f'casactl contact detach {joe} "Rose"' in text
