"""A contact's fields as a merge shows them: read before it and after it, so that what is shown is what was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casactl.domain.contact_points import written
from casactl.domain.merging import custom_of
from casactl.domain.money import format_amount
from casactl.store.queries.addresses import addresses_of
from casactl.store.queries.contacts import by_ids, with_details
from casactl.store.queries.due import open_of
from casactl.store.queries.leases import attachments_of
from casactl.store.queries.links import links_of
from casactl.store.queries.merges import counts_of, whole_contacts
from casactl.store.queries.papers import avatar_of
from casactl.store.schema import SPECS
from casactl.store.table_spec import Merge
from casactl.store.work import UnitOfWork

Fields = Mapping[str, object]
"""One contact: each field's text, list of texts, or count."""

PLAIN = {
    "display_name": "display_name", "type": "type", "email": "email", "phone": "phone_shown",
    "external_id": "external_id", "lifecycle": "lifecycle", "portal": "portal", "arrears": "arrears",
    "do_not": "do_not",
}  # fmt: skip
LISTED = frozenset({"tag", "contact_point", "attachment", "link", "scheduled", "avatar", "address"})
COUNTED = tuple(name for name, spec in SPECS.items() if spec.merge is Merge.MOVE and name not in LISTED)
WORDS = {
    "lease": "leases", "ledger_entry": "ledger_entries", "message": "messages", "handover_case": "cases",
    "arrears_step": "arrears_history", "note": "notes", "document": "documents",
    "engagement": "work", "follower": "followed",
}  # fmt: skip


def lines_of(keep: Fields, lose: Fields, after: Fields) -> Iterator[dict[str, object]]:
    """A JSON object for each field that the winner has in the end; of a list, what it had comes first."""
    for name, result in after.items():
        own, theirs = keep.get(name), lose.get(name)
        if isinstance(result, list):
            order = [*_texts(own), *_texts(theirs)]
            result = sorted(result, key=lambda text: order.index(text) if text in order else len(order))
        yield {"field": name, "keep": own, "lose": theirs, "result": result}


def _texts(value: object) -> list[str]:
    return value if isinstance(value, list) else []


class Showing:
    """Reads fields of the contacts that a merge is about, between whom ties are not worth showing."""

    def __init__(self, work: UnitOfWork, contacts: Sequence[int]) -> None:
        self._work, self._contacts = work, frozenset(contacts)
        self._pictures: dict[int, str] = {}
        """Pictures by number, called after whose they were first."""

    def fields(self, contacts: Sequence[int]) -> dict[int, Fields]:
        """The fields of each of these contacts as they are now."""
        reader = self._work.reader
        rows = whole_contacts(reader, contacts)
        people = list(by_ids(reader, contacts).values())
        today = self._work.today.isoformat()
        detailed = {row.id: row for row in with_details(reader, people, today=today)}
        counts = {table: counts_of(reader, table, contacts) for table in COUNTED}
        return {
            number: {
                **self._columns(rows[number]),
                "contact_points": [written(point.read, point.label) for point in detailed[number].contact_points],
                "tags": list(detailed[number].tags),
                **self._lists(number, today),
                **{WORDS.get(table, table): held.get(number, 0) for table, held in counts.items()},
                "avatar": self._picture(number),
            }
            for number in contacts
        }

    def _columns(self, row: Mapping[str, Any]) -> dict[str, object]:
        locked = f"yes: {row['lock_reason']}" if row["lock_reason"] else "yes"
        return {
            **{name: row[column] for name, column in PLAIN.items()},
            "locked": locked if row["locked"] else "no",
            "balance": format_amount(row["balance"], self._work.setting("currency")),
            **{f"custom.{key}": value for key, value in custom_of(row["custom"]).items()},
        }

    def _lists(self, number: int, today: str) -> dict[str, list[str]]:
        reader = self._work.reader
        places, ties = attachments_of(reader, number), links_of(reader, number)
        homes = addresses_of(reader, number)
        return {
            "properties": list(dict.fromkeys(f"{row.path} as {row.role}" for row in places if row.holds_on(today))),
            "links": [f"{tie.as_} {tie.display_name}" for tie in ties if tie.contact_id not in self._contacts],
            "addresses": [", ".join(home.lines) for home in homes],
            "planned": [f"{plan.verb} {plan.on or 'when clear'}" for plan in open_of(reader, [number])],
        }

    def _picture(self, number: int) -> str | None:
        held = avatar_of(self._work.reader, number)
        return self._pictures.setdefault(held.id, f"picture of {number}") if held else None
