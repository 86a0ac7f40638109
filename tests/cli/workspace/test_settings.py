"""`workspace get` and `set`: shared, validated, logged, undone."""

from __future__ import annotations

import pytest

from casactl.domain.settings import SETTINGS
from tests.casa import Casa


def test_get_gives_every_setting_by_name(casa: Casa) -> None:
    found = casa.ok("workspace get -o json").json

    assert list(found) == list(SETTINGS)
    assert (found["country"], found["company_first"]) == ("GB", "off")


def test_get_of_one_is_the_bare_value(casa: Casa) -> None:
    assert casa.ok("workspace get country").stdout == "GB\n"
    assert casa.ok("workspace get country -o json").json == {"country": "GB"}


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("country de", "DE"),
        ("company-first yes", "on"),
        ("RETENTION_YEARS 010", "10"),
        ("date_format Day-First", "day-first"),
    ],
)
def test_a_value_is_kept_in_its_one_spelling_and_logged(casa: Casa, words: str, value: str) -> None:
    ran = casa.ok(f"workspace set {words} -o json")

    name = words.split()[0].lower().replace("-", "_")
    assert casa.ok(f"workspace get {name}").stdout == f"{value}\n"
    assert (ran.outcomes, ran.json["operation"]) == (["updated"], 2)
    latest = casa.log()[0]
    assert (latest["verb"], latest["operation"]) == ("workspace.set", 2)
    assert f"set {name} to {value}" in latest["summary"]


@pytest.mark.parametrize("words", ["country gb", "invitation_hours 168"])
def test_what_it_holds_already_is_unchanged(casa: Casa, words: str) -> None:
    ran = casa.ok(f"workspace set {words} -o json")

    assert (ran.outcomes, ran.json["operation"]) == (["unchanged"], None)
    assert len(casa.log()) == 1


@pytest.mark.parametrize("command", ["workspace set colour red", "workspace get colour"])
def test_an_unknown_name_lists_the_valid_ones(casa: Casa, command: str) -> None:
    ran = casa.run(f"{command} -o json")

    assert (ran.exit_code, ran.error["code"]) == (4, "workspace.unknown-setting")
    assert all(name in ran.error["message"] for name in SETTINGS)


@pytest.mark.parametrize(
    "words",
    ["country XX", "currency pounds", "timezone Mars/Olympus", "retention_years -1", "retention_years 101",
     "company_first perhaps", "date_format roman", "invitation_hours 0", "country ''"],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused(casa: Casa, words: str) -> None:
    ran = casa.run(f"workspace set -o json -- {words}")

    assert (ran.exit_code, ran.error["code"]) == (2, "workspace.invalid-setting")
    assert len(casa.log()) == 1


def test_undo_gives_the_old_value_back_and_undone_again_the_new(casa: Casa) -> None:
    casa.ok("workspace set country DE")
    casa.ok("workspace set company_first on")

    casa.ok("undo -y")
    casa.ok("undo -y")

    assert casa.ok("workspace get -o json").json["country"] == "GB"
    assert casa.ok("workspace get company_first").stdout == "off\n"
    casa.ok("undo 5")
    assert casa.ok("workspace get country").stdout == "DE\n"


def test_a_dry_run_changes_nothing(casa: Casa) -> None:
    ran = casa.ok("workspace set country DE -n -o json")

    assert (ran.outcomes, ran.json["operation"]) == (["updated"], None)
    assert casa.ok("workspace get country").stdout == "GB\n"
