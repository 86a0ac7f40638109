"""The verbs of `workspace` about what all its operators share: settings, custom fields, mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casactl.actions.workspace.fields import find_field, holding
from casactl.cli.asking import ask, choose_one, confirm
from casactl.cli.changing import change
from casactl.cli.completion import choices, complete_fields
from casactl.cli.listing import listing
from casactl.cli.options import Ctx, option
from casactl.cli.sending import NotDelivered
from casactl.domain.custom import FieldType, custom_key, defined, field_type
from casactl.domain.dates import moment
from casactl.domain.letters import LEFT
from casactl.domain.remedy import Remedy
from casactl.domain.settings import BY_BROWSER, SETTINGS, setting
from casactl.domain.shapes import record
from casactl.errors import UsageFault
from casactl.intake.email_address import normalise_email
from casactl.intake.languages import unspoken
from casactl.render.records import Column, plain, show_object, show_records
from casactl.render.view import sanitize, say, write
from casactl.render.workspace import show_field
from casactl.store.queries.settings import FieldRow, all_settings, field_rows

if TYPE_CHECKING:
    from casactl.cli.context import App

COLUMNS = (Column("name", "name"), Column("value", "value"), Column("meaning", "meaning", wrap=True))
SettingName = Annotated[
    str,
    typer.Argument(
        metavar="SETTING", help="A setting.", autocompletion=choices(*SETTINGS), show_default=False
    ),
]  # fmt: skip
PerhapsName = Annotated[
    str | None,
    typer.Argument(
        metavar="SETTING", help="A setting; all of them.", autocompletion=choices(*SETTINGS), show_default=False
    ),
]  # fmt: skip
Value = Annotated[str, typer.Argument(metavar="VALUE", help="Its new value.", show_default=False)]


def get(ctx: Ctx, name: PerhapsName = None) -> None:
    """Read the settings that all operators share."""
    app = ctx.obj
    wanted = [setting(name).name] if name else list(SETTINGS)
    with app.read() as reader:
        held = all_settings(reader)
    if app.view.format in ("json", "jsonl"):
        show_object(app.view, {key: held[key] for key in wanted})
    elif name and app.view.tabular and not app.view.fields:
        write(f"{plain(held[wanted[0]])}\n")
        if name == "portal_language" and held[name] != BY_BROWSER and (words := unspoken(held[name])):
            app.tell(f"note: {words}")
    else:
        records = [{"name": key, "value": held[key], "meaning": SETTINGS[key].meaning} for key in wanted]
        show_records(app.view, records, COLUMNS, fields=("name", "value", "meaning"), id_key="name")


def set_(ctx: Ctx, name: SettingName, value: Value) -> None:
    """Change a setting that all operators share."""
    from casactl.actions.workspace.settings import set_setting

    known = setting(name)
    parsed = known.parse(value)
    _agree(ctx.obj, known.name, parsed)
    change(ctx.obj, lambda work: set_setting(work, known, parsed))


def _agree(app: App, name: str, value: str) -> None:
    """Say what a change means for what is stored, and ask, before it is made."""
    if not app.interactive or app.sure:
        return
    from casactl.actions.workspace.depends import consequences, falsifies
    from casactl.cli.answers import reading

    with reading(app) as reader:
        if reader is None:  # the first command of all: nothing depends on anything yet
            return
        meant = consequences(reader, name, value, today=app.today(reader))
        refused = falsifies(reader, name, value)
    if meant and not refused:
        for sentence in meant:
            say(f"note: {sentence}")
        confirm(f"Set {name} to {value}?")


NewName = Annotated[
    str, typer.Argument(metavar="NAME", help="Letters, digits, - and _, at most 40.", show_default=False)
]
FieldName = Annotated[
    str, typer.Argument(metavar="NAME", help="A field.", autocompletion=complete_fields, show_default=False)
]
Type = Annotated[
    str | None,
    option("--type", help="text, number, date or choice.", metavar="TYPE", autocompletion=choices(*FieldType)),
]


def add(
    ctx: Ctx,
    ref: NewName,
    type_: Type = None,
    choice: Annotated[
        list[str] | None, option("--choice", help="What a choice may be; may be repeated.", metavar="VALUE")
    ] = None,
) -> None:
    """Define a field of your own for contacts."""
    from casactl.actions.workspace.fields import add_field

    app, key = ctx.obj, custom_key(ref)
    if not type_:
        if not app.interactive:
            raise UsageFault("--type is missing.", hint=f"types: {', '.join(FieldType)}")
        type_ = choose_one("Type", list(FieldType))
        choice = choice or (_asked_choices() if type_ == FieldType.CHOICE else None)
        app.call.says(type=type_, choice=choice)
    field = defined(key, field_type(type_), choice or ())
    change(app, lambda work: add_field(work, field))


def _asked_choices() -> list[str]:
    """One line each, until an empty one."""
    found: list[str] = []
    while word := ask(f"Choice {len(found) + 1}{', Enter ends' if found else ''}"):
        found.append(word)
    return found


def list_(ctx: Ctx) -> None:
    """List the fields that are defined."""
    listing(
        ctx.obj, FieldRow, lambda at: field_rows(at.reader), ("name", "type", Column("choices", "choices", wrap=True)),
        id_key="name", unlimited=True,
    )  # fmt: skip


def show(ctx: Ctx, name: FieldName) -> None:
    """Show what a field takes, and which contacts' values do not fit."""
    app = ctx.obj
    with app.read() as reader:
        row = find_field(reader, name)
        held = holding(reader, row.field)
    shape = {**record(row), "contacts": held.count, "misfits": [record(each) for each in held.invalid_values]}
    if not show_object(app.view, shape):
        show_field(app.view, shape)


def edit(
    ctx: Ctx,
    ref: FieldName,
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

    key = custom_key(ref)
    asked = FieldEdit(field_type(type_) if type_ else None, tuple(add_choice or ()), tuple(remove_choice or ()))
    if not asked:
        raise UsageFault("Nothing to change was said.", hint=Remedy("workspace field edit", help=True))
    change(ctx.obj, lambda work: edit_field(work, key, asked))


def remove(ctx: Ctx, ref: FieldName) -> None:
    """Remove a field's definition; values stay, as text."""
    from casactl.actions.workspace.fields import remove_field

    key = custom_key(ref)
    change(ctx.obj, lambda work: remove_field(work, key))


Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="Whom to write to.", show_default=False)]


class MailFailed(NotDelivered):
    """The mail of `workspace test-mail` was not handed over."""

    code = "workspace.mail-failed"


def test_mail(ctx: Ctx, address: Address) -> None:
    """Send a test mail the way letters leave, and say what happened."""
    from casactl.actions.mail_check import send_test_mail

    app = ctx.obj
    to = normalise_email(address)
    with app.read() as reader:
        settings = all_settings(reader)
    tried = send_test_mail(
        app.places.existing(), to, office=settings["office_name"], now=moment(app.now()), dry_run=app.dry_run
    )
    if not show_object(app.view, record(tried)):
        write(f"{sanitize(tried.words)}\n")
    if tried.state not in LEFT:
        raise MailFailed(
            f"The test mail to {to} was not handed over by {tried.transport}: {tried.words}.",
            hint=Remedy("doctor"),
        )
