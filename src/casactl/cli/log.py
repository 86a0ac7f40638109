"""The verbs of `log`."""

from __future__ import annotations

from typing import Annotated

import typer

from casactl.actions.log import operation_details
from casactl.actions.selection import resolve
from casactl.cli.listing import Asked, behind, listing
from casactl.cli.options import After, Ctx, Limit, Since, number, option
from casactl.domain.failures import failure
from casactl.render.log import LOG_COLUMNS, show_operation
from casactl.render.records import show_object
from casactl.render.view import write
from casactl.store.queries.log import OperationRow, operations
from casactl.store.queries.log import head as log_head
from casactl.store.verify import verify_log


def list_(
    ctx: Ctx,
    contact: Annotated[str | None, option("--contact", help="What concerned this contact.", metavar="REF")] = None,
    since: Since = None,
    by: Annotated[str | None, option("--by", help="Done by this user.", metavar="USER")] = None,
    verb: Annotated[str | None, option("--verb", help="contact.archive, or contact for all of a noun.")] = None,
    limit: Limit = None,
    after: After = None,
) -> None:
    """List operations, the newest first."""

    def query(at: Asked) -> list[OperationRow]:
        return operations(
            at.reader, contact=resolve(at.reader, contact) if contact else None, since=at.since(since), actor=by,
            verb=verb, limit=at.most, after=at.after,
        )  # fmt: skip

    listing(
        ctx.obj, OperationRow, query, LOG_COLUMNS, limit=limit, after=after, footer=behind, id_key="operation",
    )  # fmt: skip


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
        told = not reader.fenced
    shape = {
        "ok": verdict.ok,
        "operations": verdict.operations if told else None,
        "changes": verdict.changes if told else None,
        "erased": verdict.erased if told else None,
        "head": verdict.head,
        "problem": verdict.problem,
    }
    if not show_object(app.view, shape) and verdict.ok:
        counted = f"{verdict.operations:,} operations, {verdict.changes:,} changes, {verdict.erased:,} erased"
        write(f"ok: {counted}\n" if told else "ok\n")
        write(f"head: {verdict.head}\n")
    if not verdict.ok:
        raise failure("log.broken", problem=verdict.problem)


def head(ctx: Ctx) -> None:
    """Print the log's head, to keep elsewhere."""
    app = ctx.obj
    with app.read() as reader:
        newest, count = log_head(reader)
        told = None if reader.fenced else count
    if not show_object(app.view, {"head": newest, "operations": told}):
        write(f"{newest}\n")
