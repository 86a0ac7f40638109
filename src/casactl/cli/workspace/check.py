"""`workspace check`."""

from __future__ import annotations

from casactl.actions.workspace.check import check_workspace
from casactl.cli.options import Ctx
from casactl.cli.workspace.names import Perhaps, named_or_current
from casactl.errors import IntegrityFault
from casactl.render.records import Column
from casactl.render.workspace import mark, show_verdicts

FIELDS = ("check", "ok", "problem", "note")
COLUMNS = (
    Column("check", "check"),
    Column("ok", "", lambda record: "ok" if record["ok"] else "BAD", style=mark),
    Column("problem", "", lambda record: record["problem"] or record["note"] or "", wrap=True),
)


def check(ctx: Ctx, name: Perhaps = None) -> None:
    """Check the database, its references, derived data and the log."""
    app = ctx.obj
    entry = named_or_current(app, name)
    findings = list(check_workspace(entry))
    wrong = [finding for finding in findings if not finding.ok]
    shape = {"ok": not wrong, "checks": [finding.as_dict() for finding in findings]}
    show_verdicts(app.view, shape, COLUMNS, FIELDS)
    if wrong:
        raise IntegrityFault(
            f"{len(wrong)} of {len(findings)} checks of workspace '{entry.name}' found something wrong.",
            code="workspace.corrupt",
            hint="casactl workspace restore BACKUP NEW-NAME    # a good backup, beside the damaged data",
        )
