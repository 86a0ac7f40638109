"""`contact list` and `contact find`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.filters import filters_from
from casactl.cli.options import Ctx, flag, number, option
from casactl.domain.standing import HERE, Lifecycle
from casactl.errors import UsageFault
from casactl.render.records import Column, Record, show_records
from casactl.render.view import View
from casactl.store.queries.contacts import FIELDS, SORTS, Page, count_hidden, list_contacts
from casactl.store.queries.filters import Filters
from casactl.store.queries.settings import all_settings


def standing(record: Record) -> str:
    """The standing in words: what is out of the ordinary, else active."""
    words = [] if record["lifecycle"] == "active" else [str(record["lifecycle"])]
    if record["locked"]:
        words.append("Locked")
    if record["archive_on"]:
        words.append(f"archives on {record['archive_on']}")
    return ", ".join(words) or "active"


def arrears(record: Record) -> str:
    """The debt ladder's step, with a red flag naming the attorney."""
    flag = f" ⚑ {record['attorney']}" if record["attorney"] else ""
    return ("" if record["arrears"] == "current" else str(record["arrears"])) + flag


def last_seen(record: Record) -> str:
    """The last sign-in, or in its place Invited or Not invited (SD-22)."""
    if record["last_sign_in_at"]:
        return str(record["last_sign_in_at"])[:10]
    if record["invitation_expired"]:
        return "Invitation expired"
    words = {"not-invited": "Not invited", "invited": "Invited", "activated": "never"}
    return words[str(record["portal"])]


def works_for(record: Record) -> str:
    """The company of a person; a company's own stands in its name."""
    return str(record["company"] or "") if record["kind"] == "person" else ""


COMPANY = Column("company", "company", works_for)


def contact_columns(view: View) -> list[Column]:
    """Number, name, type, standing, arrears, balance, last sign-in, company; more where lines are not for people."""
    columns = [
        Column("id", "no", right=True),
        Column("display_name", "name"),
        Column("type", "type"),
        Column("standing", "standing", standing, style=lambda r: "bad" if r["locked"] else ""),
        Column("arrears", "arrears", arrears, style=lambda r: "flag" if r["attorney"] else "attention"),
        Column("balance", "balance", right=True),
        Column("last_sign_in_at", "last sign-in", last_seen, style=lambda _: "quiet"),
    ]
    if view.terminal:
        return [*columns, COMPANY]
    return [*columns, Column("email", "e-mail"), Column("phone", "phone"), Column("properties", "properties"), COMPANY]


ON_A_TERMINAL = 50


def page_of(view: View, sort: str, limit: str | None, after: str | None) -> Page:
    """The page that was asked for: 50 rows on a terminal, everything elsewhere.

    Raises UsageFault.
    """
    if sort.lstrip("-") not in SORTS or sort.startswith("--"):
        raise UsageFault(f"--sort takes one of {', '.join(SORTS)}, not '{sort}'.")
    most = number(limit, "--limit") if limit is not None else (ON_A_TERMINAL if view.terminal else None)
    return Page(sort, most, number(after, "--after"))


def list_(
    ctx: Ctx,
    archived: Annotated[bool, flag("--archived", help="The archived people.")] = False,
    inactive: Annotated[bool, flag("--inactive", help="The inactive ones.")] = False,
    all_: Annotated[bool, flag("--all", help="Everybody who is not erased or merged.")] = False,
    sort: Annotated[
        str, option("--sort", help="name, id or created; -name for the other way.", metavar="KEY")
    ] = "name",
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
    after: Annotated[str | None, option("--after", help="Continue behind this number.", metavar="ID")] = None,
) -> None:
    """List contacts, the active ones unless told otherwise."""
    app = ctx.obj
    states = _states(archived, inactive, all_, bool(app.filters.get("lifecycle")))
    page = page_of(app.view, sort, limit, after)
    with app.read() as reader:
        today = app.today(reader)
        filters = filters_from(app.filters, reader, today, lifecycle=states)
        rows = list_contacts(reader, filters, page, today=today.isoformat(), scope=reader.scope)
        currency = all_settings(reader)["currency"]
        plain = states == (Lifecycle.ACTIVE,) and app.view.terminal
        hidden = count_hidden(reader, scope=reader.scope) if plain else {}
    view = app.view
    more = f"more: --after {rows[-1].id}" if page.limit and len(rows) == page.limit else ""
    show_records(
        view, (row.as_dict(currency) for row in rows), contact_columns(view), fields=FIELDS,
        footer=" · ".join(filter(None, [f"{len(rows)} shown", more, _hidden(hidden)])),
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
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
) -> None:
    """Find contacts by any part of a name, e-mail, phone or external id."""
    app = ctx.obj
    if not text.strip():
        raise UsageFault("What should be found? Give some text.")
    page = page_of(app.view, "name", limit, None)
    with app.read() as reader:
        today = app.today(reader).isoformat()
        filters = Filters(lifecycle=HERE, match=text)
        rows = list_contacts(reader, filters, page, today=today, scope=reader.scope)
        currency = all_settings(reader)["currency"]
    view = app.view
    records = (row.as_dict(currency) for row in rows)
    show_records(view, records, contact_columns(view), fields=FIELDS, footer=f"{len(rows)} found")
