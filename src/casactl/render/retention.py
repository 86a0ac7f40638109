"""How long archived contacts are kept."""

from __future__ import annotations

from casactl.render.records import Column
from casactl.render.view import View


def retention_columns(view: View) -> list[Column]:
    """Number, name, archived since, newest ledger entry, and from when on the contact may be erased."""
    return [
        Column("id", "no", right=True),
        Column("display_name", "name"),
        Column("archived_on", "archived", lambda r: view.day(r["archived_on"])),
        Column("newest_entry", "newest entry", lambda r: view.day(r["newest_entry"])),
        Column("due_on", "due on", lambda r: view.day(r["due_on"])),
        Column("due", "", lambda r: "due" if r["due"] else "", style=lambda _: "attention"),
    ]
