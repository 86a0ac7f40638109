"""The tables of words that come with the program: data, read when they are first needed."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import casactl
from casactl.domain.nicknames import Nicknames

DATA = Path(casactl.__file__).parent / "data"


@cache
def data_file(name: str) -> dict[str, Any]:
    """One of the files in `data/`, as TOML has it."""
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


@cache
def nicknames() -> Nicknames:
    """Which given names stand for one another."""
    table = data_file("nicknames")
    return Nicknames.of(table["formal"], table["own"])
