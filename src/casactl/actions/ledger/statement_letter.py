"""A statement as a letter: what its template is given, all of it text, as things were when it was queued."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from casactl.actions.ledger.statement import Statement
from casactl.domain.dates import show_date
from casactl.domain.ledger import EntryKind
from casactl.domain.money import format_amount

if TYPE_CHECKING:
    from casactl.actions.ledger.statement import Statement
    from casactl.store.queries.ledger import EntryRow


NAMES = {
    EntryKind.CHARGE: "Charge",
    EntryKind.FEE: "Fee",
    EntryKind.PAYMENT: "Payment",
    EntryKind.CREDIT: "Credit",
    EntryKind.REFUND: "Refund",
    EntryKind.WRITE_OFF: "Written off",
}


def what_it_is(entry: EntryRow, *, outside: bool = False) -> str:
    """What a line is about; why an entry was taken back is the office's own, and nothing that is said `outside`."""
    if entry.kind == EntryKind.REVERSAL and outside:
        return f"Reversal of {entry.reversed_text or NAMES[EntryKind(entry.reversed_kind or EntryKind.CHARGE)].lower()}"
    if entry.kind == EntryKind.REVERSAL:
        return f"Reversal of entry {entry.reverses}" + (f": {entry.text}" if entry.text else "")
    details = [detail for detail in (entry.method, entry.reference, entry.property) if detail]
    name = NAMES[EntryKind(entry.kind)]
    if entry.text and (entry.kind == EntryKind.CHARGE or entry.text.startswith(f"{name}: ")):
        name = ""  # the text says so itself
    words = ": ".join(word for word in (name, entry.text) if word)
    return f"{words} ({', '.join(details)})" if details else words


def as_told_outside(statement: Statement) -> Statement:
    """The statement for somebody who is not of the office: lines say what they are, not why they came to be."""
    told = [
        replace(entry, text=what_it_is(entry, outside=True)) if entry.kind == EntryKind.REVERSAL else entry
        for entry in statement.entries
    ]
    return replace(statement, entries=told)


def due_in_words(due: int, upcoming: int, since: str, currency: str, date_format: str) -> str:
    """What is due now and what later, from which day on, where not all of a balance is due."""
    later = f"{format_amount(upcoming, currency)} {currency}"
    day = show_date(since, date_format)
    if not due:
        return f"nothing due now, {later} from {day}"
    return f"due now {format_amount(due, currency)} {currency}, from {day} {later} more"


def closing_words(statement: Statement, date_format: str) -> str:
    """What is due at the end of the period and what later, or to the contact's credit."""
    if since := statement.next_due:
        words = due_in_words(statement.due, statement.upcoming, since, statement.currency, date_format)
        return words[0].upper() + words[1:]
    amount = f"{statement.money(abs(statement.closing))} {statement.currency}"
    return f"In credit: {amount}" if statement.closing < 0 else f"Balance due: {amount}"


WHAT = 36
"""So wide is the column that says what a line is about, in a letter of plain text."""
COLUMNS = ("date", "what", "charge", "payment", "balance")


def letter_facts(statement: Statement, *, date_format: str) -> dict[str, object]:
    """What the template `statement` may use: `statement` with its lines, and `balance` as one text."""

    def day(iso: str | None) -> str:
        return show_date(iso, date_format) if iso else ""

    first, last = (day(each.isoformat()) if each else "" for each in (statement.first, statement.last))
    rows = list(_opening(statement, first))
    for entry, balance in zip(statement.entries, statement.balances, strict=True):
        amount = statement.money(abs(entry.amount))
        rows.append(
            {
                "date": day(entry.on),
                "what": what_it_is(entry, outside=True),
                "due": day(entry.due),
                "charge": amount if entry.amount > 0 else "",
                "payment": amount if entry.amount < 0 else "",
                "balance": statement.money(balance),
            }
        )
    return {
        "balance": f"{statement.money(statement.closing)} {statement.currency}",
        "statement": {
            "contact": statement.contact_id,
            "address": list(statement.address),
            "from": first,
            "to": last,
            "currency": statement.currency,
            "entries": rows,
            "closing": closing_words(statement, date_format),
            "owed": statement.closing > 0,
            "table": _table(rows),
        },
    }


def attached_statement(statement: Statement, *, date_format: str) -> dict[str, object]:
    """What another letter is given that carries the statement, with what has to hold when it leaves."""
    return {"statement": letter_facts(statement, date_format=date_format)["statement"], **statement.claims}


def _opening(statement: Statement, first: str) -> Iterable[dict[str, str]]:
    if statement.first:
        words = {"date": first, "what": "Balance brought forward", "balance": statement.money(statement.opening)}
        yield dict.fromkeys(("due", "charge", "payment"), "") | words


def _table(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """The entries as lines of plain text, columns under their titles."""
    if not rows:
        return []
    titles = dict(zip(COLUMNS, COLUMNS, strict=True))
    wide = {name: max(len(row[name]) for row in (titles, *rows)) for name in COLUMNS if name != "what"}

    def line(row: Mapping[str, str], what: str, *, money: bool = True) -> str:
        amounts = "  ".join(row[name].rjust(wide[name]) for name in COLUMNS[2:]) if money else ""
        return f"{row['date'] if money else '':{wide['date']}}  {what:{WHAT}}  {amounts}".rstrip()

    lines = [line(titles, "what")]
    for row in rows:
        due = f", due {row['due']}" if row["due"] and row["due"] != row["date"] else ""
        first, *more = textwrap.wrap(f"{row['what']}{due}", WHAT) or [""]
        lines += [line(row, first), *(line(row, words, money=False) for words in more)]
    return lines
