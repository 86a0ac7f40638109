"""What a person sees of work in the portal: their own, what is assigned to them, what they follow."""

from __future__ import annotations

from typing import Any

import pytest

from casactl.domain.engagements import KINDS
from tests.actions.engagement.helping import add, ben
from tests.casa import Casa
from tests.cli.terminal import Terminal
from tests.examples.blocks import ESCAPES
from tests.mailed import PASSWORD, activated


def seen(casa: Casa, email: str = "joe@example.com") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = casa.ok(f"portal sign-in {email} -o json", stdin=f"{PASSWORD}\n").json["engagements"]
    return found


@pytest.fixture
def joe(casa: Casa) -> int:
    """Joe, contact 1, with an account; Ann is contact 2."""
    number = activated(casa)
    casa.owner("Ann Archer")
    return number


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_person_sees_their_own_work_of_every_kind_and_nobodys_else(casa: Casa, joe: int, kind: str) -> None:
    add(casa, joe, "Own", kind=kind, text="Drips", amount="50", due="2026-12-01")
    add(casa, 2, "Hers", kind=kind)

    (own,) = seen(casa)

    assert (own["as"], own["kind"], own["title"], own["text"], own["due"]) == (
        "own",
        kind,
        "Own",
        "Drips",
        "2026-12-01",
    )
    assert (own["state_in_words"], own["amount"], own["for"]) == (KINDS[kind].words["open"], "50.00", None)


def test_what_is_assigned_and_what_is_followed_is_somebody_elses(casa: Casa, joe: int) -> None:
    add(casa, 2, "To do", assign=joe, amount="50")
    add(casa, 2, "To know", follow=joe)
    add(casa, joe, "Own", assign=joe, follow=joe)
    casa.ok("task done 2")

    found = seen(casa)

    assert [(each["title"], each["as"], each["for"], each["state"]) for each in found] == [
        ("To do", "assigned", "Ann Archer", "open"), ("Own", "own", None, "open"),
        ("To know", "followed", "Ann Archer", "done"),
    ]  # fmt: skip
    assert ["amount" in each for each in found] == [False, True, False]


def test_SD_14_a_secondary_client_sees_nothing_of_the_primarys_tasks_unless_a_follower(casa: Casa, joe: int) -> None:
    with casa.work("contact.link") as work:
        work.insert("link", [{"contact_id": joe, "other_id": 2, "kind": "secondary"}])
    for kind in KINDS:
        add(casa, 2, "The primary's", kind=kind)
    assert seen(casa) == []

    casa.ok("task edit 1 --follow 1")

    assert [(each["id"], each["as"]) for each in seen(casa)] == [(1, "followed")]
    casa.ok("task edit 1 --unfollow 1")
    assert seen(casa) == []


def test_nothing_of_the_offices_own_is_in_it(casa: Casa, joe: int) -> None:
    add(casa, joe, assign=ben(casa))

    done = casa.ok("portal sign-in joe@example.com -o json", stdin=f"{PASSWORD}\n")

    assert "Ben" not in done.stdout
    assert "office.example" not in done.stdout


def test_the_office_sees_the_same_and_on_a_terminal_in_words(casa: Casa, joe: int) -> None:
    casa.property("Rose Court/12", kind="unit")
    add(casa, joe, "Viewing", kind="event", start="2026-12-01 14:00", end="2026-12-01 15:00", property="Rose Court/12")
    add(casa, 2, "Letting", kind="contract", follow=joe)

    assert casa.ok(f"portal view {joe} --reason x -o json").json["engagements"] == seen(casa)
    with Terminal("portal", "view", str(joe), "--reason", "x") as terminal:
        assert terminal.end() == 0
    shown = " ".join(ESCAPES.sub("", terminal.stdout).split())
    assert "planned Viewing 2026-12-01 14:00 until 2026-12-01 15:00 Rose Court/12" in shown
    assert "to be signed Letting for Ann Archer, followed" in shown


def test_who_is_fenced_looks_through_nobodys_eyes_at_those_out_of_sight(casa: Casa, joe: int) -> None:
    casa.property("Rose Court/12", kind="unit")
    casa.ok(f"contact attach {joe} 'Rose Court/12'")
    casa.ok("user add eve@office.example --name Eve --type staff --community 'Rose Court'")
    add(casa, 2, "Hers", assign=joe)
    add(casa, joe, "Own")

    found = casa.ok(f"portal view {joe} --reason x --actor eve@office.example -o json").json["engagements"]

    assert [each["title"] for each in found] == ["Own"]
