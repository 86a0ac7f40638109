"""Attaching contacts to properties, linking them to each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casactl.cli.asking import choose_one
from casactl.cli.changing import change
from casactl.cli.completion import (
    choices,
    complete_contacts,
    complete_contacts_and_places,
    complete_tags,
    complete_where_they_are,
)
from casactl.cli.options import Ctx, Reason, Ref, Refs, Role, day, flag, option
from casactl.cli.selecting import agree, check_selection, chosen_for_writing, refs_and_path
from casactl.domain.ties import KINDS
from casactl.errors import UsageFault

if TYPE_CHECKING:
    from casactl.actions.selection import Chosen
    from casactl.domain.outcomes import Outcome
    from casactl.store.work import UnitOfWork


def _those(complete: Callable[..., object]) -> Any:
    return typer.Argument(
        metavar="REF", help="Numbers, e-mails, phones, ref:ID or names; - reads them from stdin.",
        autocompletion=complete, show_default=False,
    )  # fmt: skip


LastPath = Annotated[
    str | None,
    typer.Argument(
        metavar="PATH", help="The last word: a property, such as 'Rose Court/Block A/12'.", show_default=False
    ),
]


def attach(
    ctx: Ctx,
    refs: Annotated[list[str] | None, _those(complete_contacts_and_places)] = None,
    property_: LastPath = None,
    role: Role = None,
    from_: Annotated[str | None, option("--from", help="The first day (today).", metavar="DATE")] = None,
    to: Annotated[str | None, option("--to", help="The last day, inclusive.", metavar="DATE")] = None,
    reason: Reason = "",
) -> None:
    """Attach contacts to a property in a role."""
    from casactl.actions.contact.attach import attach_contacts

    app = ctx.obj
    words, path = refs_and_path(app, refs, property_)
    agree(app, "Attach", words, one_freely=True)
    change(
        app,
        lambda work: attach_contacts(
            work, chosen_for_writing(app, work.reader, work.today, words), path, role=role,
            starts=day(from_, work.today), ends=day(to, work.today),
        ),
    )  # fmt: skip


def detach(
    ctx: Ctx,
    refs: Annotated[list[str] | None, _those(complete_where_they_are)] = None,
    property_: LastPath = None,
    on: Annotated[
        str | None, option("--on", help="The last day, inclusive; at once by default.", metavar="DATE")
    ] = None,
    role: Role = None,
    reason: Reason = "",
) -> None:
    """End contacts' attachments to a property."""
    from casactl.actions.contact.attach import detach_contacts

    app = ctx.obj
    words, path = refs_and_path(app, refs, property_)
    agree(app, "Detach", words, one_freely=True)
    change(
        app,
        lambda work: detach_contacts(
            work, chosen_for_writing(app, work.reader, work.today, words), path, on=day(on, work.today), role=role
        ),
    )  # fmt: skip


Tag = Annotated[str, typer.Argument(metavar="TAG", help="The tag.", autocompletion=complete_tags, show_default=False)]


def tag_add(ctx: Ctx, tag: Tag, refs: Refs = None, reason: Reason = "") -> None:
    """Put a tag on contacts."""
    from casactl.actions.contact.tags import tag_contacts

    _tag(ctx, "Tag", tag_contacts, tag, refs)


def tag_remove(ctx: Ctx, tag: Tag, refs: Refs = None, reason: Reason = "") -> None:
    """Take a tag off contacts."""
    from casactl.actions.contact.tags import untag_contacts

    _tag(ctx, "Untag", untag_contacts, tag, refs)


def _tag(ctx: Ctx, asks: str, action: Callable[[UnitOfWork, Chosen, str], Outcome], tag: str, refs: Refs) -> None:
    app = ctx.obj
    words = check_selection(app, refs)
    agree(app, asks, words, one_freely=True)
    change(app, lambda work: action(work, chosen_for_writing(app, work.reader, work.today, words), tag))


Other = Annotated[
    str,
    typer.Argument(
        metavar="OTHER", help="The contact that it is this for.", autocompletion=complete_contacts, show_default=False,
    ),
]  # fmt: skip
As = Annotated[
    str | None,
    option("--as", help=f"What REF is for OTHER: {', '.join(KINDS)}.", metavar="KIND", autocompletion=choices(*KINDS)),
]


def link(
    ctx: Ctx,
    ref: Ref,
    other: Other,
    as_: As = None,
    primary: Annotated[
        bool, flag("--primary", help="REF is the primary one of them: a company's contact, a household's head.")
    ] = False,
) -> None:
    """Link a contact to another: who works for whom, lives with whom, stands in for whom."""
    from casactl.actions.contact.link import TieAsked, link_contacts, tie_kind
    from casactl.actions.selection import resolve

    app = ctx.obj
    if as_ is None and app.interactive:
        as_ = choose_one("What is it for the other", tuple(KINDS))
        app.call.says(**{"as": as_})
    if as_ is None:
        raise UsageFault("--as is missing.", hint=f"kinds: {', '.join(KINDS)}")
    kind = tie_kind(as_)
    if primary and not kind.marked:
        raise UsageFault(
            f"--primary does not go with --as {kind.name}: OTHER is the primary.", hint=f"leave --primary away: {ref}"
            f" becomes a secondary client of {other}",
        )  # fmt: skip
    change(
        app,
        lambda work: link_contacts(
            work, ref, TieAsked(resolve(work.reader, ref), resolve(work.reader, other), kind.name, primary)
        ),
    )


def unlink(ctx: Ctx, ref: Ref, other: Other, as_: As = None) -> None:
    """End a contact's link to another: of one kind, or all of them."""
    from casactl.actions.contact.link import TieAsked, tie_kind, unlink_contacts
    from casactl.actions.selection import resolve

    kind = tie_kind(as_).name if as_ is not None else ""
    change(
        ctx.obj,
        lambda work: unlink_contacts(
            work, ref, TieAsked(resolve(work.reader, ref), resolve(work.reader, other), kind)
        ),
    )  # fmt: skip
