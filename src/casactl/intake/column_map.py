"""What the operator says about columns: `--map "Column=field"` and mapping files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from casactl.domain.failures import failure
from casactl.domain.names import fold
from casactl.domain.toml import parse_toml, read_at_most
from casactl.intake.address_fields import address_field
from casactl.intake.field_names import MOST_PEOPLE, FieldTable, custom_key, may_repeat, person_field, plain
from casactl.intake.source import unreadable


def parse_map(pairs: Sequence[str]) -> dict[str, str]:
    """`Column=field` for each; an empty field leaves the column out. Column names may hold `=`."""
    told = {}
    for pair in pairs:
        column, equals, field = pair.rpartition("=")
        if not equals:
            raise failure("usage.bad-map", f'--map "{shown(pair)}" has no "="', hint='--map "Column=field"')
        told[column.strip()] = field.strip()
    return told


def load_mapping(path: str) -> dict[str, str]:
    """The same from a TOML file, in its table `[columns]` or at its top."""
    try:
        parsed = parse_toml(read_at_most(Path(path)))
    except FileNotFoundError:
        raise failure("input.missing", f"{path}: no such file") from None
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError as error:  # of TOML, or of its encoding
        raise failure("input.bad-mapping", f"{path}: {error}") from None
    columns = parsed.get("columns", parsed)
    entries = columns.items() if isinstance(columns, dict) else [("columns", columns)]
    told = {}
    for column, field in entries:
        if not isinstance(field, str):
            raise failure("input.bad-mapping", f'{path}: "{shown(column)}" should be the name of a field, or ""')
        told[column.strip()] = field.strip()
    return told


def told_fields(header: Sequence[str], fields: FieldTable, told: Mapping[str, str]) -> dict[int, str | None]:
    """What is told, by the column's place; `First+Last` is two columns that make one field.

    Raises BadColumnMap for what is not there or told twice.
    """
    places = {fold(name): index for index, name in enumerate(header)}
    found: dict[int, str | None] = {}
    for columns, target in told.items():
        field = _field(target, fields) if target else None
        if field and field in found.values() and not (may_repeat(field) or field in fields.joined):
            raise failure("usage.bad-map", f"two columns are mapped to {field}")
        for column in [columns] if fold(columns) in places else columns.split("+"):
            found[_place(column, places, header)] = field
    return found


def _place(column: str, places: Mapping[str, int], header: Sequence[str]) -> int:
    place = places.get(fold(column))
    if place is None:
        listed = ", ".join(shown(name) for name in header[:30])
        raise failure("usage.bad-map", f'there is no column "{shown(column)}"', hint=f"the columns: {listed}")
    return place


def shown(name: str) -> str:
    """A column's name for a message: short, and without anything that acts on a terminal."""
    return repr(name[:60])[1:-1]


def _field(target: str, fields: FieldTable) -> str:
    name = target.lower().replace("-", "_").replace(" ", "_")
    if name in fields.fields or (fields.custom and 1 < person_field(name)[1] <= MOST_PEOPLE):
        return name
    if fields.custom and address_field(name)[1]:
        return name
    if fields.custom and (key := custom_key(target)):
        return key
    if (own := fields.names.get(plain(target), "")).startswith("x-"):
        return own
    raise failure("usage.bad-map", f'"{shown(target)}" is no field', hint=f"fields: {', '.join(fields.told)}")
