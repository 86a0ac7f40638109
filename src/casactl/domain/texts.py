"""What people write to each other: a subject of one line, and a text of many, in any script."""

from __future__ import annotations

import unicodedata

from casactl.domain.names import BadText, clean

LONGEST_SUBJECT = 400
LONGEST_TEXT = 100_000


def clean_subject(text: str) -> str:
    """The form to store: one line, NFC, trimmed; raises BadText for a line break, which could make a header."""
    stripped = text.strip()
    if len(stripped.splitlines()) > 1:
        raise BadText("is more than one line")
    return clean(stripped, limit=LONGEST_SUBJECT)


def clean_text(text: str) -> str:
    """The form to store: NFC, lines ended by a line feed, no blank lines around; raises BadText.

    Tabs stay; every other control character is refused, and so is half a character.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    joined = "\n".join(line.rstrip() for line in lines).strip("\n")
    for character in set(joined) - {"\n", "\t"}:
        category = unicodedata.category(character)
        if category in ("Cc", "Cs"):
            what = "a control character" if category == "Cc" else "half a character"
            raise BadText(f"has {what} (U+{ord(character):04X})")
    if len(joined) > LONGEST_TEXT:
        raise BadText(f"is longer than {LONGEST_TEXT:,} characters ({len(joined):,})")
    return joined
