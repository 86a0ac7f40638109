"""What comes round: each period once, whenever, however often and by however many it is run."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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

    levy = "--by share --property 'Rose Court' --for Roof -y -o json"
    for line in (f"ledger levy 100 {levy}", f"ledger recurring add 100 --levy {levy} --from 2026-12-01"):
        refused = casa.run(line)
        assert (refused.exit_code, "ledger.no-shares" in refused.stderr) == (5, True)
    assert casa.ok("ledger recurring list -o ids").ids == []
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


def test_a_lease_says_the_rent_of_the_day(casa: Casa, joe: int) -> None:
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-10-01 --rent 300 --rent-day 1")
    casa.ok("lease rent 1 600 --from 2027-01-01")
    shown = {}
    for day in ("2026-12-31", "2027-01-01"):
        casa.travel(to=day)
        listed = casa.ok("lease list -o json").json[0]["rent"]
        shown[day] = (listed, casa.ok("lease show 1 -o json").json["rent"], casa.contact(joe).leases[0]["rent"])

    assert shown == {"2026-12-31": ("300.00",) * 3, "2027-01-01": ("600.00",) * 3}


def test_a_rent_that_is_ended_by_itself_still_charges_its_last_days(casa: Casa) -> None:
    casa.property("Rose Court/A/1")
    casa.tenant()
    casa.ok("lease add 1 'Rose Court/A/1' --from 2026-11-01 --rent 300 --rent-day 15")
    casa.ok("due run")
    casa.ok("ledger recurring end 1 --on 2026-12-10")
    casa.travel(to="2027-02-01")

    casa.ok("due run")

    posted = casa.rows("select period, amount from ledger_entry order by id")
    assert posted == [("2026-11-01", 30000), ("2026-12-10", 9677)]
    casa.ok("workspace check")


@pytest.mark.parametrize("first", ["due run", "ledger recurring end 1 --on 2026-11-10"])
def test_L13_ending_a_rent_by_itself_leaves_its_days_whenever_the_run_comes(casa: Casa, joe: int, first: str) -> None:
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-11-01 --rent 300 --rent-day 1")
    casa.ok(first)
    casa.ok("due run")
    ended = casa.ok("ledger recurring end 1 --on 2026-11-10")

    assert casa.contact(joe).balance == "100.00"
    if first == "due run":
        assert "credited 200.00 GBP of charge 1" in ended.stderr
        undone = casa.ok("undo -y -o json").json["operation"]
        assert casa.contact(joe).balance == "300.00"
        casa.ok(f"undo {undone} -y")
        assert casa.contact(joe).balance == "100.00"
    casa.ok("workspace check")


def test_a_rent_does_not_outlast_its_lease(casa: Casa) -> None:
    casa.property("Rose Court/A/1")
    casa.tenant()
    casa.ok("lease add 1 'Rose Court/A/1' --from 2026-11-01 --to 2027-01-31 --rent 300 --rent-day 1")

    assert casa.run("ledger recurring edit 1 --until 2027-02-01").exit_code == 2
    assert casa.ok("ledger recurring edit 1 --until 2027-01-31 -o json").outcomes == ["unchanged"]
    casa.ok("lease rent 1 400 --from 2026-12-15")
    assert "recurring 2 is the rent" in casa.run("ledger recurring edit 1 --until 2026-12-15").stderr


@pytest.mark.parametrize(
    ("coming", "told"),
    [("2026-11-10", "though 2026-11-10 has been posted"), ("2026-12-11", "no day of its rhythm"), ("x", "rhythm")],
)
def test_a_check_proves_where_what_comes_round_goes_on(casa: Casa, coming: str, told: str) -> None:
    casa.tenant()
    casa.ok("ledger recurring add 1 5 --for Parking --from 2026-10-10")
    casa.ok("due run")
    casa.ok("workspace check")
    with casa.work() as work:
        work.run("update recurring set next_on = :day", day=coming)

    assert told in casa.run("workspace check -o json").stdout


def credited(casa: Casa, contact: int) -> list[str]:
    return [amount for _, kind, amount in posted(casa, contact) if kind == "credit"]


def test_A1_ending_a_lease_again_credits_only_the_remainder(casa: Casa, joe: int) -> None:
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-10-01 --rent 300 --rent-day 1")
    casa.ok("due run")

    for day in ("2026-11-20", "2026-11-10", "2026-10-31"):
        done = casa.ok(f"lease end 1 --on {day}")
        assert "after the lease" not in done.stderr

    assert credited(casa, joe) == ["-100.00", "-100.00", "-100.00"]
    assert casa.contact(joe).balance == "300.00"
    casa.ok("workspace check")
    periods = casa.ok("ledger recurring show 1 -o json").json["posted"]
    assert [(each["amount"], each["credited"]) for each in periods] == [("300.00", "0.00"), ("300.00", "300.00")]


def test_A1_a_changed_rent_and_an_earlier_end_credit_a_charge_once(casa: Casa, joe: int) -> None:
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-11-01 --rent 310 --rent-day 1")
    casa.ok("due run")
    casa.ok("lease rent 1 400 --from 2026-11-20")

    casa.ok("lease end 1 --on 2026-11-10")

    assert credited(casa, joe) == ["-113.67", "-93.00"]
    casa.ok("workspace check")


def test_A1_what_is_credited_is_voided_before_the_charge_is(casa: Casa, joe: int) -> None:
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-11-01 --rent 300 --rent-day 1")
    run = casa.ok("due run -o json").json["results"][0]["operation"]
    casa.ok("lease end 1 --on 2026-11-20")

    refused = casa.run("ledger void 1 --reason wrong -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["credited"])
    undone = casa.run(f"undo {run} -y -o json")
    assert (undone.exit_code, undone.reasons) == (5, ["built-upon"])
    assert "it has credited what was charged" in undone.stderr
    casa.ok("ledger void 2 --reason wrong")
    casa.ok("lease end 1 --on 2026-11-10")
    assert credited(casa, joe) == ["-100.00", "-200.00"]
    casa.ok("workspace check")


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["end", "rent", "run", "undo"]), st.integers(0, 60), st.integers(1, 900)), max_size=7
    )
)
def test_A1_no_period_is_credited_beyond_its_charge(casa: Casa, steps: list[tuple[str, int, int]]) -> None:
    unit = f"Rose Court/{len(casa.rows('select id from property')) + 1}"
    casa.property(unit, kind="unit")
    lease = casa.ok(
        ["lease", "add", casa.tenant(), unit, "--from", "2026-10-05", "--rent", "310", "--rent-day", "1", "-o", "ids"]
    ).ids[0]
    casa.ok("due run")

    for what, days, amount in steps:
        day = (date(2026, 10, 5) + timedelta(days=days)).isoformat()
        line = {
            "end": f"lease end {lease} --on {day}", "rent": f"lease rent {lease} {amount} --from {day}",
            "run": "due run", "undo": "undo -y",
        }[what]  # fmt: skip
        assert casa.run(line).exit_code in (0, 2, 4, 5), line
        casa.ok("workspace check")


def test_A4_undoing_a_run_says_what_is_not_posted_again_and_charges_it_by_the_line(casa: Casa, joe: int) -> None:
    casa.ok(
        f"ledger recurring add {joe} 5 --for 'Parking space' --from 2026-11-01 --due +14d --property 'Rose Court/1'"
    )
    run = casa.ok("due run -o json").json["results"][0]["operation"]

    undone = casa.ok(f"undo {run} -y")

    assert "Parking space of 2026-11-01, 5.00 GBP of Joe Bloggs, is not posted again" in undone.stderr
    line = re.search(r"casactl (ledger charge .*)", undone.stderr)
    assert line
    casa.ok(line[1])
    assert [each for each in entries(casa, joe) if each[2]] == [("2026-11-01", "5.00", "2026-11-15")] * 2
    assert casa.contact(joe).balance == "5.00"
    assert casa.ok("due run -o json").json["results"] == []


def test_A4_undoing_the_undo_posts_all_of_them(casa: Casa, joe: int) -> None:
    for n in range(12):
        casa.ok(f"ledger recurring add {joe} {n + 1} --for Parking --from 2026-11-01")
    run = casa.ok("due run -o json").json["results"][0]["operation"]

    undone = casa.ok(f"undo {run} -y")
    assert undone.stderr.count("casactl ledger charge") == 10
    line = re.search(r"and 2 more .* with: casactl (undo .*)", undone.stderr)
    assert line
    casa.ok(f"{line[1]} -y")

    assert casa.contact(joe).balance == "78.00"
    casa.ok("workspace check")


@pytest.mark.parametrize(
    ("first", "told"), [("end", ["210.00"]), ("run", ["100.00", "310.00"])]
)  # fmt: skip
def test_A4_undoing_an_end_and_its_last_rent_says_what_is_missing(
    casa: Casa, joe: int, first: str, told: list[str]
) -> None:
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-11-01 --rent 310 --rent-day 28")
    casa.ok("due run")
    operations = {"end": casa.ok("lease end 1 --on 2026-12-10 -o json").json["operation"]}
    casa.travel(to="2026-12-20")
    operations["run"] = casa.ok("due run -o json").json["results"][0]["operation"]

    for amount, which in zip(told, (first, "end"), strict=False):
        said = casa.ok(f"undo {operations[which]} -y").stderr
        assert f'casactl ledger charge {joe} {amount} --for "Rent" --on 2026-12-10' in said


def test_C_a_credit_of_rent_writes_the_day_as_the_office_does(casa: Casa, joe: int) -> None:
    casa.ok("workspace set date_format day-first")
    casa.ok(f"lease add {joe} 'Rose Court/1' --from 2026-10-01 --rent 300 --rent-day 1")
    casa.ok("due run")
    casa.ok("lease end 1 --on 2026-11-28")

    assert "Rent after 28 Nov 2026" in casa.ok(f"ledger statement {joe}").stdout


def test_C_a_levy_names_a_unit_without_an_owner_once_and_one_that_may_get_a_share(casa: Casa, joe: int) -> None:
    refused = casa.run("ledger levy 100 --by share --for Roof --property 'Rose Court' -y -o json")
    assert refused.error["hint"] == 'casactl property edit "Rose Court/1" --share N'
    casa.ok("property edit 'Rose Court/1' --share 5")

    done = casa.ok("ledger levy 100 --by share --for Roof --property 'Rose Court' -y")

    line = next(line for line in done.stdout.splitlines() if "stays open" in line)
    assert line.count("Rose Court/1") == 1
    assert "5" in casa.ok("property list --wide").stdout


def test_B18_a_levy_counts_those_who_are_charged(casa: Casa) -> None:
    for unit in ("Rose Court/1", "Rose Court/2"):
        casa.property(unit, kind="unit")
        for _ in range(2):
            casa.ok(["contact", "attach", casa.tenant(), unit, "--as", "owner"])

    refused = casa.run("ledger levy 100 --for Roof --property 'Rose Court'")

    assert refused.exit_code == 2
    assert "Charge 2 contacts: say --yes" in refused.stderr
    assert casa.rows("select count(*) from ledger_entry") == [(0,)]


@pytest.mark.parametrize("form", ["", "-o table", "-o tsv"])
def test_B2_what_comes_round_is_shown_off_a_terminal(casa: Casa, joe: int, form: str) -> None:
    casa.ok(f"ledger recurring add {joe} 5 --for Parking --from 2026-11-01")
    casa.ok("due run")

    shown = casa.ok(f"ledger recurring show 1 {form}").stdout

    assert "Parking" in shown
    assert "2026-11-01" in shown


def test_8_money_the_hint_of_an_old_lease_clears_the_way(casa: Casa, joe: int) -> None:
    line = f"lease add {joe} 'Rose Court/1' --from 2010-01-01 --rent 100"
    assert "without --rent-day" in casa.run(f"{line} --rent-day 1").stderr
    casa.ok(line)
    casa.ok("lease rent 1 100 --from 2026-12-01 --rent-day 1")
    assert casa.ok("lease show 1 -o json").json["next_charge"] == "2026-12-01"


def rented(casa: Casa) -> int:
    """All that was charged, less what was credited."""
    standing = "select coalesce(sum(amount), 0) from ledger_entry where voided = 0 and reverses is null"
    return int(casa.rows(standing)[0][0])


LATER = (
    # ends, moved to, the last run before the move
    ("2027-01-15", "2027-02-28", "2026-12-20"),  # the month has not been come to
    ("2027-01-15", "2027-02-28", "2027-01-10"),  # it was charged as the last one, by its days
    ("2027-01-15", "2027-01-25", "2027-01-10"),  # within the month
    ("2026-12-31", "2027-01-31", "2026-12-20"),  # at the end of a month
    ("2026-12-10", "2026-12-25", "2026-12-05"),  # what was charged had been credited
)


@pytest.mark.parametrize(("ends", "moved", "run"), LATER)
def test_A6_a_lease_that_ends_later_after_all_charges_each_day_once(
    casa: Casa, joe: int, ends: str, moved: str, run: str
) -> None:
    """However its end is moved, and whenever the runs come, the rent is that of a lease that ended then at once."""
    casa.property("Rose Court/A/1")
    casa.ok(f"lease add {joe} 'Rose Court/A/1' --from 2026-12-01 --to 2027-06-30 --rent 310 --rent-day 5")
    casa.travel(to="2026-12-01T12:00")
    casa.ok("due run")
    casa.ok(f"lease end 1 --on {ends}")
    casa.travel(to=run)
    casa.ok("due run")
    done = casa.ok(f"lease end 1 --on {moved} -o json")
    assert "its rent goes on until then" in done.results[0]["note"]
    assert casa.ok("lease show 1 -o json").json["terminated_on"] == moved
    for day in ("2027-03-31", "2027-07-31"):
        casa.travel(to=day)
        casa.ok("due run")
        casa.ok("due run")

    whole = {"2026-12-25": 25_000, "2027-01-25": 56_000, "2027-01-31": 62_000, "2027-02-28": 93_000}
    assert rented(casa) == whole[moved]
    assert casa.run("workspace check").exit_code == 0


@pytest.mark.parametrize("undone", [False, True])
def test_A6_an_end_that_moves_to_and_fro_charges_each_day_once(casa: Casa, joe: int, undone: bool) -> None:
    casa.property("Rose Court/A/1")
    casa.ok(f"lease add {joe} 'Rose Court/A/1' --from 2026-12-01 --to 2027-06-30 --rent 310 --rent-day 5")
    casa.ok("lease rent 1 620 --from 2027-02-01")
    casa.travel(to="2027-01-07")
    casa.ok("due run")
    for last in ("2027-01-10", "2027-01-20", "2027-01-15", "2027-04-15", "2027-01-15", "2027-03-31"):
        casa.ok(f"lease end 1 --on {last}")
        casa.ok("due run")
    if undone:
        casa.ok("lease end 1 --on 2027-05-31")
        casa.ok("undo -y")

    casa.travel(to="2027-07-31")
    casa.ok("due run")

    assert rented(casa) == 31_000 * 2 + 62_000 * 2
    assert casa.run("workspace check").exit_code == 0


@pytest.mark.parametrize("amount", ["850.00", "850.01", "0.01", "999.99"])
def test_A6_the_parts_of_a_month_come_to_its_rent(casa: Casa, joe: int, amount: str) -> None:
    """To the cent, also where each half would be rounded up: the last part takes what the first has left."""
    casa.property("Rose Court/A/1")
    casa.travel(to="2027-04-01")
    casa.ok(f"lease add {joe} 'Rose Court/A/1' --from 2027-04-01 --to 2027-12-31 --rent {amount} --rent-day 1")
    for last in ("2027-04-15", "2027-04-16", "2027-04-23"):
        casa.ok(f"lease end 1 --on {last}")
        casa.ok("due run")
    casa.ok("lease end 1 --on 2027-04-30")
    casa.travel(to="2027-05-01")
    casa.ok("due run")

    assert rented(casa) == round(float(amount) * 100)


def _moved(casa: Casa, joe: int, first: str, then: str) -> int:
    """A lease whose end was moved to a later day, and whose rent was charged until then; gives the operation."""
    casa.property("Rose Court/A/1")
    casa.ok(f"lease add {joe} 'Rose Court/A/1' --from 2026-12-01 --to 2027-06-30 --rent 310 --rent-day 28")
    casa.travel(to="2027-01-10")
    casa.ok(f"lease end 1 --on {first}")
    casa.ok("due run")
    operation: int = casa.ok(f"lease end 1 --on {then} -o json").json["operation"]
    casa.travel(to="2027-05-01")
    casa.ok("due run")
    return operation


@pytest.mark.parametrize(
    ("first", "then", "before"),
    [("2027-01-31", "2027-03-14", 62_000), ("2027-01-31", "2027-03-31", 62_000), ("2027-01-10", "2027-01-31", 41_000)],
)
def test_A6_undoing_a_later_end_takes_back_what_was_charged_because_of_it(
    casa: Casa, joe: int, first: str, then: str, before: int
) -> None:
    """As ending the lease on the former day does; undoing the undo charges it again, once."""
    operation = _moved(casa, joe, first, then)
    whole = rented(casa)
    assert whole > before

    undone = casa.ok(f"undo {operation} -y -o json").json["operation"]

    assert rented(casa) == before
    assert casa.contact(joe).balance == f"{before // 100}.00"
    casa.ok("due run")
    casa.ok("workspace check")
    casa.ok(f"undo {undone} -y")
    casa.ok("due run")
    assert rented(casa) == whole
    casa.ok("workspace check")


def test_A6_undoing_a_later_end_and_then_the_first_names_each_month_that_is_not_charged(casa: Casa, joe: int) -> None:
    operation = _moved(casa, joe, "2027-01-31", "2027-03-14")
    casa.ok(f"undo {operation} -y")

    said = casa.ok("undo -y").stderr

    for on, amount in (("2027-02-28", "310.00"), ("2027-03-14", "310.00")):
        assert f'casactl ledger charge {joe} {amount} --for "Rent" --on {on}' in said


@pytest.mark.parametrize(
    "line",
    ["lease end 1 --on 2026-12-10", "ledger recurring end 1 --on 2026-12-10", "lease rent 1 620 --from 2026-12-11"],
)
def test_A6_what_an_undone_end_had_put_forward_comes_on_its_own_day(casa: Casa, joe: int, line: str) -> None:
    casa.property("Rose Court/A/1")
    casa.ok(f"lease add {joe} 'Rose Court/A/1' --from 2026-11-01 --rent 310 --rent-day 28")
    casa.travel(to="2026-12-01")
    casa.ok("due run")
    casa.ok(line)
    assert casa.ok("ledger recurring show 1 -o json").json["next"] == "2026-12-10"

    undo = casa.ok("undo -y -o json").json["operation"]

    assert casa.ok("ledger recurring show 1 -o json").json["next"] == "2026-12-28"
    casa.ok(f"undo {undo} -y")
    assert casa.ok("ledger recurring show 1 -o json").json["next"] == "2026-12-10"
    casa.ok("undo -y")
    casa.travel(to="2027-01-28")
    casa.ok("due run")
    assert entries(casa, joe) == [
        ("2026-11-01", "310.00", None), ("2026-12-28", "310.00", None), ("2027-01-28", "310.00", None),
    ]  # fmt: skip


def test_A6_a_rent_whose_end_is_put_off_comes_on_its_own_day(casa: Casa, joe: int) -> None:
    casa.property("Rose Court/A/1")
    casa.ok(f"lease add {joe} 'Rose Court/A/1' --from 2026-12-01 --rent 310 --rent-day 28")
    casa.ok("ledger recurring end 1 --on 2027-01-10")
    casa.travel(to="2026-12-28")
    casa.ok("due run")
    assert casa.ok("ledger recurring show 1 -o json").json["next"] == "2027-01-10"

    casa.ok("ledger recurring edit 1 --until 2027-03-31")

    assert casa.ok("ledger recurring show 1 -o json").json["next"] == "2027-01-28"


def test_A6_undoing_another_rent_voids_its_charges_and_the_former_one_comes(casa: Casa, joe: int) -> None:
    casa.property("Rose Court/A/1")
    casa.ok(f"lease add {joe} 'Rose Court/A/1' --from 2026-12-01 --rent 310 --rent-day 1")
    casa.travel(to="2027-01-02")
    casa.ok("due run")
    operation = casa.ok("lease rent 1 620 --from 2027-02-11 -o json").json["operation"]
    casa.travel(to="2027-03-31")
    casa.ok("due run")

    said = casa.ok(f"undo {operation} -y").stderr
    casa.ok("due run")

    assert "voided charge 4 of 398.57 GBP, dated 2027-02-11: it came of what is undone" in said
    rest = re.search(r"casactl (ledger charge .* 199.29 .* --on 2027-02-01 .*)", said)
    assert rest
    casa.ok(rest[1])
    assert rented(casa) == 4 * 31_000
    casa.ok("workspace check")


def test_what_was_charged_after_an_earlier_end_is_named_and_stays(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger recurring add {joe} 5 --for Parking --from 2026-10-01")
    casa.ok("due run")
    words = "charge 2 of 5.00 GBP is dated 2026-11-01, after the last day: casactl ledger void 2 --reason WHY"

    assert words in casa.ok("ledger recurring edit 1 --until 2026-10-31 --dry-run").stderr
    assert words in casa.ok("ledger recurring end 1 --on 2026-10-31").stderr

    casa.ok("undo -y")
    casa.ok("ledger recurring edit 1 --until 2026-12-31")
    longer = casa.ok("ledger recurring edit 1 --until 2027-02-28 -o json").json["operation"]
    casa.travel(to="2027-02-01")
    casa.ok("due run")
    assert "charge 5 of 5.00 GBP is dated 2027-02-01, after the last day" in casa.ok(f"undo {longer} -y").stderr
