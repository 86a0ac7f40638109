"""The first command of all, and configurations that cannot be used."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.run import run

ADD = "contact add --type tenant --first-name Joe --last-name Bloggs"
READS = [
    "contact list",
    "contact show 1",
    "log list",
    "due list",
    "due run",
    "property list",
    "workspace show",
    "workspace check",
]


@pytest.mark.parametrize("read", READS)
def test_the_first_read_says_how_to_make_a_workspace(machine: Path, read: str) -> None:
    done = run(f"{read} -o json")

    assert (done.exit_code, done.stdout) == (10, "")
    assert done.error["code"] == "workspace.missing"
    assert done.error["hint"] == "casactl workspace add main"
    assert list(machine.iterdir()) == []


def test_the_first_write_makes_a_workspace_and_says_so(machine: Path) -> None:
    done = run(f"{ADD} -o ids")

    assert (done.exit_code, done.stdout) == (0, "1\n")
    database = machine / "data" / "casactl" / "main" / "casactl.db"
    assert f"made workspace 'main' in {database}" in done.stderr
    config = tomllib.loads((machine / "config.toml").read_text())
    assert config["current"] == "main"
    assert config["workspaces"]["main"]["folder"] == str(database.parent)
    assert "made workspace" not in run(f"{ADD} -o ids").stderr
    assert run("contact list -o ids").ids == [1, 2]


def test_the_workspace_that_the_hint_names_is_the_one(machine: Path) -> None:
    run("workspace add main")

    assert run("contact list").exit_code == 0


def test_without_any_variable_the_users_own_folders_are_taken(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CASACTL_CONFIG")

    assert run(ADD).exit_code == 0

    config = machine / "config" / "casactl" / "config.toml"
    assert config.stat().st_mode & 0o777 == 0o600
    assert (machine / "data" / "casactl" / "main" / "casactl.db").stat().st_mode & 0o777 == 0o600


def test_a_dry_run_as_the_first_command_writes_nothing(machine: Path) -> None:
    run(f"{ADD} -n")

    assert not (machine / "config.toml").exists() or run("contact list -o json").json == []


def test_a_usage_error_as_the_first_command_makes_nothing(machine: Path) -> None:
    assert run("contact add --type king --first-name A --last-name B").exit_code == 2
    assert run("contact archive").exit_code == 2
    assert list(machine.iterdir()) == [] or run("contact list -o json").json == []


BROKEN: dict[str, tuple[str | bytes, list[str]]] = {
    "no TOML": ("current = main\n", ["line 1"]),
    "no TOML further down": ('current = "main"\n\n[workspaces.main\n', ["line 3"]),
    "unknown key": ('curent = "main"\n', ["curent", "current"]),
    "unknown key of a workspace": (
        '[workspaces.main]\ndatabase = "sqlite:////tmp/x/casactl.db"\ndatbase = "x"\n',
        ["workspaces.main.datbase"],
    ),
    "number for text": ("current = 5\n", ["current", "text"]),
    "no database": ("[workspaces.main]\n", ["workspaces.main.database"]),
    "strange database": ('[workspaces.main]\ndatabase = "oracle://x"\n', ["workspaces.main.database"]),
    "relative database": ('[workspaces.main]\ndatabase = "sqlite://casactl.db"\n', ["workspaces.main.database"]),
    "no table": ('workspaces = "main"\n', ["workspaces"]),
    "workspace is no table": ('[workspaces]\nmain = "x"\n', ["workspaces.main"]),
    "current that is unknown": (
        'current = "gone"\n[workspaces.main]\ndatabase = "sqlite:////tmp/x/casactl.db"\n',
        ["gone", "main"],
    ),
    "not UTF-8": (b'current = "\xff"\n', ["UTF-8"]),
    "a NUL": (b"current = \0\n", ["line 1"]),
}


@pytest.mark.parametrize("what", list(BROKEN))
@pytest.mark.parametrize("command", ["contact list", ADD, "workspace list"])
def test_a_configuration_that_cannot_be_used_names_file_and_place(machine: Path, what: str, command: str) -> None:
    content, named = BROKEN[what]
    path = machine / "config.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if (what, command) == ("current that is unknown", "workspace list"):
        return
    before = path.read_bytes()

    done = run(f"{command} -o json")

    assert (done.exit_code, done.stdout) == (11, ""), done
    assert str(path) in done.error["message"]
    assert all(word in done.error["message"] for word in named), done.error
    assert path.read_bytes() == before


def test_a_configuration_that_cannot_be_read_is_named(machine: Path) -> None:
    (machine / "config.toml").mkdir()

    for command in ("contact list", ADD):
        done = run(f"{command} -o json")
        assert (done.exit_code, done.error["code"]) == (11, "config.invalid")
        assert str(machine / "config.toml") in done.error["message"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_configuration_without_permission_is_named(machine: Path) -> None:
    (machine / "config.toml").touch(mode=0o000)

    assert run("contact list").exit_code == 11


def test_a_configuration_in_a_place_that_cannot_be_is_named(machine: Path) -> None:
    (machine / "file").touch()

    done = run(f"{ADD} -o json", env={"CASACTL_CONFIG": str(machine / "file" / "config.toml")})

    assert done.exit_code in (10, 11), done
    assert "file" in done.error["message"]


def test_several_workspaces_and_none_current_is_a_question(machine: Path) -> None:
    (machine / "config.toml").write_text(
        '[workspaces.a]\ndatabase = "sqlite:////tmp/x/a.db"\n[workspaces.b]\ndatabase = "sqlite:////tmp/x/b.db"\n'
    )

    done = run("contact list -o json")

    assert done.exit_code == 2
    assert "a, b" in done.error["message"]
    assert "workspace use" in done.error["hint"]


def test_an_output_that_the_configuration_does_not_know_is_named(casa_sqlite: Casa) -> None:
    casa_sqlite.config_file.write_text('output = "yaml"\n' + casa_sqlite.config_file.read_text())

    assert casa_sqlite.run("contact list").exit_code in (2, 11)


@pytest.mark.parametrize("setting", ["office_name 'Rose Court'", "currency EUR", "timezone Europe/London"])
def test_a_setting_may_be_the_first_word_of_all_on_a_terminal_too(
    machine: Path, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casactl.cli.context.App.interactive", property(lambda app: True))

    done = run(f"workspace set {setting}")

    assert (done.exit_code, "made workspace 'main'" in done.stderr) == (0, True), done.stderr
