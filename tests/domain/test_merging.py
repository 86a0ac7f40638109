"""Which value wins when two contacts become one, and what of their belongings says the same twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.domain.facts import Facts, OpenCase
from casactl.domain.merge_rows import (
    MERGERS,
    Pair,
    merge_attachments,
    merge_cases,
    merge_links,
    merge_plans,
)
from casactl.domain.merging import LADDER, later, left_behind, taken_over, why_not
from casactl.domain.standing import Arrears, Lifecycle

KEEP, LOSE, THIRD = 17, 18, 20
JOE = Facts(KEEP, "Joe Bloggs", "person", "tenant", Lifecycle.ACTIVE)
JOB = Facts(LOSE, "Joe B.", "person", "tenant", Lifecycle.ACTIVE)
PAIR = Pair(JOE, LOSE, "2026-11-23T09:00:00.000000Z", "ann")

EMPTY: Mapping[str, Any] = {
    "external_id": None, "email": None, "phone": None, "phone_shown": None, "locked": 0, "lock_reason": None,
    "locked_at": None, "locked_by": None, "custom": None, "arrears": "current", "balance": 0,
    "do_not": None, "bounced_at": None, "bounce_reason": None,
}  # fmt: skip


def row(**values: Any) -> dict[str, Any]:
    return {**EMPTY, **values}


# Fields -------------------------------------------------------------------------------------------


def test_the_winner_keeps_what_it_has_and_takes_what_it_lacks() -> None:
    keep = row(email="joe@example.com", custom='{"role":"board"}')
    lose = row(email="job@example.com", phone="+442079460958", phone_shown="+44 20 7946 0958", external_id="T-2",
               custom='{"role":"none","key":"7"}')  # fmt: skip

    assert taken_over(keep, lose) == {
        "phone": "+442079460958", "phone_shown": "+44 20 7946 0958", "external_id": "T-2",
        "custom": '{"role":"board","key":"7"}',
    }  # fmt: skip


def test_what_either_did_not_want_is_not_wanted_and_a_bounce_goes_with_its_address() -> None:
    """One person said both; a mark is the address's, so it comes along only with it."""
    lose = row(email="job@example.com", bounced_at="t", bounce_reason="full", do_not="email,broadcast")

    assert taken_over(row(do_not="sms"), lose) == {
        "email": "job@example.com", "bounced_at": "t", "bounce_reason": "full", "do_not": "email,sms,broadcast",
    }  # fmt: skip
    assert taken_over(row(email="joe@example.com"), lose) == {"do_not": "email,broadcast"}


def test_two_that_are_alike_change_nothing() -> None:
    full = row(email="a@example.com", phone="+44", phone_shown="+44", external_id="T", custom='{"é":"ü"}', locked=1,
               lock_reason="r", locked_at="t", locked_by="ann", arrears="reminder")  # fmt: skip

    assert taken_over(full, full) == {}
    assert taken_over(full, row()) == {}


@pytest.mark.parametrize(("keep", "lose"), [*product([0, 1], repeat=2)])
def test_the_stricter_of_two_locks_holds_with_its_reason(keep: int, lose: int) -> None:
    mine = {"lock_reason": "mine", "locked_at": "t1", "locked_by": "ann"} if keep else {}
    yours = {"lock_reason": "yours", "locked_at": "t2", "locked_by": "bob"} if lose else {}

    new = taken_over(row(locked=keep, **mine), row(locked=lose, **yours))

    assert new == ({"locked": 1, **yours} if lose and not keep else {})


@pytest.mark.parametrize(
    ("keep", "lose", "result"),
    [
        ("current", "reminder", "reminder"),
        ("letter-of-demand", "first-notice", "letter-of-demand"),
        ("letter-of-demand", "handover", "handover"),
        ("handover", "payment-plan", "payment-plan"),
        ("second-notice", "on-hold", "on-hold"),
        ("settled", "reminder", "reminder"),
        ("current", "settled", "settled"),
    ],
)
def test_the_later_arrears_status_holds_whoever_has_it(keep: str, lose: str, result: str) -> None:
    for one, other in ((keep, lose), (lose, keep)):
        assert later(Arrears(one), Arrears(other), balance=0) == result


