"""Which columns of a table fit, and how wide each is: what must be whole stays so, words give way, then columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from casactl.records import dataclass
from casactl.render.view import sign, text_width

if TYPE_CHECKING:
    from rich.text import Text

GAP = 2
LEAST = 12
"""A column of words is not made narrower: below that, whole columns go."""


LINES = 3
"""So many lines a name may take."""
INDENT = "  "
GLUE = "\N{NO-BREAK SPACE}"
"""A gap at which no line is broken; it is drawn as any other."""
_counted = re.compile(r"[^ \n]*@[^ \n]*|[+-]?\d[\d.,:/–-]*")
"""Words of which a part would be another word: addresses, and numbers, amounts, days and phones within a text."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a column before its cells: its title, whether they may be broken, how much it is needed."""

    title: str
    right: bool = False
    rigid: bool = False
    need: int = 1
    least: int = LEAST
    most: int | None = LINES
    """How many lines a cell may take."""


Cell = tuple[str, str]
"""A text with the name of its style."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells, and what stands below them on lines of its own."""

    cells: Sequence[Cell]
    below: Sequence[Cell] = ()
    tail: Text | None = None
    """What is drawn behind the cells."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """A column as its cells want it: how wide they are, whether they may be broken, how much the column is needed."""

    natural: int
    rigid: bool
    need: int
    least: int = LEAST

    @property
    def narrowest(self) -> int:
        """As narrow as it can be."""
        return self.natural if self.rigid else min(self.natural, self.least)


@dataclass(frozen=True, slots=True)
class Fit:
    """The columns that are shown, by place, with their widths; and those that had to go."""

    widths: dict[int, int]
    dropped: tuple[int, ...]

    @property
    def whole(self) -> int:
        """How wide the table is."""
        return _whole(list(self.widths.values()))


def fitted(heads: Sequence[Head], rows: Sequence[Row], room: int | None) -> Fit:
    """Fit columns with these cells."""
    sizes = []
    for n, head in enumerate(heads):
        title = text_width(head.title)
        natural = max(title, *(text_width(row.cells[n][0]) for row in rows)) if rows else title
        least = natural if head.rigid or room is None else max(head.least, title, _uncut(rows, n))
        sizes.append(Sizes(natural, head.rigid, head.need, least))
    return fit(sizes, room)


def _uncut(rows: Sequence[Row], column: int) -> int:
    """How wide the widest word of a column is that may not be cut."""
    words = (word for row in rows for word in _counted.findall(row.cells[column][0]))
    return max(map(text_width, words), default=0)


def drawing(heads: Sequence[Head], rows: Sequence[Row], fit: Fit) -> Text:
    """The table as one text whose lines nothing has to break."""
    from rich.text import Text

    drawn = Text()
    if any(head.title for head in heads):
        titles = [[head.title] for head in heads]
        _add_lines(drawn, heads, titles, ["heading"] * len(heads), fit)
    for row in rows:
        cells = {n: wrapped(row.cells[n][0], width, heads[n].most) for n, width in fit.widths.items()}
        lines = [cells.get(n, [""]) for n in range(len(heads))]
        _add_lines(drawn, heads, lines, [style for _, style in row.cells], fit, row.tail)
        for text, style in row.below:
            drawn.append("".join(f"{INDENT}{line}\n" for line in text.split("\n")), style=style)
    drawn.right_crop(1)
    return drawn


def _add_lines(
    drawn: Text, heads: Sequence[Head], cells: Sequence[Sequence[str]], styles: Sequence[str], fit: Fit,
    tail: Text | None = None,
) -> None:  # fmt: skip
    """Add a row: as many lines as its highest cell has."""
    from rich.text import Text

    for height in range(max(len(cells[n]) for n in fit.widths)):
        line = Text()
        for n, width in fit.widths.items():
            text = cells[n][height] if height < len(cells[n]) else ""
            blank = " " * (width - text_width(text))
            line.append(blank if heads[n].right else "")
            line.append(text, style=styles[n])
            line.append(("" if heads[n].right else blank) + " " * GAP)
        if tail is not None and not height:
            line.append_text(tail)
        line.rstrip()
        drawn.append_text(line).append("\n")


def fit(columns: Sequence[Sizes], room: int | None) -> Fit:
    """Fit columns into so many places; with no end to the room nothing gives way.

    Columns go from the right, the least needed first; the first one always stays.
    """
    kept = list(range(len(columns)))
    if room is None:
        return Fit({n: columns[n].natural for n in kept}, ())
    dropped: list[int] = []
    while len(kept) > 1 and _whole([columns[n].narrowest for n in kept]) > room:
        goes = min(kept[1:], key=lambda n: (columns[n].need, -n))
        kept.remove(goes)
        dropped.append(goes)
    return Fit(_shared_out(columns, kept, room), tuple(sorted(dropped)))


def _whole(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)


def _shared_out(columns: Sequence[Sizes], kept: Sequence[int], room: int) -> dict[int, int]:
    """The widths of what is kept: the widest words give way first."""
    widths = {n: columns[n].natural for n in kept}
    for _ in range(_whole(list(widths.values())) - room):
        giving = [n for n in kept if widths[n] > columns[n].narrowest]
        if not giving:
            break
        widths[max(giving, key=widths.__getitem__)] -= 1
    return widths


def wrapped(text: str, width: int, most: int | None) -> list[str]:
    """A text in lines of a width, broken between words where it can be; what is more than `most` lines is left out."""
    lines = [line.replace(GLUE, " ") for part in text.split("\n") for line in _broken(part, width)]
    if most is None or len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(lines[most - 1], width)]


def _broken(text: str, width: int) -> list[str]:
    if text_width(text) <= width:
        return [text]
    lines, line = list[str](), ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if text_width(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = _chopped(word, width)
        lines += whole
    return [*lines, line] if line or not lines else lines


def _chopped(word: str, width: int) -> list[str]:
    """A word in pieces of a width."""
    if text_width(word) <= width:
        return [word]
    from rich.cells import chop_cells

    return chop_cells(word, width)


def _cut(line: str, width: int) -> str:
    """A line that says that more was there."""
    mark = sign("…", ".")
    short = line
    while short and text_width(short) + 1 > width:
        short = short[:-1]
    *before, last = short.split(" ")
    if short != line and before and _counted.fullmatch(last) and not line[len(short)].isspace():
        short = " ".join(before)
    return short.rstrip() + mark
