"""A levy: one charge for each attachment in a role, at a property and below it, in one operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from casactl.actions.ledger.post import Posting, entry_row
from casactl.actions.ledger.repeated import repeated
from casactl.domain.abilities import Reason
from casactl.domain.amounts import Amounts
from casactl.domain.facts import Facts
from casactl.domain.ledger import PARTICIPLE, EntryKind, cannot_post
from casactl.domain.money import format_amount
from casactl.domain.outcomes import LEFT_OUT, Outcome, Result
from casactl.domain.repetition import Repetition
from casactl.store.queries.facts import facts_for
from casactl.store.queries.ledger import Levied
from casactl.store.work import UnitOfWork

UNIT = "unit"


def levy(work: UnitOfWork, met: Sequence[Levied], posting: Posting, *, allow_duplicate: bool = False) -> Outcome:
    """Charge the contacts of these attachments; on a unit only the first-named one who may be charged.

    Who may not be charged (MC-17), and who is not named first, is left out. A result's `ref` is the
    contact's number, its `id` that of the entry. Raises InvalidAmount, BadText, and Repetition where any of them
    has been charged the same for that day already.
    """
    numbers = list(dict.fromkeys(each.contact_id for each in met))
    today = work.today.isoformat()
    levying = _Levy(work, posting, facts_for(work.reader, numbers, today=today, belongings=False))
    for each in met:
        levying.decide(each)
    if not allow_duplicate:
        _refuse_repetition(work, levying)
    entries = iter(work.insert("ledger_entry", levying.rows))
    outcome = Outcome("ledger.levy")
    if not met:
        day = "today" if posting.on in (None, work.today) else f"on {posting.on}"
        outcome.warnings.append(f"nobody is attached there in that role {day}")
    for result in levying.results:
        outcome.add(result if result.outcome == LEFT_OUT else replace(result, id=next(entries)))
    work.summary(f"charged {levying.money} to {len(levying.rows):,}: {posting.text}")
    return outcome


def _refuse_repetition(work: UnitOfWork, levying: _Levy) -> None:
    """Raise Repetition where any of the charges is there already (L12)."""
    found = [number for _, number in repeated(work.reader, levying.rows)]
    if found:
        count = f"{len(found):,} of {len(levying.rows):,} charges"
        row = levying.rows[0]
        sentence = (
            f"{count} of {levying.money} for {row['text']} on {row['on_date']} are there already (entry {found[0]})"
        )
        raise Repetition("ledger.looks-the-same", sentence, why="everybody is to be charged once more")


class _Levy:
    """Decides attachment by attachment; balances count what the same levy has charged already."""

    def __init__(self, work: UnitOfWork, posting: Posting, facts: dict[int, Facts]) -> None:
        currency = work.setting("currency")
        self.amount = Amounts.of(work.setting).parse(posting.amount or "")
        self.money = f"{format_amount(self.amount, currency)} {currency}"
        self._row = entry_row(work, posting, 0, self.amount)
        self._facts = facts
        self._charged: dict[int, Levied] = {}
        """By unit, who is charged for it."""
        self.rows: list[dict[str, Any]] = []
        self.results: list[Result] = []

    def decide(self, each: Levied) -> None:
        """Charge the attachment's contact, or leave it out."""
        facts = self._facts[each.contact_id]
        reasons = self._why_not(each, facts)
        if reasons:
            self._say(each, LEFT_OUT, f"{each.path}: {'; '.join(reason.message for reason in reasons)}", *reasons)
            return
        if each.kind == UNIT:
            self._charged[each.property_id] = each
        self._facts[each.contact_id] = replace(facts, balance=facts.balance + self.amount)
        self.rows.append({**self._row, "contact_id": each.contact_id, "property_id": each.property_id})
        self._say(each, PARTICIPLE[EntryKind.CHARGE], f"{each.path}: {self.money}")

    def _why_not(self, each: Levied, facts: Facts) -> list[Reason]:
        first = self._charged.get(each.property_id)
        if first:
            message = f"{first.display_name} ({first.contact_id}) is named first for {each.path} and is charged"
            return [Reason(None, "not-named-first", message)]
        return cannot_post(facts, EntryKind.CHARGE, self.amount)

    def _say(self, each: Levied, outcome: str, note: str, *reasons: Reason) -> None:
        self.results.append(Result(str(each.contact_id), None, outcome, each.display_name, reasons, note))
