"""Judge first, ask once: a question says who, what, when and how much, and who is left out (T2)."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from casactl.cli import asking
from tests import run as running
from tests.casa import Casa

Answers = Callable[..., list[str]]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """A person at the terminal who answers; gives the questions that were asked."""
    monkeypatch.setattr(running._Output, "isatty", lambda _: True)
    monkeypatch.setattr("casactl.cli.context.App.interactive", property(lambda app: not app.flag("no_input")))
    asked: list[str] = []

    def answer(*answers: str | Callable[[], object]) -> list[str]:
        left = list(answers)

        def ask(prompt: str) -> str:
            asked.append(prompt)
            given = left.pop(0)
            if callable(given):
                given()
                return "y"
            return given

        monkeypatch.setattr(asking, "_ask", ask)
        return asked

    return answer


def test_T2_a_question_names_who_and_says_who_is_left_out(casa_sqlite: Casa, answering: Answers) -> None:
    casa = casa_sqlite
    joe, ann = casa.tenant("Joe Bloggs"), casa.tenant("Ann Owes")
    casa.ok(f"ledger charge {ann} 120 --for Rent")
    asked = answering("n")

    done = casa.run(f"contact archive {joe} {ann}")

    assert asked == ["Archive Joe Bloggs (1)? [y/N] "]
    assert "refused: Ann Owes: open balance 120.00 GBP" in done.stderr
    assert (done.exit_code, casa.contact(joe).lifecycle) == (1, "active")


def test_T2_what_is_refused_is_not_asked_about(casa_sqlite: Casa, answering: Answers) -> None:
    ann = casa_sqlite.tenant("Ann Owes")
    casa_sqlite.ok(f"ledger charge {ann} 120 --for Rent")
    asked = answering()

    assert casa_sqlite.run(f"contact archive {ann}").exit_code == 5
    assert asked == []


def test_T2_a_question_resolves_the_day(casa_sqlite: Casa, answering: Answers) -> None:
    joe = casa_sqlite.tenant("Joe Bloggs")
    asked = answering("y")

    assert casa_sqlite.run(f"contact archive {joe} --on +10d").exit_code == 0
    assert "Joe Bloggs (1)" in asked[0]
    assert "2026-12-03" in asked[0]


def test_T2_a_levy_says_how_many_are_charged_and_how_much_in_all(casa: Casa, answering: Answers) -> None:
    for n in range(7):
        casa.owner(f"Olive{n} Owner", at=casa.property(f"Rose Court/{n}"))
    asked = answering("n")

    done = casa.run(["ledger", "levy", "50", "--for", "Fee", "--property", "Rose Court"])

    assert asked, done.stderr
    assert "Charge 7 contacts: " in asked[0]
    assert "and 2 more" in asked[0]
    assert "350.00 GBP in all" in asked[0]


def test_T2_what_has_changed_by_the_answer_is_asked_about_again(casa_sqlite: Casa, answering: Answers) -> None:
    joe, ann = casa_sqlite.tenant("Joe Bloggs"), casa_sqlite.tenant("Ann Other")

    def meanwhile() -> None:
        out = sys.stdout, sys.stderr, sys.stdin
        casa_sqlite.ok(f"ledger charge {ann} 5 --for Key --no-input")
        sys.stdout, sys.stderr, sys.stdin = out

    asked = answering(meanwhile, "y")
    done = casa_sqlite.run(f"contact archive {joe} {ann}")

    assert asked == ["Archive 2 contacts: Joe Bloggs (1), Ann Other (2)? [y/N] ", "Archive Joe Bloggs (1)? [y/N] "]
    assert (done.exit_code, casa_sqlite.contact(ann).lifecycle) == (3, "active")


def test_T13_what_is_missing_is_asked_for_in_every_verb_by_one_rule(casa_sqlite: Casa, answering: Answers) -> None:
    casa = casa_sqlite
    joe = casa.tenant("Joe Bloggs", at=casa.property("Rose Court/1"))
    casa.ok(f"ledger charge {joe} 120 --for Rent --no-input")

    for line, answers in (
        ("ledger pay", ["Joe Bloggs", "20"]),
        ("contact detach 1", ["Rose Court/1"]),
        ("arrears status 1 -y", ["reminder"]),
        ("contact lock", ["1", "bounced", "y"]),
        ("note add", ["1", "hello"]),
    ):
        asked = answering(*answers)
        before = len(asked)
        done = casa.run(line)
        assert (done.exit_code, len(asked) - before) == (0, len(answers)), (line, asked, done.stderr)
        assert casa.run(f"{line} --no-input").exit_code == 2, line

    assert casa.contact(joe).balance == "100.00"
    assert casa.contact(joe).locked
