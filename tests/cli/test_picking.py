"""Who is meant is picked from a list on a terminal, and `contact pick` prints one number for another command."""

from __future__ import annotations

import json
import shlex
import sys

import pytest

from casactl.cli.answers import KINDS
from casactl.cli.loader import load_verb
from casactl.cli.tree import TREE
from tests.casa import Casa
from tests.cli.terminal import Terminal

AMBIGUOUS = {
    "contact show 'Joe Bloggs' -o ids": "",
    "contact archive 'Joe Bloggs' -y": "archived",
    "note add 'Joe Bloggs' --text x": "added",
    "message list 'Joe Bloggs'": "",
    "task add --contact 'Joe Bloggs' --title x": "added",
    "task add --contact 3 --title x --follow 'Joe Bloggs'": "added",
    "contact link 3 'Joe Bloggs' --as household": "linked",
    "contact merge 3 'Joe Bloggs' -y": "merged",
}


@pytest.fixture
def two(casa: Casa) -> Casa:
    """Two people of one name, and one of another."""
    casa.tenant("Joe Bloggs", email="joe@example.com", at=casa.property("Rose Court/1"))
    casa.tenant("Joe Bloggs")
    casa.tenant("Ann Other")
    return casa


def picked(line: str, said: str, question: str) -> str:
    """What a command shows once the second of two has been picked, after a number that is not among them."""
    with Terminal(*shlex.split(line)) as terminal:
        terminal.expect(said)
        terminal.expect(" 1  Joe Bloggs  joe@example.com  Rose Court/1")
        terminal.expect(question)
        terminal.type("3")
        terminal.expect("One of these: 1, 2.")
        terminal.type("2")
        assert terminal.end() == 0, terminal.stderr
    return terminal.stdout


@pytest.mark.parametrize("line", list(AMBIGUOUS))
def test_who_is_meant_by_a_name_of_two_is_picked(two: Casa, line: str) -> None:
    shown = picked(line, "'Joe Bloggs' may be any of 2 contacts:", "Which one (its number): ")
    assert AMBIGUOUS[line] in shown
    assert "may be any" not in two.ok("log show 1").stdout


NEAR = {
    **{line.replace("Joe Bloggs", "bloggs"): said for line, said in AMBIGUOUS.items()},
    "contact show 'Jo Blogs' -o ids": "",
    "task add --contact 3 --title x --assign bloggs": "added",
    "ledger recurring add bloggs 10 --for Rent --from 2026-12-01": "added",
    "log list --contact bloggs": "",
}


@pytest.mark.parametrize("line", list(NEAR))
def test_T7_who_is_near_to_a_name_that_nobody_has_is_picked(two: Casa, line: str) -> None:
    shown = picked(line, "Near:", "Which one (its number; Enter for none of them): ")
    assert NEAR[line] in shown


@pytest.mark.parametrize("line", ["contact archive bloggs", "contact show bloggs", "note add bloggs --text x"])
def test_T7_enter_alone_is_none_of_those_that_are_near(two: Casa, line: str) -> None:
    before = two.rows("select count(*) from operation")
    with Terminal(*shlex.split(line)) as terminal:
        terminal.expect("Which one (its number; Enter for none of them): ")
        terminal.type("")
        assert terminal.end() == 4

    assert "No contact 'bloggs'" in terminal.stderr
    assert two.rows("select count(*) from operation") == before


@pytest.mark.parametrize("name", ["Bloggs", "bloggs jo", "Joe Blogs", "Blogg"])
def test_T7_off_a_terminal_the_near_names_are_a_hint(two: Casa, name: str) -> None:
    done = two.run(["contact", "show", name])

    assert (done.exit_code, done.stdout) == (4, "")
    assert "near: 1 Joe Bloggs, 2 Joe Bloggs" in done.stderr
    assert two.run(["contact", "show", name, "-o", "json"]).error["hint"].startswith("near: 1 Joe Bloggs")


@pytest.mark.parametrize("name", ["Zaphod", "99", "ref:B", "nobody@example.com", "+4420", "Bl", "%", "x" * 3000])
def test_T7_what_is_near_to_no_name_gives_no_such_hint(two: Casa, name: str) -> None:
    assert "near:" not in two.run(["contact", "show", name]).stderr


def test_T7_nobody_out_of_sight_is_near(two: Casa) -> None:
    two.property("Elm Row/1")
    two.ok("user add ann@office.example --name Ann --type staff --community 'Elm Row'")

    assert "Bloggs," not in two.run("contact show Blogs --actor ann@office.example").stderr


def test_T7_whatever_takes_a_contact_lets_one_pick() -> None:
    verbs = [(f"{noun} {name}", verb) for noun, each in TREE.items() for name, verb in each.verbs.items()]
    taking = {
        (name, param.name): param.metavar in KINDS
        for name, verb in verbs
        for param in load_verb(name, verb).own
        if "REF" in str(param.metavar) or "complete_contacts" in str(getattr(param, "_custom_shell_complete", ""))
    }

    assert len(taking) > 60
    assert [where for where, picks in taking.items() if not picks] == []


def test_it_is_picked_before_anything_else_is_asked_and_the_pick_stands(two: Casa) -> None:
    with Terminal("note", "add", "Joe Bloggs") as terminal:
        terminal.expect("Which one")
        assert "Text" not in terminal.stderr
        terminal.type("2")
        terminal.expect("Text: ")
        terminal.type("hello")
        assert terminal.end() == 0

    assert two.rows("select contact_id from note") == [(2,)]


