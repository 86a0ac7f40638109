"""`workspace add`: made, taken in, or refused with nothing left behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from casactl.store.location import parse_url
from tests.casa import Casa
from tests.places import files_below, meddle
from tests.run import run
from tests.store.test_opening import old_store


def test_the_first_workspace_becomes_current_and_the_second_does_not(machine: Path) -> None:
    first = run("workspace add main --country ZA -o json")
    second = run("workspace add branch")

    assert first.results == [
        {
            "ref": "main", "id": None, "outcome": "added", "reasons": [],
            "note": f"in {machine}/data/casactl/main/casactl.db",
        }
    ]  # fmt: skip
    assert (first.json["operation"], first.json["adopted"]) == (1, False)
    assert "casactl workspace use branch" in second.stdout
    assert [(w["name"], w["current"]) for w in run("workspace list -o json").json] == [
        ("branch", False), ("main", True),
    ]  # fmt: skip


def test_the_currency_follows_from_the_country(machine: Path) -> None:
    run("workspace add main --country za --timezone Africa/Johannesburg")

    settings = run("workspace get -o json").json

    assert (settings["country"], settings["currency"], settings["timezone"]) == ("ZA", "ZAR", "Africa/Johannesburg")


def test_files_are_private_whatever_the_umask(machine: Path) -> None:
    os.umask(0)
    run("workspace add main")

    data, config = machine / "data" / "casactl" / "main", machine / "config.toml"

    modes = {path.name: path.stat().st_mode & 0o777 for path in [data, config, *data.iterdir()]}
    assert {mode for name, mode in modes.items() if name != "main"} == {0o600}
    assert modes["main"] == 0o700


@pytest.mark.parametrize(
    ("words", "exit_code", "code"),
    [
        ("Main", 2, "usage.invalid-value"),
        ("-- -x", 2, "usage.invalid-value"),
        ("a/b", 2, "usage.invalid-value"),
        (".", 2, "usage.invalid-value"),
        ("''", 2, "usage.invalid-value"),
        ("x" * 61, 2, "usage.invalid-value"),
        ("new --timezone Mars/Olympus", 2, "workspace.invalid-setting"),
        ("new --timezone Europe", 2, "workspace.invalid-setting"),
        ("new --currency EURO", 2, "workspace.invalid-setting"),
        ("new --country XX", 2, "workspace.invalid-setting"),
        ("new --database mysql://bob:secret@host/db", 11, "config.database"),
        ("new --database casactl.db", 11, "config.database"),
        ("new --database sqlite:////", 11, "config.database"),
        ("new --database sqlite:////proc/nowhere/x.db", 10, "workspace.read-only"),
        ("new --database postgresql://bob:secret@localhost:1/db", 6, "workspace.unreachable"),
        ("new --database postgresql://bob:se%zzcret@localhost/db", 11, "config.database"),
        ("new --database postgresql://[::1/db", 11, "config.database"),
        ("new --database 'postgresql://bob@localhost:1/db?password=secret'", 11, "config.database"),
    ],
)
def test_nonsense_is_a_clear_error_and_leaves_nothing_behind(
    machine: Path, words: str, exit_code: int, code: str
) -> None:
    ran = run(f"workspace add -o json {words}")

    assert (ran.exit_code, ran.error["code"]) == (exit_code, code), ran.stderr
    assert "secret" not in ran.stderr
    assert ran.stdout == ""
    assert set(files_below(machine)) <= {"config.toml.lock", "data", "data/casactl"}


def test_a_name_that_is_taken_is_refused(casa: Casa) -> None:
    ran = casa.run("workspace add main -o json")

    assert (ran.exit_code, ran.error["code"]) == (5, "workspace.exists")


def test_a_database_that_is_a_workspace_already_is_refused_under_a_second_name(casa: Casa) -> None:
    ran = casa.run(["workspace", "add", "twice", "--database", casa.url, "-o", "json"])

    assert (ran.exit_code, ran.error["code"]) == (5, "workspace.exists")


def test_data_that_is_there_is_taken_in_when_it_is_named(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok("workspace remove main")

    ran = casa.ok(["workspace", "add", "again", "--database", casa.url, "-o", "json"])

    assert (ran.json["adopted"], ran.json["operation"]) == (True, None)
    assert casa.contact(1).display_name == "Joe Bloggs"


def test_settings_are_not_given_to_data_that_has_its_own(casa: Casa) -> None:
    casa.ok("workspace remove main")

    ran = casa.run(["workspace", "add", "again", "--database", casa.url, "--country", "ZA", "-o", "json"])

    assert ran.exit_code == 2
    assert casa.ok("workspace list -o json").json == []


def test_data_that_lies_where_a_new_workspace_would_go_is_refused(machine: Path) -> None:
    run("workspace add main")
    run("workspace remove main")

    ran = run("workspace add main -o json")

    assert (ran.exit_code, ran.error["code"]) == (5, "workspace.exists")
    assert run("workspace list -o json").json == []


def test_somebody_elses_database_is_refused(casa: Casa, empty_url: str, tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    foreign = Casa(empty_url, tmp_path, casa.config_file, casa.clock)
    meddle(foreign, "create table bookmarks (url text)")
    casa.ok("workspace remove main")

    ran = casa.run(["workspace", "add", "theirs", "--database", empty_url, "-o", "json"])

    assert (ran.exit_code, ran.error["code"]) == (10, "workspace.foreign")
    assert casa.ok("workspace list -o json").json == []


def test_a_dry_run_makes_nothing(machine: Path) -> None:
    ran = run("workspace add main -n -o json")

    assert (ran.exit_code, ran.json["dry_run"], ran.json["operation"]) == (0, True, None)
    assert set(files_below(machine)) <= {"config.toml.lock"}


def test_a_second_workspace_of_the_same_database_kind_works(casa: Casa, empty_url: str) -> None:
    casa.ok(["workspace", "add", "second", "--database", empty_url, "--country", "DE"])

    casa.ok("contact add -w second --type lead --first-name Ann --last-name Lee")

    assert [c["display_name"] for c in casa.ok("contact list -w second -o json").json] == ["Ann Lee"]
    assert casa.ok("contact list -o json").json == []


def test_a_missing_driver_names_the_extra(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)

    ran = run("workspace add office --database postgresql://localhost/x -o json")

    assert (ran.exit_code, ran.error["code"]) == (11, "workspace.driver-missing")
    assert "psycopg[binary]" in ran.error["hint"]


def test_a_network_file_system_is_refused(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casactl.store.engine.file_system_of", lambda path: "nfs4")

    ran = run("workspace add main -o json")

    assert (ran.exit_code, ran.error["code"]) == (10, "store.network-file-system")
    assert set(files_below(machine)) <= {"config.toml.lock"}


def test_a_database_url_in_the_environment_needs_no_configuration(casa: Casa, empty_url: str, machine: Path) -> None:
    nowhere = {"CASACTL_CONFIG": str(machine / "none.toml"), "CASACTL_DATABASE": empty_url}

    made = casa.ok("contact add --type lead --first-name Ann --last-name Lee", env=nowhere)

    assert "made workspace 'main'" in made.stderr
    assert len(casa.ok("contact list -o json", env=nowhere).json) == 1
    assert not (machine / "none.toml").exists()


def test_S9_a_store_of_an_earlier_release_is_taken_in_and_migrated_by_the_first_write(
    casa: Casa, empty_url: str
) -> None:
    place = parse_url(empty_url)
    if casa.backend == "sqlite":
        place.file.parent.mkdir()
    old_store(place)

    casa.ok(["workspace", "add", "older", "--database", empty_url])

    casa.ok("workspace migrate -w older")
    assert [each["display_name"] for each in casa.ok("contact list -w older -o json").json] == ["Ann Old"]
