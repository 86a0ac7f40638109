"""When two companies' names are likely one company's: but for a legal form, or a common short word."""

from __future__ import annotations

import re

from casactl.domain.duplicates import SAME, SIMILAR, Likeness, Slip
from casactl.domain.person_names import words
from casactl.records import dataclass

_LEGAL = """
    ltd limited llc llp lp inc incorporated corp corporation co company plc pty proprietary cic cio gmbh mbh ag kg
    kgaa
    ohg gbr ug ek ev eg se sa sas sasu sarl sl slu srl spa snc sca bv nv vof cv ab as asa aps oy oyj sp zoo sro kft zrt
    bt ood eood doo dd ltda eireli me oü ou uab sia pvt private pte bhd sdn kk gk nyrt pc
"""
LEGAL_FORMS = frozenset(_LEGAL.split())
SHORT_WORDS = {
    "technologies": "tech", "technology": "tech", "techs": "tech", "brothers": "bros", "international": "intl",
    "management": "mgmt", "mgt": "mgmt", "manufacturing": "mfg", "engineering": "eng", "engineers": "eng",
    "associates": "assoc", "association": "assoc", "associated": "assoc", "services": "service",
    "svc": "service", "svcs": "service",
    "properties": "property", "solutions": "solution", "systems": "system", "sys": "system", "centre": "center",
    "saint": "st", "street": "st", "holdings": "holding", "builders": "builder", "contractors": "contractor",
    "plumbers": "plumber", "electrics": "electric", "partners": "partner", "group": "grp", "department": "dept",
    "and": "", "und": "", "et": "", "y": "", "the": "", "of": "", "u": "",
}  # fmt: skip
_GENERIC = """
    tech grp holding service solution system mgmt property intl partner assoc consulting uk usa europe global eng
    maintenance contractor
"""
GENERIC = frozenset(_GENERIC.split())
_MARKS = re.compile(r"(?<=\w)[./](?=\w)|[.'’]")


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A company's name taken apart; each form is one word."""

    whole: str
    plain: str
    """Without the legal form."""
    core: str
    """With common words in their short form, and without articles."""
    bare: str
    """Without words that many companies have in their name; empty when nothing is left."""


def company_name(name: str) -> CompanyName:
    """Take a company's name apart."""
    every = words(_MARKS.sub("", name).replace("+", " ").replace("&", " "))
    plain = list(every)
    while len(plain) > 1 and plain[-1] in LEGAL_FORMS:
        plain.pop()
    short = [SHORT_WORDS.get(word, word) for word in plain]
    core = "".join(short) or "".join(plain)
    bare = "".join(word for word in short if word not in GENERIC)
    return CompanyName("".join(every), "".join(plain), core, bare)


def company_keys(name: CompanyName) -> set[tuple[str, ...]]:
    """Two companies that are duplicates by name alone share this."""
    return {(name.core,)}


def weak_company_keys(name: CompanyName) -> set[tuple[str, ...]]:
    """Two companies with similar names share one of these."""
    keys: set[tuple[str, ...]] = {("<", name.core[:5]), (">", name.core[-5:])}
    return keys | {("=", name.bare)} if len(name.bare) > 2 else keys


def companies_alike(one: CompanyName, other: CompanyName, slip: Slip) -> Likeness | None:
    """How alike two companies' names are, None when they are two companies'."""
    if one.whole == other.whole:
        return Likeness(SAME, ("same name",))
    if one.plain == other.plain:
        return Likeness(SAME - 4, ("legal form",))
    if one.core == other.core:
        return Likeness(SAME - 8, ("short word",))
    if _digits(one.core) != _digits(other.core):
        return None
    if len(one.bare) > 2 and one.bare == other.bare:
        return Likeness(SIMILAR, ("part of the name",), weak=True)
    if min(len(one.core), len(other.core)) >= 6 and one.core[0] == other.core[0] and slip(one.core, other.core):
        return Likeness(SIMILAR, ("spelling",), weak=True)
    return None


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
