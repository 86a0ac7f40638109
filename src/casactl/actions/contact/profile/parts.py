"""The parts of a contact's page by name, each with the keys of `contact show` that it holds; and the money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from casactl.domain.analytics import paying_habits
from casactl.domain.ledger import EntryKind, ageing, debt
from casactl.domain.money import format_amount
from casactl.store.queries.ledger import StandingRow

ALWAYS = ("id", "display_name")
"""What every part says of whom it speaks."""

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "standing": (
        "kind", "type", "lifecycle", "lifecycle_since", "lifecycle_by", "lifecycle_reason", "meaning", "portal",
        "invited_at", "invitation_until", "invitation_expired", "last_sign_in_at", "sign_in_blocked_until", "locked",
        "lock_reason", "locked_at", "locked_by", "arrears", "attorney", "archive_on", "created_at", "updated_at",
        "version",
    ),
    "reach": (
        "title", "first_name", "last_name", "suffix", "single_name", "family_first", "email", "phone",
        "contact_points", "company", "external_id",
    ),
    "properties": ("properties", "attachments", "leases"),
    "people": ("company", "links"),
    "addresses": ("addresses",),
    "money": (
        "balance", "currency", "upcoming", "due", "past_due", "days_past_due", "oldest_due", "deposit",
        "payment_reference", "money",
    ),
    "debt": ("arrears", "attorney", "case", "arrears_history"),
    "work": ("engagements", "assigned_work"),
    "planned": ("archive_on", "schedule"),
    "notes": ("notes",),
    "documents": ("documents",),
    "messages": ("messages",),
    "more": ("tags", "custom", "avatar"),
    "analytics": ("analytics",),
    "next": ("next",),
}  # fmt: skip
"""In the order of the page; a key may stand in two parts, and none stands in no part."""


def only(shape: Mapping[str, Any], sections: Sequence[str]) -> Mapping[str, Any]:
    """The keys of some parts, in the order of the whole; all of them when no part was named."""
    if not sections:
        return shape
    keys = {*ALWAYS, *(key for section in sections for key in SECTIONS[section])}
    return {key: value for key, value in shape.items() if key in keys}


LAST_PAYMENTS = 3


class Account:
    """A contact's standing entries, read once."""

    def __init__(self, rows: Sequence[StandingRow], balance: int, oldest_due: str | None, *, today: str) -> None:
        self.rows = rows
        self.balance = balance
        self.oldest_due = oldest_due
        self.today = date.fromisoformat(today)
        self._entries = [row.entry for row in rows]

    def money(self, currency: str) -> dict[str, Any]:
        """The JSON shape of `money`; the newest payment first, amounts above zero."""
        payments = [row for row in self.rows if row.kind == EntryKind.PAYMENT][: -LAST_PAYMENTS - 1 : -1]
        now = debt(self._entries, self.today)
        by_age = ageing(self._entries, self.today) if self.balance > 0 else ageing((), self.today)
        return {
            "balance": format_amount(self.balance, currency),
            "currency": currency,
            "due": format_amount(self.balance - now.upcoming, currency),
            "upcoming": format_amount(now.upcoming, currency),
            "next_due": now.next_due.isoformat() if now.next_due else None,
            "past_due": format_amount(now.past_due, currency),
            "oldest_due": self.oldest_due,
            "ageing": {name: format_amount(amount, currency) for name, amount in by_age.items()},
            "last_payments": [
                {"on": row.on, "amount": format_amount(-row.amount, currency), "method": row.method} for row in payments
            ],
        }

    def habits(self, currency: str) -> dict[str, Any]:
        """The part of `analytics` that the ledger tells."""
        found = paying_habits(self._entries)
        return {
            "charged": format_amount(found.charged, currency),
            "paid": format_amount(found.paid, currency),
            "average_days_to_pay": found.average_days,
            "share_paid_in_time": found.share_in_time,
        }
