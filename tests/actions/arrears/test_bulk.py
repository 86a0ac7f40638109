"""A status that many are given at once only climbs, tells nobody twice, and leaves out what is not yet due (D5)."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.run import Run

BULK = "arrears status --owing --set reminder --notify email -y -o json"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """1 owes and is past due, 2 got a letter of demand, 3 is reminded already, 4 is not yet due, 5 pays by a plan."""
    for number in range(1, 6):
        casa.tenant(f"Nr {number}", email=f"nr{number}@example.com")
        casa.ok(f"ledger charge {number} 100 --for Rent --due {'2027-02-01' if number == 4 else '2026-08-01'}")
    for number, status in ((2, "letter-of-demand"), (3, "reminder"), (5, "payment-plan")):
        casa.ok(f"arrears status {number} --set {status}")
    return casa


def said(done: Run) -> dict[int, str]:
    return {each["id"]: each["reasons"][0]["code"] if each["reasons"] else each["outcome"] for each in done.results}


def told(casa: Casa) -> list[int]:
    return [row[0] for row in casa.rows("select contact_id from outbox order by 1")]


def test_D5_in_bulk_the_ladder_only_climbs(office: Casa) -> None:
    done = office.ok(BULK)

    assert said(done) == {1: "updated", 2: "further-along", 3: "unchanged", 4: "not-due", 5: "paused"}
    assert done.outcomes.count("left-out") == 3
    assert told(office) == [1]
    assert [office.contact(n).arrears for n in (1, 2, 3, 4, 5)] == [
        "reminder", "letter-of-demand", "reminder", "current", "payment-plan",
    ]  # fmt: skip
    assert len(office.ok("arrears history 3 -o json").json) == 1


def test_D5_several_references_are_bulk_too(office: Casa) -> None:
    assert said(office.ok("arrears status 1 2 --set reminder -o json")) == {1: "updated", 2: "further-along"}
    assert said(office.ok("arrears status - --set first-notice -o json", stdin="2\n4\n")) == {
        2: "further-along", 4: "not-due",
    }  # fmt: skip


def test_D5_down_insists(office: Casa) -> None:
    done = office.ok(f"{BULK} --down")

    assert said(done) == {1: "updated", 2: "updated", 3: "unchanged", 4: "not-due", 5: "updated"}
    assert told(office) == [1, 2, 5]


def test_D5_twice_tells_nobody_twice_unless_asked(office: Casa) -> None:
    office.ok(BULK)
    again = office.ok(BULK)
    assert (said(again)[1], told(office)) == ("unchanged", [1])

    office.ok(f"{BULK} --repeat")

    assert told(office) == [1, 1, 3]


def test_D5_one_by_one_a_status_goes_where_it_is_sent(office: Casa) -> None:
    assert office.ok("arrears status 2 --set reminder -o json").outcomes == ["updated"]
    office.ok("ledger charge 4 1 --for Key --on 2026-08-01")
    assert office.ok("arrears status 4 --set reminder --notify email -o json").outcomes == ["updated"]
    assert office.ok("arrears status 4 --set reminder --notify email -o json").outcomes == ["unchanged"]
    assert told(office) == [4]


def test_D5_a_note_to_the_same_status_is_kept_and_tells_nobody(office: Casa) -> None:
    done = office.ok(["arrears", "status", "3", "--set", "reminder", "--note", "called", "--notify", "email", "-o",
                      "json"])  # fmt: skip

    assert (done.outcomes, told(office)) == (["updated"], [])
    assert "--repeat" in done.results[0]["note"]
    assert office.ok("arrears history 3 -o json").json[0]["note"] == "called"


def test_D5_who_is_with_an_attorney_is_left_out(office: Casa) -> None:
    office.property("Rose Court/1")
    office.ok(["contact", "attach", "2", "Rose Court/1", "--as", "owner"])
    office.ok(["user", "add", "law@x.example", "--name", "Lex", "--type", "attorney", "--community", "Rose Court"])
    office.ok("contact handover 2 --to law@x.example")

    assert said(office.ok(BULK))[2] == "further-along"


def test_D5_what_is_due_today_is_due(office: Casa) -> None:
    office.travel(to="2027-01-31T09:00:00")
    assert said(office.ok(BULK))[4] == "not-due"

    office.travel(to="2027-02-01T09:00:00")
    assert said(office.ok(BULK))[4] == "updated"
