"""Periods without a day, companies without a voice, what is prepared for the uninvited, rhythms that keep their day."""

from __future__ import annotations

from datetime import date

import pytest

from casactl.domain.visits import next_visit, rhythm_from
from tests.casa import Casa


def test_L13_a_lease_that_was_withdrawn_never_began(casa: Casa) -> None:
    casa.property("Rose Court/Block A/12")
    casa.tenant()
    casa.ok("lease add 1 12 --from 2027-01-01 --to 2027-12-31")
    casa.ok("lease end 1")

    assert "never began" in casa.ok("lease list --status terminated").stdout
    page = casa.ok("contact show 1", env={"CASACTL_OUTPUT": "table"}).stdout
    for text in (page, casa.ok("property show 12").stdout, casa.ok("lease show 1").stdout):
        assert "2026-12-31 until" not in text
    [lease] = casa.ok("lease list --status all -o json").json
    assert (lease["from"], lease["to"], lease["status"]) == ("2027-01-01", "2027-12-31", "terminated")


def test_L13_lease_end_says_which_charges_come_after_it(casa: Casa) -> None:
    casa.property("Rose Court/Block A/12")
    casa.tenant()
    casa.ok("lease add 1 12 --from 2026-01-01 --to 2027-12-31")
    casa.ok("ledger charge 1 850 --for Rent --on 2026-11-01")
    casa.ok("ledger charge 1 850 --for Rent --on 2026-12-01 --property 12")
    casa.ok("ledger charge 1 850 --for Rent --on 2027-01-01")
    casa.ok("ledger void 3 --reason wrong")

    done = casa.ok("lease end 1 --on 2026-11-30")
    assert (
        "charge 2 of 850.00 GBP is dated 2026-12-01, after the lease: casactl ledger void 2 --reason WHY" in done.stderr
    )
    assert "charge 1" not in done.stderr
    assert "charge 3" not in done.stderr


def test_L13_today_names_a_company_whose_primary_contact_is_archived(casa: Casa) -> None:
    company, person = casa.company(), casa.person("Ann Archer", type="vendor")
    casa.ok(["contact", "link", person, company, "--as", "works-for", "--primary"])
    assert casa.ok("today --topic primary -o json").json == []
    casa.ok(["contact", "archive", person])

    [matter] = casa.ok("today --topic primary -o json").json
    assert (matter["contact_id"], matter["what"]) == (
        company,
        f"the primary contact, Ann Archer ({person}), is archived",
    )
    assert matter["command"] == f"casactl contact link PERSON {company} --as works-for --primary"


@pytest.mark.parametrize("email", [None, "joe@example.com"])
def test_L14_what_is_prepared_can_be_looked_at_before_anybody_is_invited(casa: Casa, email: str | None) -> None:
    joe = casa.tenant(email=email)
    casa.ok(["ledger", "charge", joe, "5", "--for", "Keys"])

    seen = casa.ok(["portal", "view", joe, "--reason", "check", "-o", "json"]).json
    assert seen["statement"]["balance"] == "5.00"
    casa.ok(["contact", "deactivate", joe, "--reason", "x"])
    assert casa.run(["portal", "view", joe, "--reason", "check"]).exit_code == 5


