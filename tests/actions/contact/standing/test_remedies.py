"""Remedies, pasted in the order given, clear the way: pasted here for many generated situations."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from itertools import product
from random import Random

import pytest

from casactl.cli.tree import TREE
from tests.casa import Casa

HOME, OTHER, THIRD = "Rose Court/Block A/12", "Rose Court/Block A/14", 'O\'Hare Place/The "Old" Mill/$1'


@dataclass(frozen=True)
class Situation:
    """What hangs on a contact, and what is asked for."""

    ability: str
    lifecycle: str
    locked: bool
    balance: str
    places: str
    leases: str
    work: str = "none"

    def __str__(self) -> str:
        return "-".join(str(value) for value in vars(self).values())


ASKED = [
    ("archive", "active"), ("archive", "inactive"), ("delete", "active"), ("delete", "inactive"),
    ("delete", "archived"), ("erase", "active"), ("erase", "inactive"), ("erase", "archived"),
]  # fmt: skip
KINDS_OF_WORK = ["own", "assigned", "both", "many"]
EVERY = [
    Situation(*asked, locked, balance, places, leases)
    for asked, locked, balance, places, leases in product(
        ASKED, (False, True), ("even", "owes", "credit"), ("none", "one", "several", "future"),
        ("none", "now", "later", "both"),
    )
]  # fmt: skip
WORST = [each for each in EVERY if (each.locked, each.places, each.leases) == (True, "several", "both")]
WORKING = [replace(each, work=work) for each, work in zip(Random(18).sample(EVERY, 8), 2 * KINDS_OF_WORK, strict=True)]
SITUATIONS = [*WORKING, *(each for each in WORST if each.balance != "even"), *Random(17).sample(EVERY, 24)]


def arrange(casa: Casa, s: Situation) -> int:
    """A contact in the situation; archived with something still attached is nothing that a command leads to."""
    casa.ok("workspace set retention_years 0")
    for place in (HOME, OTHER, THIRD):
        casa.property(place, kind="unit")
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    _attach(casa, joe, s.places)
    if s.leases in ("now", "both"):
        casa.ok(["lease", "add", joe, HOME, "--from", "2026-01-01", "--to", "2027-03-31"])
    if s.leases in ("later", "both"):
        casa.ok(["lease", "add", joe, THIRD, "--from", "2027-06-01", "--to", "2028-05-31"])
    if s.balance != "even":
        casa.ok(f"ledger charge {joe} 120.00 --for Rent")
    if s.balance == "credit":
        casa.ok(f"ledger pay {joe} 150.50")
    if s.locked:
        casa.ok(f"contact lock {joe} --reason debt")
    _give_work(casa, joe, s.work)
    casa.set_lifecycle(joe, s.lifecycle, before="active" if s.lifecycle == "archived" else None)
    return joe


def _give_work(casa: Casa, joe: int, work: str) -> None:
    ann = casa.owner("Ann Archer") if work != "none" else 0
    for kind in ("task", "plan", "contract") if work == "many" else ("task",):
        if work in ("own", "both", "many"):
            casa.ok([kind, "add", "--contact", joe, "--title", "Joe's own"])
        if work in ("assigned", "both", "many"):
            casa.ok([kind, "add", "--contact", ann, "--title", "Ann's", "--assign", joe])


def _attach(casa: Casa, joe: int, places: str) -> None:
    if places in ("one", "several"):
        casa.ok(["contact", "attach", joe, HOME])
    if places == "several":
        casa.ok(["contact", "attach", joe, HOME, "--as", "occupant", "--to", "2027-01-31"])
        casa.ok(["contact", "attach", joe, OTHER, "--as", "owner"])
    if places in ("several", "future"):
        casa.ok(["contact", "attach", joe, THIRD, "--as", "owner", "--from", "2027-02-01"])
        casa.ok(["contact", "attach", joe, THIRD, "--as", "occupant", "--from", "2027-02-01"])


def paste(casa: Casa, number: int, ability: str) -> list[str]:
    """Every remedy in the order given, each a command that works; gives the codes of what stood in the way."""
    done = casa.run(f"contact can {number} {ability} -o json")
    reasons = done.json["abilities"][0]["reasons"]
    assert done.exit_code == (5 if reasons else 0)
    for reason in reasons:
        program, *words = shlex.split(reason["remedy"])
        assert program == "casactl"
        casa.ok(words)
    return [reason["code"] for reason in reasons]


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_MC_24_what_a_refusal_says_clears_the_way(casa: Casa, situation: Situation) -> None:
    joe = arrange(casa, situation)

    codes = paste(casa, joe, situation.ability)

    expected = {
        "open-balance": situation.balance != "even",
        "property-attached": situation.places != "none" or situation.leases != "none",
        "active-lease": situation.leases != "none",
        "open-engagement": situation.work != "none",
    }
    if situation.ability != "erase" or situation.lifecycle != "archived":
        assert {code for code, there in expected.items() if there} <= set(codes)
    casa.ok(f"contact can {joe} {situation.ability}")
    if situation.ability in TREE["contact"].verbs:
        assert casa.ok(f"contact {situation.ability} {joe} --yes -o json").outcomes == [f"{situation.ability}d"]


@pytest.mark.parametrize(
    ("ability", "lifecycle", "before", "locked"),
    [
        ("pay", "active", None, True),
        ("pay", "archived", "inactive", True),
        ("be-charged", "archived", "active", False),
        ("be-attached", "archived", "inactive", False),
        ("be-assigned", "inactive", None, False),
        ("be-assigned", "archived", "inactive", True),
        ("be-invited", "archived", "active", False),
        ("be-invited", "archived", "inactive", False),
        ("receive-notification", "active", None, False),
        ("receive-notification", "archived", "inactive", False),
        ("receive-broadcast", "archived", "inactive", False),
        ("receive-notice", "archived", "active", False),
        ("receive-message", "archived", "inactive", False),
        ("activate", "archived", "inactive", False),
        ("deactivate", "archived", "active", False),
    ],
)
def test_SD_26_the_way_back_from_each_standing(
    casa: Casa, ability: str, lifecycle: str, before: str | None, locked: bool
) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    if locked:
        casa.ok(f"contact lock {joe} --reason debt")
    casa.set_lifecycle(joe, lifecycle, before=before)

    assert paste(casa, joe, ability)

    casa.ok(f"contact can {joe} {ability}")


@pytest.mark.parametrize("before", ["active", "inactive"])
def test_SD_18_the_way_into_the_portal_ends_with_the_persons_own_password(casa: Casa, before: str) -> None:
    joe = casa.person("Joe Bloggs", type="lead", email="joe@example.com")
    casa.set_lifecycle(joe, "archived", before=before)

    codes = paste(casa, joe, "sign-in")

    assert codes[-2:] == ["lead", "not-invited"]
    left = casa.run(f"contact can {joe} sign-in -o json").json["abilities"][0]["reasons"]
    assert [reason["code"] for reason in left] == ["not-activated"]
    casa.ok(shlex.split(left[0]["remedy"])[1:])
