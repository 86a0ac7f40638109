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
from casactl.domain.failures import failure
from casactl.domain.ledger import PARTICIPLE, EntryKind, cannot_post
from casactl.domain.money import format_amount
from casactl.domain.outcomes import LEFT_OUT, Outcome, Result
from casactl.domain.recurring import by_largest_remainder
from casactl.domain.remedy import Remedy, Said
from casactl.domain.repetition import Repetition
from casactl.store.queries.facts import facts_for
from casactl.store.queries.ledger import Levied, shares_within
from casactl.store.queries.properties import list_properties
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

UNIT = "unit"


def levy(
    work: UnitOfWork, met: Sequence[Levied], posting: Posting, *, by_share: str | None = None,
    allow_duplicate: bool = False,
) -> Outcome:  # fmt: skip
    """Charge the contacts of these attachments; on a unit only the first-named one who may be charged.

    With `by_share`, a path, the amount is a total that is spread by the shares of the units there. Who may not be
    charged (MC-17), who is not named first, and a unit without anybody is left out. A result's `ref` is the
    contact's number, its `id` that of the entry. Raises InvalidAmount, BadText, Refused for shares that come to
    nothing, and Repetition where any of them has been charged the same for that day already.
    """
    levying = Levying(work, met, posting, by_share=by_share)
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


def _refuse_repetition(work: UnitOfWork, levying: Levying) -> None:
    """Raise Repetition where any of the charges is there already (L12)."""
    found = [number for _, number in repeated(work.reader, levying.rows)]
    if found:
        count = f"{len(found):,} of {len(levying.rows):,} charges"
        row = levying.rows[0]
        sentence = (
            f"{count} of {levying.money} for {row['text']} on {row['on_date']} are there already (entry {found[0]})"
        )
        raise Repetition("ledger.looks-the-same", sentence, why="everybody is to be charged once more")


def units_with_shares(reader: Reader, path: str) -> list[tuple[int, str, int]]:
    """Number, path and share of each unit at a property or below it that has a share. Raises Refused without any."""
    units = shares_within(reader, path)
    if not units:
        unit = next(iter(list_properties(reader, within=path, kind=UNIT, retired=False, today="")), None)
        raise failure("ledger.no-shares", path=path, unit=unit.path if unit else path)
    return units


class Levying:
    """Decides attachment by attachment; balances count what the same levy has charged already."""

    def __init__(
        self, work: UnitOfWork, met: Sequence[Levied], posting: Posting, *, by_share: str | None = None,
        amount: int | None = None,
    ) -> None:  # fmt: skip
        self._currency = work.setting("currency")
        self.amount = amount or Amounts.of(work.setting).parse(posting.amount or "")
        self.money = self._in_words(self.amount)
        self._row = entry_row(work, posting, 0, self.amount)
        numbers = list(dict.fromkeys(each.contact_id for each in met))
        self._facts = facts_for(work.reader, numbers, today=work.today.isoformat(), belongings=False)
        self._charged: dict[int, Levied] = {}
        """By unit, who is charged for it."""
        self._parts = self._by_share(work, by_share) if by_share is not None else None
        self.rows: list[dict[str, Any]] = []
        self.results: list[Result] = []
        for each in met:
            self.decide(each)
        self._name_the_others()

    def _by_share(self, work: UnitOfWork, path: str) -> dict[int, tuple[str, int]]:
        """By unit its path and its part of the total, those without an owner among them."""
        units = units_with_shares(work.reader, path)
        parts = by_largest_remainder(self.amount, [share for _, _, share in units])
        return {number: (at, part) for (number, at, _), part in zip(units, parts, strict=True)}

    def decide(self, each: Levied) -> None:
        """Charge the attachment's contact, or leave it out."""
        facts, amount = self._facts[each.contact_id], self._amount(each)
        reasons = self._why_not(each, facts, amount)
        if reasons:
            why = "; ".join(reason.message for reason in reasons)
            self._say(each, LEFT_OUT, why if each.path in why else f"{each.path}: {why}", *reasons)
            return
        if each.kind == UNIT:
            self._charged[each.property_id] = each
        self._facts[each.contact_id] = replace(facts, balance=facts.balance + amount)
        self.rows.append(
            {**self._row, "amount": amount, "contact_id": each.contact_id, "property_id": each.property_id}
        )
        self._say(each, PARTICIPLE[EntryKind.CHARGE], f"{each.path}: {self._in_words(amount)}")

    def _amount(self, each: Levied) -> int:
        return self.amount if self._parts is None else self._parts.get(each.property_id, ("", 0))[1]

    def _in_words(self, amount: int) -> str:
        return f"{format_amount(amount, self._currency)} {self._currency}"

    def _why_not(self, each: Levied, facts: Facts, amount: int) -> list[Reason]:
        first = self._charged.get(each.property_id)
        if first:
            message = f"{first.display_name} ({first.contact_id}) is named first for {each.path} and is charged"
            return [Reason(None, "not-named-first", message)]
        if amount <= 0:
            return [Reason(None, "no-share", f"{each.path} has no share in it")]
        return cannot_post(facts, EntryKind.CHARGE, amount)

    def _name_the_others(self) -> None:
        """Say of which units nobody is charged: their part is not spread over the others."""
        for number, (path, part) in (self._parts or {}).items():
            if number not in self._charged and part:
                open_ = f"{self._in_words(part)} stays open"
                message = f"nobody is charged for {path}: {open_}"
                reason = Reason(None, "no-owner", message, Remedy("property show", Said(path)))
                self.results.append(Result(path, None, LEFT_OUT, path, (reason,), f"nobody is charged: {open_}"))

    def _say(self, each: Levied, outcome: str, note: str, *reasons: Reason) -> None:
        self.results.append(Result(str(each.contact_id), None, outcome, each.display_name, reasons, note))
