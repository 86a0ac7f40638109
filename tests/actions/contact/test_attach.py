"""Attaching and detaching: roles, dates, the last day inclusive."""

from __future__ import annotations

import pytest

from tests.casa import Casa


@pytest.fixture
def rose(casa: Casa) -> Casa:
    casa.property("Rose")
    casa.tenant("Joe Bloggs")
    return casa


def test_a_contact_is_attached_in_its_own_role_from_today(rose: Casa) -> None:
    assert rose.ok("contact attach 1 rose -o json").outcomes == ["attached"]

    assert rose.rows("select role, starts, ends from attachment") == [("tenant", "2026-11-23", None)]
    assert rose.ok("contact attach 1 Rose -o json").outcomes == ["unchanged"]


def test_one_person_has_several_roles_at_one_place(rose: Casa) -> None:
    rose.ok("contact attach 1 Rose --as owner")
    rose.ok("contact attach 1 Rose --as occupant")

    assert rose.contact(1).properties == ["Rose"]
    assert rose.rows("select count(*) from attachment") == [(2,)]


def test_detach_without_a_date_ends_it_at_once(rose: Casa) -> None:
    rose.ok("contact attach 1 Rose --from 2020-01-01")

    assert rose.ok("contact detach 1 Rose -o json").outcomes == ["detached"]

    assert rose.contact(1).properties == []
    rose.ok("contact archive 1")


def test_detach_on_a_date_holds_to_its_end(rose: Casa) -> None:
    rose.ok("contact attach 1 Rose --from 2020-01-01")
    rose.ok("contact detach 1 Rose --on 2026-11-30")

    rose.travel(to="2026-11-30")
    assert rose.contact(1).properties == ["Rose"]
    rose.travel(to="2026-12-01")
    assert rose.contact(1).properties == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("attach 1 Rose --as king", 2), ("attach 1 Rose --from 2026-12-01 --to 2026-11-30", 2),
        ("attach 1 Nowhere", 4), ("attach 99 Rose", 4), ("detach 1 Rose", 4), ("attach 1 Rose --as lead", 2),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(rose: Casa, line: str, code: int) -> None:
    assert rose.run(f"contact {line}").exit_code == code
    assert rose.rows("select * from attachment") == []


def test_a_mistyped_path_names_near_ones(rose: Casa) -> None:
    rose.property("Rose Court/Block A/12")

    refused = rose.run(["contact", "attach", "1", "Rose Cuort/Block A/12", "-o", "json"])

    assert refused.exit_code == 4
    assert "Rose Court/Block A/12" in refused.error["message"]


def test_an_archived_contact_takes_no_property(rose: Casa) -> None:
    rose.ok("contact archive 1")

    refused = rose.run("contact attach 1 Rose -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["archived"])
    assert refused.error["hint"] == "casactl contact unarchive 1"


def test_an_attachment_that_has_not_begun_is_withdrawn_when_it_is_ended_at_once(casa: Casa) -> None:
    path = casa.property("Rose Court/Block A/12")
    joe = casa.tenant("Joe Bloggs")
    casa.ok(["contact", "attach", joe, path, "--as", "tenant", "--from", "+1m"])

    casa.ok(["contact", "detach", joe, path])

    assert casa.contact(joe).attachments == []
    assert casa.ok(["contact", "can", joe, "archive"]).exit_code == 0
    casa.ok("workspace check")
    casa.ok("undo -y")
    assert [at["from"] for at in casa.contact(joe).attachments] == ["2026-12-23"]


def times(casa: Casa) -> list[tuple[str, str | None]]:
    return [(row[0], row[1]) for row in casa.rows("select starts, ends from attachment order by starts")]


def test_A5_attaching_who_is_about_to_leave_lets_the_time_go_on(rose: Casa) -> None:
    rose.ok("contact attach 1 Rose --from 2026-01-01")
    rose.ok("contact detach 1 Rose --on 2026-11-30")

    done = rose.ok("contact attach 1 Rose -o json")

    assert done.outcomes == ["updated"]
    assert "without an end; it would have ended on 2026-11-30" in done.results[0]["note"]
    assert times(rose) == [("2026-01-01", None)]


def test_A5_a_later_first_day_takes_no_days_away(rose: Casa) -> None:
    rose.ok("contact attach 1 Rose --from 2026-01-01")

    refused = rose.run("contact attach 1 Rose --from 2026-12-01 -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["attached-already"])
    assert "from 2026-01-01 on, without an end" in refused.results[0]["reasons"][0]["message"]
    assert times(rose) == [("2026-01-01", None)]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("--from 2026-12-15", [("2026-01-01", "2026-11-30"), ("2026-12-15", None)]),
        ("--from 2026-11-28", [("2026-01-01", None)]),
        ("--from 2026-11-28 --to 2027-01-31", [("2026-01-01", "2027-01-31")]),
        ("--to 2026-11-25", [("2026-01-01", "2026-11-25")]),
        ("--from 2025-06-01", [("2025-06-01", None)]),
    ],
)
def test_A5_a_further_time_is_added_or_lengthens_the_first(
    rose: Casa, words: str, left: list[tuple[str, str | None]]
) -> None:
    rose.ok("contact attach 1 Rose --from 2026-01-01 --to 2026-11-30")

    rose.ok(f"contact attach 1 Rose {words}")

    assert times(rose) == left


def test_A5_a_longer_time_does_not_run_into_the_next_one(rose: Casa) -> None:
    rose.ok("contact attach 1 Rose --from 2026-01-01 --to 2026-11-30")
    rose.ok("contact attach 1 Rose --from 2026-12-15")

    done = rose.ok("contact attach 1 Rose -o json")

    assert done.outcomes == ["unchanged"]
    assert "until 2026-11-30, and again from 2026-12-15 on" in done.results[0]["note"]
    assert times(rose) == [("2026-01-01", "2026-11-30"), ("2026-12-15", None)]


def test_A5_a_time_to_come_is_named_with_its_first_day(rose: Casa) -> None:
    rose.ok("contact attach 1 Rose --from 2026-12-15")

    assert "from 2026-12-15 on" in rose.ok("contact attach 1 Rose -o json").results[0]["note"]


def test_B1_detaching_twice_says_when_the_time_ends(rose: Casa) -> None:
    rose.ok("contact attach 1 Rose --from 2026-01-01 --to 2026-11-30")

    done = rose.ok("contact detach 1 Rose --on 2026-11-30 -o json")

    assert done.outcomes == ["unchanged"]
    assert done.results[0]["note"] == "leaves Rose on 2026-11-30 anyhow"
