"""Addresses in the portal."""

from __future__ import annotations

RESET_HOURS = 1
"""How long a link to a new password works."""

AROUND = " \t\r\n<>()\"'.,"
"""What mail programs and people leave around a link."""


def with_query(url: str, name: str, value: object) -> str:
    """An address with one more parameter, at its end."""
    return f"{url}{'&' if '?' in url else '?'}{name}={value}"


def token_in(text: str) -> str:
    """The token that somebody typed or pasted: alone, or at the end of the whole link."""
    return text.rpartition("token=")[2].strip(AROUND)
