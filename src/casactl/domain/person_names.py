"""A person's name taken apart for comparing, and the keys that two alike names share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field

from casactl.domain.names import fold
from casactl.domain.nicknames import Nicknames
from casactl.records import dataclass

GENERATIONS = {
    "jr": "2",
    "junior": "2",
    "jnr": "2",
    "ii": "2",
    "sr": "1",
    "senior": "1",
    "snr": "1",
    "iii": "3",
    "iv": "4",
}
_OF_SUFFIXES = {**GENERATIONS, "jun": "2", "sen": "1"}
"""What a suffix says; two of these are given names, too, where they stand in a name."""
_COURTESY = (
    "mr mrs ms miss mx herr frau mme mlle monsieur madame mademoiselle hr sra srta senora senor signora dhr mevr"
)
_IN_LISTS = "m mm messrs fam familie eheleute famille famiglia sr sig sigra pan pani"
AS_TITLES = frozenset(_IN_LISTS.split())
"""Titles in a column of titles only: in a name they are initials, names, or `Senior`."""
_TITLES = "dr prof sir dame lady lord rev"
_PARTICLES = """
    van von der den de del della di da dal do dos das du la le les los las lo el al ter ten zu zum zur bin ibn ben st y
    e af av
"""
COURTESY = frozenset(_COURTESY.split())
"""Titles that letters begin with; they are no part of the name that is shown."""
TITLES, PARTICLES = frozenset(_TITLES.split()) | COURTESY, frozenset(_PARTICLES.split())
SPELT_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"}
)
_MARKS = re.compile(r"[.'’`´]")
_HYPHENS = re.compile(r"(?<=\w)[-‐‑](?=\w)")
_BREAKS = re.compile(r"[^\w]+")


def words(text: str) -> list[str]:
    """The folded words of a name; marks inside a word fall away, hyphens part words."""
    return _BREAKS.sub(" ", _MARKS.sub("", fold(text))).split()


def share_a_word(typed: str, names: Iterable[str]) -> bool:
    """Whether any word of what was typed is a word of one of these names, however umlauts and blanks are set."""
    ours = _words_and_whole(typed)
    return any(ours & _words_and_whole(name) for name in names)


def _words_and_whole(name: str) -> set[str]:
    found = spellings(name)
    return {word for each in found for word in each} | {"".join(each) for each in found if each}


def spellings(text: str) -> list[list[str]]:
    """The words as they are folded, and with umlauts spelt out where there are any."""
    spelt = text.translate(SPELT_OUT)
    return [words(text)] if spelt == text else [words(text), words(spelt)]


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name taken apart; tuples hold a spelling each, and stay small: there are many names."""

    raw: tuple[str, str]
    given: tuple[str, ...]
    """All given names as one word."""
    first: tuple[str, ...]
    """The first given name alone."""
    middle: tuple[str, ...]
    surname: tuple[str, ...]
    """The whole last name as one word, and without its particles."""
    parts: tuple[str, ...]
    """The parts of a last name of several."""
    called: tuple[str, ...]
    """What the first given name may be short for."""
    whole: tuple[str, ...]
    """First and last names run together."""
    generation: str
    nicknames: Nicknames = field(repr=False, compare=False)
    """By which `called` was found, and is again where the names have changed places."""

    @property
    def initial(self) -> bool:
        """Whether the first name is a letter only."""
        return all(len(word) == 1 for word in self.first)


def person_name(first: str, last: str, nicknames: Nicknames) -> PersonName:
    """Take a person's name apart."""
    given: dict[str, None] = {}
    firsts: dict[str, None] = {}
    surname: dict[str, None] = {}
    parts: dict[str, None] = {}
    middle: tuple[str, ...] = ()
    for ours, theirs in _both(first, last):
        front, back = _parted(ours, theirs)
        core = [word for word in back if word not in PARTICLES] or back
        given["".join(front)] = firsts[front[0] if front else ""] = None
        middle = middle or tuple(front[1:])
        surname |= dict.fromkeys(("".join(back), "".join(core)))
        parts |= dict.fromkeys(core)
    called = (*nicknames.call_names(firsts), *(given if middle else ()))
    return PersonName(
        (first, last),
        tuple(given),
        tuple(firsts),
        middle,
        tuple(surname),
        tuple(parts) if len(parts) > 1 else tuple(surname),
        called,
        tuple(one + other for one in given for other in surname),
        _generation(last),
        nicknames,
    )


def swapped(name: PersonName) -> PersonName:
    """The same name with first and last name in each other's place."""
    return person_name(name.raw[1], name.raw[0], name.nicknames)


def generation(text: str) -> str:
    """Which of those who share a name a word in a text says."""
    return next((_OF_SUFFIXES[word] for word in words(text) if word in _OF_SUFFIXES), "")


def another_generation(one: str | None, other: str | None) -> bool:
    """Whether two suffixes tell two people of one name apart, as Senior and Junior do."""
    both = [found for text in (one, other) if text and (found := generation(text))]
    return len(both) == 2 and both[0] != both[1]


def _generation(last: str) -> str:
    if " " not in last:
        return ""
    return next((GENERATIONS[word] for word in reversed(words(last)) if word in GENERATIONS), "")


def _parted(ours: list[str], theirs: list[str]) -> tuple[list[str], list[str]]:
    """Given and last names without titles; a particle goes with the last name, a middle initial with the first."""
    front = [word for word in ours if word not in TITLES] or ours
    back = [word for word in theirs if word not in TITLES and word not in GENERATIONS] or theirs
    while len(front) > 1 and front[-1] in PARTICLES and len(front[-1]) > 1:
        back = [front[-1], *back]
        front = front[:-1]
    while len(back) > 1 and len(back[0]) == 1 and back[0] not in "od":
        front = [*front, back[0]]
        back = back[1:]
    return front, back


def _both(first: str, last: str) -> Iterable[tuple[list[str], list[str]]]:
    ours, theirs = spellings(_HYPHENS.sub("", first)), spellings(last)  # Jean-Pierre is one name, not Jean P.
    for n in range(max(len(ours), len(theirs))):
        yield ours[min(n, len(ours) - 1)], theirs[min(n, len(theirs) - 1)]


def strong_keys(name: PersonName) -> set[tuple[str, ...]]:
    """Two names that make a duplicate by themselves share one of these."""
    keys: set[tuple[str, ...]] = {(whole,) for whole in name.whole}
    for reading in (name, swapped(name)):
        keys |= {_unordered(called, last) for called in reading.called for last in reading.surname}
    return keys


def _unordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def weak_keys(name: PersonName) -> set[tuple[str, ...]]:
    """Two names of which one part is the same and the other a slip share one of these."""
    keys: set[tuple[str, ...]] = set()
    for last in name.surname:
        keys |= {("<", called, last[:2]) for called in name.called}
        keys |= {(">", called, last[-3:]) for called in name.called}
        keys |= {("=", first[:1], last) for first in name.first}
    return keys
