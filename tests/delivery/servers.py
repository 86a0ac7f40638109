"""Real SMTP peers on loopback, which say what a test wants them to say."""

from __future__ import annotations

import ssl
from asyncio import WriteTransport
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from casactl.store.config import WorkspaceEntry
from tests.casa import Casa

LOOPBACK = "127.0.0.1"


@dataclass
class Post:
    """What a server has been told, and what it answers: a queue of replies, the last of which stays."""

    mail: Sequence[str] = ("250 OK",)
    rcpt: Sequence[str] = ("250 OK",)
    data: Sequence[str] = ("250 OK",)
    cut: Sequence[bool] = (False,)
    """Whether to break the connection after DATA, in place of an answer."""
    port: int = 0
    got: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)

    def next(self, name: str) -> Any:
        """The next answer of a kind."""
        asked = self.asked[name] = self.asked.get(name, 0) + 1
        replies: Sequence[Any] = getattr(self, name)
        return replies[min(asked, len(replies)) - 1]

    @classmethod
    def answering(cls, where: str, *replies: str) -> Post:
        """A server that answers so at one of `mail`, `rcpt`, `data`, the last reply again and again."""
        post = cls()
        setattr(post, where, replies)
        return post

    @property
    def messages(self) -> list[Message]:
        """The messages that were taken."""
        return [message_from_bytes(each) for each in self.got]

    async def handle_MAIL(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Answer MAIL FROM."""
        reply: str = self.next("mail")
        if reply.startswith("2"):
            envelope.mail_from = address
        return reply

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Answer RCPT TO."""
        reply: str = self.next("rcpt")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        """Take a message, or break off, or answer."""
        if self.next("cut"):
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
            return "451 never heard"
        reply: str = self.next("data")
        if reply.startswith("2"):
            self.got.append(envelope.content)
            self.recipients.append(list(envelope.rcpt_tos))
        return reply


class _Controller(Controller):
    """aiosmtpd's, able to ask the system for a free port and to stop after a broken connection."""


@contextmanager
def serving(
    post: Post, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None,
    login: tuple[str, str] | None = None,
) -> Iterator[Post]:  # fmt: skip
    """A server that runs as long as the block."""

    def check(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        known = isinstance(given, LoginPassword) and login == (given.login.decode(), given.password.decode())
        return AuthResult(success=known, handled=False)

    more: dict[str, Any] = {"authenticator": check, "auth_require_tls": False} if login else {}
    if starttls:
        more |= {"tls_context": starttls, "require_starttls": True}
    controller = _Controller(post, hostname=LOOPBACK, port=free_port(), ssl_context=tls, **more)
    controller.start()
    post.port = controller.port
    try:
        yield post
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nothing listens on."""
    import socket

    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def mail_by(casa: Casa, **table: Any) -> None:
    """Write the workspace's mail table into the configuration."""
    from casactl.store.config import Config

    entry = WorkspaceEntry("main", casa.location, casa.folder, {"mail": table})
    Config(casa.config_file, current="main", workspaces={"main": entry}).save()


def mail_to(casa: Casa, post: Post, **more: Any) -> None:
    """Send this workspace's mail to a server of the test."""
    table = {"transport": "smtp", "from": "office@rose.example", "host": LOOPBACK, "security": "none", "timeout": 5}
    mail_by(casa, **(table | {"port": post.port} | more))
