"""How mail and SMS leave a workspace: the table [workspaces.NAME.mail] of the configuration."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from casactl.domain.email import sender_parts
from casactl.errors import ConfigFault
from casactl.records import dataclass

TRANSPORTS = ("folder", "smtp", "sendmail")
PORTS = {"tls": 465, "starttls": 587, "none": 25}
"""How the way to the server is kept private, with the usual port."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")
TEXTS = ("transport", "from", "host", "security", "username", "password_file")
COMMANDS = ("password_command", "command", "sms_command")
KEYS = (*TEXTS, *COMMANDS, "port", "timeout", "keyring")
SENDMAIL = ("/usr/sbin/sendmail", "-t", "-i")


class BadMailConfig(ConfigFault):
    """A mail table that cannot be used."""

    code = "config.invalid-mail"


@dataclass(frozen=True, slots=True)
class MailConfig:
    """The checked table; `sender` is its `from`, a command its words."""

    transport: str = "folder"
    sender: str = ""
    host: str = ""
    port: int = 0
    security: str = "starttls"
    username: str = ""
    password_file: str = ""
    password_command: tuple[str, ...] = ()
    keyring: bool = False
    command: tuple[str, ...] = SENDMAIL
    sms_command: tuple[str, ...] = ()
    timeout: int = 30
    """Seconds that a server or a program may keep silent."""


def mail_config(table: Mapping[str, Any]) -> MailConfig:
    """The table's meaning.

    Raises BadMailConfig, naming the key.
    """
    for key in table:
        if key not in KEYS:
            raise BadMailConfig(f"unknown key 'mail.{key}' (known: {', '.join(KEYS)})")
    values: dict[str, Any] = {key: _text(key, table[key]) for key in TEXTS if key in table}
    values |= {key: _command(key, table[key]) for key in COMMANDS if key in table}
    sender = values.pop("from", "")
    found = MailConfig(sender=sender, **values, **_numbers(table))
    _check(found)
    return found if found.port else replace(found, port=PORTS[found.security])


def _numbers(table: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, highest in (("port", 65535), ("timeout", 600)):
        if key in table:
            value = table[key]
            if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= highest:
                raise BadMailConfig(f"'mail.{key}' must be a whole number from 1 to {highest}")
            found[key] = value
    if "keyring" in table:
        if not isinstance(table["keyring"], bool):
            raise BadMailConfig("'mail.keyring' must be true or false")
        found["keyring"] = table["keyring"]
    return found


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise BadMailConfig(f"'mail.{key}' must be text in quotes, on one line")
    return value.strip()


def _command(key: str, value: object) -> tuple[str, ...]:
    """A program and its words: a list, or one text that is parted as a shell would."""
    if isinstance(value, list) and value and all(isinstance(word, str) for word in value):
        return tuple(value)
    try:
        words = tuple(shlex.split(value)) if isinstance(value, str) else ()
    except ValueError:
        words = ()
    if not words:
        raise BadMailConfig(f"'mail.{key}' must be a command: text in quotes, or a list of its words")
    return words


def _check(found: MailConfig) -> None:
    if found.transport not in TRANSPORTS:
        raise BadMailConfig(f"'mail.transport' must be one of {', '.join(TRANSPORTS)}, not '{found.transport}'")
    if found.security not in PORTS:
        raise BadMailConfig(f"'mail.security' must be one of {', '.join(PORTS)}, not '{found.security}'")
    if found.sender and sender_parts(found.sender) is None:
        raise BadMailConfig("'mail.from' must be one address, or a name and <address>")
    if found.transport != "folder" and not found.sender:
        raise BadMailConfig(f"'mail.from' is missing, which transport '{found.transport}' needs")
    if found.transport == "smtp" and not found.host:
        raise BadMailConfig("'mail.host' is missing, which transport 'smtp' needs")
    _check_login(found)


def _check_login(found: MailConfig) -> None:
    """A login has one source for its password, and never travels in clear text over a network."""
    sources = [bool(found.password_file), bool(found.password_command), found.keyring].count(True)
    if found.username and sources != 1:
        raise BadMailConfig(
            "'mail.username' needs one of password_file, password_command, keyring = true"
            f"{', not several' if sources else ''}"
        )
    if sources and not found.username:
        raise BadMailConfig("'mail.username' is missing, whose password is given")
    if found.username and found.security == "none" and found.host not in LOOPBACK:
        raise BadMailConfig("'mail.security' is none, which would send the password in clear text")
