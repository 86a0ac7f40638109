"""Settling, ageing and running balances: money is never lost on the way."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.domain.facts import Facts
from casactl.domain.ledger import (
    BUCKETS,
    CHARGES,
    LARGEST_BALANCE,
    PARTICIPLE,
    SIGN,
    Entry,
    EntryKind,
    Open,
    ageing,
    bucket,
    cannot_post,
    open_entries,
    running,
    still_open,
)
from casactl.domain.money import LARGEST
from casactl.domain.standing import Lifecycle

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
AMOUNTS = st.integers(-500, 500).filter(bool) | st.integers(-LARGEST, LARGEST).filter(bool)
MOVEMENTS = st.lists(
    st.tuples(DAYS, AMOUNTS, st.none() | DAYS, st.sampled_from([EntryKind.CHARGE, EntryKind.REFUND])), max_size=15
)
Movement = tuple[date, int, date | None, EntryKind]


def entries(movements: list[Movement]) -> list[Entry]:
    return [Entry(n, *movement) for n, movement in enumerate(movements, 1)]


def joe(**more: object) -> Facts:
    return Facts(17, "Joe Bloggs", "person", "tenant", **{"lifecycle": Lifecycle.ACTIVE, **more})  # type: ignore[arg-type]


def codes(kind: EntryKind, amount: int = 100, *, outside: bool = False, **standing: object) -> list[str]:
    return [reason.code for reason in cannot_post(joe(**standing), kind, amount, outside=outside)]


# Settling -----------------------------------------------------------------------------------------


def test_a_payment_settles_the_oldest_charge_first_by_due_date() -> None:
    late = Entry(1, TODAY, 100, TODAY + timedelta(days=9))
    soon = Entry(2, TODAY, 100, TODAY)

    found = open_entries([late, soon, Entry(3, TODAY, -130)])

    assert [(each.entry.id, each.left) for each in found] == [(1, 70)]


def test_charges_due_on_the_same_day_are_settled_by_number() -> None:
    found = open_entries([Entry(2, TODAY, 50), Entry(1, TODAY, 50), Entry(3, TODAY, -60)])

    assert [(each.entry.id, each.left) for each in found] == [(2, 40)]


def test_a_payment_that_came_before_the_charge_settles_it_all_the_same() -> None:
    assert open_entries([Entry(1, TODAY - timedelta(days=40), -80), Entry(2, TODAY, 80)]) == []


def test_a_refund_is_settled_by_the_credit_that_it_paid_back() -> None:
    late = Entry(4, TODAY - timedelta(days=65), 75)
    paid_back = [Entry(1, TODAY, 100), Entry(2, TODAY, -160), Entry(3, TODAY, 60, kind=EntryKind.REFUND)]

    assert [(each.entry.id, each.left) for each in open_entries([*paid_back, late])] == [(1, 75)]
    assert open_entries(paid_back[2:]) == [Open(paid_back[2], 60)]


def test_M2_what_is_not_due_yet_is_open_and_stands_apart() -> None:
    ahead = [Entry(1, TODAY, 80, TODAY + timedelta(days=400))]

    assert ageing(ahead, TODAY) == {"not_due": 80, "current": 0, "d30": 0, "d60": 0, "d90": 0, "d120": 0}


@given(MOVEMENTS)
def test_what_is_open_adds_up_to_what_is_owed(movements: list[Movement]) -> None:
    listed = entries(movements)

    left = sum(each.left for each in open_entries(listed))

    assert left == max(0, sum(entry.amount for entry in listed))


@given(MOVEMENTS)
def test_only_the_oldest_open_entry_is_settled_in_part(movements: list[Movement]) -> None:
    found = open_entries(entries(movements))

    assert all(0 < each.left <= each.entry.amount for each in found)
    assert all(each.left == each.entry.amount for each in found[1:])
    assert [each.entry.turn for each in found] == sorted(each.entry.turn for each in found)


@given(MOVEMENTS, st.randoms())
def test_the_order_of_posting_does_not_matter(movements: list[Movement], random: Random) -> None:
    listed = entries(movements)
    shuffled = list(listed)
    random.shuffle(shuffled)

    assert open_entries(shuffled) == open_entries(listed)


# Ageing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (-400, "not_due"), (-1, "not_due"), (0, "current"), (29, "current"), (30, "d30"), (59, "d30"), (60, "d60"),
        (89, "d60"), (90, "d90"), (119, "d90"), (120, "d120"), (9999, "d120"),
    ],
)  # fmt: skip
def test_a_debt_ages_by_the_days_past_due(days: int, name: str) -> None:
    assert bucket(days) == name
    due = TODAY - timedelta(days=days)
    assert ageing([Entry(1, due, 5)], TODAY)[name] == 5  # due on its date
    assert ageing([Entry(1, date(2020, 1, 1), 5, due)], TODAY)[name] == 5


@given(MOVEMENTS)
def test_the_buckets_add_up_to_the_balance(movements: list[Movement]) -> None:
    listed = entries(movements)

    sums = ageing(listed, TODAY)

    assert list(sums) == [name for name, _ in BUCKETS]
    assert sum(sums.values()) == max(0, sum(entry.amount for entry in listed))


@given(MOVEMENTS)
def test_the_youngest_charges_make_up_what_is_owed(movements: list[Movement]) -> None:
    listed = entries(movements)
    sums = {kind: dict.fromkeys((name for name, _ in BUCKETS), 0) for kind in (EntryKind.CHARGE, EntryKind.REFUND)}
    for entry in listed:
        sums[entry.kind][bucket((TODAY - entry.day).days)] += max(0, entry.amount)
    charged, refunded = (list(found.values()) for found in sums.values())

    owed = max(0, sum(entry.amount for entry in listed))

    assert still_open(charged, refunded, owed) == list(ageing(listed, TODAY).values())


@given(st.integers(-(10**9), 10**9), st.lists(AMOUNTS))
def test_a_statement_runs_from_what_was_owed_to_what_is_owed(opening: int, amounts: list[int]) -> None:
    balances = running(opening, amounts)

    assert [after - before for before, after in zip([opening, *balances], balances, strict=False)] == amounts
    assert [*balances, opening][len(amounts) - 1 if amounts else 0] == opening + sum(amounts)


# What may be posted -------------------------------------------------------------------------------


def test_every_kind_has_a_sign_and_an_outcome() -> None:
    assert set(SIGN) == set(EntryKind) - {EntryKind.REVERSAL}
    assert list(PARTICIPLE) == list(EntryKind)


def test_MC_6_a_locked_contact_pays_only_outside() -> None:
    assert codes(EntryKind.PAYMENT, locked=True) == ["locked"]
    assert codes(EntryKind.PAYMENT, locked=True, outside=True) == []
    assert codes(EntryKind.CHARGE, locked=True) == []


def test_MC_17_an_archived_contact_takes_no_charges_but_everything_else() -> None:
    for kind in SIGN:
        balance = -500 if kind is EntryKind.REFUND else 500
        forbidden = ["archived"] if kind in CHARGES else []
        assert codes(kind, lifecycle=Lifecycle.ARCHIVED, balance=balance) == forbidden


@pytest.mark.parametrize("kind", list(SIGN))
@pytest.mark.parametrize("lifecycle", [Lifecycle.ERASED, Lifecycle.MERGED])
def test_nothing_is_posted_to_who_is_gone(kind: EntryKind, lifecycle: Lifecycle) -> None:
    assert codes(kind, lifecycle=lifecycle, outside=True) == ["gone"]


@pytest.mark.parametrize(
    ("balance", "amount", "code"),
    [(0, 1, "no-credit"), (5, 1, "no-credit"), (-100, 101, "more-than-credit"), (-100, 100, None), (-100, 1, None)],
)
def test_a_refund_pays_back_no_more_than_the_credit(balance: int, amount: int, code: str | None) -> None:
    assert codes(EntryKind.REFUND, amount, balance=balance) == ([code] if code else [])


@pytest.mark.parametrize(
    ("balance", "amount", "code"),
    [(0, 1, "nothing-owed"), (-5, 1, "nothing-owed"), (100, 101, "more-than-owed"), (100, 100, None), (100, 1, None)],
)
def test_a_write_off_takes_no_more_than_is_owed(balance: int, amount: int, code: str | None) -> None:
    assert codes(EntryKind.WRITE_OFF, amount, balance=balance) == ([code] if code else [])


def test_a_balance_has_a_limit_on_either_side() -> None:
    assert codes(EntryKind.CHARGE, 1, balance=LARGEST_BALANCE - 1) == []
    assert codes(EntryKind.CHARGE, 1, balance=LARGEST_BALANCE) == ["balance-too-large"]
    assert codes(EntryKind.PAYMENT, 1, balance=-LARGEST_BALANCE) == ["balance-too-large"]
    assert codes(EntryKind.PAYMENT, 1, balance=LARGEST_BALANCE) == []
