"""Letters through a local program that takes a whole message, such as sendmail -t -i."""

from __future__ import annotations

from casactl.delivery.delivery_result import Begin, DeliveryResult
from casactl.delivery.outgoing_message import OutgoingMessage, as_mail
from casactl.delivery.programs import feed
from casactl.store.mail_config import MailConfig


class SendmailTransport:
    """Runs the configured command once for each letter, the message on its standard input."""

    name = "sendmail"

    def __init__(self, config: MailConfig) -> None:
        self.config = config

    def hand_over(self, parcel: OutgoingMessage, begin: Begin) -> DeliveryResult:
        """Give the message to the program; exit 75 means later."""
        message = as_mail(parcel, eight_bit=False).replace(b"\r\n", b"\n")
        return feed(self.config.command, message, timeout=self.config.timeout, begin=begin)

    def close(self) -> None:
        """Nothing is open."""
