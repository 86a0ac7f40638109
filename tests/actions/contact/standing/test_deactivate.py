"""Deactivating and activating: again and again without loss, for a while, on a day."""

from __future__ import annotations

import pytest

from tests.casa import Casa


def plans(casa: Casa, more: str = "") -> list[tuple[str, str, str]]:
    return [(each["verb"], each["on"], each["state"]) for each in casa.ok(f"due list -o json {more}").json]


def test_SD_1_and_SD_2_inactive_takes_portal_access_and_tasks_away(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")

    assert casa.ok(f"contact deactivate {joe} -o json").outcomes == ["deactivated"]

    assert casa.contact(joe).lifecycle == "inactive"
    for ability, rule in (("sign-in", "SD-1"), ("be-assigned", "SD-2")):
        no = casa.run(f"contact can {joe} {ability} -o json")
        assert no.exit_code == 5
        assert (no.json["abilities"][0]["reasons"][0]["rule"]) == rule
        assert no.json["abilities"][0]["reasons"][0]["remedy"] == f"casactl contact activate {joe}"
    for ability in ("pay", "be-charged", "be-attached", "receive-message"):
        casa.ok(f"contact can {joe} {ability}")


def test_SD_3_it_can_be_set_and_lifted_again_and_again_without_loss(casa: Casa) -> None:
    casa.property("Rose/B/1")
    joe = casa.tenant("Joe Bloggs", at="Rose/B/1", email="joe@example.com", tag=["vip"])
    before = vars(casa.contact(joe))

    for _ in range(3):
        casa.ok(f"contact deactivate {joe}")
        casa.ok(f"contact activate {joe}")

    changing = {"version", "updated_at"}
    after = vars(casa.contact(joe))
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }


def test_SD_4_and_SD_5_the_reason_is_kept_and_the_inactive_have_a_list_of_their_own(casa: Casa) -> None:
    joe, ann = casa.tenant("Joe Bloggs"), casa.tenant("Ann Archer")
    casa.ok(f"contact deactivate {joe} --reason 'credit control'")

    assert casa.ok("contact list --inactive -o ids").ids == [joe]
    assert casa.ok("contact list -o ids").ids == [ann]
    assert "inactive" in casa.ok("contact list --inactive").stdout
    event = casa.ok(f"contact history {joe} -o json").json[0]
    assert (event["verb"], event["reason"]) == ("contact.deactivate", "credit control")
    assert {"field": "lifecycle", "before": "active", "after": "inactive"} in event["changes"]


def test_a_state_that_holds_is_unchanged_and_writes_nothing(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    head = casa.rows("select head from chain")

    assert casa.ok(f"contact activate {joe} -o json").outcomes == ["unchanged"]
    assert casa.rows("select head from chain") == head
    casa.ok(f"contact deactivate {joe}")
    again = casa.ok(f"contact deactivate {joe} -o json")

    assert (again.outcomes, again.json["operation"]) == (["unchanged"], None)
    assert "already deactivated" in again.stderr


def test_SD_1_for_a_while(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")

    casa.ok(f"contact deactivate {joe} --until 2026-12-31")

    assert plans(casa) == [("activate", "2026-12-31", "pending")]
    casa.travel(to="2027-03-01")
    assert [each["outcome"] for each in casa.ok("due run -o json").json["results"]] == ["activated"]
    assert casa.contact(joe).lifecycle == "active"


def test_SD_1_on_a_day_and_back_on_another_late_and_twice(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact deactivate {joe} --on 2026-12-01 --until 2026-12-20 --reason leave")

    casa.travel(to="2026-12-05")
    assert [each["outcome"] for each in casa.ok("due run -o json").json["results"]] == ["deactivated"]
    assert casa.ok("due run -o json").json["results"] == []
    assert casa.contact(joe).lifecycle == "inactive"
    casa.travel(to="2026-12-20")
    assert [each["outcome"] for each in casa.ok("due run -o json").json["results"]] == ["activated"]
    assert casa.contact(joe).lifecycle == "active"


def test_until_on_somebody_inactive_already_schedules_the_way_back(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact deactivate {joe}")

    assert casa.ok(f"contact deactivate {joe} --until eoy -o json").outcomes == ["scheduled"]
    assert plans(casa) == [("activate", "2026-12-31", "pending")]
    casa.ok(f"contact activate {joe}")
    assert plans(casa) == []


@pytest.mark.parametrize("verb", ["activate", "deactivate"])
def test_MC_25_the_archived_are_unarchived_first(casa: Casa, verb: str) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe}")

    refused = casa.run(f"contact {verb} {joe} -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["archived"])
    assert refused.error["hint"] == f"casactl contact unarchive {joe}"
    assert casa.contact(joe).lifecycle == "archived"


def test_L5_a_way_back_lapses_with_an_archive_and_says_so(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact deactivate {joe} --until 2026-12-01")

    done = casa.ok(f"contact archive {joe}")

    assert f"the plan to activate Joe Bloggs ({joe}) on 2026-12-01 has lapsed: Joe Bloggs is archived" in done.stderr
    assert plans(casa) == []
    (lapsed,) = casa.ok("due list --all -o json").json
    assert (lapsed["state"], [reason["code"] for reason in lapsed["reasons"]]) == ("lapsed", ["archived"])
    casa.ok(f"contact unarchive {joe}")
    casa.travel(to="2026-12-01")
    assert casa.ok("due run -o json").json["results"] == []
    assert casa.contact(joe).lifecycle == "inactive"


def test_L5_a_way_back_stays_where_an_unarchive_is_planned_before_it(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact deactivate {joe} --until 2026-12-24")
    casa.ok(f"contact archive {joe} --on 2026-12-01")
    casa.ok(f"contact unarchive {joe} --on 2026-12-10")

    casa.travel(to="2026-12-24")

    assert [each["outcome"] for each in casa.ok("due run -o json").json["results"]] == [
        "archived", "unarchived", "activated",
    ]  # fmt: skip


def test_undo_restores_either_way_exactly(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact deactivate {joe} --until eoy")
    casa.ok("undo -y")
    assert (casa.contact(joe).lifecycle, plans(casa, "--all")) == ("active", [])
    casa.ok(f"contact deactivate {joe} --until eoy")
    casa.ok(f"contact activate {joe}")
    casa.ok("undo -y")
    assert (casa.contact(joe).lifecycle, plans(casa)) == ("inactive", [("activate", "2026-12-31", "pending")])


def test_a_taken_email_of_somebody_inactive_says_how_to_restore_or_free_it_SD_9(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f"contact deactivate {joe}")

    taken = casa.run("contact add --type tenant --first-name J --last-name B --email Joe@example.com -o json")

    assert taken.exit_code == 5
    assert taken.error["code"] == "contact.email-taken"
    assert taken.error["message"] == f"Joe@example.com already belongs to contact {joe}, Joe Bloggs (inactive)"
    commands = [line.partition(": ")[2] for line in taken.error["hint"].splitlines()]
    assert commands == [f"casactl contact activate {joe}", f"casactl contact delete {joe}"]
