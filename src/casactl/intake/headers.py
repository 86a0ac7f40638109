"""Which column is which field: as told, else by its name's meaning, never by a guess."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from casactl.domain.failures import failure
from casactl.domain.names import fold
from casactl.domain.remedy import Command, Said
from casactl.errors import CasaError
from casactl.intake.address_fields import addresses_by_number
from casactl.intake.column_map import shown, told_fields
from casactl.intake.field_names import (
    IN_MONEY,
    OWN_NUMBER,
    REPEATED,
    FieldTable,
    custom_key,
    known_field,
    may_repeat,
    plain,
)
from casactl.intake.row_people import fields_of_people, implied_type

FIRST_EXPORT = ["id", "external_id", "type", "kind"]
"""How an export of 0.1.0 begins, whose numbers are casactl's own."""
OWN_LISTS = {"arrears": ["id", "display_name"]}
"""How a list of casactl's begins that an import of that kind takes back: its numbers are casactl's own, too."""
REJECT_COLUMNS = ("_row", "_code", "_message")

NAMED = 10
"""So many columns that mean nothing are named."""
WEAK = frozenset({"unitid", "propertyname"})
"""Names that give way where another column has the field: a system's own number beside what people call it."""

WEAK_OF_BANK = frozenset({"name", "naam", "konto", "kontonummer"})
"""The same in a bank's file, where they are the account's own beside those of the other side."""

# What a bare "Name" is beside a column with the other half: "Vorname, Name", "Nombre, Apellidos".
_HALF = {
    "name": "last_name",
    "naam": "last_name",
    "nom": "last_name",
    "nombre": "first_name",
    "nome": "first_name",
}
_OTHER_HALF = {"last_name": "first_name", "first_name": "last_name"}


class MatchedColumns(list[str | None]):
    """The fields of a file's columns."""

    implied_type: str | None = None
    """The contact's type where no column has it and those that name their person say it: `Owner Name` does."""
    given_way: Sequence[tuple[str, str, str]] = ()
    """(column, field, told) of each that is left out because another column was told to be its field."""


def match_headers(
    header: Sequence[str],
    fields: FieldTable,
    *,
    told: Mapping[str, str],
    ignore_unknown: bool = False,
    nameless: Collection[int] = (),
) -> MatchedColumns:
    """For each column its field, `x-…` for a custom one, None where it is left out.

    A column without a name does not exist, unless it is `nameless` and yet holds something: then it is known by its
    place. Raises Unreadable, and UsageFault for what is told wrongly.
    """
    names = [name if name.strip() else str(place) for place, name in enumerate(header, 1)]
    by_hand = told_fields(names, fields, told)
    plainly = {known_field(name, fields) for name in names}
    people = {
        index: field
        for index, field in fields_of_people(names, fields, filter(None, by_hand.values())).items()
        if field not in plainly or may_repeat(field)
    }
    first = [name.strip() for name in names]
    if any(first[: len(own)] == own for own in (FIRST_EXPORT, OWN_LISTS.get(fields.noun)) if own):
        by_hand.setdefault(0, OWN_NUMBER)
    addresses = addresses_by_number(names, fields.names) if fields.noun == "contact" else {}
    columns = MatchedColumns()
    unknown: list[str] = []
    given_way: list[tuple[str, str, str]] = []
    for index, name in enumerate(header):
        field = (
            by_hand[index] if index in by_hand else addresses.get(index) or _meaning(name, fields, people.get(index))
        )
        exists = bool(name.strip()) or index in nameless
        if field is None and exists and index not in by_hand and not is_reject_column(name):
            unknown.append(names[index])
        if field and field in by_hand.values() and index not in by_hand:
            if field not in REPEATED:
                told_one = next(names[at] for at, other in by_hand.items() if other == field)
                given_way.append((names[index], field, told_one))
            field = f"further_{field}" if field in REPEATED else None
        columns.append(field)
    if unknown and not ignore_unknown:
        raise _unknown_column(unknown, fields)
    _tell_halves_from_wholes(header, columns, by_hand)
    _let_weak_ones_give_way(header, columns, by_hand, WEAK_OF_BANK if fields.noun == "bank" else WEAK)
    if fields.custom:
        _keep_own_fields_apart(names, columns, by_hand)
    _keep_currency_of_amount(columns, by_hand)
    _refuse_duplicates(names, columns, by_hand, fields.joined)
    columns.given_way = given_way
    if "type" not in columns:
        columns.implied_type = implied_type(names, people)
    return columns


