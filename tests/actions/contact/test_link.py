"""Linking contacts to each other: works-for, secondary clients, households, and the one primary among them."""

from __future__ import annotations

from typing import Any

import pytest

from casactl.domain.ties import KINDS
from tests.actions.test_undo import follow, last
from tests.casa import Casa
from tests.store.test_undo import everything


@pytest.fixture
def acme(casa: Casa) -> int:
    """A company."""
    return casa.company("Acme Ltd")


@pytest.fixture
def joe(casa: Casa) -> int:
    """A tenant."""
    return casa.tenant("Joe Bloggs", email="joe@example.com")


@pytest.fixture
def ann(casa: Casa) -> int:
    """Another tenant."""
    return casa.tenant("Ann Archer", email="ann@example.com")


def ties(casa: Casa, contact: int) -> list[tuple[str, int, bool]]:
    """A contact's ties as its profile has them: what, with whom, whether that is the primary one."""
    return [(each["as"], each["contact_id"], each["primary"]) for each in casa.contact(contact).links]


def link(casa: Casa, one: int, other: int, kind: str, *options: str) -> str:
    done = casa.ok(["contact", "link", one, other, "--as", kind, *options, "-o", "json"])
    assert done.results[0]["id"] == one
    return done.outcomes[0]


# Works for ------------------------------------------------------------------------------------------


def test_PY_2_a_company_has_several_people_one_of_them_primary(casa: Casa, acme: int, joe: int, ann: int) -> None:
    assert [link(casa, joe, acme, "works-for"), link(casa, ann, acme, "works-for", "--primary")] == ["linked"] * 2
    assert ties(casa, acme) == [("employer-of", ann, True), ("employer-of", joe, False)]

    assert link(casa, joe, acme, "works-for") == "unchanged"
    assert link(casa, joe, acme, "works-for", "--primary") == "updated"
    assert link(casa, joe, acme, "works-for", "--primary") == "unchanged"

    assert ties(casa, acme) == [("employer-of", joe, True), ("employer-of", ann, False)]
    assert ties(casa, joe) == [("works-for", acme, True)]
    assert casa.ok("contact list --company 'Acme Ltd' --sort id -o ids").ids == [joe, ann]


def test_SD_13_a_persons_company_is_the_one_whose_primary_contact_they_are_else_the_earliest(
    casa: Casa, acme: int, joe: int
) -> None:
    beta, other = casa.company("Beta Ltd"), casa.company("Gamma Ltd")
    for company in (acme, beta, other):
        link(casa, joe, company, "works-for")

    def shown() -> set[str | None]:
        listed = casa.ok("contact list --kind person -o json").json
        exported = casa.ok("contact export - -o jsonl --kind person").lines
        return {casa.contact(joe).company, listed[0]["company"], exported[0]["company"]}

    assert shown() == {"Acme Ltd"}
    link(casa, joe, beta, "works-for", "--primary")
    assert shown() == {"Beta Ltd"}
    casa.ok(["contact", "edit", joe, "--company", "Gamma Ltd"])
    assert (shown(), ties(casa, joe)) == ({"Gamma Ltd"}, [("works-for", other, False)])


def test_PY_2_a_company_can_be_added_with_its_primary_contact(casa: Casa, joe: int) -> None:
    acme = casa.company("Acme Ltd", primary=joe)

    assert ties(casa, acme) == [("employer-of", joe, True)]
    casa.ok("undo -y")
    assert ties(casa, joe) == []


def test_what_cannot_be_a_company_or_its_primary_contact_adds_nothing(casa: Casa, acme: int, joe: int) -> None:
    before = everything(casa)
    gone = casa.tenant("Old Tenant")
    casa.set_lifecycle(gone, "erased")
    lines = {
        f"contact add --type vendor --kind company --name B --primary {acme}": (5, "contact.wrong-kind"),
        f"contact add --type vendor --kind company --name B --primary {gone}": (5, "contact.gone"),
        "contact add --type vendor --kind company --name B --primary 99": (4, "contact.not-found"),
        f"contact add --type tenant --first-name A --last-name B --primary {joe}": (2, "usage"),
        "contact add --type tenant --first-name A --last-name B --secondary-of 99": (4, "contact.not-found"),
    }

    for line, expected in lines.items():
        done = casa.run(f"{line} -o json")
        assert (done.exit_code, done.error["code"]) == expected, line
    assert len(everything(casa)["contact"]) == len(before["contact"]) + 1


