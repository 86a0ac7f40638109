"""The four axes and their moves, against what the domain's description says in words."""

from __future__ import annotations

import re

import pytest

from casactl.domain.abilities import Ability, cannot
from casactl.domain.facts import Facts
from casactl.domain.standing import (
    GONE,
    HERE,
    PARTICIPLE,
    WAY_BACK,
    Arrears,
    Lifecycle,
    Portal,
    Verb,
    after,
    already_holds,
    meaning,
    same_axis,
)

ACTIVE, INACTIVE, ARCHIVED, ERASED, MERGED = Lifecycle


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
    ("verb", "lifecycle", "before", "leads_to"),
    [
        (Verb.ARCHIVE, ACTIVE, None, ARCHIVED),
        (Verb.ARCHIVE, INACTIVE, None, ARCHIVED),
        (Verb.ARCHIVE, ARCHIVED, ACTIVE, None),
        (Verb.ARCHIVE, Lifecycle.ERASED, None, None),
        (Verb.ARCHIVE, Lifecycle.MERGED, None, None),
        (Verb.UNARCHIVE, ARCHIVED, ACTIVE, ACTIVE),
        (Verb.UNARCHIVE, ARCHIVED, INACTIVE, INACTIVE),
        (Verb.UNARCHIVE, ARCHIVED, None, ACTIVE),
        (Verb.UNARCHIVE, ACTIVE, None, None),
        (Verb.UNARCHIVE, INACTIVE, None, None),
        (Verb.UNARCHIVE, Lifecycle.ERASED, None, None),
        (Verb.UNARCHIVE, Lifecycle.MERGED, None, None),
    ],
)
def test_MC_25_unarchive_leads_back_to_what_was_before(
    verb: Verb, lifecycle: Lifecycle, before: Lifecycle | None, leads_to: Lifecycle | None
) -> None:
    assert after(verb, lifecycle, before) == leads_to


MOVES: dict[Verb, dict[Lifecycle, Lifecycle]] = {
    Verb.DEACTIVATE: {ACTIVE: INACTIVE},
    Verb.ACTIVATE: {INACTIVE: ACTIVE},
    Verb.ARCHIVE: {ACTIVE: ARCHIVED, INACTIVE: ARCHIVED},
    Verb.UNARCHIVE: {ARCHIVED: INACTIVE},
    Verb.DELETE: {INACTIVE: ERASED},
    Verb.ERASE: {ARCHIVED: ERASED},
}
"""The life cycle's moves by the description, for somebody who was inactive before an archive."""

HOLDS = {
    Verb.DEACTIVATE: {INACTIVE},
    Verb.ACTIVATE: {ACTIVE},
    Verb.ARCHIVE: {ARCHIVED},
    Verb.UNARCHIVE: {ACTIVE, INACTIVE},
    Verb.DELETE: {ERASED},
    Verb.ERASE: {ERASED},
}


@pytest.mark.parametrize("verb", list(MOVES))
@pytest.mark.parametrize("lifecycle", list(Lifecycle))
def test_the_life_cycle_moves_as_described_and_no_other_way(verb: Verb, lifecycle: Lifecycle) -> None:
    assert after(verb, lifecycle, INACTIVE) == MOVES[verb].get(lifecycle)
    assert already_holds(verb, lifecycle) is (lifecycle in HOLDS[verb])


@pytest.mark.parametrize("lifecycle", list(Lifecycle))
@pytest.mark.parametrize("locked", [False, True])
def test_MC_6_a_lock_is_an_axis_of_its_own(lifecycle: Lifecycle, locked: bool) -> None:
    here = lifecycle in HERE
    for verb, locks in ((Verb.LOCK, True), (Verb.UNLOCK, False)):
        assert after(verb, lifecycle, None) == (lifecycle if here else None)
        assert already_holds(verb, lifecycle, locked=locked) is (here and locked is locks)


def test_erased_and_merged_are_the_end_of_every_road() -> None:
    assert all(after(verb, state, ACTIVE) is None for verb in Verb for state in GONE)
    assert not any(already_holds(verb, MERGED, locked=locked) for verb in Verb for locked in (False, True))


def test_every_verb_has_a_participle_of_the_contract() -> None:
    assert PARTICIPLE.keys() == set(Verb)
    assert all(word.endswith("ed") or word == "handed-over" for word in PARTICIPLE.values())


def test_MC_5_SD_1_what_until_schedules_is_the_way_back() -> None:
    assert WAY_BACK == {Verb.LOCK: Verb.UNLOCK, Verb.DEACTIVATE: Verb.ACTIVATE}


def test_a_plan_of_one_axis_has_nothing_to_do_with_another() -> None:
    assert same_axis(Verb.LOCK, Verb.UNLOCK)
    assert same_axis(Verb.ARCHIVE, Verb.ACTIVATE)
    assert not same_axis(Verb.LOCK, Verb.ARCHIVE)


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
