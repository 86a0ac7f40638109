"""Importing ledger entries: one pass in constant memory; good rows are posted, bad rows come back.

A batch meets the workspace by its contacts and the references already used. Contact, reference, day and amount together
make a row repeatable: payers use one reference again and again. An import never changes an entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from casactl.actions.ledger.import_row import EntryCandidate, EntryReader
from casactl.actions.ledger.repeated import MONEY, Key, key_of, standing
from casactl.actions.whose_row import People
from casactl.domain.amounts import Amounts
from casactl.domain.facts import Facts
from casactl.domain.import_counts import FAIL
from casactl.domain.ledger import SIGN, cannot_post
from casactl.domain.repetition import REPEATED
from casactl.errors import UsageFault
from casactl.intake.amount_cell import AmountCells
from casactl.intake.date_order import UNKNOWN, DateOrder
from casactl.intake.engine import Importing, RowFault, check_conflict
from casactl.intake.rejects import RejectsFile
from casactl.intake.value_words import Words, value_words
from casactl.records import dataclass
from casactl.store.queries.facts import facts_for
from casactl.store.queries.ledger import standing_references
from casactl.store.work import UnitOfWork

Reference = tuple[int, str]
"""A contact and a reference of theirs."""


@dataclass(frozen=True, slots=True)
class LedgerChoices:
    """How rows whose reference is there already are met, and whether the money came another way (MC-6)."""

    on_conflict: str = FAIL
    outside: bool = False
    kind: str | None = None
    """What every row is that does not say."""
    on: date | None = None
    """The day of every row that does not say."""
    decimal: str | None = None
    negative: bool = False
    words: Words = field(default_factory=dict)
    allow_duplicate: bool = False
    """Whether rows without a reference are posted although the same is there already (L12)."""
    dated: bool = False
    """Whether the file says days: a row that says none is not of today then."""


def check_choices(choices: LedgerChoices) -> LedgerChoices:
    """The choices as they are.

    Raises UsageFault.
    """
    check_conflict(choices.on_conflict)
    if choices.kind is not None and choices.kind not in SIGN:
        raise UsageFault(f"--kind takes one of {', '.join(SIGN)}, not '{choices.kind}'.")
    return choices


@dataclass(slots=True)
class HeldEntry:
    """An entry that has a row's contact and reference; without a number when this file adds it."""

    id: int | None
    kind: str
    amount: int
    on: str
    due: str | None = None
    text: str | None = None


