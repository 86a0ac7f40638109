"""A mail that shows whether the way out works; it is no letter and leaves nothing in the outbox table."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from casactl.delivery.choosing import config_of, transport_for
from casactl.delivery.delivery_result import DeliveryResult, Fate
from casactl.delivery.outgoing_message import BadOutgoingMessage, OutgoingMessage
from casactl.delivery.template_context import sender_of
from casactl.domain.dates import parse_moment
from casactl.domain.shapes import key
from casactl.store.config import WorkspaceEntry
from casactl.store.mail_config import MailConfig

TEXT = "This mail shows that {office} can send mail from casactl, workspace {workspace}.\n"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a test mail."""

    to: str
    transport: str
    sent: bool
    words: str = field(metadata=key("message"))


def send_test_mail(entry: WorkspaceEntry, to: str, *, office: str, now: str, dry_run: bool = False) -> Tried:
    """Hand one mail over by the workspace's transport; `now` is its date."""
    config = config_of(entry)
    transport = transport_for("email", entry, config)
    if dry_run:
        return Tried(to, transport.name, True, f"dry run: a mail would be handed to {_way(config)}")
    text = TEXT.format(office=office, workspace=entry.name)
    parcel = OutgoingMessage(
        "email", to, text, f"A test mail from {office}", None, sender_of(config, office),
        f"test.{os.urandom(8).hex()}@casactl", parse_moment(now),
    )  # fmt: skip
    try:
        handing = transport.hand_over(parcel, lambda: None)
    except BadOutgoingMessage as fault:
        handing = DeliveryResult(Fate.FAILED, str(fault))
    finally:
        transport.close()
    sent = handing.fate is Fate.SENT
    words = f"handed to {_way(config)}: {handing.words}" if sent else handing.words
    return Tried(to, transport.name, sent, words)


def _way(config: MailConfig) -> str:
    """The way out in words."""
    if config.transport == "smtp":
        return f"{config.host}:{config.port} ({config.security})"
    return config.command[0] if config.transport == "sendmail" else "the outbox folder"
