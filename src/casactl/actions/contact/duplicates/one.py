"""Whom one contact resembles."""

from __future__ import annotations

from casactl.actions.contact.duplicates.pairs import DuplicatePair, find_duplicates
from casactl.domain.standing import HERE
from casactl.store.queries.contacts import by_ids
from casactl.store.queries.filters import Filters
from casactl.store.reader import Reader

FEW = 5000
"""Up to this number everybody is compared; beyond it those who are found by the name or the phone."""


def resembled(reader: Reader, number: int, *, today: str) -> list[tuple[int, DuplicatePair]]:
    """The contacts that this one is likely to be, the likeliest first, each with what speaks for it."""
    row = by_ids(reader, [number])[number]
    words = [""] if number <= FEW else [word for word in (row.last_name or row.name, row.phone) if word]
    pairs = dict[int, DuplicatePair]()
    for word in words:
        for pair in find_duplicates(reader, Filters(lifecycle=HERE, match=word or None), today=today):
            if number in (pair.a, pair.b):
                pairs.setdefault(pair.b if pair.a == number else pair.a, pair)
    return sorted(pairs.items(), key=lambda item: item[1])
