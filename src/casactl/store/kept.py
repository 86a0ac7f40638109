"""Connections that stay open from one command of a process to the next, where many follow each other.

Nobody waits for one that is idle: it is in no transaction, and the writer's lock is not held. Whatever fails in a way
that is no answer to the command closes the connection; so does a store that is no longer where it was. A connection
has one command at a time, whichever thread that runs in.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any

from casactl.errors import Busy, CasaError, StoreFault
from casactl.records import dataclass
from casactl.store.location import Location
from casactl.store.lock import writing
from casactl.store.reader import Reader, Unchanging, open_reader, revision_of
from casactl.store.schema import HEAD

Place = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    connection: Any
    location: Location
    place: Place | None
    """What the SQLite file was when the connection was opened, or taken: another file of that name is another store."""


class Kept:
    """What one process keeps open: to each store connections that write, and such that read."""

    def __init__(self, verb: str, *, wait: float = 30.0) -> None:
        """`verb` is what others read of who has the writer's lock, while all is let go of."""
        self._verb, self._wait = verb, wait
        self._idle: dict[tuple[str, bool], list[_Held]] = {}

    def is_ready(self, location: Location) -> bool:
        """Whether a connection that writes is kept, to the store that is there now, of this program's revision.

        Asked by whoever has the writer's lock; one that leads elsewhere is closed.
        """
        held = self._pop(location, writes=True)
        if held is None:
            return False
        with suppress(Exception):
            reader = Reader(held.connection, location.dialect)
            if _place(location) == held.place and revision_of(reader, location) == HEAD:
                self._keep(held, writes=True)
                return True
        held.connection.close()
        self.forget(location)
        return False

    def forget(self, location: Location) -> None:
        """Close what is kept to a store; whoever asks has the writer's lock."""
        for writes in (False, True):
            while held := self._pop(location, writes=writes):
                held.connection.close()

    def take(self, location: Location) -> Any:
        """A connection that writes, None where none is kept; whoever takes it gives it back, or closes it."""
        held = self._pop(location, writes=True)
        return held.connection if held else None

    def give_back(self, connection: Any, location: Location) -> None:
        """Keep a connection that writes, taking back what it has not committed."""
        self._keep(_Held(connection, location, _place(location)), writes=True)

    @contextmanager
    def reading(self, location: Location, *, any_revision: bool = False) -> Iterator[Reader]:
        """A reader on a connection that reads, on a store of this program's revision.

        Raises NoWorkspaceStore, StoreFault, CorruptStore, NotMigrated.
        """
        held = self._at_hand(location, any_revision=any_revision)
        try:
            yield Reader(held.connection, location.dialect)
        except CasaError as fault:
            if isinstance(fault, (Busy, StoreFault)):  # the server went away, or is another one by now
                held.connection.close()
            else:
                self._keep(held, writes=False)
            raise
        except BaseException:
            held.connection.close()
            raise
        self._keep(held, writes=False)

    def close(self) -> None:
        """Let go of all, each SQLite store under its writer's lock: the last one to close writes its log back."""
        everything, self._idle = self._idle, {}
        for writes in (False, True):
            for held in chain.from_iterable(idle for key, idle in everything.items() if key[1] is writes):
                if writes and held.location.path and _place(held.location) == held.place:
                    with suppress(Busy, StoreFault), writing(held.location.file, verb=self._verb, wait=self._wait):
                        held.connection.close()
                held.connection.close()

    def _at_hand(self, location: Location, *, any_revision: bool) -> _Held:
        """A connection that reads: one that is idle and still good, or a new one."""
        place = _place(location, contents=True)
        while held := self._pop(location, writes=False):
            with suppress(Exception):
                declared = Reader(held.connection, location.dialect).one("select version_num from alembic_version")
                if held.place == place and declared == (HEAD,):
                    return held
            held.connection.close()
        return _Held(open_reader(location, any_revision=any_revision).connection, location, place)

    def _keep(self, held: _Held, *, writes: bool) -> None:
        """Put a connection by for the next command."""
        try:
            held.connection.rollback()
        except Exception:
            held.connection.close()
            return
        if isinstance(held.connection, Unchanging):
            held.connection.close()
        else:
            self._idle.setdefault((held.location.url, writes), []).append(held)

    def _pop(self, location: Location, *, writes: bool) -> _Held | None:
        idle = self._idle.get((location.url, writes))
        with suppress(IndexError):  # another thread may have been quicker
            return idle.pop() if idle else None
        return None


def _place(location: Location, *, contents: bool = False) -> Place | None:
    """Device and number of a SQLite file and, of whoever only reads, when and how far other `contents` came into it.

    SQLite itself sees what goes through its log, but not that a file was written over.
    """
    if location.path is None:
        return None
    with suppress(OSError):
        found = os.stat(location.path)
        when = (found.st_mtime_ns, found.st_size) if contents else ()
        return found.st_dev, found.st_ino, *when
    return None
