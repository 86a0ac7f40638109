"""At a terminal a missing subject or text is asked for, and a broadcast says whom it reaches before it leaves."""

from __future__ import annotations

from tests.casa import Casa
from tests.cli.terminal import Terminal


def people(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.tenant("Ann Archer")


def test_subject_and_text_are_asked_for(casa_sqlite: Casa) -> None:
    people(casa_sqlite)

    with Terminal("message", "send", "1", "--no-send") as terminal:
        terminal.expect("Subject: ")
        terminal.type("Key")
        terminal.expect("Text: ")
        terminal.type("Here.")
        terminal.expect("[y/N]")
        terminal.type("y")
        assert terminal.end() == 0

    assert casa_sqlite.rows("select subject, text from message") == [("Key", "Here.")]


def test_a_broadcast_counts_and_asks(casa_sqlite: Casa) -> None:
    people(casa_sqlite)

    with Terminal("message", "broadcast", "--subject", "Water", "--text", "Off.") as terminal:
        terminal.expect("goes to 1 contact: 1 by e-mail")
        terminal.expect("left out: 1 no address (MC-1)")
        terminal.expect("Send it to Joe Bloggs (1)? [y/N]")
        terminal.type("n")
        assert terminal.end() == 1

    assert "Nothing was changed" in terminal.stderr
    assert casa_sqlite.rows("select count(*) from message") == [(0,)]


def test_a_list_fits_the_terminal_and_the_profile_shows_the_latest(casa_sqlite: Casa) -> None:
    people(casa_sqlite)
    casa_sqlite.ok(["message", "receive", "1", "--subject", "Key\u202e [red]x", "--text", "word " * 200])

    with Terminal("message", "list") as terminal:
        assert terminal.end() == 0
    lines = terminal.stdout.replace("\r", "").rstrip("\n").split("\n")
    assert all(len(_bare(line)) <= 100 for line in lines)
    assert len(lines) < 10
    assert "Joe Bloggs" in lines[1]
    assert "\u202e" not in terminal.stdout
    assert "[red]x" in terminal.stdout

    with Terminal("contact", "show", "1") as terminal:
        assert terminal.end() == 0
    assert "Messages" in terminal.stdout
    assert "\u202e" not in terminal.stdout


def _bare(line: str) -> str:
    """A line without its colours."""
    parts = line.split("\x1b[")
    return parts[0] + "".join(part.partition("m")[2] for part in parts[1:])
