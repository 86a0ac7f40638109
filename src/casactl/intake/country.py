"""Countries: an ISO code, or a name in one of the languages that offices use, to the two letters that are stored."""

from __future__ import annotations

import re
from functools import lru_cache

from casactl.domain.settings import COUNTRIES
from casactl.errors import InvalidValue
from casactl.intake.data_files import data_file
from casactl.intake.field_names import plain

CODES = frozenset(COUNTRIES) | {"XK"}
"""Those of ISO 3166, and Kosovo's, which has post but no code of its own there."""

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "pt")

NEAR = 3


class InvalidCountry(InvalidValue):
    """What is given names no country."""

    code = "invalid-country"


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """The ISO code of two letters (`GB`); raises InvalidCountry, with what comes near."""
    word = text.strip()
    if word in CODES:
        return word
    found = _known(word) or _of_parts(word)
    if found is None:
        raise InvalidCountry(_not_known(word, plain(word)))
    return found


_WORDS = frozenset(
    ["no", "na", "me", "is", "so", "my", "do", "to", "as", "am", "in", "an", "by", "id", "la", "el", "al"]
)
"""Words that are codes of countries too, and never meant so in small letters."""
_PART = re.compile(r"\s*[(),/]\s*|\s+[-–—]\s+|-")
_SUBDIVISIONS = frozenset({"eng", "sct", "wls", "nir", "sar", "gbn", "the", "republic of"})
_AMBIGUOUS = {
    "korea": "South Korea (KR) or North Korea (KP)", "congo": "Congo-Kinshasa (CD) or Congo-Brazzaville (CG)",
    "channelislands": "Jersey (JE) or Guernsey (GG)", "d": "Germany (DE)", "f": "France (FR)", "i": "Italy (IT)",
    "e": "Spain (ES)", "a": "Austria (AT)",
}  # fmt: skip
"""Names that mean several countries, and the signs of cars, by what they could mean."""


def _known(word: str) -> str | None:
    key = plain(word)
    if len(key) == 2 and len(word) == 2 and key.upper() in CODES:
        return key.upper() if word.islower() and key not in _WORDS else None
    return None if key in _AMBIGUOUS or len(key) < 2 else _names().get(key)


def _of_parts(word: str) -> str | None:
    """The country that all parts of a longer name mean: `UK - England`, `United Kingdom (UK)`, `GB-ENG`."""
    parts = [part for part in _PART.split(word.removesuffix(" SAR")) if part and part.lower() not in _SUBDIVISIONS]
    found = {part if part in CODES else _known(part) for part in parts}
    return found.pop() if len(found) == 1 else None


def country_name(code: str) -> str:
    """The country's name in English."""
    from babel import Locale

    return str(Locale("en").territories.get(code, code))


def _not_known(word: str, key: str) -> str:
    from difflib import get_close_matches

    if key in _AMBIGUOUS:
        return f"'{word[:60]}' could mean {_AMBIGUOUS[key]}"
    near = dict.fromkeys(_names()[name] for name in get_close_matches(key, _names(), n=8, cutoff=0.75))
    listed = ", ".join(f"{country_name(code)} ({code})" for code in list(near)[:NEAR])
    return f"'{word[:60]}' is no country" + (f"; near: {listed}" if listed else "; give its ISO code or its name")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Codes of three letters and names, by what counts of them; a usual name is nobody else's."""
    from babel import Locale
    from babel.core import get_global

    names: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in CODES:
                names.setdefault(plain(name), code)
    for code, others in get_global("territory_aliases").items():
        if len(code) == 3 and code.isalpha() and len(others) == 1 and others[0] in CODES:
            names.setdefault(code.lower(), others[0])
    for code, usual in data_file("countries").items():
        names |= dict.fromkeys(map(plain, usual), code)
    return names
