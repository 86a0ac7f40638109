"""Whose money lines are: what they say is looked up for many at once, then each is judged by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property
from typing import Protocol

from casactl.domain.bank import (
    Evidence,
    Sign,
    Units,
    Verdict,
    exact_amounts,
    external_ids_in,
    names_in,
    numbers_in,
    payer_keys,
    references_in,
    verdict,
)
from casactl.domain.ledger import Entry, EntryKind, open_entries
from casactl.intake.statement import iban_in
from casactl.records import dataclass
from casactl.store.queries import bank as queries
from casactl.store.queries.ledger import standing_entries
from casactl.store.work import UnitOfWork


class Said(Protocol):
    """What a line says, as far as it tells whose it is."""

    @property
    def on(self) -> str: ...
    @property
    def amount(self) -> int: ...
    @property
    def payer(self) -> str | None: ...
    @property
    def iban(self) -> str | None: ...
    @property
    def purpose(self) -> str | None: ...


@dataclass(slots=True)
class _Meant:
    """What one line may mean, before it is looked up."""

    ibans: set[str]
    payers: set[str]
    references: set[int]
    numbers: set[int]
    external: set[str]
    figures: set[str]
    units: list[set[int]]
    names: list[str]


@dataclass(slots=True)
class _Known:
    """What is known of all that the lines of a batch may mean."""

    ibans: dict[str, set[int]] = field(default_factory=dict)
    payers: dict[str, list[tuple[int, bool]]] = field(default_factory=dict)
    """By name, whose it is, and whether that is known of an account, too."""
    numbers: dict[int, int] = field(default_factory=dict)
    external: dict[str, set[int]] = field(default_factory=dict)
    at_units: dict[int, list[tuple[int, str, str | None]]] = field(default_factory=dict)
    names: dict[str, set[int]] = field(default_factory=dict)


class Whose:
    """Judges lines, with the workspace as it is in this transaction; what is posted on the way is told by `paid`."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work, self._reader = work, work.reader
        self._entries: dict[int, list[Entry]] = {}

    def judge(self, lines: Sequence[Said]) -> Iterator[Verdict]:
        """Whose each line is, one after the other: what `paid` was told before counts for the next."""
        meant = [self._meant(line) for line in lines]
        known = self._look_up(meant)
        for line, each in zip(lines, meant, strict=True):
            yield verdict(self._evidence(line, each, known))

    def paid(self, contact: int, on: str, amount: int) -> None:
        """Take into account that a payment of a contact is about to be posted."""
        number = 1 << 62
        entry = Entry(number, date.fromisoformat(on), -amount, None, EntryKind.PAYMENT)
        self._entries_of(contact).append(entry)

    def owes_exactly(self, contact: int, amount: int) -> bool:
        """Whether just this is due of a contact, open of one charge, or an instalment that was agreed on."""
        entries, today = self._entries_of(contact), self._work.today
        still = open_entries(entries)
        balance = sum(entry.amount for entry in entries)
        later = sum(each.left for each in still if each.entry.day > today)
        exact = exact_amounts(balance, balance - later, (each.left for each in still))
        return amount in exact or amount in queries.instalments_of(self._reader, contact)

    def _entries_of(self, contact: int) -> list[Entry]:
        if contact not in self._entries:
            self._entries[contact] = [
                Entry(row.id, date.fromisoformat(row.on), row.amount, date.fromisoformat(row.due) if row.due else None,
                      EntryKind(row.kind))
                for row in standing_entries(self._reader, contact)
            ]  # fmt: skip
        return self._entries[contact]

    @cached_property
    def _units(self) -> Units:
        return Units(queries.unit_paths(self._reader))

    def _meant(self, line: Said) -> _Meant:
        payer, purpose = line.payer or "", line.purpose or ""
        said = f"{payer} {purpose}" if payer else purpose
        found = line.iban or iban_in(purpose)
        external, figures = external_ids_in(said)
        return _Meant(
            {found} if found else set(), set(payer_keys(payer)), references_in(purpose), numbers_in(purpose),
            external, figures, self._units.named_in(purpose), names_in(payer, purpose),
        )  # fmt: skip

    def _at(self, attached: Sequence[tuple[int, str, str | None]], on: str) -> set[int]:
        """Who was attached on a day; where nobody was, since it is from before the office kept it, who is today."""
        days = (on, self._work.today.isoformat())
        there = (
            {each[0] for each in attached if each[1] <= day and (each[2] is None or each[2] >= day)} for day in days
        )
        return next(filter(None, there), set())

    def _look_up(self, meant: Sequence[_Meant]) -> _Known:
        reader, known = self._reader, _Known()
        if ibans := {iban for each in meant for iban in each.ibans}:
            known.ibans = queries.known_accounts(reader, ibans)
        if payers := {payer for each in meant for payer in each.payers}:
            known.payers = queries.known_names(reader, payers)
        if numbers := {number for each in meant for number in each.numbers | each.references}:
            known.numbers = queries.by_numbers(reader, numbers)
        if external := {word for each in meant for word in each.external | each.figures}:
            known.external = queries.by_external_ids(reader, external)
        if units := {unit for each in meant for said in each.units for unit in said}:
            known.at_units = queries.payers_at(reader, units)
        if names := {name for each in meant for name in each.names}:
            known.names = queries.by_names(reader, names)
        return known

    def _evidence(self, line: Said, meant: _Meant, known: _Known) -> Evidence:
        said = self._said(line, meant, known)
        signs = {sign: set[int]().union(*each) for sign, each in said.items()}
        if not signs[Sign.ACCOUNT]:
            signs[Sign.PAYER] = {
                contact for payer in meant.payers for contact, by_account in known.payers.get(payer, ())
                if not (by_account and meant.ibans)  # another account may be a namesake's
            }  # fmt: skip
        named = next((found for name in meant.names if (found := known.names.get(name))), set())
        evidence = Evidence(signs, set(named) if line.payer else _all(known.names, set(meant.names)))
        evidence.apart = {sign for sign, each in said.items() if each and not set.intersection(*each)}
        evidence.exact = {each for each in evidence.contacts if self.owes_exactly(each, line.amount)}
        return evidence

    def _said(self, line: Said, meant: _Meant, known: _Known) -> dict[Sign, list[set[int]]]:
        """Sign by sign, the contacts that each place of a line may mean; nobody's are left out."""
        words: dict[str, set[str]] = {}
        for word in meant.external:
            words.setdefault(word.lower(), set()).add(word)
        said = {
            Sign.ACCOUNT: [_all(known.ibans, meant.ibans)],
            Sign.REFERENCE: [{known.numbers[number]} for number in meant.references if number in known.numbers],
            Sign.EXTERNAL: [_all(known.external, spellings) for spellings in words.values()],
            Sign.NUMBER: [{known.numbers[number]} for number in meant.numbers if number in known.numbers],
            Sign.FIGURES: [known.external.get(word, set()) for word in meant.figures],
            Sign.UNIT: [
                {contact for unit in units for contact in self._at(known.at_units.get(unit, ()), line.on)}
                for units in meant.units
            ],
        }
        return {sign: [each for each in places if each] for sign, places in said.items()}


def _all(known: dict[str, set[int]], said: set[str]) -> set[int]:
    return {contact for each in said for contact in known.get(each, ())}
