"""The line editor at every prompt, on a real pseudo-terminal (T3): arrows, history, pastes, bytes that are no text."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.cli.terminal import Terminal

LEFT, UP, HOME, TAB, ENTER = b"\x1b[D", b"\x1b[A", b"\x1b[H", b"\t", b"\r"
LETTER = [f"line {n}; touch must-not-be.txt" for n in range(40)]
DUMB = [{"TERM": "dumb"}, {"TERM": ""}]


def pasted(text: str) -> bytes:
    """What a terminal sends for a paste, where it was told that somebody edits a line."""
    return b"\x1b[200~" + text.replace("\n", "\r").encode() + b"\x1b[201~"


@pytest.fixture
def joe(casa_sqlite: Casa) -> Casa:
    casa_sqlite.tenant("Joe Bloggs", email="joe@example.com")
    return casa_sqlite


def text_of(casa: Casa) -> str:
    return str(casa.rows("select text from note order by id desc limit 1")[0][0])


def test_T3_arrows_move_and_leave_nothing_in_the_answer(joe: Casa) -> None:
    with Terminal("note", "add", "1") as terminal:
        terminal.expect("Text: ")
        terminal.press(b"Ke" + LEFT * 2 + b"The " + HOME + b"[" + b"\x05" + b"y")
        terminal.press(ENTER)
        assert terminal.end() == 0

    assert text_of(joe) == "[The Key"
    assert "^[[D" not in terminal.stderr


@pytest.mark.parametrize("size", [40, 400])
def test_T3_a_pasted_letter_is_one_answer_and_the_shell_runs_none_of_it(joe: Casa, size: int) -> None:
    letter = "\n".join(LETTER * (size // 40))
    with Terminal("note", "add", "1") as terminal:
        terminal.expect("Text: ")
        terminal.press(pasted(letter + "\n"))
        terminal.press(ENTER)
        assert terminal.end() == 0

    assert text_of(joe) == letter


@pytest.mark.parametrize("env", [{}, *DUMB], ids=["unmarked", "dumb", "none"])
def test_T3_a_paste_that_no_terminal_marks_is_one_answer_too(joe: Casa, env: dict[str, str]) -> None:
    letter = "\n".join(LETTER)
    with Terminal("note", "add", "1", env=env) as terminal:
        terminal.expect("Text: ")
        terminal.press(letter.encode() + b"\n")
        assert terminal.end() == 0

    assert text_of(joe) == letter


def test_T3_a_paste_of_several_lines_answers_one_question_only(joe: Casa) -> None:
    with Terminal("message", "send", "1", "--no-send") as terminal:
        terminal.expect("Subject: ")
        terminal.press(pasted("Water\nis off\n"))
        terminal.press(ENTER)
        terminal.expect("Text: ")
        terminal.press(pasted("Dear Joe,\n\nno water.\n"))
        terminal.press(ENTER)
        terminal.expect("[y/N]")
        terminal.press(pasted("y\ny\n"))
        terminal.press(ENTER)
        terminal.expect("[y/N]", times=2)
        terminal.press(b"y" + ENTER)
        assert terminal.end() == 0

    assert joe.rows("select subject, text from message") == [("Water is off", "Dear Joe,\n\nno water.")]


def test_T3_alt_enter_begins_another_line(joe: Casa) -> None:
    with Terminal("note", "add", "1") as terminal:
        terminal.expect("Alt-Enter begins another line")
        terminal.expect("Text: ")
        terminal.press(b"one\x1b\rtwo" + ENTER)
        assert terminal.end() == 0

    assert text_of(joe) == "one\ntwo"


@pytest.mark.parametrize("env", [{}, *DUMB], ids=["editor", "dumb", "none"])
def test_T3_bytes_that_are_no_text_lose_no_earlier_answer(joe: Casa, env: dict[str, str]) -> None:
    with Terminal("message", "receive", "1", env=env) as terminal:
        terminal.expect("Subject: ")
        terminal.type("Key")
        terminal.expect("Text: ")
        terminal.press(b"caf\xe9\n")
        terminal.expect("not UTF-8 text; once more")
        terminal.expect("Text: ", times=2)
        terminal.type("café")
        assert terminal.end() == 0

    assert joe.rows("select subject, text from message") == [("Key", "café")]


def test_T3_an_answer_is_judged_when_it_is_given_and_can_be_put_right(joe: Casa) -> None:
    joe.property("Rose Court/1", kind="unit")

    with Terminal("lease", "add", "1", "Rose Court/1") as terminal:
        terminal.expect("A day: 2026-12-31")
        terminal.expect("The first day: ")
        terminal.type("2027-13-01")
        terminal.expect("The first day: ", after="there is no month 13")
        terminal.press(UP + LEFT * 3 + b"\x7f2" + ENTER)
        terminal.expect("The rent of a month")
        terminal.press(ENTER)
        assert terminal.end() == 0, terminal.stderr

    assert joe.rows("select starts from lease") == [("2027-12-01",)]


def test_T3_what_stands_on_the_line_is_judged_before_anything_is_asked(joe: Casa) -> None:
    for words in (("note", "add", "99"), ("note", "add", "Nobody"), ("lease", "add", "1", "Nowhere")):
        with Terminal(*words) as terminal:
            assert terminal.end() == 4
        assert ": " not in terminal.stderr.partition("error[")[0], words
    with Terminal("ledger", "charge", "1", "much") as terminal:
        assert terminal.end() == 2
    assert "What for" not in terminal.stderr


def test_T3_tab_completes_choices_references_and_places(joe: Casa) -> None:
    joe.property("Rose Court/12")

    with Terminal("contact", "attach") as terminal:
        terminal.expect("Which contact")
        terminal.press(b"jo" + TAB + ENTER)
        terminal.expect("Property (its path): ")
        terminal.press(b"Rose Court/1" + TAB + ENTER)
        assert terminal.end() == 0
    assert joe.contact(1).properties == ["Rose Court/12"]

    with Terminal("property", "add", "Elm") as terminal:
        terminal.expect("Kind: ")
        terminal.press(b"com" + TAB + ENTER)
        assert terminal.end() == 0
    assert joe.ok("property show Elm -o json").json["kind"] == "community"


PROMPTS = {
    "line": (("message", "send", "1"), "Subject: "),
    "text": (("message", "send", "1", "--subject", "x"), "Text: "),
    "yes or no": (("contact", "archive", "1"), "[y/N]"),
    "one of some": (("property", "add", "Elm"), "Kind: "),
    "argument": (("contact", "show"), "Contact ("),
    "selection": (("contact", "lock"), "Which contact"),
    "offer": (("contact", "add", "--type", "client", "--first-name", "A", "--last-name", "B", "--email", "a@b.example"),
              "[Y/n]"),
    "secret": (("user", "set-password", "ann@office.example"), "New password: "),
    "pick": (("contact", "show", "Sam Same"), "Which one"),
}  # fmt: skip


@pytest.mark.parametrize("env", [{}, {"TERM": "dumb"}], ids=["editor", "dumb"])
@pytest.mark.parametrize("prompt", list(PROMPTS))
@pytest.mark.parametrize(("keys", "code"), [(b"\x03", 130), (b"\x04", 1)], ids=["Ctrl-C", "Ctrl-D"])
def test_T3_leaving_at_any_prompt_does_nothing(
    joe: Casa, prompt: str, env: dict[str, str], keys: bytes, code: int
) -> None:
    joe.tenant("Sam Same")
    joe.tenant("Sam Same")
    joe.ok("user add ann@office.example --name Ann --type staff --group manager")
    before = joe.rows("select count(*) from operation")
    words, question = PROMPTS[prompt]

    with Terminal(*words, env=env) as terminal:
        terminal.expect(question)
        if keys == b"\x03" and (env or prompt == "secret"):
            terminal.interrupt()
        else:
            terminal.press(keys)
        assert terminal.end() == code

    assert "Traceback" not in terminal.stderr
    assert "othing was changed." in terminal.stderr
    assert terminal.stdout == ""
    assert joe.rows("select count(*) from operation") == before


def test_T3_the_terminal_is_as_it_was_afterwards_and_is_asked_for_nothing(joe: Casa) -> None:
    with Terminal("contact", "archive", "1") as terminal:
        before = terminal.modes()
        terminal.expect("[y/N]")
        assert terminal.modes() != before
        terminal.type("n")
        assert terminal.end() == 1
        assert terminal.modes() == before

    assert "\x1b[6n" not in terminal.drawn
    assert terminal.drawn.count("\x1b[?2004h") == terminal.drawn.count("\x1b[?2004l")


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_T3_a_question_longer_than_the_screen_breaks_at_words(joe: Casa, columns: int) -> None:
    joe.tenant("Wolfeschlegelstein Hausenbergerdorff")

    with Terminal("contact", "archive", "1", "2", columns=columns) as terminal:
        terminal.expect("[y/N]")
        terminal.type("y")
        assert terminal.end() == 0

    words = terminal.stderr.split("?")[0].split()
    assert words[-2:] == ["Hausenbergerdorff", "(2)"]