def test_settled_needs_a_balance_of_zero_also_after_a_merge() -> None:
    assert taken_over(row(arrears="settled"), row(balance=100)) == {"arrears": "current"}
    assert taken_over(row(arrears="settled", balance=-100), row(balance=100)) == {}
    assert taken_over(row(balance=100), row(arrears="settled")) == {}


def test_every_arrears_status_has_its_place_on_the_ladder() -> None:
    assert sorted(LADDER) == sorted(Arrears)


def test_what_is_left_behind_is_neutral_and_frees_what_is_unique() -> None:
    left = left_behind(KEEP)

    assert (left["lifecycle"], left["merged_into"], left["email"], left["external_id"]) == ("merged", KEEP, None, None)
    assert (left["locked"], left["lock_reason"], left["arrears"], left["portal"]) == (0, None, "current", "not-invited")
    assert not {"first_name", "last_name", "name", "display_name", "phone", "custom"} & left.keys()


# What forbids it ----------------------------------------------------------------------------------


def codes(keep: Facts, lose: Facts) -> list[str]:
    return [reason.code for reason in why_not(keep, lose)]


@pytest.mark.parametrize(("one", "other"), [*product(Lifecycle, repeat=2)])
def test_whoever_is_here_can_be_merged_and_nobody_else(one: Lifecycle, other: Lifecycle) -> None:
    here = {Lifecycle.ACTIVE, Lifecycle.INACTIVE, Lifecycle.ARCHIVED}
    found = codes(replace(JOE, lifecycle=one), replace(JOB, lifecycle=other))

    assert found == ["gone"] * sum(each not in here for each in (one, other))


def test_nobody_is_merged_with_themselves_nor_a_person_with_a_company() -> None:
    assert codes(JOE, JOE) == ["same-contact"]
    assert codes(JOE, replace(JOB, kind="company")) == ["other-kind"]
    gone = replace(JOE, lifecycle=Lifecycle.MERGED, merged_into=3)
    assert codes(gone, gone) == ["gone"]


def test_two_handovers_stand_in_the_way_unless_they_are_the_same() -> None:
    mine = OpenCase(3, attorney_id=1, attorney="Ada", status_before="reminder", community_id=5)
    joe = replace(JOE, case=mine)

    assert codes(joe, JOB) == codes(JOE, replace(JOB, case=mine)) == []
    assert codes(joe, replace(JOB, case=replace(mine, id=4))) == []
    assert codes(joe, replace(JOB, case=replace(mine, attorney_id=2))) == ["two-handovers"]
    assert codes(joe, replace(JOB, case=replace(mine, community_id=6))) == ["two-handovers"]


# Tags and links -----------------------------------------------------------------------------------


def test_a_tag_that_both_have_stays_once() -> None:
    rows = [tag(1, KEEP, "vip"), tag(2, LOSE, "vip"), tag(3, LOSE, "keys")]

    merged = MERGERS["tag"](rows, PAIR)

    assert (merged.changes, merged.drops) == ({3: {"contact_id": KEEP}}, [2])


def tag(number: int, contact: int, key: str) -> dict[str, Any]:
    return {"id": number, "contact_id": contact, "name_key": key}


def link(number: int, contact: int, other: int, *, primary: int = 0, kind: str = "works-for") -> dict[str, Any]:
    return {"id": number, "contact_id": contact, "other_id": other, "kind": kind, "is_primary": primary}


