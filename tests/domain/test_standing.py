"""The four axes and their moves, against what the domain's description says in words."""

from __future__ import annotations

import pytest

from casactl.domain.standing import (
    GONE,
    HERE,
    PARTICIPLE,
    Arrears,
    Lifecycle,
    Portal,
    Verb,
    after,
    already_holds,
)

ACTIVE, INACTIVE, ARCHIVED = Lifecycle.ACTIVE, Lifecycle.INACTIVE, Lifecycle.ARCHIVED


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


def test_a_move_that_holds_already_has_nothing_to_do() -> None:
    holds = {(verb, state) for verb in Verb for state in Lifecycle if already_holds(verb, state)}

    assert holds == {(Verb.ARCHIVE, ARCHIVED), (Verb.UNARCHIVE, ACTIVE), (Verb.UNARCHIVE, INACTIVE)}


def test_erased_and_merged_are_the_end_of_every_road() -> None:
    assert all(after(verb, state, ACTIVE) is None for verb in Verb for state in GONE)
    assert not any(already_holds(verb, state) for verb in Verb for state in GONE)


def test_every_verb_has_a_participle() -> None:
    assert PARTICIPLE == {Verb.ARCHIVE: "archived", Verb.UNARCHIVE: "unarchived"}
