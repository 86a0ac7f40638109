"""How guessing a password is slowed down: from the fifth failure on nobody gets in for a while, longer each time."""

from __future__ import annotations

from datetime import timedelta

FREE = 4
"""So many failures in a row cost nothing."""
LONGEST = 60


def pause_after(failed: int) -> timedelta | None:
    """How long an account stays shut after so many failures in a row: 1 minute, 2, 4 … up to an hour."""
    if failed <= FREE:
        return None
    return timedelta(minutes=min(LONGEST, 2 ** min(failed - FREE - 1, LONGEST)))
