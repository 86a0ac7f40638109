"""Columns that name their person: `Owner Email`, `Resident 2 First Name`, `SecondaryTenantPhone`.

A file may have two people in a row. The first is the row's own; the columns of another have fields of their own, such
as `first_name_2`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from casactl.domain.names import fold
from casactl.intake.field_names import OF_PERSON, FieldTable, plain

WHO = {
    "owner": "owner", "homeowner": "owner", "coowner": "owner", "tenant": "tenant", "renter": "tenant",
    "lessee": "tenant", "cotenant": "tenant", "resident": "", "occupant": "occupant", "landlord": "landlord",
    "member": "", "client": "", "customer": "", "applicant": "", "person": "",
}  # fmt: skip
"""The words for whom a column is about, with the type that they say."""
FIRST = frozenset({"1", "primary", "main"})
OTHER = frozenset({"secondary", "second", "other", "co", "coowner", "cotenant"})
NAMES = frozenset({"first_name", "last_name", "full_name"})
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_BREAKS = re.compile(r"[^0-9a-z]+")


class _Said(NamedTuple):
    """What a column's name says."""

    who: str
    which: str
    """What tells its person from others of the row; empty where nothing does."""
    field: str


def second(field: str, person: int = 2) -> str:
    """The field of another person of the row."""
    return f"{field}_{person}"


def fields_of_people(header: Sequence[str], fields: FieldTable) -> dict[int, str]:
    """The fields of the columns that name their person, by place."""
    if not set(fields.fields) >= OF_PERSON:
        return {}
    said = {n: column for n, name in enumerate(header) if (column := _said(name, fields))}
    named = dict.fromkeys(each.which for each in said.values() if each.which and each.field in NAMES)
    others = {which: number for number, which in enumerate((w for w in named if w not in FIRST), 2)}
    found: dict[int, str] = {}
    for n, each in said.items():
        if each.which in others:
            found[n] = second(each.field, others[each.which])
        elif not each.which or each.which in FIRST or each.field in ("email", "phone"):
            found[n] = each.field
    return found


def implied_type(header: Sequence[str], columns: Mapping[int, str]) -> str | None:
    """The type that the columns of people say, where they say one."""
    words = {word for n in columns for word in _words(header[n]) if word in WHO}
    types = {WHO[word] for word in words}
    return types.pop() or None if len(types) == 1 else None


def _words(name: str) -> list[str]:
    return [word for word in _BREAKS.split(fold(_HUMPS.sub(" ", name))) if word]


def _said(name: str, fields: FieldTable) -> _Said | None:
    words = _words(name)
    who = [word for word in words if word in WHO]
    if not who:
        return None
    which = next((word for word in words if word in FIRST | OTHER or (word.isdigit() and len(word) == 1)), "")
    rest = [word for word in words if word not in WHO and word != which]
    field = fields.names.get(plain("".join(rest))) if rest else "full_name"
    return _Said(who[0], which, field) if field in OF_PERSON else None
