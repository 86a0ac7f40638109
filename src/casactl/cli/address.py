"""The verbs of `address`."""

from __future__ import annotations

from typing import Annotated

from casactl.actions.selection import resolve
from casactl.cli.asking import ask, choose_one
from casactl.cli.changing import change
from casactl.cli.context import App
from casactl.cli.listing import listing
from casactl.cli.needing import needed
from casactl.cli.options import Ctx, Fields, IfVersion, Limit, Number, Ref, Whose, flag, number, option, taking
from casactl.domain.remedy import Remedy
from casactl.domain.shapes import record
from casactl.errors import UsageFault
from casactl.records import dataclass
from casactl.render.places import ADDRESS_COLUMNS as COLUMNS
from casactl.store.queries.addresses import AddressRow, addresses

ACCESS = "Who has the key"

WithAccess = Annotated[bool, flag("--with-access", help="Only those with access details.")]


@dataclass(frozen=True)
class Place(Fields):
    """Where it is, and whom to ask for access."""

    line: Annotated[
        list[str] | None,
        option("--line", help="Street and number; may be repeated for further lines.", metavar="TEXT"),
    ] = None
    city: Annotated[str | None, option("--city", help="The town.")] = None
    region: Annotated[str | None, option("--region", help="State, province or county, where the post needs it.")] = None
    postcode: Annotated[str | None, option("--postcode", help="The postcode.")] = None
    country: Annotated[
        str | None, option("--country", help="ISO code or name; the workspace's by default.", metavar="COUNTRY")
    ] = None
    label: Annotated[str | None, option("--label", help="What it is called: home, office, holiday flat …")] = None
    access_name: Annotated[str | None, option("--access-name", help="Whom to ask for access.", panel=ACCESS)] = None
    access_phone: Annotated[str | None, option("--access-phone", help="Their phone.", panel=ACCESS)] = None
    access_email: Annotated[str | None, option("--access-email", help="Their e-mail.", panel=ACCESS)] = None
    access_note: Annotated[
        str | None, option("--access-note", help="What to know: where the key is, a gate code, a dog.", panel=ACCESS)
    ] = None

    def given(self, *names: str) -> dict[str, str]:
        """The fields that were given, an empty one among them; several lines as one."""
        from casactl.actions.address import joined

        lines = {} if self.line is None else {"line": joined(self.line)}
        return lines | super().given(*names)


@taking(place=Place)
def add(
    ctx: Ctx,
    ref: Ref,
    *,
    place: Place,
    billing: Annotated[bool, flag("--billing", help="Make it the billing address; the first one is anyway.")] = False,
    site: Annotated[bool, flag("--site", help="It is a site, too, where work is done.")] = False,
) -> None:
    """Add an address to a contact; the first is the billing address."""
    from casactl.actions.address import NewAddress, add_address

    app = ctx.obj
    fields = place.given()
    _ask_for_the_rest(app, fields)
    new = NewAddress(fields, billing=billing, site=site)
    change(app, lambda work: add_address(work, ref, resolve(work.reader, ref), new))


def _ask_for_the_rest(app: App, fields: dict[str, str]) -> None:
    """Where nothing says where it is, ask somebody who is there for all of it."""
    if fields.get("line"):
        return
    if app.interactive and fields.get("country"):
        _country(fields["country"])
    fields["line"] = needed(app, None, "--line", "Street and number")
    ask_where(app, fields)
    app.call.says(**fields)


def ask_where(app: App, fields: dict[str, str]) -> None:
    """The town and the country of a street, where they were not given."""
    for field in ("city", "postcode"):
        if field not in fields and (answer := ask(field.capitalize())):
            fields[field] = answer
    if "country" not in fields:
        fields["country"] = ask("Country", default=_home(app), judge=_country)


def _country(text: str) -> str:
    from casactl.intake.country import country_code

    country_code(text)
    return text


def _home(app: App) -> str:
    """The workspace's country, the usual one where there is no workspace yet."""
    from casactl.domain.settings import SETTINGS
    from casactl.store.queries.settings import setting

    if app.workspace is None:
        return SETTINGS["country"].default
    with app.read() as reader:
        return setting(reader, "country")


def list_(ctx: Ctx, ref: Whose = None, with_access: WithAccess = False, limit: Limit = None) -> None:
    """List addresses, of one contact or of all, the newest first."""
    listing(
        ctx.obj, AddressRow,
        lambda at: addresses(at.reader, contact=at.contact, with_access=with_access, limit=at.most),
        COLUMNS, of=ref, limit=limit,
    )  # fmt: skip


@taking(place=Place)
def edit(
    ctx: Ctx,
    address: Number,
    *,
    place: Place,
    billing: Annotated[
        bool | None, flag("--billing/--no-billing", help="Make it the billing address; the mark moves, it never goes.")
    ] = None,
    site: Annotated[bool | None, flag("--site/--no-site", help="Whether work is done there, too.")] = None,
    if_version: IfVersion = None,
) -> None:
    """Change an address; "" clears a field, --billing moves the mark."""
    from casactl.actions.address import AddressEdit, edit_address

    which = number(address, "ID") or 0
    fields = place.given()
    asked = AddressEdit(fields, billing, site, number(if_version, "--if-version"))
    if not asked:
        raise UsageFault("Nothing to change was said.", hint=Remedy("address edit", help=True))
    change(ctx.obj, lambda work: edit_address(work, which, asked))


def remove(
    ctx: Ctx,
    address: Number,
    billing: Annotated[
        str | None, option("--billing", help="Which of the others takes over as billing address.", metavar="ID")
    ] = None,
) -> None:
    """Remove an address; of the billing address another one takes over."""
    from casactl.actions.address import remove_address

    app = ctx.obj
    which, heir = number(address, "ID") or 0, number(billing, "--billing")
    if heir is None and app.interactive:
        heir = _asked(app, which)
        app.call.says(billing=heir)
    change(app, lambda work: remove_address(work, which, billing=heir))


def _asked(app: App, which: int) -> int | None:
    """Who takes over, where there is a choice and somebody to make it."""
    from casactl.actions.address import find_address, others_of
    from casactl.render.places import one_line
    from casactl.render.view import say
    from casactl.store.queries.addresses import addresses_of

    with app.read() as reader:
        row = find_address(reader, which)
        others = others_of(row, addresses_of(reader, row.contact_id))
    if len(others) < 2:
        return None
    for each in others:
        say(f"{each.id}  {one_line(record(each))}")
    return int(choose_one("Which one is the billing address then?", [str(each.id) for each in others]))
