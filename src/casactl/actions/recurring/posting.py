"""Posting what comes round: each period once, as an entry that names it, with the reason where the rules forbid it.

What has been come to is counted on `recurring.next_on`, in the transaction that posts: run late, twice or by many at
once it gives the same, and a period that was undone is not posted again (decision 6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import field, replace
from datetime import date
from typing import Any

from casactl.actions.due import DueResult
from casactl.actions.ledger.levy import Levying
from casactl.actions.ledger.post import Posting
from casactl.domain.abilities import Reason
from casactl.domain.facts import Facts
from casactl.domain.ledger import EntryKind, cannot_post
from casactl.domain.money import format_amount
from casactl.domain.outcomes import LEFT_OUT
from casactl.domain.recurring import due_on
from casactl.errors import CasaError
from casactl.records import dataclass
from casactl.store.queries.facts import facts_for
from casactl.store.queries.filters import Filters
from casactl.store.queries.ledger import levied
from casactl.store.queries.recurring import RecurringRow, coming_by
from casactl.store.work import UnitOfWork

BATCH = 2500
CHARGE, CHARGED = "charge", "charged"


@dataclass(slots=True)
class Posted:
    """What one transaction has posted and left out."""

    results: list[DueResult] = field(default_factory=list)
    more: bool = False
    """Whether there may be more to post."""


def post_batch(work: UnitOfWork, as_of: str) -> Posted:
    """Post the next periods up to a day, one of each that comes round, as one operation."""
    rows = coming_by(work.reader, as_of, limit=BATCH)
    if not rows:
        return Posted()
    batch = _Batch(work, rows, work.journal.begin().id)
    for row in rows:
        batch.decide(row)
    return Posted(batch.write(), more=True)


class _Batch:
    """One period of each: what is posted, what is left out and why."""

    def __init__(self, work: UnitOfWork, rows: list[RecurringRow], operation: int) -> None:
        self._work, self._operation = work, operation
        times = Counter(row.contact_id for row in rows if row.contact_id is not None)
        contacts = sorted(times)
        self._again = {number for number, count in times.items() if count > 1}
        """Whose balance of before is not the one that a later row meets."""
        self._facts: dict[int, Facts] = facts_for(work.reader, contacts, today=work.today.isoformat(), belongings=False)
        self._entries: list[dict[str, Any]] = []
        self._said: list[tuple[RecurringRow, int | None, str, str, tuple[Reason, ...]]] = []
        self._next: list[tuple[str, int]] = []

    def decide(self, row: RecurringRow) -> None:
        """Post a period, or leave it out; either way it has been come to."""
        on = date.fromisoformat(row.coming)
        self._next.append((row.rhythm.coming_after(on), row.id))
        if row.role is not None:
            self._levy(row, on)
        else:
            self._charge(row, on)

    def _charge(self, row: RecurringRow, on: date) -> None:
        amount = row.rhythm.share(on, row.amount)
        facts = self._facts.get(row.contact_id or 0)
        if facts is None or amount <= 0:
            return
        if reasons := cannot_post(facts, EntryKind.CHARGE, amount):
            self._say(row, facts.id, facts.display_name, LEFT_OUT, reasons=tuple(reasons))
            return
        if facts.id in self._again:
            self._facts[facts.id] = replace(facts, balance=facts.balance + amount)
        self._entries.append(self._entry(row, on, facts.id, amount, row.property_id))
        self._say(row, facts.id, facts.display_name, CHARGED)

    def _levy(self, row: RecurringRow, on: date) -> None:
        met = levied(self._work.reader, row.path or "", row.role or "", Filters(), on=on.isoformat())
        posting = Posting(EntryKind.CHARGE, None, row.text or "", on=on, due=due_on(row.due, on))
        try:
            levying = Levying(
                self._work, met, posting, amount=row.amount, by_share=row.path if row.by_share else None
            )  # fmt: skip
        except CasaError as fault:
            self._say(row, None, row.path or "", LEFT_OUT, (Reason.of(fault),))
            return
        for entry in levying.rows:
            self._entries.append({**entry, "recurring_id": row.id, "period": row.coming})
        for result in levying.results:
            outcome = LEFT_OUT if result.outcome == LEFT_OUT else CHARGED
            number = int(result.ref) if result.ref.isdigit() else None
            self._say(row, number, result.name, outcome, reasons=tuple(result.reasons))

    def _entry(self, row: RecurringRow, on: date, contact: int, amount: int, place: int | None) -> dict[str, Any]:
        due = due_on(row.due, on)
        return {
            "contact_id": contact, "kind": str(EntryKind.CHARGE), "on_date": row.coming,
            "due": due.isoformat() if due else None, "amount": amount, "text": row.text, "property_id": place,
            "recurring_id": row.id, "period": row.coming,
        }  # fmt: skip

    def _say(
        self, row: RecurringRow, contact: int | None, name: str, outcome: str, reasons: tuple[Reason, ...] = ()
    ) -> None:
        self._said.append((row, contact, name, outcome, reasons))

    def write(self) -> list[DueResult]:
        """Write all of it; what was left out stands in the results."""
        work, currency = self._work, self._work.setting("currency")
        work.execute_many(f"update recurring set next_on = {work.mark} where id = {work.mark}", self._next)
        numbers = work.insert("ledger_entry", self._entries)
        total = sum(entry["amount"] for entry in self._entries)
        money = f"{format_amount(total, currency)} {currency}"
        count = len(self._entries)
        work.summary(f"posted {count:,} {'charge' if count == 1 else 'charges'} that came round: {money}")
        return list(self._results(numbers, currency))

    def _results(self, numbers: list[int], currency: str) -> Iterator[DueResult]:
        entries = iter(zip(numbers, self._entries, strict=True))
        for row, contact, name, outcome, reasons in self._said:
            if outcome != CHARGED:
                yield DueResult(row.id, contact, name, CHARGE, row.coming, outcome, None, reasons)
                continue
            number, entry = next(entries)
            amount = format_amount(entry["amount"], currency)
            yield DueResult(row.id, contact, name, CHARGE, row.coming, outcome, self._operation, (), number, amount)
