"""`log verify`."""

from __future__ import annotations

from typing import Annotated

from casactl.cli.options import Ctx, option
from casactl.errors import IntegrityFault
from casactl.render.records import show_object
from casactl.render.view import write
from casactl.store.verify import verify_log


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
