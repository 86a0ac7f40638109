"""An invoice on a terminal, as its customer reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casactl.render.records import Column, draw_line, draw_table, plain
from casactl.render.view import View, write

LINES = (
    Column("entry", "entry", right=True, style=lambda _: "quiet"),
    Column("on", "date"),
    Column("text", "what", wrap=True),
    Column("due", "due"),
    Column("amount", "amount", right=True),
)


def show_invoice(view: View, invoice: Mapping[str, Any]) -> None:
    """Heading, lines and total; where nothing is drawn `key<TAB>value`, and a line for each of its charges."""
    if not view.drawn:
        for key, value in invoice.items():
            if key != "lines":
                write(f"{key}\t{plain(value)}\n")
        for line in invoice["lines"]:
            write("\t".join(("line", *(plain(line[column.key]) for column in LINES))) + "\n")
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
