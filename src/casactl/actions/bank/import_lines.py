"""Importing bank statements: every line is kept once; what is certain is posted, the rest is left to people.

A line is known again by the bank's own id, else by its day, amount and text, and its place among those that are equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from casactl.actions.bank.posting import payment_row
from casactl.actions.bank.read_line import LineCandidate, LineReader
from casactl.actions.bank.whose import Whose
from casactl.domain.amounts import Amounts
from casactl.domain.bank import Verdict
from casactl.domain.facts import Facts
from casactl.domain.import_counts import FAIL, SKIP, ImportCounts
from casactl.domain.ledger import EntryKind, cannot_post
from casactl.domain.names import fold
from casactl.intake.amount_cell import AmountCells
from casactl.intake.csv_rows import BadRow, Row
from casactl.intake.date_order import DateOrder
from casactl.intake.engine import Importing, RowFault, check_conflict
from casactl.intake.rejects import RejectsFile
from casactl.intake.value_words import Words, value_words
from casactl.records import dataclass
from casactl.store.queries import bank as queries
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork

Held = tuple[int | None, str, int]
"""A line that is there, with its day and amount; without a number when this file brings it."""
DAYS_APART = timedelta(days=3)
"""So far from a line a payment of the same amount may stand that somebody has posted by hand."""


@dataclass(frozen=True, slots=True)
class BankChoices:
    """How a file's amounts and days are read, and how a line that is there already counts."""

    dates: DateOrder
    decimal: str | None = None
    currencies: Mapping[str, str] = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    on_conflict: str = SKIP


