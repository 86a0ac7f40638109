"""Several values in one cell, parted by semicolons; one of a value's own is written `\\;`."""

from __future__ import annotations

import re
from collections.abc import Iterable

BETWEEN, OWN = ";", "\\;"
_BETWEEN = re.compile(r"(?<!\\);")


def part(text: str) -> str:
    """A value as it stands among others in a cell."""
    return text.replace(BETWEEN, OWN) if BETWEEN in text else text


def listed(values: Iterable[str]) -> str:
    """The cell of some values."""
    return BETWEEN.join(map(part, values))


def cut(cell: str) -> list[str]:
    """The parts of a cell as they stand there."""
    return _BETWEEN.split(cell) if OWN in cell else cell.split(BETWEEN)


def parts(cell: str) -> list[str]:
    """The values of a cell."""
    return [each.replace(OWN, BETWEEN) for each in cut(cell)]
