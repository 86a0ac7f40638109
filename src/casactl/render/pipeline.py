"""`report pipeline`: leads, prospects and clients by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casactl.render.records import Column, Record
from casactl.render.report import Bars, Figure, Part, Report, Table, Words

if TYPE_CHECKING:
    from casactl.actions.report.pipeline import Pipeline

CAME = (("leads", "series-1"), ("prospects", "series-2"), ("clients", "series-3"))
NOW = (
    ("now_client", "clients", "series-3"),
    ("now_onward", "moved on", "series-4"),
    ("now_prospect", "prospects", "series-2"),
    ("now_lead", "leads", "series-1"),
    ("now_lost", "lost", "series-5"),
)


def pipeline_report(found: Pipeline, words: Words) -> Report:
    """Who came in, who moved on, and what became of those who came."""
    shape = found.as_dict()
    months: list[Record] = [month.as_dict() for month in found.months]
    total = found.total.as_dict()
    fields = tuple(total)
    period = f"{words.month(found.since.isoformat()[:7])} to {words.day(found.as_of.isoformat())}"
    lines = Table("", [Column(key, key) for key in fields], months)
    return Report(
        "report pipeline", "Pipeline", period, _figures(found, total, words),
        [_came(months, total, words), _moved(months, total, words), _stand(months, total, words)],
        lines, fields, shape,
    )  # fmt: skip


def _figures(found: Pipeline, total: Record, words: Words) -> list[Figure]:
    here, could = found.standing, int(total["leads"]) + int(total["prospects"])
    return [
        Figure("leads now", words.amount(here.get("lead", 0)), f"{words.amount(total['leads'])} came in"),
        Figure("prospects now", words.amount(here.get("prospect", 0)), f"{words.amount(total['prospects'])} came in"),
        Figure("clients now", words.amount(here.get("client", 0)), f"{words.amount(total['clients'])} came in"),
        Figure(
            "became clients", words.amount(total["to_client"]), f"{words.amount(total['to_prospect'])} became prospects"
        ),
        Figure("conversion", _percent(total) or "none", f"{words.amount(total['converted'])} of {words.amount(could)}"),
    ]


def _percent(record: Record) -> str:
    return "" if record["conversion"] is None else f"{record['conversion']:.1f} %"


def _month(words: Words) -> Column:
    return Column("month", "month", lambda r: "total" if r["month"] == "total" else words.month(r["month"]))


def _counts(words: Words, titles: dict[str, str]) -> list[Column]:
    return [
        Column(key, title, lambda r, key=key: words.amount(r[key]) if r[key] else "", right=True)  # type: ignore[misc]
        for key, title in titles.items()
    ]


def _by_month(
    title: str, columns: list[Column], months: list[Record], parts: tuple[Part, ...], total: Record, *, empty: str,
    note: str = "",
) -> Table:  # fmt: skip
    """A line per month with a bar; a sentence where no month has anything."""
    if not any(part.of(total) for part in parts):
        return Table(title, columns, [], empty=empty)
    return Table(title, columns, months, Bars(parts, under="month"), total, note=note, empty=empty)


def _came(months: list[Record], total: Record, words: Words) -> Table:
    columns = [_month(words), *_counts(words, {key: key for key, _ in CAME})]
    parts = tuple(Part(key, style, lambda r, key=key: int(r[key])) for key, style in CAME)  # type: ignore[misc]
    return _by_month("Came in", columns, months, parts, total, empty="Nobody came in as lead, prospect or client.")


def _moved(months: list[Record], total: Record, words: Words) -> Table:
    titles = {"to_prospect": "to prospect", "to_client": "to client", "onward": "on to a property"}
    columns = [_month(words), *_counts(words, titles)]
    parts = tuple(
        Part(titles[key], style, lambda r, key=key: int(r[key]))  # type: ignore[misc]
        for key, style in (("to_prospect", "series-2"), ("to_client", "series-3"), ("onward", "series-4"))
    )
    return _by_month(
        "Moved on, by the month in which they did", columns, months, parts, total, empty="Nobody moved on."
    )


def _stand(months: list[Record], total: Record, words: Words) -> Table:
    columns = [
        _month(words),
        *_counts(words, {key: title for key, title, _ in NOW}),
        Column("conversion", "conversion", _percent, right=True, style=lambda _: "heading"),
    ]
    parts = tuple(Part(title, style, lambda r, key=key: int(r[key])) for key, title, style in NOW)  # type: ignore[misc]
    note = (
        "conversion: of those who came in as lead or prospect, the share that is client or beyond by now; "
        "lost: inactive or archived before that"
    )
    title = "Where those who came in stand now"
    return _by_month(title, columns, months, parts, total, note=note, empty="Nobody came in.")
