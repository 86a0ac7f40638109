"""One mail address, nothing that a header or a mail server could take for two; and when two spellings are one."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

FORBIDDEN = frozenset(',;:<>()[]"\\')
"""What separates, groups or quotes addresses in a header."""

LONGEST = 320


def is_one_address(text: str) -> bool:
    """Whether the text is one bare address: no second one, no comment, no white space, nothing invisible."""
    local, at, domain = text.partition("@")
    plain = text.isprintable() and not any(mark in FORBIDDEN or mark.isspace() for mark in text)
    return bool(at and local and domain) and plain and "@" not in domain and len(text) <= LONGEST


def sender_parts(text: str) -> tuple[str, str] | None:
    """(name, address) of `Name <address>` or of a bare address, None when it is neither."""
    words = text.strip()
    name, bracket, rest = words.partition("<")
    address = rest.removesuffix(">") if bracket else words
    if (bracket and not rest.endswith(">")) or not is_one_address(address) or not name.isprintable():
        return None
    return (name.strip().strip('"') if bracket else "", address)


def email_key(address: str) -> str:
    """The key under which an address is claimed: case ignored, domain in its ASCII form, plus-tags kept."""
    if address.isascii():
        return address.lower()
    local, at, domain = address.rpartition("@")
    return _caseless(local) + at + _ascii_domain(domain)


@lru_cache(maxsize=4096)
def _ascii_domain(domain: str) -> str:
    return ".".join(map(_ascii_label, _labels(domain)))


def _caseless(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def _labels(domain: str) -> list[str]:
    # Lower case, not case-folded: straße.example and strasse.example are two domains.
    lowered = unicodedata.normalize("NFKC", domain).lower()
    return unicodedata.normalize("NFC", lowered).replace("。", ".").split(".")


def _ascii_label(label: str) -> str:
    # Plain Punycode: the standard library's `idna` codec is IDNA 2003 and would make strasse of straße.
    if label.isascii():
        return label
    return "xn--" + label.encode("punycode").decode("ascii").lower()