def test_a_tie_between_the_two_goes_and_one_that_both_have_stays_once() -> None:
    rows = [link(1, KEEP, LOSE), link(2, LOSE, KEEP), link(3, KEEP, THIRD), link(4, LOSE, THIRD), link(5, THIRD, LOSE),
            link(6, LOSE, 30)]  # fmt: skip

    merged = merge_links(rows, PAIR)

    assert sorted(merged.drops) == [1, 2, 4]
    assert merged.changes[5] == {"other_id": KEEP}
    assert merged.changes[6] == {"contact_id": KEEP}


def test_the_winners_own_company_stays_the_one_that_is_shown() -> None:
    merged = merge_links([link(1, LOSE, 30), link(2, KEEP, 31), link(3, LOSE, 32)], PAIR)

    later = {"contact_id": KEEP, "other_id": 30, "kind": "works-for", "is_primary": 0}
    assert (merged.changes, merged.drops, merged.adds) == ({3: {"contact_id": KEEP}}, [1], [later])


def test_ties_of_two_who_worked_for_both_companies_become_one_and_keep_their_rank() -> None:
    merged = merge_links([link(1, THIRD, KEEP), link(2, THIRD, LOSE, primary=1)], PAIR)

    assert (merged.drops, merged.changes) == ([2], {1: {"is_primary": 1}})


@given(
    st.lists(
        st.tuples(st.sampled_from([KEEP, LOSE, THIRD, 30]), st.sampled_from([KEEP, LOSE, THIRD, 30])),
        unique=True,
        max_size=10,
    )
)
def test_ties_are_unique_and_none_is_lost(ties: list[tuple[int, int]]) -> None:
    rows = [link(n, one, other) for n, (one, other) in enumerate(ties) if one != other and {one, other} & {KEEP, LOSE}]

    merged = merge_links(rows, PAIR)

    left = [{**each, **merged.changes.get(each["id"], {})} for each in rows if each["id"] not in merged.drops]
    pairs = [(each["contact_id"], each["other_id"]) for each in left + merged.adds]
    named = {tuple(KEEP if end == LOSE else end for end in (each["contact_id"], each["other_id"])) for each in rows}
    assert sorted(pairs) == sorted(named - {(KEEP, KEEP)})


# Attachments --------------------------------------------------------------------------------------

DAY = date(2026, 1, 1)


def at(
    number: int, contact: int, starts: int, ends: int | None, *, place: int = 5, role: str = "tenant"
) -> dict[str, Any]:
    days = [(DAY + timedelta(days=each)).isoformat() if each is not None else None for each in (starts, ends)]
    return {"id": number, "contact_id": contact, "property_id": place, "role": role, "starts": days[0], "ends": days[1]}


def iso(day: int) -> str:
    return (DAY + timedelta(days=day)).isoformat()


def test_times_that_overlap_become_one_and_the_winners_row_stays() -> None:
    merged = merge_attachments([at(1, LOSE, 0, 20), at(2, KEEP, 10, 30)], PAIR)

    assert (merged.changes, merged.drops) == ({2: {"starts": iso(0)}}, [1])


def test_an_open_end_wins_over_any_date() -> None:
    merged = merge_attachments([at(1, LOSE, 10, None), at(2, KEEP, 0, 30)], PAIR)

    assert (merged.changes, merged.drops) == ({2: {"ends": None}}, [1])


def test_other_times_other_places_and_other_roles_move_as_they_are() -> None:
    rows = [at(1, KEEP, 0, 9), at(2, LOSE, 10, None), at(3, LOSE, 0, 9, place=6), at(4, LOSE, 0, 9, role="owner")]

    merged = merge_attachments(rows, PAIR)

    assert (merged.changes, merged.drops) == ({n: {"contact_id": KEEP} for n in (2, 3, 4)}, [])


spans = st.lists(
    st.builds(
        lambda contact, start, length: (contact, start, None if length is None else start + length),
        st.sampled_from([KEEP, LOSE]), st.integers(0, 30), st.none() | st.integers(0, 12),
    ),
    max_size=7,
)  # fmt: skip


