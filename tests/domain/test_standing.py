"""The four axes and their moves, against what the domain's description says in words."""

from __future__ import annotations

import re

import pytest

from casactl.cli.tree import TREE
from casactl.domain.abilities import Ability, cannot
from casactl.domain.facts import Facts
from casactl.domain.moves import (
    ACTIVATE,
    ARCHIVE,
    INVITE,
    LOCK,
    MOVES,
    RECALL,
    UNARCHIVE,
    UNLOCK,
    Move,
)
from casactl.domain.standing import GONE, HERE, Arrears, Lifecycle, Portal, meaning

ACTIVE, INACTIVE, ARCHIVED, ERASED, MERGED = Lifecycle


def held(move: Move, lifecycle: Lifecycle, *, locked: bool = False) -> bool:
    """Whether the move has nothing left to do for somebody of that standing, whom no attorney has."""
    return move.holds(Facts(1, "X", "person", "tenant", lifecycle, locked=locked))


def test_the_axes_have_the_values_of_the_description() -> None:
    assert [*Lifecycle] == ["active", "inactive", "archived", "erased", "merged"]
    assert [*Portal] == ["not-invited", "invited", "activated"]
    assert [*Arrears] == [
        "current", "reminder", "first-notice", "second-notice", "letter-of-demand", "handover", "payment-plan",
        "on-hold", "settled",
    ]  # fmt: skip


def test_everybody_is_either_here_or_gone() -> None:
    assert set(HERE) | set(GONE) == set(Lifecycle)
    assert not set(HERE) & set(GONE)


@pytest.mark.parametrize(
    ("move", "lifecycle", "before", "leads_to"),
    [
        (ARCHIVE, ACTIVE, None, ARCHIVED),
        (ARCHIVE, INACTIVE, None, ARCHIVED),
        (ARCHIVE, ARCHIVED, ACTIVE, None),
        (ARCHIVE, Lifecycle.ERASED, None, None),
        (ARCHIVE, Lifecycle.MERGED, None, None),
        (UNARCHIVE, ARCHIVED, ACTIVE, ACTIVE),
        (UNARCHIVE, ARCHIVED, INACTIVE, INACTIVE),
        (UNARCHIVE, ARCHIVED, None, ACTIVE),
        (UNARCHIVE, ACTIVE, None, None),
        (UNARCHIVE, INACTIVE, None, None),
        (UNARCHIVE, Lifecycle.ERASED, None, None),
        (UNARCHIVE, Lifecycle.MERGED, None, None),
    ],
)
def test_MC_25_unarchive_leads_back_to_what_was_before(
    move: Move, lifecycle: Lifecycle, before: Lifecycle | None, leads_to: Lifecycle | None
) -> None:
    assert move.after(lifecycle, before) == leads_to


DESCRIBED: dict[str, dict[Lifecycle, Lifecycle]] = {
    "deactivate": {ACTIVE: INACTIVE},
    "activate": {INACTIVE: ACTIVE},
    "archive": {ACTIVE: ARCHIVED, INACTIVE: ARCHIVED},
    "unarchive": {ARCHIVED: INACTIVE},
    "delete": {INACTIVE: ERASED},
    "erase": {ARCHIVED: ERASED},
}
"""The life cycle's moves by the description, for somebody who was inactive before an archive."""

HOLDS = {
    "deactivate": {INACTIVE},
    "activate": {ACTIVE},
    "archive": {ARCHIVED},
    "unarchive": {ACTIVE, INACTIVE},
    "delete": {ERASED},
    "erase": {ERASED},
}


@pytest.mark.parametrize("verb", list(DESCRIBED))
@pytest.mark.parametrize("lifecycle", list(Lifecycle))
def test_the_life_cycle_moves_as_described_and_no_other_way(verb: str, lifecycle: Lifecycle) -> None:
    assert MOVES[verb].after(lifecycle, INACTIVE) == DESCRIBED[verb].get(lifecycle)
    assert held(MOVES[verb], lifecycle) is (lifecycle in HOLDS[verb])


@pytest.mark.parametrize("lifecycle", list(Lifecycle))
@pytest.mark.parametrize("locked", [False, True])
def test_MC_6_a_lock_is_an_axis_of_its_own(lifecycle: Lifecycle, locked: bool) -> None:
    here = lifecycle in HERE
    for move, locks in ((LOCK, True), (UNLOCK, False)):
        assert move.after(lifecycle, None) == (lifecycle if here else None)
        assert held(move, lifecycle, locked=locked) is (here and locked is locks)


def test_erased_and_merged_are_the_end_of_every_road() -> None:
    assert all(move.after(state, ACTIVE) is None for move in MOVES.values() for state in GONE)
    assert not any(held(move, MERGED, locked=locked) for move in MOVES.values() for locked in (False, True))


def test_every_verb_has_a_participle_of_the_contract() -> None:
    assert MOVES.keys() < TREE["contact"].verbs.keys()
    assert all(move.participle.endswith("ed") or move.participle == "handed-over" for move in MOVES.values())


def test_MC_5_SD_1_each_move_has_its_way_back() -> None:
    assert {move.verb: move.back for move in MOVES.values() if move.back} == {
        "lock": "unlock",
        "deactivate": "activate",
        "archive": "unarchive",
        "handover": "recall",
    }


def test_a_plan_of_one_axis_has_nothing_to_do_with_another() -> None:
    assert LOCK.axis == UNLOCK.axis
    assert ARCHIVE.axis == ACTIVATE.axis
    assert len({move.axis for move in (LOCK, ARCHIVE, INVITE, RECALL)}) == 4


@pytest.mark.parametrize("lifecycle", Lifecycle)
@pytest.mark.parametrize("before", [ACTIVE, INACTIVE])
@pytest.mark.parametrize("locked", [False, True])
def test_what_a_standing_comes_to_is_what_the_table_of_rules_says(
    lifecycle: Lifecycle, before: Lifecycle, *, locked: bool
) -> None:
    facts = Facts(1, "X", "person", "tenant", lifecycle, before, portal=Portal.ACTIVATED, locked=locked, has_email=True)
    refusing = {reason.rule for ability in Ability for reason in cannot(facts, ability)}

    words = meaning(lifecycle, before, locked=locked)

    said = set(re.findall(r"[A-Z]{2}-\d+", " ".join(words)))
    allowed = {"MC-19", "MC-21"}
    assert said - allowed <= refusing
    if allowed & said:
        assert not cannot(facts, Ability.SIGN_IN)
        assert not cannot(facts, Ability.SEND_MESSAGE)
    assert bool(words) is (lifecycle in (INACTIVE, ARCHIVED, ERASED) or (locked and lifecycle is ACTIVE))
    assert ("MC-6" in said) is (locked and lifecycle in HERE)
