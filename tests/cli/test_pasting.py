"""What the program says to type, typed: with hostile names, in a shell that runs whatever it is given (S7, T7)."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.render.shells import Desk

TOUCH = '"$(touch x)`touch y`'
"""What the old hints ran."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder)


def pasted(desk: Desk, text: str) -> list[str]:
    (words,) = desk.paste("sh", [text])
    return words


def test_S7_the_hint_of_an_unknown_reference_looks_for_just_that(casa: Casa, desk: Desk) -> None:
    failed = casa.run(["contact", "show", TOUCH, "-o", "json"])

    assert failed.exit_code == 4
    assert pasted(desk, failed.error["hint"]) == ["casactl", "contact", "find", TOUCH]


def test_S7_a_users_e_mail_is_a_word_and_nothing_more(casa: Casa, desk: Desk) -> None:
    email = "`touch.x`@example.com"
    casa.ok(["user", "add", email, "--type", "staff", "--name", "Tick", "--group", "clerk"])
    casa.ok(["user", "disable", email])

    failed = casa.run(["contact", "list", "--actor", email, "-o", "json"])

    assert pasted(desk, failed.error["hint"]) == ["casactl", "user", "enable", email]


def test_S7_a_property_with_a_hostile_name_is_detached_from_by_it(casa: Casa, desk: Desk) -> None:
    joe = casa.tenant("Joe", at=casa.property("$(touch x)"))

    failed = casa.run(f"contact archive {joe} -o json")

    assert pasted(desk, failed.error["hint"]) == ["casactl", "contact", "detach", str(joe), "$(touch x)"]


def test_S7_the_folder_that_is_no_file_is_named_whole(casa: Casa, desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "a '$(touch x)' b"
    folder.mkdir()

    failed = casa.run(["workspace", "backup", str(folder), "-o", "json"])

    assert pasted(desk, failed.error["hint"]) == ["casactl", "workspace", "backup", f"{folder}/FILE"]


def test_S7_doctors_chmod_closes_the_files_it_names(casa: Casa, desk: Desk, tmp_path: Path) -> None:
    config = tmp_path / "it's $(touch x)\n.toml"
    config.write_text(casa.config_file.read_text("utf-8"), "utf-8")
    config.chmod(0o644)
    desk.put("chmod")

    checks = casa.run(["doctor", "--config", str(config), "-o", "json"]).json["checks"]
    (advice,) = [check["advice"] for check in checks if check["check"] == "permissions"]

    assert pasted(desk, advice)[:3] == ["chmod", "go-rwx", str(config)]


def test_S7_the_way_out_for_a_hostile_column_is_an_option(casa: Casa, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("type,last_name,$(touch x)\ntenant,Joe,1\n")

    failed = casa.run(["contact", "import", str(file), "-o", "json"])

    first = failed.error["hint"].splitlines()[0]
    assert pasted(desk, f"casactl {first}") == ["casactl", "--map", "$(touch x)=x-touch-x"]


def test_T7_every_remedy_names_the_workspace_and_the_configuration_that_the_line_named(
    casa: Casa, tmp_path: Path
) -> None:
    casa.ok("workspace add second")
    elsewhere = tmp_path / "else where.toml"
    elsewhere.write_text(casa.config_file.read_text("utf-8"), "utf-8")
    elsewhere.chmod(0o600)
    given = ["-w", "second", "--config", str(elsewhere)]
    casa.ok(["contact", "add", "--type", "tenant", "--first-name", "Joe", "--last-name", "Doe", *given])
    casa.ok(["contact", "lock", "1", *given, "--reason", "late"])
    start = ["casactl", "-w", "second", "--config", str(elsewhere)]

    failed = casa.run(["ledger", "pay", "1", "5", *given, "-o", "json"])
    shown = casa.ok(["contact", "show", "1", *given, "-o", "json"]).json
    can = casa.ok(["contact", "can", "1", *given, "-o", "json"]).json
    absent = casa.run(["contact", "rm", "1", *given, "-o", "json"])

    assert shlex.split(failed.error["hint"]) == [*start, "contact", "unlock", "1"]
    steps = [shlex.split(step["command"])[:5] for step in shown["next"]]
    reasons = [reason["remedy"] for each in can["abilities"] for reason in each["reasons"] if reason["remedy"]]
    assert steps
    assert reasons
    assert all(step == start for step in steps)
    assert all(shlex.split(remedy)[:5] == start for remedy in reasons)
    assert shlex.split(absent.error["hint"]) == [*start, "contact", "archive", "REF"]


def test_L6_a_clerk_is_not_sent_to_what_takes_somebody_else(casa: Casa) -> None:
    casa.ok("user add carl@office.example --type staff --name Carl --group clerk")
    joe = casa.tenant("Joe Doe")
    casa.ok(f"ledger charge {joe} 120 --for Levy")

    settle = f"arrears status {joe} --set settled -o json"
    of_office, of_clerk = casa.run(settle), casa.run(f"{settle} --actor carl@office.example")

    drop = f'casactl ledger write-off {joe} 120.00 --reason "not recoverable"'
    pay = f"casactl ledger pay {joe} 120.00"
    assert [reason["remedy"] for reason in of_office.json["results"][0]["reasons"]] == [pay, drop]
    assert [reason["remedy"] for reason in of_clerk.json["results"][0]["reasons"]] == [pay, None]
    assert of_clerk.error["hint"] == f"{pay}\nsomebody who may: {drop}"


def test_what_was_refused_is_worded_anew_when_it_is_replayed(casa: Casa) -> None:
    casa.ok("workspace add second")
    casa.ok("contact add --type tenant --first-name Joe --last-name Doe -w second")
    casa.ok("contact add --type tenant --first-name Ann --last-name Doe -w second")
    casa.ok("contact archive 1 -w second")
    again = "contact deactivate 1 2 --yes -o json --request-id q1"

    first = casa.run(f"{again} -w second")
    replayed = casa.run(again, env={"CASACTL_WORKSPACE": "second"})

    assert [each["outcome"] for each in first.json["results"]] == ["refused", "deactivated"]
    assert first.json["results"][0]["reasons"][0]["remedy"] == "casactl -w second contact unarchive 1"
    assert replayed.json["results"][0]["reasons"][0]["remedy"] == "casactl contact unarchive 1"
    assert replayed.json["operation"] == first.json["operation"]


def test_what_blocked_a_plan_is_worded_when_it_is_listed(casa: Casa) -> None:
    joe = casa.tenant("Joe Doe")
    casa.ok(f"ledger charge {joe} 5 --for Levy")
    casa.ok(f"contact archive {joe} --on +1d")
    casa.travel(to="2026-11-30")
    casa.run("due run")

    (plan,) = casa.ok("due list -o json -w main").json

    assert [reason["remedy"] for reason in plan["reasons"]] == [f"casactl -w main ledger pay {joe} 5.00"]