# Secondary clients ------------------------------------------------------------------------------------


def test_SD_14_a_secondary_client_is_linked_to_its_primary(casa: Casa, joe: int) -> None:
    kid = casa.tenant("Kid Bloggs", secondary_of=joe)

    assert ties(casa, kid) == [("secondary", joe, False)]
    assert ties(casa, joe) == [("primary-of", kid, False)]
    assert link(casa, kid, joe, "secondary") == "unchanged"


def test_SD_14_the_other_is_the_primary_so_primary_is_no_word_for_it(casa: Casa, joe: int, ann: int) -> None:
    done = casa.run(f"contact link {joe} {ann} --as secondary --primary -o json")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "--primary" in done.error["message"]


# Loops ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_linked_to_themselves(casa: Casa, joe: int, kind: str) -> None:
    done = casa.run(f"contact link {joe} {joe} --as {kind} -o json")

    assert (done.exit_code, done.reasons) == (5, ["self-link"])
    assert all(done.results[0]["reasons"][0].values())
    assert casa.rows("select * from link") == []


@pytest.mark.parametrize("kind", ["secondary", "access", "guarantor", "emergency"])
def test_a_loop_over_any_number_of_steps_is_refused_with_the_tie_to_end(
    casa: Casa, joe: int, ann: int, kind: str
) -> None:
    zoe = casa.tenant("Zoe Zimmer")
    link(casa, joe, ann, kind)
    link(casa, ann, zoe, kind)
    link(casa, joe, zoe, kind)

    refused = casa.run(f"contact link {zoe} {joe} --as {kind} -o json")

    (reason,) = refused.results[0]["reasons"]
    assert (refused.exit_code, reason["code"], bool(reason["rule"])) == (5, "loop", True)
    assert "Joe Bloggs" in reason["message"]
    while refused.exit_code == 5:
        casa.ok(refused.results[0]["reasons"][0]["remedy"].removeprefix("casactl "))
        refused = casa.run(f"contact link {zoe} {joe} --as {kind} -o json")
    assert refused.outcomes == ["linked"]


def test_the_same_way_back_in_another_kind_is_no_loop(casa: Casa, joe: int, ann: int) -> None:
    assert link(casa, joe, ann, "guarantor") == "linked"
    assert link(casa, ann, joe, "emergency") == "linked"
    assert ties(casa, joe) == [("guarantor", ann, False), ("has-emergency", ann, False)]


@pytest.mark.parametrize("state", ["erased", "merged", "archived", "inactive"])
def test_who_is_gone_is_not_linked_and_everybody_else_is(casa: Casa, joe: int, ann: int, state: str) -> None:
    casa.set_lifecycle(ann, state)
    for one, other in ((joe, ann), (ann, joe)):
        done = casa.run(f"contact link {one} {other} --as guarantor -o json")
        assert done.reasons == (["gone"] if state in ("erased", "merged") else [] if one == joe else ["loop"])


def test_the_other_way_round_is_told_with_the_command_that_says_it(casa: Casa, acme: int, joe: int) -> None:
    done = casa.run(f"contact link {acme} {joe} --as works-for -o json")

    assert (done.exit_code, done.reasons) == (5, ["wrong-way"])
    assert done.results[0]["reasons"][0]["remedy"] == f"casactl contact link {joe} {acme} --as works-for"


# Households -------------------------------------------------------------------------------------------


def test_a_household_is_one_over_any_number_of_steps_and_has_one_primary(casa: Casa, joe: int, ann: int) -> None:
    zoe = casa.tenant("Zoe Zimmer")
    link(casa, joe, ann, "household")
    link(casa, zoe, joe, "household")
    assert ties(casa, joe) == [("household", ann, True), ("household", zoe, False)]

    assert link(casa, zoe, joe, "household", "--primary") == "updated"
    assert link(casa, joe, zoe, "household") == "unchanged"
    assert ties(casa, joe) == [("household", zoe, True), ("household", ann, False)]
    assert ties(casa, ann) == [("household", joe, False)]

    assert link(casa, joe, zoe, "household", "--primary") == "updated"
    assert link(casa, joe, zoe, "household", "--primary") == "unchanged"
    assert ties(casa, ann) == [("household", joe, True)]
    assert casa.rows("select contact_id, other_id, is_primary from link order by id") == [(joe, ann, 1), (zoe, joe, 0)]
    casa.ok("undo -y")
    assert ties(casa, ann) == [("household", joe, False)]


