"""`contact list`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.contact.columns import contact_columns
from casactl.cli.contact.paging import page_of
from casactl.cli.filters import filters_from
from casactl.cli.options import Ctx, flag, option
from casactl.domain.standing import HERE, Lifecycle
from casactl.errors import UsageFault
from casactl.render.records import show_records
from casactl.store.queries.contacts import FIELDS, count_hidden, list_contacts
from casactl.store.queries.settings import all_settings


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
