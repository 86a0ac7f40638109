"""Adding communities, buildings and units: where each may stand, and that a path names one property."""

from __future__ import annotations

import pytest

from tests.casa import Casa


def test_a_community_its_building_and_a_unit_are_added_below_each_other(casa: Casa) -> None:
    casa.ok("property add 'Rose Court' --kind community")
    casa.ok("property add 'Block A' --kind building --in 'Rose Court'")
    added = casa.ok("property add 12 --kind unit --in 'rose court / block a' -o json")

    assert added.outcomes == ["added"]
    assert added.json["operation"] == 4
    assert casa.ok("property show 'Rose Court/Block A/12' -o json").json["id"] == added.results[0]["id"]


def test_a_house_without_blocks_has_its_units_in_the_community(casa: Casa) -> None:
    casa.property("Elm Row")

    assert casa.ok("property add 7 --kind unit --in 'Elm Row' -o ids").ids == [2]


def test_kinds_are_taken_in_any_case(casa: Casa) -> None:
    assert casa.ok("property add Oak --kind Community -o json").outcomes == ["added"]


@pytest.mark.parametrize("spelling", ["Rose Court", "ROSE  court", "Rosé Court", " rose court "])
def test_a_path_names_one_property_whatever_the_spelling(casa: Casa, spelling: str) -> None:
    casa.property("Rose Court")

    again = casa.run(["property", "add", spelling, "--kind", "community", "-o", "json"])

    assert again.exit_code == 5
    assert again.reasons == ["exists"]
    assert again.error["code"] == "property.exists"
    assert "a community, property 1" in again.error["message"]
    assert len(casa.ok("property list -o json").json) == 1


def test_a_retired_holder_of_a_path_is_named_with_the_way_to_restore_it(casa: Casa) -> None:
    casa.property("Rose Court")
    casa.ok("property remove 'Rose Court' --retire")

    again = casa.run("property add 'Rose Court' --kind community -o json")

    assert again.exit_code == 5
    assert "retired" in again.error["message"]
    assert again.error["hint"] == 'casactl property edit "Rose Court" --restore'
    assert casa.ok(again.error["hint"].removeprefix("casactl ")).exit_code == 0


@pytest.mark.parametrize(
    ("kind", "where"),
    [("building", "Rose Court/Block A"), ("unit", "Rose Court/Block A/12"), ("community", "Rose Court")],
)
def test_each_kind_has_its_place(casa: Casa, kind: str, where: str) -> None:
    casa.property("Rose Court/Block A/12")

    misplaced = casa.run(["property", "add", "New", "--kind", kind, "--in", where, "-o", "json"])

    assert (misplaced.exit_code, misplaced.reasons) == (5, ["wrong-parent"])


def test_nothing_is_added_to_what_is_retired_until_the_remedy_was_followed(casa: Casa) -> None:
    casa.property("Rose Court/Block A")
    casa.ok("property remove 'Rose Court' --retire")

    refused = casa.run("property add 12 --kind unit --in 'Rose Court/Block A' -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["parent-retired"])
    casa.ok(refused.results[0]["reasons"][0]["remedy"].removeprefix("casactl "))
    casa.ok("property add 12 --kind unit --in 'Rose Court/Block A'")


@pytest.mark.parametrize("kind", ["unit", "building"])
def test_a_building_or_a_unit_needs_a_place(casa: Casa, kind: str) -> None:
    lost = casa.run(["property", "add", "12", "--kind", kind, "-o", "json"])

    assert lost.exit_code == 2
    assert lost.stdout == ""
    assert lost.error["hint"] == "--in PATH"


@pytest.mark.parametrize(
    "name",
    ["", "   ", "a/b", "/", "℅ Smith", "Block／A", "\u0301", "x" * 201, "a\x1b[31m", "\udcff"],
    ids=ascii,
)
def test_a_name_that_cannot_stand_in_a_path_is_refused(casa: Casa, name: str) -> None:
    refused = casa.run(["property", "add", name, "--kind", "community", "-o", "json"])

    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert casa.ok("property list -o json").json == []


@pytest.mark.parametrize("words", [["--kind", "flat"], ["--kind", ""], []])
def test_the_kinds_are_listed_to_whoever_names_none(casa: Casa, words: list[str]) -> None:
    refused = casa.run(["property", "add", "Oak", *words])

    assert refused.exit_code == 2
    assert "community, building, unit" in refused.stderr


def test_an_unknown_place_is_answered_with_near_ones(casa: Casa) -> None:
    casa.property("Rose Court")

    lost = casa.run("property add A --kind building --in 'Rose Curt' -o json")

    assert lost.exit_code == 4
    assert "Rose Court" in lost.error["message"]


def test_adding_can_be_undone_and_done_again(casa: Casa) -> None:
    casa.ok("property add 'Rose Court' --kind community")

    casa.ok("undo -y")
    assert casa.ok("property list -o json").json == []
    casa.ok("undo 3 -y")

    assert [row["path"] for row in casa.ok("property list -o json").json] == ["Rose Court"]
    casa.ok("log verify")


def test_a_dry_run_adds_nothing(casa: Casa) -> None:
    tried = casa.ok("property add 'Rose Court' --kind community -n -o json")

    assert (tried.json["dry_run"], tried.json["operation"], tried.outcomes) == (True, None, ["added"])
    assert casa.ok("property list -o json").json == []


def test_a_request_id_adds_once(casa: Casa) -> None:
    command = "property add 'Rose Court' --kind community --request-id r1 -o json"

    assert casa.ok(command).json == casa.ok(command).json
    assert len(casa.ok("property list -o json").json) == 1
