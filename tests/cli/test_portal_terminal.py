"""At a terminal: the invitation is offered, and secrets are asked for without an echo."""

from __future__ import annotations

import pytest

from tests.casa import Casa
from tests.cli.terminal import Terminal
from tests.mailed import PASSWORD, activated, invited, letters, link

NEW = ("contact", "add", "--first-name", "Joe", "--last-name", "Bloggs", "--email", "joe@example.com", "--type")


@pytest.mark.parametrize("type_", ["prospect", "client"])
@pytest.mark.parametrize(("answer", "portal"), [("", "invited"), ("y", "invited"), ("n", "not-invited")])
def test_SD_17_an_invitation_is_offered_and_enter_alone_says_yes(
    casa_sqlite: Casa, type_: str, answer: str, portal: str
) -> None:
    with Terminal(*NEW, type_) as terminal:
        terminal.expect("Send an invitation to joe@example.com? [Y/n]")
        terminal.type(answer)
        assert terminal.end() == 0

    assert casa_sqlite.contact(1).portal == portal
    assert len(letters(casa_sqlite)) == (portal == "invited")


@pytest.mark.parametrize("words", [("tenant",), ("lead",), ("client", "--no-invite"), ("client", "--no-input")])
def test_SD_17_nobody_else_is_offered_one(casa_sqlite: Casa, words: tuple[str, ...]) -> None:
    with Terminal(*NEW, *words) as terminal:
        assert terminal.end() == 0

    assert "invitation" not in terminal.stderr
    assert casa_sqlite.contact(1).portal == "not-invited"


def test_SD_18_link_and_password_are_asked_for_without_an_echo_until_two_are_the_same(casa_sqlite: Casa) -> None:
    joe = invited(casa_sqlite)
    found = link(casa_sqlite)

    with Terminal("portal", "activate") as terminal:
        terminal.expect("The link, or its token: ")
        terminal.type(found)
        terminal.expect("New password: ")
        terminal.type(PASSWORD)
        terminal.expect("The same again: ")
        terminal.type("something else")
        terminal.expect("These two differ. Once more.\nNew password: ")
        terminal.type(PASSWORD)
        terminal.expect("differ. Once more.\nNew password: \nThe same again: ")
        terminal.type(PASSWORD)
        assert terminal.end() == 0

    assert PASSWORD not in terminal.stdout + terminal.stderr
    assert found.partition("token=")[2] not in terminal.stdout + terminal.stderr
    assert casa_sqlite.contact(joe).portal == "activated"


def test_signing_in_asks_for_the_password_and_shows_the_persons_side(casa_sqlite: Casa) -> None:
    activated(casa_sqlite)

    with Terminal("portal", "sign-in", "joe@example.com") as terminal:
        terminal.expect("Password: ")
        terminal.type(PASSWORD)
        assert terminal.end() == 0

    assert PASSWORD not in terminal.stdout + terminal.stderr
    assert "Joe Bloggs" in terminal.stdout
    assert "Balance due: 0.00 GBP" in terminal.stdout
