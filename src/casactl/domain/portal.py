"""Links into the portal, and how guessing a password is slowed down: from the fifth failure on one has to wait."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

RESET_HOURS = 1
"""How long a link to a new password works."""

AROUND = " \t\r\n<>()\"'.,"
"""What mail programs and people leave around a link."""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    from ipaddress import ip_address

    try:
        return bool(ip_address(host).is_loopback)
    except ValueError:
        return False


def leads_out(url: str) -> bool:
    """Whether a link there may leave the machine: encrypted, and to another one."""
    parts = urlsplit(url)
    return parts.scheme == "https" and not is_loopback(parts.hostname or "localhost")


def with_query(url: str, name: str, value: object) -> str:
    """An address with one more parameter, at its end."""
    return f"{url}{'&' if '?' in url else '?'}{name}={value}"


def page_at(base: str, page: str) -> str:
    """The address of one of the portal's pages, below `portal_url`; one that names the first page is its base, too."""
    parts = urlsplit(base)
    folder = parts.path.removesuffix("/").removesuffix("/activate")
    return urlunsplit(parts._replace(path=f"{folder}/{page}"))


def token_in(text: str) -> str:
    """The token that somebody typed or pasted: alone, or at the end of the whole link."""
    return text.rpartition("token=")[2].strip(AROUND)


FREE = 4
"""So many failures in a row cost nothing."""
LONGEST = 60


def pause_after(failed: int) -> timedelta | None:
    """How long an account stays shut after so many failures in a row: 1 minute, 2, 4 … up to an hour."""
    if failed <= FREE:
        return None
    return timedelta(minutes=min(LONGEST, 2 ** min(failed - FREE - 1, LONGEST)))
