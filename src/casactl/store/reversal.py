"""Voiding money: a reversing entry beside the one it takes back; nothing is changed or removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casactl.store.work import UnitOfWork


def reverse(work: UnitOfWork, entries: Sequence[Mapping[str, Any]], *, text: str, on: str | None = None) -> list[int]:
    """Post the reversal of each entry (whole rows), which is voided by it: of today, or of a day.

    Gives the reversals' numbers. A reversal can be reversed in turn: that is how voiding is undone.
    """
    rows = [
        {
            "contact_id": entry["contact_id"],
            "kind": "reversal",
            "on_date": on or work.today.isoformat(),
            "amount": -entry["amount"],
            "text": text or None,
            "property_id": entry["property_id"],
            "reverses": entry["id"],
        }
        for entry in entries
    ]
    numbers = work.insert("ledger_entry", rows)
    work.update("ledger_entry", [{"id": entry["id"], "voided": 1} for entry in entries])
    return numbers
