"""Countries: an ISO code, or a name in one of the languages that offices use, to the two letters that are stored."""

from __future__ import annotations

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
    key = plain(word)
    if len(key) == 2 and key.upper() in CODES:
        return key.upper()
    found = _names().get(key)
    if found is None:
        raise InvalidCountry(_not_known(word, key))
    return found


def country_name(code: str) -> str:
    """The country's name in English."""
    from babel import Locale

    return str(Locale("en").territories.get(code, code))


def _not_known(word: str, key: str) -> str:
    from difflib import get_close_matches

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
