"""When two people's names are likely one person's: keys to look under, and how alike two names are.

A name alone makes a duplicate when it is the same but for accents, hyphens, particles, order, a nickname
or a middle name. A slip of the pen, an initial or half a double name counts only with something else
in common. Two known given names that differ are two people, however alike they look.
"""

from __future__ import annotations

from collections.abc import Callable

from casactl.domain.nicknames import Nicknames
from casactl.domain.person_names import PersonName, swapped
from casactl.records import dataclass

Slip = Callable[[str, str], bool]
"""Whether two words are a keystroke or two apart."""

SAME, PENALTIES = 80, {"nickname": 8, "middle name": 6, "particle": 4, "swapped order": 6}
"""Points of names that make a duplicate by themselves, and what each difference takes away."""
SIMILAR = 54
"""Points of names that need something else in common."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are: points up to 80, why, and whether something else must be in common."""

    points: int
    reasons: tuple[str, ...]
    weak: bool = False


def people_alike(one: PersonName, other: PersonName, slip: Slip) -> Likeness | None:
    """How alike two people's names are, None when they are two people's.

    A father and a son (Jr) are two.
    """
    if one.generation != other.generation:
        return None
    straight = _in_order(one, other, slip)
    if straight and not straight.weak:
        return straight
    return _crossed(one, other) or _crossed(other, one) or straight


def _crossed(one: PersonName, other: PersonName) -> Likeness | None:
    """How alike they are when the other's first and last name have changed places."""
    if not _share(one.surname, other.first) and not _share(one.surname, other.given):
        return None
    found = _in_order(one, swapped(other), _no_slip)
    if found is None or found.weak:
        return None
    reasons = ("swapped order", *(reason for reason in found.reasons if reason != "same name"))
    return Likeness(found.points - PENALTIES["swapped order"], reasons)


def _share(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return any(word in other for word in one)


def _no_slip(_one: str, _other: str) -> bool:
    return False


def _in_order(one: PersonName, other: PersonName, slip: Slip) -> Likeness | None:
    if _share(one.whole, other.whole):
        return Likeness(SAME, ("same name",))
    last = _last_names(one, other, slip)
    first = _first_names(one, other, slip) if last is not None else None
    if last is None or first is None or (last in WEAK and first in WEAK):
        return None
    found = tuple(dict.fromkeys(reason for reason in (first, last) if reason))
    if last in WEAK or first in WEAK:
        return Likeness(SIMILAR, found, weak=True)
    return Likeness(SAME - sum(PENALTIES[reason] for reason in found), found or ("same name",))


WEAK = ("spelling", "initial", "half a double name")


def _first_names(one: PersonName, other: PersonName, slip: Slip) -> str | None:
    """Why two first names are alike: empty when they are the same, None when they are not."""
    if _share(one.given, other.given):
        return ""
    if not _middles_agree(one.middle, other.middle):
        return None
    if one.initial or other.initial:
        return "initial" if one.first[0][:1] == other.first[0][:1] else None
    if _share(one.first, other.first):
        return "middle name"
    if _share(one.called, other.called):
        return "nickname"
    pairs = ((a, b) for a in one.first for b in other.first)
    return "spelling" if any(given_slip(a, b, one.nicknames) and slip(a, b) for a, b in pairs) else None


def _middles_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether middle names and initials can be one person's: John A. and John B. cannot."""
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(one, other, strict=False))


def _last_names(one: PersonName, other: PersonName, slip: Slip) -> str | None:
    if _share(one.surname, other.surname):
        return "" if one.surname[0] == other.surname[0] else "particle"
    if len(one.parts) != len(other.parts) and (
        set(one.parts) <= set(other.parts) or set(other.parts) <= set(one.parts)
    ):
        return "half a double name"
    pairs = ((a, b) for a in one.surname for b in other.surname)
    return "spelling" if any(surname_slip(a, b) and slip(a, b) for a, b in pairs) else None


VOWELS = frozenset("aeiouy")
CLOSE = [frozenset(group) for group in ("ckqx", "sz", "cs", "vwf", "dt", "bp", "mn", "gj")]


def surname_slip(one: str, other: str) -> bool:
    """Whether the edit between two last names is of the kind that people make: Smith, Smyth; not Walter, Walker."""
    shorter = min(len(one), len(other))
    if shorter < 4 or one[0] != other[0]:
        return False
    if len(one) != len(other) or shorter >= 8:
        return True
    if sorted(one) == sorted(other):
        return shorter >= 6
    return shorter >= 5 and all(a == b or _close(a, b) for a, b in zip(one, other, strict=True))


def given_slip(one: str, other: str, nicknames: Nicknames) -> bool:
    """The same of given names: never two known ones, nor a man's and a woman's (Mirko, Mirka)."""
    if {one, other} <= nicknames.known:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) < 5 or long.rstrip("aeiouy") == short.rstrip("aeiouy"):
        return False
    return surname_slip(one, other)


def _close(one: str, other: str) -> bool:
    return {one, other} <= VOWELS or any({one, other} <= group for group in CLOSE)
