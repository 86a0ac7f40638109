"""The one table of rules: what a standing permits, which rule forbids it, and what clears the way.

Each `Rule` is a cell of the matrix in the domain's description: an ability, a condition that finds
what stands in the way, the sentence shown, the rule id and the remedy. Decisions in actions,
`contact can`, hints in errors and `docs/reference/abilities.md` all come from `RULES`; a new
blocker (MC-15) is a new row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from casactl.domain.standing import GONE, Lifecycle


class Ability(StrEnum):
    """What can be asked of a standing."""

    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    DELETE = "delete"
    BE_ATTACHED = "be-attached"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: one thing in the way, and the command that clears it (None when nothing does)."""

    rule: str | None
    code: str
    message: str
    remedy: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """The JSON shape of a reason."""
        return {"rule": self.rule, "code": self.code, "message": self.message, "remedy": self.remedy}


@dataclass(frozen=True, slots=True)
class AttachedTo:
    """A property that a contact is attached to today."""

    path: str
    role: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at: a contact's standing and what hangs on it, on one day."""

    id: int
    display_name: str
    kind: str
    type: str
    lifecycle: Lifecycle
    before: Lifecycle | None = None
    version: int = 1
    attached: tuple[AttachedTo, ...] = field(default=())


Items = Iterable[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One cell: `finds` yields one mapping per thing in the way, which fills sentence and remedy."""

    rule: str | None
    code: str
    ability: Ability
    finds: Callable[[Facts], Items]
    sentence: str
    remedy: str | None = None
    when: str = ""
    """The condition in words, for the generated matrix."""


def quoted(text: object) -> str:
    """A value as a shell takes it back, in double quotes where that is safe to read and to paste."""
    plain = str(text)
    if any(mark in plain for mark in '"$`\\!'):
        return "'" + plain.replace("'", "'\\''") + "'"
    return f'"{plain}"'


def _lifecycle_is(*states: Lifecycle) -> Callable[[Facts], Items]:
    return lambda facts: [{"lifecycle": facts.lifecycle}] if facts.lifecycle in states else []


def _lifecycle_is_not(*states: Lifecycle) -> Callable[[Facts], Items]:
    return lambda facts: [{"lifecycle": facts.lifecycle}] if facts.lifecycle not in states else []


def _attachments(facts: Facts) -> Items:
    return [{"path": at.path, "role": at.role, "quoted": quoted(at.path)} for at in facts.attached]


def _gone(ability: Ability) -> Rule:
    sentence = "{name} is {lifecycle} for good"
    return Rule(None, "gone", ability, _lifecycle_is(*GONE), sentence, when="erased or merged")


RULES: tuple[Rule, ...] = (
    _gone(Ability.ARCHIVE),
    Rule(
        None,
        "already-archived",
        Ability.ARCHIVE,
        _lifecycle_is(Lifecycle.ARCHIVED),
        "{name} is archived already",
        when="archived",
    ),
    Rule(
        "MC-13",
        "property-attached",
        Ability.ARCHIVE,
        _attachments,
        "attached to {path} as {role}",
        "casactl contact detach {id} {quoted}",
        "a property is attached",
    ),
    _gone(Ability.UNARCHIVE),
    Rule(
        "MC-25",
        "not-archived",
        Ability.UNARCHIVE,
        _lifecycle_is(Lifecycle.ACTIVE, Lifecycle.INACTIVE),
        "{name} is {lifecycle}, not archived",
        when="active or inactive",
    ),
    _gone(Ability.DELETE),
    Rule(
        "MC-10",
        "archive-instead",
        Ability.DELETE,
        _lifecycle_is(Lifecycle.ACTIVE),
        "{name} is active: after a move-out, archive instead of deleting, the history stays",
        "casactl contact archive {id}",
        "active",
    ),
    Rule(
        "SD-6",
        "not-inactive",
        Ability.DELETE,
        _lifecycle_is_not(Lifecycle.INACTIVE),
        "only an inactive contact can be deleted; {name} is {lifecycle}",
        when="not inactive",
    ),
    Rule(
        "MC-13",
        "property-attached",
        Ability.DELETE,
        _attachments,
        "attached to {path} as {role}",
        "casactl contact detach {id} {quoted}",
        "a property is attached",
    ),
    _gone(Ability.BE_ATTACHED),
    Rule(
        "MC-13",
        "archived",
        Ability.BE_ATTACHED,
        _lifecycle_is(Lifecycle.ARCHIVED),
        "{name} is archived; archived contacts take no property",
        "casactl contact unarchive {id}",
        "archived",
    ),
    _gone(Ability.EDIT),
)


def cannot(facts: Facts, ability: Ability) -> list[Reason]:
    """Everything that forbids `ability`, empty when it is allowed; a contact that is gone says only that."""
    reasons: list[Reason] = []
    for rule in RULES:
        if rule.ability is not ability:
            continue
        reasons += [_reason(rule, facts, item) for item in rule.finds(facts)]
        if reasons and rule.code == "gone":
            break
    return reasons


def _reason(rule: Rule, facts: Facts, item: Mapping[str, object]) -> Reason:
    words = {"id": facts.id, "name": facts.display_name, **item}
    remedy = rule.remedy.format(**words) if rule.remedy else None
    return Reason(rule.rule, rule.code, rule.sentence.format(**words), remedy)
