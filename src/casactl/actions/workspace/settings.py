"""Changing a setting that all operators share."""

from __future__ import annotations

from dataclasses import replace

from casactl.domain.outcomes import UNCHANGED, Outcome, Result
from casactl.domain.settings import Setting as Known
from casactl.store.holdings import stored_setting
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
    from casactl.actions.workspace.company_first import switched

    found = switched(work, on=on)
    outcome.warnings += found.warnings()
    return replace(result, more=found.as_dict() if on else {})
