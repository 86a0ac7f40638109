"""Leases with a person at the terminal: what is asked, and when it is agreed to."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.cli.terminal import Terminal


@pytest.fixture
def rented(casa_sqlite: Casa) -> Casa:
    casa_sqlite.property("Rose Court/1", kind="unit")
    casa_sqlite.tenant("Joe Bloggs")
    casa_sqlite.ok("lease add 1 'Rose Court/1' --from 2026-10-01 --rent 300 --rent-day 1")
    casa_sqlite.ok("due run")
    return casa_sqlite


def test_A6_the_last_day_is_asked_for_and_a_credit_agreed_to(rented: Casa) -> None:
    with Terminal("lease", "end", "1") as terminal:
        terminal.expect("The last day")
        terminal.type("2026-11-20")
        terminal.expect("credits 100.00 GBP of the rent?")
        terminal.type("n")
        assert terminal.end() != 0
    assert rented.rows("select terminated_on from lease") == [(None,)]

    with Terminal("lease", "end", "1", "--on", "2026-12-31") as terminal:
        assert terminal.end() == 0
    assert "?" not in terminal.stderr


@pytest.mark.parametrize("line", ["end 1 --on 2026-11-20", "edit 1 --until 2026-11-20"])
def test_A6_a_credit_is_agreed_to_where_a_rent_is_ended_by_itself(rented: Casa, line: str) -> None:
    with Terminal("ledger", "recurring", *line.split()) as terminal:
        terminal.expect("End the rent of Joe Bloggs: ")
        terminal.expect("credits 100.00 GBP of the rent?")
        terminal.type("n")
        assert terminal.end() != 0

    assert rented.rows("select until from recurring") == [(None,)]


def test_B11_adding_a_lease_goes_on_to_its_rent(rented: Casa) -> None:
    rented.property("Rose Court/2", kind="unit")

    with Terminal("lease", "add", "1", "Rose Court/2") as terminal:
        terminal.expect("The first day")
        terminal.type("2026-12-01")
        terminal.expect("The rent of a month")
        terminal.type("500")
        terminal.expect("On which day of each month")
        terminal.type("3")
        assert terminal.end() == 0

    assert rented.rows("select amount, rent_day from recurring where lease_id = 2") == [(50000, 3)]


def test_B11_a_lease_is_drawn_with_its_rents(rented: Casa) -> None:
    rented.ok("lease rent 1 350 --from 2027-02-01")

    with Terminal("lease", "show", "1") as terminal:
        terminal.end()

    assert "on: 350.00 GBP (recurring 2)" in terminal.stdout
    assert "day 1 of each month" in terminal.stdout
