"""How far the long proofs go: short and seeded, or with `--long` at full length and never the same twice."""

from __future__ import annotations

import os
import random
from typing import TypeVar

import hypothesis

VARIABLE = "CASACTL_TESTS_LONG"
T = TypeVar("T")

SEED = 20261123


def is_long() -> bool:
    """Whether the run was asked for everything."""
    return bool(os.environ.get(VARIABLE))


def by_length(short: T, full: T) -> T:
    """One of two, by the run's length."""
    return full if is_long() else short


def chance(name: str) -> random.Random:
    """A source of chance: its own for each name, the same each time but in a long run, which prints where it starts."""
    start = f"{name} {random.getrandbits(64) if is_long() else SEED}"
    print(f"random.Random({start!r})")
    return random.Random(start)


def set_length(*, long: bool) -> None:
    """Choose before any test module is imported: Hypothesis' decorators read it."""
    if long:
        os.environ[VARIABLE] = "1"
    hypothesis.settings.register_profile("long", deadline=None, print_blob=True)
    hypothesis.settings.register_profile("short", deadline=None, print_blob=True, derandomize=True, database=None)
    hypothesis.settings.load_profile("long" if is_long() else "short")
