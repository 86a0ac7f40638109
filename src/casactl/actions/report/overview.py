"""How the office stands today: contacts, debts, invitations, archives that come up, work to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from datetime import date, timedelta

from casactl.domain.contact_types import TYPES
from casactl.domain.engagements import KINDS
from casactl.domain.shapes import DATE, INNER, derived, key
from casactl.domain.standing import Arrears, Lifecycle, Portal
from casactl.records import dataclass
from casactl.store.queries import overview as asked
from casactl.store.queries.overview import PlannedCount, StatusSum, WorkCount
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader

NEXT = 10
"""So many of the archives that come up are named."""
WEEK = 7


@dataclass(slots=True)
class TypeLine:
    """The contacts of a type by life cycle, and how many of them are locked, invited, activated."""

    type: str
    active: int = 0
    inactive: int = 0
    archived: int = 0
    locked: int = 0
    invited: int = 0
    activated: int = 0

    @derived(after="activated")
    def total(self) -> int:
        """Everybody who is here."""
        return self.active + self.inactive + self.archived


@dataclass(frozen=True, slots=True)
class ComingArchive:
    """A contact who is about to be archived."""

    id: int
    contact_id: int
    display_name: str
    on: str | None = field(metadata=DATE)
    state: str


@dataclass(frozen=True, slots=True)
class Overview:
    """One day's picture; amounts in minor units."""

    as_of: date
    currency: str
    types: list[TypeLine] = field(metadata=key("contacts"))
    statuses: list[StatusSum] = field(metadata=key("arrears"))
    expired: int = field(metadata=INNER)
    archives: list[PlannedCount]
    next_archives: list[ComingArchive]
    work: list[WorkCount]

    @derived(after="arrears")
    def invitations(self) -> dict[str, int]:
        """How many are under way, how many of them have run out, and how many were taken up."""
        total = self.total
        return {"outstanding": total.invited, "expired": self.expired, "activated": total.activated}

    @property
    def total(self) -> TypeLine:
        """All types together."""
        line = TypeLine("total")
        for name in ("active", "inactive", "archived", "locked", "invited", "activated"):
            setattr(line, name, sum(getattr(each, name) for each in self.types))
        return line


def overview(reader: Reader, today: date) -> Overview:
    """Count everything that whoever acts may see."""
    day = today.isoformat()
    order, kinds = list(Arrears), list(KINDS)
    statuses = asked.by_status(reader, today=day)
    week = (today + timedelta(days=WEEK)).isoformat()
    return Overview(
        today, setting(reader, "currency"), _types(reader),
        sorted(statuses, key=lambda row: order.index(Arrears(row.status))),
        asked.expired_invitations(reader),
        asked.archives_ahead(reader),
        [ComingArchive(row.id, row.contact_id, row.display_name, row.on, row.state)
         for row in asked.next_archives(reader, limit=NEXT)],
        sorted(asked.work_by_kind(reader, today=day, week=week), key=lambda row: kinds.index(row.kind)),
    )  # fmt: skip


def _types(reader: Reader) -> list[TypeLine]:
    """The active ones are those of all whom no index of the others holds."""
    lines = {type_: TypeLine(type_) for type_ in TYPES}
    for row in asked.by_type(reader):
        lines[row.type].active = row.contacts
    for away in asked.by_standing(reader, "lifecycle"):
        lines[away.type].active -= away.contacts
        if away.standing in (Lifecycle.INACTIVE, Lifecycle.ARCHIVED):
            setattr(lines[away.type], away.standing, away.contacts)
    for held in [*asked.by_standing(reader, "portal"), *asked.by_standing(reader, "locked")]:
        if held.standing in (Portal.INVITED, Portal.ACTIVATED, "locked"):
            setattr(lines[held.type], held.standing, held.contacts)
    return _filled(lines.values())


def _filled(lines: Iterable[TypeLine]) -> list[TypeLine]:
    return [line for line in lines if line.total]
