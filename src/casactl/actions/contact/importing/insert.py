"""Adding many contacts at once: whole batches through the driver's `executemany`, journalled alike.

This is the one place that leaves the session's statements; what it writes is what `UnitOfWork.insert`
would write, and a test holds the two equal.
"""

from __future__ import annotations

from typing import Any

from casactl.actions.contact.importing.address import Address
from casactl.actions.contact.importing.candidate import Candidate
from casactl.domain.addresses import OWN
from casactl.domain.contact_types import Kind
from casactl.store.derived import search_text, sort_key
from casactl.store.encoding import encode_row, whole_row_encoder
from casactl.store.journal import Entry
from casactl.store.schema import SPECS
from casactl.store.work import UnitOfWork

RECORD = {table: whole_row_encoder(SPECS[table]) for table in ("contact", "address", "tag", "attachment", "link")}
PLACED = OWN.index("label") + 1
"""So many of an address's own columns stand before its marks."""
NOTHING_YET = (None,) * (len(SPECS["contact"].columns) - SPECS["contact"].columns.index("version") - 1)
"""The columns that a new contact leaves empty: lock, merge, oldest due date, portal."""


class BatchInsert:
    """Collects the rows of one batch and writes them."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._today = work.today.isoformat()
        self._rows: dict[str, list[tuple[Any, ...]]] = {}
        self._entries: dict[str, list[Entry]] = {}

    def company(self, name: str, type_: str) -> int:
        """Add a company with nothing but its name; gives its number."""
        row = Candidate(0, (), kind=Kind.COMPANY.value, type=type_, name=name)
        return self.contact(row)

    def contact(self, row: Candidate) -> int:
        """Add a contact's own row, its claim, search text and tags; gives its number."""
        number = self._work.take("contact")
        key = sort_key(row.first_name, row.last_name, row.name)
        shown = row.name or f"{row.first_name} {row.last_name}"
        custom = {name: value for name, value in row.custom.items() if value} if row.custom else None
        now = self._work.now
        values = (
            number, row.external_id, row.kind or Kind.PERSON.value, row.type, row.first_name, row.last_name, row.name,
            shown, key, row.email, row.phone, row.phone_shown, "active", None, "not-invited", 0, None, "current", 0,
            encode_row(custom) if custom else None, row.created_at or now, now, 1, *NOTHING_YET,
        )  # fmt: skip
        self._add("contact", number, number, values)
        self._rows.setdefault("search", []).append((number, search_text(key, row.email, row.phone, row.external_id)))
        if row.email_key:
            self._rows.setdefault("claim", []).append((row.email_key, number, None))
        for tag_key, tag in row.tags.items():
            self.tag(number, tag_key, tag)
        return number

    def address(self, contact: int, address: Address, *, billing: bool) -> None:
        """Add an address; one that is not the billing address is a site (PY-3)."""
        number, now = self._work.take("address"), self._work.now
        marks = (1, 0) if billing else (0, 1)
        values = (number, contact, *address[:PLACED], *marks, *address[PLACED:], now, now, 1)
        self._add("address", number, contact, values)

    def tag(self, contact: int, key: str, name: str) -> None:
        """Put a tag on a contact."""
        number = self._work.take("tag")
        self._add("tag", number, contact, (number, contact, name, key))

    def attach(self, contact: int, property_: int, role: str) -> None:
        """Attach a contact from today on."""
        number = self._work.take("attachment")
        self._add("attachment", number, contact, (number, contact, property_, role, self._today, None, 1))

    def employ(self, person: int, company: int, *, primary: bool = False) -> None:
        """Say which company a person works for, and whether as its primary contact."""
        number = self._work.take("link")
        self._add("link", number, person, (number, person, company, "works-for", int(primary), 1))

    def _add(self, table: str, number: int, contact: int, values: tuple[Any, ...]) -> None:
        after = RECORD[table](values)
        self._rows.setdefault(table, []).append(values)
        self._entries.setdefault(table, []).append((number, contact, None, after))

    def write(self) -> None:
        """Write everything collected, in the order in which tables refer to each other."""
        for table in ("contact", "claim", "search", "address", "tag", "attachment", "link"):
            rows = self._rows.pop(table, None)
            if rows:
                self._work.execute_many(self._work.insert_sql(table), rows)
            entries = self._entries.pop(table, None)
            if entries:
                self._work.journal.record(table, entries)
