"""Handover cases: what keeps an account from an attorney, opening a case, closing it (WU-2 to WU-9, WU-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from casactl.actions.arrears.steps import NO_NOTICE, StatusNotice, Step, write_steps
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.arrears import forbids
from casactl.domain.facts import Facts
from casactl.domain.letters import Template
from casactl.domain.remedy import Blank, Remedy, Said
from casactl.domain.standing import Arrears
from casactl.records import dataclass
from casactl.store.queries.arrears import communities_of_contacts, demanded
from casactl.store.queries.papers import papers_to_come
from casactl.store.queries.settings import setting
from casactl.store.queries.users import UserRow, communities_of, reached, user_by_number
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork, chunks


@dataclass(frozen=True, slots=True)
class Terms:
    """What a handover or a recall needs beside a reason."""

    attorney: int = 0
    """The attorney's number as a user; 0 where nobody has said yet who it is."""
    community: int | None = None
    """The community's number; None for the only one that a contact is attached to."""
    lock: str = ""
    """The reason to lock with, empty for no lock."""
    status: str | None = None
    """The status after a recall; None for the one before the handover, or current without a debt."""
    notice: StatusNotice = NO_NOTICE
    pass_on: bool = False
    """Whether the attorney reads the papers of earlier cases, too."""

    def details(self) -> dict[str, object]:
        """As dated work keeps it."""
        kept = {"attorney": self.attorney, "community": self.community, "lock": self.lock, "status": self.status,
                "note": self.notice.note, "notify": ",".join(self.notice.channels),
                "statement": self.notice.statement, "pass_on": self.pass_on}  # fmt: skip
        return {key: value for key, value in kept.items() if value}

    @classmethod
    def of(cls, details: Mapping[str, object]) -> Terms:
        """From what dated work has kept."""
        channels = tuple(word for word in str(details.get("notify") or "").split(",") if word)
        notice = StatusNotice(str(details.get("note") or ""), channels, bool(details.get("statement")))
        community, status = details.get("community"), details.get("status")
        return cls(
            int(str(details.get("attorney") or 0)), int(str(community)) if community else None,
            str(details.get("lock") or ""), str(status) if status else None, notice,
            bool(details.get("pass_on")),
        )  # fmt: skip


