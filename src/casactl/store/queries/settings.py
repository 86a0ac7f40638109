"""The settings of a workspace, the fields that an office defined for itself, and what contacts hold in one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from zoneinfo import ZoneInfo

from casactl.domain.custom import CustomField, FieldType
from casactl.domain.dates import calendar_date, parse_moment
from casactl.domain.remedy import Remedy
from casactl.domain.settings import SETTINGS
from casactl.domain.shapes import INNER, derived
from casactl.records import dataclass
from casactl.store.reader import CorruptStore, Reader


def all_settings(reader: Reader) -> dict[str, str]:
    """Every setting by name: what the workspace holds, else the default."""
    held: dict[str, str] = dict(reader.rows("select name, value from setting"))
    return {name: str(held.get(name, setting.default)) for name, setting in SETTINGS.items()}


def setting(reader: Reader, name: str) -> str:
    """One setting: what the workspace holds, else the default."""
    row = reader.one("select value from setting where name = :name", {"name": name})
    return str(row[0]) if row else SETTINGS[name].default


def timezone(reader: Reader) -> ZoneInfo:
    """Where the workspace is. Raises CorruptStore."""
    return zone_in({"timezone": setting(reader, "timezone")})


def zone_in(settings: Mapping[str, str]) -> ZoneInfo:
    """Where a workspace of these settings is. Raises CorruptStore, where something else has been written there."""
    try:
        return ZoneInfo(settings["timezone"])
    except (ValueError, OSError, KeyError):
        raise _odd("timezone", settings["timezone"]) from None


def whole(reader: Reader, name: str) -> int:
    """A setting that is a whole number. Raises CorruptStore."""
    return whole_in({name: setting(reader, name)}, name)


def whole_in(settings: Mapping[str, str], name: str) -> int:
    """The same out of settings that are read already. Raises CorruptStore."""
    if not (settings[name].isascii() and settings[name].isdigit()):
        raise _odd(name, settings[name])
    return int(settings[name])


def _odd(name: str, value: str) -> CorruptStore:
    return CorruptStore(
        f"The setting {name} holds {value!r}, which casactl never writes.", hint=Remedy("workspace check")
    )


def today_of(reader: Reader) -> date:
    """The calendar date where the workspace is, at the moment of the reader."""
    return calendar_date(parse_moment(reader.now), timezone(reader))


def workspace_id(reader: Reader) -> str:
    """What tells this workspace from every other, wherever it is moved."""
    row = reader.one("select workspace from chain where id = 1")
    return str(row[0]) if row else ""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A definition with its number."""

    id: int
    field: CustomField = field(metadata=INNER)

    @derived(after="id")
    def name(self) -> str:
        """What it is called."""
        return self.field.name

    @derived(after="name")
    def type(self) -> FieldType:
        """What it takes."""
        return self.field.type

    @derived(after="type")
    def choices(self) -> tuple[str, ...]:
        """The words that it takes where it takes no others."""
        return self.field.choices


def field_rows(reader: Reader) -> list[FieldRow]:
    """All definitions, in the order in which they were made."""
    rows = reader.rows("select id, name, type, choices from custom_field order by id")
    return [
        FieldRow(number, CustomField(name, FieldType(type_), tuple(json.loads(choices)) if choices else ()))
        for number, name, type_, choices in rows
    ]


def definitions(reader: Reader) -> dict[str, CustomField]:
    """What is defined, by name, in the order in which it was."""
    return {row.field.name: row.field for row in field_rows(reader)}


def values_of(reader: Reader, name: str) -> Iterator[tuple[int, str, str]]:
    """(number, name, value) of every contact that holds a field, merged ones left out."""
    value = "json_extract(c.custom, :path)" if reader.dialect == "sqlite" else "c.custom::json ->> cast(:name as text)"
    sql = (
        f"select c.id, c.display_name, {value} from {{contact}} c where c.custom is not null and {value} is not null "
        "and c.lifecycle not in ('merged', 'erased') order by c.id"
    )
    params = {"path": f'$."{name}"'} if reader.dialect == "sqlite" else {"name": name}
    return ((row[0], row[1], str(row[2])) for row in reader.stream(sql, params))
