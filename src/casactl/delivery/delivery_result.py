"""What comes of handing a letter over, and what every way out of the door looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Protocol

from casactl.delivery.outgoing_message import OutgoingMessage
from casactl.records import dataclass


class Fate(StrEnum):
    """How one attempt ended, in the words of the outbox."""

    SENT = "sent"
    WRITTEN = "written"
    """It lies in the outbox folder: nothing has left the machine."""
    RETRY = "retry"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WAITS = "pending"
    """It leaves by other hands than the program's: it waits to be printed."""


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """The end of one attempt."""

    fate: Fate
    words: str = ""
    """What the other side said, or what went wrong; never a secret."""
    file: str | None = None
    """The file in the workspace's outbox folder that holds the letter."""
    down: bool = False
    """Whether no other letter would fare better now: no server, no login, no program."""


class Taken(Exception):
    """Raised by `begin` when the letter has meanwhile been cancelled or taken over: it must not leave."""


class NotReady(Exception):
    """The transport cannot work as it is set up; says why, without secrets."""


Begin = Callable[[], None]
"""Called when the letter may be gone from here on, whatever happens; raises Taken."""


class Transport(Protocol):
    """A way out of the door; holds a connection over many letters if it needs one."""

    name: str

    def hand_over(self, parcel: OutgoingMessage, begin: Begin) -> DeliveryResult:
        """Hand one letter over; raises what `begin` raises, and BadParcel before anything has left."""

    def close(self) -> None:
        """Let go of what is open."""


def first_line(text: str | bytes, limit: int = 200) -> str:
    """The first line of what a server or a program said, short and printable."""
    return next(_lines(text, limit), "")


def last_line(text: str | bytes, limit: int = 200) -> str:
    """The last line of it, where what a program died of stands."""
    return next(reversed([*_lines(text, limit)]), "")


def _lines(text: str | bytes, limit: int) -> Iterator[str]:
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return (_shown(line.strip(), limit) for line in plain.splitlines() if line.strip())


def _shown(line: str, limit: int) -> str:
    shown = "".join(mark if mark.isprintable() else " " for mark in line)
    return shown if len(shown) <= limit else f"{shown[:limit]}…"
