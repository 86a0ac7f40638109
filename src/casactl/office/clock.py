"""The moment, read in one place and handed down: nothing below the edge reads a clock.

A door is opened with a clock (`main(argv, clock=…)`); a test opens it with one of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the moment, in UTC."""


def now() -> datetime:
    """The moment by this machine's clock."""
    return datetime.now(UTC)