class HandingOver:
    """A handover's terms, held against many contacts at once."""

    def __init__(self, reader: Reader, terms: Terms, contacts: Sequence[int], *, today: str) -> None:
        self._terms = terms
        self._attorney = user_by_number(reader, terms.attorney)
        access = communities_of(reader, [terms.attorney]).get(terms.attorney, [])
        self._access = {number for number, _, _ in access}
        self._places = communities_of_contacts(reader, contacts, today=today)
        self._demanded = demanded(reader, contacts)
        self._takes_demand = setting(reader, "handover_requires_demand") == "on"

    def community(self, contact: int) -> tuple[int, str] | None:
        """The community that a contact's case is of: the one that was said, else its only one."""
        places = self._places.get(contact, {})
        if self._terms.community is not None:
            path = places.get(self._terms.community)
            return (self._terms.community, path) if path else None
        return next(iter(places.items())) if len(places) == 1 else None

    def forbids(self, facts: Facts) -> list[Reason]:
        """Everything that keeps this contact from this attorney."""
        at = self.community(facts.id)
        missing = self._takes_demand and facts.id not in self._demanded
        asked = replace(facts, attorney_has_access=True, demand_missing=missing)
        reasons = cannot(asked, Ability.BE_HANDED_OVER)
        if any(reason.code == "gone" for reason in reasons):
            return reasons
        return [*self._attorney_cannot(), *reasons, *(self._without_access(at) if at else self._no_place(facts))]

    def _attorney_cannot(self) -> list[Reason]:
        who = self._attorney
        if not self._terms.attorney:
            return []
        if who is None or who.email is None:
            return [Reason("WU-2", "attorney-gone", "the attorney is not a user any more", moot=True)]
        if not who.enabled:
            message = f"{who.email} is disabled"
            return [Reason("WU-2", "attorney-disabled", message, Remedy("user enable", who.email))]
        return []

    def _no_place(self, facts: Facts) -> list[Reason]:
        paths = ", ".join(self._places.get(facts.id, {}).values())
        if not paths:
            return [Reason("WU-4", "no-community", f"{facts.display_name} was never attached to a community",
                           Remedy("contact attach", facts.id, Blank("PATH")))]  # fmt: skip
        message = f"{facts.display_name} is attached to {paths}: say which with --community"
        return [Reason("WU-4", "which-community", message)]

    def _without_access(self, at: tuple[int, str]) -> list[Reason]:
        number, path = at
        if number in self._access or self._attorney is None:
            return []
        remedy = Remedy("user grant", str(self._attorney.email), community=Said(path))
        return [Reason("WU-3", "attorney-out-of-reach", f"{self._attorney.email} does not reach {path}", remedy)]

    def warning(self, facts: Facts) -> str:
        """What should be known about a handover that the settings allow all the same."""
        return "" if facts.id in self._demanded else "without a letter of demand"

    def write(self, work: UnitOfWork, moving: Sequence[Facts]) -> None:
        """Open the cases, give the status, tell the people: access follows from the open case."""
        attorney = self._attorney
        assert attorney is not None
        rows = [self._case(work, facts) for facts in moving]
        cases = work.insert("handover_case", rows)
        _take_papers_along(work, {facts.id: case for facts, case in zip(moving, cases, strict=True)})
        steps = [self._step(facts, case, attorney) for facts, case in zip(moving, cases, strict=True)]
        write_steps(work, steps, self._terms.notice)
        if self._terms.notice.statement:
            work.with_statement.update(facts.id for facts in moving)

    def _step(self, facts: Facts, case: int, attorney: UserRow) -> Step:
        at = self.community(facts.id)
        lines = reached(attorney)
        return Step(facts, Arrears.HANDOVER, case, attorney.name, attorney_lines=lines, community=at[1] if at else "")

    def _case(self, work: UnitOfWork, facts: Facts) -> dict[str, object]:
        at = self.community(facts.id)
        assert at is not None
        return {
            "contact_id": facts.id,
            "attorney_id": self._terms.attorney,
            "community_id": at[0],
            "status_before": str(facts.arrears),
            "opened_at": work.now,
            "opened_by": work.origin.actor,
            "passed_on": int(self._terms.pass_on),
        }


def _take_papers_along(work: UnitOfWork, cases: Mapping[int, int]) -> None:
    """What was written for a case while none was open belongs to the one that is opened now."""
    for table in ("note", "document"):
        for contacts in chunks(list(cases)):
            found = papers_to_come(work.store, table, contacts)
            work.update(table, [{"id": number, "case_id": cases[contact]} for number, contact in found])


def forbids_recall(facts: Facts, terms: Terms) -> list[Reason]:
    """Everything that keeps a case from being recalled to the status that was asked for."""
    return forbids(replace(facts, case=None), _status_after(facts, terms))


def recall_cases(work: UnitOfWork, moving: Sequence[Facts], terms: Terms, *, reason: str) -> None:
    """Close the cases and go back to an earlier status, or to current where nothing is past due; a lock stays."""
    steps = [
        Step(facts, _status_after(facts, terms), facts.case.id, facts.case.attorney, letter=Template.RECALL)
        for facts in moving
        if facts.case
    ]
    write_steps(work, steps, replace(terms.notice, note=terms.notice.note or reason))
    close_case(work, moving, "recalled")


def _status_after(facts: Facts, terms: Terms) -> Arrears:
    """What was asked for, else the status before the handover, unless nothing is past due any more (M4)."""
    before = facts.case.status_before if facts.case else facts.arrears
    return Arrears(terms.status or (before if facts.past_due > 0 else Arrears.CURRENT))


def close_case(work: UnitOfWork, contacts: Sequence[Facts], outcome: str) -> None:
    """Close the open case of each contact: `recalled`, or `settled`."""
    closing = {"closed_at": work.now, "closed_by": work.origin.actor, "outcome": outcome}
    work.update("handover_case", [{"id": who.case.id, **closing} for who in contacts if who.case])
