"""Importing ledger entries: one pass in constant memory; good rows are posted, bad rows come back.

A batch meets the workspace by its contacts and the references already used. The contact and the reference together
make a row repeatable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from casactl.actions.contact.standing.lapsing import follow_money
from casactl.actions.ledger.import_row import EntryCandidate, EntryReader
from casactl.actions.selection import ContactAmbiguous, resolve_each
from casactl.domain.amounts import Amounts
from casactl.domain.facts import Facts
from casactl.domain.import_counts import FAIL, SKIP
from casactl.domain.ledger import SIGN, cannot_post
from casactl.errors import CasaError
from casactl.intake.engine import Importing, RowFault, check_conflict
from casactl.intake.rejects import RejectsFile
from casactl.store.queries.facts import facts_for
from casactl.store.queries.ledger import standing_references
from casactl.store.reversal import reverse
from casactl.store.work import UnitOfWork

MEMO = 40_000

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class LedgerChoices:
    """How rows whose reference is there already are met, and whether the money came another way (MC-6)."""

    on_conflict: str = FAIL
    outside: bool = False


def check_choices(choices: LedgerChoices) -> LedgerChoices:
    """The choices as they are.

    Raises UsageFault.
    """
    check_conflict(choices.on_conflict)
    return choices


@dataclass(slots=True)
class HeldEntry:
    """An entry that has a row's contact and reference; without a number when this file adds it."""

    id: int | None = None
    kind: str = ""
    amount: int = 0
    on: str = ""
    due: str | None = None
    text: str | None = None


class LedgerImport(Importing[EntryCandidate]):
    """One import of entries."""

    def __init__(
        self, work: UnitOfWork, columns: Sequence[str | None], choices: LedgerChoices, rejects: RejectsFile
    ) -> None:
        super().__init__(EntryReader(columns, amounts=Amounts.of(work.setting), today=work.today).read, rejects)
        self._work, self._choices = work, choices
        self._first_new = work.take("ledger_entry", 0)
        self._people: dict[str, int | RowFault] = {}
        self._facts: dict[int, Facts] = {}
        self._held: dict[Key, HeldEntry] = {}
        self._fresh: list[dict[str, Any]] = []
        self._replaced: list[int] = []

    def take(self, batch: list[EntryCandidate]) -> None:
        """Post what is new, correct what differs."""
        self._learn(batch)
        for row in batch:
            try:
                self._decide(row)
            except RowFault as fault:
                self.reject(row, fault)
        self._write()

    def _learn(self, batch: Sequence[EntryCandidate]) -> None:
        """Who the batch's contacts are, how they stand, and which of its references are used."""
        if len(self._people) > MEMO:
            self._people.clear()
        new = sorted({row.ref for row in batch} - self._people.keys())
        for ref, found, fault in resolve_each(self._work.reader, new):
            self._people[ref] = _nobody(fault) if fault else found
        numbers = sorted({number for row in batch if isinstance(number := self._people[row.ref], int)})
        today = self._work.today.isoformat()
        self._facts = facts_for(self._work.reader, numbers, today=today, belongings=False)
        references = sorted({row.reference for row in batch if row.reference})
        self._held = {
            (contact, reference): HeldEntry(number if number < self._first_new else None, *values)
            for contact, reference, number, *values in standing_references(self._work.reader, references)
        }

    def _decide(self, row: EntryCandidate) -> None:
        """Post a row, take it for what is there, or raise RowFault."""
        number = self._people[row.ref]
        if isinstance(number, RowFault):
            raise number
        held = self._held.get((number, row.reference)) if row.reference else None
        if held is None:
            self._post(number, row)
            self.added += 1
        elif held.id is None:
            raise RowFault("reference-taken", f"another row of this file has the reference {row.reference}")
        elif self._choices.on_conflict == FAIL:
            raise RowFault("reference-taken", f"entry {held.id} has the reference {row.reference} already")
        elif self._choices.on_conflict == SKIP or _same(row, held):
            self.unchanged += 1
        else:
            self._correct(number, row, held)

    def _correct(self, number: int, row: EntryCandidate, held: HeldEntry) -> None:
        """Reverse what is there and post the row in its place; empty cells stand for what was."""
        assert held.id is not None
        facts = self._facts[number]
        self._facts[number] = replace(facts, balance=facts.balance - held.amount)
        kept = replace(row, on=row.on or held.on, due=row.due or held.due, text=row.text or held.text)
        try:
            self._post(number, kept)
        except RowFault:
            self._facts[number] = facts
            raise
        self._replaced.append(held.id)
        self.updated += 1

    def _post(self, number: int, row: EntryCandidate) -> None:
        facts = self._facts[number]
        reasons = cannot_post(facts, row.kind, row.amount, outside=self._choices.outside)
        if reasons:
            raise RowFault(reasons[0].code, "; ".join(reason.message for reason in reasons))
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
            self._held[number, row.reference] = HeldEntry()

    def _write(self) -> None:
        """Post what the batch has come to."""
        if self._replaced:
            reverse(self._work, self._work.fetch("ledger_entry", self._replaced), text="corrected by an import")
        self._work.insert("ledger_entry", self._fresh)
        follow_money(self._work, sorted({row["contact_id"] for row in self._fresh}))
        self._fresh, self._replaced = [], []


def _nobody(fault: CasaError) -> RowFault:
    several = isinstance(fault, ContactAmbiguous)
    return RowFault("ambiguous-contact" if several else "unknown-contact", fault.message)


def _same(row: EntryCandidate, held: HeldEntry) -> bool:
    """Whether a row says nothing that the entry does not say."""
    return (
        (str(row.kind), SIGN[row.kind] * row.amount) == (held.kind, held.amount)
        and row.on in (None, held.on)
        and row.due in (None, held.due)
        and row.text in (None, held.text)
    )
