"""A whole name in one cell taken apart: into first and last name, a name that is whole, or a company's."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from casactl.domain.company_duplicates import LEGAL_FORMS
from casactl.domain.names import fold
from casactl.domain.person_names import GENERATIONS, PARTICLES, TITLES

_DOUBTFUL_FORMS = """
    ab as co cv dd doo ek ev gk kk lp me oy ou pc sa se sl sp ug zoo pvt
"""
_DOUBTFUL = frozenset(_DOUBTFUL_FORMS.split())
"""Legal forms that are words, names or initials too."""
_SUFFIXES = frozenset(GENERATIONS) | {"esq", "phd", "md", "obe", "mbe", "cbe", "kc", "qc"}
_DEVOTIONS = (
    "del carmen",
    "del pilar",
    "del mar",
    "del rosario",
    "del rocio",
    "de los angeles",
    "de la luz",
    "de jesus",
)
"""What belongs to a given name although it begins as a last name does."""
_WHOLE = re.compile(
    r"(?i)(the )?(late )?(estate|executors?|trustees?|personal representatives?|occupiers?) of\b|\bthe occup|\d"
)
_REMARK = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
_BETWEEN = frozenset({"und", "and", "y", "e", "i"})


class FullName(NamedTuple):
    """A name taken apart; `whole` where it is one name, or a company's."""

    first: str = ""
    last: str = ""
    whole: str = ""
    company: bool = False
    remark: str = ""
    """What stood behind the name in brackets, and is none of it."""


def full_name(text: str) -> FullName:
    """Take a name apart: `Last, First` and `First Last`, with titles, particles, suffixes and couples."""
    remark = found[0].strip() if (found := _REMARK.search(text)) else ""
    bare = _REMARK.sub("", text).strip()
    if _is_company(bare):
        return FullName(whole=bare, company=True, remark=remark)
    if _WHOLE.search(bare) or _is_east_asian(bare):
        return FullName(whole=bare, remark=remark)
    parts = [part.strip() for part in bare.split(",")]
    given, suffix = (
        [part for part in parts if part and not _is_suffix(part)],
        [part for part in parts if _is_suffix(part)],
    )
    if len(given) > 1:
        titles = [part for part in given[2:] if _plain(part) in TITLES]
        first, last = " ".join([*titles, given[1]]), given[0]
    else:
        first, last = _parted((given or [""])[0].split())
    last = " ".join(filter(None, (last, *suffix)))
    if not (first and last):
        return FullName(whole=first or last, remark=remark)
    return FullName(first, last, remark=remark)


def _parted(words: list[str]) -> tuple[str, str]:
    """First and last name of the words of a name, a suffix with the last."""
    if len(words) < 2:
        return "", " ".join(words)
    if words[0].isupper() and len(words[0]) > 2 and not words[-1].isupper() and _plain(words[0]) not in TITLES:
        return " ".join(words[1:]), words[0].title()  # SMITH John
    end = len(words)
    while end > 2 and _is_suffix(words[end - 1]):
        end -= 1
    at = _last_name_at(words[:end])
    return " ".join(words[:at]), " ".join(words[at:])


def _last_name_at(words: list[str]) -> int:
    """Where the last name begins: at its first particle, else at the last word."""
    start = 1
    while start < len(words) - 1 and _plain(words[start - 1]) in TITLES:
        start += 1
    for at in range(start, len(words) - 1):
        rest = fold(" ".join(words[at:]))
        if devotion := next((each for each in _DEVOTIONS if rest.startswith(f"{each} ")), None):
            return at + len(devotion.split())
        if words[at][0].islower() and _plain(words[at]) in PARTICLES and _plain(words[at]) not in _BETWEEN:
            return at
    return len(words) - 1


def _is_company(text: str) -> bool:
    words = [_plain(word) for word in text.split()]
    return len(words) > 1 and words[-1] in LEGAL_FORMS - _DOUBTFUL


def _is_suffix(word: str) -> bool:
    return _plain(word) in _SUFFIXES


def _is_east_asian(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and all(unicodedata.name(letter, "").startswith(_EAST_ASIAN) for letter in letters)


def _plain(word: str) -> str:
    return fold(word).replace(".", "").strip(",;")
