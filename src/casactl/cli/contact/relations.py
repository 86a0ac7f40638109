"""Attaching contacts to properties, linking them to each other."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.selection import resolve
from casactl.cli.asking import choose_one
from casactl.cli.changing import change
from casactl.cli.completion import choices, complete_contacts
from casactl.cli.options import Ctx, Path, Ref, Role, day, flag, option
from casactl.domain.ties import KINDS
from casactl.errors import UsageFault


def attach(
    ctx: Ctx,
    ref: Ref,
    property_: Path,
    role: Role = None,
    from_: Annotated[str | None, option("--from", help="The first day (today).", metavar="DATE")] = None,
    to: Annotated[str | None, option("--to", help="The last day, inclusive.", metavar="DATE")] = None,
) -> None:
    """Attach a contact to a property in a role."""
    from casactl.actions.contact.attach import attach_contact

    change(
        ctx.obj,
        lambda work: attach_contact(
            work, ref, resolve(work.reader, ref), property_, role=role, starts=day(from_, work.today),
            ends=day(to, work.today),
        ),
    )  # fmt: skip


def detach(
    ctx: Ctx,
    ref: Ref,
    property_: Path,
    on: Annotated[
        str | None, option("--on", help="The last day, inclusive; at once by default.", metavar="DATE")
    ] = None,
    role: Role = None,
) -> None:
    """End a contact's attachment to a property."""
    from casactl.actions.contact.attach import detach_contact

    change(
        ctx.obj,
        lambda work: detach_contact(
            work, ref, resolve(work.reader, ref), property_, on=day(on, work.today), role=role
        ),
    )  # fmt: skip


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

    kind = tie_kind(as_).name if as_ is not None else ""
    change(
        ctx.obj,
        lambda work: unlink_contacts(
            work, ref, TieAsked(resolve(work.reader, ref), resolve(work.reader, other), kind)
        ),
    )  # fmt: skip
