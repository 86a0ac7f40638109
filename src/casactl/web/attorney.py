"""The pages of an attorney: the cases that were handed over, and nothing else."""

from __future__ import annotations

from flask import Blueprint, render_template

from casactl.actions.arrears.worklist import worklist
from casactl.store.queries.filters import Filters
from casactl.web.desk import desk

pages = Blueprint("attorney", __name__)


@pages.get("/cases")
def cases() -> str:
    """The work list."""
    at = desk()
    with at.read("arrears:view") as reader:
        found = list(worklist(reader, Filters(), today=at.today()))
    return render_template("cases.html.j2", found=found)
