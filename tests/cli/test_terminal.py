"""With a person at the terminal: tables, colours, questions on standard error, answers, second thoughts."""

from __future__ import annotations

import re

import pytest

from tests.casa import Casa
from tests.cli.terminal import COLD, Terminal


@pytest.fixture
def joe(casa_sqlite: Casa) -> Casa:
    casa_sqlite.tenant("Joe Bloggs", email="joe@example.com")
    return casa_sqlite


def test_a_list_is_a_table_with_a_heading_and_a_footer(joe: Casa) -> None:
    joe.tenant("Ann Archived")
    joe.ok("contact archive 2")

    with Terminal("contact", "list") as terminal:
        assert terminal.end() == 0

    assert "\x1b[" in terminal.stdout
    assert "name" in terminal.stdout
    assert "Joe Bloggs" in terminal.stdout
    assert "Not invited" in terminal.stdout
    assert "1 archived" in terminal.stdout
    assert "\t" not in terminal.stdout
    assert terminal.stderr == ""


@pytest.mark.parametrize(("words", "env"), [(["--color", "never"], {}), ([], {"NO_COLOR": "1"})])
def test_colour_can_be_declined(joe: Casa, words: list[str], env: dict[str, str]) -> None:
    with Terminal("contact", "list", *words, env=env) as terminal:
        terminal.end()

    assert "Joe Bloggs" in terminal.stdout
    assert "\x1b[3" not in terminal.stdout


def test_json_is_json_on_a_terminal_too(joe: Casa) -> None:
    with Terminal("contact", "list", "-o", "ids") as terminal:
        terminal.end()

    assert terminal.stdout == "1\n"


def test_fifty_rows_unless_told_otherwise(casa_sqlite: Casa) -> None:
    rows = "".join(f"tenant,N{n:03},X\n" for n in range(60))
    casa_sqlite.ok("contact import -", stdin="type,first name,last name\n" + rows)

    with Terminal("contact", "list") as terminal:
        terminal.end()

    assert "N049" in terminal.stdout
    assert "N050" not in terminal.stdout
    assert "--after 50" in terminal.stdout


def test_untrusted_text_is_inert_in_a_table(casa_sqlite: Casa) -> None:
    casa_sqlite.tenant("[red]Joe[/red] :smile:\u202eDoe")
    casa_sqlite.property("Rose [bold]Court[/bold]")
    casa_sqlite.ok(["contact", "attach", "1", "Rose [bold]Court[/bold]"])

    for words in (
        ["contact", "list"],
        ["contact", "show", "1"],
        ["contact", "can", "1"],
        ["log", "list"],
        ["property", "list"],
    ):
        with Terminal(*words) as terminal:
            assert terminal.end() == 0
        assert "\u202e" not in terminal.stdout
        if words[1] in ("list", "show") and words[0] == "contact":
            assert "[red]Joe[/red] :smile:" in terminal.stdout
            assert "<U+202E>" in terminal.stdout


def test_a_state_change_is_confirmed_on_standard_error(joe: Casa) -> None:
    with Terminal("contact", "archive", "1") as terminal:
        terminal.expect("Archive Joe Bloggs (1)? [y/N]")
        terminal.type("y")
        assert terminal.end() == 0

    assert "?" not in terminal.stdout
    assert joe.contact(1).lifecycle == "archived"


@pytest.mark.parametrize("answer", ["n", "", "no"])
def test_a_no_changes_nothing_and_is_exit_1(joe: Casa, answer: str) -> None:
    with Terminal("contact", "archive", "1") as terminal:
        terminal.expect("[y/N]")
        terminal.type(answer)
        assert terminal.end() == 1

    assert "error[declined]" in terminal.stderr
    assert terminal.stdout == ""
    assert joe.contact(1).lifecycle == "active"


@pytest.mark.parametrize(("keys", "code"), [(b"\x03", 130), (b"\x04", 1)], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_at_a_question_changes_nothing(joe: Casa, keys: bytes, code: int) -> None:
    with Terminal("contact", "archive", "1", program=COLD) as terminal:
        terminal.expect("[y/N]")
        if keys == b"\x03":
            terminal.interrupt()
        else:
            terminal.press(keys)
        assert terminal.end() == code

    assert "Traceback" not in terminal.stderr
    assert joe.contact(1).lifecycle == "active"


def test_yes_asks_nothing_and_no_input_asks_nothing(joe: Casa) -> None:
    with Terminal("contact", "archive", "1", "-y") as terminal:
        assert terminal.end() == 0
    assert "[y/N]" not in terminal.stderr
    with Terminal("contact", "unarchive", "1", "--no-input") as terminal:
        assert terminal.end() == 0
    assert "[y/N]" not in terminal.stderr


def test_MC_2_adding_starts_by_choosing_the_type_and_asks_for_what_is_missing(casa_sqlite: Casa) -> None:
    with Terminal("contact", "add", "--last-name", "Bloggs") as terminal:
        terminal.expect("Type:")
        terminal.type("nonsense")
        terminal.expect("Please choose")
        terminal.type("client")
        terminal.expect("First name:")
        terminal.type("Joe")
        terminal.expect("Email:")
        terminal.type("joe@example.com")
        for question in ("Phone (Enter skips): ", "Unit (Enter skips): ", "Street and number (Enter skips): "):
            terminal.expect(question)
            terminal.type("")
        terminal.expect("Send an invitation")
        terminal.type("n")
        terminal.expect("Add Joe Bloggs? [Y/n]")
        terminal.type("")
        assert terminal.end() == 0

    found = casa_sqlite.contact(1)
    assert (found.type, found.display_name, found.email) == ("client", "Joe Bloggs", "joe@example.com")
    assert "Type" not in terminal.stdout


def test_SD_15_a_companys_primary_contact_is_asked_for_where_each_has_one(casa_sqlite: Casa) -> None:
    joe = casa_sqlite.tenant("Joe Bloggs")
    casa_sqlite.ok("workspace set company_first on")

    with Terminal("contact", "add", "--type", "vendor", "--kind", "company", "--name", "Acme") as terminal:
        terminal.expect("Primary contact")
        terminal.type("Joe Bloggs")
        assert terminal.end() == 0

    assert [link["contact_id"] for link in casa_sqlite.contact("Acme").links] == [joe]


def test_undo_names_what_it_takes_back_and_asks(joe: Casa) -> None:
    with Terminal("undo") as terminal:
        terminal.expect("Joe Bloggs")
        terminal.expect("[y/N]")
        terminal.type("y")
        assert terminal.end() == 0

    assert joe.ok("contact list --all -o ids").ids == []


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_every_page_fits_the_terminal(joe: Casa, columns: int) -> None:
    for words in (["contact", "list"], ["contact", "show", "1"], ["log", "list"], ["--help"]):
        with Terminal(*words, columns=columns, env={"NO_COLOR": "1"}) as terminal:
            assert terminal.end() == 0
        plain = re.sub(r"\x1b\[[0-9;]*m", "", terminal.stdout)
        assert max(len(line) for line in plain.splitlines()) <= columns, words
