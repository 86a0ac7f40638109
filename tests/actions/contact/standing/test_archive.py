"""Archiving: now, on a date, when clear; what blocks it, what stays reachable, and the way back."""

from __future__ import annotations

import shlex

import pytest

from tests.casa import Casa

PLACES = ["Rose Court/Block A/12", 'O\'Hare Place/The "Old" Mill/$1', "Élm Röw/`x`/7"]


def test_MC_11_an_archived_persons_history_stays_reachable(casa: Casa) -> None:
    casa.property("Rose")
    joe = casa.tenant("Joe Bloggs", at="Rose", email="joe@example.com")
    casa.ok(f"contact detach {joe} Rose")
    casa.ok(f"contact archive {joe} --reason 'moved to Leeds'")

    history = casa.ok(f"contact history {joe} -o json").json
    assert [event["verb"] for event in history] == ["contact.archive", "contact.detach", "contact.add"]
    assert history[0]["reason"] == "moved to Leeds"
    assert casa.contact("joe@example.com").lifecycle == "archived"
    assert casa.ok("contact find joe -o ids").ids == [joe]
    assert "Rose" in casa.ok(f"contact show {joe}").stdout


def test_MC_13_a_contact_with_a_property_attached_cannot_be_archived(casa: Casa) -> None:
    casa.property("Rose Court/Block A/12")
    joe = casa.tenant("Joe Bloggs", at="Rose Court/Block A/12")

    refused = casa.run(f"contact archive {joe} -o json")

    assert refused.exit_code == 5
    assert refused.reasons == ["property-attached"]
    assert refused.results[0]["reasons"][0]["rule"] == "MC-13"
    assert casa.contact(joe).lifecycle == "active"


@pytest.mark.parametrize(
    ("ends", "archives"),
    [("2026-11-22", True), ("2026-11-23", False), ("2026-11-24", False), ("2027-12-31", False)],
)
def test_MC_13_attached_means_to_the_last_day_inclusive(casa: Casa, ends: str, archives: bool) -> None:
    casa.property("Rose")
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact attach {joe} Rose --from 2020-01-01 --to {ends}")

    assert (casa.run(f"contact archive {joe}").exit_code == 0) is archives


