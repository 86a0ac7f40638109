"""`address edit`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.address.fields import (
    AccessEmail,
    AccessName,
    AccessNote,
    AccessPhone,
    City,
    Country,
    Label,
    Line,
    Number,
    Postcode,
    Region,
    given,
)
from casactl.cli.options import Ctx, flag, number, option
from casactl.errors import UsageFault


def edit(
    ctx: Ctx,
    address: Number,
    line: Line = None,
    city: City = None,
    postcode: Postcode = None,
    country: Country = None,
    region: Region = None,
    label: Label = None,
    billing: Annotated[
        bool | None, flag("--billing/--no-billing", help="Make it the billing address; the mark moves, it never goes.")
    ] = None,
    site: Annotated[bool | None, flag("--site/--no-site", help="Whether work is done there, too.")] = None,
    access_name: AccessName = None,
    access_phone: AccessPhone = None,
    access_email: AccessEmail = None,
    access_note: AccessNote = None,
    if_version: Annotated[
        str | None, option("--if-version", help="Only if it is still at this version.", metavar="N")
    ] = None,
) -> None:
    """Change an address; "" clears a field, --billing moves the mark."""
    from casactl.actions.address.edit import Edit, edit_address

    which = number(address, "ID") or 0
    fields = given(
        line=line, city=city, region=region, postcode=postcode, country=country, label=label,
        access_name=access_name, access_phone=access_phone, access_email=access_email, access_note=access_note,
    )  # fmt: skip
    change = Edit(fields, billing, site, number(if_version, "--if-version"))
    if not change:
        raise UsageFault("Nothing to change was said.", hint="casactl address edit --help")
    words = {"address": which, **fields, "billing": billing, "site": site, "if_version": change.if_version}
    ctx.obj.change("address.edit", words, lambda work: edit_address(work, which, change))
