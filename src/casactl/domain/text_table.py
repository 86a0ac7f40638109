"""A table as lines of plain text, for letters that are read in whatever shows them."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Collection, Mapping, Sequence


def text_table(
    rows: Sequence[Mapping[str, str]], titles: Mapping[str, str], *, wide: str, width: int, right: Collection[str] = ()
) -> list[str]:
    """The rows under their titles; the column `wide` has a fixed width and goes on below, the others their widest."""
    if not rows:
        return []
    widths = {name: width if name == wide else max(cells(row[name]) for row in (titles, *rows)) for name in titles}

    def line(row: Mapping[str, str]) -> str:
        shown = (_padded(row.get(name, ""), widths[name], right=name in right) for name in titles)
        return "  ".join(shown).rstrip()

    lines = [line(titles)]
    for row in rows:
        first, *more = textwrap.wrap(row[wide], width) or [""]
        lines += [line({**row, wide: first}), *(line({wide: words}) for words in more)]
    return lines


def cells(text: str) -> int:
    """How many columns a text takes where every letter is as wide as the next, those of East Asia as two."""
    if text.isascii():
        return len(text)
    return sum(
        2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text if not unicodedata.combining(mark)
    )


def _padded(text: str, width: int, *, right: bool) -> str:
    blank = " " * (width - cells(text))
    return blank + text if right else text + blank
