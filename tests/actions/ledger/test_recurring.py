"""What comes round: each period once, whenever, however often and by however many it is run."""

from __future__ import annotations

from datetime import date

import pytest

from casactl.domain.recurring import Rhythm, due_on
from tests.casa import Casa


@pytest.fixture
def joe(casa: Casa) -> int:
    casa.property("Rose Court/1", kind="unit")
    return casa.tenant("Joe Bloggs")


def entries(casa: Casa, contact: int) -> list[tuple[str, str, str | None]]:
    rows = casa.ok(f"ledger statement {contact} -o json").json["entries"]
    return [(row["on"], row["amount"], row["due"]) for row in rows]


def test_month_ends_count_from_the_first_day(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger recurring add {joe} 850 --for Rent --from 2025-12-31 --until 2026-04-30 --due +14d")

    casa.ok("due run")

    assert entries(casa, joe) == [
        ("2025-12-31", "850.00", "2026-01-14"), ("2026-01-31", "850.00", "2026-02-14"),
        ("2026-02-28", "850.00", "2026-03-14"), ("2026-03-31", "850.00", "2026-04-14"),
        ("2026-04-30", "850.00", "2026-05-14"),
    ]  # fmt: skip
    assert casa.ok("ledger recurring list -o ids").ids == []
    assert casa.ok("ledger recurring list --all -o json").json[0]["next"] is None


def test_each_period_is_posted_once_late_or_twice(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger recurring add {joe} 5 --for Parking --every 1w --from 2026-11-23")
    first = casa.ok("due run -o json").json["results"]
    assert [(each["verb"], each["on"], each["outcome"], each["amount"]) for each in first] == [
        ("charge", "2026-11-23", "charged", "5.00")
    ]
    assert casa.ok("due run -o json").json["results"] == []
    casa.travel(to="2026-12-14")

    assert "posted 3 charges" in casa.ok("due run").stderr
    assert casa.ok("due run").stderr == ""
    assert [on for on, _, _ in entries(casa, joe)] == ["2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14"]


def test_an_undone_period_is_not_posted_again(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger recurring add {joe} 5 --for Parking --from 2026-11-01")
    operation = casa.ok("due run -o json").json["results"][0]["operation"]

    casa.ok(f"undo {operation} -y")

    assert casa.ok("due run -o json").json["results"] == []
    assert casa.contact(joe).balance == "0.00"
    assert casa.ok("workspace check -o json").json
    assert [each["voided"] for each in casa.ok("ledger recurring show 1 -o json").json["posted"]] == [True]


def test_a_dry_run_posts_nothing(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger recurring add {joe} 5 --for Parking --from 2026-10-01")

    assert len(casa.ok("due run --dry-run -o json").json["results"]) == 2
    assert entries(casa, joe) == []
    assert len(casa.ok("due run -o json").json["results"]) == 2


def test_MC_17_an_archive_ends_what_comes_round_and_says_so(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger recurring add {joe} 5 --for Parking --from 2026-12-01")

    done = casa.ok(f"contact archive {joe}")

    assert "Parking, 5.00 GBP every month, has ended for Joe Bloggs (1)" in done.stderr
    casa.travel(to="2027-01-02")
    assert casa.ok("due run -o json").json["results"] == []
    casa.ok("undo -y")
    assert casa.ok("ledger recurring list -o ids").ids == [1]


def test_MC_17_whom_the_rules_forbid_is_skipped_with_the_reason(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger recurring add {joe} 5 --for Parking --from 2026-12-01")
    with casa.work() as work:  # as an earlier program may have left it
        work.run("update contact set lifecycle = 'archived', lifecycle_before = 'active' where id = :id", id=joe)
    casa.travel(to="2026-12-05")

    run = casa.ok("due run -o json")

    assert [(each["outcome"], each["reasons"][0]["rule"]) for each in run.json["results"]] == [("left-out", "MC-17")]
    assert casa.ok("due run -o json").json["results"] == []


def test_a_late_run_keeps_the_order_of_the_days(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger recurring add {joe} 5 --for Parking --from 2026-12-02")
    casa.ok(f"contact archive {joe} --on 2026-12-03")
    casa.travel(to="2026-12-05")

    outcomes = [(each["verb"], each["outcome"]) for each in casa.run("due run -o json").json["results"]]

    assert outcomes == [("charge", "charged"), ("archive", "blocked")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1 850 --for Rent --from 2016-11-22", "ledger.too-long-ago"),
        ("1 850 --for Rent --from 2026-02-30", "usage.invalid-date"),
        ("1 850 --for Rent --from 2026-02-01 --every fortnightly", "usage.invalid-interval"),
        ("1 850 --for Rent --from 2026-02-01 --until 2026-01-31", "usage.invalid-value"),
        ("1 850 --for Rent --from 2026-02-01 --due 32", "ledger.no-day-of-month"),
        ("1 0 --for Rent --from 2026-02-01", "usage.invalid-amount"),
        ("850 --for Rent --from 2026-02-01", "usage"),
        ("1 850 --levy --for Rent --from 2026-02-01 --property 'Rose Court'", "usage"),
        ("850 --levy --for Rent --from 2026-02-01", "usage"),
        ("1 850 --from 2026-02-01", "usage"),
    ],
)
def test_bad_input_changes_nothing(casa: Casa, joe: int, line: str, code: str) -> None:
    refused = casa.run(f"ledger recurring add {line} -o json")

    assert refused.exit_code == 2
    assert code in refused.stderr
    assert casa.ok("ledger recurring list --all -o json").json == []


def test_what_comes_round_is_changed_and_ended(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger recurring add {joe} 5 --for Parking --from 2026-11-01")
    casa.ok("due run")
    casa.ok("ledger recurring edit 1 --amount 6 --due 20")
    casa.travel(to="2026-12-01")
    casa.ok("due run")
    assert entries(casa, joe) == [("2026-11-01", "5.00", None), ("2026-12-01", "6.00", "2026-12-20")]
    casa.ok("ledger recurring end 1")
    casa.travel(to="2027-02-01")

    assert casa.ok("due run -o json").json["results"] == []
    assert casa.ok("ledger recurring end 1 -o json").json["results"][0]["outcome"] == "unchanged"
    assert casa.run("ledger recurring edit 1 --amount 7").exit_code == 2
    assert casa.run("ledger recurring show 9").exit_code == 4


# Levies by share ----------------------------------------------------------------------------------


@pytest.fixture
def court(casa: Casa) -> None:
    """Units 1 to 3 with shares 1, 1, 1; Ann then Bob own 1 since long, Cy owned 2 until October, 3 has nobody."""
    for n in (1, 2, 3):
        casa.property(f"Rose Court/{n}", kind="unit")
        casa.ok(f"property edit 'Rose Court/{n}' --share 1")
    for name in ("Ann", "Bob", "Cy"):
        casa.owner(f"{name} Owner")
    casa.ok("contact attach 1 'Rose Court/1' --as owner --from 2020-01-01")
    casa.ok("contact attach 2 'Rose Court/1' --as owner --from 2020-01-01")
    casa.ok("contact attach 3 'Rose Court/2' --as owner --from 2020-01-01 --to 2026-10-31")


def test_M3_a_levy_by_share_meets_the_owners_of_that_day(casa: Casa, court: None) -> None:
    done = casa.ok("ledger levy 100 --by share --property 'Rose Court' --for Roof --on 2026-10-01 -y -o json").json

    said = [(each["ref"], each["outcome"], [reason["code"] for reason in each["reasons"]]) for each in done["results"]]
    assert said == [
        ("1", "charged", []), ("2", "left-out", ["not-named-first"]), ("3", "charged", []),
        ("Rose Court/3", "left-out", ["no-owner"]),
    ]  # fmt: skip
    assert [casa.contact(n).balance for n in (1, 2, 3)] == ["33.34", "0.00", "33.33"]


def test_shares_that_come_to_nothing_are_refused(casa: Casa, court: None) -> None:
    for n in (1, 2, 3):
        casa.ok(f"property edit 'Rose Court/{n}' --share 0")

    refused = casa.run("ledger levy 100 --by share --property 'Rose Court' --for Roof -y -o json")

    assert (refused.exit_code, "ledger.no-shares" in refused.stderr) == (5, True)
    assert casa.run("property edit 'Rose Court' --share 5 -o json").reasons == ["not-a-unit"]
    assert casa.run("property edit 'Rose Court/1' --share -5").exit_code == 2


def test_a_levy_comes_round_by_the_owners_of_each_day(casa: Casa, court: None) -> None:
    casa.ok("ledger recurring add 100 --levy --by share --property 'Rose Court' --for Roof --from 2026-10-01")

    run = casa.ok("due run -o json").json["results"]

    assert [(each["contact_id"], each["on"]) for each in run if each["outcome"] == "charged"] == [
        (1, "2026-10-01"), (3, "2026-10-01"), (1, "2026-11-01"),
    ]  # fmt: skip
    assert [casa.contact(n).balance for n in (1, 3)] == ["66.68", "33.33"]
    assert casa.ok("workspace check -o json").json


# The days -----------------------------------------------------------------------------------------


def test_a_rent_goes_by_calendar_months() -> None:
    rhythm = Rhythm(date(2026, 1, 20), "1m", date(2026, 3, 10), rent_day=5)

    assert rhythm.after(date(2026, 1, 20)) == date(2026, 2, 5)
    assert rhythm.share(date(2026, 1, 20), 31_00) == 12_00
    assert rhythm.share(date(2026, 2, 5), 28_00) == 28_00
    assert rhythm.share(date(2026, 3, 5), 31_00) == 10_00


@pytest.mark.parametrize(
    ("rule", "on", "due"),
    [
        (None, date(2026, 1, 31), None), ("+14d", date(2026, 1, 31), date(2026, 2, 14)),
        ("5", date(2026, 1, 5), date(2026, 1, 5)), ("5", date(2026, 1, 6), date(2026, 2, 5)),
        ("31", date(2026, 2, 1), date(2026, 2, 28)),
    ],
)  # fmt: skip
def test_a_period_is_due_by_its_rule(rule: str | None, on: date, due: date | None) -> None:
    assert due_on(rule, on) == due


# Rents --------------------------------------------------------------------------------------------


def posted(casa: Casa, contact: int) -> list[tuple[str, str, str]]:
    rows = casa.ok(f"ledger statement {contact} -o json").json["entries"]
    return [(row["on"], row["kind"], row["amount"]) for row in rows]


def test_a_rent_comes_round_by_months_the_first_and_the_last_by_their_days(casa: Casa, joe: int) -> None:
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-08-15 --to 2026-11-10 --rent 930 --rent-day 5")

    casa.ok("due run")

    assert posted(casa, joe) == [
        ("2026-08-15", "charge", "510.00"), ("2026-09-05", "charge", "930.00"), ("2026-10-05", "charge", "930.00"),
        ("2026-11-05", "charge", "310.00"),
    ]  # fmt: skip


def test_a_lease_may_have_no_end(casa: Casa, joe: int) -> None:
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-12-01")

    assert [(row["to"], row["status"]) for row in casa.ok("lease list -o json").json] == [(None, "active")]
    assert casa.ok("lease show 1 -o json").json["to"] is None
    assert casa.run(f"contact archive {joe} -o json").reasons == ["property-attached", "active-lease"]
    casa.ok("lease end 1 --on 2027-03-31")
    assert casa.ok("lease show 1 -o json").json["terminated_on"] == "2027-03-31"
    assert casa.run(f"lease add {joe} 'Rose Court/1' --from 2028-01-01 --rent-day 1").exit_code == 2


def test_L13_ending_a_lease_ends_its_rent_and_credits_what_was_charged_beyond(casa: Casa, joe: int) -> None:
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-10-01 --rent 300 --rent-day 1")
    casa.ok(f"ledger charge {joe} 40 --for Garage --on 2027-01-05 --property 'Rose Court/1'")
    casa.ok("due run --as-of 2026-12-01 -y")
    casa.travel(to="2026-12-02")

    done = casa.ok("lease end 1 --on 2026-11-15")

    assert [row for row in posted(casa, joe) if row[1] == "credit"] == [
        ("2026-12-02", "credit", "-150.00"), ("2026-12-02", "credit", "-300.00"),
    ]  # fmt: skip
    assert "of charge 3, dated 2026-11-01: the days after 2026-11-15" in done.stderr
    assert "charge 1 of 40.00 GBP is dated 2027-01-05, after the lease" in done.stderr
    casa.travel(to="2027-03-01")
    assert casa.ok("due run -o json").json["results"] == []
    assert casa.contact(joe).balance == "490.00"


def test_a_rent_changes_from_a_day_on(casa: Casa, joe: int) -> None:
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-10-01 --rent 300 --rent-day 1")
    casa.ok("due run")
    casa.ok("lease rent 1 600 --from 2026-11-16")
    casa.travel(to="2026-12-01")
    casa.ok("due run")

    assert posted(casa, joe) == [
        ("2026-10-01", "charge", "300.00"), ("2026-11-01", "charge", "300.00"), ("2026-11-16", "charge", "300.00"),
        ("2026-11-23", "credit", "-150.00"), ("2026-12-01", "charge", "600.00"),
    ]  # fmt: skip
    assert casa.ok("lease show 1 -o json").json["rent"] == "600.00"
    assert casa.run("lease rent 1 600 --from 2020-01-01").exit_code == 2
    assert casa.ok("workspace check -o json").json
