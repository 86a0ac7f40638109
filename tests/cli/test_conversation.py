"""`contact add` as a conversation on a terminal (T3): the rest is asked for, doubles are named, all is agreed to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.casa import Casa
from tests.cli.terminal import Terminal

EMAIL, PHONE, UNIT, STREET = (f"{what} (Enter skips): " for what in ("Email", "Phone", "Unit", "Street and number"))
JOE = (("Type: ", "tenant"), ("First name: ", "Joe"), ("Last name: ", "Bloggs"))
SKIPPED = tuple((question, "") for question in (EMAIL, PHONE, UNIT, STREET))
Talk = Sequence[tuple[str, str]]


def talk(terminal: Terminal, said: Talk) -> int:
    """Answer each question as it comes; gives the exit code."""
    asked: dict[str, int] = {}
    for question, answer in said:
        asked[question] = asked.get(question, 0) + 1
        terminal.expect(question, times=asked[question])
        terminal.type(answer)
    return terminal.end()


def test_T3_adding_goes_on_to_email_phone_unit_and_address_and_shows_the_whole(casa: Casa) -> None:
    casa.property("Rose Court/12", kind="unit")

    with Terminal("contact", "add", "--tag", "vip") as terminal:
        code = talk(terminal, (
            *JOE, (EMAIL, "joe@example.com"), (PHONE, "020 7946 0958"), (UNIT, "rose court/12"),
            (STREET, "10 High St"), ("City: ", "London"), ("Postcode: ", "SW1A 1AA"), ("Country [GB]: ", ""),
            ("Add Joe Bloggs? [Y/n] ", "y"),
        ))  # fmt: skip
    assert code == 0, terminal.stderr

    joe = casa.contact(1)
    assert (joe.email, joe.phone, joe.properties, joe.tags) == (
        "joe@example.com", "+442079460958", ["Rose Court/12"], ["vip"]
    )  # fmt: skip
    assert [(row["line"], row["city"], row["billing"]) for row in joe.addresses] == [("10 High St", "London", True)]
    assert casa.rows("select count(*) from operation where verb = 'contact.add'") == [(1,)]
    for line in ("type     tenant", "name     Joe Bloggs", "email    joe@example.com", "unit     Rose Court/12",
                 "tags     vip", "address  10 High St, "):  # fmt: skip
        assert f"\n  {line}" in terminal.stderr, line
    assert "High St" not in terminal.stdout


def test_T3_enter_skips_what_need_not_be_there(casa: Casa) -> None:
    with Terminal("contact", "add") as terminal:
        assert talk(terminal, (*JOE, *SKIPPED, ("Add Joe Bloggs? [Y/n] ", ""))) == 0

    assert (casa.contact(1).email, casa.contact(1).phone, casa.contact(1).addresses) == (None, None, [])


def test_T3_each_answer_is_judged_when_it_is_given(casa: Casa) -> None:
    casa.tenant("Ann Other", email="ann@example.com")
    casa.property("Rose Court/12", kind="unit")

    with Terminal("contact", "add", "--type", "client") as terminal:
        code = talk(terminal, (
            ("First name: ", "Joe"), ("Last name: ", "Bloggs"), ("Email: ", "bad"), ("Email: ", "ann@example.com"),
            ("Email: ", "joe@example.com"), (PHONE, "12"), (PHONE, ""), (UNIT, "Nowhere"), (UNIT, "Rose Court/12"),
            ("What is the contact there: ", "owner"), (STREET, "1 Elm Row"), ("City: ", ""), ("Postcode: ", ""),
            ("Country [GB]: ", "Atlantis"), ("Country [GB]: ", "France"), ("Send an invitation", "n"),
            ("Add Joe Bloggs? [Y/n] ", ""),
        ))  # fmt: skip
    assert code == 0, terminal.stderr

    for refusal in ("not an e-mail address", "belongs to contact 1, Ann Other", "Nowhere", "Atlantis"):
        assert refusal in terminal.stderr
    found = casa.contact(2)
    assert (found.email, found.properties, found.addresses[0]["country"]) == (
        "joe@example.com", ["Rose Court/12"], "FR"
    )  # fmt: skip


@pytest.mark.parametrize(("answer", "code", "count"), [("y", 0, 2), ("", 1, 1), ("n", 1, 1)])
def test_T3_whom_the_new_one_resembles_is_said_and_asked_once(casa: Casa, answer: str, code: int, count: int) -> None:
    casa.tenant("Joe Bloggs", phone="020 7946 0958")

    said = (*JOE[:2], ("Last name: ", "Blogs"), (EMAIL, ""), (PHONE, "020 7946 0958"), (UNIT, ""), (STREET, ""))
    with Terminal("contact", "add") as terminal:
        assert talk(terminal, (*said, ("Add Joe Blogs all the same? [y/N] ", answer))) == code

    assert "Resembles Joe Bloggs (1, active): " in terminal.stderr
    assert "same phone" in terminal.stderr
    assert "Once more?" not in terminal.stderr
    assert len(casa.ok("contact list --all -o ids").ids) == count


def test_T3_the_same_name_and_phone_is_asked_about_once(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", phone="020 7946 0958")

    said = (*JOE, (EMAIL, ""), (PHONE, "020 7946 0958"), (UNIT, ""), (STREET, ""))
    with Terminal("contact", "add") as terminal:
        assert talk(terminal, (*said, ("Add Joe Bloggs all the same? [y/N] ", "y"))) == 0

    assert "Once more?" not in terminal.stderr
    assert len(casa.ok("contact list --all -o ids").ids) == 2


def test_T3_a_no_at_the_end_adds_nobody(casa: Casa) -> None:
    with Terminal("contact", "add") as terminal:
        assert talk(terminal, (*JOE, *SKIPPED, ("Add Joe Bloggs? [Y/n] ", "n"))) == 1

    assert casa.ok("contact list --all -o ids").ids == []


@pytest.mark.parametrize("at", range(8))
@pytest.mark.parametrize(("keys", "code"), [(b"\x03", 130), (b"\x04", 1)], ids=["Ctrl-C", "Ctrl-D"])
def test_T3_leaving_anywhere_adds_nobody(casa_sqlite: Casa, at: int, keys: bytes, code: int) -> None:
    said = (*JOE, *SKIPPED, ("Add Joe Bloggs? [Y/n] ", ""))
    with Terminal("contact", "add") as terminal:
        for question, answer in said[:at]:
            terminal.expect(question)
            terminal.type(answer)
        terminal.expect(said[at][0])
        terminal.press(keys)
        assert terminal.end() == code

    assert casa_sqlite.ok("contact list --all -o ids").ids == []


WHOLE = ("contact", "add", "--type", "tenant", "--first-name", "Joe", "--last-name", "Bloggs")


def test_T3_a_line_that_says_all_is_no_conversation(casa: Casa) -> None:
    with Terminal(*WHOLE, "-o", "ids") as terminal:
        assert terminal.end() == 0

    assert (terminal.stdout, terminal.stderr) == ("1\n", "")


def test_T3_who_confirms_beforehand_is_asked_for_what_has_to_be_there_only(casa: Casa) -> None:
    with Terminal(*WHOLE[:-2], "-y") as terminal:
        assert talk(terminal, [("Last name: ", "Bloggs")]) == 0

    assert "Enter skips" not in terminal.stderr


def test_T3_what_stands_on_the_line_is_judged_before_the_first_question(casa: Casa) -> None:
    for words in (("--email", "bad"), ("--type", "king"), ("--property", "Nowhere"), ("--primary", "Nobody")):
        with Terminal("contact", "add", "--first-name", "Joe", *words) as terminal:
            assert terminal.end() in (2, 4), words
        assert terminal.stderr.startswith("\x1b[1;31merror[") or terminal.stderr.startswith("error["), words


def test_T3_who_reaches_some_places_only_converses_within_them(casa: Casa) -> None:
    casa.property("Rose Court/12", kind="unit")
    casa.property("Elm Row/3", kind="unit")
    casa.tenant("Joe Bloggs", phone="020 7946 0958", at="Elm Row/3")
    casa.ok("user add eve@office.example --name Eve --type staff --group manager --community 'Rose Court'")

    with Terminal("contact", "add", "--actor", "eve@office.example") as terminal:
        code = talk(terminal, (*JOE, (EMAIL, ""), (PHONE, "020 7946 0958"), (UNIT, "Elm Row/3"),
                               (UNIT, "Rose Court/12"), (STREET, ""), ("Add Joe Bloggs? [Y/n] ", "")))  # fmt: skip
    assert code == 0, terminal.stderr

    assert "Resembles" not in terminal.stderr
    assert casa.contact(2).properties == ["Rose Court/12"]


def test_T3_the_first_command_of_all_can_be_a_conversation(tmp_path: object, machine: object) -> None:
    with Terminal("contact", "add") as terminal:
        assert talk(terminal, (*JOE, (EMAIL, "x"), *SKIPPED, ("Add Joe Bloggs? [Y/n] ", ""))) == 0, terminal.stderr


COMPANY = "Company (Enter skips): "


def test_T3_enter_in_the_place_of_a_first_name_makes_it_a_company(casa_sqlite: Casa) -> None:
    said = (("Type: ", "vendor"), ("First name: ", ""), ("Name: ", "Acme Ltd"), (EMAIL, ""), (PHONE, "020 7946 0958"),
            (UNIT, ""), (STREET, ""), ("Add Acme Ltd? [Y/n] ", ""))  # fmt: skip
    with Terminal("contact", "add") as terminal:
        assert talk(terminal, said) == 0

    assert casa_sqlite.contact(1).kind == "company"
    assert "\n  phone    +44 20 7946 0958" in terminal.stderr


def test_T3_whoever_works_is_asked_for_the_company_which_is_added_on_a_yes(casa_sqlite: Casa) -> None:
    said = (("Type: ", "vendor"), ("First name: ", "Zoe"), ("Last name: ", "Smith"), (EMAIL, ""), (PHONE, ""),
            (COMPANY, "Acme Ltd"), ("Add it, too? [Y/n] ", "n"), (COMPANY, "Beta Ltd"), ("Add it, too? [Y/n] ", "y"),
            (UNIT, ""), (STREET, ""), ("Add Zoe Smith? [Y/n] ", ""))  # fmt: skip
    with Terminal("contact", "add") as terminal:
        assert talk(terminal, said) == 0

    added = casa_sqlite.ok("contact list -o json").json
    assert sorted((row["display_name"], row["company"]) for row in added) == [
        ("Beta Ltd", "Beta Ltd"),
        ("Zoe Smith", "Beta Ltd"),
    ]
