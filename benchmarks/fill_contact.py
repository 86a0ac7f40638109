"""Give some contacts of a workspace everything that `contact show` shows; run by the program's own interpreter.

`python fill_contact.py DATABASE CONTACT ENTRIES …`: addresses with keys, work of every kind, people, notes, messages,
and so many ledger entries. It writes through the program's unit of work, so that the log still verifies.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from casactl.store.journal import Origin
from casactl.store.location import Location, sqlite_url
from casactl.store.opening import open_work

Rows = Iterator[dict[str, Any]]
WORK, MESSAGES, NOTES, ADDRESSES, PEOPLE = 60, 100, 20, 6, 8
KINDS = ("task", "project", "event", "plan", "contract")
LINKS = ("works-for", "secondary", "household", "guarantor", "emergency")


def fill(database: Path, contact: int, entries: int) -> None:
    """Everything for one contact, as one operation."""
    today = datetime.now(UTC).date()
    with open_work(
        Location("sqlite", sqlite_url(database), database), Origin("contact.edit", "bench", "bench"),
        now=datetime.now(UTC),
    ) as work:  # fmt: skip
        for table, rows in (
            ("address", _addresses()), ("engagement", _work(today)), ("ledger_entry", _entries(today, entries)),
            ("message", _messages()), ("note", _notes()), ("link", _links(contact)),
        ):  # fmt: skip
            work.insert(table, [{"contact_id": contact, **row} for row in rows])


def _addresses() -> Rows:
    for n in range(ADDRESSES):
        access = {"access_name": "Kay Holder", "access_phone": "+442079460111"} if n % 2 else {}
        yield {"line": f"{n} Elm Row", "city": "London", "country": "GB", "billing": int(n == 0), "site": 1, **access}


def _work(today: date) -> Rows:
    for n in range(WORK):
        due = (today + timedelta(days=n - WORK // 2)).isoformat()
        row = {"kind": KINDS[n % len(KINDS)], "title": f"Piece of work {n}", "due": due, "author": "bench"}
        yield row | {"state": "done" if n % 3 else "open"}


def _entries(today: date, count: int) -> Rows:
    """By turns a charge and its payment, ten days later."""
    for n in range(count):
        on = today - timedelta(days=(count - n) % 3000)
        charge = {"kind": "charge", "amount": 9_000, "due": on.isoformat(), "text": "Rent"}
        paid = {"kind": "payment", "amount": -8_900, "due": None, "method": "transfer"}
        yield {"on_date": on.isoformat(), **(paid if n % 2 else charge)}


def _messages() -> Rows:
    for n in range(MESSAGES):
        yield {"direction": "in" if n % 2 else "out", "subject": f"Message {n}", "text": "Hello", "author": "bench"}


def _notes() -> Rows:
    for n in range(NOTES):
        yield {"visibility": "office", "text": f"Note {n}", "author": "bench"}


def _links(contact: int) -> Rows:
    for n in range(PEOPLE):
        yield {"other_id": contact + 100 + n, "kind": LINKS[n % len(LINKS)]}


if __name__ == "__main__":
    numbers = list(map(int, sys.argv[2:]))
    for number, entries in zip(numbers[::2], numbers[1::2], strict=True):
        fill(Path(sys.argv[1]), number, entries)
