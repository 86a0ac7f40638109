"""How many contacts, in which order, from where on."""

from __future__ import annotations

from casactl.cli.options import number
from casactl.errors import UsageFault
from casactl.render.view import View
from casactl.store.queries.contacts import SORTS, Page

ON_A_TERMINAL = 50


def page_of(view: View, sort: str, limit: str | None, after: str | None) -> Page:
    """The page that was asked for: 50 rows on a terminal, everything elsewhere.

    Raises UsageFault.
    """
    if sort.lstrip("-") not in SORTS or sort.startswith("--"):
        raise UsageFault(f"--sort takes one of {', '.join(SORTS)}, not '{sort}'.")
    most = number(limit, "--limit") if limit is not None else (ON_A_TERMINAL if view.terminal else None)
    return Page(sort, most, number(after, "--after"))
