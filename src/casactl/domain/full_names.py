"""Whole names: one taken apart into title, first and last name and suffix, and put together again to be shown."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from casactl.domain.company_duplicates import LEGAL_FORMS
from casactl.domain.names import fold
from casactl.domain.person_names import AS_TITLES, COURTESY, GENERATIONS, PARTICLES, TITLES

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
_OF_DOCTORS = frozenset(
    {"med", "jur", "phil", "rer", "nat", "pol", "oec", "ing", "habil", "dent", "vet", "hc", "dr-ing"}
)
"""What stands behind a doctor's title and says of what."""
_FORMS_IN_FRONT = frozenset({"ооо", "оао", "зао", "ао", "тов", "пао", "pt"})
_FORM_AT_EDGE = re.compile(r"^(?:株式会社|有限会社|合同会社)|(?:株式会社|有限会社|合同会社|有限公司|주식회사)$|\(주\)")
_FORM_BEHIND = re.compile(
    r"(?i)\b(?:sp\.? ?z ?o\.? ?o\.?|e\.v\.|(?-i:S\.?A\.?(?:S\.?)?)|s\. ?r\. ?l\.?|(?:family|living|revocable) trust)$"
)
"""Legal forms of several words, and such as only their spelling tells from a name."""
_CARE_OF = re.compile(r"(?i)[\s,]+(?:c/o|℅|z\. ?h(?:d|d\.|\.)|p\.?a\.) .+$")
_WHOLE = re.compile(
    r"(?i)(the )?(late )?(estate|executors?|trustees?|personal representatives?|occupiers?) of\b|\bthe occup|\d"
)
_REMARK = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
_BETWEEN = frozenset({"und", "and", "y", "e", "i"})
_COUPLING = _BETWEEN | {"&", "+", "et", "u"}
_LEFT_OPEN = _COUPLING | {"/"}
_CAPITALS = re.compile(r"[^\W\d_]{3,}(?:[-'’][^\W\d_]+)*")


class FullName(NamedTuple):
    """A name taken apart; `whole` where it is one name, or a company's."""

    first: str = ""
    last: str = ""
    whole: str = ""
    company: bool = False
    remark: str = ""
    """What stood behind the name in brackets, and is none of it."""
    title: str = ""
    suffix: str = ""
    family_first: bool = False
    """Whether the last name stands first, as its script has it."""


def full_name(text: str) -> FullName:
    """Take a name apart: `Last, First` and `First Last`, with titles, particles, suffixes and couples."""
    remark = found[0].strip(" ,") if (found := _REMARK.search(text) or _CARE_OF.search(text)) else ""
    bare = _CARE_OF.sub("", _REMARK.sub("", text)).strip() or text.strip()
    if _is_company(bare):
        return FullName(whole=bare, company=True, remark=remark)
    if _WHOLE.search(bare):
        return FullName(whole=bare, remark=remark)
    if is_family_first(bare):
        last, _, first = bare.partition(" ")
        return FullName(first, last, remark=remark, family_first=True) if first else FullName(whole=bare, remark=remark)
    return _person(bare)._replace(remark=remark)


def _person(bare: str) -> FullName:
    parts = [part for each in bare.split(",") if (part := each.strip())]
    suffix = ", ".join(part for part in parts if _is_suffix(part))
    given = [part for part in parts if not _is_suffix(part)]
    if len(given) > 1:
        behind = " ".join(part for part in given[2:] if _plain(part) in TITLES)
        before, words = _titled(given[1].split())
        family = given[0].split()
        end = _before_suffixes(family, 1)
        suffix = " ".join(filter(None, (*family[end:], suffix)))
        at = _before_particles(words)
        title, first = " ".join(filter(None, (behind, before))), " ".join(words[:at])
        last = " ".join([*words[at:], *family[:end]])  # Berg, Jan van der
    else:
        title, words = _titled((given or [""])[0].split())
        end = _before_suffixes(words, 2)
        suffix = " ".join(filter(None, (*words[end:], suffix)))
        first, last = _parted(words[:end])
        if first and _plain(first.split()[-1]) in _LEFT_OPEN:
            first, last = "", f"{first} {last}"  # John & Mary: nobody knows the family's name
    whole = "" if first and last else first or last
    return FullName("" if whole else first, "" if whole else last, whole, title=title, suffix=suffix)


