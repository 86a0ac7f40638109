"""Erasing by the description of the store: whatever table a contact stands in, nothing of it is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Text

from casactl.store.erasure import Erasure
from casactl.store.erasure_residue import holds_any
from casactl.store.schema import ORDER, SPECS
from casactl.store.work import UnitOfWork
from tests.casa import Casa
from tests.store.test_schema import declared

PLANT = "Planted Person"

NO_PROSE = frozenset(
    {
        "role", "verb", "state", "kind", "type", "purpose", "status", "visibility", "direction", "channel", "outcome",
        "template", "handover", "lifecycle", "lifecycle_before", "portal", "arrears", "status_before", "starts",
        "ends", "due", "oldest_due", "on_date", "due_on", "terminated_on", "leased_until", "blocked_until",
        "invitation_until", "every", "next_visit", "renews", "rhythm_from", "field", "sha256", "identity",
        "account", "bank_id", "period", "until", "next_on", "missed_on", "ended_on",
    }
)  # fmt: skip
"""Columns of the program's own words, dates and hashes."""

STAFF = frozenset({"actor", "author", "opened_by", "closed_by", "attorney", "notified"})
"""Columns with the names of the office's people, who are no contacts."""


EITHER_OR: dict[str, dict[str, object]] = {
    "engagement": {"user_id": None},
    "ledger_entry": {"kind": "payment", "amount": -1},
    "recurring": {"every": "1m", "rent_day": None},
}
"""What another column says: work is a contact's to do or a user's; what a bank's line comes to; a rhythm."""


def prose(table: str) -> list[str]:
    """The columns into which something about a person may have been written."""
    columns = declared(table).columns
    return [
        column.name
        for column in columns
        if isinstance(column.type, Text)
        and column.name not in NO_PROSE | STAFF
        and not column.name.endswith("_at")
    ]  # fmt: skip


class Planter:
    """Puts a row into every table that a contact has rows in, full of personal text."""

    def __init__(self, work: UnitOfWork, contact: int, other: int) -> None:
        self.work, self.contact, self.other = work, contact, other
        self.rows = {"contact": contact, "operation": 1}

    def plant_all(self) -> None:
        for table in ORDER:
            if SPECS[table].contact and table not in ("contact", "change", "search", "claim", "custom_value"):
                self.plant(table)
        words = {name: f"{PLANT} {name}" for name in prose("contact") if name not in ("custom", "email")}
        custom = f'{{"note": "{PLANT} custom"}}'
        self.work.update("contact", [{"id": self.contact, **words, "custom": custom,
                                                "email": "planted.person@example.com"}])  # fmt: skip

    def plant(self, table: str, **more: object) -> int:
        spec = SPECS[table]
        row = self.base(table) | {column: f"{PLANT} {table} {column} {len(self.rows)}" for column in prose(table)}
        for column, target in spec.references:
            if target != table:
                row[column] = self.contact if column == spec.contact else self.refer(column, target)
        row |= EITHER_OR.get(table, {}) | more
        if spec.journalled:
            number = self.work.insert(table, [row])[0]
        else:
            number = self.work.take(table)
            self.work.insert(table, [{"id": number, **row}])
        self.rows[table] = number
        return number

    def base(self, table: str) -> dict[str, Any]:
        """Values for what is no prose: the first that a check allows, dates, ones."""
        row: dict[str, Any] = {}
        for column in declared(table).columns:
            written = column.name in ("id", "updated_at")
            if not (written or column.nullable or column.server_default is not None):
                row[column.name] = "2020-01-01" if isinstance(column.type, Text) else 1
        for check in declared(table).constraints:
            text = str(getattr(check, "sqltext", ""))
            if "64" in text:
                row["sha256"] = "d" * 64
            if " in ('" in text:
                row[text.split(" in ")[0]] = text.split("'")[1]
        return row

    def refer(self, column: str, target: str) -> int:
        if column == "other_id":
            return self.other
        if target not in self.rows:
            extra = {"path_key": "somewhere", "path": "somewhere", "name": "somewhere"} if target == "property" else {}
            number = self.work.take(target)
            self.work.insert(target, [{"id": number, **self.base(target), **extra}])
            self.rows[target] = number
        return self.rows[target]