def test_an_answer_that_means_two_is_picked_from_too(two: Casa) -> None:
    with Terminal("contact", "show", "-o", "ids") as terminal:
        terminal.expect("Contact (")
        terminal.type("Joe Bloggs")
        terminal.expect("Which one")
        terminal.type("1")
        assert terminal.end() == 0

    assert terminal.stdout == "1\n"


def test_off_a_terminal_and_without_input_it_is_refused_as_ever(two: Casa) -> None:
    done = two.run("contact show 'Joe Bloggs' -o json")
    assert (done.exit_code, done.error["code"]) == (4, "contact.ambiguous")

    with Terminal("contact", "show", "Joe Bloggs", "--no-input") as terminal:
        assert terminal.end() == 4
    assert "Which one" not in terminal.stderr


def test_of_several_references_who_is_nobody_has_a_result_of_their_own(two: Casa) -> None:
    with Terminal("contact", "archive", "Joe Bloggs", "Nobody", "3", "-y", "-o", "json") as terminal:
        terminal.expect("Which one")
        terminal.type("1")
        assert terminal.end() == 3

    assert [each["id"] for each in json.loads(terminal.stdout)["results"]] == [1, 3, None]


def test_who_is_out_of_sight_is_not_picked_from(two: Casa) -> None:
    two.ok("user add eve@office.example --name Eve --type staff --community 'Rose Court'")

    with Terminal("contact", "show", "Joe Bloggs", "-o", "ids", "--actor", "eve@office.example") as terminal:
        assert terminal.end() == 0
    assert terminal.stdout == "1\n"

    with Terminal("contact", "pick", "joe", "--actor", "eve@office.example") as terminal:
        assert terminal.end() == 0
    assert (terminal.stdout, "joe@" in terminal.stderr) == ("1\n", False)


def test_pick_narrows_by_words_until_one_is_left(two: Casa) -> None:
    with Terminal("contact", "pick") as terminal:
        terminal.expect("Who (")
        terminal.type("nobody at all")
        terminal.expect("Nobody is found by 'nobody at all'.")
        terminal.type("bloggs")
        terminal.expect("Which one (its number, or more words)")
        terminal.type("3")
        terminal.expect("One of these: 1, 2.")
        terminal.type("ann")
        terminal.expect("Nobody among these is found by 'ann'; Enter alone for other words.")
        terminal.type("rose")
        assert terminal.end() == 0

    assert terminal.stdout == "1\n"
    assert "1 Joe Bloggs" in terminal.stderr


@pytest.mark.parametrize(("words", "answers", "picked"), [
    ((), ["2"], "2\n"), (("joe",), ["", "ann"], "3\n"), (("Ann",), [], "3\n"), (("joe", "bloggs"), ["2"], "2\n"),
    (("3",), [], "3\n"),
])  # fmt: skip
def test_pick_takes_a_number_or_words_and_prints_one_number(
    two: Casa, words: tuple[str, ...], answers: list[str], picked: str
) -> None:
    with Terminal("contact", "pick", *words) as terminal:
        for answer in answers:
            terminal.expect("): ")
            terminal.type(answer)
        assert terminal.end() == 0

    assert terminal.stdout == picked


def test_a_pick_goes_into_another_command(two: Casa) -> None:
    casactl = f"{sys.executable} -m casactl"
    with Terminal("-c", f"{casactl} contact show $({casactl} contact pick joe) -o ids", program=("sh",)) as terminal:
        terminal.expect("Which one")
        terminal.type("2")
        assert terminal.end() == 0

    assert terminal.stdout == "2\n"


def test_off_a_terminal_a_pick_is_refused_and_prints_nothing(two: Casa) -> None:
    done = two.run("contact pick joe -o json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "terminal" in done.error["message"]
    assert done.error["hint"].endswith("casactl contact find TEXT --output ids")

    with Terminal("contact", "pick", "--no-input") as terminal:
        assert terminal.end() == 2


@pytest.mark.parametrize(("keys", "code"), [(b"\x03", 130), (b"\x04", 1)])
def test_leaving_a_pick_prints_nothing(two: Casa, keys: bytes, code: int) -> None:
    with Terminal("contact", "pick", "joe") as terminal:
        terminal.expect("Which one")
        terminal.press(keys)
        assert terminal.end() == code

    assert terminal.stdout == ""


def test_names_that_could_act_on_the_terminal_are_listed_inert(casa_sqlite: Casa) -> None:
    for _ in range(2):
        casa_sqlite.tenant("Joe B\u202eloggs")

    with Terminal("contact", "pick", "joe") as terminal:
        terminal.expect("Which one")
        terminal.press(b"\t\x03")
        assert terminal.end() == 130

    assert "<U+202E>" in terminal.stderr
    assert "\u202e" not in terminal.drawn


@pytest.mark.parametrize("columns", [40, 80])
def test_the_list_fits_the_terminal(casa_sqlite: Casa, columns: int) -> None:
    for n in range(2):
        casa_sqlite.tenant(f"Wolfeschlegelstein{n} Hausenbergerdorff", email=f"wolf.{n}@hausenbergerdorff.example",
                           phone="02079460958", at=casa_sqlite.property("Rose Court/Block A/12"))  # fmt: skip

    with Terminal("contact", "pick", "wolfe", columns=columns) as terminal:
        terminal.expect("Which one")
        terminal.press(b"\x03")
        assert terminal.end() == 130

    listed = [line for line in terminal.stderr.splitlines() if "Wolf" in line]
    assert len(listed) == 2
    assert max(map(len, listed)) < columns
