"""`contact list` and `contact find`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casactl.cli.completion import Offers, choices
from casactl.cli.filters import filters_from
from casactl.cli.listing import Asked, Rows, counted, listing
from casactl.cli.options import After, Ctx, Limit, flag, option
from casactl.domain.shapes import Kind
from casactl.domain.standing import HERE, Lifecycle
from casactl.errors import UsageFault
from casactl.render.records import Column, Picked, Record
from casactl.render.view import View

if TYPE_CHECKING:
    from casactl.store.queries.contacts import ContactRow
    from casactl.store.queries.filters import Filters


def standing(record: Record, view: View) -> str:
    """The standing in words: what is out of the ordinary, else active."""
    words = [] if record["lifecycle"] == "active" else [str(record["lifecycle"])]
    if record["locked"]:
        words.append("Locked")
    if record["archive_on"]:
        words.append(f"archives on {view.day(record['archive_on'])}")
    return ", ".join(words) or "active"


def arrears(record: Record) -> str:
    """The debt ladder's step, with a red flag naming the attorney."""
    flag = f" ⚑ {record['attorney']}" if record["attorney"] else ""
    return ("" if record["arrears"] == "current" else str(record["arrears"])) + flag


def last_seen(record: Record, view: View) -> str:
    """The last sign-in, or in its place Invited or Not invited (SD-22)."""
    if record["last_sign_in_at"]:
        return view.day(str(record["last_sign_in_at"])[:10])
    if record["invitation_expired"]:
        return "Invitation expired"
    words = {"not-invited": "Not invited", "invited": "Invited", "activated": "never"}
    return words[str(record["portal"])]


def phone(record: Record, view: View) -> str:
    """The phone as people read it, and as it is kept where programs do."""
    return str((record["phone_shown"] if view.drawn else record["phone"]) or "")


def works_for(record: Record) -> str:
    """The company of a person; a company's own stands in its name."""
    return str(record["company"] or "") if record["kind"] == "person" else ""


def contact_columns(view: View) -> Picked:
    """Number, name, type, standing, arrears, balance, last sign-in, company; more where lines are not for people."""
    return (
        "id",
        "display_name",
        "type",
        Column(
            "standing", "standing", lambda r: standing(r, view), least=18, style=lambda r: "bad" if r["locked"] else ""
        ),
        Column(
            "arrears", "arrears", arrears, least=16, need=2, style=lambda r: "flag" if r["attorney"] else "attention"
        ),
        "balance",
        "past_due",
        Column("last_sign_in_at", "last sign-in", lambda r: last_seen(r, view), need=0, style=lambda _: "quiet"),
        Column("email", "e-mail", wide=True),
        Column("phone", "phone", lambda r: phone(r, view), kind=Kind.PHONE, wide=True),
        Column("properties", "unit", wide=True),
        Column("company", "company", works_for, need=0),
    )


SORTED = {"no": "id", "display-name": "name", "properties": "unit", "created-at": "created"}
"""What else sorts are called: by their heading, or by their key."""


def _sorts(incomplete: str) -> Offers:
    from casactl.store.queries.contacts import SORTS

    return choices(*SORTS)(incomplete)


def _sort(text: str) -> str:
    """What contacts are sorted by, `-` first for the other way; headings and keys count.

    Raises UsageFault.
    """
    from casactl.store.queries.contacts import SORTS

    way, word = ("-", text[1:]) if text.startswith("-") else ("", text)
    folded = word.strip().lower().replace(" ", "-").replace("_", "-")
    key = SORTED.get(folded, folded)
    if key not in SORTS:
        raise UsageFault(f"--sort takes one of {', '.join(SORTS)}, not '{text}'.")
    return way + key


def list_(
    ctx: Ctx,
    archived: Annotated[bool, flag("--archived", help="The archived people.")] = False,
    inactive: Annotated[bool, flag("--inactive", help="The inactive ones.")] = False,
    all_: Annotated[bool, flag("--all", help="Everybody who is not erased or merged.")] = False,
    sort: Annotated[
        str,
        option(
            "--sort",
            help="name, id, unit, created, balance or past-due; -name for the other way.",
            metavar="KEY",
            autocompletion=_sorts,
        ),
    ] = "name",
    limit: Limit = None,
    after: After = None,
) -> None:
    """List contacts, the active ones unless told otherwise."""
    from casactl.store.queries.contacts import ContactRow, Page, count_hidden, list_contacts

    app = ctx.obj
    states = _states(archived, inactive, all_, bool(app.filters.get("lifecycle")))
    order = _sort(sort)
    plain = states == (Lifecycle.ACTIVE,) and not app.filters.get("lifecycle")

    def filters(at: Asked) -> Filters:
        return filters_from(app.filters, at.reader, at.today, lifecycle=states)

    def query(at: Asked) -> list[ContactRow]:
        page = Page(order, at.most, at.after)
        return list_contacts(at.reader, filters(at), page, today=at.today.isoformat())

    def footer(at: Asked, rows: Rows) -> str:
        hidden = count_hidden(at.reader, filters(at), today=at.today.isoformat()) if plain else {}
        return " · ".join(filter(None, [counted(at, rows), _hidden(hidden)]))

    listing(
        app, ContactRow, query, lambda view, _: contact_columns(view), limit=limit, after=after, footer=footer
    )  # fmt: skip


def _states(archived: bool, inactive: bool, everybody: bool, told: bool) -> tuple[Lifecycle, ...]:
    chosen = [state for given, state in ((inactive, Lifecycle.INACTIVE), (archived, Lifecycle.ARCHIVED)) if given]
    if (everybody or chosen) and told:
        raise UsageFault("--lifecycle says it all; leave --archived, --inactive and --all away.")
    if everybody:
        return HERE
    return tuple(chosen) or (Lifecycle.ACTIVE,)


def _hidden(hidden: dict[str, int]) -> str:
    words = [f"{count:,} {state}" for state, count in sorted(hidden.items()) if count]
    return f"hidden: {', '.join(words)} (--archived, --inactive, --all)" if words else ""


def find(
    ctx: Ctx,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words, in any order.", show_default=False)],
    limit: Limit = None,
) -> None:
    """Find contacts by words: parts of names, e-mails, phones, ids, units, companies, tags."""
    from casactl.store.queries.contacts import ContactRow, Page, list_contacts
    from casactl.store.queries.filters import Filters

    app = ctx.obj
    if not text.strip():
        raise UsageFault("What should be found? Give some text.")
    filters = Filters(lifecycle=HERE, match=text)
    listing(
        app, ContactRow,
        lambda at: list_contacts(at.reader, filters, Page("name", at.most), today=at.today.isoformat()),
        lambda view, _: contact_columns(view), limit=limit, footer=lambda _, rows: f"{len(rows)} found",
    )  # fmt: skip