def test_MC_15_and_MC_24_a_refusal_lists_every_blocker_and_the_remedies_clear_the_way(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    for place in PLACES:
        casa.property(place)
        casa.ok(["contact", "attach", joe, place])

    refused = casa.run(f"contact archive {joe} -o json")

    assert refused.reasons == ["property-attached"] * 3
    named = " ".join(reason["message"] for reason in refused.results[0]["reasons"])
    assert all(place in named for place in PLACES)
    for reason in refused.results[0]["reasons"]:
        program, *words = shlex.split(reason["remedy"])
        assert program == "casactl"
        casa.ok(words)
    casa.ok(f"contact archive {joe}")


def test_MC_24_can_says_the_same_as_the_refusal(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    for place in PLACES:
        casa.property(place)
        casa.ok(["contact", "attach", joe, place])

    can = casa.run(f"contact can {joe} archive -o json")

    assert can.exit_code == 5
    (answer,) = can.json["abilities"]
    assert (answer["ability"], answer["allowed"]) == ("archive", False)
    assert answer["reasons"] == casa.run(f"contact archive {joe} -o json").results[0]["reasons"]


def test_MC_16_archive_now(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")

    done = casa.ok(f"contact archive {joe} --reason moved -o json")

    assert done.outcomes == ["archived"]
    assert casa.contact(joe).lifecycle == "archived"
    assert casa.log()[0]["verb"] == "contact.archive"


@pytest.mark.parametrize("word", ["2026-12-31", "eoy", "eom", "+30d", "tomorrow"])
def test_MC_16_archive_on_a_future_date_waits_for_it(casa: Casa, word: str) -> None:
    joe = casa.tenant("Joe Bloggs")

    assert casa.ok(f"contact archive {joe} --on {word} -o json").outcomes == ["scheduled"]

    day = casa.contact(joe).archive_on
    assert casa.contact(joe).lifecycle == "active"
    casa.travel(to="2026-11-23 23:59:59")
    assert casa.ok("due run -o json").json["results"] == []
    casa.travel(to=day)
    assert [each["outcome"] for each in casa.ok("due run -o json").json["results"]] == ["archived"]
    assert casa.contact(joe).lifecycle == "archived"
    assert casa.contact(joe).archive_on is None


def test_MC_16_a_date_of_today_is_now_and_one_that_has_passed_is_refused(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")

    assert casa.run(f"contact archive {joe} --on 2026-11-22").exit_code == 2
    assert casa.ok(f"contact archive {joe} --on today -o json").outcomes == ["archived"]


def test_MC_16_blockers_do_not_refuse_a_future_date_and_are_named(casa: Casa) -> None:
    casa.property("Rose")
    joe = casa.tenant("Joe Bloggs", at="Rose")

    done = casa.ok(f"contact archive {joe} --on 2026-12-31 -o json")

    assert done.outcomes == ["scheduled"]
    assert "would be blocked today by attached to Rose as tenant" in done.stderr


def test_MC_16_a_second_date_replaces_the_first_and_says_so(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe} --on 2026-12-31")

    done = casa.ok(f"contact archive {joe} --on 2027-01-31")

    assert "replaces the plan for 2026-12-31" in done.stdout + done.stderr
    assert [(each["on"], each["state"]) for each in casa.ok("due list -o json").json] == [("2027-01-31", "pending")]
    again = casa.ok(f"contact archive {joe} --on 2027-01-31 -o json")
    assert (again.outcomes, again.json["operation"]) == (["unchanged"], None)


def test_MC_16_archiving_now_ends_the_plan(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe} --on 2026-12-31")

    casa.ok(f"contact archive {joe}")

    assert casa.ok("due list -o json").json == []
    casa.ok(f"contact unarchive {joe}")
    casa.travel(to="2026-12-31")
    assert casa.ok("due run -o json").json["results"] == []


def test_when_clear_archives_at_once_or_as_soon_as_nothing_blocks(casa: Casa) -> None:
    casa.property("Rose")
    free, held = casa.tenant("Free Bird"), casa.tenant("Joe Bloggs", at="Rose")

    assert casa.ok(f"contact archive {free} --when-clear -o json").outcomes == ["archived"]
    assert casa.ok(f"contact archive {held} --when-clear -o json").outcomes == ["scheduled"]
    assert casa.ok("due run").stderr == ""
    assert casa.contact(held).lifecycle == "active"
    casa.ok(f"contact detach {held} Rose")
    casa.ok("due run")
    assert casa.contact(held).lifecycle == "archived"


def test_MC_20_the_archived_are_in_a_list_of_their_own(casa: Casa) -> None:
    joe, ann = casa.tenant("Joe Bloggs"), casa.tenant("Ann Other")
    casa.ok(f"contact archive {joe}")

    assert casa.ok("contact list -o ids").ids == [ann]
    assert casa.ok("contact list --archived -o ids").ids == [joe]
    assert sorted(casa.ok("contact list --all -o ids").ids) == [joe, ann]
    assert casa.ok("contact list --lifecycle archived -o ids").ids == [joe]


@pytest.mark.parametrize("before", ["active", "inactive"])
def test_MC_25_unarchive_restores_the_earlier_state(casa: Casa, before: str) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.set_lifecycle(joe, before)
    casa.ok(f"contact archive {joe}")

    assert casa.ok(f"contact unarchive {joe} -o json").outcomes == ["unarchived"]

    assert casa.contact(joe).lifecycle == before


def test_MC_25_from_the_archived_peoples_view_all_at_once(casa: Casa) -> None:
    for name in ("Joe A", "Ann B", "Max C"):
        casa.tenant(name)
    casa.ok("contact archive --type tenant -y")

    ids = casa.ok("contact list --archived -o ids").stdout
    done = casa.ok("contact unarchive - -y -o json", stdin=ids)

    assert done.outcomes == ["unarchived"] * 3


def test_MC_25_unarchive_on_a_date(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe}")
    casa.ok(f"contact unarchive {joe} --on 2027-01-31")

    casa.travel(to="2027-02-03")
    casa.ok("due run")

    assert casa.contact(joe).lifecycle == "active"


@pytest.mark.parametrize("gone", ["erased", "merged"])
@pytest.mark.parametrize(
    "line", ["archive {}", "unarchive {}", "archive {} --on eoy", "archive {} --when-clear", "edit {} --tag x"]
)
def test_whoever_is_gone_stays_as_they_are(casa: Casa, gone: str, line: str) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.set_lifecycle(joe, gone)

    done = casa.run(f"contact {line.format(joe)} -o json")

    assert done.exit_code == 5
    assert done.reasons == ["gone"]


def test_undo_of_an_archive_and_of_a_plan(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact archive {joe}")
    casa.ok("undo -y")
    assert casa.contact(joe).lifecycle == "active"

    casa.ok(f"contact archive {joe} --on eoy")
    casa.ok("undo -y")
    assert casa.ok("due list --all -o json").json == []
