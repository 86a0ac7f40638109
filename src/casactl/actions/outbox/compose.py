"""From a row of the outbox to a parcel: the template filled in, the link put where only the letter holds it."""

from __future__ import annotations

import json

from casactl.actions.outbox.lease import Leased
from casactl.delivery.outgoing_message import OutgoingMessage
from casactl.delivery.template_context import sender_of, wording
from casactl.delivery.templates import Templates
from casactl.domain.dates import parse_moment
from casactl.store.mail_config import MailConfig


def compose(letter: Leased, templates: Templates, config: MailConfig) -> OutgoingMessage:
    """The letter as it will leave.

    Raises TemplateFault.
    """
    row = letter.row
    words = wording(
        row.template, letter.office, name=row.name, link=letter.link, subject=row.subject, text=row.text,
        facts=json.loads(row.facts), via=row.via or "",
    )  # fmt: skip
    if row.channel == "sms":
        return OutgoingMessage("sms", row.recipient, templates.sms(row.template, words).text)
    rendered = templates.mail(row.template, words)
    return OutgoingMessage(
        "email", row.recipient, rendered.text, rendered.subject, rendered.html, sender_of(config, letter.office.name),
        row.header_id, parse_moment(row.queued_at),
    )  # fmt: skip


def without_link(words: str, letter: Leased) -> str:
    """What another side said, with nothing of the link in it should it have been repeated."""
    token = letter.link.rpartition("=")[2]
    return words.replace(token, "…") if token else words
