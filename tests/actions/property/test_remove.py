"""Removing what was never in use, retiring what was."""

from __future__ import annotations

import pytest

from tests.casa import Casa

UNIT = "Rose Court/Block A/1"


def follow(casa: Casa, remedy: str) -> None:
    """Paste a remedy."""
    casa.ok(remedy.removeprefix("casactl "))


def test_a_property_that_was_never_in_use_is_removed_and_brought_back_by_undo(casa: Casa) -> None:
    casa.property(UNIT)

    assert casa.ok(f"property remove '{UNIT}' -o json").outcomes == ["removed"]
    assert casa.run(f"property show '{UNIT}'").exit_code == 4
    casa.ok("undo -y")

    assert casa.ok(f"property show '{UNIT}' -o json").json["id"] == 3


def test_what_has_children_is_not_removed_and_they_are_named(casa: Casa) -> None:
    casa.property(UNIT)

    refused = casa.run("property remove 'Rose Court' -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["has-children"])
    assert "Block A" in refused.error["message"]
    assert refused.error["hint"] == 'casactl property remove "Rose Court" --retire'
    follow(casa, refused.error["hint"])


def test_who_was_ever_attached_keeps_a_property_from_being_removed(casa: Casa) -> None:
    casa.property(UNIT)
    joe = casa.tenant("Joe Bloggs", at=UNIT)
    casa.ok(f"contact detach {joe} '{UNIT}'")

    refused = casa.run(f"property remove '{UNIT}' -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["was-attached"])
    assert "Joe Bloggs" in refused.error["message"]
    follow(casa, refused.error["hint"])
    assert casa.ok(f"property show '{UNIT}' -o json").json["retired"] is True


def test_retiring_waits_until_the_last_one_has_left(casa: Casa) -> None:
    casa.property(UNIT)
    for name in ("Joe Bloggs", "Ann Bloggs"):
        casa.tenant(name, at=UNIT)

    refused = casa.run("property remove 'Rose Court' --retire -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["still-attached"] * 2)
    for reason in refused.results[0]["reasons"]:
        assert UNIT in reason["message"]
        follow(casa, reason["remedy"])
    assert casa.ok("property remove 'Rose Court' --retire -o json").outcomes == ["retired"]


def test_of_many_who_are_attached_the_first_are_named_and_the_rest_is_counted(casa: Casa) -> None:
    casa.property(UNIT)
    for number in range(23):
        casa.tenant(f"Tenant {number}", at=UNIT)

    refused = casa.run(f"property remove '{UNIT}' --retire -o json")

    assert len(refused.reasons) == 21
    assert refused.results[0]["reasons"][-1]["message"] == "and 3 more are attached"


def test_retiring_takes_everything_below_out_of_use(casa: Casa) -> None:
    casa.property(UNIT)
    joe = casa.tenant("Joe Bloggs")

    casa.ok("property remove 'Rose Court' --retire")

    assert casa.ok("property list -o json").json == []
    assert [row["retired"] for row in casa.ok("property list --retired -o json").json] == [True] * 3
    assert casa.run(f"contact attach {joe} '{UNIT}'").exit_code == 5


def test_retiring_twice_changes_nothing(casa: Casa) -> None:
    casa.property(UNIT)
    casa.ok("property remove 'Rose Court' --retire")

    again = casa.ok("property remove 'Rose Court' --retire -o json")

    assert (again.json["operation"], again.outcomes) == (None, ["unchanged"])
    assert "already retired" in again.stderr


def test_retiring_can_be_undone(casa: Casa) -> None:
    casa.property(UNIT)
    casa.ok("property remove 'Rose Court' --retire")

    casa.ok("undo -y")

    assert len(casa.ok("property list -o json").json) == 3


def test_what_is_retired_and_was_in_use_cannot_be_removed_and_has_no_remedy(casa: Casa) -> None:
    casa.property(UNIT)
    casa.ok("property remove 'Rose Court' --retire")

    refused = casa.run("property remove 'Rose Court' -o json")

    assert refused.exit_code == 5
    assert refused.error["hint"] is None


@pytest.mark.parametrize("retire", ["", " --retire"])
def test_what_is_not_there_is_not_found(casa: Casa, retire: str) -> None:
    lost = casa.run(f"property remove Nowhere{retire} -o json")

    assert lost.exit_code == 4
    assert lost.error["code"] == "property.not-found"


def test_a_dry_run_removes_nothing(casa: Casa) -> None:
    casa.property("Rose Court")

    assert casa.ok("property remove 'Rose Court' -n -o json").outcomes == ["removed"]
    assert len(casa.ok("property list -o json").json) == 1
