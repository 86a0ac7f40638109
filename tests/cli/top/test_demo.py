"""`casactl demo`: the tour runs to its end and leaves nothing behind, unless asked to."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from casactl.cli.top import demo as command
from casactl.cli.top.demo import TOUR, DemoLine, Stop
from tests.run import run


@pytest.fixture(autouse=True)
def temporary(machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the tour makes its folder."""
    folder = machine / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.probe
def test_the_tour_shows_every_command_with_its_output_and_leaves_nothing(temporary: Path, machine: Path) -> None:
    surroundings = dict(os.environ), os.getcwd()

    tour = run("demo")

    assert tour.exit_code == 0, tour.stderr
    for stop in TOUR:
        assert stop.title in tour.stdout
        assert all(f"$ {each.line}\n" in tour.stdout for each in stop.commands)
    assert "200 rows: 194 added" in tour.stdout
    assert "(exit code 5)" in tour.stdout
    assert list(temporary.iterdir()) == []
    assert [path.name for path in machine.iterdir()] == ["tmp"]
    assert (dict(os.environ), os.getcwd()) == surroundings


@pytest.mark.probe  # a demonstration is always on SQLite
def test_a_kept_workspace_can_be_used_afterwards(temporary: Path) -> None:
    kept = run("demo --keep -o json")

    assert kept.exit_code == 0, kept.stderr
    folder = Path(kept.json["folder"])
    assert folder.parent == temporary
    assert run(["--config", str(folder / "config.toml"), "contact", "list", "-o", "ids"]).ids
    assert run(["--config", str(folder / "config.toml"), "log", "verify"]).exit_code == 0


def test_a_step_that_ends_otherwise_than_it_should_makes_the_demo_fail(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "TOUR", (Stop("Nobody", "There is nobody.", (DemoLine("casactl contact show 1"),)),))

    failed = run("demo")

    assert failed.exit_code == 1
    assert "error[demo.step-failed]" in failed.stderr
    assert list(temporary.iterdir()) == []