def _meaning(name: str, fields: FieldTable, of_person: str | None) -> str | None:
    """What a column's name says; `email_2` is a further e-mail only where no second person is named."""
    if of_person and of_person == name.strip().lower():
        return of_person
    return known_field(name, fields) or of_person


def is_reject_column(name: str) -> bool:
    """Whether a column is one that a rejects file adds; such columns are never read."""
    return name.strip().lower() in REJECT_COLUMNS


def _tell_halves_from_wholes(header: Sequence[str], columns: list[str | None], by_hand: Mapping[int, object]) -> None:
    for index, name in enumerate(header):
        half = _HALF.get(plain(name)) if columns[index] == "full_name" and index not in by_hand else None
        if half and half not in columns and _OTHER_HALF[half] in columns:
            columns[index] = half


def _let_weak_ones_give_way(
    header: Sequence[str], columns: list[str | None], by_hand: Collection[int], weak: Collection[str]
) -> None:
    """Leave out a column that hardly says its field where another one says it."""
    for index, name in enumerate(header):
        if plain(name) in weak and index not in by_hand and columns.count(columns[index]) > 1:
            columns[index] = None


def _keep_own_fields_apart(header: Sequence[str], columns: list[str | None], by_hand: Collection[int]) -> None:
    """Of several columns that mean one field of the office's own, `Notes` and `Comments`, each keeps its own name."""
    for index, field in enumerate(columns):
        meant = field and field.startswith("x-") and custom_key(header[index]) is None and index not in by_hand
        if meant and field in columns[:index]:
            own = custom_key(f"x-{fold(header[index])}")
            columns[index] = own if own and own not in columns else field


def _keep_currency_of_amount(columns: list[str | None], by_hand: Collection[int]) -> None:
    """Of several columns with a currency take the one behind the amount: the balance has its own, too."""
    places = [index for index, field in enumerate(columns) if field == "currency"]
    behind = [index for index in places if index and columns[index - 1] in IN_MONEY]
    if len(places) > 1 and len(behind) == 1 and not set(places) & set(by_hand):
        for index in set(places) - set(behind):
            columns[index] = None


def _refuse_duplicates(
    header: Sequence[str], columns: Sequence[str | None], by_hand: Collection[int], several: Collection[str]
) -> None:
    for field, times in Counter(filter(None, columns)).items():
        joined = (
            may_repeat(field)
            or field in several
            or all(at in by_hand for at, found in enumerate(columns) if found == field)
        )
        if times > 1 and not joined:
            one, other = [header[index] for index, found in enumerate(columns) if found == field][:2]
            raise failure(
                "input.duplicate-column",
                f'columns "{shown(one)}" and "{shown(other)}" both mean {field}',
                hint=Command("--map", Said(f"{other}="), why="leave one of them out"),
            )


def _unknown_column(unknown: Sequence[str], fields: FieldTable) -> CasaError:
    near = _nearest(unknown[0], fields)
    message = f'column "{shown(unknown[0])}" matches no field' + (f"; the nearest is {near}" if near else "")
    if others := ", ".join(f'"{shown(other)}"' for other in unknown[1:NAMED]):
        more = len(unknown) - NAMED
        message += f"; nor do {others}" + (f" and {more:,} more" if more > 0 else "")
    named = unknown[:NAMED]
    taken = [word for name in named for word in ("--map", Said(f"{name}={_target(name, fields)}"))]
    left_out = [word for name in named for word in ("--map", Said(f"{name}="))]
    ways = (
        Command(*taken),
        Command(*left_out, why="leave it out" if len(named) == 1 else "leave them out"),
        Command("--ignore-unknown", why="leave all out"),
    )
    return failure("input.unknown-column", message, hint=ways)


def _target(name: str, fields: FieldTable) -> str:
    """What a column that means nothing could be: the nearest field, else one of the office's own."""
    own = "x-" + re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-").removeprefix("x-")[:40]
    return _nearest(name, fields) or (own if fields.custom and custom_key(own) else "FIELD")


def _nearest(name: str, fields: FieldTable) -> str | None:
    from difflib import get_close_matches

    # Close enough for a slip of the finger; `Nickname` is not to be offered as `Nachname`.
    close = get_close_matches(plain(name), fields.names, n=1, cutoff=0.8)
    return fields.names[close[0]] if close else None
