"""Changing a setting that all operators share; one of them asks that each company has a primary contact (SD-15)."""

from __future__ import annotations

from dataclasses import field, replace

from casactl.actions.outbox.queue import cancel_forbidden
from casactl.actions.workspace.depends import consequences, falsifies
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Blank, Line, Remedy, Sentence
from casactl.domain.settings import Setting as Known
from casactl.domain.ties import WORKS_FOR
from casactl.records import dataclass
from casactl.store.holdings import stored_setting
from casactl.store.queries.links import unled
from casactl.store.queries.outbox import waiting_for_companies
from casactl.store.work import UnitOfWork


def set_setting(work: UnitOfWork, known: Known, value: str) -> Outcome:
    """Give a setting its value (as `known.parse` made it); one that holds it already is left alone."""
    outcome = Outcome("workspace.set")
    held = stored_setting(work.reader, known.name)
    before = held[1] if held else known.default
    number = held[0] if held else None
    if before == value:
        outcome.add(Result(known.name, number, UNCHANGED, known.name, note=f"is {value} already"))
        return outcome
    if reasons := falsifies(work.reader, known.name, value):
        outcome.add(Result(known.name, number, REFUSED, known.name, tuple(reasons)))
        return outcome
    outcome.warnings += consequences(work.reader, known.name, value, today=work.today)
    if number is None:
        [number] = work.insert("setting", [{"name": known.name, "value": value}])
    else:
        work.update("setting", [{"id": number, "value": value}])
    work.summary(f"set {known.name} to {value}, was {before}")
    result = Result(known.name, number, "updated", known.name, note=f"{before} → {value}")
    if known.name == "company_first":
        result = _company_first(work, outcome, result, on=value == "on")
    outcome.add(result)
    return outcome


def _company_first(work: UnitOfWork, outcome: Outcome, result: Result, *, on: bool) -> Result:

    found = switched(work, on=on)
    outcome.warnings += found.warnings()
    return replace(result, more=found.as_dict() if on else {})


BATCH = 5000
NAMED = 20


@dataclass(slots=True)
class Switched:
    """How many companies have got a primary contact, and how many have nobody to be it."""

    marked: int = 0
    without: int = 0
    named: list[tuple[int, str]] = field(default_factory=list)
    """The first of those that have nobody, as far as whoever asks may see them."""

    def as_dict(self) -> dict[str, object]:
        """The keys that the setting's result has beside the usual ones."""
        companies = [{"id": number, "display_name": name} for number, name in self.named]
        return {"marked": self.marked, "without_primary": self.without, "companies": companies}

    def warnings(self) -> list[Line]:
        """What the office has to do, in words."""
        if not self.without:
            return []
        listed = ", ".join(f"{number} {name}" for number, name in self.named)
        more = f" and {self.without - len(self.named):,} more" if self.without > len(self.named) else ""
        one = self.without == 1
        many = f"{self.without:,} {'company has' if one else 'companies have'} no primary contact"
        link = Remedy("contact link", Blank("PERSON"), Blank("COMPANY"), as_=WORKS_FOR, primary=True)
        return [Sentence(f"{many}: {listed}{more}; ", link)]


def switched(work: UnitOfWork, *, on: bool) -> Switched:
    """Make the earliest person of each company its primary contact; letters that wait for companies follow."""
    found = Switched()
    if on:
        _mark_all(work, found)
    cancel_forbidden(work, waiting_for_companies(work.reader))
    return found


def _mark_all(work: UnitOfWork, found: Switched) -> None:
    """In slices by the companies' numbers, so that any number of them fits into memory."""
    last, everybody = 0, work.reader.unfenced("a setting holds for every company of the workspace")
    while rows := unled(everybody, after=last, limit=BATCH):
        last = rows[-1][0]
        ties = [tie for _, _, tie in rows if tie is not None]
        work.update("link", [{"id": tie, "is_primary": 1} for tie in ties])
        seen = work.reader.in_sight("contact", (number for number, _, _ in rows))
        found.marked += sum(number in seen for number, _, tie in rows if tie is not None)
        found.without += sum(number in seen for number, _, tie in rows if tie is None)
        if len(found.named) < NAMED:
            _name(work, found, [number for number, _, tie in rows if tie is None])


def _name(work: UnitOfWork, found: Switched, companies: list[int]) -> None:
    from casactl.store.queries.contacts import by_ids

    seen = by_ids(work.reader, companies)
    named = [(number, seen[number].display_name) for number in companies if number in seen]
    found.named += named[: NAMED - len(found.named)]
