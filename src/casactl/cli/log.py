"""The verbs of `log`."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from casactl.actions.log import operation_details
from casactl.actions.selection import resolve
from casactl.cli.options import Ctx, day, number, option
from casactl.domain.dates import local_midnight
from casactl.errors import IntegrityFault
from casactl.render.log import show_log, show_operation
from casactl.render.records import show_object
from casactl.render.view import write
from casactl.store.queries.log import head as log_head
from casactl.store.queries.log import operations
from casactl.store.queries.settings import all_settings
from casactl.store.verify import verify_log

ON_A_TERMINAL = 50


def list_(
    ctx: Ctx,
    contact: Annotated[str | None, option("--contact", help="What concerned this contact.", metavar="REF")] = None,
    since: Annotated[str | None, option("--since", help="On that day or later.", metavar="DATE")] = None,
    actor: Annotated[str | None, option("--actor", help="Done by this user.", metavar="USER")] = None,
    verb: Annotated[str | None, option("--verb", help="contact.archive, or contact for all of a noun.")] = None,
    limit: Annotated[str | None, option("--limit", help="At most so many (50 on a terminal).", metavar="N")] = None,
    after: Annotated[str | None, option("--after", help="Continue behind this operation.", metavar="N")] = None,
) -> None:
    """List operations, the newest first."""
    app = ctx.obj
    most = number(limit, "--limit") or (ON_A_TERMINAL if app.view.terminal else None)
    with app.read() as reader:
        first = day(since, app.today(reader))
        zone = ZoneInfo(all_settings(reader)["timezone"])
        rows = operations(
            reader, contact=resolve(reader, contact) if contact else None,
            since=local_midnight(first, zone) if first else None, actor=actor, verb=verb, limit=most,
            after=number(after, "--after"),
        )  # fmt: skip
    more = f"more: --after {rows[-1].id}" if most and len(rows) == most else ""
    show_log(app.view, [row.as_dict() for row in rows], more)


def show(
    ctx: Ctx,
    operation: Annotated[str, typer.Argument(metavar="OPERATION", help="Its number.", show_default=False)],
) -> None:
    """Show an operation with every change it made."""
    app = ctx.obj
    wanted = number(operation, "OPERATION") or 0
    most = None if app.format in ("json", "jsonl") else 200
    with app.read() as reader:
        app.today(reader)
        shape = operation_details(reader, wanted, most=most)
    if not show_object(app.view, shape):
        show_operation(app.view, shape)


class LogBroken(IntegrityFault):
    """The log was altered, or its tail is missing."""

    code = "log.broken"


def verify(
    ctx: Ctx,
    expect_head: Annotated[
        str | None,
        option("--expect-head", help="A head that you kept; finds a cut-off tail.", metavar="HASH"),
    ] = None,
) -> None:
    """Prove that nobody has edited, removed or inserted anything."""
    app = ctx.obj
    with app.read() as reader:
        verdict = verify_log(reader, expect_head=expect_head.strip().lower() if expect_head else None)
    shape = {
        "ok": verdict.ok,
        "operations": verdict.operations,
        "changes": verdict.changes,
        "erased": verdict.erased,
        "head": verdict.head,
        "problem": verdict.problem,
    }
    if not show_object(app.view, shape) and verdict.ok:
        write(f"ok: {verdict.operations:,} operations, {verdict.changes:,} changes, {verdict.erased:,} erased\n")
        write(f"head: {verdict.head}\n")
    if not verdict.ok:
        raise LogBroken(f"The log does not verify: {verdict.problem}.", hint="keep the file, restore a backup")


def head(ctx: Ctx) -> None:
    """Print the log's head, to keep elsewhere."""
    app = ctx.obj
    with app.read() as reader:
        newest, count = log_head(reader)
    if not show_object(app.view, {"head": newest, "operations": count}):
        write(f"{newest}\n")