@given(spans)
def test_no_day_is_lost_or_won_and_nothing_is_the_losers(drawn: list[tuple[int, int, int | None]]) -> None:
    rows = [at(n, *each) for n, each in enumerate(drawn)]

    merged = merge_attachments(rows, PAIR)

    left = [{**each, **merged.changes.get(each["id"], {})} for each in rows if each["id"] not in merged.drops]
    assert {each["contact_id"] for each in left} <= {KEEP}
    assert _days(left) == _days(rows)


def _days(rows: list[dict[str, Any]]) -> set[int]:
    return {n for n in range(90) for each in rows if each["starts"] <= iso(n) <= (each["ends"] or iso(90))}


# Dated work and cases -----------------------------------------------------------------------------


def plan(number: int, contact: int, verb: str, state: str = "pending") -> dict[str, Any]:
    return {"id": number, "contact_id": contact, "verb": verb, "state": state, "reasons": None}


def test_of_two_plans_for_the_same_the_winners_stays() -> None:
    closed = plan(4, LOSE, "lock", "done")
    rows = [plan(1, LOSE, "archive"), plan(2, KEEP, "archive"), plan(3, LOSE, "lock", "blocked"), closed]

    merged = merge_plans(rows, PAIR)

    assert (merged.changes[1]["state"], "has its own" in merged.changes[1]["reasons"]) == ("lapsed", True)
    assert merged.changes[3] == {"contact_id": KEEP, "state": "pending", "reasons": None}
    assert merged.changes[4] == {"contact_id": KEEP}
    assert 2 not in merged.changes


@pytest.mark.parametrize(
    ("verb", "keep", "taken"),
    [
        ("archive", JOE, True),
        ("lock", JOE, True),
        ("unlock", JOE, True),
        ("unlock", replace(JOE, locked=True), False),
        ("activate", JOE, False),
        ("activate", replace(JOE, lifecycle=Lifecycle.INACTIVE), False),
        ("unarchive", replace(JOE, lifecycle=Lifecycle.ARCHIVED), False),
        ("invite", JOE, True),
    ],
)
def test_L5_a_plan_to_end_the_winners_own_state_lapses_with_why(verb: str, keep: Facts, taken: bool) -> None:
    (changed,) = merge_plans([plan(1, LOSE, verb)], replace(PAIR, keep=keep)).changes.values()

    assert changed["state"] == ("pending" if taken else "lapsed")
    assert (changed["reasons"] is None) is taken


@pytest.mark.parametrize(
    ("own", "other", "states"),
    [
        ("2026-12-01", None, ["lapsed"]),
        ("2026-12-01", "2026-12-24", ["lapsed", "pending"]),
        ("2026-12-24", "2026-12-01", ["pending", "lapsed"]),
    ],
)
def test_L5_of_two_locks_the_stricter_end_stays(own: str, other: str | None, states: list[str]) -> None:
    rows = [plan(1, KEEP, "unlock") | {"due_on": own}]
    rows += [plan(2, LOSE, "unlock") | {"due_on": other}] if other else []

    merged = merge_plans(rows, replace(PAIR, keep=replace(JOE, locked=True), loser_locked=True))

    assert [merged.changes.get(row["id"], {}).get("state", row["state"]) for row in rows] == states


def test_a_case_that_both_have_with_the_same_attorney_goes_on_once() -> None:
    held: dict[int, tuple[int, str | None]] = {1: (KEEP, None), 2: (LOSE, None), 3: (LOSE, "t")}
    rows = [{"id": n, "contact_id": contact, "closed_at": closed} for n, (contact, closed) in held.items()]

    merged = merge_cases(rows, PAIR)

    assert merged.changes[2] == {"contact_id": KEEP, "closed_at": PAIR.now, "closed_by": "ann", "outcome": "recalled"}
    assert merged.changes[3] == {"contact_id": KEEP}
