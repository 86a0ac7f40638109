"""Untrusted text made inert: nothing that a name or a note holds can act on a terminal."""

from __future__ import annotations

import re
import unicodedata

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
ODD = re.compile(r"[^\x20-\x7e]")


def sanitize(text: object) -> str:
    """Control and escape characters in caret form, bidi and invisible ones as `<U+202E>`."""
    plain = "" if text is None else str(text)
    if plain.isprintable():  # which no control, format, surrogate, private or separating character is
        return plain
    return ODD.sub(_visible, plain)


def _visible(match: re.Match[str]) -> str:
    mark = match.group()
    code = ord(mark)
    if code < 0x20 or code == 0x7F:
        return "^" + chr(code ^ 0x40)
    category = unicodedata.category(mark)
    if category in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
        return f"<U+{code:04X}>"
    return mark
