"""Nothing in a letter's words can make a header, a recipient or a second message."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.delivery.outgoing_message import BadOutgoingMessage, OutgoingMessage, as_mail, deliverable
from casactl.domain.email import is_one_address, sender_parts

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def parcel(**changes: object) -> OutgoingMessage:
    """A plain letter, with changes."""
    plain: dict[str, object] = {
        "channel": "email", "recipient": "joe@example.com", "text": "Off on Monday\n", "subject": "Water",
        "html": "<p>Off</p>", "sender": "Rose Court <office@rose.example>", "header_id": "1.a@x.casactl", "date": NOON,
    }  # fmt: skip
    return OutgoingMessage(**(plain | changes))  # type: ignore[arg-type]


def read(made: OutgoingMessage, *, eight_bit: bool = True) -> EmailMessage:
    """The message as a receiver parses it."""
    return message_from_bytes(as_mail(made, eight_bit=eight_bit), policy=default)


ATTACKS = [
    "Water\r\nBcc: eve@evil.example",
    "Water\nBcc: eve@evil.example",
    "Water\rBcc: eve@evil.example",
    "Water\r\n\r\nHello",
    "Water\x00\x0b\x0cBcc: eve@evil.example",
    "Water\u2028Bcc: eve@evil.example",
    "Water\x85Bcc: eve@evil.example",
    "=?utf-8?q?Water=0D=0ABcc=3A_eve=40evil=2Eexample?=",
    "x" * 2000,
    "\u202egnp.exe",
]


@pytest.mark.parametrize("words", ATTACKS)
def test_a_subject_stays_one_header(words: str) -> None:
    message = read(parcel(subject=words))

    assert message["Bcc"] is None
    assert message["To"] == "joe@example.com"
    assert len(message.get_all("Subject", [])) == 1
    assert set(message.keys()) == {
        "From", "To", "Subject", "Message-ID", "Date", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version",
        "Content-Type",
    }  # fmt: skip


@pytest.mark.parametrize("words", ATTACKS)
def test_the_offices_name_stays_a_name(words: str) -> None:
    sender = f"{words} <office@rose.example>"
    if sender_parts(sender) is None:
        with pytest.raises(BadOutgoingMessage):
            as_mail(parcel(sender=sender), eight_bit=True)
        return

    message = read(parcel(sender=sender))

    assert [address.addr_spec for address in message["From"].addresses] == ["office@rose.example"]
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    "recipient",
    [
        "a@x.example, b@y.example", "a@x.example,b@y.example", "a@x.example;b@y.example", "a@x.example b@y.example",
        "Joe <a@x.example>", "<a@x.example>", "a@x.example\r\nBcc: b@y.example", "a@x.example\nRCPT TO:<b@y.example>",
        "a@x.example\x00", "a@b@x.example", '"a b"@x.example', "a@", "@x.example", "", "joe", "a@x.example\u2028",
        "(comment)a@x.example", "group:a@x.example;", "a@[127.0.0.1]", "a@x.example\t", "a" * 320 + "@x.example",
    ],
)  # fmt: skip
def test_only_one_plain_address_is_a_recipient(recipient: str) -> None:
    with pytest.raises(BadOutgoingMessage):
        as_mail(parcel(recipient=recipient), eight_bit=True)
    with pytest.raises(BadOutgoingMessage):
        deliverable(recipient)


@given(st.text(max_size=60))
def test_no_text_makes_a_second_header_or_recipient(words: str) -> None:
    message = read(parcel(subject=words))
    assert message["To"] == "joe@example.com"
    assert message["Bcc"] is None
    if is_one_address(words):
        return
    with pytest.raises(BadOutgoingMessage):
        deliverable(words)


@given(st.text(max_size=200), st.booleans())
def test_any_text_arrives_as_text_and_ends_nothing_early(words: str, eight_bit: bool) -> None:
    message = read(parcel(text=f"{words}\nthe end"), eight_bit=eight_bit)

    parts = list(message.walk())
    assert [part.get_content_type() for part in parts] == ["multipart/alternative", "text/plain", "text/html"]
    assert parts[1].get_content().rstrip().endswith("the end")


def test_a_link_stands_alone_and_whole_on_its_line_in_the_raw_message() -> None:
    link = "https://portal.example/activate?token=" + "x" * 43
    for text in (f"Dear Joe,\n\n{link}\n", f"Dear Zoë,\n\n{link}\n"):
        assert link.encode() + b"\r\n" in as_mail(parcel(text=text), eight_bit=True)


def test_lines_longer_than_servers_take_are_wrapped_for_the_journey() -> None:
    long = "word " * 1000
    raw = as_mail(parcel(text=long), eight_bit=True)

    assert max(map(len, raw.split(b"\r\n"))) < 998
    plain = read(parcel(text=long)).get_body(("plain",))
    assert plain is not None
    assert plain.get_content().strip() == long.strip()


def test_a_server_that_takes_no_eight_bits_gets_none() -> None:
    raw = as_mail(parcel(text="Zoë\n", html="<p>Zoë</p>", subject="Zoë"), eight_bit=False)

    assert raw.isascii()
    assert "Zoë" in str(read(parcel(text="Zoë\n"), eight_bit=False).get_body(("plain",)).get_content())  # type: ignore[union-attr]


def test_a_worldwide_domain_is_written_in_ascii() -> None:
    assert deliverable("joe@müller.example") == "joe@xn--mller-kva.example"
    assert read(parcel(recipient="joe@müller.example"))["To"] == "joe@xn--mller-kva.example"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("office@rose.example", ("", "office@rose.example")),
        ("Rose Court <office@rose.example>", ("Rose Court", "office@rose.example")),
        ('"Rose, Court" <office@rose.example>', ("Rose, Court", "office@rose.example")),
        ("Rose <a@x.example>, Eve <b@y.example>", None),
        ("a@x.example, b@y.example", None),
        ("Rose\r\nBcc: b@y.example <a@x.example>", None),
        ("Rose", None),
    ],
)
def test_a_sender_is_one_address_with_or_without_a_name(text: str, parts: tuple[str, str] | None) -> None:
    assert sender_parts(text) == parts
