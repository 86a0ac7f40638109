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
    r"(?i)\b(?:sp\.? ?z ?o\.? ?o\.?|e\.v\.|(?-i:S\.?A\.?(?:S\.?)?)|s\. ?r\. ?l\.?|(?:family|living|revocable) trust"
    r"|\S+ (?:&|and|und|et|y|e) (?:co|sons?|daughters?|partners?|associates|company|söhne|fils|hijos|figli|cie)\.?"
    r"|\S+ (?:council|university|foundation|housing association|holdings))$"
)
"""Legal forms of several words, and such as only their spelling tells from a name."""
_CARE_OF = re.compile(r"(?i)[\s,]+(?:c/o|℅|z\. ?h(?:d|d\.|\.)|p\.?a\.) .+$")
_WHOLE = re.compile(
    r"(?i)(the )?(late )?(estate|executors?|trustees?|personal representatives?|occupiers?) of\b|\bthe occup|\d"
)
_REMARK = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
_BETWEEN = frozenset({"und", "and", "y", "e", "i"})
_SURE_PARTICLES = frozenset({"de", "del", "della", "di", "dos", "van", "von", "du", "le"})
"""Those that are no given name where they stand between two words with a capital: `Juan De La Cruz`."""
_OF_VIETNAM = frozenset({
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo",
    "duong", "ly",
})  # fmt: skip
"""Family names that stand first, and before `Van` as a given one."""
_COUPLING = _BETWEEN | {"&", "+", "et", "u"}
_LEFT_OPEN = _COUPLING | {"/"}
_CAPITALS = re.compile(r"[^\W\d_]{3,}(?:[-'’][^\W\d_]+)*")


_LISTED = re.compile(r";| [/|] |^[^,]*? [–—-] [^,]*$")
"""What parts the whole names of several people, or a name from what is said of it."""
_DEGREE = re.compile(r"[A-Z]{2,6}")
"""A degree behind a name and another comma: `Smith, John, MBA`."""


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


def full_name(text: str, *, last_first: int = 0) -> FullName:
    """Take a name apart: `Last, First` and `First Last`, with titles, particles, suffixes and couples.

    With `last_first` so many family names stand first without a comma, too.
    """
    remark = found[0].strip(" ,") if (found := _REMARK.search(text) or _CARE_OF.search(text)) else ""
    bare = _CARE_OF.sub("", _REMARK.sub("", text)).strip() or text.strip()
    if _is_company(bare):
        return FullName(whole=bare, company=True, remark=remark)
    if _WHOLE.search(bare) or _is_of_several(bare):
        return FullName(whole=bare, remark=remark)
    if is_family_first(bare):
        last, _, first = bare.partition(" ")
        return FullName(first, last, remark=remark, family_first=True) if first else FullName(whole=bare, remark=remark)
    return _person(bare, last_first=last_first)._replace(remark=remark)


def name_of_columns(first: str, last: str) -> FullName:
    """A name of two columns without what is no name in them: a title before, a suffix and a remark behind."""
    remark = found[0].strip(" ,") if (found := _REMARK.search(last)) and found.start() else ""
    title, words = _titled(first.split())
    family = (last[: found.start()] if found and remark else last).split()
    end = _before_suffixes(family, 1)
    return FullName(
        " ".join(words), " ".join(family[:end]).rstrip(","), remark=remark, title=title, suffix=" ".join(family[end:])
    )


def _is_of_several(text: str) -> bool:
    """Whether a text lists the whole names of several people, of which no first and last name can be made."""
    if _LISTED.search(text):
        return True
    parts = [part.split() for part in text.split(",")]
    return len(parts) > 1 and all(len(part) > 1 for part in parts) and len({fold(part[-1]) for part in parts}) == 1


def _person(bare: str, *, last_first: int) -> FullName:
    parts = [part for each in bare.split(",") if (part := each.strip())]
    behind = [n for n, part in enumerate(parts) if _is_suffix(part) or (n > 1 and _DEGREE.fullmatch(part))]
    suffix = ", ".join(parts[n] for n in behind)
    given = [part for n, part in enumerate(parts) if n not in behind]
    if any(_plain(part) not in TITLES for part in given[2:]):
        return FullName(whole=bare)  # a third name, whoever's it is
    if len(given) > 1:
        title, first, last, more = _around_comma(given)
        suffix = " ".join(filter(None, (more, suffix)))
    else:
        title, words = _titled((given or [""])[0].split())
        end = _before_suffixes(words, 2)
        suffix = " ".join(filter(None, (*words[end:], suffix)))
        first, last = _parted_behind(words[:end], last_first) if last_first else _parted(words[:end])
        if first and _plain(first.split()[-1]) in _LEFT_OPEN:
            first, last = "", f"{first} {last}"  # John & Mary: nobody knows the family's name
    whole = "" if first and last else first or last
    return FullName("" if whole else first, "" if whole else last, whole, title=title, suffix=suffix)


def _around_comma(given: list[str]) -> tuple[str, str, str, str]:
    """Title, first name, last name and suffix of `Last, First`, with titles wherever they stand."""
    before, family = _titled(given[0].split())
    couple = 0
    while couple < len(family) - 1 and _plain(family[couple]) in TITLES | _COUPLING:
        couple += 1  # Mr & Mrs Smith, John
    end = _before_suffixes(family, couple + 1)
    own, words = _titled(given[1].split())
    behind = len(words)
    while behind > 1 and _plain(words[behind - 1]) in TITLES:
        behind -= 1
    title = " ".join(filter(None, (before, *given[2:], own, *words[behind:])))
    words = [*family[:couple], *words[:behind]]
    at = _before_particles(words)
    last = " ".join([*words[at:], *family[couple:end]])  # Berg, Jan van der
    return title, " ".join(words[:at]), last, " ".join(family[end:])


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


def _parted_behind(words: list[str], families: int) -> tuple[str, str]:
    """The same of words of which the last name's stand first: `De Luca Anna Maria`, `García López María`."""
    if len(words) < 2 or any(_plain(word) in _COUPLING for word in words):
        return "", " ".join(words)
    end = next((n for n, word in enumerate(words) if not word.isupper()), len(words))
    if not (end < len(words) and end and _CAPITALS.fullmatch(words[end - 1])):  # ROSSI BIANCHI Anna
        end = 0
        for _ in range(families):
            end += end < len(words) - 1
            while end < len(words) - 1 and _plain(words[end - 1]) in PARTICLES:
                end += 1
    return " ".join(words[end:]), " ".join(words[:end])


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
        if _plain(words[at]) in _SURE_PARTICLES and _plain(words[0]) not in _OF_VIETNAM:
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
