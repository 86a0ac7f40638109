"""SMS through a program of the office's: number and text as JSON on its standard input."""

from __future__ import annotations

import json

from casactl.delivery.delivery_result import Begin, DeliveryResult, Fate
from casactl.delivery.outgoing_message import OutgoingMessage
from casactl.delivery.programs import feed
from casactl.store.mail_config import MailConfig


class SmsTransport:
    """Runs `sms_command` once for each SMS."""

    name = "sms"

    def __init__(self, config: MailConfig) -> None:
        self.config = config

    def hand_over(self, parcel: OutgoingMessage, begin: Begin) -> DeliveryResult:
        """Give number and text to the program; exit 75 means later."""
        if not self.config.sms_command:
            return DeliveryResult(Fate.FAILED, "no sms_command in the configuration's mail table, so no SMS can leave")
        content = json.dumps({"to": parcel.recipient, "text": parcel.text}, ensure_ascii=False).encode()
        return feed(self.config.sms_command, content + b"\n", timeout=self.config.timeout, begin=begin)

    def close(self) -> None:
        """Nothing is open."""
