"""`workspace list`, `use`, `show`: where the data is and how it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from casactl.store.schema import HEAD
from tests.casa import Casa
from tests.places import fill, meddle
from tests.run import run


def test_a_machine_without_workspaces_lists_none(machine: Path) -> None:
    assert run("workspace list").stdout == ""
    assert run("workspace list -o json").json == []
    assert run("workspace list -o csv").stdout == "name,current,database,folder,state\n"


def test_list_says_in_which_state_each_is(casa: Casa, tmp_path: Path) -> None:
    casa.ok("workspace add good")
    casa.ok(f"workspace add gone --database sqlite:///{tmp_path}/gone/x.db")
    casa.ok(f"workspace add torn --database sqlite:///{tmp_path}/torn/x.db")
    (tmp_path / "gone/x.db").unlink()
    (tmp_path / "torn/x.db").write_text("no database")
    with casa.config_file.open("a") as config:
        config.write("[workspaces.far]\ndatabase = 'postgresql://bob:secret@localhost:1/x'\n")

    found = casa.ok("workspace list -o json")

    assert {w["name"]: w["state"] for w in found.json} == {
        "far": "unreachable", "gone": "missing", "good": "ready", "main": "ready", "torn": "corrupt",
    }  # fmt: skip
    assert "secret" not in found.stdout
    assert "postgresql://bob:***@localhost:1/x" in found.stdout


def test_use_makes_another_one_current_and_repeats_quietly(casa: Casa) -> None:
    casa.ok("workspace add branch --country DE")

    assert casa.ok("workspace use branch -o json").outcomes == ["used"]
    assert casa.ok("workspace use branch -o json").outcomes == ["unchanged"]
    assert casa.ok("workspace get country").stdout == "DE\n"
    assert casa.ok("workspace get country -w main").stdout == "GB\n"


def test_a_dry_run_of_use_changes_nothing(casa: Casa) -> None:
    casa.ok("workspace add branch --country DE")

    casa.ok("workspace use branch -n")

    assert casa.ok("workspace get country").stdout == "GB\n"


def test_show_counts_what_it_holds(casa: Casa) -> None:
    fill(casa)

    found = casa.ok("workspace show -o json").json

    assert (found["name"], found["current"], found["schema"]) == ("main", True, HEAD)
    assert (found["contacts"], found["properties"]) == (4, 6)
    assert found["operations"] == casa.log()[0]["operation"]
    assert found["head"] in casa.ok("log head").stdout
    assert found["settings"]["country"] == "GB"
    assert found["journal_mode"] == ("wal" if casa.backend == "sqlite" else None)
    assert found["size"] > 100_000
    assert casa.url.rpartition("/")[2].partition("?")[0] in found["database"]


def test_show_is_lines_of_key_and_value_with_tabs(casa: Casa) -> None:
    lines = dict(line.split("\t") for line in casa.ok("workspace show -o tsv").stdout.splitlines())

    assert (lines["name"], lines["contacts"], lines["country"]) == ("main", "0", "GB")
    assert casa.ok("workspace show --fields contacts,schema").stdout == f"0\n{HEAD}\n"


@pytest.mark.parametrize("command", ["workspace show", "workspace check", "workspace backup x", "workspace migrate"])
def test_without_a_workspace_the_command_that_makes_one_is_named(machine: Path, command: str) -> None:
    ran = run(f"{command} -o json")

    assert (ran.exit_code, ran.error["code"]) == (10, "workspace.missing")
    assert "casactl workspace add main" in ran.error["hint"]


def test_show_of_a_newer_store_is_refused(casa: Casa) -> None:
    meddle(casa, "update alembic_version set version_num = '9999'")

    ran = casa.run("workspace show -o json")

    assert (ran.exit_code, ran.error["code"]) == (10, "workspace.newer")
