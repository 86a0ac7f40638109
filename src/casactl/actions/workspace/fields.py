"""The fields that an office adds to its contacts; what contacts hold already stays as it is (SD-16)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from casactl.domain.custom import CustomField, FieldType, clean_choices, custom_key, defined, fits
from casactl.domain.failures import failure
from casactl.domain.names import fold
from casactl.domain.outcomes import UNCHANGED, Outcome, Result
from casactl.domain.remedy import Line, Remedy, Sentence
from casactl.intake.field_names import field_table, plain
from casactl.records import dataclass
from casactl.store.queries.settings import FieldRow, field_rows, values_of
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Misfit:
    """A contact that holds a value which its field does not take."""

    id: int
    display_name: str
    value: str


@dataclass(frozen=True, slots=True)
class Holding:
    """How many contacts hold a field, and those whose value does not fit."""

    count: int
    invalid_values: list[Misfit]


def find_field(reader: Reader, name: str) -> FieldRow:
    """A field by its name.

    Raises NotFound, InvalidValue.
    """
    key = custom_key(name)
    rows = field_rows(reader)
    for row in rows:
        if row.field.name == key:
            return row
    known = f"; defined are {', '.join(row.field.name for row in rows)}" if rows else "; none is defined"
    raise failure("workspace.field-not-found", key=key, known=known)


def holding(reader: Reader, field: CustomField) -> Holding:
    """What contacts hold in a field, as far as they may be seen."""
    count, invalid_values = 0, []
    for number, name, value in values_of(reader, field.name):
        count += 1
        if not fits(field, value):
            invalid_values.append(Misfit(number, name, value))
    return Holding(count, invalid_values)


NAMED = 3
"""So many of those whose values do not fit are named in a warning."""


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """What changes about a definition."""

    type: FieldType | None = None
    add: Sequence[str] = ()
    remove: Sequence[str] = ()

    def __bool__(self) -> bool:
        """Whether anything at all was asked for."""
        return bool(self.type or self.add or self.remove)


def add_field(work: UnitOfWork, field: CustomField) -> Outcome:
    """Define a field; one that is defined just so is left alone.

    Raises Refused.
    """
    for row in field_rows(work.reader):
        if row.field == field:
            note = f"takes {field.takes} already"
            return Outcome("workspace.field.add", [Result(field.name, row.id, UNCHANGED, field.name, note=note)])
        if row.field.name == field.name:
            raise failure("workspace.field-exists", name=field.name, takes=row.field.takes, type=field.type)
    [number] = work.insert("custom_field", [{"name": field.name, **_columns(field)}])
    work.summary(f"defined the field {field.name}: {field.takes}")
    return _outcome(work, "workspace.field.add", number, field, "added")


def edit_field(work: UnitOfWork, name: str, edit: FieldEdit) -> Outcome:
    """Change a definition; values that do not fit it any more stay until they are edited.

    Raises NotFound, InvalidValue.
    """
    held = find_field(work.reader, name)
    field = _edited(held.field, edit)
    if field == held.field:
        result = Result(name, held.id, UNCHANGED, field.name, note=f"takes {field.takes} already")
        return Outcome("workspace.field.edit", [result])
    work.update("custom_field", [{"id": held.id, **_columns(field)}])
    work.summary(f"changed the field {field.name}: {field.takes}, was {held.field.takes}")
    return _outcome(work, "workspace.field.edit", held.id, field, "updated")


def remove_field(work: UnitOfWork, name: str) -> Outcome:
    """Remove a definition: what contacts hold stays, as text.

    Raises NotFound.
    """
    held = find_field(work.reader, name)
    count = holding(work.reader, held.field).count
    work.delete("custom_field", [held.id])
    work.summary(f"removed the field {held.field.name}")
    keep = "1 contact keeps its value" if count == 1 else f"{count:,} contacts keep their values"
    note = f"{keep}, as text" if count else ""
    return Outcome("workspace.field.remove", [Result(name, held.id, "removed", held.field.name, note=note)])


def _edited(field: CustomField, edit: FieldEdit) -> CustomField:
    type_ = edit.type or field.type
    gone = {fold(choice): choice for choice in clean_choices(edit.remove)}
    held = {fold(choice): choice for choice in field.choices}
    for key, choice in gone.items():
        if key not in held:
            raise failure(
                "workspace.invalid-field", f"'{choice}' is no choice of '{field.name}', which takes {field.takes}."
            )
    kept = [choice for key, choice in held.items() if key not in gone] if type_ is FieldType.CHOICE else []
    return defined(field.name, type_, [*kept, *edit.add])


def _columns(field: CustomField) -> dict[str, object]:
    choices = json.dumps(field.choices, ensure_ascii=False, separators=(",", ":")) if field.choices else None
    return {"type": str(field.type), "choices": choices}


def _outcome(work: UnitOfWork, verb: str, number: int, field: CustomField, done: str) -> Outcome:
    held = holding(work.reader, field)
    result = Result(
        field.name, number, done, field.name, note=f"takes {field.takes}", more={"misfits": len(held.invalid_values)}
    )
    return Outcome(verb, [result], [*_misfits(field, held), *_columns_meant_otherwise(field)])


def _misfits(field: CustomField, held: Holding) -> Iterator[Line]:
    """Who holds what does not fit, the first few by name."""
    if held.invalid_values:
        count = len(held.invalid_values)
        named = ", ".join(
            f'{each.id} {each.display_name} ("{each.value[:40]}")' for each in held.invalid_values[:NAMED]
        )
        more = f" and {count - NAMED:,} more" if count > NAMED else ""
        who = "1 contact holds" if count == 1 else f"{count:,} contacts hold"
        yield Sentence(
            f"{who} something else in '{field.name}', which stays until it is edited: {named}{more}: ",
            Remedy("workspace field show", field.name),
        )


def _columns_meant_otherwise(field: CustomField) -> Iterator[str]:
    """What somebody may not expect of an import: a column of that name is a field that every contact has."""
    means = field_table("contact").names.get(plain(field.name), "x-")
    if not means.startswith("x-"):
        yield f"in a file to import, a column '{field.name}' is the contact's {means}; this field's is x-{field.name}"
