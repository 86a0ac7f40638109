"""`report overview`: how the office stands."""

from __future__ import annotations

from collections.abc import Iterator

from casactl.actions.report.overview import Overview, TypeLine
from casactl.domain.engagements import KINDS
from casactl.domain.money import format_amount
from casactl.domain.shapes import record, shape_of
from casactl.render.records import Column, Record
from casactl.render.report import Bars, Figure, Part, Report, Table, Words

LINE_FIELDS = ("part", "item", "what", "value")
WHEN_CLEAR = "when clear"


def overview_report(found: Overview, words: Words) -> Report:
    """Contacts by type and standing, debts, invitations, archives that come up, work."""
    shape = record(found, found.currency)
    return Report(
        "report overview", "Overview", f"as of {words.day(found.as_of.isoformat())}", _figures(found, words),
        [_contacts(shape, words), _arrears(shape, words), _archives(shape, words), _next(shape, words),
         _work(shape, words)],
        Table("", [Column(key, key) for key in LINE_FIELDS], list(_lines(shape))), LINE_FIELDS, shape,
    )  # fmt: skip


def _lines(shape: Record) -> Iterator[Record]:
    """Every number of the report as part, item, what and value."""
    for part, key in (("contacts", "type"), ("arrears", "status"), ("archives", "month"), ("work", "kind")):
        for row in shape[part]:
            for what, value in row.items():
                if what != key:
                    yield {"part": part, "item": row[key] or WHEN_CLEAR, "what": what, "value": value}
    for what, value in shape["invitations"].items():
        yield {"part": "invitations", "item": "", "what": what, "value": value}


# For people ---------------------------------------------------------------------------------------


def _figures(found: Overview, words: Words) -> list[Figure]:
    total = found.total
    owed = sum(row.owed for row in found.statuses)
    late = sum(row.past_due for row in found.statuses)
    planned, blocked = sum(row.planned for row in found.archives), sum(row.blocked for row in found.archives)
    overdue = sum(row.overdue for row in found.work)
    return [
        Figure("contacts", words.amount(total.total), f"{words.amount(total.active)} active"),
        Figure(f"owed, {found.currency}", words.amount(format_amount(owed, found.currency)),
               f"{words.amount(late)} past due", "attention" if late else ""),
        Figure("invitations outstanding", words.amount(total.invited), f"{words.amount(found.expired)} expired",
               "attention" if found.expired else ""),
        Figure("archives coming up", words.amount(planned), f"{words.amount(blocked)} blocked",
               "attention" if blocked else ""),
        Figure("work open", words.amount(sum(row.open for row in found.work)), f"{words.amount(overdue)} overdue",
               "attention" if overdue else ""),
    ]  # fmt: skip


def _count(words: Words, key: str, title: str = "", style: str = "") -> Column:
    """A column of counts in which nothing is nothing to look at."""
    return Column(
        key, title or key, lambda r: words.amount(r[key]) if r[key] else "", right=True,
        style=(lambda _: style) if style else None,
    )  # fmt: skip


def _contacts(shape: Record, words: Words) -> Table:
    columns = [
        Column("type", "type"),
        _count(words, "active"),
        _count(words, "inactive"),
        _count(words, "archived"),
        _count(words, "total"),
        _count(words, "locked", style="attention"),
        _count(words, "invited"),
        _count(words, "activated"),
    ]
    bars = Bars(
        (
            Part("active", "series-2", lambda r: int(r["active"])),
            Part("inactive", "series-1", lambda r: int(r["inactive"])),
            Part("archived", "series-5", lambda r: int(r["archived"])),
        ),
        under="type",
    )
    rows = shape["contacts"]
    last = {"type": "total"} | {
        name: sum(row[name] for row in rows) for name in shape_of(TypeLine).keys if name != "type"
    }
    return Table("Contacts by type and standing", columns, rows, bars, last if len(rows) > 1 else None,
                 empty="Nobody is here yet.")  # fmt: skip


def _arrears(shape: Record, words: Words) -> Table:
    columns = [
        Column("status", "status"),
        _count(words, "contacts"),
        _count(words, "past_due", "past due", style="attention"),
        Column("owed", f"owed, {shape['currency']}", lambda r: words.amount(r["owed"]), right=True),
    ]
    bars = Bars((Part("owed", "attention", lambda r: _digits(r["owed"])),), under="status")
    return Table("Arrears", columns, shape["arrears"], bars, empty="Nobody owes anything.")


def _digits(decimal: object) -> int:
    return int(str(decimal).replace(".", ""))


def _archives(shape: Record, words: Words) -> Table:
    columns = [
        Column("month", "month", lambda r: words.month(r["month"]) or WHEN_CLEAR),
        _count(words, "planned"),
        _count(words, "blocked", style="attention"),
    ]
    bars = Bars(
        (
            Part("planned", "series-2", lambda r: int(r["planned"] - r["blocked"])),
            Part("blocked on their day", "attention", lambda r: int(r["blocked"])),
        ),
        under="month",
    )
    return Table("Archives coming up", columns, shape["archives"], bars, empty="No archive is planned.")


def _next(shape: Record, words: Words) -> Table:
    columns = [
        Column("contact_id", "no", right=True),
        Column("display_name", "name"),
        Column("on", "on", lambda r: words.day(r["on"])),
        Column("state", "state", style=lambda r: "attention" if r["state"] == "blocked" else ""),
    ]
    return Table("The next to be archived", columns, shape["next_archives"], empty="Nobody.")


def _work(shape: Record, words: Words) -> Table:
    columns = [
        Column("kind", "work", lambda r: KINDS[r["kind"]].plural),
        _count(words, "open"),
        _count(words, "overdue", style="attention"),
        _count(words, "coming", "due within a week"),
    ]
    bars = Bars(
        (
            Part("overdue", "attention", lambda r: int(r["overdue"])),
            Part("due within a week", "series-2", lambda r: int(r["coming"])),
            Part("later", "series-5", lambda r: int(r["open"] - r["overdue"] - r["coming"])),
        ),
        under="kind",
    )
    return Table("Work", columns, shape["work"], bars, empty="No work is open.")
