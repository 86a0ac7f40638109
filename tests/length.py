"""How far the long proofs go: short and seeded, or with `--long` at full length and never the same twice."""

from __future__ import annotations

import random
from typing import TypeVar

import hypothesis

T = TypeVar("T")

SEED = 20261123


class _Run:
    """What was asked for; not a variable of the environment, which a test's own machine does not have."""

    long = False


def is_long() -> bool:
    """Whether the run was asked for everything."""
    return _Run.long


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
    _Run.long = long
    hypothesis.settings.register_profile("long", deadline=None, print_blob=True)
    hypothesis.settings.register_profile("short", deadline=None, print_blob=True, derandomize=True, database=None)
    hypothesis.settings.load_profile("long" if is_long() else "short")
