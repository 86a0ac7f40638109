"""`contact avatar`."""

from __future__ import annotations

from casactl.actions.contact.avatar import find_avatar
from casactl.cli.options import Ctx, Ref
from casactl.cli.selecting import contact_to_show
from casactl.cli.writing_bytes import Target, named_target, write_out


def avatar(ctx: Ctx, ref: Ref, target: Target = None) -> None:
    """Write a contact's picture to a file, proved."""
    where = named_target(target)
    with ctx.obj.read() as reader:
        row = find_avatar(reader, contact_to_show(ctx.obj, reader, ref))
    write_out(ctx.obj, where, row.sha256, row.size)
