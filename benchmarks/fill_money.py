"""Give a workspace rents to post, or debts to dun; run by the program's own interpreter.

`python fill_money.py DATABASE rents|debts|letters COUNT`: so many contacts, spread over all, have a rent that comes
round or a charge that is past due, for letters an address, too. It writes through the program's unit of work, so that
the log still verifies.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from casactl.store.journal import Origin
from casactl.store.location import Location, sqlite_url
from casactl.store.opening import open_work

TABLE = {"rents": "recurring", "debts": "ledger_entry", "letters": "ledger_entry"}
AGO = 40


def fill(database: Path, what: str, count: int) -> None:
    """The rents, or the debts, as one operation."""
    now = datetime.now(UTC)
    origin = Origin("contact.edit", "bench", "bench")
    with open_work(Location("sqlite", sqlite_url(database), database), origin, now=now) as work:
        contacts = [row[0] for row in work.store.rows("select id from contact order by id", {})]
        chosen = contacts[:: max(1, len(contacts) // count)][:count]
        make = _rent if what == "rents" else _debt
        work.insert(TABLE[what], list(_rows(chosen, make(now))))
        if what == "letters":
            home = {"line": "10 High Street", "city": "London", "postcode": "SW1A 1AA", "country": "GB", "billing": 1}
            work.insert("address", list(_rows(chosen, home)))


def _rows(contacts: list[int], row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return ({"contact_id": number, **row} for number in contacts)


def _rent(now: datetime) -> dict[str, Any]:
    first = now.date().isoformat()
    return {"amount": 85_000, "text": "Rent", "every": "1m", "starts": first, "next_on": first}


def _debt(now: datetime) -> dict[str, Any]:
    on = (now.date() - timedelta(days=AGO)).isoformat()
    return {"kind": "charge", "amount": 10_000, "text": "Rent", "on_date": on, "due": on}


if __name__ == "__main__":
    fill(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
