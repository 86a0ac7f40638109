"""Importing properties: any order of rows, parents first all the same; the same file twice changes nothing.

A row says its kind, its name and what it stands in; or, in a list of units, a column names the community and one the
unit, between them perhaps the building: then what stands above a unit goes in with it. The rows are sorted by kind,
which is their depth in the tree; each depth meets the workspace in batches and is written at once, so that the next one
finds its parents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from casactl.actions.property.find import place_name, standing
from casactl.domain.names import clean, fold
from casactl.domain.placeholders import is_sum
from casactl.domain.properties import (
    KINDS,
    OWN_SLASH,
    PARENTS,
    SEPARATOR,
    escaped,
    join,
    parts_of,
    path_key,
)
from casactl.errors import InvalidValue
from casactl.intake.engine import Importing, Placed, RowFault, need_columns
from casactl.intake.rejects import RejectsFile
from casactl.records import dataclass
from casactl.store.queries.properties import by_keys
from casactl.store.work import UnitOfWork, chunks

BATCH = 4000
SHOWN = 80
LONGEST_PATH = 1000


@dataclass(frozen=True, slots=True)
class PropertyCandidate:
    """A row as it would be stored; `within` as written."""

    line: int
    cells: Sequence[str]
    kind: str
    name: str
    within: str
    parent_key: str
    key: str


@dataclass(slots=True)
class Known:
    """A property that a path key names, stored or about to be."""

    path: str
    kind: str
    retired: bool = False
    id: int | None = None
    line: int | None = None
    """The row of this file that adds it."""


COMMUNITY, BUILDING, UNIT = KINDS
LEVELS = frozenset({BUILDING, UNIT})
"""Fields that say of what kind they name something."""


_A_DAY = re.compile(r"\d{4}-\d\d-\d\d(?: 00:00:00)?")
_AS_TEXT = "format the column as text there, and write the name again"


def check_columns(columns: Sequence[str | None]) -> None:
    """Raise MissingColumn when no row could be a property."""
    if not LEVELS & set(columns):
        need_columns(columns, ("kind", "name"), "property")


class PropertyImport(Importing[PropertyCandidate]):
    """One import of properties: adds what is not there yet."""

    batch = None

    def __init__(self, work: UnitOfWork, columns: Sequence[str | None], rejects: RejectsFile) -> None:
        super().__init__(self._candidate, rejects)
        self._work = work
        self._at = {name: n for n, name in enumerate(columns) if name}
        if "kind" in self._at and not {"name", BUILDING} & self._at.keys():
            self._at["name"] = self._at.pop(UNIT)  # the kinds are said: whatever the names are called
        self._by_levels = bool(LEVELS & self._at.keys())
        self._above: set[str] = set()
        """What has gone in already with a unit that it stands above."""
        self._known: dict[str, Known] = {}
        self._rejected: dict[str, int] = {}

    def take(self, batch: list[PropertyCandidate]) -> None:
        """Place the rows, those of one kind after the other."""
        for kind in KINDS:
            for part in chunks([row for row in batch if row.kind == kind], BATCH):
                self._place(part)

    def reject(self, row: Placed, fault: RowFault) -> None:
        """Let a row come back, and remember where it would have stood."""
        self._rejected.setdefault(self._key(row), row.line)
        super().reject(row, fault)

    def _key(self, row: Placed) -> str:
        if isinstance(row, PropertyCandidate):
            return row.key
        named = [name for _, name in self._levels(row.cells)] if self._by_levels else [self._cell(row.cells, "name")]
        return path_key(SEPARATOR.join([self._cell(row.cells, "in"), *map(escaped, named)]))

    def _cell(self, cells: Sequence[str], field: str) -> str:
        at = self._at.get(field)
        return "" if at is None else cells[at].strip()

    def others(self, read: PropertyCandidate) -> Sequence[PropertyCandidate]:
        """What the row's own place stands in, where columns say that too; once for all of a file."""
        above = self._levels(read.cells)[:-1] if self._by_levels else []
        found = [self._made(read.line, read.cells, above[: n + 1]) for n in range(len(above))]
        fresh = [each for each in found if each.key not in self._above]
        self._above.update(each.key for each in fresh)
        return fresh

    def _candidate(self, line: int, cells: Sequence[str]) -> PropertyCandidate:
        if self._by_levels:
            levels = self._levels(cells)
            self._check_levels(cells, levels)
            return self._made(line, cells, levels)
        kind, name = self._kind(cells), self._cell(cells, "name")
        if kind not in KINDS:
            raise RowFault("invalid-kind", f"'{kind[:SHOWN]}' is no kind of property; kinds: {', '.join(KINDS)}")
        if not name:
            raise RowFault("missing-name", f"the {kind} has no name")
        return self._made(line, cells, [(kind, name)])

    def _kind(self, cells: Sequence[str]) -> str:
        return fold(self._cell(cells, "kind"))

    def _levels(self, cells: Sequence[str]) -> list[tuple[str, str]]:
        """Kind and name of the row's place and of what it stands in, from the top."""
        at = [name.strip() for name in parts_of(self._cell(cells, "name")) if name.strip()]
        levels = [(COMMUNITY if n == 0 else BUILDING, name) for n, name in enumerate(at)]
        return levels + [(kind, name) for kind in (BUILDING, UNIT) if (name := self._cell(cells, kind))]

    def _check_levels(self, cells: Sequence[str], levels: Sequence[tuple[str, str]]) -> None:
        if any(is_sum(name) for _, name in levels):
            raise RowFault("total-row", "the row sums up others, or is the foot of a page, and is no property")
        if not levels:
            raise RowFault("missing-name", "the row names nothing")
        kind, deepest = self._kind(cells), levels[-1][0]
        if kind in KINDS and kind != deepest:
            raise RowFault("kind-differs", f"the row says {kind}, and names a {deepest}")

    def _made(self, line: int, cells: Sequence[str], levels: Sequence[tuple[str, str]]) -> PropertyCandidate:
        if day := next((name for _, name in levels if _A_DAY.fullmatch(name)), ""):
            raise RowFault(
                "invalid-name", f"'{day}' is a day, which a spreadsheet makes of a name such as 2/1: {_AS_TEXT}"
            )
        try:
            names = [place_name(escaped(name.replace(OWN_SLASH, SEPARATOR))) for _, name in levels]
            within = clean(self._cell(cells, "in"), limit=LONGEST_PATH)
        except InvalidValue as fault:
            raise RowFault("invalid-name", fault.message) from None
        for name in names[:-1]:
            within = join(within or None, name)
        return PropertyCandidate(
            line, cells, levels[-1][0], names[-1], within, path_key(within), path_key(join(within or None, names[-1]))
        )

    def _place(self, rows: Sequence[PropertyCandidate]) -> None:
        """Meet the workspace with rows of one kind; those above are stored already."""
        self._learn(rows)
        fresh: list[tuple[PropertyCandidate, Known]] = []
        for row in rows:
            try:
                if self._held(row) is None:
                    fresh.append((row, self._expect(row)))
            except RowFault as fault:
                self.reject(row, fault)
        self._insert(fresh)

    def _learn(self, rows: Sequence[PropertyCandidate]) -> None:
        wanted = {key for row in rows for key in (row.key, row.parent_key) if key and key not in self._known}
        for row in by_keys(self._work.reader, sorted(wanted)):
            self._known[row.path_key] = Known(row.path, row.kind, bool(row.retired), row.id)

    def _held(self, row: PropertyCandidate) -> Known | None:
        """The property that a row is about, None for a new one in its right place.

        Raises RowFault.
        """
        held = self._known.get(row.key)
        if held and held.kind != row.kind:
            where = f", by line {held.line} of this file" if held.line else ""
            raise RowFault("kind-differs", f"{held.path} is a {held.kind}{where}, not a {row.kind}")
        if held:
            self.unchanged += 1
        else:
            self._check_parent(row)
        return held

    def _check_parent(self, row: PropertyCandidate) -> None:
        if not row.parent_key:
            if PARENTS[row.kind]:
                raise RowFault("wrong-parent", f"{standing(row.kind)}; the row does not say in which")
            if self._work.reader.fenced:
                raise RowFault("out-of-reach", "whoever is fenced to communities adds no other one")
            return
        parent = self._known.get(row.parent_key)
        if parent is None:
            raise RowFault("unknown-property", self._unknown(row))
        if parent.kind not in PARENTS[row.kind]:
            raise RowFault("wrong-parent", f"{standing(row.kind)}; {parent.path} is a {parent.kind}")
        if parent.retired:
            raise RowFault("parent-retired", f"{parent.path} is retired")

    def _unknown(self, row: PropertyCandidate) -> str:
        shown = f"'{row.within[:SHOWN]}'"
        if line := self._rejected.get(row.parent_key):
            return f"{shown} is line {line} of this file, which was rejected"
        return f"there is no property {shown}, neither in the workspace nor in this file"

    def _expect(self, row: PropertyCandidate) -> Known:
        above = self._known.get(row.parent_key)
        new = Known(join(above.path if above else None, row.name), row.kind, line=row.line)
        self._known[row.key] = new
        return new

    def _insert(self, fresh: Sequence[tuple[PropertyCandidate, Known]]) -> None:
        rows = [
            {
                "kind": row.kind,
                "name": row.name,
                "parent_id": self._known[row.parent_key].id if row.parent_key else None,
                "path": new.path,
                "path_key": row.key,
            }
            for row, new in fresh
        ]
        for (_, new), number in zip(fresh, self._work.insert("property", rows), strict=True):
            new.id = number
        self.added += len(rows)
