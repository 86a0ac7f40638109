"""`contact attach` and `contact detach`."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.selection import resolve
from casactl.cli.options import Ctx, Path, Ref, Role, day, option


def attach(
    ctx: Ctx,
    ref: Ref,
    path: Path,
    role: Role = None,
    from_: Annotated[str | None, option("--from", help="The first day (today).", metavar="DATE")] = None,
    to: Annotated[str | None, option("--to", help="The last day, inclusive.", metavar="DATE")] = None,
) -> None:
    """Attach a contact to a property in a role."""
    from casactl.actions.contact.attach import attach_contact

    words = {"ref": ref, "property": path, "as": role, "from": from_, "to": to}
    ctx.obj.change(
        "contact.attach",
        {key: value for key, value in words.items() if value},
        lambda work: attach_contact(
            work, ref, resolve(work.reader, ref), path, role=role, starts=day(from_, work.today),
            ends=day(to, work.today),
        ),
    )  # fmt: skip


def detach(
    ctx: Ctx,
    ref: Ref,
    path: Path,
    on: Annotated[
        str | None, option("--on", help="The last day, inclusive; at once by default.", metavar="DATE")
    ] = None,
    role: Role = None,
) -> None:
    """End a contact's attachment to a property."""
    from casactl.actions.contact.attach import detach_contact

    words = {"ref": ref, "property": path, "on": on, "as": role}
    ctx.obj.change(
        "contact.detach",
        {key: value for key, value in words.items() if value},
        lambda work: detach_contact(
            work, ref, resolve(work.reader, ref), path, on=day(on, work.today), role=role
        ),
    )  # fmt: skip