def test_L14_who_was_invited_is_shown_and_a_lead_is_not(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    casa.ok(["workspace", "set", "portal_url", "http://localhost:8000/"])
    casa.ok(["contact", "invite", joe])
    casa.ok(["portal", "view", joe, "--reason", "check"])
    lead = casa.person("Lee Lead", type="lead", email="lee@example.com")
    assert casa.run(["portal", "view", lead, "--reason", "check"]).exit_code == 5


@pytest.mark.parametrize(
    ("every", "first", "meant"),
    [
        ("1m", "2025-10-31", "2025-10-31 2025-11-30 2025-12-31 2026-01-31 2026-02-28 2026-03-31"),
        ("1m", "2025-10-30", "2025-10-30 2025-11-30 2025-12-30 2026-01-30 2026-02-28 2026-03-30"),
        ("3m", "2025-08-31", "2025-08-31 2025-11-30 2026-02-28 2026-05-31"),
        ("1y", "2024-02-29", "2024-02-29 2025-02-28 2026-02-28"),
        ("2w", "2026-01-01", "2026-01-01 2026-01-15 2026-01-29"),
    ],
)
def test_M5_a_rhythm_keeps_its_day(casa: Casa, every: str, first: str, meant: str) -> None:
    casa.tenant()
    casa.ok(["plan", "add", "--contact", 1, "--title", "Boiler", "--every", every, "--next-visit", first])
    days = [first]
    while days[-1] and len(days) < len(meant.split()):
        done = casa.ok(["plan", "visit", 1, "--on", days[-1], "-o", "json"])
        days.append(done.results[0]["next_visit"])

    assert " ".join(days) == meant


def visited(casa: Casa, first: str, count: int) -> list[str]:
    """The days on which the plan is visited, each on its day."""
    days = [first]
    while len(days) < count:
        done = casa.ok(["plan", "visit", 1, "--on", days[-1], "-o", "json"])
        days.append(done.results[0]["next_visit"])
    return days


def test_M5_a_rhythm_keeps_its_day_whatever_the_plan_starts_with(casa: Casa) -> None:
    casa.tenant()
    casa.ok("plan add --contact 1 --title Boiler --every 1m --start 2025-10-15 --next-visit 2025-10-31")
    assert visited(casa, "2025-10-31", 6) == [
        "2025-10-31", "2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31",
    ]  # fmt: skip
    assert casa.ok("plan list -o json").json[0]["start"] == "2025-10-15"


def test_M5_a_rhythm_keeps_its_day_behind_edits(casa: Casa) -> None:
    casa.tenant()
    casa.ok("plan add --contact 1 --title Boiler --every 1m --next-visit 2025-10-31")
    assert visited(casa, "2025-10-31", 2) == ["2025-10-31", "2025-11-30"]
    casa.ok("plan edit 1 --title Heating")
    casa.ok("plan edit 1 --every 2m")
    assert visited(casa, "2025-11-30", 4) == ["2025-11-30", "2026-01-31", "2026-03-31", "2026-05-31"]
    casa.ok("plan edit 1 --next-visit 2026-06-15")
    assert visited(casa, "2026-06-15", 3) == ["2026-06-15", "2026-08-15", "2026-10-15"]
    casa.ok("undo -y")
    casa.ok("undo -y")
    casa.ok("undo -y")
    assert visited(casa, "2026-05-31", 2) == ["2026-05-31", "2026-07-31"]
    casa.ok("workspace check")


@pytest.mark.parametrize(
    ("first", "planned", "every", "meant"),
    [
        (None, "2026-02-28", "1m", "2026-02-28"), ("2025-10-31", "2026-02-28", "1m", "2025-10-31"),
        ("2025-10-31", "2025-11-30", "2m", "2025-07-31"), ("2025-10-31", "2025-11-30", "1y", "2025-11-30"),
        ("2025-10-31", "2025-11-30", "2w", "2025-11-30"), ("2024-02-29", "2025-02-28", "4y", "2025-02-28"),
        ("2025-10-31", "2025-11-15", "1m", "2025-11-15"), ("2025-10-31", "2025-11-30", "30d", "2025-10-31"),
        ("1900-01-31", "1900-02-28", "2m", "1900-02-28"),
    ],
)  # fmt: skip
def test_M5_a_changed_interval_counts_from_a_day_that_keeps_the_first(
    first: str | None, planned: str, every: str, meant: str
) -> None:
    begun = date.fromisoformat(first) if first else None
    assert rhythm_from(begun, date.fromisoformat(planned), every) == date.fromisoformat(meant)


def test_M5_a_second_visit_on_one_day_skips_no_period(casa: Casa) -> None:
    casa.tenant()
    casa.ok("plan add --contact 1 --title Boiler --every 3m --next-visit 2026-11-01")
    for _ in range(2):
        assert casa.ok("plan visit 1 --on 2026-11-20 -o json").results[0]["next_visit"] == "2027-02-01"
    assert len(casa.ok("event list --state all -o json").json) == 2
    casa.ok("undo")
    assert casa.ok("plan list -o json").json[0]["next_visit"] == "2027-02-01"


@pytest.mark.parametrize(
    ("planned", "visited", "meant"),
    [("2026-02-28", "2026-02-27", "2026-03-31"), ("2026-03-31", "2026-06-15", "2026-06-30"),
     ("2026-03-15", "2026-03-15", "2026-04-15")],
)  # fmt: skip
def test_M5_days_are_counted_from_the_first_where_the_planned_one_is_of_its_rhythm(
    planned: str, visited: str, meant: str
) -> None:
    first = date(2025, 10, 31)
    assert next_visit(date.fromisoformat(planned), "1m", date.fromisoformat(visited), first=first) == (
        date.fromisoformat(meant)
    )
