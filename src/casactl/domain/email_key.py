"""When two spellings are one e-mail address."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


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
