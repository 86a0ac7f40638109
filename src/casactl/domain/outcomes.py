"""What a verb did, contact by contact: the frozen result that every action returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Protocol

from casactl.domain.abilities import Reason
from casactl.domain.letters import QUEUED, outcome_of
from casactl.domain.remedy import Line
from casactl.domain.shapes import record
from casactl.records import dataclass

UNCHANGED = "unchanged"
REFUSED = "refused"
SCHEDULED = "scheduled"
UPDATED = "updated"
LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome for one thing; `ref` is what the caller wrote, `id` the number of what changed."""

    ref: str
    id: int | None
    outcome: str
    name: str = ""
    reasons: tuple[Reason, ...] = ()
    note: Line = ""
    """A sentence for people ("archives on 2026-12-31"); not part of the JSON contract's keys."""
    more: Mapping[str, object] = field(default_factory=dict, hash=False)
    """Further keys of the JSON shape, those of one verb."""

    def as_dict(self) -> dict[str, object]:
        """The JSON shape of a result."""
        shape: dict[str, object] = {
            "ref": self.ref,
            "id": self.id,
            "outcome": self.outcome,
            "reasons": [record(reason) for reason in self.reasons],
        }
        if self.note:
            shape["note"] = self.note
        return shape | dict(self.more)


class LetterLike(Protocol):
    """A letter that a command has queued, as far as results speak of it."""

    @property
    def id(self) -> int: ...
    @property
    def contact_id(self) -> int | None: ...
    @property
    def user_id(self) -> int | None: ...
    @property
    def channel(self) -> str: ...
    @property
    def state(self) -> str: ...


def fates_of(verb: str, letters: Sequence[LetterLike]) -> dict[int, str]:
    """The outcome of what was queued, by the number of a result: a letter's under `outbox`, else a contact's."""
    states: dict[int, set[str]] = {}
    for each in letters:
        number = each.id if verb.startswith("outbox.") else None if each.user_id else each.contact_id
        states.setdefault(number or 0, set()).add(each.state)
    return {number: outcome_of(found) for number, found in states.items()}


@dataclass(slots=True)
class Outcome:
    """All results of one command, in the order of the selection."""

    verb: str
    results: list[Result] = field(default_factory=list)
    warnings: list[Line] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    """What people may want to know, though nothing is wrong."""
    more: Mapping[str, object] = field(default_factory=dict)
    """Further keys of the JSON object, those of one verb."""
    letters: Sequence[LetterLike] = ()
    """What it has queued, in the states in which those letters are."""

    def follow(self, letters: Sequence[LetterLike]) -> None:
        """Let the results say what has become of the letters that were queued."""
        self.letters = letters
        fates = fates_of(self.verb, letters)
        for n, result in enumerate(self.results):
            if result.outcome == QUEUED and result.id in fates:
                self.results[n] = replace(result, outcome=fates[result.id])

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def add(self, result: Result) -> None:
        """Append one result."""
        self.results.append(result)

    def of(self, *outcomes: str) -> list[Result]:
        """The results that ended so."""
        return [result for result in self.results if result.outcome in outcomes]

    @property
    def refused(self) -> list[Result]:
        """The results that a rule forbade."""
        return self.of(REFUSED)

    @property
    def applied(self) -> list[Result]:
        """The results that changed something."""
        return [r for r in self.results if r.outcome not in (REFUSED, UNCHANGED, LEFT_OUT)]
