"""Ties: the table of kinds, households and their one primary, loops, and what a merge makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.domain.facts import Facts
from casactl.domain.mail_routing import Addresses, Spot, Through
from casactl.domain.merge_rows import MergedRows, Pair, merge_links
from casactl.domain.standing import Lifecycle
from casactl.domain.ties import (
    HOUSEHOLD,
    KINDS,
    LOOPING,
    forbids,
    household_of,
    key_of,
    label_of,
    members_of,
    primary_of,
    way,
    with_primary,
)
from tests.worded import worded

JOE = Facts(1, "Joe", "person", "client", Lifecycle.ACTIVE)
ANN = Facts(2, "Ann", "person", "client", Lifecycle.ACTIVE)
ACME = Facts(3, "Acme", "company", "vendor", Lifecycle.ACTIVE)
KEEP, LOSE = 1, 2

Tie = dict[str, Any]


def tied(number: int, one: int, other: int, kind: str = HOUSEHOLD, *, primary: int = 0) -> Tie:
    return {"id": number, "contact_id": one, "other_id": other, "kind": kind, "is_primary": primary}


def apply(rows: Sequence[Tie], changes: dict[int, dict[str, Any]]) -> list[Tie]:
    return [{**row, **changes.get(row["id"], {})} for row in rows]


# The table ----------------------------------------------------------------------------------------


def test_every_kind_is_called_something_on_both_sides() -> None:
    assert list(KINDS) == ["works-for", "secondary", "household", "access", "guarantor", "emergency"]
    assert {kind.back for kind in KINDS.values()} == {
        "employer-of", "primary-of", "household", "has-access", "has-guarantor", "has-emergency",
    }  # fmt: skip
    for kind in KINDS.values():
        assert label_of(kind.name)
        assert label_of(kind.back)
        assert kind.sentence.format(other="Ann").count("Ann") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_tied_to_themselves_nor_to_somebody_who_is_gone(kind: str) -> None:
    (reason,) = forbids(KINDS[kind], JOE, JOE)
    assert (reason.code, bool(reason.rule), worded(reason.remedy)) == (
        "self-link", True, f"casactl contact link 1 OTHER --as {kind}",
    )  # fmt: skip
    for gone in (Lifecycle.ERASED, Lifecycle.MERGED):
        assert "gone" in [reason.code for reason in forbids(KINDS[kind], JOE, replace(ANN, lifecycle=gone))]
        assert "gone" in [reason.code for reason in forbids(KINDS[kind], replace(JOE, lifecycle=gone), ANN)]


@pytest.mark.parametrize(
    ("kind", "one", "other", "codes", "remedies"),
    [
        ("works-for", JOE, ACME, [], []),
        ("works-for", ACME, JOE, ["wrong-way"], ["casactl contact link 1 3 --as works-for"]),
        ("works-for", JOE, ANN, ["wrong-kind"], ["casactl contact link 1 REF --as works-for"]),
        ("works-for", replace(ACME, id=4), ACME, ["wrong-kind"], ["casactl contact link REF 3 --as works-for"]),
        ("household", JOE, ANN, [], []),
        ("household", JOE, ACME, ["wrong-kind"], ["casactl contact link 1 REF --as household"]),
        ("secondary", JOE, ACME, [], []),
        ("guarantor", ACME, JOE, [], []),
        ("access", replace(JOE, lifecycle=Lifecycle.ARCHIVED), ANN, [], []),
        ("emergency", ANN, replace(JOE, lifecycle=Lifecycle.INACTIVE), [], []),
    ],
)
def test_each_end_is_of_the_kind_that_the_table_says(
    kind: str, one: Facts, other: Facts, codes: list[str], remedies: list[str]
) -> None:
    reasons = forbids(KINDS[kind], one, other)

    assert ([reason.code for reason in reasons], [worded(reason.remedy) for reason in reasons]) == (codes, remedies)


# Households ---------------------------------------------------------------------------------------


def test_the_other_side_of_the_earliest_tie_is_the_primary_until_somebody_is_marked() -> None:
    home = [tied(3, 5, 6), tied(1, 4, 5), tied(2, 6, 7)]

    assert primary_of(home) == 5
    assert primary_of([*home, tied(4, 7, 8, primary=1)]) == 7
    assert primary_of([]) is None


homes = st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), max_size=10).map(
    lambda pairs: [
        tied(n, one, other)
        for n, (one, other) in enumerate({frozenset(p): p for p in pairs if p[0] != p[1]}.values(), 1)
    ]
)


@given(homes, st.integers(1, 7))
def test_a_household_is_everybody_whom_ties_lead_to_over_any_number_of_steps(ties: list[Tie], member: int) -> None:
    found = members_of(household_of(ties, member)) | {member}

    for tie in ties:
        assert (tie["contact_id"] in found) is (tie["other_id"] in found)
    for other in found - {member}:
        both = [*ties, *(tied(90 + n, t["other_id"], t["contact_id"]) for n, t in enumerate(ties))]
        assert way(both, member, other)


@given(homes, st.lists(st.tuples(st.integers(1, 7), st.booleans()), max_size=6))
def test_whoever_is_made_primary_is_the_only_one_and_again_changes_nothing(
    ties: list[Tie], heads: list[tuple[int, bool]]
) -> None:
    for head, marking in heads:
        home = household_of(ties, head)
        if not home:
            assert with_primary(home, head, marking=marking) == {}
            continue
        ties = apply(ties, with_primary(home, head, marking=marking))
        now = household_of(ties, head)
        assert members_of(now) == members_of(home)
        assert {key_of(tie) for tie in now} == {key_of(tie) for tie in home}
        assert primary_of(now) == head
        assert sum(tie["is_primary"] for tie in now) <= 1
        assert not marking or any(tie["is_primary"] and tie["contact_id"] == head for tie in now)
        assert with_primary(now, head, marking=marking) == {}


# Loops --------------------------------------------------------------------------------------------

pairs = st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), max_size=14)


def loops(edges: Iterable[tuple[int, int]]) -> bool:
    """Whether some way leads back, found by taking away whoever has nobody behind them."""
    left = set(edges)
    while ends := {other for _, other in left} - {one for one, _ in left}:
        left = {edge for edge in left if edge[1] not in ends}
    return bool(left)


@given(pairs)
def test_ties_that_are_only_made_where_no_way_leads_back_never_make_a_loop(asked: list[tuple[int, int]]) -> None:
    ties: list[Tie] = []
    for one, other in asked:
        edges = {(tie["contact_id"], tie["other_id"]) for tie in ties}
        steps = way(ties, other, one)
        assert bool(steps) is loops({*edges, (one, other)}), "refused exactly where it would be a loop"
        assert set(pairwise(steps)) <= edges
        if not steps:
            ties.append(tied(len(ties), one, other, "guarantor"))


# Merging ------------------------------------------------------------------------------------------

asked = st.lists(
    st.tuples(st.integers(1, 6), st.integers(1, 6), st.sampled_from(["household", "guarantor", "secondary", "access"]),
              st.booleans()),
    max_size=14,
)  # fmt: skip


def made(wishes: Sequence[tuple[int, int, str, bool]]) -> list[Tie]:
    """Ties as the commands make them: no doubles, no loops, one first place for each."""
    ties: list[Tie] = []
    for one, other, kind, primary in wishes:
        row = tied(len(ties) + 1, one, other, kind)
        like = [tie for tie in ties if tie["kind"] == kind]
        back = kind in LOOPING and way(like, other, one)
        if one == other or back or any(key_of(tie) == key_of(row) for tie in ties):
            continue
        heads = [primary_of(household_of(ties, number)) for number in (other, one)] if kind == HOUSEHOLD else []
        ties.append(row)
        if kind == HOUSEHOLD:
            head = one if primary else next((head for head in heads if head), other)
            ties = apply(ties, with_primary(household_of(ties, one), head, marking=primary))
        elif primary and KINDS[kind].marked:
            first = {tie["id"]: {"is_primary": 0} for tie in like if tie["other_id"] == other}
            ties = apply(ties, {**first, row["id"]: {"is_primary": 1}})
    return ties


def ties_after(ties: Sequence[Tie], rows: MergedRows) -> list[Tie]:
    kept = [tie for tie in apply(ties, rows.changes) if tie["id"] not in rows.drops]
    return [*kept, *({**row, "id": 100 + n} for n, row in enumerate(rows.adds))]


def merged(number: int) -> int:
    return KEEP if number == LOSE else number


@given(asked)
def test_a_merge_leaves_each_tie_once_without_loops_and_with_one_first_place(
    wishes: list[tuple[int, int, str, bool]],
) -> None:
    ties = made(wishes)

    left = ties_after(ties, merge_links(ties, Pair(replace(JOE, id=KEEP), LOSE)))

    assert len({key_of(tie) for tie in left}) == len(left)
    for tie in left:
        assert LOSE not in (tie["contact_id"], tie["other_id"])
        assert tie["contact_id"] != tie["other_id"]
    for kind in LOOPING:
        assert not loops((tie["contact_id"], tie["other_id"]) for tie in left if tie["kind"] == kind)
        for other in range(1, 7):
            first = [t for t in left if t["kind"] == kind and t["other_id"] == other and t["is_primary"]]
            before = [t for t in ties if t["kind"] == kind and merged(t["other_id"]) == other and t["is_primary"]]
            assert len(first) <= 1
            still = {t["contact_id"] for t in left if t["kind"] == kind and t["other_id"] == other}
            own = {merged(t["contact_id"]) for t in before if t["other_id"] == other} & still
            assert not own or first[0]["contact_id"] in own, "the winner's people come before the loser's"


@given(asked)
def test_a_merge_loses_only_what_would_be_said_twice_or_lead_back(wishes: list[tuple[int, int, str, bool]]) -> None:
    ties = made(wishes)

    rows = merge_links(ties, Pair(replace(JOE, id=KEEP), LOSE))

    left = {key_of(tie) for tie in ties_after(ties, rows)}
    for tie in ties:
        if tie["id"] not in rows.drops:
            continue
        assert LOSE in (tie["contact_id"], tie["other_id"]), "only the loser's own ties go"
        moved = tied(0, merged(tie["contact_id"]), merged(tie["other_id"]), tie["kind"])
        like = [t for t in ties_after(ties, rows) if t["kind"] == tie["kind"]]
        lone = moved["contact_id"] == moved["other_id"]
        assert lone or key_of(moved) in left or way([*like, *_of(ties, tie["kind"])], moved["other_id"], KEEP) or way(
            [*like, *_of(ties, tie["kind"])], KEEP, moved["contact_id"])  # fmt: skip


def _of(ties: Sequence[Tie], kind: str) -> list[Tie]:
    return [{**t, "contact_id": merged(t["contact_id"]), "other_id": merged(t["other_id"])} for t in ties
            if t["kind"] == kind]  # fmt: skip


@given(asked)
def test_the_winners_household_keeps_its_primary_and_takes_the_losers_only_where_it_has_none(
    wishes: list[tuple[int, int, str, bool]],
) -> None:
    ties = made(wishes)
    mine, theirs = household_of(ties, KEEP), household_of(ties, LOSE)
    expected = merged(primary_of(mine) or primary_of(theirs) or 0)

    left = ties_after(ties, merge_links(ties, Pair(replace(JOE, id=KEEP), LOSE)))

    home = household_of(left, KEEP)
    everybody = {merged(number) for number in members_of([*mine, *theirs])}
    assert members_of(home) == (everybody if everybody != {KEEP} else set())
    assert sum(tie["is_primary"] for tie in home) <= 1
    if home:
        assert primary_of(home) == expected


def test_ties_of_others_that_lead_from_one_to_the_other_count_too() -> None:
    ties = [tied(1, KEEP, 5, "guarantor"), tied(2, 5, 6, "guarantor"), tied(3, 6, LOSE, "guarantor"),
            tied(4, LOSE, 7, "guarantor")]  # fmt: skip

    rows = merge_links(ties, Pair(replace(JOE, id=KEEP), LOSE))

    assert (rows.drops, rows.changes) == ([3], {4: {"contact_id": KEEP}})


# Where a letter goes ------------------------------------------------------------------------------

text = st.none() | st.just("a@example.com")
through = st.none() | st.builds(
    Through, st.just(7), st.just("Ann"), st.none() | st.just("ann@example.com"), st.none() | st.just("+44"),
    first=st.booleans(),
)  # fmt: skip


@given(text, st.none() | st.just("+49"), through, st.sampled_from(["email", "sms"]))
def test_who_is_reachable_by_the_rules_has_an_address_and_the_other_way(
    email: str | None, phone: str | None, other: Through | None, channel: str
) -> None:
    spot = Addresses(email, phone, other).spot(channel)
    about = replace(JOE, has_email=bool(email), has_phone=bool(phone), through=other, channel=channel)
    own = Addresses(email, phone).spot(channel)

    assert about.reachable is bool(spot)
    assert about.has_address is bool(Addresses(email, phone, other).spot(channel, forwarded=False)) is bool(own)
    theirs = Spot(other.on(channel) or "", 7) if other and other.on(channel) else None
    assert spot == ((theirs or own) if other and other.first else (own or theirs))
