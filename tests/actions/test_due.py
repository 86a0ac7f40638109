"""Dated work: exactly once, on its day or after, by the workspace's calendar."""

from __future__ import annotations

import json

import pytest

from tests.casa import Casa


def results(casa: Casa, more: str = "") -> list[dict[str, object]]:
    found: list[dict[str, object]] = casa.ok(f"due run -o json {more}").json["results"]
    return found


def test_nothing_due_says_nothing_and_writes_nothing(casa: Casa) -> None:
    before = casa.rows("select * from chain")

    quiet = casa.ok("due run")

    assert (quiet.stdout, quiet.stderr) == ("", "")
    assert casa.ok("due run -o json").json == {"as_of": "2026-11-23", "dry_run": False, "results": []}
    assert casa.rows("select * from chain") == before


def test_each_due_action_is_an_operation_of_its_own_and_runs_once(casa: Casa) -> None:
    for name in ("Joe A", "Ann B", "Max C"):
        casa.tenant(name)
    casa.ok("contact archive 1 2 --on 2026-12-01")
    casa.ok("contact archive 3 --on 2026-12-31 --reason later")
    casa.travel(to="2026-12-01")

    first = results(casa)
    assert [(each["contact_id"], each["outcome"]) for each in first] == [(1, "archived"), (2, "archived")]
    assert len({each["operation"] for each in first}) == 2
    assert results(casa) == []
    assert [entry["verb"] for entry in casa.log()[:2]] == ["contact.archive", "contact.archive"]
    assert casa.ok("log verify -o json").json["ok"]
    casa.travel(to="2027-02-01")
    assert [each["contact_id"] for each in results(casa)] == [3]


def test_missed_days_are_caught_up_in_order(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe} --on 2026-12-01")
    casa.ok(f"contact unarchive {joe} --on 2026-12-10")

    casa.travel(to="2027-03-01")

    assert [each["outcome"] for each in results(casa)] == ["archived", "unarchived"]
    assert casa.contact(joe).lifecycle == "active"


def test_a_blocked_action_is_reported_once_and_tried_again(casa: Casa) -> None:
    casa.property("Rose")
    joe = casa.tenant("Joe Bloggs", at="Rose")
    casa.ok(f"contact archive {joe} --on 2026-12-01")
    casa.travel(to="2026-12-01")

    first = casa.run("due run")
    assert (first.exit_code, first.stdout) == (3, "")
    assert "blocked" in first.stderr
    assert f'casactl contact detach {joe} "Rose"' in first.stderr
    again = casa.run("due run -o json")
    assert again.exit_code == 0
    assert [each["outcome"] for each in again.json["results"]] == ["blocked"]
    assert [each["state"] for each in casa.ok("due list -o json").json] == ["blocked"]
    casa.ok(f"contact detach {joe} Rose")
    casa.travel(to="2026-12-05")
    assert [each["outcome"] for each in results(casa)] == ["archived"]


def test_new_reasons_are_reported_again(casa: Casa) -> None:
    casa.property("Rose")
    casa.property("Elm")
    joe = casa.tenant("Joe Bloggs", at="Rose")
    casa.ok(f"contact archive {joe} --on 2026-12-01")
    casa.travel(to="2026-12-01")
    assert casa.run("due run").exit_code == 3
    casa.ok(f"contact attach {joe} Elm")

    assert casa.run("due run").exit_code == 3
    assert casa.run("due run").exit_code == 0


def test_what_holds_already_is_done_without_a_fuss(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe} --on 2026-12-01")
    casa.set_lifecycle(joe, "archived", before="active")
    casa.travel(to="2026-12-01")

    assert [each["outcome"] for each in results(casa)] == ["unchanged"]
    assert results(casa) == []