def everything(casa: Casa) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for table, rows in casa.tables(SPECS).items():
        for row in rows:
            yield table, row


@pytest.fixture
def planted(casa: Casa) -> int:
    """A contact with a row in every table, each full of its name."""
    number, other = casa.tenant(PLANT), casa.tenant("Ann Archer")
    with casa.work() as work:
        Planter(work, number, other).plant_all()
    return number


def erase(casa: Casa, *numbers: int) -> None:
    with casa.work("contact.erase") as work:
        Erasure(work, list(numbers)).carry_out()


def mentioning(casa: Casa) -> set[str]:
    return {table for table, row in everything(casa) if any("planted" in str(value).lower() for value in row)}


def test_every_table_of_contacts_holds_something_to_erase(casa: Casa, planted: int) -> None:
    expected = {table for table, spec in SPECS.items() if spec.contact and (prose(table) or table == "claim")}

    assert expected <= mentioning(casa)
    assert "operation" in mentioning(casa)


def test_nothing_is_left_in_any_table_after_an_erasure(casa: Casa, planted: int) -> None:
    erase(casa, planted)

    assert mentioning(casa) == set()
    assert casa.ok("log verify -o json").json["erased"] > 0
    assert casa.ok("workspace check").exit_code == 0


def test_the_rows_that_stay_stay_under_the_contacts_number(casa: Casa, planted: int) -> None:
    money = "select contact_id, on_date, amount from ledger_entry"
    before = {table: casa.rows(sql) for table, sql in (("ledger", money), ("lease", "select contact_id from lease"))}

    erase(casa, planted)

    assert before == {"ledger": casa.rows(money), "lease": casa.rows("select contact_id from lease")}
    assert [row[0] for row in before["ledger"]] == [planted]


def test_rows_of_others_that_refer_to_the_contact_go_too(casa: Casa) -> None:
    joe, ann = casa.company("Bloggs & Sons Ltd"), casa.person("Ann Archer", type="vendor")
    with casa.work() as work:
        work.insert("link", [{"contact_id": ann, "other_id": joe, "kind": "works-for"}])
        work.insert("not_duplicate", [{"contact_id": ann, "other_id": joe}])

    erase(casa, joe)

    assert casa.rows("select count(*) from link") == [(0,)]
    assert casa.rows("select count(*) from not_duplicate") == [(0,)]
    assert casa.ok("log verify").exit_code == 0
    assert casa.ok(["contact", "history", ann, "-o", "json"]).json[0]["verb"] == "contact.erase"


def test_who_was_merged_into_the_contact_is_erased_with_it(casa: Casa) -> None:
    winner, loser, first = casa.tenant("Joe Bloggs"), casa.tenant("Joseph Bloggs"), casa.tenant("Josef Blocks")
    with casa.work() as work:
        pointers = [{"id": loser, "lifecycle": "merged", "merged_into": winner}]
        work.update("contact", [*pointers, {"id": first, "lifecycle": "merged", "merged_into": loser}])

    erase(casa, winner)

    assert casa.rows("select distinct display_name, lifecycle from contact") == [("(erased)", "erased")]
    assert not [row for _, row in everything(casa) if any("Blo" in str(value) for value in row)]


def test_the_file_holds_no_byte_of_it(casa_sqlite: Casa) -> None:
    casa = casa_sqlite
    number, other = casa.tenant(PLANT), casa.tenant("Ann Archer")
    with casa.work() as work:
        Planter(work, number, other).plant_all()
    assert holds_any(casa.database, [b"Planted Person note"]) or casa.rows("select 1 from note") == [(1,)]

    erase(casa, number)

    for path in casa.folder.iterdir():
        assert b"planted" not in path.read_bytes().lower(), path


@pytest.mark.parametrize("table", sorted(SPECS))
def test_every_table_says_what_erasure_does_to_prose_about_a_contact(table: str) -> None:
    spec = SPECS[table]
    if spec.contact and table != "change" and spec.erase == "blank":
        assert set(prose(table)) <= set(spec.personal), "say in SPECS what erasure leaves in it"
