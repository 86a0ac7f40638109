"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, nine in the morning."""


class StillClock:
    """What a test opens the program with in place of the machine's clock."""

    def __init__(self, moment: datetime = START) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment, in UTC."""
        return self.moment

    def move_to(self, to: str | datetime) -> None:
        """Go to a moment, without a zone one of UTC."""
        moment = to if isinstance(to, datetime) else datetime.fromisoformat(to)
        self.moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
