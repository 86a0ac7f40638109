"""What a contact's standing permits: every ability, yes or no, and what clears the way (SD-26)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field

from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.shapes import INNER, derived
from casactl.errors import UsageFault
from casactl.records import dataclass
from casactl.store.queries.facts import facts_now
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Answer:
    """One ability, and why not when it is not allowed."""

    ability: Ability
    reasons: tuple[Reason, ...]

    @derived(after="ability")
    def allowed(self) -> bool:
        """Whether nothing forbids it."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers for one contact."""

    id: int
    display_name: str = field(metadata=INNER)
    lifecycle: str = field(metadata=INNER)
    abilities: tuple[Answer, ...]


def nothing_lacking(_: Ability) -> Sequence[Reason]:
    """Whoever asks may run every verb."""
    return ()


def what_can(
    reader: Reader, number: int, *, today: str, ability: str | None = None,
    lacking: Callable[[Ability], Sequence[Reason]] = nothing_lacking,
) -> Answers:  # fmt: skip
    """The answers for one contact, for one ability or for all; `lacking` says which right whoever asks has not.

    Raises UsageFault for an unknown ability, listing the known.
    """
    asked = [_ability(ability)] if ability is not None else list(Ability)
    facts = facts_now(reader, number, today=today)
    answers = tuple(Answer(each, (*lacking(each), *cannot(facts, each))) for each in asked)
    return Answers(number, facts.display_name, facts.lifecycle, answers)


def _ability(text: str) -> Ability:
    try:
        return Ability(text.strip().lower())
    except ValueError:
        known = ", ".join(Ability)
        raise UsageFault(f"'{text}' is not an ability; abilities: {known}.") from None
