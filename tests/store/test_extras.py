"""The extras: what pyproject.toml calls them, and the command that brings one to the installation at hand."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from casactl.domain.remedy import Command
from casactl.store import extras
from casactl.store.extras import EXTRAS, bringing, words_for
from tests.run import run

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_extras_are_those_of_the_project() -> None:
    told = tomllib.loads(PROJECT.read_text("utf-8"))["project"]["optional-dependencies"]

    assert {name: list(extra.packages) for name, extra in EXTRAS.items()} == told
    assert EXTRAS["pdf"].names == ("typst",)


@pytest.mark.parametrize(
    ("prefix", "pip", "line"),
    [
        ("/home/ann/.local/share/pipx/venvs/casactl", None, ["pipx", "inject", "casactl", "keyring>=25"]),
        ("/srv/venv", object(), ["PYTHON", "-m", "pip", "install", "keyring>=25"]),
        (
            "/home/ann/.local/share/uv/tools/casactl",
            None,
            ["uv", "pip", "install", "--python", "PYTHON", "keyring>=25"],
        ),
    ],
)
def test_the_command_is_that_of_the_way_it_was_installed(
    monkeypatch: pytest.MonkeyPatch, prefix: str, pip: Any, line: list[str]
) -> None:
    monkeypatch.setattr(sys, "prefix", prefix)
    monkeypatch.setattr(sys, "executable", "PYTHON")
    monkeypatch.setattr(extras, "find_spec", lambda name: pip)

    assert bringing("keyring") == Command(*line)


def test_one_file_takes_nothing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "_bootstrap", ModuleType("_bootstrap"))

    assert words_for("keyring") == "install the wheel instead of the one file, and with it keyring>=25"


def test_doctor_names_each_extra_and_how_a_missing_one_comes(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = {check["check"]: check for check in run("doctor -o json").json["checks"]}
    for name in ("keyring", "waitress", "pyotp"):
        monkeypatch.setitem(sys.modules, name, None)
    gone = {check["check"]: check for check in run("doctor -o json").json["checks"]}

    assert {"postgresql", "keyring", "pdf", "portal"} <= set(there)
    assert there["portal"]["detail"].startswith("flask 3.")
    assert there["pdf"]["detail"].startswith("typst 0.15")
    assert gone["keyring"]["detail"].startswith("keyring is not installed: ")
    assert gone["portal"]["detail"].startswith("waitress, pyotp are not installed: ")
    assert gone["portal"]["advice"].endswith(" ".join(f'"{each}"' for each in EXTRAS["portal"].packages))
    assert {each["state"] for each in (gone["keyring"], gone["portal"])} == {"ok"}
