"""Closing handover cases: the red flag and the attorney's access go with them (WU-7, WU-12)."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.domain.facts import Facts
from casactl.store.work import Work


def close_case(work: Work, contacts: Sequence[Facts], outcome: str) -> None:
    """Close the open case of each contact: `recalled`, or `settled`."""
    from casactl.store.tables.arrears import HandoverCase

    closing = {"closed_at": work.now, "closed_by": work.origin.actor, "outcome": outcome}
    work.update(HandoverCase, [{"id": who.case.id, **closing} for who in contacts if who.case])
