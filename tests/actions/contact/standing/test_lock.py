"""Locking and unlocking: the reason, the day, the way back, and what a lock does not touch."""

from __future__ import annotations

import pytest

from tests.casa import Casa

LOCK = ["contact", "lock"]


def row(casa: Casa, number: int) -> tuple[object, ...]:
    (found,) = casa.rows(f"select locked, lock_reason, locked_at, locked_by from contact where id = {number}")
    return found


def plans(casa: Casa, more: str = "") -> list[tuple[str, str, str]]:
    return [(each["verb"], each["on"], each["state"]) for each in casa.ok(f"due list -o json {more}").json]


def test_MC_7_a_lock_asks_for_a_documented_reason(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")

    for line in (f"contact lock {joe}", f"contact lock {joe} --reason ''", f"contact lock {joe} --reason '  ' -n"):
        missing = casa.run(line)
        assert missing.exit_code == 2
        assert "--reason" in missing.stderr
        assert missing.stdout == ""
    assert row(casa, joe) == (0, None, None, None)


def test_MC_8_a_lock_shows_everywhere_with_who_when_and_why(casa: Casa) -> None:
    joe, ann = casa.tenant("Joe Bloggs"), casa.tenant("Ann Archer")

    done = casa.ok([*LOCK, joe, "--reason", "Debt sold to Élan & Co", "-o", "json"])

    assert done.json["results"] == [{"ref": str(joe), "id": joe, "outcome": "locked", "reasons": []}]
    shown = casa.contact(joe)
    assert (shown.locked, shown.lock_reason) == (True, "Debt sold to Élan & Co")
    assert (shown.locked_by, shown.locked_at) == ("root", casa.log()[0]["at"])
    assert casa.ok("contact list --locked -o ids").ids == [joe]
    assert "Locked" in casa.ok("contact list").stdout
    listed = {each["id"]: each for each in casa.ok("contact list -o json").json}
    assert (listed[joe]["locked"], listed[ann]["locked"]) == (True, False)
    assert "locked_by" not in listed[joe]
    assert casa.log()[0]["verb"] == "contact.lock"
    history = casa.ok(f"contact history {joe} -o json").json[0]
    assert (history["verb"], history["reason"]) == ("contact.lock", "Debt sold to Élan & Co")


def test_MC_6_a_lock_stops_payments_and_leaves_the_life_cycle_alone(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok([*LOCK, joe, "--reason", "debt"])

    no = casa.run(f"contact can {joe} pay -o json")

    assert no.exit_code == 5
    (reason,) = no.json["abilities"][0]["reasons"]
    assert (reason["rule"], reason["code"], reason["remedy"]) == ("MC-6", "locked", f"casactl contact unlock {joe}")
    assert casa.contact(joe).lifecycle == "active"
    casa.ok(f"contact can {joe} be-charged")


def test_MC_9_unlock_takes_everything_of_a_lock_away(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok([*LOCK, joe, "--reason", "debt"])

    assert casa.ok(f"contact unlock {joe} -o json").outcomes == ["unlocked"]

    assert row(casa, joe) == (0, None, None, None)
    casa.ok(f"contact can {joe} pay")


def test_locking_again_keeps_the_reason_that_holds_and_says_it(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok([*LOCK, joe, "--reason", "first"])
    held, head = row(casa, joe), casa.rows("select head from chain")

    again = casa.ok([*LOCK, joe, "--reason", "second", "-o", "json"])

    assert (again.outcomes, again.json["operation"]) == (["unchanged"], None)
    assert "is already locked (first)" in again.stderr
    assert row(casa, joe) == held
    assert casa.rows("select head from chain") == head
    assert casa.ok(f"contact unlock {joe}").exit_code == 0
    assert casa.ok(f"contact unlock {joe} -o json").outcomes == ["unchanged"]


def test_MC_5_a_lock_may_be_temporary(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")

    done = casa.ok([*LOCK, joe, "--reason", "debt", "--until", "2026-12-31", "-o", "json"])

    assert done.outcomes == ["locked"]
    assert plans(casa) == [("unlock", "2026-12-31", "pending")]
    casa.travel(to="2026-12-30")
    casa.ok("due run")
    assert casa.contact(joe).locked
    casa.travel(to="2027-01-04")
    run = casa.ok("due run -o json").json["results"]
    assert [(each["verb"], each["outcome"]) for each in run] == [("unlock", "unlocked")]
    assert not casa.contact(joe).locked
    assert casa.ok("due run -o json").json["results"] == []


def test_MC_5_until_on_a_lock_that_holds_schedules_the_unlock_and_replaces_another_day(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok([*LOCK, joe, "--reason", "debt"])

    first = casa.ok([*LOCK, joe, "--reason", "x", "--until", "eoy", "-o", "json"])
    assert first.outcomes == ["scheduled"]
    assert plans(casa) == [("unlock", "2026-12-31", "pending")]

    second = casa.ok([*LOCK, joe, "--reason", "x", "--until", "2027-01-31", "-o", "json"])
    assert second.outcomes == ["scheduled"]
    assert "replaces the plan for 2026-12-31" in second.json["results"][0]["note"]
    assert plans(casa) == [("unlock", "2027-01-31", "pending")]

    third = casa.ok([*LOCK, joe, "--reason", "x", "--until", "2027-01-31", "-o", "json"])
    assert (third.outcomes, third.json["operation"]) == (["unchanged"], None)
    assert casa.contact(joe).lock_reason == "debt"


@pytest.mark.parametrize("days", ["--until today", "--until 2026-11-22", "--on eoy --until 2026-12-01"])
def test_MC_5_a_lock_does_not_end_before_it_begins(casa: Casa, days: str) -> None:
    joe = casa.tenant("Joe Bloggs")

    wrong = casa.run(f"contact lock {joe} --reason debt {days}")

    assert wrong.exit_code == 2
    assert "--until" in wrong.stderr
    assert row(casa, joe)[0] == 0
    assert plans(casa, "--all") == []


def test_MC_5_a_lock_planned_with_its_end_runs_in_order_also_when_both_days_were_missed(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    done = casa.ok([*LOCK, joe, "--reason", "court", "--on", "2026-12-01", "--until", "2026-12-15", "-o", "json"])
    assert done.outcomes == ["scheduled"]
    assert plans(casa) == [("lock", "2026-12-01", "pending"), ("unlock", "2026-12-15", "pending")]

    casa.travel(to="2027-02-01")
    preview = casa.ok("due run -n -o json").json
    assert [each["outcome"] for each in preview["results"]] == ["locked", "unlocked"]
    assert not casa.contact(joe).locked
    run = casa.ok("due run -o json").json["results"]

    assert [each["outcome"] for each in run] == ["locked", "unlocked"]
    assert len({each["operation"] for each in run}) == 2
    assert not casa.contact(joe).locked
    assert casa.ok("due run -o json").json["results"] == []
    verbs = [event["verb"] for event in casa.ok(f"contact history {joe} -o json").json[:2]]
    assert verbs == ["contact.unlock", "contact.lock"]


def test_unlocking_and_locking_again_on_one_day_end_locked(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok([*LOCK, joe, "--reason", "one", "--until", "2026-12-01"])
    casa.ok([*LOCK, joe, "--reason", "two", "--on", "2026-12-01"])

    casa.travel(to="2026-12-01")
    casa.ok("due run")

    assert (casa.contact(joe).locked, casa.contact(joe).lock_reason) == (True, "two")


def test_a_planned_lock_keeps_the_reason_and_the_planner(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok([*LOCK, joe, "--reason", "court order", "--on", "tomorrow"])
    casa.travel(to="2026-11-24")

    casa.ok("due run")

    locked, reason, at, by = row(casa, joe)
    assert (locked, reason, by) == (1, "court order", "root")
    assert str(at).startswith("2026-11-24T09:00")


def test_a_second_date_for_a_lock_replaces_the_first(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok([*LOCK, joe, "--reason", "debt", "--on", "2026-12-01"])

    second = casa.ok([*LOCK, joe, "--reason", "debt", "--on", "2026-12-10", "-o", "json"])

    assert "replaces the plan for 2026-12-01" in second.json["results"][0]["note"]
    assert plans(casa) == [("lock", "2026-12-10", "pending")]
    assert casa.ok([*LOCK, joe, "--reason", "debt", "--on", "2026-12-10", "-o", "json"]).outcomes == ["unchanged"]


def test_unlocking_now_ends_the_planned_unlock(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok([*LOCK, joe, "--reason", "debt", "--until", "eoy"])

    casa.ok(f"contact unlock {joe}")

    assert plans(casa) == []


@pytest.mark.parametrize("lifecycle", ["active", "inactive", "archived"])
def test_undo_restores_a_lock_exactly(casa: Casa, lifecycle: str) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.set_lifecycle(joe, lifecycle, before="active" if lifecycle == "archived" else None)
    casa.ok([*LOCK, joe, "--reason", "debt", "--until", "eoy"])
    held, plan = row(casa, joe), plans(casa)

    casa.ok("undo -y")
    assert row(casa, joe) == (0, None, None, None)
    assert plans(casa, "--all") == []
    casa.ok(f"undo {casa.log()[0]['operation']} -y")
    assert (row(casa, joe), plans(casa)) == (held, plan)
    casa.ok(f"contact unlock {joe}")
    casa.ok("undo -y")
    assert (row(casa, joe), plans(casa)) == (held, plan)
    assert casa.ok("log verify -o json").json["ok"]


def test_undoing_until_on_a_held_lock_leaves_the_lock(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok([*LOCK, joe, "--reason", "debt"])
    casa.ok([*LOCK, joe, "--reason", "debt", "--until", "eoy"])

    casa.ok("undo -y")

    assert casa.contact(joe).locked
    assert plans(casa, "--all") == []


@pytest.mark.parametrize("gone", ["erased", "merged"])
@pytest.mark.parametrize("verb", ["lock --reason x", "unlock", "lock --reason x --on eoy", "unlock --on eoy"])
def test_whoever_is_gone_is_neither_locked_nor_unlocked(casa: Casa, gone: str, verb: str) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.set_lifecycle(joe, gone)

    done = casa.run(f"contact {verb} {joe} -o json")

    assert (done.exit_code, done.reasons) == (5, ["gone"])


def test_a_dry_run_locks_nobody(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    before = casa.rows("select * from chain"), row(casa, joe)

    done = casa.ok([*LOCK, joe, "--reason", "debt", "--until", "eoy", "-n", "-o", "json"])

    assert (done.outcomes, done.json["operation"], done.json["dry_run"]) == (["locked"], None, True)
    assert (casa.rows("select * from chain"), row(casa, joe)) == before
    assert plans(casa, "--all") == []


def test_MC_7_three_contacts_need_a_yes_and_are_one_operation(casa: Casa) -> None:
    for name in ("Joe A", "Ann B", "Max C"):
        casa.tenant(name)

    assert casa.run("contact lock 1 2 3 --reason debt").exit_code == 2
    assert casa.run("contact lock --type tenant --reason debt").exit_code == 2
    assert casa.ok("contact list --locked -o ids").ids == []
    done = casa.ok("contact lock --type tenant --reason debt --yes -o json")

    assert done.outcomes == ["locked"] * 3
    assert casa.log()[0]["operation"] == done.json["operation"]
    casa.ok("undo -y")
    assert casa.ok("contact list --locked -o ids").ids == []


def test_a_selection_of_which_some_are_locked_does_the_rest(casa: Casa) -> None:
    joe, ann = casa.tenant("Joe A"), casa.tenant("Ann B")
    gone = casa.tenant("Max C")
    casa.ok([*LOCK, joe, "--reason", "one"])
    casa.set_lifecycle(gone, "erased")

    done = casa.run([*LOCK, joe, ann, gone, 99, "--reason", "two", "--yes", "-o", "json"])

    assert done.exit_code == 3
    assert done.outcomes == ["unchanged", "locked", "refused", "refused"]
    assert (casa.contact(joe).lock_reason, casa.contact(ann).lock_reason) == ("one", "two")


def test_references_from_standard_input_are_read_once(casa: Casa) -> None:
    joe = casa.tenant("Joe A")

    assert casa.ok([*LOCK, "-", "--reason", "x", "-o", "ids"], stdin=f"{joe}\n").ids == [joe]
    assert casa.ok([*LOCK, "-", "--reason", "x", "-o", "json"], stdin="").json["results"] == []
    assert casa.run([*LOCK, "--reason", "x"]).exit_code == 2


def test_a_reason_is_inert_wherever_it_is_shown(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    nasty = "[red]x[/red] :bomb: \x1b[31m \u202e {id}"

    casa.ok([*LOCK, joe, "--reason", nasty])

    shown = casa.ok(f"contact show {joe}").stdout + casa.ok([*LOCK, joe, "--reason", "again"]).stderr
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[red]x[/red] :bomb:" in shown
    assert casa.contact(joe).lock_reason == nasty
