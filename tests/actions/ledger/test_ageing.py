"""Statements and ageing: what the SQL gives is what the rules say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from casactl.domain.ledger import Entry, EntryKind, ageing, open_entries
from casactl.store.queries import ledger as queries
from casactl.store.queries.filters import Filters
from tests.casa import Casa
from tests.length import by_length

TODAY = date(2026, 11, 23)
BUCKETS = ("not_due", "current", "d30", "d60", "d90", "d120")


@pytest.fixture
def joe(casa: Casa) -> int:
    return casa.tenant("Joe Bloggs")


def charge(casa: Casa, number: int, amount: str, *, days: int) -> None:
    """A charge that has been due for so many days."""
    casa.ok(f"ledger charge {number} {amount} --for Rent --due {TODAY - timedelta(days=days)}")


# Statements ---------------------------------------------------------------------------------------


def test_a_statement_is_exactly_this(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 120 --for Rent --due 2026-12-01 --on 2026-11-01")
    casa.ok(f"ledger pay {joe} 20.50 --on 2026-11-05")

    assert casa.ok(f"ledger statement {joe} -o json").json == {
        "contact_id": joe,
        "display_name": "Joe Bloggs",
        "address": [],
        "balance": "99.50",
        "due": "0.00",
        "upcoming": "99.50",
        "next_due": "2026-12-01",
        "past_due": "0.00",
        "currency": "GBP",
        "entries": [
            {"id": 1, "on": "2026-11-01", "kind": "charge", "text": "Rent", "amount": "120.00", "balance": "120.00",
             "due": "2026-12-01"},
            {"id": 2, "on": "2026-11-05", "kind": "payment", "text": None, "amount": "-20.50", "balance": "99.50",
             "due": None},
        ],
    }  # fmt: skip


def test_entries_stand_in_the_order_of_their_days(casa: Casa, joe: int) -> None:
    for day in ("2026-03-01", "2026-01-01", "2026-02-01", "2026-01-01"):
        casa.ok(f"ledger charge {joe} 1 --for x --on {day}")

    entries = casa.ok(f"ledger statement {joe} -o json").json["entries"]

    assert [(entry["id"], entry["balance"]) for entry in entries] == [
        (2, "1.00"),
        (4, "2.00"),
        (3, "3.00"),
        (1, "4.00"),
    ]


def test_a_period_begins_with_what_was_owed_and_ends_with_its_last_day(casa: Casa, joe: int) -> None:
    for month in range(1, 6):
        casa.ok(f"ledger charge {joe} {month} --for x --on 2026-{month:02}-01")

    march = casa.ok(f"ledger statement {joe} --from 2026-02-02 --to 2026-04-01 -o json").json

    assert [(entry["amount"], entry["balance"]) for entry in march["entries"]] == [("3.00", "6.00"), ("4.00", "10.00")]
    assert march["balance"] == "10.00"
    assert casa.ok(f"ledger statement {joe} --from 2027-01-01 -o json").json == {
        "contact_id": joe, "display_name": "Joe Bloggs", "address": [], "balance": "15.00", "due": "15.00",
        "upcoming": "0.00", "next_due": None, "past_due": "15.00", "currency": "GBP", "entries": [],
    }  # fmt: skip
    assert casa.run(f"ledger statement {joe} --from 2026-02-01 --to 2026-01-01").exit_code == 2


def test_an_empty_statement_is_no_failure(casa: Casa, joe: int) -> None:
    assert casa.ok(f"ledger statement {joe} -o json").json["entries"] == []
    assert casa.ok(f"ledger statement {joe} -o tsv").stdout == ""
    assert "No entries." in casa.ok(f"ledger statement {joe}").stdout
    assert casa.ok(f"ledger statement {joe} -o csv").stdout == "id,on,kind,text,amount,balance,due\n"


def test_every_form_for_programs_has_a_line_per_entry(casa: Casa, joe: int) -> None:
    casa.ok(["ledger", "charge", joe, "1", "--for", "a\u202eb [red]c"])
    casa.ok("ledger void 1 --reason x")

    assert casa.ok(f"ledger statement {joe} -o ids").ids == [1, 2]
    assert [line["balance"] for line in casa.ok(f"ledger statement {joe} -o jsonl").lines] == ["1.00", "0.00"]
    assert casa.ok(f"ledger statement {joe} -o tsv").stdout == (
        "1\t2026-11-23\tcharge\ta<U+202E>b [red]c\t1.00\t1.00\t\n2\t2026-11-23\treversal\tx\t-1.00\t0.00\t\n"
    )
    assert casa.ok(f"ledger statement {joe} -o csv --fields id,amount").stdout == "id,amount\n1,1.00\n2,-1.00\n"
    assert casa.run(f"ledger statement {joe} -o csv --fields nope").exit_code == 2


def test_a_merged_contacts_reference_shows_the_winners_statement(casa: Casa, joe: int) -> None:
    joey = casa.tenant("Joey Bloggs")
    casa.ok(f"ledger charge {joey} 7 --for x")
    casa.ok(f"contact merge {joe} {joey} -y")

    merged = casa.ok(f"ledger statement {joey} -o json").json

    assert (merged["contact_id"], merged["balance"]) == (joe, "7.00")


# Ageing -------------------------------------------------------------------------------------------


def test_who_owes_is_listed_by_days_past_due_the_largest_debt_first(casa: Casa, joe: int) -> None:
    ann, rich = casa.tenant("Ann Other"), casa.tenant("Rich Man")
    for amount, days in (("1", -10), ("2", 29), ("4", 30), ("8", 60), ("16", 90), ("32", 120)):
        charge(casa, joe, amount, days=days)
    charge(casa, ann, "100", days=0)
    casa.ok(f"ledger pay {rich} 10")

    found = casa.ok("ledger ageing -o json").json

    assert found == [
        {"id": ann, "display_name": "Ann Other", "balance": "100.00", "status": "current", "attorney": None,
         "not_due": "0.00", "current": "100.00", "d30": "0.00", "d60": "0.00", "d90": "0.00", "d120": "0.00",
         "past_due": "0.00", "oldest_due": "2026-11-23", "days_past_due": 0},
        {"id": joe, "display_name": "Joe Bloggs", "balance": "63.00", "status": "current", "attorney": None,
         "not_due": "1.00", "current": "2.00", "d30": "4.00", "d60": "8.00", "d90": "16.00", "d120": "32.00",
         "past_due": "62.00", "oldest_due": "2026-07-26", "days_past_due": 120},
    ]  # fmt: skip


def test_a_payment_takes_from_the_oldest_bucket_first(casa: Casa, joe: int) -> None:
    for days in (10, 40, 130):
        charge(casa, joe, "10", days=days)

    casa.ok(f"ledger pay {joe} 15")

    found = casa.ok("ledger ageing -o json").json[0]
    assert [found[name] for name in BUCKETS] == ["0.00", "10.00", "5.00", "0.00", "0.00", "0.00"]


def test_an_entry_without_a_due_date_is_due_on_its_date(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 10 --for x --on 2026-09-01")

    assert casa.ok("ledger ageing -o json").json[0]["d60"] == "10.00"


def test_debts_age_as_days_pass(casa: Casa, joe: int) -> None:
    charge(casa, joe, "10", days=0)
    found = []
    for day in ("2026-12-22", "2026-12-23", "2027-01-22", "2027-02-21", "2027-03-23"):
        casa.travel(to=day)
        row = casa.ok("ledger ageing -o json").json[0]
        found += [name for name in BUCKETS if row[name] == "10.00"]

    assert found == ["current", "d30", "d60", "d90", "d120"]


def test_filters_limit_and_empty_lists(casa: Casa, joe: int) -> None:
    assert casa.ok("ledger ageing -o json").json == []
    assert casa.ok("ledger ageing").stdout == ""
    charge(casa, joe, "10", days=0)
    charge(casa, casa.owner("Olive Owner"), "20", days=0)

    assert casa.ok("ledger ageing -o ids").ids == [2, 1]
    assert casa.ok("ledger ageing --limit 1 -o ids").ids == [2]
    assert casa.ok("ledger ageing --type tenant -o ids").ids == [1]
    assert casa.ok("ledger ageing --match olive -o ids").ids == [2]
    assert casa.run("ledger ageing --limit 0").exit_code == 2
    assert casa.ok("ledger ageing --fields display_name,balance -o csv").stdout == (
        "display_name,balance\nOlive Owner,20.00\nJoe Bloggs,10.00\n"
    )
    assert casa.run("ledger ageing --fields nope").exit_code == 2


MOVEMENTS = st.lists(
    st.tuples(
        st.dates(date(2026, 5, 1), date(2027, 2, 1)),
        st.integers(-300, 300).filter(bool),
        st.none() | st.dates(date(2026, 5, 1), date(2027, 2, 1)),
        st.sampled_from([EntryKind.CHARGE, EntryKind.REFUND]),
    ),
    max_size=10,
)
Movement = tuple[date, int, date | None, EntryKind]


def rows_of(contact: int, movements: list[Movement]) -> list[dict[str, Any]]:
    return [
        {"contact_id": contact, "kind": str(kind) if amount > 0 else "payment", "amount": amount,
         "on_date": on.isoformat(), "due": due.isoformat() if due else None}
        for on, amount, due, kind in movements
    ]  # fmt: skip


@hypothesis.given(st.lists(MOVEMENTS, min_size=1, max_size=3))
@hypothesis.settings(
    max_examples=by_length(15, 40), suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
def test_the_list_says_what_the_rules_say(casa: Casa, ledgers: list[list[Movement]]) -> None:
    expected: dict[int, list[int]] = {}
    oldest: list[tuple[str | None]] = []
    with casa.work() as work:
        for movements in ledgers:
            contact = work.insert(
                "contact", [{"kind": "person", "type": "tenant", "display_name": "Joe", "sort_key": "joe"}]
            )[0]
            numbers = work.insert("ledger_entry", rows_of(contact, movements))
            listed = [Entry(n, *movement) for n, movement in zip(numbers, movements, strict=True)]
            oldest.append((min((each.entry.day.isoformat() for each in open_entries(listed)), default=None),))
            if sum(movement[1] for movement in movements) > 0:
                expected[contact] = list(ageing(listed, TODAY).values())

    reader = casa.reader()
    newest = {row.id: row for row in queries.ageing(reader, Filters(), today=TODAY.isoformat())}
    reader.close()

    first = casa.rows("select max(id) from contact")[0][0] - len(ledgers) + 1
    found = {number: [getattr(row, name) for name in BUCKETS] for number, row in newest.items() if number >= first}
    assert found == expected
    assert casa.rows(f"select oldest_due from contact where id >= {first} order by id") == oldest
    assert all(sum(found[number]) == newest[number].balance for number in found)
