"""An invoice on a terminal, as its customer reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casactl.render.records import Column, draw_line, draw_table
from casactl.render.view import View, sanitize, write

LINES = (
    Column("entry", "entry", right=True, style=lambda _: "quiet"),
    Column("on", "date"),
    Column("text", "what", wrap=True),
    Column("due", "due"),
    Column("amount", "amount", right=True),
)


def show_invoice(view: View, invoice: Mapping[str, Any]) -> None:
    """Heading, lines and total; `key<TAB>value` lines off a terminal."""
    if not view.terminal:
        for key, value in invoice.items():
            write(f"{key}\t{sanitize('; '.join(map(str, value)) if key in ('entries', 'address') else str(value))}\n")
        return
    whose = f" for invoice {invoice['credits']}" if invoice["credits"] else ""
    title = "Credit note" if invoice["credits"] else "Invoice"
    draw_line(view, f"{title} {invoice['number']}{whose}, {view.day(invoice['on'])}", "heading")
    for line in (invoice["customer"] or "", *invoice["address"]):
        draw_line(view, line)
    draw_line(view, "")
    draw_table(view, [line | {"on": view.day(line["on"]), "due": view.day(line["due"])} for line in invoice["lines"]],
               LINES)  # fmt: skip
    draw_line(view, f"Total: {invoice['total']} {invoice['currency']}", "heading")
