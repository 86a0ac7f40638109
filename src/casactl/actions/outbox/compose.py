"""From a row of the outbox to a parcel: the template filled in, the link put where only the letter holds it."""

from __future__ import annotations

import json
from typing import Any

from casactl.actions.outbox.lease import Leased
from casactl.delivery.parcel import Parcel
from casactl.delivery.templates import Templates
from casactl.domain.dates import parse_moment
from casactl.domain.letters import KINDS
from casactl.domain.mail_address import sender_parts
from casactl.store.mail_config import MailConfig

LOCAL_SENDER = "casactl@localhost"
"""The sender of what goes to a folder where the configuration names none."""


def compose(letter: Leased, templates: Templates, config: MailConfig) -> Parcel:
    """The letter as it will leave.

    Raises TemplateFault.
    """
    row = letter.row
    facts = facts_of(letter)
    if row.channel == "sms":
        return Parcel("sms", row.recipient, templates.sms(row.template, facts).text)
    rendered = templates.mail(row.template, facts)
    return Parcel(
        "email", row.recipient, rendered.text, rendered.subject, rendered.html, sender_of(config, letter.office),
        row.header_id, parse_moment(row.queued_at),
    )  # fmt: skip


def sender_of(config: MailConfig, office: str) -> str:
    """The configured sender, under the office's name where it has no name of its own."""
    name, address = sender_parts(config.sender or LOCAL_SENDER) or ("", LOCAL_SENDER)
    plain = "".join(mark for mark in name or office if mark not in '<>"')
    return f"{plain} <{address}>"


def facts_of(letter: Leased) -> dict[str, Any]:
    """What a template may use; whatever the letter brings along is there under its own name, too."""
    row = letter.row
    given: dict[str, Any] = {"name": row.name, "status": "", "balance": "", "text": "", "statement": "", **json.loads(row.facts)}
    ours = {
        "office": letter.office,
        "portal_url": letter.portal_url,
        "link": letter.link,
        "lasts": letter.lasts,
        "subject": row.subject or KINDS[row.template].title,
        "text": given["text"] if row.text is None else row.text,
    }
    return given | ours


def without_link(words: str, letter: Leased) -> str:
    """What another side said, with nothing of the link in it should it have been repeated."""
    token = letter.link.rpartition("=")[2]
    return words.replace(token, "…") if token else words
