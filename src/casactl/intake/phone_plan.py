"""Numbering plans: what `phonenumbers` knows of a country, compiled for numbers plainly written.

Only the library's data is used here, in the order in which its `parse` and `format_number` use it.
Whatever is not plain (carrier codes, local-only lengths) is left to the library itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from casactl.records import dataclass

if TYPE_CHECKING:
    from phonenumbers import NumberFormat, PhoneMetadata

_Match = Callable[[str], "re.Match[str] | None"]
_never: _Match = re.compile(r"(?!)").match


@dataclass(frozen=True, slots=True)
class Plan:
    """How numbers of one country are dialled at home, how long they are, how they are spaced."""

    calling_code: str
    exit_prefix: _Match
    trunk_prefix: _Match
    whole: _Match
    lengths: frozenset[int]
    layout: _Match
    spacings: dict[int, tuple[tuple[int, ...], str]]

    def national_number(self, digits: str) -> str | None:
        """The digits after the calling code; None where only the library can tell."""
        if trunk := self.trunk_prefix(digits):
            if trunk.lastindex:  # a carrier code, or a number that is rewritten
                return None
            rest = digits[trunk.end() :]
            if self.whole(rest) or not self.whole(digits):
                digits = rest
        return digits if len(digits) in self.lengths else None

    def spaced(self, national: str) -> str:
        """The national number in its country's groups, as written in an international number."""
        found = self.layout(national)
        if found is None or found.lastindex is None:
            return national
        groups, template = self.spacings[found.lastindex]
        return template % found.group(0, *groups)[1:]


@lru_cache(maxsize=512)
def plan_of_country(country: str) -> Plan | None:
    """The plan by which people in this country dial; None for a code that is no country."""
    from phonenumbers import SUPPORTED_REGIONS, PhoneMetadata

    if country not in SUPPORTED_REGIONS:
        return None
    metadata = PhoneMetadata.metadata_for_region(country, None)
    return _compiled(metadata) if metadata else None


@lru_cache(maxsize=2048)
def plan_of_code(code: str) -> Plan | None:
    """The plan by which the library judges every number of a calling code; None for no such code."""
    from phonenumbers import PhoneMetadata, region_code_for_country_code

    if code[:1] == "0":
        return None
    region = region_code_for_country_code(int(code))
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(int(code), region)
    return _compiled(metadata) if metadata else None


def dialled_lengths(metadata: PhoneMetadata) -> frozenset[int]:
    """How long the numbers of people are with their area code: those of lines and mobiles, where the plan tells them.

    A shorter one that the plan has room for, as for a hotline, is nearly always a number whose area code was left out.
    """
    kinds = [kind for kind in (metadata.fixed_line, metadata.mobile) if kind is not None]
    lengths = {length for kind in kinds for length in kind.possible_length if length > 0}
    general = metadata.general_desc
    whole = set(general.possible_length) - set(general.possible_length_local_only) if general else set()
    return frozenset(lengths & whole or whole)


def _compiled(metadata: PhoneMetadata) -> Plan | None:
    general = metadata.general_desc
    if general is None:
        return None
    layout, spacings = _layouts(metadata.intl_number_format or metadata.number_format)
    lengths = dialled_lengths(metadata)
    return Plan(
        calling_code=str(metadata.country_code),
        exit_prefix=_matcher(metadata.international_prefix),
        trunk_prefix=_matcher(metadata.national_prefix_for_parsing),
        whole=re.compile(general.national_number_pattern or "").fullmatch,
        lengths=lengths,
        layout=layout,
        spacings=spacings,
    )


def _matcher(pattern: str | None) -> _Match:
    return re.compile(pattern).match if pattern else _never


def _layouts(formats: list[NumberFormat]) -> tuple[_Match, dict[int, tuple[tuple[int, ...], str]]]:
    """All layouts of a country as one pattern; the first that fits is the one, as in the library.

    A layout's outer group closes last, so `lastindex` tells which one it was.
    """
    alternatives, spacings, outer = [], {}, 1
    for entry in formats:
        pattern, spacing, leading = entry.pattern or "", entry.format or "", entry.leading_digits_pattern
        alternatives.append((f"(?={leading[-1]})" if leading else "") + f"({pattern})")
        groups = tuple(outer + int(number) for number in re.findall(r"\\(\d)", spacing))
        spacings[outer] = (groups, re.sub(r"\\\d", "%s", spacing))
        outer += 1 + re.compile(pattern).groups
    return re.compile("|".join(alternatives)).fullmatch if alternatives else _never, spacings
