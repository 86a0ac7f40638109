"""Options that work before and after the verb, and what decides where several places speak."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from casactl import __version__
from tests.casa import Casa
from tests.run import run


@pytest.fixture
def joe(casa_sqlite: Casa) -> Casa:
    casa_sqlite.tenant("Joe Bloggs", email="joe@example.com")
    return casa_sqlite


@pytest.mark.parametrize(
    "line",
    [
        "-o ids contact list", "contact -o ids list", "contact list -o ids", "contact list --output ids",
        "contact list --output=ids", "contact list -oids", "--output json contact list -o ids",
        "-o json contact -o csv list -o ids", "contact list -o json -o ids",
    ],
)  # fmt: skip
def test_a_global_option_works_in_every_position_and_the_last_one_wins(joe: Casa, line: str) -> None:
    assert joe.ok(line).stdout == "1\n"


@pytest.mark.parametrize("line", ["-n contact archive 1", "contact --dry-run archive 1", "contact archive 1 -n"])
def test_a_global_flag_works_in_every_position(joe: Casa, line: str) -> None:
    joe.ok(line)
    assert joe.contact(1).lifecycle == "active"


def test_a_later_option_outdoes_an_earlier_flag_only_of_its_own(joe: Casa) -> None:
    assert joe.ok("-q contact archive 1 -n -o json").json["dry_run"] is True


@pytest.mark.parametrize("line", ["--version", "contact --version", "contact list --version"])
def test_the_version_can_be_asked_anywhere(machine: Path, line: str) -> None:
    done = run(line)

    assert (done.exit_code, done.stdout, done.stderr) == (0, f"casactl {__version__}\n", "")


@pytest.mark.parametrize(
    "line", ["--help", "-h", "contact --help", "contact -h", "contact list --help", "contact archive -h"]
)
def test_help_is_a_result(machine: Path, line: str) -> None:
    done = run(line)

    assert (done.exit_code, done.stderr) == (0, "")
    assert "Usage: casactl" in done.stdout


def test_option_goes_before_environment_before_configuration(joe: Casa) -> None:
    text = joe.config_file.read_text()
    joe.config_file.write_text('output = "csv"\n' + text)

    assert joe.ok("contact list --fields id").stdout == "id\n1\n"
    assert joe.ok("contact list --fields id", env={"CASACTL_OUTPUT": "jsonl"}).stdout == '{"id": 1}\n'
    assert joe.ok("contact list --fields id -o ids", env={"CASACTL_OUTPUT": "jsonl"}).stdout == "1\n"


def test_a_workspace_is_named_by_option_before_environment_before_configuration(joe: Casa, tmp_path: Path) -> None:
    for name in ("second", "third"):
        joe.ok(["workspace", "add", name, "--database", f"sqlite:///{tmp_path}/{name}/casactl.db"])
    joe.ok("contact add --type tenant --first-name Second --last-name X -w second")
    joe.ok("contact add --type tenant --first-name Third --last-name X -w third")

    def first(line: str, **env: str) -> str:
        return str(joe.ok(f"{line} -o json", env=env).json[0]["first_name"])

    assert first("contact list") == "Joe"
    assert first("contact list", CASACTL_WORKSPACE="second") == "Second"
    assert first("contact list -w third", CASACTL_WORKSPACE="second") == "Third"
    assert first("-w second contact list -w third") == "Third"
    assert first("contact list", CASACTL_DATABASE=f"sqlite:///{tmp_path}/second/casactl.db") == "Second"


def test_a_database_url_in_the_environment_needs_no_configuration(machine: Path, tmp_path: Path) -> None:
    env = {"CASACTL_DATABASE": f"sqlite:///{tmp_path}/free/casactl.db"}

    assert run("contact list", env=env).exit_code == 10
    assert run("contact add --type tenant --first-name Joe --last-name B -o ids", env=env).ids == [1]
    assert run("contact list -o ids", env=env).ids == [1]
    assert not (machine / "config.toml").exists()


def test_config_names_another_file(joe: Casa, machine: Path) -> None:
    joe.config_file.rename(machine / "elsewhere.toml")

    assert run(["contact", "list", "-o", "ids", "--config", str(machine / "elsewhere.toml")]).ids == [1]
    assert run(["contact", "list", "--config", "~/elsewhere.toml", "-o", "ids"]).ids == [1]
    assert run("contact list").exit_code == 10


def test_only_the_operating_systems_user_can_act_until_users_exist(joe: Casa) -> None:
    me = pwd.getpwuid(os.getuid()).pw_name

    assert joe.ok(f"contact edit 1 --tag vip --actor {me} -o json").outcomes == ["updated"]
    for line, env in (("contact edit 1 --tag x --actor ann", {}), ("contact edit 1 --tag x", {"CASACTL_ACTOR": "ann"})):
        refused = joe.run(f"{line} -o json", env=env)
        assert (refused.exit_code, refused.error["code"]) == (4, "user.not-found")
    assert joe.run("contact list --actor ann").exit_code == 4
    assert joe.log()[0]["actor"] == me
    assert joe.log()[0]["os_user"] == me


@pytest.mark.parametrize("wait", ["soon", "-1s", "1 day", ""])
def test_a_lock_wait_that_is_no_time_is_a_usage_error(joe: Casa, wait: str) -> None:
    assert joe.run(["contact", "edit", "1", "--tag", "vip", "--lock-wait", wait]).exit_code == 2


def test_quiet_leaves_of_the_messages_only_errors(joe: Casa) -> None:
    joe.ok("contact archive 1")

    assert "already archived" in joe.ok("contact archive 1").stderr
    assert joe.ok("contact archive 1 -q").stderr == ""
    assert "error[" in joe.run("contact show 99 -q").stderr


def test_verbose_shows_the_traceback_of_the_unexpected_and_nothing_else_does(
    joe: Casa, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("41")

    monkeypatch.setattr("casactl.store.queries.contacts.list_contacts", broken)

    plain, loud = joe.run("contact list"), joe.run("contact list -v")

    assert (plain.exit_code, loud.exit_code) == (1, 1)
    assert "Traceback" not in plain.stderr
    assert "ZeroDivisionError" in plain.stderr
    assert "Traceback" in loud.stderr


@pytest.mark.parametrize(("color", "escapes"), [("auto", False), ("never", False), ("always", True)])
def test_T5_lines_off_a_terminal_hold_no_escapes_unless_asked_for(joe: Casa, color: str, escapes: bool) -> None:
    assert ("\x1b" in joe.ok(f"contact list --color {color}").stdout) is escapes
    assert joe.run("contact list --color sometimes").exit_code == 2
