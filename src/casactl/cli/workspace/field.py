"""`workspace field …`: the fields that an office defines for its contacts."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.workspace.find_field import find_field, holding
from casactl.cli.asking import ask, choose_one
from casactl.cli.completion import choices, complete_fields
from casactl.cli.options import Ctx, option
from casactl.domain.custom import FieldType, custom_key, defined, field_type
from casactl.errors import UsageFault
from casactl.render.custom_field import FIELD_COLUMNS, FIELD_FIELDS, show_field
from casactl.render.records import show_object, show_records
from casactl.store.queries.custom_fields import field_rows

NewName = Annotated[
    str, typer.Argument(metavar="NAME", help="Letters, digits, - and _, at most 40.", show_default=False)
]
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="A field.", autocompletion=complete_fields, show_default=False)
]
Type = Annotated[
    str | None,
    option("--type", help="text, number, date or choice.", metavar="TYPE", autocompletion=choices(*FieldType)),
]


def add(
    ctx: Ctx,
    name: NewName,
    type_: Type = None,
    choice: Annotated[
        list[str] | None, option("--choice", help="What a choice may be; may be repeated.", metavar="VALUE")
    ] = None,
) -> None:
    """Define a field of your own for contacts."""
    from casactl.actions.workspace.fields import add_field

    app, key = ctx.obj, custom_key(name)
    if not type_:
        if not app.interactive:
            raise UsageFault("--type is missing.", hint=f"types: {', '.join(FieldType)}")
        type_ = choose_one("Type", list(FieldType))
        choice = choice or (_asked_choices() if type_ == FieldType.CHOICE else None)
    field = defined(key, field_type(type_), choice or ())
    words = {"ref": field.name, "type": str(field.type), "choices": [*field.choices]}
    app.change("workspace.field.add", words, lambda work: add_field(work, field))


def _asked_choices() -> list[str]:
    """One line each, until an empty one."""
    found: list[str] = []
    while word := ask(f"Choice {len(found) + 1}{', Enter ends' if found else ''}"):
        found.append(word)
    return found


def list_(ctx: Ctx) -> None:
    """List the fields that are defined."""
    with ctx.obj.read() as reader:
        rows = field_rows(reader)
    show_records(ctx.obj.view, [row.as_dict() for row in rows], FIELD_COLUMNS, fields=FIELD_FIELDS, id_key="name")


def show(ctx: Ctx, name: Name) -> None:
    """Show what a field takes, and which contacts' values do not fit."""
    app = ctx.obj
    with app.read() as reader:
        row = find_field(reader, name)
        held = holding(reader, row.field)
    shape = {**row.as_dict(), "contacts": held.count, "misfits": [each.as_dict() for each in held.invalid_values]}
    if not show_object(app.view, shape):
        show_field(app.view, shape)


def edit(
    ctx: Ctx,
    name: Name,
    type_: Type = None,
    add_choice: Annotated[
        list[str] | None, option("--add-choice", help="One more choice; may be repeated.", metavar="VALUE")
    ] = None,
    remove_choice: Annotated[
        list[str] | None, option("--remove-choice", help="A choice that goes; may be repeated.", metavar="VALUE")
    ] = None,
) -> None:
    """Change a field's type or its choices."""
    from casactl.actions.workspace.fields import FieldEdit, edit_field

    key = custom_key(name)
    change = FieldEdit(field_type(type_) if type_ else None, tuple(add_choice or ()), tuple(remove_choice or ()))
    if not change:
        raise UsageFault("Nothing to change was said.", hint="casactl workspace field edit --help")
    words = {"ref": key, "type": type_, "add_choice": add_choice, "remove_choice": remove_choice}
    ctx.obj.change("workspace.field.edit", words, lambda work: edit_field(work, key, change))


def remove(ctx: Ctx, name: Name) -> None:
    """Remove a field's definition; values stay, as text."""
    from casactl.actions.workspace.fields import remove_field

    key = custom_key(name)
    ctx.obj.change("workspace.field.remove", {"ref": key}, lambda work: remove_field(work, key))
