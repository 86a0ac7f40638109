"""Who sees only some contacts writes to these and reads of these only."""

from __future__ import annotations

import pytest

from tests.casa import Casa

WORDS = ["--subject", "Water", "--text", "Off.", "--no-send", "--yes", "-o", "json"]


@pytest.fixture
def clara(casa: Casa) -> str:
    """A clerk of Rose Court, where contact 1 lives; 2 lives in Elm Row."""
    casa.property("Rose Court/Block A/12")
    casa.property("Elm Row/Block B/3")
    casa.tenant("Joe Bloggs", email="joe@example.com", at="Rose Court/Block A/12")
    casa.tenant("Ann Archer", email="ann@example.com", at="Elm Row/Block B/3")
    casa.ok("user add clara@office.example --name Clara --type staff --group clerk --community 'Rose Court'")
    return "clara@office.example"


def test_a_broadcast_reaches_only_whom_the_user_sees(casa: Casa, clara: str) -> None:
    done = casa.ok(["message", "broadcast", *WORDS, "--actor", clara])

    assert [(each["id"], each["outcome"]) for each in done.results] == [(1, "queued")]
    assert casa.rows("select contact_id from outbox") == [(1,)]
    assert casa.rows("select author from message") == [(clara,)]


def test_the_preview_counts_only_whom_the_user_sees(casa: Casa, clara: str) -> None:
    done = casa.run(["message", "broadcast", "--subject", "Water", "--text", "Off.", "--actor", clara])

    assert "goes to 1 contact: 1 by e-mail" in done.stderr


def test_somebody_out_of_sight_does_not_exist(casa: Casa, clara: str) -> None:
    casa.ok(["message", "send", "2", *WORDS])

    for verb in (["send", "2"], ["receive", "2"], ["send", "ann@example.com"]):
        words = [word for word in WORDS if verb[0] == "send" or word != "--no-send"]
        assert casa.run(["message", *verb, *words, "--actor", clara]).exit_code == 4
    assert casa.run(["message", "list", "2", "--actor", clara]).exit_code == 4
    assert casa.ok(["message", "list", "-o", "json", "--actor", clara]).json == []
    assert len(casa.rows("select id from message")) == 1
