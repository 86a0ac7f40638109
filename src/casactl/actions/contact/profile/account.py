"""The money on a contact's page: what stands, what is due when, and how the contact pays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from casactl.domain.analytics import paying_habits
from casactl.domain.ledger import EntryKind, ageing, debt
from casactl.domain.money import format_amount
from casactl.store.queries.ledger import StandingRow

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
