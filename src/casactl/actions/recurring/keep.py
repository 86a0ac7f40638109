"""What comes round: added, changed, ended; an archive ends what comes round for whoever is archived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from casactl.actions.find import find_one
from casactl.actions.ledger.post import stored_text
from casactl.actions.property.find import find_property
from casactl.domain.abilities import Ability, cannot
from casactl.domain.amounts import Amounts
from casactl.domain.failures import failure
from casactl.domain.money import format_amount
from casactl.domain.outcomes import REFUSED, UNCHANGED, UPDATED, Outcome, Result
from casactl.domain.recurring import check_first, parse_due
from casactl.domain.visits import interval_in_words, parse_interval
from casactl.errors import InvalidValue
from casactl.store.queries.facts import facts_for
from casactl.store.queries.recurring import RecurringRow, recurring_by_number, running_of
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork, chunks


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What is to come round, as asked for; with a role it is a levy on those at the property."""

    amount: str
    text: str
    every: str
    starts: date
    until: date | None = None
    due: str | None = None
    property: str | None = None
    role: str | None = None
    by_share: bool = False


def find_recurring(reader: Reader, number: int) -> RecurringRow:
    """The one with that number, within the reader's scope.

    Raises NotFound.
    """
    return find_one(recurring_by_number(reader, number), "recurring", number)


def add_recurring(work: UnitOfWork, ref: str, contact: int | None, asked: Recurrence) -> Outcome:
    """Store what comes round from a day on; `due run` posts it.

    Raises InvalidValue, InvalidAmount, BadText, NotFound.
    """
    check_first(asked.starts, work.today)
    _check_end(asked.starts, asked.until)
    row = _row(work, asked)
    outcome = Outcome("ledger.recurring-add")
    name = row.pop("path") or ""
    if contact is not None:
        facts = facts_for(work.reader, [contact], today=work.today.isoformat(), belongings=False)[contact]
        name = facts.display_name
        if reasons := cannot(facts, Ability.BE_CHARGED):
            outcome.add(Result(ref, None, REFUSED, name, tuple(reasons)))
            return outcome
    number = work.insert("recurring", [{**row, "contact_id": contact}])[0]
    currency = work.setting("currency")
    what = f"{format_amount(row['amount'], currency)} {currency} {interval_in_words(row['every'])}"
    work.summary(f"added {what} from {asked.starts}: {name}, recurring {number}")
    outcome.add(Result(ref, number, "added", name, note=f"{what} from {asked.starts}; due run posts it"))
    return outcome


def _check_end(starts: date, until: date | None) -> None:
    if until and until < starts:
        raise InvalidValue(f"It would end on {until} (--until), before it begins on {starts} (--from).")


def _row(work: UnitOfWork, asked: Recurrence) -> dict[str, Any]:
    """The stored form, with the property's path beside it."""
    at = find_property(work.reader, asked.property) if asked.property is not None else None
    first = asked.starts.isoformat()
    return {
        "property_id": at.id if at else None,
        "path": at.path if at else None,
        "role": asked.role,
        "by_share": int(asked.by_share),
        "amount": Amounts.of(work.setting).parse(asked.amount),
        "text": stored_text(asked.text, "--for"),
        "every": parse_interval(asked.every),
        "starts": first,
        "until": asked.until.isoformat() if asked.until else None,
        "due": parse_due(asked.due) if asked.due is not None else None,
        "next_on": first,
    }


@dataclass(frozen=True, slots=True)
class RecurrenceEdit:
    """What changes from the next period on; None stays as it is."""

    amount: str | None = None
    text: str | None = None
    until: date | None = None
    due: str | None = None
    """Empty for the day of the period itself."""


def edit_recurring(work: UnitOfWork, number: int, edit: RecurrenceEdit) -> Outcome:
    """Change what is posted from the next period on.

    Raises NotFound, InvalidValue, InvalidAmount, BadText.
    """
    found = find_recurring(work.reader, number)
    if found.over:
        raise failure("ledger.recurring-over", f"Recurring {number} ended on {found.until}; nothing of it comes.")
    values: dict[str, Any] = {}
    if edit.amount is not None:
        values["amount"] = Amounts.of(work.setting).parse(edit.amount)
    if edit.text is not None:
        values["text"] = stored_text(edit.text, "--for")
    if edit.until is not None:
        _check_end(date.fromisoformat(found.starts), edit.until)
        values["until"] = edit.until.isoformat()
    if edit.due is not None:
        values["due"] = parse_due(edit.due) if edit.due.strip() else None
    changed = work.update("recurring", [{"id": number, **values}])
    work.summary(f"changed recurring {number}: {_whose(found)}")
    return Outcome(
        "ledger.recurring-edit", [Result(str(number), number, UPDATED if changed else UNCHANGED, _whose(found))]
    )


def end_recurring(work: UnitOfWork, number: int, *, on: date | None) -> Outcome:
    """Let nothing come round after a day, or from today on.

    Raises NotFound, InvalidValue.
    """
    found = find_recurring(work.reader, number)
    last = on or work.today - timedelta(days=1)
    outcome = Outcome("ledger.recurring-end")
    if found.over or (found.until is not None and found.until <= last.isoformat()):
        outcome.add(Result(str(number), number, UNCHANGED, _whose(found), note=f"ends on {found.until} already"))
        return outcome
    work.update("recurring", [{"id": number, "until": last.isoformat()}])
    work.summary(f"ended recurring {number} on {last}: {_whose(found)}")
    outcome.add(Result(str(number), number, "ended", _whose(found), note=f"the last day is {last}"))
    return outcome


def _whose(found: RecurringRow) -> str:
    return found.display_name or found.path or ""


def end_what_comes_round(work: UnitOfWork, contacts: Sequence[int]) -> None:
    """End it for whoever takes no further charges (MC-17), and say so."""
    last, currency = (work.today - timedelta(days=1)).isoformat(), work.setting("currency")
    for part in chunks(contacts):
        running = running_of(work.store, part)
        work.update("recurring", [{"id": row.id, "until": last} for row in running])
        work.warnings += [
            f"{row.text or 'what comes round'}, {format_amount(row.amount, currency)} {currency} "
            f"{interval_in_words(row.every)}, has ended for {row.display_name} ({row.contact_id})"
            for row in running
        ]
