"""Proving the standings: what no verb leads to has come about otherwise (L1)."""

from __future__ import annotations

from collections.abc import Iterator

from casactl.domain.contradictions import contradictions
from casactl.domain.dates import calendar_date, parse_moment
from casactl.store.queries.contradictions import contradictory
from casactl.store.queries.facts import facts_for
from casactl.store.queries.settings import timezone
from casactl.store.queries.today import lost_cases, out_of_reach
from casactl.store.reader import BATCH, Reader

ALL = 1 << 31
LATE = "9999-12-31"
"""Where nobody says what day it is, only what has no end counts."""


def standings(reader: Reader) -> Iterator[str]:
    """Nobody is archived and owes, is attached, has a lease, open work or an open case; nobody settled owes."""
    zone = timezone(reader)
    today = calendar_date(parse_moment(reader.now), zone).isoformat() if reader.now else LATE
    numbers = contradictory(reader, today=today, limit=ALL)
    for start in range(0, len(numbers), BATCH):
        for number, facts in facts_for(reader, numbers[start : start + BATCH], today=today).items():
            for each in contradictions(facts):
                yield f"contact {number}: {each.reason.message}"


def cases_out_of_reach(reader: Reader) -> Iterator[str]:
    """Open cases that nobody works, which is somebody's decision and no fault of the data (L8)."""
    for row in lost_cases(reader, limit=ALL):
        yield f"case {row.id} of contact {row.contact_id} is {out_of_reach(row)}"
