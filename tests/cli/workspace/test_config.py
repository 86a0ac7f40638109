"""The configuration: what is wrong with it is named, by file and by line or key."""

from __future__ import annotations

from pathlib import Path

import pytest

from casactl.render.view import View
from tests.run import run

COMMANDS = (
    "contact list",
    "workspace list",
    "workspace add new",
    "contact add --type lead --first-name A --last-name B",
)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("current = main", "line 1"),
        ("\n\n[workspaces.main\n", "line 3"),
        ("colour = 'red'", "'colour'"),
        ("current = 3", "'current'"),
        ("workspaces = 3", "'workspaces'"),
        ("[workspaces]\nmain = 'x'", "'workspaces.main'"),
        ("[workspaces.main]", "'workspaces.main.database'"),
        ("[workspaces.main]\ndatabase = 3", "'workspaces.main.database'"),
        ("[workspaces.main]\ndatabase = 'oracle://bob:secret@x/y'", "'workspaces.main.database'"),
        ("[workspaces.main]\ndatabase = 'sqlite:////x/y.db'\nfoldr = 'z'", "'workspaces.main.foldr'"),
        ("[workspaces.main]\ndatabase = 'sqlite:////x/y.db'\nmail = 'z'", "'workspaces.main.mail'"),
        ("[workspaces.'../x']\ndatabase = 'sqlite:////x/y.db'", "../x"),
        ("[workspaces.main]\ndatabase = 'postgresql://h/d?password=secret'", "'workspaces.main.database'"),
    ],
)
def test_a_mistake_in_the_file_is_named(machine: Path, command: str, text: str, named: str) -> None:
    (machine / "config.toml").write_text(text)

    ran = run(f"{command} -o json")

    assert (ran.exit_code, ran.stdout) == (11, ""), ran
    assert ran.error["code"] == "config.invalid"
    assert str(machine / "config.toml") in ran.error["message"]
    assert named in ran.error["message"]
    assert "secret" not in ran.stderr
    assert (machine / "config.toml").read_text() == text


def test_a_format_that_there_is_not_is_a_mistake_of_where_it_stands(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (machine / "config.toml").write_text("output = 'xml'\n")

    of_the_file = run("contact list")
    monkeypatch.setenv("CASACTL_OUTPUT", "yaml")
    of_the_variable = run("contact list")

    assert (of_the_file.exit_code, of_the_variable.exit_code, run("contact list -o toml").exit_code) == (11, 2, 2)
    assert f"{machine / 'config.toml'}: 'output': 'xml'" in of_the_file.stderr
    assert "CASACTL_OUTPUT: 'yaml'" in of_the_variable.stderr


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_file_that_cannot_be_read_is_named(machine: Path, content: bytes | None) -> None:
    path = machine / "config.toml"
    path.write_bytes(content) if content else path.mkdir()

    ran = run("contact list -o json")

    assert (ran.exit_code, ran.error["code"]) == (11, "config.invalid")
    assert str(path) in ran.error["message"]


@pytest.mark.parametrize("command", ["contact list -w x", "workspace use x", "workspace show x", "workspace remove x"])
def test_an_unknown_workspace_lists_the_known_ones(machine: Path, command: str) -> None:
    run("workspace add main")

    ran = run(f"{command} -o json")

    assert (ran.exit_code, ran.error["code"]) == (11, "config.unknown-workspace")
    assert "known: main" in ran.error["message"]


def test_a_mistyped_workspace_says_which_is_near_and_is_not_offered_to_be_made(machine: Path) -> None:
    run("workspace add maple")

    ran = run("contact list -w mapel -o json")

    assert (ran.exit_code, ran.error["code"]) == (11, "config.unknown-workspace")
    assert "Did you mean 'maple'?" in ran.error["message"]
    assert ran.error["hint"] == "casactl workspace list"


def test_the_line_below_the_new_current_workspace_does_not_name_the_old_one(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("workspace add main")
    run("workspace add branch")
    monkeypatch.setattr(View, "terminal", property(lambda view: view.format == "table"))

    ran = run("workspace use branch -o table")

    assert "branch" in ran.stdout
    assert "main" not in ran.stdout.replace(str(machine), "")


def test_what_other_keys_say_survives_a_change(machine: Path) -> None:
    run("workspace add main")
    path = machine / "config.toml"
    path.write_text(path.read_text() + '[workspaces.main.mail]\ntransport = "folder"\n')

    run("workspace add second")

    assert 'transport = "folder"' in path.read_text()


def test_a_configuration_behind_a_link_stays_behind_it(machine: Path) -> None:
    real, link = machine / "dotfiles.toml", machine / "config.toml"
    real.write_text("")
    link.symlink_to(real)

    run("workspace add main")

    assert link.is_symlink()
    assert "main" in real.read_text()
