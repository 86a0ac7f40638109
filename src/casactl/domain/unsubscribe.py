"""The link by which somebody says that they want no more news: signed, naming the contact, good for nothing else.

It works for ever and as often as a mail program likes (RFC 8058); nobody can make one for another contact.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

LONGEST = 80
HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post")
ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""The field by which a mail program asks, and what it says."""


def news_token(key: str, contact: int) -> str:
    """What names a contact, signed with the workspace's key."""
    return f"{contact}.{_signature(key, contact)}"


def contact_of(key: str, token: str) -> int | None:
    """The contact whom a token names; None where this workspace has not signed it."""
    number, _, signature = token.partition(".")
    if not key or len(token) > LONGEST or not (number.isascii() and number.isdigit()) or len(number) > 18:
        return None
    good = hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(key, int(number)).encode())
    return int(number) if good else None


def _signature(key: str, contact: int) -> str:
    return hmac.new(key.encode(), f"unsubscribe:{contact}".encode(), sha256).hexdigest()[:40]
