"""`address add`."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.selection import resolve
from casactl.cli.address.fields import (
    AccessEmail,
    AccessName,
    AccessNote,
    AccessPhone,
    City,
    Country,
    Label,
    Line,
    Postcode,
    Region,
    given,
)
from casactl.cli.asking import ask, needed
from casactl.cli.context import App
from casactl.cli.options import Ctx, Ref, flag


def add(
    ctx: Ctx,
    ref: Ref,
    line: Line = None,
    city: City = None,
    postcode: Postcode = None,
    country: Country = None,
    region: Region = None,
    label: Label = None,
    billing: Annotated[bool, flag("--billing", help="Make it the billing address; the first one is anyway.")] = False,
    site: Annotated[bool, flag("--site", help="It is a site, too, where work is done.")] = False,
    access_name: AccessName = None,
    access_phone: AccessPhone = None,
    access_email: AccessEmail = None,
    access_note: AccessNote = None,
) -> None:
    """Add an address to a contact; the first is the billing address."""
    from casactl.actions.address.add import NewAddress, add_address

    app = ctx.obj
    fields = given(
        line=line, city=city, region=region, postcode=postcode, country=country, label=label,
        access_name=access_name, access_phone=access_phone, access_email=access_email, access_note=access_note,
    )  # fmt: skip
    _ask_for_the_rest(app, fields)
    new = NewAddress(fields, billing=billing, site=site)
    words = {"ref": ref, **fields, "billing": billing or None, "site": site or None}
    app.change("address.add", words, lambda work: add_address(work, ref, resolve(work.reader, ref), new))


def _ask_for_the_rest(app: App, fields: dict[str, str]) -> None:
    """Where nothing says where it is, ask somebody who is there for all of it."""
    if fields.get("line"):
        return
    fields["line"] = needed(None, "--line", "Street and number", interactive=app.interactive)
    for field in ("city", "postcode"):
        if field not in fields and (answer := ask(field.capitalize())):
            fields[field] = answer
    if "country" not in fields:
        fields["country"] = ask("Country", default=_home(app))


def _home(app: App) -> str:
    """The workspace's country, the usual one where there is no workspace yet."""
    from casactl.domain.settings import SETTINGS
    from casactl.store.queries.settings import setting

    if app.workspace is None:
        return SETTINGS["country"].default
    with app.read() as reader:
        return setting(reader, "country")
