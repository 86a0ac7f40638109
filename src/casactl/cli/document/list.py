"""`document list` and `document check`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.document.find import AVATAR, Verdict, check_documents
from casactl.cli.completion import complete_contacts
from casactl.cli.options import Ctx, number, option
from casactl.cli.selecting import contact_to_show
from casactl.errors import IntegrityFault
from casactl.render.document import CHECK_COLUMNS, CHECK_FIELDS, DOCUMENT_FIELDS, document_columns
from casactl.render.records import show_records
from casactl.store.queries.documents import documents

ON_A_TERMINAL = 50


def list_(
    ctx: Ctx,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="REF", help="Whose; everybody's by default.", autocompletion=complete_contacts, show_default=False
        ),
    ] = None,
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
) -> None:
    """List documents, of one contact or of all, the newest first."""
    app = ctx.obj
    view = app.view
    most = number(limit, "--limit") or (ON_A_TERMINAL if view.terminal else None)
    with app.read() as reader:
        app.today(reader)
        whose = contact_to_show(app, reader, ref) if ref is not None else None
        rows = documents(reader, contact=whose, limit=most, scope=reader.scope)
    table = view.format == "table" and not view.fields
    records = [{**row.as_dict(), "display_name": row.display_name} if table else row.as_dict() for row in rows]
    show_records(view, records, document_columns(view, one=ref is not None), fields=DOCUMENT_FIELDS)


def check(ctx: Ctx) -> None:
    """Prove every byte of every document and every picture."""
    app = ctx.obj
    folder = app.existing_workspace().folder
    with app.read() as reader:
        verdicts = list(check_documents(reader, folder))
    bad = [verdict for verdict in verdicts if verdict.problem]
    counted = _counted(verdicts)
    records = [verdict.as_dict() for verdict in (verdicts if app.view.format != "table" else bad)]
    show_records(app.view, records, CHECK_COLUMNS, fields=CHECK_FIELDS, footer=counted)
    if bad:
        raise IntegrityFault(
            f"{len(bad)} of {counted} {'is' if len(bad) == 1 else 'are'} damaged: {bad[0].words} is {bad[0].problem}.",
            code="document.damaged", hint="casactl workspace restore BACKUP NEW-NAME    # the bytes as they were",
        )  # fmt: skip


def _counted(verdicts: list[Verdict]) -> str:
    """How many of each there are: `3 documents and 1 picture`."""
    pictures = sum(verdict.kind == AVATAR for verdict in verdicts)
    documents = len(verdicts) - pictures
    words = f"{documents:,} document{'' if documents == 1 else 's'}"
    return f"{words} and {pictures:,} picture{'' if pictures == 1 else 's'}" if pictures else words
