"""Conversations that begin with whom it is about: each answer judged at once, near names offered (B13, B14, B17)."""

from __future__ import annotations

from tests.casa import Casa
from tests.cli.terminal import Terminal
from tests.cli.test_asking import Answers, answering

__all__ = ["answering"]

LAW = "law@firm.example"


def settle(casa: Casa) -> Casa:
    """Joe Bloggs (1) and Ann Bloggs (2) owe; an attorney, and somebody of the staff who is none."""
    casa.property("Rose Court/1", kind="unit")
    for name in ("Joe Bloggs", "Ann Bloggs"):
        number = casa.owner(name, at="Rose Court/1")
        casa.ok(f"ledger charge {number} 120 --for Levy --on 2026-06-01")
        casa.ok(f"arrears status {number} --set letter-of-demand --yes")
    casa.ok(f"user add {LAW} --name 'Lex Law' --type attorney --community 'Rose Court'")
    casa.ok("user add ann@office.example --name 'Ann Lee' --type staff --group manager")
    return casa


def test_B14_a_handover_asks_whom_first_and_judges_the_attorney_at_once(casa_sqlite: Casa, answering: Answers) -> None:
    casa = settle(casa_sqlite)
    asked = answering("1", "5", "ann@office.example", LAW, "y")

    done = casa.run("contact handover")

    assert [question.split(" (")[0].rstrip(": ") for question in asked[:-1]] == ["Which contact", *["Attorney"] * 3]
    assert done.exit_code == 0, done.stderr
    assert casa.contact(1).arrears == "handover"
    assert "'5'" in done.stderr


def test_B14_a_status_asks_whom_first(casa_sqlite: Casa, answering: Answers) -> None:
    casa = settle(casa_sqlite)
    asked = answering("2", "settled", "n")

    casa.run("arrears status")

    assert asked[0].startswith("Which contact")
    assert asked[1].startswith("Status")


def test_B13_a_name_that_nobody_has_offers_those_that_are_near(casa_sqlite: Casa, answering: Answers) -> None:
    casa = settle(casa_sqlite)
    asked = answering("bloggs", "7", "", "blogs", "1", "n")

    done = casa.run("contact lock --reason debt")

    assert "No contact 'bloggs'. Near:" in done.stderr
    assert "One of these: 2, 1." in done.stderr
    assert [question.partition(" (")[0] for question in asked[:5]] == [
        "Which contact", "Which one", "Which one", "Which contact", "Which one",
    ]  # fmt: skip
    assert "Joe Bloggs (1)" in asked[5]


def test_B13_names_are_completed_at_a_prompt(casa_sqlite: Casa) -> None:
    casa = settle(casa_sqlite)

    with Terminal("contact", "lock", "--reason", "debt", env={"CASACTL_CONFIG": str(casa.config_file)}) as terminal:
        terminal.expect("Which contact")
        terminal.press(b"blo\t")
        terminal.expect("Ann Bloggs")


def test_B17_an_edit_of_nothing_is_refused_before_anybody_is_asked_whom(casa_sqlite: Casa, answering: Answers) -> None:
    asked = answering()

    done = casa_sqlite.run("contact edit")

    assert (done.exit_code, asked) == (2, [])
    assert "Nothing to change was said." in done.stderr


def test_a_wrong_answer_to_a_question_says_what_is_taken(casa_sqlite: Casa, answering: Answers) -> None:
    casa = settle(casa_sqlite)
    answering("perhaps", "n")

    assert "y or n, please." in casa.run("contact lock 1 --reason debt").stderr
