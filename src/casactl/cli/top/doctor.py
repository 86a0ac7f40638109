"""`doctor`."""

from __future__ import annotations

from casactl.cli.options import Ctx
from casactl.errors import IntegrityFault
from casactl.render.records import Column
from casactl.render.workspace import mark, show_verdicts

FIELDS = ("check", "state", "detail", "advice")
COLUMNS = (
    Column("state", "", style=mark),
    Column("check", "check"),
    Column("detail", "found", wrap=True),
    Column("advice", "what to do", wrap=True),
)


def doctor(ctx: Ctx) -> None:
    """Check this installation and say what to do about anything wrong."""
    from casactl.actions.doctor import diagnose
    from casactl.actions.machine import BAD

    app = ctx.obj
    verdicts = list(diagnose(lambda: (app.config, app.workspace), now=app.now()))
    if any(verdict.check == "config" and verdict.state == BAD for verdict in verdicts):
        app.given.setdefault("output", "table")  # the configuration cannot be asked for a format
    broken = [verdict for verdict in verdicts if verdict.state == BAD]
    shape = {"ok": not broken, "checks": [verdict.as_dict() for verdict in verdicts]}
    show_verdicts(app.view, shape, COLUMNS, FIELDS)
    if broken:
        named = ", ".join(verdict.check for verdict in broken)
        raise IntegrityFault(f"Something is broken: {named}.", code="doctor.broken", hint=broken[0].advice or None)
