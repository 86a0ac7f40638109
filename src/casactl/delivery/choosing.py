"""Which way a workspace's mail and SMS leave."""

from __future__ import annotations

from casactl.delivery.delivery_result import Fate, Transport
from casactl.store.config import WorkspaceEntry
from casactl.store.mail_config import MailConfig, mail_config


def config_of(entry: WorkspaceEntry) -> MailConfig:
    """The workspace's mail table, checked when the configuration was read."""
    return mail_config(entry.extra.get("mail", {}))


def foreseen(channel: str, config: MailConfig) -> Fate:
    """How a letter ends by this configuration if nothing goes wrong."""
    if channel == "sms":
        return Fate.SENT if config.sms_command else Fate.FAILED
    return Fate.WRITTEN if config.transport == "folder" else Fate.SENT


def transport_for(channel: str, entry: WorkspaceEntry, config: MailConfig) -> Transport:
    """A transport for `email` or `sms`; nothing is opened yet."""
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
