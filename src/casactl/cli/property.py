"""The verbs of `property`."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from casactl.actions.property.find import find_property, property_profile
from casactl.cli.answers import offers_of, place
from casactl.cli.asking import ask, choose_one
from casactl.cli.changing import change
from casactl.cli.completion import choices, complete_properties
from casactl.cli.context import App
from casactl.cli.importing import Reading, file_of, run_import
from casactl.cli.options import Ctx, IfVersion, Path, flag, number, one_of, option, taking
from casactl.domain.properties import KINDS, PARENTS, parts_of
from casactl.domain.remedy import Remedy
from casactl.errors import UsageFault
from casactl.render.places import show_property, show_tree
from casactl.render.records import show_object
from casactl.render.view import sanitize
from casactl.store.queries.properties import PropertyRow, count_below, list_properties

Name = Annotated[str, typer.Argument(metavar="NAME", help="Its own name, without its parents'.", show_default=False)]
Within = Annotated[
    str | None,
    option("--in", help="The property that it stands in.", metavar="PATH", autocompletion=complete_properties),
]


def add(
    ctx: Ctx,
    name: Name,
    kind: Annotated[
        str | None,
        option("--kind", help="community, building or unit.", metavar="KIND", autocompletion=choices(*KINDS)),
    ] = None,
    within: Within = None,
) -> None:
    """Add a community, a building or a unit."""
    from casactl.actions.property.change import add_property

    app = ctx.obj
    kind, within = _asked(app, name, kind, within)
    change(app, lambda work: add_property(work, name, kind, within=within))


def _asked(app: App, name: str, kind: str | None, within: str | None) -> tuple[str, str | None]:
    """Kind and place, asked for where somebody is there to answer; a whole path is no name, so no place is asked."""
    if kind is None:
        if not app.interactive:
            raise UsageFault("--kind is missing.", hint=f"kinds: {', '.join(KINDS)}")
        kind = choose_one("Kind", KINDS)
    kind = one_of([kind], KINDS, "--kind")[0]
    a_path = len(parts_of(name)) > 1
    if app.interactive and not within and PARENTS[kind] and not a_path:
        within = ask(
            f"In which {' or '.join(PARENTS[kind])}", judge=partial(place, app),
            offers=offers_of(app, complete_properties),
        )  # fmt: skip
    app.call.says(**{"kind": kind, "in": within})
    return kind, within


def list_(
    ctx: Ctx,
    within: Annotated[
        str | None,
        option("--in", help="This one and what lies below it.", metavar="PATH", autocompletion=complete_properties),
    ] = None,
    kind: Annotated[
        str | None,
        option("--kind", help="Only this kind.", metavar="KIND", autocompletion=choices(*KINDS)),
    ] = None,
    retired: Annotated[bool, flag("--retired", help="The retired ones, too.")] = False,
    limit: Annotated[
        str | None, option("--limit", help="At most so many (what fits on a terminal).", metavar="N")
    ] = None,
) -> None:
    """List properties as a tree."""
    app = ctx.obj
    kinds = one_of([kind] if kind is not None else (), KINDS, "--kind")
    most = number(limit, "--limit")
    with app.read() as reader:
        today = app.today(reader).isoformat()
        at = find_property(reader, within).path if within is not None else None
        rows = list_properties(
            reader, within=at, kind=kinds[0] if kinds else None, retired=retired, today=today,
        )  # fmt: skip
    show_tree(app.view, rows, most, flat=bool(kinds))


def show(ctx: Ctx, path: Path) -> None:
    """Show a property and who is attached to it."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        shape = property_profile(reader, find_property(reader, path), today=today)
    if not show_object(app.view, shape, PropertyRow):
        show_property(app.view, shape)


def edit(
    ctx: Ctx,
    path: Path,
    name: Annotated[str | None, option("--name", help="The new name.")] = None,
    within: Within = None,
    restore: Annotated[bool, flag("--restore", help="Take it back into use, with what lies above and below.")] = False,
    share: Annotated[
        str | None, option("--share", help="A unit's part in levies by share; 0 takes it away.", metavar="N")
    ] = None,
    if_version: IfVersion = None,
) -> None:
    """Rename, move or restore a property, or say a unit's share."""
    from casactl.actions.property.change import PropertyEdit, edit_property

    asked = PropertyEdit(name, within, restore, number(if_version, "--if-version"), number(share, "--share", lowest=0))
    if not asked:
        raise UsageFault("Nothing to change was said.", hint=Remedy("property edit", help=True))
    change(ctx.obj, lambda work: edit_property(work, path, asked))


def remove(
    ctx: Ctx,
    path: Path,
    retire: Annotated[
        bool, flag("--retire", help="Take it out of use instead, with everything below it; it can be restored.")
    ] = False,
) -> None:
    """Remove a property, or retire one that was in use."""
    from casactl.actions.property.change import remove_property, retire_property

    app = ctx.obj
    _agree(app, path, retire)
    change(app, lambda work: (retire_property if retire else remove_property)(work, path))


def _agree(app: App, path: str, retire: bool) -> None:
    """Have it asked about on a terminal, with the property and how much goes with it."""
    if not app.interactive or app.sure:
        return
    with app.read() as reader:
        at = find_property(reader, path)
        below = count_below(reader, at.path_key) if retire else 0
    more = f" and the {below:,} below it" if below else ""
    question = f"{'Retire' if retire else 'Remove'} {sanitize(at.path)}{more}?"
    app.asks = lambda _: question


@taking(reading=Reading)
def import_(
    ctx: Ctx,
    file: Annotated[str, file_of("property")],
    *,
    reading: Reading,
) -> None:
    """Import properties from a file."""
    from casactl.actions.property.import_properties import PropertyImport, check_columns
    from casactl.intake.field_names import field_table

    run_import(
        ctx.obj, file, reading, field_table("property"),
        lambda work, sheet, columns, rejected: PropertyImport(work, columns, rejected).run(sheet.rows()),
        check=check_columns,
    )  # fmt: skip
