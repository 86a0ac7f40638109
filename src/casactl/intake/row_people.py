"""Columns that name their person: `Owner Email`, `Resident 2 First Name`, `SecondaryTenantPhone`.

A file may have two people in a row. The first is the row's own; the columns of another have fields of their own, such
as `first_name_2`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from casactl.domain.names import fold
from casactl.intake.data_files import data_file
from casactl.intake.field_names import MOST_PEOPLE, OF_PERSON, FieldTable, person_field, plain

FIRST = frozenset({"1", "primary", "main"})
OTHER = frozenset({"secondary", "second", "other", "co", "coowner", "cotenant"})
NAMES = frozenset({"first_name", "last_name", "full_name"})
OF_ALL = frozenset({
    "type", "company", "property", "unit", "role", "lifecycle", "created_at", "status", "move_in", "move_out",
    "lease_from", "lease_to", "rent", "rent_day", "deposit",
})  # fmt: skip
"""What a row says of all its people: what they are, where and since when; the rest is the first person's."""
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_BREAKS = re.compile(r"[^0-9a-z]+")
_LINKS = frozenset(
    ["s", "of", "the", "des", "der", "de", "du", "di", "do", "del", "della", "dello", "da", "van", "von"]
)
"""Words between a person and what is said of it: `Name des Mieters`."""


class _Said(NamedTuple):
    """What a column's name says."""

    who: str
    which: str
    """What tells its person from others of the row; empty where nothing does."""
    field: str


def second(field: str, person: int = 2) -> str:
    """The field of another person of the row."""
    return f"{field}_{person}"


def fields_of_people(header: Sequence[str], fields: FieldTable, told: Iterable[str] = ()) -> dict[int, str]:
    """The fields of the columns that name their person, by place; `told` are those of other columns."""
    if not set(fields.fields) >= OF_PERSON:
        return {}
    said = {n: column for n, name in enumerate(header) if (column := _said(name, fields))}
    named = dict.fromkeys(each.which for each in said.values() if each.which and each.field in NAMES)
    others = {which: number for number, which in enumerate((w for w in named if w not in FIRST), 2)}
    found = _by_their_names(header, (*told, *(second("full_name", person) for person in others.values())))
    for n, each in said.items():
        if each.which in others:
            found[n] = second(each.field, others[each.which])
        elif not each.which or each.which in FIRST or each.field in ("email", "phone"):
            found[n] = each.field
    return found


def _by_their_names(header: Sequence[str], named: Iterable[str]) -> dict[int, str]:
    """Columns that bear such a field's own name, of whoever is `named`: else `email_2` is the first person's, too."""
    own = {n: name.strip().lower() for n, name in enumerate(header)}
    apart = [person_field(name) for name in (*own.values(), *named)]
    people = {person for field, person in apart if field in NAMES and 1 < person <= MOST_PEOPLE}
    return {n: name for n, name in own.items() if person_field(name)[1] in people}


def implied_type(header: Sequence[str], columns: Mapping[int, str]) -> str | None:
    """The type that the columns of people say, where they say one."""
    types = {who[word] for n in columns for word in _words(header[n]) if word in (who := _who())}
    return types.pop() or None if len(types) == 1 else None


@cache
def _who() -> dict[str, str]:
    """The words for whom a column is about, with the type that they say; empty where they say none."""
    people: dict[str, list[str]] = data_file("columns")["person"]
    return {fold(word): "" if said == "any" else said for said, words in people.items() for word in words}


def _words(name: str) -> list[str]:
    return [word for word in _BREAKS.split(fold(_HUMPS.sub(" ", name))) if word]


def _said(name: str, fields: FieldTable) -> _Said | None:
    words = _words(name)
    who = [word for word in words if word in _who()]
    if not who:
        return None
    which = next((word for word in words if word in FIRST | OTHER or (word.isdigit() and len(word) == 1)), "")
    rest = [word for word in words if word not in {*who, *_LINKS, which}]
    field = fields.names.get(plain("".join(rest))) if rest else "full_name"
    return _Said(who[0], which, field) if field in OF_PERSON else None
