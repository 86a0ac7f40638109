"""Ties between contacts: one table of kinds, and what follows from ties for households, first places and loops.

"A is KIND for B": the row's contact is A, its other is B. Of all who are the same to B one may be marked the primary.
A household has no direction: it is everybody whom its ties lead to, over any number of steps, and has one primary.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from casactl.domain.abilities import Reason, cannot_now
from casactl.domain.contact_types import ContactKind
from casactl.domain.facts import Facts
from casactl.domain.remedy import Blank, Remedy, Word
from casactl.records import dataclass

Row = Mapping[str, Any]

WORKS_FOR, SECONDARY, HOUSEHOLD = "works-for", "secondary", "household"


@dataclass(frozen=True, slots=True)
class TieKind:
    """One kind of tie, as both of its ends know it."""

    name: str
    """What A is for B."""
    back: str
    """What B is for A."""
    sentence: str
    labels: tuple[str, str]
    """What a profile calls it on A's side, and on B's."""
    rule: str
    first: str = "the primary one"
    """What A is where it is marked."""
    ends: tuple[ContactKind | None, ContactKind | None] = (None, None)
    """Which kind of contact A has to be, and B."""
    mutual: bool = False
    marked: bool = True
    """Whether one A may be the primary for its B."""


KINDS: Mapping[str, TieKind] = {
    kind.name: kind
    for kind in (
        TieKind(WORKS_FOR, "employer-of", "works for {other}", ("works for", "works here"), "PY-2",
                "the primary contact", (ContactKind.PERSON, ContactKind.COMPANY)),
        TieKind(SECONDARY, "primary-of", "is a secondary client of {other}", ("secondary of", "secondary"), "SD-14",
                marked=False),
        TieKind(HOUSEHOLD, HOUSEHOLD, "lives with {other}", ("lives with", "lives with"), "PY-2",
                "the household's primary", (ContactKind.PERSON, ContactKind.PERSON), mutual=True),
        TieKind("access", "has-access", "gives access for {other}", ("access for", "access"), "PY-2"),
        TieKind("guarantor", "has-guarantor", "is a guarantor of {other}", ("guarantor of", "guarantor"), "PY-2"),
        TieKind("emergency", "has-emergency", "is an emergency contact of {other}", ("emergency for", "emergency"),
                "PY-2"),
    )
}  # fmt: skip

LOOPING = tuple(kind.name for kind in KINDS.values() if not kind.mutual and kind.ends == (None, None))
"""The kinds whose ties could lead back to where they began."""

_LABELS = {word: label for kind in KINDS.values()
           for word, label in zip((kind.name, kind.back), kind.labels, strict=True)}  # fmt: skip


def label_of(as_: str) -> str:
    """What a profile calls a tie, seen from one of its ends."""
    return _LABELS[as_]


def first_place_of(as_: str) -> str:
    """What whoever is marked is called, seen from either end."""
    return next(kind.first for kind in KINDS.values() if as_ in (kind.name, kind.back))


def sentence_of(kind: str, other: str) -> str:
    """What a contact is to another, without its subject."""
    return KINDS[kind].sentence.format(other=other)


def key_of(row: Row) -> tuple[str, frozenset[int] | tuple[int, int]]:
    """What makes two rows the same tie: a household's are the same in either direction."""
    ends = (row["contact_id"], row["other_id"])
    return row["kind"], frozenset(ends) if KINDS[row["kind"]].mutual else ends


# What forbids a tie -------------------------------------------------------------------------------


def forbids(kind: TieKind, one: Facts, other: Facts) -> list[Reason]:
    """Why `one` cannot be tied to `other` so, whatever other ties there are."""
    if one.id == other.id:
        message = f"{one.display_name} cannot be tied to itself"
        return [Reason(kind.rule, "self-link", message, _linking(kind, one.id, Blank("OTHER")))]
    return [*cannot_now(one), *cannot_now(other), *_wrong_ends(kind, one, other)]


