"""Importing statuses of the debt ladder: ticked rows of a spreadsheet, applied at once as `arrears status` would.

Each row is judged by the rules that hold where many are given a status: the ladder only climbs, what is not due is left
alone, a handover takes an attorney. What holds already, its note too, stays: the same file again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import field

from casactl.actions.arrears.import_row import StatusCandidate, StatusReader
from casactl.actions.arrears.status import Manner, demanded_anew, give, judged
from casactl.actions.arrears.steps import StatusNotice
from casactl.actions.contact.standing.handover import hand_over_contacts
from casactl.actions.contact.standing.move import NOW
from casactl.actions.selection import Chosen
from casactl.actions.whose_row import People
from casactl.domain.abilities import Reason
from casactl.domain.arrears import forbids
from casactl.domain.facts import Facts
from casactl.domain.names import fold
from casactl.domain.outcomes import REFUSED, UNCHANGED
from casactl.domain.permissions import UserType
from casactl.domain.remedy import Blank, Line, Remedy, first_of
from casactl.domain.standing import Arrears
from casactl.errors import CasaError
from casactl.intake.engine import Importing, RowFault
from casactl.intake.rejects import RejectsFile
from casactl.intake.value_words import Words, value_words
from casactl.records import dataclass
from casactl.store.queries.arrears import notes_of_status
from casactl.store.queries.facts import facts_for
from casactl.store.queries.users import UserRow, users
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class StatusChoices:
    """How the rows are applied, and by whom."""

    manner: Manner
    channels: tuple[str, ...] = ()
    """Over which channels people are told."""
    may_hand_over: bool = True
    words: Words = field(default_factory=dict)
    wording: Callable[[Line], str] = str
    """How a remedy is worded in a row's message."""


Given = list[tuple[StatusCandidate, Facts]]