class BankImport(Importing[LineCandidate]):
    """One import of a statement."""

    def __init__(
        self, work: UnitOfWork, columns: Sequence[str | None], choices: BankChoices, rejects: RejectsFile
    ) -> None:
        check_conflict(choices.on_conflict)
        amounts = AmountCells(Amounts.of(work.setting), choices.decimal)
        words = value_words("bank", choices.words)
        reader = LineReader(columns, amounts, choices.dates, work.today, choices.currencies, words)
        super().__init__(reader.read, rejects)
        self._work, self._choices, self._whose = work, choices, Whose(work)
        self._places: Counter[str] = Counter()
        self._seen: dict[str, Held] = {}
        """What this file's lines are known by."""
        self._first_new = work.take("bank_line", 0)
        self.posted = self.parked = 0

    def run(self, rows: Iterable[Row | BadRow]) -> ImportCounts:
        """Import all rows; the counts say besides how many lines were posted and how many left to people."""
        return replace(super().run(rows), posted=self.posted, parked=self.parked)

    def take(self, batch: list[LineCandidate]) -> None:
        """Keep what is new, and post what is certain."""
        fresh = self._fresh(batch)
        if fresh:
            self._write([line for line, _ in fresh], [identity for _, identity in fresh])

    # Which lines are there already --------------------------------------------------------------

    def _fresh(self, batch: Sequence[LineCandidate]) -> list[tuple[LineCandidate, str]]:
        """The lines that are not there yet, each with what it is known by."""
        named = [(line, self._identity(line)) for line in batch]
        kept = queries.kept(self._work.reader, [identity for _, identity in named])
        fresh: list[tuple[LineCandidate, str]] = []
        for line, identity in named:
            try:
                if self._is_kept(line, kept.get(identity) or self._seen.get(identity)):
                    self.unchanged += 1
                    continue
                self._seen[identity] = (None, line.on, line.amount)
                fresh.append((line, identity))
                self.added += 1
            except RowFault as fault:
                self.reject(line, fault)
        return fresh

    def _is_kept(self, line: LineCandidate, held: Held | None) -> bool:
        """Whether the line is there, or was in this file before.

        Raises RowFault for the bank's id of another line, and for one that is there where that is asked for.
        """
        if held is None:
            return False
        number, on, amount = held
        if (on, amount) != (line.on, line.amount):
            who = f"line {number}" if number else "another row of this file"
            raise RowFault(
                "line-differs",
                f"{who} has the bank's id {line.bank_id}, with another day or amount; where the bank numbers nothing, "
                '--map "COLUMN=" leaves its ids out',
            )
        if number and self._choices.on_conflict == FAIL:
            raise RowFault("line-taken", f"line {number} is this one already")
        return True

    def _identity(self, line: LineCandidate) -> str:
        """What a line is known by, kept as a digest: it outlives whoever it tells of."""
        if line.bank_id:
            said: tuple[object, ...] = ("id", line.account, line.bank_id)
        else:
            text = fold(" ".join(filter(None, (line.payer, line.iban, line.purpose))))
            said = ("text", line.account, line.on, line.amount, text)
            place = self._places[repr(said)]
            self._places[repr(said)] += 1
            said = (*said, place)
        return sha256(f"{self._work.workspace_id}\0{said!r}".encode()).hexdigest()

    # What comes of the new ones -----------------------------------------------------------------

    def _write(self, lines: Sequence[LineCandidate], identities: Sequence[str]) -> None:
        """Keep lines, and post those that are certain."""
        work, today = self._work, self._work.today.isoformat()
        doubles = self._doubles(lines)
        facts: dict[int, Facts] = {}
        kept: list[dict[str, Any]] = []
        payments: list[tuple[int, dict[str, Any]]] = []
        for n, (line, found) in enumerate(zip(lines, self._whose.judge(lines), strict=True)):
            if (contact := found.contact) and contact not in facts:
                facts |= facts_for(work.reader, [contact], today=today, belongings=False)
            found = self._held_back(line, found, facts, doubles.get(n))
            kept.append(_row(line, identities[n], found))
            if contact and found.certain:
                payments.append((n, payment_row(contact, line.on, line.amount, line.purpose, line.bank_id)))
                facts[contact] = replace(facts[contact], balance=facts[contact].balance - line.amount)
                self._whose.paid(contact, line.on, line.amount)
        numbers = work.insert("bank_line", kept)
        entries = work.insert("ledger_entry", [row for _, row in payments])
        work.insert("bank_match", [
            {"contact_id": row["contact_id"], "line_id": numbers[n], "entry_id": entry}
            for (n, row), entry in zip(payments, entries, strict=True)
        ])  # fmt: skip
        self.posted += len(payments)
        self.parked += len(lines) - len(payments)

    def _held_back(
        self, line: LineCandidate, found: Verdict, facts: Mapping[int, Facts], double: int | None
    ) -> Verdict:
        """The verdict, which is left to people where the line or the contact's standing forbids to post it."""
        if line.amount <= 0:
            return Verdict(None, 0, "money out is never posted" if line.amount else "there is nothing to post")
        if double:
            return found.held_back(f"line {double} says the same: {found.why}")
        if not found.certain or found.contact is None:
            return found
        if reasons := cannot_post(facts[found.contact], EntryKind.PAYMENT, line.amount):
            return found.held_back(": ".join(filter(None, (reasons[0].rule, reasons[0].message))))
        if line.reversal:
            return found.held_back(f"takes an earlier booking back: {found.why}")
        if line.on > self._work.today.isoformat():
            return found.held_back(f"is of a day to come: {found.why}")
        if entry := self._by_hand(found.contact, line):
            return found.held_back(f"entry {entry} may be this payment already: {found.why}")
        return found

    def _by_hand(self, contact: int, line: LineCandidate) -> int | None:
        """A payment of the same amount, of about that day, that was posted by hand."""
        on = date.fromisoformat(line.on)
        first, last = ((on + days).isoformat() for days in (-DAYS_APART, DAYS_APART))
        rows = queries.payments_by_hand(self._work.reader, [contact], first, last)
        return next((row[3] for row in rows if row[1] == -line.amount), None)

    def _doubles(self, lines: Sequence[LineCandidate]) -> dict[int, int]:
        """By place, the line of an earlier import that says the same: the statement in another format."""
        held: dict[tuple[object, ...], list[tuple[int, str | None]]] = {}
        rows = queries.lines_of_days(self._work.reader, {line.on for line in lines})
        for number, on, amount, payer, iban, bank_id in rows:
            if number >= self._first_new:
                continue
            for who in filter(None, (iban, fold(payer or ""))):
                held.setdefault((on, amount, who), []).append((number, bank_id))
        found: dict[int, int] = {}
        for n, line in enumerate(lines):
            for who in filter(None, (line.iban, fold(line.payer or ""))):
                for number, bank_id in held.get((line.on, line.amount, who), ()):
                    if not (bank_id and line.bank_id):
                        found.setdefault(n, number)
        return found


def _row(line: LineCandidate, identity: str, found: Verdict) -> dict[str, Any]:
    return {
        "contact_id": found.contact, "identity": identity, "account": line.account, "bank_id": line.bank_id,
        "on_date": line.on, "amount": line.amount, "payer": line.payer, "iban": line.iban, "purpose": line.purpose,
        "score": found.score, "why": found.why,
    }  # fmt: skip
