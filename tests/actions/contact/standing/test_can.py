"""`contact can`: what a standing allows, what forbids the rest, and the command that clears the way."""

from __future__ import annotations

import pytest

from casactl.domain.abilities import Ability
from tests.casa import Casa

STANDINGS = ["active", "inactive", "archived", "erased", "merged"]


def answers(casa: Casa, number: int) -> dict[str, bool]:
    found = casa.ok(f"contact can {number} -o json").json
    assert found["id"] == number
    return {each["ability"]: each["allowed"] for each in found["abilities"]}


ALWAYS = {"be-attached", "be-charged", "edit", "merge", "pay", "receive-message"}


@pytest.mark.parametrize(
    ("standing", "allowed"),
    [
        ("active", ALWAYS | {"archive", "deactivate", "lock", "be-assigned", "have-work", "be-invited",
                             "receive-notice", "receive-broadcast"}),
        ("inactive", ALWAYS | {"activate", "have-work", "archive", "delete", "lock", "receive-notice"}),
        ("archived", {"unarchive", "erase", "lock", "edit", "merge", "pay"}),
        ("erased", set()),
        ("merged", set()),
    ],
)  # fmt: skip
def test_SD_26_the_available_actions_depend_on_the_standing(casa: Casa, standing: str, allowed: set[str]) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.set_lifecycle(joe, standing)

    found = answers(casa, joe)

    assert list(found) == [str(ability) for ability in Ability]
    assert {ability for ability, yes in found.items() if yes} == allowed


def test_SD_26_they_depend_on_the_role_and_on_what_hangs_on_somebody_too(casa: Casa) -> None:
    casa.property("Rose/B/1", kind="unit")
    lea = casa.person("Lea Lead", type="lead", email="lea@example.com")
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    assert not answers(casa, lea)["be-invited"]
    casa.ok(f"contact lock {joe} --reason debt")
    casa.ok(f"lease add {joe} Rose/B/1 --from today --to +1y")

    found = answers(casa, joe)

    assert {ability: found[ability] for ability in ("pay", "lock", "unlock", "archive")} == {
        "pay": False, "lock": False, "unlock": True, "archive": False,
    }  # fmt: skip


def test_the_shape_for_one_ability_and_for_all(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact lock {joe} --reason debt")

    one = casa.run(f"contact can {joe} pay -o json")

    assert one.exit_code == 5
    assert one.stderr == ""
    assert one.json == {
        "id": joe,
        "abilities": [
            {
                "ability": "pay",
                "allowed": False,
                "reasons": [
                    {
                        "rule": "MC-6",
                        "code": "locked",
                        "message": "Joe Bloggs is locked: no payments through the platform "
                        "(--outside records money that came another way)",
                        "remedy": f"casactl contact unlock {joe}",
                    }
                ],
            }
        ],
    }
    everything = casa.ok(f"contact can {joe} -o json").json
    assert one.json["abilities"][0] in everything["abilities"]
    assert casa.ok(f"contact can {joe} merge -o json").json["abilities"] == [
        {"ability": "merge", "allowed": True, "reasons": []}
    ]


@pytest.mark.parametrize("ability", ["fly", "PAY ME", ""])
def test_an_unknown_ability_lists_the_known(casa: Casa, ability: str) -> None:
    joe = casa.tenant("Joe Bloggs")

    wrong = casa.run(["contact", "can", joe, ability])

    assert wrong.exit_code == 2
    assert "be-handed-over" in wrong.stderr
    assert wrong.stdout == ""


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

    (reason,) = done.json["abilities"][0]["reasons"]
    assert reason["rule"] == "SD-6"
    assert "after a move-out, archive instead: the history stays, MC-10" in reason["message"]


def test_words_for_people_name_rule_and_remedy(casa: Casa) -> None:
    casa.property("Rose")
    joe = casa.tenant("Joe Bloggs", at="Rose")

    text = casa.ok(f"contact can {joe}").stdout

    assert "MC-13" in text
    assert f'casactl contact detach {joe} "Rose"' in text