def test_two_households_that_become_one_keep_one_primary(casa: Casa, joe: int, ann: int) -> None:
    zoe, max_ = casa.tenant("Zoe Zimmer"), casa.tenant("Max Moritz")
    link(casa, joe, ann, "household", "--primary")
    link(casa, zoe, max_, "household", "--primary")

    assert link(casa, joe, max_, "household") == "linked"

    assert casa.rows("select contact_id from link where is_primary = 1") == [(zoe,)]
    casa.ok("undo -y")
    assert casa.rows("select contact_id from link where is_primary = 1 order by 1") == [(joe,), (zoe,)]


def test_the_primary_stays_it_for_those_who_still_live_there(casa: Casa, joe: int, ann: int) -> None:
    zoe = casa.tenant("Zoe Zimmer")
    link(casa, ann, joe, "household")
    link(casa, zoe, ann, "household")
    link(casa, ann, joe, "household", "--primary")

    casa.ok(f"contact unlink {joe} {ann}")

    assert ties(casa, zoe) == [("household", ann, True)]
    assert ties(casa, joe) == []


# Ending ties ------------------------------------------------------------------------------------------


def test_unlinking_ends_one_kind_or_all_and_repeating_it_changes_nothing(casa: Casa, joe: int, ann: int) -> None:
    for kind in ("guarantor", "access", "household"):
        link(casa, joe, ann, kind)

    assert casa.ok(f"contact unlink {joe} {ann} --as access -o json").outcomes == ["unlinked"]
    assert casa.ok(f"contact unlink {joe} {ann} --as access -o json").outcomes == ["unchanged"]
    assert {each[0] for each in ties(casa, joe)} == {"guarantor", "household"}
    done = casa.ok(f"contact unlink {joe} {ann} -o json")
    assert (done.outcomes, done.ids, ties(casa, joe)) == (["unlinked"], [joe], [])
    casa.ok("undo -y")
    assert {each[0] for each in ties(casa, joe)} == {"guarantor", "household"}


def test_a_tie_the_other_way_round_is_not_ended_but_named(casa: Casa, joe: int, ann: int) -> None:
    link(casa, joe, ann, "guarantor")

    done = casa.ok(f"contact unlink {ann} {joe}")

    assert f"casactl contact unlink {joe} {ann}" in done.stderr
    assert ties(casa, joe) == [("guarantor", ann, False)]


@pytest.mark.parametrize(
    ("rest", "exit_code"),
    [("1 2", 2), ("1 2 --as friend", 2), ("1 --as household", 2), ("1 99 --as household", 4), ("99 1 --as access", 4)],
)
def test_a_line_that_says_too_little_or_nonsense_is_explained(
    casa: Casa, joe: int, ann: int, rest: str, exit_code: int
) -> None:
    done = casa.run(f"contact link {rest} -o json")

    assert (done.exit_code, done.stdout) == (exit_code, "")
    assert "contact.add" in {each["verb"] for each in casa.log()}
    assert casa.rows("select * from link") == []


def test_a_dry_run_and_a_request_id_link_once(casa: Casa, joe: int, ann: int) -> None:
    tried = casa.ok(f"contact link {joe} {ann} --as access --primary -n -o json")
    assert (tried.outcomes, ties(casa, joe)) == (["linked"], [])

    for _ in range(2):
        done = casa.ok(f"contact link {joe} {ann} --as access --primary --request-id once -o json")
        assert done.outcomes == ["linked"]
    assert ties(casa, ann) == [("has-access", joe, True)]


# Who sees them ----------------------------------------------------------------------------------------


