"""Money: a statement that a tenant could be handed, what is owed by age, and the debt ladder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from casactl.actions.ledger.statement import Line, Statement
from casactl.actions.ledger.statement_letter import as_told_outside, closing_words, what_it_is
from casactl.domain.facts import Facts
from casactl.domain.ledger import BUCKETS
from casactl.domain.money import format_amount
from casactl.domain.shapes import record, shape_of
from casactl.render.records import (
    Column,
    Picked,
    Record,
    draw_line,
    draw_table,
    plain,
    plain_columns,
    show_object,
    show_records,
    show_rows,
)
from casactl.render.section import letters_in_words
from casactl.render.view import View, sanitize, say, write
from casactl.store.queries.ledger import AgeingRow, EntryRow

ON_A_TERMINAL = 50


# A statement --------------------------------------------------------------------------------------


def show_statement(view: View, statement: Statement, *, office: str, outside: bool = False) -> None:
    """One object in JSON; a line per entry in the other forms for programs; a table for the contact on a terminal.

    `outside` is for who is not of the office.
    """
    told = as_told_outside(statement) if outside else statement
    if view.format == "json":
        show_object(view, record(told, told.currency))
    elif not view.drawn or view.fields:
        show_rows(view, Line, told.lines, plain_columns(Line), currency=told.currency)
    else:
        _draw_statement(view, statement, office, outside=outside)


def _draw_statement(view: View, statement: Statement, office: str, *, outside: bool) -> None:
    draw_line(view, office, "heading")
    draw_line(view, f"Statement for {statement.display_name} (no {statement.contact_id}){_period(view, statement)}")
    for line in statement.address:
        draw_line(view, line)
    draw_line(view, "")
    lines = list(_lines(view, statement, outside=outside))
    if lines:
        draw_table(view, lines, STATEMENT)
    else:
        draw_line(view, "No entries.", "quiet")
    draw_line(view, "")
    draw_line(view, closing_words(statement, view.date_format), "heading")


def _period(view: View, statement: Statement) -> str:
    first = f", from {view.day(statement.first.isoformat())}" if statement.first else ""
    return first + (f", to {view.day(statement.last.isoformat())}" if statement.last else "")


STATEMENT = (
    Column("on", "date"),
    Column("what", "what", wrap=True),
    Column("due", "due"),
    Column("charge", "charge", right=True),
    Column("payment", "payment", right=True),
    Column("balance", "balance", right=True),
    Column("id", "entry", right=True, style=lambda _: "quiet"),
)


def _lines(view: View, statement: Statement, *, outside: bool) -> Iterator[Record]:
    if statement.first:
        day = view.day(statement.first.isoformat())
        yield {"on": day, "what": "Balance brought forward", "balance": statement.money(statement.opening)}
    for entry, balance in zip(statement.entries, statement.balances, strict=True):
        amount = statement.money(abs(entry.amount))
        yield {
            "id": entry.id,
            "on": view.day(entry.on),
            "what": what_it_is(entry, outside=outside),
            "due": view.day(entry.due),
            "charge": amount if entry.amount > 0 else "",
            "payment": amount if entry.amount < 0 else "",
            "balance": statement.money(balance),
        }


def entry_in_words(view: View, entry: EntryRow, currency: str) -> str:
    """An entry in a sentence: number, amount, what it is, whose and when, and whether it is voided already."""
    amount = f"{format_amount(abs(entry.amount), currency)} {currency}"
    what = f"{entry.kind} of {amount}, {what_it_is(entry)}"
    voided = ", voided already" if entry.voided else ""
    return sanitize(
        f"entry {entry.id}: {what}; {entry.display_name} ({entry.contact_id}), {view.day(entry.on)}{voided}"
    )


# Ageing -------------------------------------------------------------------------------------------


def show_ageing(view: View, rows: Iterable[AgeingRow], most: int | None, *, currency: str) -> None:
    """A record per contact; on a terminal the totals of all, shown or not, below."""
    if not view.drawn:
        show_rows(view, AgeingRow, islice(rows, most), _ageing_columns(), currency=currency)
        return
    fields = shape_of(AgeingRow).keys
    shown, count, totals = _added_up(rows, most or (ON_A_TERMINAL if view.terminal else None))
    records = (record(row, currency) for row in shown)
    total = {name: format_amount(minor, currency) for name, minor in totals.items()}
    lines = [*records, {"display_name": "all", **dict.fromkeys(("id", "status", "attorney")), **total}]
    footer = f"{len(shown):,} of {count:,} who owe; {currency} by days past due, current from 0 to 29"
    show_records(view, lines if count else [], _ageing_columns(blank=True), fields=fields, footer=footer)


def _added_up(rows: Iterable[AgeingRow], most: int | None) -> tuple[list[AgeingRow], int, dict[str, int]]:
    """The first rows, how many there are, and the sums of all."""
    shown: list[AgeingRow] = []
    count, totals = 0, dict.fromkeys(("balance", *(name for name, _ in BUCKETS)), 0)
    for row in rows:
        count += 1
        if most is None or count <= most:
            shown.append(row)
        for name in totals:
            totals[name] += getattr(row, name)
    return shown, count, totals


TITLES = {"not_due": "not due", "current": "current", "d30": "30–59", "d60": "60–89", "d90": "90–119", "d120": "120 on"}


def _ageing_columns(*, blank: bool = False) -> list[Column]:
    """The columns; `blank` leaves out zeros and the status `current`, for people."""

    def money(name: str) -> Callable[[Record], str]:
        return lambda r: "" if blank and not r[name].strip("0.") else str(r[name])

    return [
        Column("id", "no", right=True),
        Column("display_name", "name"),
        Column("status", "arrears", lambda r: "" if blank and r["status"] in (None, "current") else str(r["status"])),
        Column("attorney", "attorney", style=lambda _: "flag"),
        *(Column(name, title, money(name), right=True) for name, title in TITLES.items()),
        Column("balance", "balance", right=True, style=lambda _: "heading"),
    ]


PREVIEWED = 20
NOTED = 40
"""So much of a note is shown in a list."""


def _flag(record: Record) -> str:
    days = "" if record.get("handover_days") is None else f", {record['handover_days']} d"
    return f"⚑ {record['attorney']}{days}" if record["attorney"] else ""


def _notes(record: Record) -> str:
    """How many notes there are, and how the newest begins."""
    if not record["notes"]:
        return ""
    words = " ".join(str(record["last_note"]["text"]).split())
    return f"{record['notes']}: {words if len(words) <= NOTED else f'{words[: NOTED - 1]}…'}"


def worklist_columns(view: View) -> Picked:
    """Number, name, step of the ladder, attorney, the debt by age, what comes next, and what was paid last.

    Where there is no room, what tells whom to ring stays: step, past due, days and what is next; the debt by age goes.
    """

    def paid(record: Record) -> str:
        last = record["last_payment"]
        return f"{view.day(last['on'])}  {last['amount']}" if last else ""

    def following(record: Record) -> str:
        day = f" {view.day(record['next_on'])}" if record["next_on"] else ""
        return f"{record['next']}{day}" if record["next"] else ""

    return (
        Column("id", "no", right=True, need=3),
        Column("display_name", "name", need=3),
        Column("status", "arrears", lambda r: "" if r["status"] in (None, "current") else str(r["status"]), need=3),
        Column("attorney", "attorney", _flag, style=lambda _: "flag", need=2),
        *(Column(name, title, right=True, need=0) for name, title in TITLES.items()),
        Column("balance", "balance", right=True, style=lambda _: "heading", need=2),
        Column("past_due", "past due", right=True, need=3),
        Column("days_past_due", "days", right=True, need=3),
        Column("since", "since", lambda r: view.day(r["since"]) if r["since"] else "", need=0),
        Column("next", "next", following, need=3),
        Column("last_payment", "last paid", paid, style=lambda _: "quiet", need=0),
        Column("notes", "notes", _notes, style=lambda _: "quiet", need=0),
    )


def show_preview(view: View, contacts: Sequence[Facts], status: str) -> None:
    """Who is about to get a status, on standard error, before anybody is asked."""
    rows = [
        {"id": who.id, "name": who.display_name, "balance": format_amount(who.balance, who.currency),
         "from": str(who.arrears), "to": status}
        for who in contacts[:PREVIEWED]
    ]  # fmt: skip
    columns = [
        Column("id", "no", right=True),
        Column("name", "name"),
        Column("balance", "balance", right=True),
        Column("from", "from"),
        Column("to", "to", style=lambda _: "attention"),
    ]
    draw_table(view, rows, columns, stderr=True)
    if len(contacts) > PREVIEWED:
        say(f"and {len(contacts) - PREVIEWED:,} more")


def history_columns(view: View) -> Picked:
    """When, who, what status, with which note, told over which channels."""
    return (
        Column("at", "when", lambda r: view.day(str(r["at"])[:10]) if view.drawn else str(r["at"])),
        Column("actor", "by"),
        Column("status", "status", style=lambda _: "attention"),
        Column("attorney", "attorney", style=lambda _: "flag"),
        Column("letters", "letters", lambda r: letters_in_words(r["letters"])),
        "note",
        "undelivered",
    )


# What comes round ---------------------------------------------------------------------------------


def recurring_columns(view: View, _: object) -> Picked:
    """Number, whose, how much, for what, how often, when next."""
    return (
        "id",
        Column("display_name", "whose", lambda r: str(r["display_name"] or r["property"] or "")),
        "amount",
        "for",
        "every",
        Column("next", "next", lambda r: view.day(r["next"]) or "over"),
        "until",
        Column("property", "property", style=lambda _: "quiet"),
    )


def show_recurring(view: View, shape: Record) -> None:
    """What comes round as one object: its facts, then the periods that were posted."""
    if show_object(view, shape):
        return
    if not view.drawn:
        for key, value in shape.items():
            if key != "posted":
                write(f"{key}\t{plain(value)}\n")
        for each in shape["posted"]:
            write(f"posted\t{each['period']}\t{each['id']}\t{each['amount']}\t{plain(each['voided'])}\n")
        return
    whose = shape["display_name"] or shape["property"]
    draw_line(view, f"{sanitize(str(whose))}: {shape['amount']} {shape['currency']}, {shape['for']}", "heading")
    ends = f", until {view.day(shape['until'])}" if shape["until"] else ""
    draw_line(view, f"every {shape['every']} from {view.day(shape['from'])}{ends}")
    draw_line(view, f"next on {view.day(shape['next'])}" if shape["next"] else "nothing of it comes any more")
    rows = [{**each, "state": "voided" if each["voided"] else ""} for each in shape["posted"]]
    columns = [
        Column("period", "period", lambda r: view.day(str(r["period"]))), Column("id", "entry", right=True),
        Column("amount", "amount", right=True), Column("state", "", style=lambda _: "quiet"),
    ]  # fmt: skip
    if rows:
        draw_table(view, rows, columns)
