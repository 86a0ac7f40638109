"""What rental exports carry: moving in and out, leases, rents, deposits, how a tenancy stands."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.casa import Casa

COUNTS = ("added", "updated", "unchanged", "rejected")
HEAD = (
    "External ID,Name,Email,Property,Unit,Status,Move-in Date,Move-out Date,Lease From,Lease To,Rent,Rent Day,Deposit\n"
)
ANN = "T-1,Ann Archer,ann@example.com,Rose Court,1,Current,2026-01-10,,2026-01-10,2027-01-09,850.00,1,500.00\n"
BOB = "T-2,Bob Baker,bob@example.com,Rose Court,2,Past,2019-01-01,2022-06-30,2019-01-01,2022-12-31,900.00,1,\n"


@pytest.fixture
def court(casa: Casa) -> Casa:
    for unit in "123":
        casa.property(f"Rose Court/A/{unit}" if unit == "3" else f"Rose Court/{unit}", kind="unit")
    return casa


def imported(casa: Casa, rows: str, *options: str, head: str = HEAD) -> tuple[int, ...]:
    """(added, updated, unchanged, rejected) of an import of tenants."""
    words = ["contact", "import", "-", "--type", "tenant", "-o", "json", *options]
    counts: dict[str, Any] = casa.run(words, stdin=head + rows).json
    assert counts["rows"] == sum(counts[name] for name in COUNTS)
    return tuple(counts[name] for name in COUNTS)


def again(casa: Casa, rows: str, *options: str, head: str = HEAD) -> tuple[int, ...]:
    return imported(casa, rows, "--on-conflict", "update", *options, head=head)


def rejected() -> list[tuple[str, str]]:
    with Path("stdin.rejects.csv").open(encoding="utf-8", newline="") as file:
        return [(row["_code"], row["_message"]) for row in csv.DictReader(file)]


def leases(casa: Casa) -> list[tuple[Any, ...]]:
    return casa.rows("select contact_id, starts, ends, terminated_on, rent from lease order by id")


def times(casa: Casa) -> list[tuple[Any, ...]]:
    return casa.rows("select contact_id, role, starts, ends from attachment order by id")


def all_of(casa: Casa) -> list[list[tuple[Any, ...]]]:
    tables = ("contact", "attachment", "lease", "recurring", "deposit", "tag", "link", "address")
    return [casa.rows(f"select count(*) from {table}") for table in tables]


def test_a_unit_with_dates_rent_and_deposit_makes_a_lease(court: Casa) -> None:
    assert imported(court, ANN) == (1, 0, 0, 0)

    assert leases(court) == [(1, "2026-01-10", "2027-01-09", None, 85000)]
    assert times(court) == [(1, "tenant", "2026-01-10", "2027-01-09")]
    assert court.rows("select kind, on_date, amount from deposit") == [("taken", "2026-01-10", 50000)]
    assert court.contact(1).deposit == "500.00"


def test_a_rent_comes_round_from_the_next_rent_day_on_and_charges_nothing_before(court: Casa) -> None:
    court.travel(to="2026-11-20")
    imported(court, ANN)

    court.ok("due run")
    assert court.rows("select count(*) from ledger_entry") == [(0,)]
    court.travel(to="2026-12-01")
    court.ok("due run")

    assert court.rows("select on_date, amount from ledger_entry") == [("2026-12-01", 85000)]


def test_the_rent_of_a_lease_to_come_begins_with_it(court: Casa) -> None:
    court.travel(to="2026-11-20")
    row = "T-4,Dee Dunn,dee@example.com,Rose Court,1,Future,,,2027-01-15,2027-12-31,310.00,1,\n"
    assert imported(court, row) == (1, 0, 0, 0)

    assert court.rows("select starts, next_on, until from recurring") == [("2027-01-15", "2027-01-15", "2027-12-31")]
    assert times(court) == [(1, "tenant", "2027-01-15", "2027-12-31")]


def test_past_people_were_there_until_they_moved_out_and_are_archived(court: Casa) -> None:
    done = court.ok(["contact", "import", "-", "--type", "tenant"], stdin=HEAD + BOB)

    assert "is past, so archived" in done.stderr
    assert court.contact(1).lifecycle == "archived"
    assert times(court) == [(1, "tenant", "2019-01-01", "2022-06-30")]
    assert leases(court) == [(1, "2019-01-01", "2022-12-31", "2022-06-30", 90000)]
    assert court.rows("select count(*) from recurring") == [(0,)]


def test_past_people_with_a_deposit_stay_inactive_and_that_is_said(court: Casa) -> None:
    done = court.ok(["contact", "import", "-", "--type", "tenant"], stdin=HEAD + BOB.replace(",1,\n", ",1,250\n"))

    assert "has a deposit, so inactive instead of archived" in done.stderr
    assert court.contact(1).lifecycle == "inactive"


def test_whoever_stays_behind_the_agreed_last_day_has_a_lease_without_an_end(court: Casa) -> None:
    row = ANN.replace("2027-01-09", "2026-03-31")
    done = court.ok(["contact", "import", "-", "--type", "tenant"], stdin=HEAD + row)

    assert "runs on without an end" in done.stderr
    assert leases(court) == [(1, "2026-01-10", "9999-12-31", None, 85000)]
    assert again(court, row) == (0, 0, 1, 0)


@pytest.mark.parametrize("how", ["skip", "update"])
def test_the_same_file_again_changes_nothing(court: Casa, how: str) -> None:
    rows = ANN + BOB + BOB.replace("T-2,Bob Baker,bob@example.com", ",Cal Cook,")
    assert imported(court, rows) == (3, 0, 0, 0)
    held = all_of(court)

    for day in ("2026-11-30", "2027-02-01"):
        court.travel(to=day)
        assert imported(court, rows, "--on-conflict", how) == (0, 0, 3, 0), day
        assert all_of(court) == held


def test_undo_takes_all_of_it_back(court: Casa) -> None:
    held = all_of(court)
    imported(court, ANN + BOB)

    court.ok("undo --yes")

    assert all_of(court) == held


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("T-9,Al Ash,a@example.com,Rose Court,1,,,,2026-05-01,2026-04-30,1,,\n", "lease-ends-before-start"),
        ("T-9,Al Ash,a@example.com,Rose Court,1,,2026-05-01,2026-04-01,,,,,\n", "moves-out-before-in"),
        ("T-9,Al Ash,a@example.com,Rose Court,1,Past,2099-05-01,,,,,,\n", "moves-out-before-in"),
        ("T-9,Al Ash,a@example.com,,,,,,,,,,500\n", "missing-unit"),
        ("T-9,Al Ash,a@example.com,,,,,,2026-01-01,,700,,\n", "missing-unit"),
        ("T-9,Al Ash,a@example.com,Rose Court,1,,,,2026-01-01,,plenty,,\n", "invalid-amount"),
        ("T-9,Al Ash,a@example.com,Rose Court,1,,,,2026-01-01,,-700,,\n", "invalid-amount"),
        ("T-9,Al Ash,a@example.com,Rose Court,1,,,,2026-01-01,,USD 700,,\n", "wrong-currency"),
        ("T-9,Al Ash,a@example.com,Rose Court,1,,,,2026-01-01,,700,32,\n", "invalid-rent-day"),
        ("T-9,Al Ash,a@example.com,Rose Court,1,,,,2026-01-01,,,1,\n", "missing-rent"),
        ("T-9,Al Ash,a@example.com,Rose Court,1,,,,31/02/2026,,,,\n", "invalid-date"),
        ("T-9,Al Ash,a@example.com,Rose Court,1,Maybe,,,,,,,\n", "invalid-status"),
        ("T-9,Al Ash,a@example.com,Rose Court,1,,,2020-01-01,,2019-12-31,,,\n", "missing-lease-start"),
        ("T-9,Al Ash,a@example.com,Rose Court/A,,,,,2026-01-01,,700,,\n", "not-a-unit"),
        ("T-9,Al Ash,a@example.com,Rose Court/1;Rose Court/2,,,,,2026-01-01,,700,,\n", "lease-of-which-unit"),
        (
            "T-9,Al Ash,a@example.com,Rose Court/1;Rose Court/1,,,,,2026-01-01;2026-02-01,,,,\n",
            "lease-overlaps",
        ),
    ],
)
def test_nonsense_comes_back_with_its_code_and_nothing_of_it_is_kept(court: Casa, row: str, code: str) -> None:
    held = all_of(court)

    assert imported(court, row) == (0, 0, 0, 1)

    assert [found for found, _ in rejected()] == [code]
    assert all_of(court) == held


def test_all_faults_of_a_tenancy_are_told_at_once(court: Casa) -> None:
    imported(court, "T-9,Al Ash,a@,Rose Court,1,Maybe,x,,,,y,40,z\n")

    ((codes, message),) = rejected()
    assert codes.split() == ["invalid-email", "invalid-status", "invalid-amount", "invalid-date", "invalid-rent-day"]
    assert '--value "status:Maybe=past"' in message


def test_the_lease_is_a_tenants(court: Casa) -> None:
    head = "Type,Name,Email,Property,Unit,Lease From,Rent\n"
    row = "owner,Al Ash,a@example.com,Rose Court,1,2026-01-01,700\n"

    assert imported(court, row, head=head) == (0, 0, 0, 1)

    assert rejected()[0][0] == "not-a-tenant"


def test_an_owner_is_attached_for_the_days_that_are_said(court: Casa) -> None:
    head = "Type,Name,Email,Property,Move in,Move out\n"
    rows = "owner,Al Ash,a@example.com,Rose Court,2020-01-01,\nowner,Bo Birch,b@example.com,Rose Court,,2021-05-31\n"
    gone = "owner,Cy Cole,c@example.com,Rose Court,2019-01-01,2021-05-31\n"

    assert imported(court, rows + gone, head=head) == (3, 0, 0, 0)

    assert times(court) == [(1, "owner", "2020-01-01", None), (3, "owner", "2019-01-01", "2021-05-31")]
    assert leases(court) == []
    assert again(court, rows + gone, head=head) == (0, 0, 3, 0)


def test_days_without_a_property_are_left_out_and_said(court: Casa) -> None:
    done = court.ok(["contact", "import", "-", "--type", "tenant"], stdin="Name,Move in\nAl Ash,2026-01-01\n")

    assert "there is no property, so move-in was left out" in done.stderr


def test_two_people_of_a_row_have_one_lease_and_both_were_there(court: Casa) -> None:
    head = "Resident 1 Name,Resident 2 Name,Property,Unit,Lease From,Lease To,Rent,Rent Day,Deposit\n"

    assert imported(court, "Al Ash,Bo Birch,Rose Court,1,2026-01-01,2027-12-31,700,1,90\n", head=head) == (2, 0, 0, 0)

    assert [lease[0] for lease in leases(court)] == [1]
    assert times(court) == [(1, "tenant", "2026-01-01", "2027-12-31"), (2, "tenant", "2026-01-01", "2027-12-31")]
    assert court.rows("select contact_id from deposit") == [(1,)]
    assert court.rows("select contact_id from recurring") == [(1,)]


def test_several_units_have_their_parts_in_order(court: Casa) -> None:
    row = "T-1,Al Ash,a@example.com,Rose Court/1;Rose Court/2,,,,,2026-01-01;2026-06-01,2026-12-31;,700;,,50\n"

    assert imported(court, row) == (1, 0, 0, 0)

    assert leases(court) == [(1, "2026-01-01", "2026-12-31", None, 70000), (1, "2026-06-01", "9999-12-31", None, None)]
    assert again(court, row) == (0, 0, 1, 0)


def test_somebody_who_is_there_gets_the_lease_and_keeps_the_attachment(court: Casa) -> None:
    court.tenant("Ann Archer", email="ann@example.com", external_id="T-1", at="Rose Court/1")

    assert again(court, ANN) == (0, 1, 0, 0)

    assert leases(court) == [(1, "2026-01-10", "2027-01-09", None, 85000)]
    assert times(court) == [(1, "tenant", "2026-01-10", None)]
    assert court.contact(1).deposit == "500.00"
    assert again(court, ANN) == (0, 0, 1, 0)


def test_moving_out_ends_the_lease_that_is_there(court: Casa) -> None:
    imported(court, ANN)
    court.travel(to="2026-11-30")

    assert again(court, ANN.replace("2026-01-10,,", "2026-01-10,2026-12-15,")) == (0, 1, 0, 0)

    assert leases(court) == [(1, "2026-01-10", "2027-01-09", "2026-12-15", 85000)]
    assert times(court) == [(1, "tenant", "2026-01-10", "2026-12-15")]
    assert again(court, ANN) == (0, 0, 1, 0), "the older file knows less, and changes nothing"


@pytest.mark.parametrize(
    ("before", "after", "code", "way_out"),
    [
        ("850.00", "900.00", "lease-differs", "casactl lease rent 1 900.00 --from DATE"),
        ("850.00,1", "850.00,5", "lease-differs", "comes round on day 1"),
        ("2027-01-09", "2028-01-09", "lease-differs", "casactl lease end 1"),
        ("2026-01-10,2027", "2026-02-10,2027", "lease-overlaps", "casactl lease show 1"),
        ("500.00", "600.00", "deposit-differs", "casactl ledger deposit take"),
    ],
)
def test_money_and_agreements_that_differ_come_back(
    court: Casa, before: str, after: str, code: str, way_out: str
) -> None:
    imported(court, ANN)
    held = all_of(court), leases(court)

    assert again(court, ANN.replace(before, after)) == (0, 0, 0, 1)

    ((found, message),) = rejected()
    assert (found, way_out in message) == (code, True), message
    assert (all_of(court), leases(court)) == held


def test_a_deposit_that_was_returned_is_not_taken_again(court: Casa) -> None:
    imported(court, ANN)
    court.ok("ledger deposit return 1 500")

    assert again(court, ANN) == (0, 0, 1, 0)

    assert court.contact(1).deposit == "0.00"


def test_the_order_of_dates_is_what_the_columns_prove(court: Casa) -> None:
    american = ANN.replace("2026-01-10", "02/13/2026").replace("2027-01-09", "03/04/2027")

    assert imported(court, american) == (1, 0, 0, 0)

    assert leases(court)[0][1:3] == ("2026-02-13", "2027-03-04")


def test_the_order_of_dates_that_nothing_proves_is_told(court: Casa) -> None:
    row = ANN.replace("2026-01-10", "02/03/2026")
    imported(court, row, "--date-format", "mdy")

    assert leases(court)[0][1] == "2026-02-03"


def test_money_is_read_with_the_mark_that_is_told(court: Casa) -> None:
    assert imported(court, ANN.replace("850.00", '"1.850,00"'), "--decimal", ",") == (1, 0, 0, 0)

    assert leases(court)[0][4] == 185000


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_the_round_trip_holds_leases_rents_and_deposits(court: Casa, ending: str) -> None:
    days = "2025-12-01;,,2026-01-01;2026-06-01,;2027-05-31"
    other = f"T-3,Cy Cole,c@example.com,Rose Court/1;Rose Court/2,,,{days},7;8,1;,5\n"
    leaving = "T-4,Di Dale,d@example.com,Rose Court,2,Notice,2026-01-01,2026-12-31,2026-01-01,2027-12-31,9,5,\n"
    assert imported(court, ANN + BOB + other + leaving) == (4, 0, 0, 0)
    court.ok(f"contact export out.{ending}")
    court.ok("contact export first.csv")
    assert again_from(court, f"out.{ending}") == (0, 0, 4, 0)

    other_office(court)
    assert again_from(court, f"out.{ending}", "-w", "other") == (4, 0, 0, 0)
    court.ok("contact export second.csv -w other")

    first, second = (table(name) for name in ("first.csv", "second.csv"))
    assert first == second
    assert {"move_in", "move_out", "lease_from", "lease_to", "rent", "rent_day", "deposit"} <= first[0].keys()


def other_office(casa: Casa) -> None:
    """A workspace `other` with the same properties and nobody."""
    place = Path("other.db").absolute()
    casa.ok(f"workspace add other --database sqlite:///{place} --country GB --currency GBP --timezone Europe/London")
    rows = "community,Rose Court,\nbuilding,A,Rose Court\nunit,1,Rose Court\nunit,2,Rose Court\nunit,3,Rose Court/A\n"
    casa.ok("property import - -w other", stdin=f"kind,name,in\n{rows}")


def again_from(casa: Casa, file: str, *more: str) -> tuple[int, ...]:
    counts = casa.ok(["contact", "import", file, "--on-conflict", "update", "-o", "json", *more]).json
    return tuple(counts[name] for name in COUNTS)


def table(file: str) -> list[dict[str, str]]:
    with Path(file).open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return [{key: cell for key, cell in row.items() if key not in ("contact_id", "created_at")} for row in rows]


def test_the_columns_are_shown_with_their_fields(court: Casa) -> None:
    shown = court.ok(["contact", "import", "-", "--columns", "-o", "json"], stdin=HEAD + ANN).json["columns"]

    assert [each["field"] for each in shown][5:] == [
        "status", "move_in", "move_out", "lease_from", "lease_to", "rent", "rent_day", "deposit",
    ]  # fmt: skip


def test_a_bare_move_in_is_the_first_day_there_and_makes_no_lease(court: Casa) -> None:
    head = "Name,Unit,Moved in,Moved out\n"
    rows = "Ann Archer,Rose Court/1,2026-01-10,\nBob Baker,Rose Court/2,2020-01-01,2020-12-31\n"
    done = court.ok(["contact", "import", "-", "--type", "tenant"], stdin=head + rows)

    assert leases(court) == []
    assert times(court) == [(1, "tenant", "2026-01-10", None), (2, "tenant", "2020-01-01", "2020-12-31")]
    assert "lease" not in done.stderr
    held = all_of(court)
    assert again(court, rows, head=head) == (0, 0, 2, 0)
    assert all_of(court) == held


def test_the_summary_says_how_many_leases_and_deposits_were_made(court: Casa) -> None:
    words = ["contact", "import", "-", "--type", "tenant"]
    done = court.ok([*words, "--dry-run", "-o", "json"], stdin=HEAD + ANN + BOB)
    assert (done.json["leases"], done.json["deposits"]) == (2, 1)
    assert "2 leases and 1 deposit made" in done.stderr

    imported(court, ANN.replace(",500.00", ","))
    done = court.ok([*words, "--on-conflict", "update", "-o", "json"], stdin=HEAD + ANN)
    assert (done.json["leases"], done.json["deposits"]) == (0, 1)
    assert "; 1 deposit made" in done.stderr

    taken_back = court.run([*words, "--atomic", "-o", "json"], stdin=HEAD + ANN + BOB)
    assert (taken_back.json["leases"], taken_back.json["deposits"]) == (0, 0)
    assert "leases" not in court.ok([*words, "-o", "json"], stdin="Name\nCal Cook\n").json


def test_two_times_at_one_place_that_meet_come_back(court: Casa) -> None:
    head = "Type,Name,Property,Moved in,Moved out\n"
    place = "Rose Court/1;Rose Court/1"
    rows = f"owner,Ann Archer,{place},2020-01-01;2021-01-01,2022-01-01;\n"
    apart = f"owner,Bob Baker,{place},2020-01-01;2023-01-01,2022-01-01;\n"
    assert imported(court, rows + apart, head=head) == (1, 0, 0, 1)

    assert rejected() == [("times-overlap", "two times as owner of Rose Court/1 on the same days")]
    assert times(court) == [(1, "owner", "2020-01-01", "2022-01-01"), (1, "owner", "2023-01-01", None)]


def test_I15_a_word_that_means_nothing_is_not_said(court: Casa) -> None:
    row = ANN.replace("Current", "Applicant")
    assert imported(court, row, "--value", "status:Applicant=") == (1, 0, 0, 0)


@pytest.mark.parametrize("word", ["month-to-month", "MTM", "unbefristet", "Ongoing"])
def test_I14_a_lease_that_runs_on_has_no_end(court: Casa, word: str) -> None:
    assert imported(court, ANN.replace("2027-01-09", word)) == (1, 0, 0, 0)
    assert leases(court) == [(1, "2026-01-10", "9999-12-31", None, 85000)]
