"""From a name to a defined field, and what contacts hold in it."""

from __future__ import annotations

from dataclasses import dataclass

from casactl.domain.custom import CustomField, custom_key, fits
from casactl.domain.remedy import Remedy
from casactl.errors import NotFound
from casactl.store.queries.custom_fields import FieldRow, field_rows, values_of
from casactl.store.reader import Reader


class FieldNotFound(NotFound):
    """No field of that name is defined."""

    code = "workspace.field-not-found"


@dataclass(frozen=True, slots=True)
class Misfit:
    """A contact that holds a value which its field does not take."""

    id: int
    display_name: str
    value: str

    def as_dict(self) -> dict[str, object]:
        """The JSON shape."""
        return {"id": self.id, "display_name": self.display_name, "value": self.value}


@dataclass(frozen=True, slots=True)
class Holding:
    """How many contacts hold a field, and those whose value does not fit."""

    count: int
    invalid_values: list[Misfit]


def find_field(reader: Reader, name: str) -> FieldRow:
    """A field by its name.

    Raises FieldNotFound, InvalidValue.
    """
    key = custom_key(name)
    rows = field_rows(reader)
    for row in rows:
        if row.field.name == key:
            return row
    known = f"; defined are {', '.join(row.field.name for row in rows)}" if rows else "; none is defined"
    raise FieldNotFound(f"There is no field '{key}'{known}.", hint=Remedy("workspace field list"))


def holding(reader: Reader, field: CustomField) -> Holding:
    """What contacts hold in a field, as far as they may be seen."""
    count, invalid_values = 0, []
    for number, name, value in values_of(reader, field.name, scope=reader.scope):
        count += 1
        if not fits(field, value):
            invalid_values.append(Misfit(number, name, value))
    return Holding(count, invalid_values)
