"""The verbs of `portal requests`, and `portal log`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.changing import change
from casactl.cli.completion import choices, complete_contacts
from casactl.cli.listing import listing
from casactl.cli.options import Ctx, Limit, Number, Reason, Whose, number, one_of, option
from casactl.errors import UsageFault
from casactl.store.queries.portal_access import AccessRow, access_log
from casactl.store.queries.portal_work import RequestRow, requests

STATES = ("open", "accepted", "declined", "all")


def list_(
    ctx: Ctx,
    ref: Whose = None,
    state: Annotated[
        str,
        option("--state", help="open, accepted, declined or all.", metavar="STATE", autocompletion=choices(*STATES)),
    ] = "open",
    limit: Limit = None,
) -> None:
    """List changes that people ask for in the portal, the oldest first."""
    wanted = one_of([state], STATES, "--state")[0]
    listing(
        ctx.obj,
        RequestRow,
        lambda at: requests(at.reader, contact=at.contact, state=None if wanted == "all" else wanted, limit=at.most),
        ("id", "at", "contact_id", "display_name", "field", "value", "state", "reason"),
        of=ref,
        limit=limit,
    )


def accept(ctx: Ctx, request: Number) -> None:
    """Make a change that somebody asked for."""
    from casactl.actions.portal.requests import accept as make

    which = number(request, "ID") or 0
    change(ctx.obj, lambda work: make(work, which))


def decline(ctx: Ctx, request: Number, reason: Reason = "") -> None:
    """Decline a change that somebody asked for; they read the reason."""
    from casactl.actions.portal.requests import decline as refuse

    which = number(request, "ID") or 0
    change(ctx.obj, lambda work: refuse(work, which, reason.strip()))


def log(
    ctx: Ctx,
    ref: Whose = None,
    contact: Annotated[
        str | None,
        option("--contact", help="The same as REF.", metavar="REF", autocompletion=complete_contacts),
    ] = None,
    since: Annotated[str | None, option("--since", help="From this day on.", metavar="DATE")] = None,
    user: Annotated[str | None, option("--user", help="Of this user, by e-mail.", metavar="EMAIL")] = None,
    limit: Limit = None,
) -> None:
    """List who came to the portal's doors: signing in, links asked for and used, files brought and taken."""
    from casactl.actions.user import find_user

    if ref and contact:
        raise UsageFault("REF and --contact are the same: name the contact once.")
    listing(
        ctx.obj,
        AccessRow,
        lambda at: access_log(
            at.reader,
            contact=at.contact,
            user=find_user(at.reader, user).id if user else None,
            since=at.since(since),
            limit=at.most,
        ),
        ("at", "subject", "event", "outcome", "network", "browser", "document", "file"),
        of=ref or contact,
        limit=limit,
    )
