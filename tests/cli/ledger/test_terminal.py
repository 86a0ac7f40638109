"""The ledger at a terminal: a statement to hand out, ageing with totals, and questions for what is missing."""

from __future__ import annotations

import re

import pytest

from tests.casa import Casa
from tests.cli.terminal import Terminal

STYLE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def joe(casa_sqlite: Casa) -> Casa:
    casa = casa_sqlite
    casa.ok("workspace set office_name 'Rose & Co'")
    casa.tenant("Joe [red]Bloggs")
    casa.ok("ledger charge 1 120 --for 'Rent October' --on 2026-10-01 --due 2026-10-05")
    casa.ok("ledger pay 1 100 --on 2026-10-07 --method transfer --reference B-1")
    casa.ok(["ledger", "charge", "1", "80", "--for", "Water \u202e :smile:", "--on", "2026-11-01"])
    return casa


def shown(*words: str) -> str:
    with Terminal(*words, columns=100) as terminal:
        assert terminal.end() == 0
    return STYLE.sub("", terminal.stdout)


def test_a_statement_names_office_and_contact_and_ends_with_what_is_due(joe: Casa) -> None:
    lines = [line.rstrip() for line in shown("ledger", "statement", "1").splitlines() if line.strip()]

    assert lines[0] == "Rose & Co"
    assert lines[1] == "Statement for Joe [red]Bloggs (no 1)"
    assert lines[2].split() == ["date", "what", "due", "charge", "payment", "balance", "entry"]
    assert lines[3].split() == ["2026-10-01", "Rent", "October", "2026-10-05", "120.00", "120.00", "1"]
    assert lines[4].split() == ["2026-10-07", "Payment", "(transfer,", "B-1)", "100.00", "20.00", "2"]
    assert "Water <U+202E> :smile:" in lines[5]
    assert lines[-1] == "Balance due: 100.00 GBP"


def test_a_period_begins_with_the_balance_brought_forward(joe: Casa) -> None:
    text = shown("ledger", "statement", "1", "--from", "2026-11-01", "--to", "2026-11-30")

    assert "(no 1), from 2026-11-01, to 2026-11-30" in text
    assert re.search(r"2026-11-01 +Balance brought forward +20\.00", text)
    assert "Rent October" not in text


def test_a_credit_balance_is_called_one_and_an_empty_statement_says_so(joe: Casa) -> None:
    joe.ok("ledger pay 1 150")
    joe.tenant("Ann Other")

    assert "In credit: 50.00 GBP" in shown("ledger", "statement", "1")
    assert "No entries." in shown("ledger", "statement", "2")
    profile = shown("contact", "show", "1")
    assert "-50.00 GBP, in credit" in profile
    assert "oldest due" not in profile


def test_ageing_ends_with_the_totals_of_all(joe: Casa) -> None:
    joe.tenant("Ann Other")
    joe.ok("ledger charge 2 5000 --for x --due 2026-01-01")

    lines = [line.rstrip() for line in shown("ledger", "ageing", "--limit", "1").splitlines()]

    assert lines[0].split() == ["no", "name", "current", "30–59", "120", "on", "balance"]
    assert lines[1].split() == ["2", "Ann", "Other", "5000.00", "5000.00"]
    assert lines[2].split() == ["all", "80.00", "20.00", "5000.00", "5100.00"]
    assert lines[3] == "1 of 2 who owe; GBP by days past due, current from 0 to 29"


def test_a_profile_says_since_when_the_oldest_debt_is_due(joe: Casa) -> None:
    assert re.search(r"oldest due +2026-10-05", shown("contact", "show", "1"))
    assert joe.contact(1).oldest_due == "2026-10-05"


@pytest.mark.parametrize(
    ("words", "question", "answer"),
    [
        (("ledger", "charge", "1", "5"), "What for", "Key"),
        (("ledger", "write-off", "1", "5"), "Why", "Goodwill"),
        (("ledger", "void", "1"), "Why", "Typo"),
    ],
)
def test_what_is_missing_is_asked_for(joe: Casa, words: tuple[str, ...], question: str, answer: str) -> None:
    with Terminal(*words) as terminal:
        terminal.expect(question)
        terminal.type(answer)
        assert terminal.end() == 0

    assert joe.rows("select text from ledger_entry order by id desc limit 1") == [(answer,)]


def test_a_levy_asks_whom_it_is_to_charge(joe: Casa) -> None:
    joe.property("Rose Court/1")
    joe.owner("Olive Owner", at="Rose Court/1")

    with Terminal("ledger", "levy", "5", "--for", "Roof", "--property", "Rose Court") as terminal:
        terminal.expect("Charge Olive Owner (2)")
        terminal.type("n")
        assert terminal.end() == 1

    assert joe.contact(2).balance == "0.00"
