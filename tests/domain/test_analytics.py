"""How a contact pays: settled in the order of ageing, timed by what came in, computed the slow way as well."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from casactl.domain.analytics import PayingHabits, paying_habits, settled
from casactl.domain.ledger import CHARGES, SIGN, Entry, EntryKind, open_entries

DAY = date(2026, 1, 1)
KINDS = [kind for kind in EntryKind if kind is not EntryKind.REVERSAL]
MOVEMENTS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 60), st.integers(1, 12), st.none() | st.integers(0, 60)),
    max_size=12,
)
Movement = tuple[EntryKind, int, int, int | None]


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def entries(*movements: Movement) -> list[Entry]:
    """Kind, day of the entry, amount above zero, due day."""
    return [
        Entry(
            number,
            on(day),
            SIGN[kind] * amount,
            on(due) if due is not None and kind is EntryKind.CHARGE else None,
            kind,
        )
        for number, (kind, day, amount, due) in enumerate(movements, 1)
    ]


def charge(day: int, amount: int, due: int | None = None) -> Movement:
    return EntryKind.CHARGE, day, amount, due


def pay(day: int, amount: int) -> Movement:
    return EntryKind.PAYMENT, day, amount, None


def habits(*movements: Movement) -> PayingHabits:
    return paying_habits(entries(*movements))


def by_the_unit(all_entries: list[Entry]) -> dict[int, tuple[date, bool]]:
    """One minor unit at a time: when each charge was settled, and whether payments alone did it."""
    units: list[tuple[date, bool]] = []
    debt = 0
    for entry in sorted(all_entries, key=lambda e: (e.on, e.id)):
        for _ in range(abs(entry.amount) if entry.kind not in CHARGES else 0):
            if entry.amount < 0 and debt:
                debt -= 1
            elif entry.amount < 0:
                units.append((entry.on, entry.kind is EntryKind.PAYMENT))
            elif units:
                units.pop()
            else:
                debt += 1
    found: dict[int, tuple[date, bool]] = {}
    charges = [e for e in all_entries if e.kind in CHARGES]
    for each in sorted(charges, key=lambda e: (e.due or e.on, e.id)):
        mine, units = units[: each.amount], units[each.amount :]
        if len(mine) == each.amount:
            found[each.id] = mine[-1][0], all(paid for _, paid in mine)
    return found


def test_a_charge_is_paid_on_the_day_on_which_the_last_of_it_came_in() -> None:
    found = habits(charge(0, 100, 30), pay(10, 40), pay(20, 60))

    assert found == PayingHabits(100, 100, 20.0, 1.0)


def test_the_due_date_is_in_time_and_the_day_after_is_not() -> None:
    assert habits(charge(0, 100, 30), pay(30, 100)).share_in_time == 1.0
    assert habits(charge(0, 100, 30), pay(31, 100)).share_in_time == 0.0
    assert habits(charge(0, 100), pay(0, 100)).share_in_time == 1.0


def test_the_oldest_due_is_paid_first_as_in_ageing() -> None:
    late, soon = charge(0, 100, 50), charge(5, 100, 10)

    (first,) = settled(entries(late, soon, pay(8, 100)))

    assert (first.charge.id, first.days, first.in_time) == (2, 3, True)


def test_money_that_was_there_before_took_no_days() -> None:
    assert habits(pay(0, 100), charge(20, 100, 15)) == PayingHabits(100, 100, 0.0, 1.0)


def test_credits_and_write_offs_are_no_payments() -> None:
    forgiven = (EntryKind.WRITE_OFF, 9, 100, None)
    helped = (EntryKind.CREDIT, 9, 30, None)

    assert habits(charge(0, 100), forgiven) == PayingHabits(100, 0, None, None)
    assert habits(charge(0, 100), helped, pay(12, 70)) == PayingHabits(100, 70, None, None)


def test_a_refund_takes_back_what_came_in_last() -> None:
    overpaid = (charge(0, 100, 30), pay(5, 100), pay(40, 50), (EntryKind.REFUND, 45, 50, None))

    assert habits(*overpaid) == PayingHabits(100, 100, 5.0, 1.0)


def test_what_is_paid_in_part_is_not_paid_yet() -> None:
    assert habits(charge(0, 100), pay(5, 99)) == PayingHabits(100, 99, None, None)


def test_without_entries_there_is_nothing_to_say() -> None:
    assert habits() == PayingHabits(0, 0, None, None)


@given(MOVEMENTS)
def test_it_agrees_with_counting_one_unit_after_the_other(movements: list[Movement]) -> None:
    all_entries = entries(*movements)

    assert {s.charge.id: (s.on, s.paid) for s in settled(all_entries)} == by_the_unit(all_entries)


@given(MOVEMENTS)
def test_what_is_not_settled_is_what_ageing_has_open(movements: list[Movement]) -> None:
    all_entries = entries(*movements)
    charges = {entry.id for entry in all_entries if entry.kind in CHARGES}

    still_open = {each.entry.id for each in open_entries(all_entries) if each.entry.kind in CHARGES}

    assert {each.charge.id for each in settled(all_entries)} == charges - still_open


@given(MOVEMENTS, st.randoms())
def test_the_order_in_which_entries_are_given_does_not_matter(movements: list[Movement], random: Random) -> None:
    all_entries = entries(*movements)
    shuffled = random.sample(all_entries, len(all_entries))

    found = paying_habits(shuffled)

    assert found == paying_habits(all_entries)
    assert found.charged == sum(e.amount for e in all_entries if e.kind in CHARGES)
    assert found.share_in_time is None or 0 <= found.share_in_time <= 1
    assert (found.average_days is None) == (found.share_in_time is None)