def _wrong_ends(kind: TieKind, one: Facts, other: Facts) -> list[Reason]:
    reasons: list[Reason] = []
    if one.kind != other.kind and kind.ends == (other.kind, one.kind):
        message = f"it is the other way round: {_rule_in_words(kind)}, and {one.display_name} is the {one.kind}"
        return [Reason(kind.rule, "wrong-way", message, _linking(kind, other.id, one.id))]
    remedies = _linking(kind, Blank("REF"), other.id), _linking(kind, one.id, Blank("REF"))
    for who, needed, remedy in zip((one, other), kind.ends, remedies, strict=True):
        if needed is not None and who.kind != needed:
            message = f"{who.display_name} is a {who.kind}: {_rule_in_words(kind)}"
            reasons.append(Reason(kind.rule, "wrong-kind", message, remedy))
    return reasons


def _linking(kind: TieKind, one: Word, other: Word) -> Remedy:
    return Remedy("contact link", one, other, as_=kind.name)


def _rule_in_words(kind: TieKind) -> str:
    return f"a {kind.ends[0]} {kind.sentence.format(other=f'a {kind.ends[1]}')}"


def way(ties: Iterable[Row], start: int, end: int) -> list[int]:
    """The shortest way from one contact to another in the ties' direction, both ends included; empty without one."""
    onward: dict[int, list[int]] = {}
    for row in ties:
        onward.setdefault(row["contact_id"], []).append(row["other_id"])
    ways, queue = {start: [start]}, deque([start])
    while queue:
        at = queue.popleft()
        if at == end:
            return ways[at]
        for number in onward.get(at, ()):
            if number not in ways:
                ways[number] = [*ways[at], number]
                queue.append(number)
    return []


# Households ---------------------------------------------------------------------------------------


def household_of(ties: Iterable[Row], member: int) -> list[Row]:
    """Those of the ties that make up the household of a member, by number."""
    touching: dict[int, list[Row]] = {}
    for row in ties:
        if row["kind"] == HOUSEHOLD:
            touching.setdefault(row["contact_id"], []).append(row)
            touching.setdefault(row["other_id"], []).append(row)
    found: dict[int, Row] = {}
    seen, left = {member}, [member]
    while left:
        for row in touching.get(left.pop(), ()):
            found[row["id"]] = row
            fresh = {row["contact_id"], row["other_id"]} - seen
            seen |= fresh
            left += fresh
    return [found[number] for number in sorted(found)]


def primary_of(household: Sequence[Row]) -> int | None:
    """Who is the primary of a household: whoever is marked, else the other side of the earliest tie."""
    marked = [row for row in household if row["is_primary"]]
    if marked:
        return int(min(marked, key=_number)["contact_id"])
    return int(min(household, key=_number)["other_id"]) if household else None


def with_primary(household: Sequence[Row], member: int, *, marking: bool = False) -> dict[int, dict[str, Any]]:
    """The new values, by tie, that make `member` the one primary of its household.

    With `marking` a mark says so, even where it follows from the earliest tie.
    """
    touching = [row for row in household if member in (row["contact_id"], row["other_id"])]
    if not touching:
        return {}
    marked = [row for row in household if row["is_primary"]]
    theirs = [row for row in marked if row["contact_id"] == member]
    follows = not theirs and not marking and min(household, key=_number)["other_id"] == member
    chosen = None if follows else min(theirs or touching, key=_number)
    changes: dict[int, dict[str, Any]] = {row["id"]: {"is_primary": 0} for row in marked if row is not chosen}
    if chosen is not None and not theirs:
        other = chosen["other_id"] if chosen["contact_id"] == member else chosen["contact_id"]
        turned = {"contact_id": member, "other_id": other, "is_primary": 1}
        changes[chosen["id"]] = {column: value for column, value in turned.items() if chosen[column] != value}
    return {number: new for number, new in changes.items() if new}


def members_of(household: Iterable[Row]) -> set[int]:
    """Everybody whom these ties hold together."""
    return {number for row in household for number in (row["contact_id"], row["other_id"])}


def _number(row: Row) -> int:
    return int(row["id"])