def _titled(words: list[str]) -> tuple[str, list[str]]:
    """The titles before a name, and the words of the name; a couple's stay with it."""
    end = 0
    while end < len(words) - 1 and (
        _plain(words[end]) in TITLES or (end and words[end].endswith(".") and _plain(words[end]) in _OF_DOCTORS)
    ):
        end += 1
    couple = bool(words) and _plain(words[end]) in _COUPLING
    return ("", words) if couple else (" ".join(words[:end]), words[end:])


def _before_suffixes(words: list[str], least: int) -> int:
    """Where the suffixes behind a name begin, of which so many words are left at least."""
    end = len(words)
    while end > least and _is_suffix(words[end - 1]):
        end -= 1
    return end


def _before_particles(words: list[str]) -> int:
    """Where the particles begin that stand behind a given name and belong to the last name."""
    end = len(words)
    while end > 1 and words[end - 1][0].islower() and _plain(words[end - 1]) in PARTICLES - _BETWEEN:
        end -= 1
    return end


def _parted(words: list[str]) -> tuple[str, str]:
    """First and last name of the words of a name."""
    if len(words) < 2:
        return "", " ".join(words)
    loud = next((n for n, word in enumerate(words) if not word.isupper()), 0)
    if loud and _CAPITALS.fullmatch(words[loud - 1]):
        return " ".join(words[loud:]), " ".join(words[:loud]).title()  # SMITH John
    at = _last_name_at(words)
    return " ".join(words[:at]), " ".join(words[at:])


def display_name(
    first: str | None, last: str | None, *, title: str | None = None, suffix: str | None = None,
    family_first: object = False,
) -> str:  # fmt: skip
    """How a person's name is shown: without titles that only letters begin with."""
    names = (last, first) if family_first else (first, last)
    shown = " ".join(filter(None, names))
    if title and (kept := " ".join(word for word in title.split() if _plain(word) not in COURTESY | _COUPLING)):
        shown = f"{kept} {shown}"
    return f"{shown} {suffix}" if suffix else shown


def is_title(text: str) -> bool:
    """Whether a text is what stands before a name, and no word for what somebody does."""
    words = [_plain(word) for word in text.split()]
    return bool(words) and all(word in TITLES | AS_TITLES | _COUPLING for word in words)


def is_family_first(name: str) -> bool:
    """Whether a name is written in a script in which the family's name stands first."""
    if name.isascii():
        return False
    found = False
    for letter in filter(str.isalpha, name):
        if not unicodedata.name(letter, "").startswith(_EAST_ASIAN):
            return False
        found = True
    return found


def _last_name_at(words: list[str]) -> int:
    """Where the last name begins: at its first particle, else at the last word."""
    for at in range(1, len(words) - 1):
        rest = fold(" ".join(words[at:]))
        if devotion := next((each for each in _DEVOTIONS if rest.startswith(f"{each} ")), None):
            return at + len(devotion.split())
        if words[at][0].islower() and _plain(words[at]) in PARTICLES and _plain(words[at]) not in _BETWEEN:
            return at
    return len(words) - 1


def _is_company(text: str) -> bool:
    words = [_plain(word) for word in text.split()]
    if _FORM_AT_EDGE.search(text) or (len(words) > 1 and words[0] in _FORMS_IN_FRONT and text.split()[0].isupper()):
        return True
    return len(words) > 1 and (words[-1] in LEGAL_FORMS - _DOUBTFUL or _FORM_BEHIND.search(text) is not None)


def _is_suffix(word: str) -> bool:
    return _plain(word) in _SUFFIXES or word.lower() in ("jun.", "sen.")


def _plain(word: str) -> str:
    return fold(word).replace(".", "").strip(",;")
