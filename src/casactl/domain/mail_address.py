"""One mail address, and nothing that a header or a mail server could take for two."""

from __future__ import annotations

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
