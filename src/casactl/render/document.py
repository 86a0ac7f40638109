"""Documents in lists, and what a check of their bytes found."""

from __future__ import annotations

from casactl.render.log import minute
from casactl.render.records import Column
from casactl.render.view import View

DOCUMENT_FIELDS = ("id", "contact_id", "visibility", "at", "author", "name", "size", "sha256", "type")
CHECK_FIELDS = ("id", "contact_id", "name", "sha256", "ok", "problem", "kind")
CHECK_COLUMNS = (
    Column("id", "no", right=True),
    Column("name", "name", wrap=True),
    Column("problem", "problem", style=lambda _: "bad"),
    Column("sha256", "sha-256"),
)


def document_columns(view: View, *, one: bool) -> list[Column]:
    """Number, moment, author, for whom, contact (unless all are of one), name, size, type."""
    whose = (
        []
        if one and view.terminal
        else [Column("contact_id", "contact", right=True), Column("display_name", "contact's name")]
    )
    return [
        Column("id", "no", right=True),
        Column("at", "when (UTC)", minute, style=lambda _: "quiet"),
        Column("author", "by"),
        Column("visibility", "for"),
        *whose,
        Column("name", "name", wrap=True),
        Column("size", "bytes", right=True),
        Column("type", "type", style=lambda _: "quiet"),
    ]
