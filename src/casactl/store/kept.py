"""Connections that stay open from one command of a process to the next, where many follow each other.

Nobody waits for one that is idle: it is in no transaction, and the writer's lock is not held. Whatever fails in a way
that is no answer to the command closes the connection; so does a store that is no longer where it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from casactl.errors import Busy, CasaError, StoreFault
from casactl.records import dataclass
from casactl.store.location import Location
from casactl.store.lock import writing
from casactl.store.reader import Reader, connect_for_reading, revision_of
from casactl.store.schema import HEAD


@dataclass(frozen=True, slots=True)
class _Held:
    connection: Any
    location: Location
    place: tuple[int, int] | None
    """Device and number of a SQLite file when it was opened: another file of that name is another store."""


class Kept:
    """What one process keeps open: for each store a connection that writes and, on a server, one that reads."""

    def __init__(self, *, wait: float = 30.0) -> None:
        self._wait = wait
        self._held: dict[tuple[str, bool], _Held] = {}

    def is_ready(self, location: Location) -> bool:
        """Whether a connection that writes is kept, to the store that is there now, of this program's revision.

        Asked by whoever has the writer's lock; one that leads elsewhere is closed.
        """
        held = self._held.get((location.url, True))
        if held is None:
            return False
        with suppress(Exception):
            if _place(location) == held.place:
                reader = Reader(held.connection, location.dialect)
                if revision_of(reader, location) == HEAD:
                    return True
        self.forget(location)
        return False

    def forget(self, location: Location) -> None:
        """Close the connection that writes; whoever asks has the writer's lock."""
        if held := self._held.pop((location.url, True), None):
            held.connection.close()

    def take(self, location: Location, *, writes: bool) -> Any:
        """The connection that is kept, None where there is none; whoever takes it gives it back, or closes it."""
        held = self._held.pop((location.url, writes), None)
        return held.connection if held else None

    def give_back(self, connection: Any, location: Location, *, writes: bool) -> None:
        """Keep a connection, taking back what it has not committed."""
        try:
            connection.rollback()
        except Exception:
            connection.close()
            return
        self._held[location.url, writes] = _Held(connection, location, _place(location))

    @contextmanager
    def reading(self, location: Location) -> Iterator[Reader]:
        """A reader on a connection to a server; a file is opened as quickly, and then holds no earlier state."""
        connection = self.take(location, writes=False) or connect_for_reading(location)
        try:
            yield Reader(connection, location.dialect)
        except CasaError as fault:
            if isinstance(fault, (Busy, StoreFault)):  # the server went away, or is another one by now
                connection.close()
            else:
                self.give_back(connection, location, writes=False)
            raise
        except BaseException:
            connection.close()
            raise
        self.give_back(connection, location, writes=False)

    def close(self) -> None:
        """Let go of all, each SQLite store under its writer's lock: the last one to close writes its log back."""
        held, self._held = self._held, {}
        for each in held.values():
            _close(each, self._wait)


def _close(held: _Held, wait: float) -> None:
    if held.location.path and _place(held.location) == held.place:
        with suppress(Busy, StoreFault), writing(held.location.file, verb="batch", wait=wait):
            held.connection.close()
    held.connection.close()


def _place(location: Location) -> tuple[int, int] | None:
    if location.path is None:
        return None
    with suppress(OSError):
        found = os.stat(location.path)
        return found.st_dev, found.st_ino
    return None
