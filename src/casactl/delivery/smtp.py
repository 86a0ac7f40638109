"""Letters to a mail server: STARTTLS or TLS with a verified certificate, a login, one recipient each.

Whatever the server answers before DATA can be tried again; once DATA has begun, a break leaves it
unknown whether the letter left (RFC 5321, 4.5.3.2 and 6.1).
"""

from __future__ import annotations

import smtplib
import socket
import ssl

from casactl.delivery.delivery_result import Begin, DeliveryResult, Fate, NotReady, first_line
from casactl.delivery.outgoing_message import OutgoingMessage, as_mail, deliverable
from casactl.delivery.password import smtp_password
from casactl.store.mail_config import MailConfig

Reply = tuple[int, bytes]


class SmtpTransport:
    """One connection for many letters, opened for the first and again after a break."""

    name = "smtp"

    def __init__(self, config: MailConfig) -> None:
        self.config = config
        self.server: smtplib.SMTP | None = None

    @property
    def eight_bit(self) -> bool:
        """Whether the server takes text beyond ASCII as it is."""
        return self.server is not None and self.server.has_extn("8bitmime")

    def hand_over(self, parcel: OutgoingMessage, begin: Begin) -> DeliveryResult:
        """Hand one letter to the server."""
        reused = self.server is not None
        try:
            server = self._connected()
            message = as_mail(parcel, eight_bit=self.eight_bit)
            refusal = self._addressed(server, parcel)
        except NotReady as fault:
            return self._down(str(fault))
        except (OSError, smtplib.SMTPException) as fault:
            if reused:  # an idle connection that the server has closed: once more, on a fresh one
                self.close()
                return self.hand_over(parcel, begin)
            return self._down(self._why(fault))
        if refusal:
            self._after_refusal(refusal)
            return _judged(refusal)
        return self._data(server, message, begin)

    def _addressed(self, server: smtplib.SMTP, parcel: OutgoingMessage) -> Reply | None:
        """Say from whom and to whom; gives the server's refusal if there is one."""
        recipient = deliverable(parcel.recipient)
        options = ["BODY=8BITMIME"] if self.eight_bit else []
        if not recipient.isascii():
            if not server.has_extn("smtputf8"):
                return 553, b"the server cannot send to an address beyond ASCII"
            options.append("SMTPUTF8")
        code, said = server.mail(parcel.envelope_sender, options)
        if _accepted(code):
            code, said = server.rcpt(recipient)
        return None if _accepted(code) else (code, said)

    def _data(self, server: smtplib.SMTP, message: bytes, begin: Begin) -> DeliveryResult:
        try:
            begin()
        except BaseException:
            self.close()
            raise
        try:
            reply: Reply = server.data(message)
        except smtplib.SMTPDataError as refusal:
            reply = refusal.smtp_code, _bytes(refusal.smtp_error)
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            return DeliveryResult(Fate.UNKNOWN, f"the connection broke after DATA: {first_line(str(fault))}")
        if not _accepted(reply[0]):
            self._after_refusal(reply)
        return _judged(reply)

    def _after_refusal(self, reply: Reply) -> None:
        """Make the connection ready for the next letter; 421 means that the server closes it."""
        try:
            if self.server is None or reply[0] == 421 or self.server.rset()[0] != 250:
                self.close()
        except (OSError, smtplib.SMTPException):
            self.close()

    def _connected(self) -> smtplib.SMTP:
        if self.server is None:
            password = smtp_password(self.config) if self.config.username else ""
            server = self._opened()
            self.server = server
            server.ehlo_or_helo_if_needed()
            if self.config.security == "starttls":
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if self.config.username:
                server.login(self.config.username, password)
        return self.server

    def _opened(self) -> smtplib.SMTP:
        config, name = self.config, socket.gethostname()
        local = name if "." in name else "[127.0.0.1]"
        if config.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(config.host, config.port, local, timeout=config.timeout, context=context)
        return smtplib.SMTP(config.host, config.port, local, timeout=config.timeout)

    def _why(self, fault: Exception) -> str:
        """A failure before DATA in words; what a server says to a login is never repeated."""
        where = f"{self.config.host}:{self.config.port}"
        if isinstance(fault, smtplib.SMTPAuthenticationError):
            return f"{where} refused the login of {self.config.username} ({fault.smtp_code})"
        if isinstance(fault, ssl.SSLCertVerificationError):
            return f"the certificate of {where} does not verify: {first_line(fault.verify_message)}"
        if isinstance(fault, ssl.SSLError):
            return f"no private connection to {where}: {first_line(fault.reason or str(fault))}"
        if isinstance(fault, smtplib.SMTPNotSupportedError):
            return f"{where}: {first_line(str(fault))}"
        if isinstance(fault, smtplib.SMTPResponseException):
            return f"{where} said {fault.smtp_code} {first_line(_bytes(fault.smtp_error))}"
        if isinstance(fault, OSError) and not isinstance(fault, smtplib.SMTPException):
            return f"no connection to {where}: {first_line(fault.strerror or str(fault))}"
        return f"{where}: {first_line(str(fault))}"

    def _down(self, words: str) -> DeliveryResult:
        self.close()
        return DeliveryResult(Fate.RETRY, words, down=True)

    def close(self) -> None:
        """End the connection, in form where that is still possible."""
        server, self.server = self.server, None
        if server is None:
            return
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def _accepted(code: int) -> bool:
    return 200 <= code < 300


def _judged(reply: Reply) -> DeliveryResult:
    code, said = reply
    words = f"{code} {first_line(said)}".strip()
    if _accepted(code):
        return DeliveryResult(Fate.SENT, words)
    return DeliveryResult(Fate.RETRY if 400 <= code < 500 else Fate.FAILED, words)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")
