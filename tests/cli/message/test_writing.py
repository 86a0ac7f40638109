"""Subject, text and channels as typed: what is asked for, what is refused, what cannot make a header."""

from __future__ import annotations

import pytest

from tests.casa import Casa

VERBS = ("message send 1", "message broadcast --yes", "message receive 1")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("given", "named"), [("--text x", "--subject"), ("--subject x", "--text"), ("", "--subject")])
def test_what_is_missing_is_named_where_nobody_can_be_asked(
    casa_sqlite: Casa, verb: str, given: str, named: str
) -> None:
    casa_sqlite.tenant(email="joe@example.com")

    done = casa_sqlite.run(f"{verb} {given} -o json")

    assert (done.exit_code, done.stdout) == (2, "")
    assert named in done.error["message"]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--subject", "Hi\nBcc: eve@example.com"), ("--subject", "Hi\rBcc: eve@example.com"), ("--subject", "Hi\r\n x"),
        ("--subject", "Hi\u2028x"), ("--subject", "Hi\x0bx"), ("--subject", "Hi\x00x"), ("--subject", "Hi\x1b[31m"),
        ("--subject", ""), ("--subject", "  "), ("--subject", "x" * 401), ("--subject", "Hi\ud800x"),
        ("--text", ""), ("--text", " \n\t\n "), ("--text", "a\x00b"), ("--text", "a\x1b[31mb"), ("--text", "a\x85b"),
        ("--text", "x" * 100_001), ("--text", "Hi\ud800x"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_subject_or_a_text_is_refused(casa_sqlite: Casa, verb: str, option: str, value: str) -> None:
    casa_sqlite.tenant(email="joe@example.com")
    words = {"--subject": "Hi", "--text": "Ho"} | {option: value}

    done = casa_sqlite.run([*verb.split(), *(word for pair in words.items() for word in pair)])

    assert (done.exit_code, done.stdout) == (2, "")
    assert option in done.stderr
    assert casa_sqlite.rows("select count(*) from message") == [(0,)]
    assert casa_sqlite.rows("select count(*) from outbox") == [(0,)]


def test_the_text_comes_from_standard_input(casa: Casa) -> None:
    casa.tenant(email="joe@example.com")

    casa.ok("message send 1 --subject Hi --text - --no-send", stdin="Dear Joe,\r\n\r\nit is cold.  \r\n\r\n")

    assert casa.rows("select text from message") == [("Dear Joe,\n\nit is cold.",)]
    assert casa.run("message send 1 --subject Hi --text -", stdin=b"\xff\xfe").exit_code == 2
    assert casa.run("message send 1 --subject Hi --text -", stdin="").exit_code == 2


@pytest.mark.parametrize("verb", ["message send - --yes", "message send 1 -", "message receive -"])
def test_standard_input_is_references_or_text(casa_sqlite: Casa, verb: str) -> None:
    casa_sqlite.tenant(email="joe@example.com")

    done = casa_sqlite.run(f"{verb} --subject Hi --text -", stdin="1\n")

    assert done.exit_code == 2
    assert "not both" in done.stderr


@pytest.mark.parametrize("channel", ["fax", "", ",", "email,fax", "email sms", "-"])
def test_an_unknown_channel_lists_those_there_are(casa_sqlite: Casa, channel: str) -> None:
    casa_sqlite.tenant(email="joe@example.com")
    words = ["--subject", "Hi", "--text", "Ho", "--yes", "--channel", channel]

    for verb in (["send", "1"], ["broadcast"]):
        done = casa_sqlite.run(["message", *verb, *words])
        assert done.exit_code == 2
        assert "email, sms" in done.stderr


@pytest.mark.parametrize("channel", ["email", "EMAIL", " sms , email ", "email,email,sms", "sms,email"])
def test_channels_are_read_as_people_write_them(casa_sqlite: Casa, channel: str) -> None:
    casa_sqlite.tenant(email="joe@example.com", phone="020 7946 0958")

    casa_sqlite.ok(["message", "send", "1", "--subject", "Hi", "--text", "Ho", "--no-send", "--channel", channel])

    found = [row[0] for row in casa_sqlite.rows("select channel from outbox order by id")]
    assert found == (["email", "sms"] if "sms" in channel else ["email"])