@pytest.mark.parametrize(
    ("zone", "moment", "runs"),
    [
        ("Europe/London", "2026-11-30 23:59", False), ("Europe/London", "2026-12-01 00:00", True),
        ("Pacific/Auckland", "2026-11-30 11:00", True), ("Pacific/Auckland", "2026-11-30 10:59", False),
        ("America/Los_Angeles", "2026-12-01 07:59", False), ("America/Los_Angeles", "2026-12-01 08:00", True),
    ],
)  # fmt: skip
def test_the_day_is_the_workspaces_own(casa: Casa, zone: str, moment: str, runs: bool) -> None:
    casa.ok(f"workspace set timezone {zone}")
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe} --on 2026-12-01")

    casa.travel(to=moment)

    assert bool(results(casa)) is runs


def test_as_of_runs_as_if_it_were_that_day_and_the_future_needs_yes(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe} --on 2026-12-01")

    assert casa.run("due run --as-of 2026-12-01").exit_code == 2
    assert casa.contact(joe).lifecycle == "active"
    assert results(casa, "--as-of 2026-11-30 -y") == []
    done = casa.ok("due run --as-of 2026-12-01 -y -o json").json
    assert done["as_of"] == "2026-12-01"
    assert [each["outcome"] for each in done["results"]] == ["archived"]


def test_more_than_one_batch_runs_whole(casa_sqlite: Casa) -> None:
    rows = "".join(f"tenant,N{n},X\n" for n in range(701))
    casa_sqlite.ok("contact import -", stdin="type,first name,last name\n" + rows)
    casa_sqlite.ok("contact archive --type tenant --on 2026-12-01 -y")
    casa_sqlite.travel(to="2026-12-02")

    done = results(casa_sqlite)

    assert len(done) == len({each["contact_id"] for each in done}) == len({each["operation"] for each in done}) == 701
    assert casa_sqlite.ok("log verify -o json").json["ok"]


def test_verbose_prints_a_line_for_each(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe} --on 2026-12-01")
    casa.travel(to="2026-12-01")

    assert casa.ok("due run -v").stdout.count("\n") == 1


def test_a_plan_is_cancelled_by_its_number_or_its_contact(casa: Casa) -> None:
    for name in ("Joe A", "Ann B"):
        casa.tenant(name)
    casa.ok("contact archive 1 2 --on 2026-12-01")

    casa.ok("due cancel 1")
    casa.ok("due cancel --contact 2")

    assert casa.ok("due list -o json").json == []
    assert [each["state"] for each in casa.ok("due list --all -o json").json] == ["cancelled", "cancelled"]
    casa.travel(to="2026-12-05")
    assert results(casa) == []


def test_undo_of_dated_work_does_not_run_it_again(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe} --on 2026-12-01")
    casa.travel(to="2026-12-01")
    operation = results(casa)[0]["operation"]

    casa.ok(["undo", str(operation), "-y"])

    assert casa.contact(joe).lifecycle == "active"
    assert results(casa) == []
    assert casa.contact(joe).lifecycle == "active"


def test_a_list_shows_what_blocks(casa: Casa) -> None:
    casa.property("Rose")
    joe = casa.tenant("Joe Bloggs", at="Rose")
    casa.ok(f"contact archive {joe} --on 2026-12-01")
    casa.travel(to="2026-12-01")
    casa.run("due run")

    (found,) = casa.ok("due list -o json").json
    assert set(found) >= {"id", "contact_id", "verb", "on", "state", "reasons"}
    assert [reason["code"] for reason in found["reasons"]] == ["property-attached"]
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(
    ("day", "before", "at"),
    [
        ("2027-03-28", "2027-03-27 23:59", "2027-03-28 00:00"),  # clocks go forward that night
        ("2027-03-29", "2027-03-28 22:59", "2027-03-28 23:00"),  # the day after: midnight is an hour earlier
        ("2027-10-31", "2027-10-30 22:59", "2027-10-30 23:00"),
        ("2027-11-01", "2027-10-31 23:59", "2027-11-01 00:00"),  # back on winter time
    ],
)
def test_days_begin_at_local_midnight_also_around_clock_changes(casa: Casa, day: str, before: str, at: str) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe} --on {day}")

    casa.travel(to=before)
    assert results(casa) == []
    casa.travel(to=at)
    assert [each["outcome"] for each in results(casa)] == ["archived"]
