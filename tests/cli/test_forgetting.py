"""At a terminal: what is gone for good is confirmed by a typed word, never by a mere yes."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.cli.terminal import Terminal


def archived(casa: Casa, name: str = "Joe Bloggs") -> int:
    number = casa.tenant(name)
    casa.ok(["contact", "archive", number])
    return number


@pytest.mark.parametrize("word", ["1", "Joe Bloggs"])
def test_the_number_or_the_name_has_to_be_typed(casa: Casa, word: str) -> None:
    joe = archived(casa)

    with Terminal("contact", "erase", "Joe Bloggs") as terminal:
        terminal.expect("Erase Joe Bloggs (1) for good?")
        terminal.expect("archiving is the right thing")
        terminal.expect("Type '1' to confirm: ")
        terminal.type(word)
        assert terminal.end() == 0

    assert casa.contact(joe).lifecycle == "erased"


@pytest.mark.parametrize("word", ["", "y", "yes", "2", "joe"])
def test_anything_else_leaves_everything(casa: Casa, word: str) -> None:
    joe = archived(casa)

    with Terminal("contact", "erase", str(joe)) as terminal:
        terminal.expect("to confirm: ")
        terminal.type(word)
        assert terminal.end() == 1

    assert casa.contact(joe).lifecycle == "archived"


def test_for_several_it_is_their_count(casa: Casa) -> None:
    numbers = [archived(casa, name) for name in ("Joe Bloggs", "Ann Archer")]

    with Terminal("contact", "erase", *map(str, numbers)) as terminal:
        terminal.expect("Erase 2 contacts for good?")
        terminal.expect("Type '2' to confirm: ")
        terminal.type("2")
        assert terminal.end() == 0

    assert {casa.contact(number).lifecycle for number in numbers} == {"erased"}


def test_who_may_not_go_is_refused_without_a_question(casa: Casa) -> None:
    casa.tenant()

    with Terminal("contact", "delete", "1") as terminal:
        assert terminal.end() == 5

    assert "confirm" not in terminal.stderr
    assert "archive" in terminal.stderr


def test_a_name_that_could_act_on_the_terminal_is_shown_inert(casa: Casa) -> None:
    archived(casa, "Joe Blo\u202eggs")

    with Terminal("contact", "erase", "1") as terminal:
        terminal.expect("<U+202E>")
        terminal.type("no")
        assert terminal.end() == 1

    assert "\u202e" not in terminal.stderr


def test_all_due_shows_who_is_due_before_it_asks(casa: Casa) -> None:
    archived(casa)
    archived(casa, "Ann Archer")

    with Terminal("contact", "erase", "--all-due") as terminal:
        terminal.expect("Type '2' to confirm: ")
        assert "Joe Bloggs" in terminal.stdout
        assert "Ann Archer" in terminal.stdout
        terminal.type("2")
        assert terminal.end() == 0

    assert casa.ok("report retention -o json").json == []


def test_the_report_is_a_table_with_the_command_for_those_who_are_due(casa: Casa) -> None:
    archived(casa)

    with Terminal("report", "retention") as terminal:
        assert terminal.end() == 0

    assert "newest entry" not in terminal.stdout  # a column without a value is left out
    assert "1 archived, 1 due: casactl contact erase --all-due" in terminal.stdout
