"""Renaming, moving and restoring: what lies below goes with it, and all of it can be undone."""

from __future__ import annotations

import pytest

from tests.casa import Casa


def paths(casa: Casa) -> list[str]:
    """Every path that is in use."""
    return [row["path"] for row in casa.ok("property list -o json").json]


@pytest.fixture
def rose(casa: Casa) -> Casa:
    """Two communities, one with a building and two units."""
    for path in ("Rose Court/Block A/1", "Rose Court/Block A/2", "Elm Row"):
        casa.property(path)
    return casa


def test_a_new_name_reaches_everything_below(rose: Casa) -> None:
    renamed = rose.ok("property edit 'Rose Court' --name 'Rosé Mews' -o json")

    assert renamed.outcomes == ["updated"]
    assert paths(rose) == [
        "Elm Row", "Rosé Mews", "Rosé Mews/Block A", "Rosé Mews/Block A/1", "Rosé Mews/Block A/2",
    ]  # fmt: skip
    assert rose.ok("property show 'rose mews/block a/2' -o json").json["id"] == 4
    assert rose.run("property show 'Rose Court/Block A/2'").exit_code == 4


def test_a_building_moves_with_its_units(rose: Casa) -> None:
    rose.ok("property edit 'Rose Court/Block A' --in 'Elm Row'")

    assert paths(rose) == ["Elm Row", "Elm Row/Block A", "Elm Row/Block A/1", "Elm Row/Block A/2", "Rose Court"]
    assert rose.ok("property show 'Elm Row' -o json").json["children"] == 1


def test_a_rename_can_be_undone(rose: Casa) -> None:
    before = paths(rose)
    rose.ok("property edit 'Rose Court' --name 'Oak Court'")

    rose.ok("undo -y")

    assert paths(rose) == before
    rose.ok("log verify")


def test_only_the_spelling_changes(rose: Casa) -> None:
    rose.ok("property edit 'rose court' --name 'ROSE COURT'")

    assert "ROSE COURT/Block A/1" in paths(rose)


def test_repeating_an_edit_changes_nothing(rose: Casa) -> None:
    again = rose.ok("property edit 'Rose Court' --name 'Rose Court' --restore -o json")

    assert (again.json["operation"], again.outcomes) == (None, ["unchanged"])


def test_people_stay_attached_to_what_was_renamed(rose: Casa) -> None:
    joe = rose.tenant("Joe Bloggs", at="Rose Court/Block A/1")

    rose.ok("property edit 'Rose Court/Block A' --name Tower")

    assert rose.contact(joe).properties == ["Rose Court/Tower/1"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("'Rose Court/Block A' --in 'Rose Court/Block A'", "below-itself"),
        ("'Rose Court' --in 'Rose Court/Block A/1'", "below-itself"),
        ("'Rose Court' --in 'Elm Row'", "wrong-parent"),
        ("'Rose Court/Block A/1' --in 'Rose Court/Block A/2'", "wrong-parent"),
        ("'Rose Court' --name 'elm row'", "exists"),
        ("'Rose Court/Block A/1' --name 2", "exists"),
    ],
)
def test_a_place_that_cannot_be_is_refused(rose: Casa, command: str, code: str) -> None:
    before = paths(rose)

    refused = rose.run(f"property edit {command} -o json")

    assert (refused.exit_code, refused.reasons) == (5, [code])
    assert refused.error["code"] == f"property.{code}"
    assert paths(rose) == before


@pytest.mark.parametrize(
    "command", ["", "--name ''", "--name a/b", "--in ''", "--if-version x --restore", "--if-version 1"]
)
def test_an_edit_that_says_nothing_sensible_is_a_usage_error(rose: Casa, command: str) -> None:
    refused = rose.run(f"property edit 'Rose Court/Block A' {command}")

    assert refused.exit_code == 2
    assert refused.stdout == ""


def test_an_edit_holds_only_for_the_version_that_was_seen(rose: Casa) -> None:
    seen = rose.ok("property show 'Rose Court' -o json").json["version"]
    rose.ok(f"property edit 'Rose Court' --name Oak --if-version {seen}")

    late = rose.run(f"property edit Oak --name Ash --if-version {seen} -o json")

    assert late.exit_code == 5
    assert late.error["code"] == "conflicting-edit"
    assert "Oak" in paths(rose)


def test_restoring_takes_in_what_stands_above_and_lies_below(rose: Casa) -> None:
    rose.ok("property remove 'Rose Court' --retire")
    assert paths(rose) == ["Elm Row"]

    rose.ok("property edit 'Rose Court/Block A' --restore")

    assert len(paths(rose)) == 5
    rose.ok("undo -y")
    assert paths(rose) == ["Elm Row"]


def test_nothing_moves_into_what_is_retired(rose: Casa) -> None:
    rose.ok("property remove 'Elm Row' --retire")

    refused = rose.run("property edit 'Rose Court/Block A' --in 'Elm Row' -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["parent-retired"])
