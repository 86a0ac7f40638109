"""`workspace get` and `workspace set`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.completion import choices
from casactl.cli.options import Ctx
from casactl.domain.settings import SETTINGS, setting
from casactl.render.records import Column, plain, show_object, show_records
from casactl.render.view import write
from casactl.store.queries.settings import all_settings

COLUMNS = (Column("name", "name"), Column("value", "value"), Column("meaning", "meaning", wrap=True))
Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="A setting.", autocompletion=choices(*SETTINGS), show_default=False
    ),
]  # fmt: skip
PerhapsName = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME", help="A setting; all of them.", autocompletion=choices(*SETTINGS), show_default=False
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
    elif name and app.view.format == "table" and not app.view.fields:
        write(f"{plain(held[wanted[0]])}\n")
    else:
        records = [{"name": key, "value": held[key], "meaning": SETTINGS[key].meaning} for key in wanted]
        show_records(app.view, records, COLUMNS, fields=("name", "value", "meaning"), id_key="name")


def set_(ctx: Ctx, name: Name, value: Value) -> None:
    """Change a setting that all operators share."""
    from casactl.actions.workspace.settings import set_setting

    known = setting(name)
    parsed = known.parse(value)
    ctx.obj.change(
        "workspace.set",
        {"name": known.name, "value": parsed},
        lambda work: set_setting(work, known, parsed),
    )
