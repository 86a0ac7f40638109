"""Whether entries are there already: the same money of the same contact on the same day, for the same thing (L12).

The same amount on another day is the next month's, and a reference tells two payments of one day apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casactl.domain.names import fold
from casactl.store.queries.ledger import standing_on
from casactl.store.reader import Reader

Row = Mapping[str, Any]
"""An entry's columns."""
Key = tuple[object, ...]
MONEY = ("contact_id", "kind", "amount", "on_date")
"""What an import knows of an entry, beside its text."""
ALL = (*MONEY, "reference", "method", "property_id")


def key_of(row: Row, columns: Sequence[str] = ALL) -> Key:
    """What makes two entries the same."""
    return (fold(row.get("text") or ""), *(row.get(name) for name in columns))


def standing(
    reader: Reader, contacts: Sequence[int], days: Sequence[str], columns: Sequence[str] = ALL
) -> dict[Key, list[int]]:
    """The numbers of the entries that these contacts have on these days, by what makes two the same."""
    held: dict[Key, list[int]] = {}
    for number, text, *values in standing_on(reader, contacts, days):
        row = {"text": text, **dict(zip(ALL, values, strict=True))}
        held.setdefault(key_of(row, columns), []).append(number)
    return held


def repeated(reader: Reader, rows: Sequence[Row]) -> Iterator[tuple[Row, int]]:
    """Each of these new entries that is there already, with that one's number; one stands for one of them only."""
    contacts, days = (sorted({row[name] for row in rows}) for name in ("contact_id", "on_date"))
    held = standing(reader, contacts, days)
    for row in rows:
        if numbers := held.get(key_of(row)):
            yield row, numbers.pop(0)
