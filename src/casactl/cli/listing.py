"""One way for every list: how many, behind which, of whom; rows of a shape in columns; what a footer says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from casactl.cli.options import day, number
from casactl.domain.dates import local_midnight
from casactl.domain.shapes import shape_of
from casactl.records import dataclass
from casactl.render.records import Picked, columns_of, show_rows
from casactl.render.view import View
from casactl.store.queries.settings import all_settings, timezone

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.store.reader import Reader

ON_A_TERMINAL = 50
WHOSE = ("contact_id", "display_name")
"""The columns that say nothing to a person who asked for one contact."""


@dataclass(frozen=True)
class Asked:
    """What a list was asked for; `contact` is whose, `most` how many rows at most, `after` where the last one ended."""

    reader: Reader
    today: date
    contact: int | None = None
    most: int | None = None
    after: int | None = None

    @cached_property
    def currency(self) -> str:
        """The workspace's currency."""
        return all_settings(self.reader)["currency"]

    def since(self, text: str | None) -> str | None:
        """The moment at which a day begins in the workspace's zone.

        Raises InvalidDate.
        """
        first = day(text, self.today)
        return local_midnight(first, timezone(self.reader)) if first else None


Rows = Sequence[Any]
Footer = Callable[[Asked, Rows], str]


def listing(
    app: App, shape: type, query: Callable[[Asked], Iterable[object]],
    columns: Picked | Callable[[View, Asked], Picked], *, of: str | None = None, contact: str | None = None,
    limit: str | None = None, after: str | None = None, footer: Footer | None = None, id_key: str = "id",
    unlimited: bool = False,
) -> None:  # fmt: skip
    """List the rows that a query finds: 50 on a terminal and all elsewhere unless `--limit` says how many.

    `contact` is a reference to whose they are; `of` too, and on a terminal the list does not name that contact in
    every line. What a query streams is shown while it is read.
    Raises UsageFault, NotFound, ContactAmbiguous, and what the query raises.
    """
    most = number(limit, "--limit") or (ON_A_TERMINAL if app.view.terminal and not unlimited else None)
    behind = number(after, "--after")
    with app.read() as reader:
        today = app.today(reader)
        asked = Asked(reader, today, _contact(app, reader, of or contact), most, behind)
        rows = query(asked)
        words = ""
        if app.view.drawn:
            rows = list(rows)
            words = footer(asked, rows) if footer else ""
        currency = asked.currency if shape_of(shape).in_money else ""

        def show() -> None:
            view = app.view
            picked = columns(view, asked) if callable(columns) else columns
            drawn = [each for each in picked if not (of and view.drawn and each in WHOSE)]
            shown = rows[:most] if isinstance(rows, list) else rows
            show_rows(view, shape, shown, columns_of(view, shape, *drawn), currency=currency, id_key=id_key,
                      footer=words)  # fmt: skip

        if not isinstance(rows, Sequence):
            show()
            return
    show()


def _contact(app: App, reader: Reader, ref: str | None) -> int | None:
    if ref is None:
        return None
    from casactl.cli.selecting import contact_to_show

    return contact_to_show(app, reader, ref)


def counted(asked: Asked, rows: Rows) -> str:
    """How many are shown, and how to see those behind them."""
    return " · ".join(filter(None, [f"{len(rows)} shown", behind(asked, rows)]))


def cut_off(asked: Asked, rows: Rows) -> str:
    """How many are shown of how many, where the query knows them all."""
    shown = len(rows[: asked.most])
    rest = f" of {len(rows):,}; --limit shows more" if shown < len(rows) else ""
    return f"{shown} shown{rest}"


def behind(asked: Asked, rows: Rows) -> str:
    """How to see what comes behind a page that is full."""
    return f"more: --after {rows[-1].id}" if asked.most and len(rows) == asked.most else ""
