"""Which way a workspace's mail and SMS leave."""

from __future__ import annotations

import os
from pathlib import Path

from casactl.delivery.delivery_result import Begin, DeliveryResult, Fate, Transport
from casactl.delivery.outgoing_message import OutgoingMessage
from casactl.domain.channels import POST
from casactl.domain.failures import failure
from casactl.domain.remedy import Command
from casactl.store.config import WorkspaceEntry
from casactl.store.files import writable_by_others
from casactl.store.mail_config import MailConfig, mail_config


def config_of(entry: WorkspaceEntry) -> MailConfig:
    """The workspace's mail table, checked when the configuration was read."""
    return mail_config(entry.extra.get("mail", {}))


def foreseen(channel: str, config: MailConfig) -> Fate:
    """How a letter ends by this configuration if nothing goes wrong."""
    if channel == POST:
        return Fate.WAITS
    if channel == "sms":
        return Fate.SENT if config.sms_command else Fate.FAILED
    return Fate.WRITTEN if config.transport == "folder" else Fate.SENT


def exposed(entry: WorkspaceEntry) -> list[Path]:
    """Where others may write what says how mail leaves: their commands would run, their server get the letters."""
    if entry.source is None or not (entry.mail_leaves or config_of(entry).sms_command):
        return []
    try:
        return writable_by_others(entry.source)
    except OSError:
        return []


def mend(places: list[Path]) -> Command:
    """The command that keeps others from writing there."""
    theirs = [str(place) for place in places if place.stat().st_uid not in (0, os.getuid())]
    if theirs:
        return Command("chown", str(os.getuid()), *theirs)
    return Command("chmod", "go-w", *map(str, places))


def refuse_exposed(entry: WorkspaceEntry) -> None:
    """Raise ConfigFault where others may write what says how mail leaves."""
    if places := exposed(entry):
        raise failure("config.exposed", words_for(places), hint=mend(places))


def words_for(places: list[Path]) -> str:
    """Why nothing leaves."""
    listed = ", ".join(map(str, places))
    return f"Others may write to {listed}, which says by which command or server mail leaves; nothing was sent."


class Withheld:
    """In place of a transport that a stranger may have named."""

    name = "withheld"

    def __init__(self, places: list[Path]) -> None:
        self.places = places

    def hand_over(self, parcel: OutgoingMessage, begin: Begin) -> DeliveryResult:
        """Keep it."""
        return DeliveryResult(Fate.RETRY, words_for(self.places).rstrip("."), down=True)

    def close(self) -> None:
        """Nothing is open."""


def transport_for(channel: str, entry: WorkspaceEntry, config: MailConfig) -> Transport:
    """A transport for `email` or `sms`; nothing is opened yet."""
    if (channel == "sms" or config.transport != "folder") and (places := exposed(entry)):
        return Withheld(places)
    if channel == "sms":
        from casactl.delivery.sms import SmsTransport

        return SmsTransport(config)
    if config.transport == "smtp":
        from casactl.delivery.smtp import SmtpTransport

        return SmtpTransport(config)
    if config.transport == "sendmail":
        from casactl.delivery.sendmail import SendmailTransport

        return SendmailTransport(config)
    from casactl.delivery.folder import FolderTransport

    return FolderTransport(entry.folder)
