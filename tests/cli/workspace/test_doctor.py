"""`doctor`: a line for each thing looked at, what to do about it, 8 when something is broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from casactl.actions.machine import sqlite_verdict
from casactl.store.schema import HEAD
from tests.casa import Casa
from tests.places import meddle
from tests.run import Run, run


def checks(ran: Run) -> dict[str, dict[str, Any]]:
    return {check["check"]: check for check in ran.json["checks"]}


def states(ran: Run) -> dict[str, str]:
    return {name: check["state"] for name, check in checks(ran).items()}


def test_a_healthy_office_is_ok_throughout(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")

    ran = casa.ok("doctor -o json")

    assert ran.json["ok"] is True
    assert {name for name, state in states(ran).items() if state != "ok"} == {"mail"}, ran.stdout  # it does not leave
    found = checks(ran)
    assert f"revision {HEAD}: 1 contacts" in found["schema"]["detail"]
    assert "Europe/London, where it is 2026-11-23 09:00" in found["timezone"]["detail"]
    assert ("journal" in found) == (casa.backend == "sqlite")
    assert all(name in found["libraries"]["detail"] for name in ("typer", "sqlmodel", "sqlalchemy"))


def test_before_the_first_workspace_it_says_how_to_make_one(machine: Path) -> None:
    ran = run("doctor -o json")

    assert ran.exit_code == 0
    assert checks(ran)["workspace"]["advice"] == "casactl workspace add main"


@pytest.mark.parametrize("options", ["", "-o json"])
def test_a_broken_configuration_is_a_verdict(machine: Path, options: str) -> None:
    (machine / "config.toml").write_text("current = 3")

    ran = run(f"doctor {options}")

    assert ran.exit_code == 8
    assert "'current' must be text" in ran.stdout


def test_files_that_others_can_read_are_named_with_what_to_do(casa: Casa) -> None:
    casa.config_file.chmod(0o644)

    found = checks(casa.ok("doctor -o json"))["permissions"]

    assert found["state"] == "warn"
    assert found["advice"] == f"chmod go-rwx {casa.config_file}"


def test_a_store_that_is_gone_or_newer_is_broken(casa: Casa) -> None:
    meddle(casa, "update alembic_version set version_num = '9999'")
    ran = casa.run("doctor -o json")
    assert (ran.exit_code, states(ran)["schema"]) == (8, "bad")

    meddle(casa, "drop table alembic_version")
    ran = casa.run("doctor -o json")
    assert (ran.exit_code, states(ran)["workspace"]) == (8, "bad")


def test_a_setting_that_cannot_be_is_broken(casa: Casa) -> None:
    meddle(casa, "update setting set value = 'Mars' where name = 'timezone'")

    ran = casa.run("doctor -o json")

    assert (ran.exit_code, states(ran)["settings"]) == (8, "bad")
    assert "casactl workspace set timezone" in checks(ran)["settings"]["advice"]


def test_dated_work_that_nobody_runs_is_worth_a_warning(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok("contact archive 1 --on 2026-12-01")
    assert checks(casa.ok("doctor -o json"))["due run"]["advice"].endswith(": casactl due crontab")

    casa.folder.mkdir(exist_ok=True)
    casa.ok("due run")
    found = checks(casa.ok("doctor -o json"))["due run"]
    assert (found["state"], found["detail"]) == ("ok", "last ran 2026-11-23 09:00 UTC")

    casa.travel(to="2026-12-03")
    ran = casa.ok("doctor -o json")
    assert (states(ran)["due run"], states(ran)["overdue"]) == ("warn", "warn")
    assert "10 days ago" in checks(ran)["due run"]["detail"]
    assert "1 scheduled change is overdue" in checks(ran)["overdue"]["detail"]


@pytest.mark.parametrize("free", [10 << 20, 200 << 20])
def test_a_disk_that_fills_up_is_said(casa_sqlite: Casa, monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    from types import SimpleNamespace

    monkeypatch.setattr("casactl.actions.machine.shutil.disk_usage", lambda _: SimpleNamespace(free=free))

    found = checks(casa_sqlite.run("doctor -o json"))["disk"]

    assert found["state"] == ("bad" if free < 50 << 20 else "warn")


@pytest.mark.parametrize(
    ("version", "faulty"),
    [((3, 40, 1), True), ((3, 44, 6), False), ((3, 44, 5), True), ((3, 50, 7), False), ((3, 50, 6), True),
     ((3, 51, 2), True), ((3, 51, 3), False), ((3, 52, 0), False)],
)  # fmt: skip
def test_the_wal_reset_fault_is_explained_where_sqlite_has_it(version: tuple[int, int, int], faulty: bool) -> None:
    verdict = sqlite_verdict(version)

    assert verdict.state == "ok"
    assert ("writer lock" in verdict.detail) == faulty
