"""A letter ready to go: the mail as bytes with headers that nothing in it can break, or an SMS."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from casactl.domain.email import is_one_address, sender_parts
from casactl.domain.unsubscribe import HEADERS, ONE_CLICK
from casactl.records import dataclass

LONGEST_LINE = 900
"""Octets that a line may have before it is wrapped for transport; servers take 998."""

LONGEST_SUBJECT = 400


class BadOutgoingMessage(Exception):
    """The letter cannot be put into a form that is safe to send; says why."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF that a mail carries."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One letter to one recipient; an SMS has only number and text."""

    channel: str
    recipient: str
    text: str
    subject: str = ""
    html: str | None = None
    sender: str = ""
    """As configured: an address, or `Name <address>`."""
    header_id: str = ""
    """The Message-ID without its brackets, the same over every attempt."""
    date: datetime | None = None
    attached: Attachment | None = None
    unsubscribe: str = ""
    """Where mail programs say that it is not wanted any more, with one click (RFC 8058)."""

    @property
    def envelope_sender(self) -> str:
        """The address that bounces go to."""
        return address_of(self.sender)[1]


def address_of(sender: str) -> tuple[str, str]:
    """Name and address of a sender.

    Raises BadParcel.
    """
    parts = sender_parts(sender)
    if parts is None:
        raise BadOutgoingMessage(f"'{sender}' is not one address to send from")
    return parts


def as_mail(parcel: OutgoingMessage, *, eight_bit: bool) -> bytes:
    """The message, lines ending in CR LF.

    Raises BadParcel when recipient or sender are not one address each.
    """
    recipient = deliverable(parcel.recipient)
    message = EmailMessage(policy=SMTP.clone(utf8=not recipient.isascii()))
    name, sender = address_of(parcel.sender)
    message["From"] = _mailbox(name, deliverable(sender))
    message["To"] = _mailbox("", recipient)
    message["Subject"] = one_line(parcel.subject)[:LONGEST_SUBJECT]
    message["Message-ID"] = f"<{parcel.header_id}>"
    if parcel.date:
        message["Date"] = format_datetime(parcel.date)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    text = plain_text(parcel.text)
    message.set_content(text, cte=_encoding(text, eight_bit=eight_bit))
    if parcel.html is not None:
        html = plain_text(parcel.html)
        message.add_alternative(html, subtype="html", cte=_encoding(html, eight_bit=eight_bit))
    if parcel.attached:
        name = one_line(parcel.attached.name)
        message.add_attachment(parcel.attached.content, maintype="application", subtype="pdf", filename=name)
    return _list_headers(parcel.unsubscribe) + message.as_bytes()


def _list_headers(url: str) -> bytes:
    """Written out here: `email` would fold a long address, or encode it, and no program would know it again."""
    if not url:
        return b""
    return f"{HEADERS[0]}: <{url}>\r\n{HEADERS[1]}: {'='.join(ONE_CLICK)}\r\n".encode("ascii")


def deliverable(address: str) -> str:
    """The address as servers take it, its domain in ASCII.

    Raises BadParcel unless it is exactly one.
    """
    if not is_one_address(address):
        raise BadOutgoingMessage("the recipient is not one mail address")
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        raise BadOutgoingMessage("the recipient's domain cannot be written in ASCII") from None


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(one_line(name), local, domain)


def one_line(text: str) -> str:
    """Text for a header: CR, LF and everything else that is not printable become spaces.

    An encoded word is taken apart: `email` would decode it, line breaks and all, and write those out.
    """
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split()).replace("=?", "= ?")


def plain_text(text: str) -> str:
    """Text for a body: lines, tabs and characters that can be encoded; no other control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(mark for mark in lines if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cs"))
    return kept if kept.endswith("\n") else f"{kept}\n"


def _encoding(text: str, *, eight_bit: bool) -> str:
    """The plainest transfer encoding that is safe: links stay readable in the raw message where possible."""
    if any(len(line.encode("utf-8", "replace")) > LONGEST_LINE for line in text.splitlines()):
        return "quoted-printable"
    if text.isascii():
        return "7bit"
    return "8bit" if eight_bit else "quoted-printable"
