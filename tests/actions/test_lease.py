"""Leases: attached for their time, expired by their date, ended or withdrawn by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.casa import Casa

UNIT, OTHER = "Rose Court/Block A/12", "Rose Court/Block A/14"
YEAR = ["--from", "2026-12-01", "--to", "2027-11-30"]


@pytest.fixture
def joe(casa: Casa) -> int:
    for place in (UNIT, OTHER):
        casa.property(place)
    return casa.tenant("Joe Bloggs")


def add(casa: Casa, who: int, unit: str = UNIT, *, from_: str = "2026-12-01", to: str = "2027-11-30") -> int:
    return casa.ok(["lease", "add", who, unit, "--from", from_, "--to", to, "-o", "ids"]).ids[0]


def show(casa: Casa, lease: int) -> dict[str, Any]:
    found: dict[str, Any] = casa.ok(f"lease show {lease} -o json").json
    return found


def attached(casa: Casa, who: int) -> list[tuple[str, str, str, str | None]]:
    return sorted((a["property"], a["role"], a["from"], a["to"]) for a in casa.contact(who).attachments)


def everything(casa: Casa) -> list[list[tuple[Any, ...]]]:
    return [casa.rows(f"select * from {table} order by id") for table in ("lease", "attachment")]


def test_a_lease_attaches_the_tenant_for_its_time(casa: Casa, joe: int) -> None:
    done = casa.ok(["lease", "add", joe, UNIT, *YEAR, "--rent", "900.50", "-o", "json"])

    (result,) = done.results
    assert (result["ref"], result["id"], result["outcome"], result["reasons"]) == (str(joe), 1, "added", [])
    assert show(casa, 1) == {
        "id": 1, "contact_id": joe, "display_name": "Joe Bloggs", "property": UNIT, "from": "2026-12-01",
        "to": "2027-11-30", "terminated_on": None, "rent": "900.50", "currency": "GBP", "status": "active",
        "rent_day": None, "next_charge": None, "rents": [],
    }  # fmt: skip
    assert attached(casa, joe) == [(UNIT, "tenant", "2026-12-01", "2027-11-30")]
    (kept,) = casa.contact(joe).leases
    assert kept.items() <= show(casa, 1).items()
    assert casa.log()[0]["verb"] == "lease.add"


@pytest.mark.parametrize(
    ("starts", "ends", "left"),
    [
        ("2020-01-01", None, [("2020-01-01", None)]),
        ("2026-12-01", "2027-11-30", [("2026-12-01", "2027-11-30")]),
        ("2020-01-01", "2026-12-31", [("2020-01-01", "2027-11-30")]),
        ("2027-03-01", "2028-12-31", [("2026-12-01", "2028-12-31")]),
        ("2027-03-01", None, [("2026-12-01", None)]),
        ("2020-01-01", "2026-11-30", [("2020-01-01", "2026-11-30"), ("2026-12-01", "2027-11-30")]),
        ("2027-12-01", None, [("2026-12-01", "2027-11-30"), ("2027-12-01", None)]),
    ],
)
def test_an_attachment_that_is_there_is_used_or_widened(
    casa: Casa, joe: int, starts: str, ends: str | None, left: list[tuple[str, str | None]]
) -> None:
    casa.ok(["contact", "attach", joe, UNIT, "--from", starts, *(["--to", ends] if ends else [])])
    before = everything(casa)

    add(casa, joe)

    assert [(first, last) for _, _, first, last in attached(casa, joe)] == left
    casa.ok("undo -y")
    assert [[row[:6] for row in rows] for rows in everything(casa)] == [[row[:6] for row in rows] for rows in before]


def test_an_owner_who_rents_is_attached_in_both_roles(casa: Casa, joe: int) -> None:
    casa.ok(["contact", "attach", joe, UNIT, "--as", "owner"])

    add(casa, joe)

    assert [role for _, role, _, _ in attached(casa, joe)] == ["owner", "tenant"]


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        ("2026-06-01", "2026-11-30", False),
        ("2026-06-01", "2026-12-01", True),
        ("2027-01-01", "2027-02-01", True),
        ("2026-01-01", "2028-12-31", True),
        ("2027-11-30", "2028-11-29", True),
        ("2027-12-01", "2028-11-30", False),
    ],
)
def test_two_leases_of_the_same_contact_on_the_same_unit_are_refused(
    casa: Casa, joe: int, first: str, last: str, refused: bool
) -> None:
    add(casa, joe)
    before = everything(casa)

    second = casa.run(["lease", "add", joe, UNIT, "--from", first, "--to", last, "-o", "json"])

    assert second.exit_code == (5 if refused else 0)
    if refused:
        assert second.error["code"] == "lease.overlaps"
        assert second.error["hint"] == "casactl lease show 1"
        assert everything(casa) == before


def test_another_contact_or_another_unit_is_another_lease(casa: Casa, joe: int) -> None:
    ann = casa.tenant("Ann Archer")
    assert [add(casa, joe), add(casa, ann), add(casa, joe, OTHER)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--from", "2026-12-01", "--to", "2026-11-30"], 2),
        (["--from", "2026-12-01", "--rent-day", "1"], 2),
        (["--to", "2026-12-01"], 2),
        (["--from", "01/12/2026", "--to", "2027-12-01"], 2),
        (["--from", "1899-12-01", "--to", "2027-12-01"], 2),
        *((["--from", "today", "--to", "+1y", "--rent", rent], 2) for rent in ("0", "-5", "1e3", "NaN", "1.005", "١٢")),
    ],
)
def test_bad_input_is_told_and_changes_nothing(casa: Casa, joe: int, words: list[str], code: int) -> None:
    before = everything(casa)

    wrong = casa.run(["lease", "add", joe, UNIT, *words])

    assert (wrong.exit_code, wrong.stdout) == (code, "")
    assert everything(casa) == before


@pytest.mark.parametrize(("place", "kind"), [("Rose Court", "community"), ("Rose Court/Block A", "building")])
def test_a_lease_is_for_a_unit(casa: Casa, joe: int, place: str, kind: str) -> None:
    refused = casa.run(["lease", "add", joe, place, *YEAR, "-o", "json"])

    assert (refused.exit_code, refused.error["code"]) == (5, "lease.not-a-unit")
    assert kind in refused.error["message"]


def test_a_retired_unit_takes_no_lease_even_from_who_is_attached(casa: Casa, joe: int) -> None:
    casa.ok(["contact", "attach", joe, UNIT, "--from", "2020-01-01", "--to", "2020-12-31"])
    casa.ok(["property", "remove", UNIT, "--retire", "--yes"])

    refused = casa.run(["lease", "add", joe, UNIT, *YEAR, "-o", "json"])

    assert (refused.exit_code, refused.error["code"]) == (5, "property.retired")
    assert casa.run(["lease", "add", joe, "Nowhere/1", *YEAR]).exit_code == 4
    assert casa.run(["lease", "add", 99, OTHER, *YEAR]).exit_code == 4


@pytest.mark.parametrize(
    ("lifecycle", "reason"), [("archived", "archived"), ("erased", "gone"), ("merged", "gone"), ("inactive", None)]
)
def test_who_may_be_attached_may_lease(casa: Casa, joe: int, lifecycle: str, reason: str | None) -> None:
    casa.set_lifecycle(joe, lifecycle)

    done = casa.run(["lease", "add", joe, UNIT, *YEAR, "-o", "json"])

    assert (done.exit_code, done.reasons) == ((5, [reason]) if reason else (0, []))


# Ending -------------------------------------------------------------------------------------------


def test_MC_14_an_active_lease_blocks_the_archive_until_it_ends(casa: Casa, joe: int) -> None:
    lease = add(casa, joe, from_="2026-01-01", to="2026-12-31")

    refused = casa.run(f"contact archive {joe} -o json")
    assert refused.reasons == ["property-attached", "active-lease"]
    assert refused.results[0]["reasons"][1]["rule"] == "MC-14"
    assert casa.ok(f"lease end {lease} -o json").outcomes == ["ended"]

    assert show(casa, lease)["terminated_on"] == "2026-11-22"
    assert show(casa, lease)["status"] == "terminated"
    assert attached(casa, joe) == [(UNIT, "tenant", "2026-01-01", "2026-11-22")]
    casa.ok(f"contact archive {joe}")


def test_MC_14_a_lease_runs_out_by_its_date_and_by_nothing_else(casa: Casa, joe: int) -> None:
    lease = add(casa, joe, from_="2026-01-01", to="2026-12-31")
    before = casa.rows("select * from chain")

    casa.travel(to="2026-12-31")
    assert show(casa, lease)["status"] == "active"
    assert casa.run(f"contact archive {joe}").exit_code == 5
    casa.travel(to="2027-01-01")
    assert show(casa, lease)["status"] == "expired"
    assert casa.rows("select * from chain") == before
    assert casa.ok(f"lease end {lease} -o json").outcomes == ["unchanged"]
    casa.ok(f"contact archive {joe}")


def test_a_lease_ends_on_a_day_and_stays_active_until_then(casa: Casa, joe: int) -> None:
    lease = add(casa, joe, from_="2026-01-01", to="2027-12-31")

    casa.ok(f"lease end {lease} --on 2027-01-31 --reason moving")

    assert (show(casa, lease)["status"], show(casa, lease)["terminated_on"]) == ("active", "2027-01-31")
    assert attached(casa, joe) == [(UNIT, "tenant", "2026-01-01", "2027-01-31")]
    assert casa.ok(f"lease end {lease} --on 2027-01-31 -o json").outcomes == ["unchanged"]
    casa.ok(f"lease end {lease} --on 2027-12-31")
    assert show(casa, lease)["terminated_on"] is None
    assert attached(casa, joe) == [(UNIT, "tenant", "2026-01-01", "2027-12-31")]
    casa.ok(f"lease end {lease}")
    assert show(casa, lease)["status"] == "terminated"
    again = casa.ok(f"lease end {lease} -o json")
    assert (again.outcomes, again.json["operation"]) == (["unchanged"], None)


def test_no_lease_is_made_longer_by_ending_it(casa: Casa, joe: int) -> None:
    lease = add(casa, joe)
    before = everything(casa)

    wrong = casa.run(f"lease end {lease} --on 2027-12-01 -o json")

    assert (wrong.exit_code, wrong.error["code"]) == (2, "lease.ends-after-agreed")
    assert everything(casa) == before


def test_an_agreed_earlier_end_is_not_moved_into_the_next_lease(casa: Casa, joe: int) -> None:
    first = add(casa, joe, from_="2026-01-01", to="2027-12-31")
    casa.ok(f"lease end {first} --on 2027-01-31")
    add(casa, joe, from_="2027-02-01", to="2028-01-31")

    wrong = casa.run(f"lease end {first} --on 2027-06-30 -o json")

    assert (wrong.exit_code, wrong.error["code"]) == (5, "lease.overlaps")


@pytest.mark.parametrize("on", ["", "--on 2026-11-30", "--on tomorrow", "--on 2020-01-01"])
def test_a_lease_that_has_not_begun_is_withdrawn(casa: Casa, joe: int, on: str) -> None:
    lease = add(casa, joe)

    done = casa.ok(f"lease end {lease} {on} -o json")

    assert done.outcomes == ["ended"]
    assert "withdrawn" in done.results[0]["note"]
    assert show(casa, lease)["status"] == "terminated"
    assert casa.ok(f"lease end {lease} -o json").outcomes == ["unchanged"]
    if on != "--on 2026-11-30":  # the day before the first day leaves an attachment of no days
        assert attached(casa, joe) == []
    assert casa.ok("lease list -o ids").ids == []
    assert add(casa, joe) == lease + 1


def test_withdrawing_a_lease_leaves_who_lived_there_before(casa: Casa, joe: int) -> None:
    casa.ok(["contact", "attach", joe, UNIT, "--from", "2020-01-01"])
    lease = add(casa, joe)

    casa.ok(f"lease end {lease}")

    assert attached(casa, joe) == [(UNIT, "tenant", "2020-01-01", None)]


def test_an_attachment_that_the_next_lease_needs_stays(casa: Casa, joe: int) -> None:
    casa.ok(["contact", "attach", joe, UNIT, "--from", "2020-01-01"])
    first = add(casa, joe, from_="2026-01-01", to="2026-12-31")
    second = add(casa, joe, from_="2027-01-01", to="2027-12-31")

    casa.ok(f"lease end {first}")
    assert attached(casa, joe) == [(UNIT, "tenant", "2020-01-01", None)]
    casa.ok(f"lease end {second}")

    assert casa.contact(joe).attachments != []
    assert {lease["status"] for lease in casa.contact(joe).leases} == {"terminated"}


def test_detaching_leaves_the_lease_and_says_so(casa: Casa, joe: int) -> None:
    lease = add(casa, joe, from_="2026-01-01", to="2027-12-31")

    done = casa.ok(["contact", "detach", joe, UNIT])

    assert f"casactl lease end {lease}" in done.stderr
    assert casa.run(f"contact archive {joe} -o json").reasons == ["active-lease"]
    casa.ok(f"lease end {lease} --on 2026-12-31")
    assert attached(casa, joe) == [(UNIT, "tenant", "2026-01-01", "2026-11-22")]


@pytest.mark.parametrize("on", ["", "--on 2026-12-31", "--on 2026-01-01"])
def test_undo_of_an_end_restores_lease_and_attachment_exactly(casa: Casa, joe: int, on: str) -> None:
    lease = add(casa, joe, from_="2026-01-01", to="2027-12-31")
    before = [[row[:-2] for row in rows] for rows in everything(casa)]

    casa.ok(f"lease end {lease} {on}")
    casa.ok("undo -y")

    assert casa.rows("select terminated_on from lease") == [(None,)]
    assert attached(casa, joe) == [(UNIT, "tenant", "2026-01-01", "2027-12-31")]
    assert [len(rows) for rows in everything(casa)] == [len(rows) for rows in before]
    assert casa.ok("log verify -o json").json["ok"]


def test_a_dry_run_adds_and_ends_nothing(casa: Casa, joe: int) -> None:
    add(casa, joe)
    before = everything(casa), casa.rows("select * from chain")

    assert casa.ok("lease end 1 -n -o json").json["operation"] is None
    assert casa.ok(["lease", "add", joe, OTHER, *YEAR, "-n", "-o", "json"]).json["dry_run"]

    assert (everything(casa), casa.rows("select * from chain")) == before


@pytest.mark.parametrize("number", ["7", "0", "-1", "x", "1.0", "99999999999999999999", "١"])
def test_a_lease_that_is_not_there(casa: Casa, joe: int, number: str) -> None:
    add(casa, joe)
    for verb in ("show", "end"):
        missing = casa.run(["lease", verb, "-o", "json", "--", number])
        assert (missing.exit_code, missing.stdout) == (4, "")
        assert missing.error["code"] == "lease.not-found"


def test_a_unit_that_a_withdrawn_lease_names_is_retired_not_removed(casa: Casa, joe: int) -> None:
    casa.ok(f"lease end {add(casa, joe)}")
    assert attached(casa, joe) == []

    refused = casa.run(["property", "remove", UNIT, "--yes", "-o", "json"])

    assert (refused.exit_code, refused.reasons) == (5, ["on-record"])
    casa.ok(["property", "remove", UNIT, "--retire", "--yes"])
    assert [lease["property"] for lease in casa.contact(joe).leases] == [UNIT]


# Lists --------------------------------------------------------------------------------------------


def test_lists_by_status_contact_and_property(casa: Casa, joe: int) -> None:
    ann = casa.tenant("Ann Archer")
    casa.property("Elm Row/B/1")
    add(casa, joe, from_="2025-01-01", to="2025-12-31")
    add(casa, joe)
    add(casa, ann, OTHER, from_="2026-01-01", to="2026-12-31")
    add(casa, ann, "Elm Row/B/1", from_="2026-01-01", to="2027-12-31")
    casa.ok("lease end 4")

    def ids(more: str) -> list[int]:
        return casa.ok(f"lease list {more} -o ids").ids

    assert ids("") == [3, 2]
    assert ids("--status expired") == [1]
    assert ids("--status terminated") == [4]
    assert sorted(ids("--status all")) == [1, 2, 3, 4]
    assert sorted(ids(f"{joe} --status all")) == [1, 2]
    assert sorted(ids("--property 'Rose Court' --status all")) == [1, 2, 3]
    assert ids(f"--property '{OTHER}'") == [3]
    assert ids("--limit 1") == [3]
    assert casa.run("lease list --status over").exit_code == 2
    assert casa.run("lease list --property Nowhere").exit_code == 4
    assert casa.run("lease list 99").exit_code == 4


def test_an_empty_list_is_empty_and_parseable(casa: Casa) -> None:
    assert casa.ok("lease list -o json").json == []
    assert casa.ok("lease list -o csv").stdout.splitlines() == [
        "id,contact_id,display_name,property,from,to,terminated_on,rent,currency,status"
    ]
    assert casa.ok("lease list").stdout == ""


def test_A6_a_lease_that_has_begun_does_not_end_before_its_first_day(casa: Casa, joe: int) -> None:
    lease = add(casa, joe, from_="2026-08-01")
    before = everything(casa)

    refused = casa.run(f"lease end {lease} --on 2020-01-01 -o json")

    assert (refused.exit_code, refused.error["code"]) == (2, "lease.has-begun")
    assert f"casactl lease end {lease} --on 2026-08-01" in refused.error["hint"]
    assert everything(casa) == before
    casa.ok(f"lease end {lease} --on 2026-08-01")
    assert attached(casa, joe) == [(UNIT, "tenant", "2026-08-01", "2026-08-01")]


@pytest.mark.parametrize("extra", ["", "--rent 400"])
def test_B11_a_first_rent_comes_round_of_a_lease_that_had_none(casa: Casa, joe: int, extra: str) -> None:
    casa.ok(f"lease add {joe} '{UNIT}' --from 2026-01-01 --to 2027-01-15 {extra}")

    refused = casa.run("lease rent 1 310 --from +1m -o json")
    assert (refused.exit_code, refused.error["code"]) == (2, "lease.no-rent")
    assert "--rent-day" in refused.error["hint"]
    assert casa.run("lease rent 1 310 --from +1m --rent-day 32").exit_code == 2
    casa.ok("lease rent 1 310 --from 2026-12-01 --rent-day 5")
    casa.travel(to="2027-03-01")
    casa.ok("due run")

    assert casa.rows("select period, amount from ledger_entry order by period") == [
        ("2026-12-01", 31000), ("2027-01-05", 15000),
    ]  # fmt: skip


def test_B11_a_lease_is_shown_with_its_rents(casa: Casa, joe: int) -> None:
    casa.ok(f"lease add {joe} '{UNIT}' --from 2026-10-01 --rent 300 --rent-day 1")
    casa.ok("due run")
    casa.ok("lease rent 1 350 --from 2027-02-01 --rent-day 3")

    shown = show(casa, 1)
    assert (shown["rent_day"], shown["next_charge"]) == (1, "2026-12-01")
    assert shown["rents"] == [
        {"id": 1, "amount": "300.00", "from": "2026-10-01", "to": "2027-01-31"},
        {"id": 2, "amount": "350.00", "from": "2027-02-01", "to": None},
    ]
    assert "rents\tid=2 amount=350.00 from=2027-02-01 to=" in casa.ok("lease show 1 -o tsv").stdout


def test_C_a_lease_without_an_end_is_called_so(casa: Casa, joe: int) -> None:
    casa.ok(f"lease add {joe} '{UNIT}' --from 2026-10-01")

    twice = casa.run(f"lease add {joe} '{UNIT}' --from 2026-12-01 -o json")
    moved_out = casa.ok(["contact", "detach", joe, UNIT])

    assert "without an end" in twice.error["message"]
    assert "goes on without an end" in moved_out.stderr
    assert "9999" not in twice.stderr + moved_out.stderr
