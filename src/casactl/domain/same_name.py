"""Whether two names are one person's or company's but for their spelling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from casactl.domain.names import fold
from casactl.domain.nicknames import Nicknames
from casactl.domain.person_names import another_generation, person_name, words

_LONG, _VERY_LONG = 4, 8
"""From how many letters on one slip, or two, leave a word recognisable."""


class Named(NamedTuple):
    """A name as it is stored: a person's two, or a company's."""

    first: str | None
    last: str | None
    name: str | None
    suffix: str | None = None

    def __bool__(self) -> bool:
        return bool(self.first or self.last or self.name)

    @property
    def shown(self) -> str:
        """The name as people read it."""
        return self.name or " ".join(filter(None, (self.first, self.last, self.suffix)))


def same_but_for_spelling(one: Named, other: Named, nicknames: Nicknames, *, either: bool = False) -> bool:
    """Whether two names could be one's; what says no name contradicts none, Senior and Junior are two.

    With `either` it is enough that first or last names agree: people marry.
    """
    if not (one and other) or one.shown == other.shown:
        return True
    if not either and another_generation(one.suffix, other.suffix):
        return False
    if one.name or other.name:
        return bool(one.name and other.name) and _alike(_company(one.name or ""), _company(other.name or ""))
    if fold(f"{one.last} {one.first}") == fold(f"{other.first} {other.last}"):
        return True
    first = not (one.first and other.first) or _first_alike(one.first, other.first, nicknames)
    last = not (one.last and other.last) or _last_alike(one.last, other.last, nicknames)
    return (first or last) if either else (first and last)


def _first_alike(one: str, other: str, nicknames: Nicknames) -> bool:
    ours, theirs = person_name(one, "x", nicknames), person_name(other, "x", nicknames)
    if set(ours.called) & set(theirs.called) or set(ours.first) & set(theirs.first):
        return True
    initials = (ours.initial or theirs.initial) and ours.first[0][:1] == theirs.first[0][:1]
    return initials or _alike(ours.given[0], theirs.given[0])


def _last_alike(one: str, other: str, nicknames: Nicknames) -> bool:
    ours, theirs = person_name("x", one, nicknames), person_name("x", other, nicknames)
    return bool(set(ours.surname) & set(theirs.surname)) or _alike(ours.surname[0], theirs.surname[0])


def _alike(one: str, other: str) -> bool:
    """Whether two words differ by no more than slips."""
    if one == other:
        return True
    shorter = min(len(one), len(other))
    slips = 2 if shorter >= _VERY_LONG else 1 if shorter >= _LONG else 0
    return abs(len(one) - len(other)) <= slips and _distance(one, other, slips) <= slips


def _company(name: str) -> str:
    from casactl.domain.company_duplicates import LEGAL_FORMS

    said: Sequence[str] = words(name)
    return "".join(word for word in said if word not in LEGAL_FORMS and word != "and") or "".join(said)


def _distance(one: str, other: str, most: int) -> int:
    """How many letters are wrong, left out, put in or swapped; above `most` any number."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, theirs in enumerate(other, 1):
            best = min(row[-1] + 1, before[j] + 1, before[j - 1] + (letter != theirs))
            if last and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]