class StatusImport(Importing[StatusCandidate]):
    """One import of statuses."""

    def __init__(
        self, work: UnitOfWork, columns: Sequence[str | None], choices: StatusChoices, rejects: RejectsFile
    ) -> None:
        super().__init__(StatusReader(columns, value_words("arrears", choices.words)).read, rejects)
        self._work, self._choices = work, choices
        self._people = People(work.reader)
        self._attorneys: list[UserRow] | None = None
        self._met: dict[int, StatusCandidate] = {}
        """The row of this file that each contact was found in."""
        self._facts: dict[int, Facts] = {}
        self._again: Collection[int] = ()
        self._noted: dict[int, set[str]] = {}
        self._giving: dict[tuple[Arrears, str], Given] = {}
        self._handing: dict[tuple[str, str, str], Given] = {}

    def take(self, batch: list[StatusCandidate]) -> None:
        """Decide each row, and write what has come of it."""
        asking = [row for row in batch if row.status]
        self.unchanged += len(batch) - len(asking)
        self._learn(asking)
        for row in asking:
            try:
                self._decide(row)
            except RowFault as fault:
                self.reject(row, fault)
        self._write()

    def _learn(self, rows: Sequence[StatusCandidate]) -> None:
        numbers = self._people.learn((row.ref for row in rows), (each for row in rows for each in row.beside))
        self._facts = facts_for(self._work.reader, numbers, today=self._work.today.isoformat())
        self._again = demanded_anew(self._work, numbers)
        self._noted = notes_of_status(self._work.reader, numbers)

    def _decide(self, row: StatusCandidate) -> None:
        """Sort a row into unchanged, handed over or given a status; raises RowFault."""
        facts = self._facts[self._people.number(row.ref)]
        self._people.agree(facts.id, facts.display_name, row.beside)
        assert row.status is not None
        other = self._met.setdefault(facts.id, row)
        if other is not row and other.asks != row.asks:
            raise RowFault(
                "contact-twice", f"line {other.line} of this file asks something else for {facts.display_name}"
            )
        attorney = self._attorney(row) if row.attorney else None
        with_case = facts.case is not None and (attorney is None or facts.case.attorney_id == attorney.id)
        holds = facts.arrears is row.status and (row.status is not Arrears.HANDOVER or with_case)
        again = row.status is Arrears.LETTER_OF_DEMAND and facts.id in self._again
        if other is not row or (holds and not again and row.note in self._noted.get(facts.id, {""}) | {""}):
            self.unchanged += 1
        elif row.status is Arrears.HANDOVER and facts.case is None:
            self._hand_over(row, facts, attorney)
        else:
            self._give(row, facts, attorney, again=again)

    def _give(self, row: StatusCandidate, facts: Facts, attorney: UserRow | None, *, again: bool) -> None:
        assert row.status is not None
        if attorney and facts.case is None:
            raise RowFault(
                "attorney-without-handover", f"the row names {attorney.name}: only the status handover takes one"
            )
        if attorney and facts.case and facts.case.attorney_id != attorney.id:
            remedy = Remedy("contact recall", facts.id, reason=Blank("WHY"))
            said = Reason("WU-7", "case-open", f"{facts.display_name} is with {facts.case.attorney}", remedy)
            raise self._fault([said])
        if facts.case and (reasons := forbids(facts, row.status)):  # --down would not help
            raise self._fault(reasons)
        notice = StatusNotice(row.note, self._choices.channels)
        kept = judged(facts, row.ref, row.status, notice, self._choices.manner, again=again)
        if kept and kept.outcome == UNCHANGED:
            self.unchanged += 1
        elif kept:
            raise self._fault(kept.reasons)
        else:
            self._giving.setdefault((row.status, row.note), []).append((row, facts))

    def _hand_over(self, row: StatusCandidate, facts: Facts, attorney: UserRow | None) -> None:
        if attorney is None:
            raise RowFault(
                "missing-attorney", "a handover needs an attorney: their e-mail or name in the column attorney"
            )
        if not self._choices.may_hand_over:
            raise RowFault("permission-denied", "a handover takes the right contact.handover")
        self._handing.setdefault((str(attorney.email), row.community, row.note), []).append((row, facts))

    def _attorney(self, row: StatusCandidate) -> UserRow:
        """The attorney whom a row names, by e-mail or name.

        Raises RowFault.
        """
        if self._attorneys is None:
            self._attorneys = users(self._work.reader, type_=UserType.ATTORNEY)
        word = fold(row.attorney)
        found = [each for each in self._attorneys if word in (fold(each.email or ""), fold(each.name))]
        if not found:
            where = self._choices.wording(Remedy("user list", type="attorney"))
            raise RowFault("unknown-attorney", f"'{row.attorney[:60]}' is no attorney: {where}")
        if len(found) > 1:
            mails = ", ".join(str(each.email) for each in found)
            raise RowFault("ambiguous-attorney", f"'{row.attorney[:60]}' may be {mails}: give the e-mail")
        return found[0]

    def _write(self) -> None:
        """Give the statuses, those alike together, and hand over."""
        for (status, note), rows in self._giving.items():
            told = give(
                self._work, [facts for _, facts in rows], status, StatusNotice(note, self._choices.channels),
                again=self._again,
            )  # fmt: skip
            self.updated += len(rows)
            for row, facts in rows:
                if why := told.silent.get(facts.id):
                    self.warnings.add(row.line, f"{facts.display_name} was not told: {why}")
        for (attorney, community, note), rows in self._handing.items():
            self._open_cases(attorney, community, note, rows)
        self._giving, self._handing = {}, {}

    def _open_cases(self, attorney: str, community: str, note: str, rows: Given) -> None:
        chosen = Chosen(tuple((row.ref, facts.id) for row, facts in rows))
        try:
            outcome = hand_over_contacts(
                self._work, chosen, to=attorney, community=community or None, lock="",
                notice=StatusNotice(note, self._choices.channels), when=NOW, reason="",
            )  # fmt: skip
        except CasaError as fault:
            for row, _ in rows:
                self.reject(row, self._fault([Reason.of(fault)]))
            return
        by_id = {result.id: result for result in outcome.results}
        for row, facts in rows:
            if by_id[facts.id].outcome == REFUSED:
                self.reject(row, self._fault(by_id[facts.id].reasons))
            else:
                self.updated += 1
        for warning in outcome.warnings:
            self.warnings.add(rows[0][0].line, self._choices.wording(warning))

    def _fault(self, reasons: Sequence[Reason]) -> RowFault:
        """What keeps a row, each reason with what clears the way."""
        faults = []
        for reason in reasons:
            hint = first_of(reason.remedy)
            words = f"{reason.message}: {self._choices.wording(hint)}" if hint is not None else reason.message
            faults.append(RowFault(reason.code.rpartition(".")[2], words))
        return RowFault.several(faults)
