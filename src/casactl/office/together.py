"""Several commands as one operation: each has its part of a unit of work that is committed, or taken back, as a whole.

Each part begins like a unit of work of its own: what it has queued, whom it concerns and what follows from it is judged
by itself, then counts for the whole.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from casactl.store.reader import Reader

if TYPE_CHECKING:
    from casactl.store.journal import Origin
    from casactl.store.location import Location
    from casactl.store.work import UnitOfWork


class Together:
    """A unit of work that commands share, one after another."""

    def __init__(self, work: UnitOfWork, location: Location) -> None:
        self.work, self.location = work, location
        self.letters: list[int] = []
        """What leaves after the commit."""
        self.verbs: Counter[str] = Counter()
        """How many of the commands changed something, by verb."""

    def is_on(self, location: Location) -> bool:
        """Whether this is about a store, which then is read as it will be."""
        return location == self.location

    def reader(self) -> Reader:
        """A reader that sees what the commands before have done."""
        return Reader(self.work.reader.connection, self.location.dialect)

    @contextmanager
    def line(self, origin: Origin) -> Iterator[UnitOfWork]:
        """One command's part."""
        work = self.work
        whole, before = work.origin, work.begin_part(origin)
        arrived = len(work.incoming)
        yield work
        if work.operation is not None:
            self.verbs[origin.verb] += 1
        work.end_part(whole, before)
        for n in range(arrived, len(work.incoming)):
            work.incoming[n] = replace(work.incoming[n], path=_aside(work.incoming[n].path))

    def end(self) -> None:
        """Let the log tell what the whole is made of."""
        if self.work.journal.current is None:
            return
        self.work.journal.begun = True
        self.work.journal.current.payload["verbs"] = dict(self.verbs)
        counted = ", ".join(f"{count:,} {verb}" for verb, count in self.verbs.most_common())
        self.work.summary(counted)

    def discard(self) -> None:
        """Forget bytes that were read for what is taken back."""
        for each in self.work.incoming:
            each.discard()


def _aside(path: Path) -> Path:
    """Bytes under another name: whoever has read them forgets theirs when the command is over."""
    kept = path.with_name(f"{path.name}.kept")
    os.replace(path, kept)
    return kept
