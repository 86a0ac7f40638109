"""`contact find`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.cli.contact.columns import contact_columns
from casactl.cli.contact.paging import page_of
from casactl.cli.options import Ctx, option
from casactl.domain.standing import HERE
from casactl.errors import UsageFault
from casactl.render.records import show_records
from casactl.store.queries.contacts import FIELDS, list_contacts
from casactl.store.queries.filters import Filters
from casactl.store.queries.settings import all_settings


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