class LedgerImport(Importing[EntryCandidate]):
    """One import of entries."""

    def __init__(
        self,
        work: UnitOfWork,
        columns: Sequence[str | None],
        choices: LedgerChoices,
        rejects: RejectsFile,
        dates: DateOrder = UNKNOWN,
        currencies: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        reader = EntryReader(
            columns,
            amounts=AmountCells(Amounts.of(work.setting), choices.decimal, choices.negative),
            today=work.today,
            kind=choices.kind,
            on=choices.on,
            dates=dates,
            words=value_words("ledger", choices.words),
            currencies=currencies,
        )
        super().__init__(reader.read, rejects)
        self._work, self._choices = work, choices
        self._first_new = work.take("ledger_entry", 0)
        self._people = People(work.reader)
        self._facts: dict[int, Facts] = {}
        self._held: dict[Reference, list[HeldEntry]] = {}
        self._standing: dict[Key, list[int]] = {}
        self._met: set[int] = set()
        """The entries that rows without a reference were found to repeat: each stands for one row only."""
        self._fresh: list[dict[str, Any]] = []

    def take(self, batch: list[EntryCandidate]) -> None:
        """Post what is new."""
        self._learn(batch)
        for row in batch:
            try:
                self._decide(row)
            except RowFault as fault:
                self.reject(row, fault)
        self._write()

    def _learn(self, batch: Sequence[EntryCandidate]) -> None:
        """Who the batch's contacts are, how they stand, and which of its references are used."""
        numbers = self._people.learn((row.ref for row in batch), (each for row in batch for each in row.beside))
        today = self._work.today.isoformat()
        self._facts = facts_for(self._work.reader, numbers, today=today, belongings=False)
        if not self._choices.allow_duplicate:
            days = sorted({row.on or today for row in batch if not row.reference})
            self._standing = standing(self._work.reader, numbers, days, MONEY) if days else {}
        references = sorted({row.reference for row in batch if row.reference})
        self._held = {}
        for contact, reference, number, *values in standing_references(self._work.reader, references):
            held = HeldEntry(number if number < self._first_new else None, *values)
            self._held.setdefault((contact, reference), []).append(held)

    def _decide(self, row: EntryCandidate) -> None:
        """Post a row, take it for what is there, or raise RowFault."""
        number = self._people.number(row.ref)
        self._people.agree(number, self._facts[number].display_name, row.beside)
        held = self._same_day(row, self._held.get((number, row.reference), ())) if row.reference else None
        earlier = None if row.reference else self._repeated(number, row)
        if earlier and self._choices.on_conflict == FAIL:
            raise RowFault(REPEATED, f"entry {earlier} says the same: {row.on or 'today'}, the same amount and text")
        if earlier:
            self.unchanged += 1
        elif held is None:
            self._post(number, row)
            self.added += 1
        elif held.id is None:
            raise RowFault("reference-taken", f"another row of this file has the reference {row.reference}, too")
        elif self._choices.on_conflict == FAIL:
            raise RowFault("reference-taken", f"entry {held.id} has the reference {row.reference} already")
        elif _same(row, held):
            self.unchanged += 1
        else:
            raise RowFault(
                "entry-differs",
                f"entry {held.id} has the reference {row.reference} and differs; an import changes no entry: "
                f"ledger void {held.id} takes it back",
            )

    def _repeated(self, contact: int, row: EntryCandidate) -> int | None:
        """The entry that was there before this import and says the same as a row without a reference."""
        money = (contact, str(row.kind), SIGN[row.kind] * row.amount, row.on or self._work.today.isoformat())
        key = key_of({"text": row.text, **dict(zip(MONEY, money, strict=True))}, MONEY)
        left = (each for each in self._standing.get(key, ()) if each < self._first_new and each not in self._met)
        if earlier := next(left, None):
            self._met.add(earlier)
        return earlier

    def _same_day(self, row: EntryCandidate, held: Sequence[HeldEntry]) -> HeldEntry | None:
        """Of the entries with a row's reference the one that it means: of the same day, of any where it says none."""
        today = self._work.today.isoformat()
        there = [each for each in held if (each.on == row.on if row.on else each.id or each.on == today)]
        return next((each for each in there if _same(row, each)), next(iter(there), None))

    def _post(self, number: int, row: EntryCandidate) -> None:
        facts = self._facts[number]
        reasons = cannot_post(facts, row.kind, row.amount, outside=self._choices.outside)
        if reasons:
            raise RowFault(reasons[0].code, "; ".join(reason.message for reason in reasons))
        if self._choices.dated and row.on is None:
            raise RowFault("invalid-date", "the row has no date: --on DATE gives one to all that have none")
        amount = SIGN[row.kind] * row.amount
        self._fresh.append(
            {
                "contact_id": number,
                "kind": str(row.kind),
                "on_date": row.on or self._work.today.isoformat(),
                "due": row.due,
                "amount": amount,
                "text": row.text,
                "reference": row.reference,
            }
        )
        self._facts[number] = replace(facts, balance=facts.balance + amount)
        if row.reference:
            on = row.on or self._work.today.isoformat()
            new = HeldEntry(None, str(row.kind), amount, on, row.due, row.text)
            self._held.setdefault((number, row.reference), []).append(new)

    def _write(self) -> None:
        """Post what the batch has come to."""
        self._work.insert("ledger_entry", self._fresh)
        self._fresh = []


def _same(row: EntryCandidate, held: HeldEntry) -> bool:
    """Whether a row says nothing that the entry does not say."""
    return (
        (str(row.kind), SIGN[row.kind] * row.amount) == (held.kind, held.amount)
        and row.on in (None, held.on)
        and row.due in (None, held.due)
        and row.text in (None, held.text)
    )
