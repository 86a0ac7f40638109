"""Voiding and undoing: reversing entries, and a balance that is always the sum of all."""

from __future__ import annotations

from datetime import date

import hypothesis
import pytest
from hypothesis import strategies as st

from casactl.domain.ledger import Entry, EntryKind, open_entries
from casactl.store.check import check_store
from tests.casa import Casa
from tests.length import by_length


@pytest.fixture
def joe(casa: Casa) -> int:
    return casa.tenant("Joe Bloggs")


def balance(casa: Casa, number: int) -> str:
    return str(casa.contact(number).balance)


def test_a_void_posts_the_reverse_and_removes_nothing(casa: Casa, joe: int) -> None:
    casa.property("Rose")
    casa.ok(f"ledger charge {joe} 120 --for Rent --property Rose")
    casa.travel(to="2026-11-30")

    done = casa.ok("ledger void 1 --reason 'charged twice' -o json")

    assert done.results == [
        {"ref": "1", "id": 1, "outcome": "voided", "reasons": [], "note": "charge of 120.00 GBP, by entry 2"}
    ]
    columns = "id, kind, on_date, amount, text, property_id, reverses, voided"
    assert casa.rows(f"select {columns} from ledger_entry order by id") == [
        (1, "charge", "2026-11-23", 12000, "Rent", 1, None, 1),
        (2, "reversal", "2026-11-30", -12000, "charged twice", 1, 1, 0),
    ]
    assert balance(casa, joe) == "0.00"
    assert casa.ok("log list -o json").json[0]["verb"] == "ledger.void"


def test_voiding_twice_changes_nothing(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 120 --for Rent")
    casa.ok("ledger void 1 --reason typo")

    again = casa.ok("ledger void 1 --reason typo -o json")

    assert (again.outcomes, again.json["operation"]) == (["unchanged"], None)
    assert "already voided" in again.stderr


def test_a_reversal_is_not_voided(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 120 --for Rent")
    casa.ok("ledger void 1 --reason typo")

    refused = casa.run("ledger void 2 --reason sorry -o json")

    assert (refused.exit_code, refused.reasons) == (5, ["is-reversal"])


def test_MC_17_voiding_stays_possible_for_the_archived(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 120 --for Rent")
    casa.ok(f"ledger pay {joe} 120")
    casa.ok(f"contact archive {joe}")

    casa.ok("ledger void 1 --reason 'never lived there'")

    assert balance(casa, joe) == "-120.00"


@pytest.mark.parametrize("entry", ["", "x", "-1", "0", "1.5", "9" * 40])
def test_what_is_no_entrys_number_is_exit_2(casa: Casa, entry: str) -> None:
    assert casa.run(["ledger", "void", entry, "--reason", "x"]).exit_code == 2


def test_undo_of_money_posts_reversals_and_says_so(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 120 --for Rent --due 2026-11-01")

    undone = casa.ok("undo -y -o json")

    assert "1 change taken back, 1 ledger entry reversed" in undone.results[0]["note"]
    assert casa.rows("select id, amount, voided from ledger_entry order by id") == [(1, 12000, 1), (2, -12000, 0)]
    assert casa.rows("select balance, oldest_due from contact") == [(0, None)]

    redone = casa.ok(f"undo {undone.json['operation']} -y -o json")
    assert casa.rows("select balance, oldest_due from contact") == [(12000, "2026-11-01")]
    casa.ok(f"undo {redone.json['operation']} -y")
    assert casa.rows("select balance, oldest_due from contact") == [(0, None)]
    casa.ok("log verify")
    casa.ok("workspace check")


def test_an_undone_void_lets_the_entry_stand_again(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 120 --for Rent --due 2026-09-01")
    casa.ok("ledger void 1 --reason typo")

    casa.ok("undo -y")

    assert casa.ok("ledger ageing -o json").json[0]["d60"] == "120.00"
    assert casa.ok("ledger void 1 --reason typo -o json").outcomes == ["voided"]
    casa.ok("workspace check")


def test_a_charge_that_was_voided_since_is_not_undone(casa: Casa, joe: int) -> None:
    casa.ok(f"ledger charge {joe} 120 --for Rent -o json")
    casa.ok("ledger void 1 --reason typo -o json")

    refused = casa.run("undo 3 -y -o json")

    assert refused.exit_code == 5
    assert refused.error["hint"].endswith("casactl undo 4")
    assert balance(casa, joe) == "0.00"


COMMANDS = st.one_of(
    st.tuples(
        st.just("charge {} {} --for x --due {}"), st.integers(1, 300), st.dates(date(2026, 1, 1), date(2027, 1, 1))
    ),
    st.tuples(st.just("pay {} {} --on {}"), st.integers(1, 300), st.dates(date(2026, 1, 1), date(2026, 11, 23))),
    st.tuples(st.just("credit {} {}"), st.integers(1, 300)),
    st.tuples(st.just("refund {} {}"), st.integers(1, 300)),
    st.tuples(st.just("write-off {} {} --reason x"), st.integers(1, 300)),
    st.tuples(st.just("void"), st.integers(0, 5)),
    st.tuples(st.just("undo"), st.integers(0, 5)),
)


@hypothesis.given(st.lists(COMMANDS, min_size=1, max_size=8))
@hypothesis.settings(
    max_examples=by_length(10, 25),
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
)
def test_whatever_happens_the_balance_is_the_sum_of_all_entries(casa: Casa, commands: list[tuple[object, ...]]) -> None:
    joe = casa.tenant("Joe Bloggs")
    for words, *values in commands:
        line = "ledger " + str(words).format(joe, *values)
        if words == "undo":
            line = f"undo {max(2, casa.log()[0]['operation'] - int(str(values[0])))} -y"
        elif words == "void":
            newest = casa.rows("select coalesce(max(id), 1) from ledger_entry")[0][0]
            line = f"ledger void {max(1, newest - int(str(values[0])))} --reason x"
        assert casa.run(line).exit_code in (0, 4, 5), line

    reader = casa.reader()
    problems = [finding.problem for finding in check_store(reader) if not finding.ok]
    reader.close()
    assert problems == []
    found = casa.rows(f"select balance, oldest_due from contact where id = {joe}")
    if found:  # an undo may have taken the contact back
        rows = casa.rows("select id, on_date, amount, due, kind from ledger_entry "
                         f"where contact_id = {joe} and voided = 0 and kind <> 'reversal'")  # fmt: skip
        opened = open_entries(
            Entry(n, date.fromisoformat(on), amount, date.fromisoformat(due) if due else None, EntryKind(kind))
            for n, on, amount, due, kind in rows
        )
        oldest = min(each.entry.day.isoformat() for each in opened) if opened else None
        total = casa.rows(f"select coalesce(sum(amount), 0) from ledger_entry where contact_id = {joe}")[0][0]
        assert found == [(total, oldest)]
