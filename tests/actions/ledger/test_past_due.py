"""Due now, not yet, past due (M2): the same figures wherever they stand, by a settlement in plain Python."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from casactl.store.queries import contacts, facts
from casactl.store.queries.contacts import Page
from casactl.store.queries.filters import Filters
from tests.casa import Casa
from tests.length import by_length

TODAY = date(2026, 11, 23)


@pytest.fixture
def joe(casa: Casa) -> int:
    """Owes 120 since August, 80 from 1 December on, and has paid 20."""
    casa.property("Rose Court/1")
    number = casa.tenant("Joe Bloggs", email="joe@example.com", at="Rose Court/1")
    casa.ok(f"ledger charge {number} 120 --for Levy --on 2026-08-01 --due 2026-08-15")
    casa.ok(f"ledger charge {number} 80 --for Levy --on 2026-11-01 --due 2026-12-01")
    casa.ok(f"ledger pay {number} 20 --on 2026-09-01")
    return number


def figures(found: Any) -> dict[str, Any]:
    names = ("balance", "upcoming", "due", "past_due", "days_past_due", "oldest_due")
    return {name: found[name] for name in names}


def test_M2_a_contact_says_what_is_due_now_what_is_not_yet_and_what_is_past_due(casa: Casa, joe: int) -> None:
    expected = {
        "balance": "180.00", "upcoming": "80.00", "due": "100.00", "past_due": "100.00", "days_past_due": 100,
        "oldest_due": "2026-08-15",
    }  # fmt: skip

    assert figures(casa.ok(f"contact show {joe} -o json").json) == expected
    assert [figures(row) for row in casa.ok("contact list --type tenant -o json").json] == [expected]
    statement = casa.ok(f"ledger statement {joe} -o json").json
    assert (statement["due"], statement["upcoming"], statement["next_due"]) == ("100.00", "80.00", "2026-12-01")
    page = casa.ok(f"contact show {joe} -o json").json["money"]
    assert (page["due"], page["upcoming"], page["ageing"]["not_due"]) == ("100.00", "80.00", "80.00")


def test_M2_what_is_due_at_midnight_is_due_where_the_workspace_is(casa: Casa, joe: int) -> None:
    casa.travel(to="2026-12-01")
    assert figures(casa.ok(f"contact show {joe} -o json").json)["due"] == "180.00"
    assert casa.ok(f"contact show {joe} -o json").json["past_due"] == "100.00"
    casa.travel(to="2026-12-02")
    assert casa.ok(f"contact show {joe} -o json").json["past_due"] == "180.00"


def test_M2_what_is_not_due_yet_is_neither_dunned_nor_handed_over(casa: Casa) -> None:
    casa.property("Rose Court/1")
    ann = casa.tenant("Ann Ahead", at="Rose Court/1")
    casa.ok("user add law@firm.example --name 'Lou Law' --type attorney --community 'Rose Court'")
    casa.ok(f"ledger charge {ann} 500 --for Levy --on 2027-02-01 --due 2027-02-14")

    refused = casa.run(f"contact handover {ann} --to law@firm.example -o json")
    assert refused.exit_code == 5
    assert refused.reasons == ["not-due"]
    casa.tenant("Bob")
    bulk = casa.ok("arrears status --owing --set reminder -y -o json")
    assert [row["outcome"] for row in bulk.json["results"]] == ["left-out"]
    assert casa.ok("contact list --past-due -o ids").ids == []
    assert "not-due" in casa.run(f"contact can {ann} be-handed-over -o json").stdout
    assert casa.run(f"contact archive {ann} -o json").reasons == ["open-balance", "property-attached"]


def test_M2_no_letter_asks_for_what_is_not_due(casa: Casa) -> None:
    ann, bob = casa.tenant("Ann Ahead", email="ann@example.com"), casa.tenant("Bob Clear", email="bob@example.com")
    casa.ok(f"ledger charge {ann} 500 --for Levy --due 2026-12-01")
    for line in (f"arrears status {ann} --set reminder", f"arrears status {bob} --set reminder --include-zero"):
        done = casa.ok(f"{line} --notify email -o json")
        assert done.results[0]["note"] == (
            "current → reminder; not told: nothing is due, so there is nothing to ask for"
        )
    assert casa.ok("outbox list -o json").json == []
    assert casa.ok(f"arrears history {ann} -o json").json[0]["letters"] == []

    casa.travel(to="2026-12-01")

    casa.ok(f"arrears status {ann} --set first-notice --notify email")
    assert [letter["subject"] for letter in casa.ok("outbox list -o json").json] == [
        "First notice: your account is past due"
    ]


def test_M2_a_case_is_settled_when_nothing_is_due(casa: Casa, joe: int) -> None:
    casa.ok("user add law@firm.example --name 'Lou Law' --type attorney --community 'Rose Court'")
    casa.ok(f"arrears status {joe} --set letter-of-demand")
    casa.ok(f"contact handover {joe} --to law@firm.example")
    refused = casa.run(f"arrears status {joe} --set settled -o json")
    assert refused.reasons == ["balance-open", "balance-open"]
    assert "owes 100.00 GBP; settled needs nothing due" in refused.stdout

    casa.ok(f"ledger pay {joe} 100")

    assert "owes nothing that is due" in casa.ok("today").stdout
    casa.ok(f"arrears status {joe} --set settled")
    assert casa.ok(f"contact show {joe} -o json").json["arrears"] == "settled"


def test_M2_statements_name_what_is_due_now_and_what_is_later(casa: Casa, joe: int) -> None:
    casa.ok("workspace set date_format day-first")

    letter = casa.ok(f"message preview statement {joe}").stdout

    assert "Due now 100.00 GBP, from 1 Dec 2026 80.00 GBP more" in letter


@pytest.mark.parametrize(("days", "found"), [("", [1]), ("100", [1]), ("101", [])])
def test_past_due_filters_by_days(casa: Casa, joe: int, days: str, found: list[int]) -> None:
    casa.tenant("Ann Other")
    casa.ok("ledger charge 2 5 --for Rent")

    assert casa.ok(f"contact list --past-due {days} -o ids").ids == found
    assert casa.ok(f"contact list -o ids --past-due={days or 1}").ids == found
    assert casa.ok(f"ledger ageing -o ids --past-due {days}").ids == found
    assert casa.run("contact list --past-due=0").exit_code == 2
    assert casa.run("contact list --past-due=soon").exit_code == 2
    assert casa.run("contact list --past-due=999999").exit_code == 2


# Looking back -------------------------------------------------------------------------------------


def test_ageing_as_of_a_day_knows_what_was_known_then(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"ledger charge {joe} 100 --for Rent --on 2026-11-01 --due 2026-11-30")
    casa.travel(to="2026-12-10")
    casa.ok(f"ledger pay {joe} 40 --on 2026-11-20")
    casa.travel(to="2026-12-20")
    casa.ok("ledger void 1 --reason wrong --on 2026-12-15")
    casa.ok(f"arrears status {joe} --set reminder --include-zero")

    def owed(day: str) -> list[tuple[str, ...]]:
        rows = casa.ok(f"ledger ageing --as-of {day} -o json").json
        return [(row["balance"], row["not_due"], row["past_due"], row["oldest_due"]) for row in rows]

    assert owed("2026-11-22") == []
    assert owed("2026-11-29") == [("100.00", "100.00", "0.00", "2026-11-30")]
    assert owed("2026-12-09") == [("100.00", "0.00", "100.00", "2026-11-30")]
    assert owed("2026-12-10") == [("60.00", "0.00", "60.00", "2026-11-30")]
    assert owed("2026-12-19") == [("60.00", "0.00", "60.00", "2026-11-30")]
    assert owed("2026-12-20") == []
    assert casa.ok("ledger ageing --as-of 2026-12-19 -o json").json[0]["status"] == "current"
    refused = casa.run("ledger ageing --as-of tomorrow")
    assert (refused.exit_code, "--as-of looks back" in refused.stderr) == (2, True)


def test_ageing_as_of_a_day_has_the_due_dates_of_then(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"ledger charge {joe} 100 --for Rent --on 2026-11-01")
    for day, due in (("2026-11-24", "2026-12-15"), ("2026-11-25", "2026-12-20"), ("2026-11-26", "2026-11-05")):
        casa.travel(to=day)
        casa.ok(f"ledger due 1 {due} --reason agreed")
    casa.travel(to="2026-11-27")
    casa.ok("undo -y")
    casa.travel(to="2026-11-28")

    def oldest(day: str) -> str:
        found: str = casa.ok(f"ledger ageing --as-of {day} -o json").json[0]["oldest_due"]
        return found

    assert [oldest(f"2026-11-{day}") for day in range(23, 29)] == [
        "2026-11-01", "2026-12-15", "2026-12-20", "2026-11-05", "2026-12-20", "2026-12-20",
    ]  # fmt: skip


def test_ageing_as_of_a_day_counts_a_void_until_it_was_undone(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"ledger charge {joe} 100 --for Rent --on 2026-11-01")
    casa.ok(f"ledger pay {joe} 40")
    for day, line in (
        ("2026-11-24", "ledger void 2 --reason bounced"), ("2026-11-25", "undo -y"), ("2026-11-26", "undo {} -y"),
        ("2026-11-27", "undo {} -y"), ("2026-11-28", "ledger void 2 --reason bounced"),
    ):  # fmt: skip
        casa.travel(to=day)
        casa.ok(line.format(casa.log()[0]["operation"]))
        assert casa.run("ledger ageing -o json").json == casa.ok(f"ledger ageing --as-of {day} -o json").json

    found = [casa.ok(f"ledger ageing --as-of 2026-11-{day} -o json").json[0]["balance"] for day in range(23, 29)]

    assert found == ["60.00", "100.00", "60.00", "100.00", "60.00", "100.00"]


# Everywhere the same ------------------------------------------------------------------------------

DAYS = st.dates(TODAY - timedelta(days=4), TODAY + timedelta(days=4))
MOVEMENTS = st.lists(
    st.tuples(DAYS, st.integers(-300, 300).filter(bool), st.booleans()).filter(lambda m: m[0] <= TODAY or not m[2]),
    max_size=8,
)
Movement = tuple[date, int, bool]


def settled(movements: list[Movement]) -> tuple[int, int, int, int, date | None]:
    """Balance, not due yet, past due, for how many days, since when: penny by penny, the oldest first."""
    owed = sorted((not refund, day, n) for n, (day, amount, refund) in enumerate(movements) if amount > 0
                  for _ in range(amount))  # fmt: skip
    paid = -sum(amount for _, amount, _ in movements if amount < 0)
    left = [day for _, day, _ in owed[paid:]]
    oldest = min(left, default=None)
    late = [day for day in left if day < TODAY]
    days = (TODAY - oldest).days if oldest and late else 0
    return len(owed) - paid, sum(day > TODAY for day in left), len(late), days, oldest


def rows_of(contact: int, movements: list[Movement]) -> list[dict[str, Any]]:
    return [
        {"contact_id": contact, "kind": "payment" if amount < 0 else "refund" if refund else "charge",
         "amount": amount, "on_date": day.isoformat(), "due": None}
        for day, amount, refund in movements
    ]  # fmt: skip


@hypothesis.given(st.lists(MOVEMENTS, min_size=1, max_size=4))
@hypothesis.settings(
    max_examples=by_length(15, 200), suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
def test_every_figure_is_what_settling_penny_by_penny_gives(casa: Casa, ledgers: list[list[Movement]]) -> None:
    with casa.work() as work:
        person = {"kind": "person", "type": "tenant", "display_name": "Joe", "sort_key": "joe"}
        numbers = work.insert("contact", [person] * len(ledgers))
        for number, movements in zip(numbers, ledgers, strict=True):
            work.insert("ledger_entry", rows_of(number, movements))
    expected = dict(zip(numbers, map(settled, ledgers), strict=True))
    day = TODAY.isoformat()
    reader = casa.reader()

    judged = facts.facts_for(reader, numbers, today=day)
    assert {
        n: (f.balance, f.upcoming, f.past_due, f.oldest_due and date.fromisoformat(f.oldest_due))
        for n, f in judged.items()
    } == {n: (each[0], each[1], each[2], each[4]) for n, each in expected.items()}  # fmt: skip
    for sort in ("-past-due", "past-due", "balance", "-balance"):
        rows = [row for row in contacts.list_contacts(reader, Filters(), Page(sort), today=day) if row.id in expected]
        assert {row.id: (row.balance, row.upcoming, row.past_due, row.days_past_due) for row in rows} == {
            n: each[:4] for n, each in expected.items()
        }
        keys = [((row.past_due, row.id if row.past_due else -1) if "past" in sort else row.balance) for row in rows]
        assert keys == sorted(keys, reverse=sort.startswith("-"))
        assert _paged(casa, sort, len(rows)) == [row.id for row in rows]
    late = contacts.selected_ids(reader, Filters(past_due=1), today=day)
    assert [n for n in late if n in expected] == [n for n, each in expected.items() if each[2]]
    reader.close()


def _paged(casa: Casa, sort: str, most: int) -> list[int]:
    """The last contacts in an order, page by page of two."""
    reader, found, after = casa.reader(), list[int](), None
    while part := contacts.list_contacts(reader, Filters(), Page(sort, 2, after), today=TODAY.isoformat()):
        found += [row.id for row in part]
        after = found[-1]
    reader.close()
    newest = sorted(found)[-most:] if most else []
    return [number for number in found if number in newest]