def test_nobody_sees_or_links_who_is_out_of_their_sight(casa: Casa) -> None:
    casa.property("Rose Court/1", kind="unit")
    casa.property("Elm Row/3", kind="unit")
    seen, other = casa.tenant("Rosa Rose", at="Rose Court/1"), casa.tenant("Elmar Elm", at="Elm Row/3")
    near = casa.tenant("Ned Near", at="Rose Court/1")
    casa.ok("user add ann@office.example --name Ann --type staff --group manager --community 'Rose Court'")
    link(casa, seen, other, "household", "--primary")
    link(casa, other, near, "guarantor")
    link(casa, seen, other, "guarantor")
    fenced: dict[str, Any] = {"env": {"CASACTL_ACTOR": "ann@office.example"}}

    assert casa.ok(f"contact show {seen} -o json", **fenced).json["links"] == []
    for line in (f"link {seen} {other} --as access", f"link {other} {seen} --as access", f"unlink {seen} {other}"):
        assert casa.run(f"contact {line}", **fenced).exit_code == 4
    loop = casa.run(f"contact link {near} {seen} --as guarantor -o json", **fenced)
    assert (loop.exit_code, loop.reasons) == (5, ["loop"])
    assert "Elmar" not in loop.stdout + loop.stderr
    assert casa.ok(f"contact link {near} {seen} --as access -o json", **fenced).outcomes == ["linked"]


# Merging ----------------------------------------------------------------------------------------------


def test_a_merge_keeps_one_primary_for_a_company_and_one_for_a_household(casa: Casa, joe: int, ann: int) -> None:
    keep, lose = casa.company("Acme Ltd", primary=joe), casa.company("ACME Limited", primary=ann)
    link(casa, joe, ann, "household", "--primary")
    twin, kid = casa.tenant("Joe B."), casa.tenant("Kid Bloggs")
    link(casa, kid, twin, "household", "--primary")
    before = everything(casa)

    one = casa.ok(f"contact merge {keep} {lose} -y -o json").json["operation"]
    assert ties(casa, keep) == [("employer-of", joe, True), ("employer-of", ann, False)]
    two = casa.ok(f"contact merge {joe} {twin} -y -o json").json["operation"]
    assert casa.rows("select contact_id from link where kind = 'household' and is_primary = 1") == [(joe,)]
    assert ties(casa, kid) == [("household", joe, True)]
    for operation in (two, one):
        casa.ok(["undo", operation, "-y"])
    assert everything(casa) == before


def test_a_merge_makes_no_loop_of_ties_that_lead_over_others(casa: Casa, joe: int, ann: int) -> None:
    zoe, twin = casa.tenant("Zoe Zimmer"), casa.tenant("Joe B.")
    for one, other in ((joe, ann), (ann, zoe), (zoe, twin)):
        link(casa, one, other, "guarantor")
    before = everything(casa)

    casa.ok(f"contact merge {joe} {twin} -y")

    assert casa.rows("select contact_id, other_id from link order by id") == [(joe, ann), (ann, zoe)]
    casa.ok("undo -y")
    assert everything(casa) == before


def test_L1_undo_brings_no_tie_back_that_would_close_a_loop(casa: Casa, joe: int, ann: int) -> None:
    zoe = casa.tenant("Zoe Zimmer")
    link(casa, joe, ann, "guarantor")
    casa.ok(f"contact unlink {joe} {ann}")
    unlinked = last(casa)
    link(casa, ann, zoe, "guarantor")
    link(casa, zoe, joe, "guarantor")
    closing = last(casa)
    before = everything(casa)

    refused = casa.run(["undo", unlinked, "-y", "-o", "json"])
    assert (refused.exit_code, everything(casa)) == (5, before)

    assert set(follow(casa, unlinked)) == {f"undo {closing}", f"undo {closing - 1}"}
    casa.ok("workspace check")


def test_L1_undo_of_a_merge_closes_no_loop_either(casa: Casa, joe: int, ann: int) -> None:
    zoe, twin = casa.tenant("Zoe Zimmer"), casa.tenant("Joe B.")
    for one, other in ((ann, twin), (twin, zoe), (zoe, joe)):
        link(casa, one, other, "guarantor")
    casa.ok(f"contact merge {joe} {twin} -y")
    merged = last(casa)
    assert casa.rows("select contact_id, other_id from link order by id") == [(ann, joe), (zoe, joe)]
    link(casa, zoe, ann, "guarantor")

    assert follow(casa, merged) == [f"undo {merged + 1}"]
    casa.ok("workspace check")
