"""Dated work: storing a state verb for a day, replacing an earlier plan, and how plans end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from casactl.domain.abilities import Reason
from casactl.domain.facts import Facts
from casactl.domain.moves import MOVES, Move
from casactl.domain.plans import in_words, leads_back
from casactl.domain.remedy import storable
from casactl.domain.shapes import record
from casactl.store.queries.due import ScheduledRow, open_of
from casactl.store.reader import BATCH, Reader
from casactl.store.work import UnitOfWork

NAMED = 10
"""So many plans are named that end with something else; the others are counted."""


def plans_of(reader: Reader, contacts: Sequence[int]) -> dict[int, list[ScheduledRow]]:
    """Open scheduled actions by contact."""
    plans: dict[int, list[ScheduledRow]] = {}
    for start in range(0, len(contacts), BATCH):
        for row in open_of(reader, contacts[start : start + BATCH]):
            plans.setdefault(row.contact_id, []).append(row)
    return plans


def schedule(
    work: UnitOfWork,
    verb: str,
    contacts: Mapping[int, date | None],
    *,
    reason: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """Plan `verb` for each contact on its date, None meaning as soon as nothing blocks it."""
    work.insert(
        "scheduled",
        [
            {
                "contact_id": contact,
                "verb": verb,
                "due_on": on.isoformat() if on else None,
                "state": "pending",
                "reason": reason or None,
                "actor": work.origin.actor,
                "details": json.dumps(details, ensure_ascii=False) if details else None,
            }
            for contact, on in contacts.items()
        ],
    )


def close_plans(work: UnitOfWork, plans: Sequence[ScheduledRow], state: str = "cancelled") -> None:
    """End scheduled actions: `cancelled`, or `done`."""
    work.update("scheduled", [{"id": plan.id, "state": state, "reasons": None} for plan in plans])


def lapse(work: UnitOfWork, lapsing: Iterable[tuple[ScheduledRow, Sequence[Reason]]]) -> None:
    """End scheduled actions that have lost their reason to exist, or waited too long, each with why."""
    work.update(
        "scheduled", [{"id": plan.id, "state": "lapsed", "reasons": stored(reasons)} for plan, reasons in lapsing]
    )


def stored(reasons: Iterable[Reason]) -> str:
    """Reasons as a plan keeps them."""
    return json.dumps(storable([record(reason) for reason in reasons]), ensure_ascii=False)


def end_ways_back(work: UnitOfWork, move: Move, contacts: Sequence[Facts]) -> None:
    """Let no older plan take back what has just been done for good, and say so."""
    plans = plans_of(work.reader, [facts.id for facts in contacts])
    ending = [(facts, plan) for facts in contacts for plan in ways_back(move, None, plans.get(facts.id, []))]
    close_plans(work, [plan for _, plan in ending])
    tell(work, [f"{in_words(plan.verb, plan.on, named(who))} has ended" for who, plan in ending])


def named(facts: Facts) -> str:
    """A contact in a sentence about its plans."""
    return f"{facts.display_name} ({facts.id})"


def ways_back(move: Move, on: date | None, plans: Sequence[ScheduledRow]) -> list[ScheduledRow]:
    """Those of a contact's plans that would end what a move brings about, now or on its day."""
    planned = [(MOVES[plan.verb], plan.on) for plan in plans]
    return [plans[n] for n in leads_back(move, on.isoformat() if on else None, planned)]


def tell(work: UnitOfWork, sentences: Sequence[str]) -> None:
    """Say what became of plans; of many, the rest in a number."""
    work.warnings += sentences[:NAMED]
    if len(sentences) > NAMED:
        work.warnings.append(f"and {len(sentences) - NAMED:,} more plans like these")
