"""What is there already and may say the same as what is asked for now (L12); texts are for who asks to compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casactl.store.reader import Reader

Alike = tuple[int, str | None]
"""A row's number and its text."""


def recurring_alike(reader: Reader, row: Mapping[str, Any], *, today: str) -> list[Alike]:
    """What comes round still, of the same money in the same rhythm, for the same contact or property."""
    sql = (
        "select r.id, r.text from {recurring} r where r.amount = :amount and r.every = :every "
        "and coalesce(r.contact_id, 0) = :contact and coalesce(r.property_id, 0) = :property "
        "and coalesce(r.role, '') = :role and coalesce(r.until, :today) >= :today order by r.id"
    )
    whose = {"contact": row["contact_id"] or 0, "property": row["property_id"] or 0, "role": row["role"] or ""}
    return reader.rows(sql, {"amount": row["amount"], "every": row["every"], "today": today, **whose})


def deposits_alike(reader: Reader, row: Mapping[str, Any]) -> list[Alike]:
    """Movements of the same contact's deposit that come to the same on the same day."""
    sql = (
        "select d.id, d.text from {deposit} d where d.contact_id = :contact_id and d.kind = :kind "
        "and d.on_date = :on_date and d.amount = :amount order by d.id"
    )
    return reader.rows(sql, {name: row[name] for name in ("contact_id", "kind", "on_date", "amount")})


def is_broadcast_since(reader: Reader, subject: str, text: str, since: str) -> bool:
    """Whether these very words have been broadcast since a moment."""
    sql = "select 1 from {broadcast} b where b.subject = :subject and b.text = :text and b.created_at >= :since limit 1"
    return reader.one(sql, {"subject": subject, "text": text, "since": since}) is not None
