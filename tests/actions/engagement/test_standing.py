"""What work means for those who have it done and those who do it: archive, deactivate, merge, erase, remove."""

from __future__ import annotations

import shlex

import pytest

from casactl.domain.engagements import KINDS
from tests.actions.contact.standing.test_erase import holding
from tests.actions.engagement.helping import BEN, add, ben, shown
from tests.casa import Casa


@pytest.fixture
def office(casa: Casa) -> Casa:
    """Joe (1), who has work done; Ann (2), who does some."""
    casa.property("Rose Court/12", kind="unit")
    casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.person("Ann Archer", type="vendor", email="ann@example.com")
    return casa


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("verb", ["archive", "delete"])
def test_MC_15_open_work_stands_in_the_way_and_the_remedies_clear_it(casa: Casa, kind: str, verb: str) -> None:
    joe, ann = casa.tenant(), casa.owner("Ann Archer")
    add(casa, joe, "Own", kind=kind)
    add(casa, ann, "Theirs", kind=kind, assign=joe)
    if verb == "delete":
        casa.ok(f"contact deactivate {joe}")

    refused = casa.run(f"contact {verb} {joe} -y -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["open-engagement"] * 2)
    for reason in refused.results[0]["reasons"]:
        assert reason["rule"] == "MC-15"
        casa.ok(shlex.split(reason["remedy"])[1:])
    casa.ok(f"contact {verb} {joe} -y")


def test_MC_15_an_event_that_has_passed_stands_in_nobodys_way(office: Casa) -> None:
    add(office, 1, "Viewing", kind="event", start="2026-11-24 10:00", end="2026-11-24 11:00")

    assert office.run("contact archive 1").exit_code == 5
    office.travel(to="2026-11-25")
    office.ok("contact archive 1")


def test_SD_2_deactivating_lists_the_open_work_to_hand_on(office: Casa) -> None:
    tasks = [add(office, 1, title, assign=2) for title in ("Tap", "Gate", "Roof")]
    plan, own = add(office, 1, "Boiler", kind="plan", assign=2), add(office, 2, "Van", assign=2)
    add(office, 2, "Nobody's")
    office.ok(f"task done {tasks[2]}")

    done = office.ok("contact deactivate 2 1 -o json")

    assert [result["open_tasks"] for result in done.results] == [[tasks[0], tasks[1], plan, own], []]
    assert (
        f"Ann Archer (2) has 3 tasks to hand on: casactl task assign {tasks[0]} {tasks[1]} {own} --to WHO"
        in done.stderr
    )
    assert f"has a service plan to hand on: casactl plan assign {plan} --to WHO" in done.stderr
    assert office.run(f"task assign {tasks[0]} --to 2").exit_code == 5
    office.ok("contact activate 2")
    assert "open_tasks" not in office.ok("contact lock 2 --reason x -o json").results[0]


def test_SD_2_a_planned_deactivation_says_so_on_its_day(office: Casa) -> None:
    number = add(office, 1, assign=2)
    office.ok("contact deactivate 2 --on 2026-12-01")
    office.travel(to="2026-12-01")

    assert f"casactl task assign {number} --to WHO" in office.ok("due run").stderr


def test_a_user_who_stops_leaves_work_to_hand_on(office: Casa) -> None:
    ben(office)
    number = add(office, 1, assign=BEN)

    disabled = office.ok(f"user disable {BEN}")
    deleted = office.ok(f"user delete {BEN} -y")

    for done in (disabled, deleted):
        assert f"Ben Office has a task to hand on: casactl task assign {number} --to WHO" in done.stderr
    assert shown(office, number)["assignee"] == "Ben Office"
    office.ok(f"task assign {number} --to 2")


def test_a_property_that_work_refers_to_is_retired_rather_than_removed(office: Casa) -> None:
    add(office, 1, property="Rose Court/12")

    done = office.run("property remove 'Rose Court/12' -o json")

    assert (done.exit_code, done.reasons) == (5, ["on-record"])
    assert "on record in work" in done.error["message"]
    office.ok(shlex.split(str(done.error["hint"]))[1:])


def test_a_merge_moves_work_assignments_and_what_is_followed(office: Casa) -> None:
    twin = office.person("Ann Archer", type="vendor")
    own, theirs = add(office, twin, "Van"), add(office, 1, "Tap", assign=twin, follow=[2, twin])

    fields = office.ok(f"contact merge 2 {twin} -y -o json").results[0]["fields"]

    assert {line["field"]: line["result"] for line in fields if line["field"] in ("work", "followed")} == {
        "work": 1, "followed": 1,
    }  # fmt: skip
    assert shown(office, own)["contact_id"] == 2
    assert shown(office, theirs)["assignee_id"] == 2
    assert [each["contact_id"] for each in shown(office, theirs)["followers"]] == [2]
    office.ok("workspace check")
    office.ok("undo -y")
    assert [each["contact_id"] for each in shown(office, theirs)["followers"]] == [2, twin]
    assert shown(office, own)["contact_id"] == twin


def test_an_erasure_leaves_rows_under_numbers_and_no_words(office: Casa) -> None:
    number = add(office, 1, "Joe's bathroom leaks", text="He is seldom in", follow=2, amount="50")
    add(office, 2, "Van", follow=1)
    office.ok(f"task edit {number} --title 'Bathroom of the late riser'")
    office.ok(f"task done {number}")
    office.ok("contact archive 1")

    office.ok("contact erase 1 -y")

    assert holding(office, "bathroom", "seldom", "Bloggs") == set()
    assert office.rows("select title, text, amount, state from engagement order by id") == [
        ("(erased)", None, 5000, "done"), ("Van", None, None, "open"),
    ]  # fmt: skip
    assert office.rows("select engagement_id, contact_id from follower") == [(number, 2)]
    assert office.ok("task list --state all -o csv").stdout.count("(erased)") == 2
    office.ok("log verify")
    office.ok("workspace check")


def test_a_title_of_somebody_elses_work_that_mentions_the_erased_is_named(office: Casa) -> None:
    number = add(office, 2, "Return the keys of Joe Bloggs")
    office.ok("contact archive 1")

    done = office.ok("contact erase 1 -y")

    assert f"the title of engagement {number} of contact 2" in done.stderr
    assert shown(office, number)["title"] == "Return the keys of Joe Bloggs"


def test_PY_6_and_PY_7_the_profile_has_projects_in_progress_and_completed_and_events(office: Casa) -> None:
    add(office, 1, "New roof", kind="project", due="2027-01-01"), add(office, 1, "Old roof", kind="project")
    add(office, 1, "Viewing", kind="event", start="2026-12-01 14:00")
    office.ok("project done 2")

    found = office.contact(1).engagements

    assert [(e["kind"], e["title"], e["state"], e["state_in_words"], e["start"]) for e in found] == [
        ("event", "Viewing", "open", "planned", "2026-12-01T14:00"),
        ("project", "New roof", "open", "in progress", None),
        ("project", "Old roof", "done", "completed", None),
    ]  # fmt: skip


def test_PY_8_the_profile_has_the_service_plan(office: Casa) -> None:
    add(office, 1, "Boiler", kind="plan", every="1y", renews="2027-10-01")

    (plan,) = office.contact(1).engagements

    assert (plan["kind"], plan["every"], plan["next_visit"], plan["renews"]) == (
        "plan",
        "1y",
        "2027-11-23",
        "2027-10-01",
    )
