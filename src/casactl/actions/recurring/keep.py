"""What comes round: added, changed, ended; an archive ends what comes round for whoever is archived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from casactl.actions.find import find_one
from casactl.actions.ledger.levy import units_with_shares
from casactl.actions.ledger.post import stored_text
from casactl.actions.property.find import find_property
from casactl.actions.rent import credit_beyond, shorten
from casactl.domain.abilities import Ability, cannot
from casactl.domain.amounts import Amounts
from casactl.domain.failures import failure
from casactl.domain.money import format_amount
from casactl.domain.names import fold
from casactl.domain.outcomes import REFUSED, UNCHANGED, UPDATED, Outcome, Result
from casactl.domain.recurring import check_first, parse_due
from casactl.domain.remedy import Blank, Line, Remedy, Sentence
from casactl.domain.repetition import Repetition
from casactl.domain.summaries import fields_in_words
from casactl.domain.visits import interval_in_words, parse_interval
from casactl.errors import InvalidValue
from casactl.records import dataclass
from casactl.store.queries.alike import recurring_alike
from casactl.store.queries.facts import facts_for
from casactl.store.queries.leases import lease_by_number
from casactl.store.queries.recurring import RecurringRow, posted, recurring_by_number, rents_of, running_of
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


def add_recurring(
    work: UnitOfWork, ref: str, contact: int | None, asked: Recurrence, *, allow_duplicate: bool = False
) -> Outcome:
    """Store what comes round from a day on; `due run` posts it.

    Raises InvalidValue, InvalidAmount, BadText, NotFound, Refused for shares that come to nothing, and Repetition for a
    levy that comes round already.
    """
    check_first(asked.starts, work.today)
    _check_end(asked.starts, asked.until)
    row = {**_row(work, asked), "contact_id": contact}
    outcome = Outcome("ledger.recurring-add")
    name = row.pop("path") or ""
    if contact is not None:
        facts = facts_for(work.reader, [contact], today=work.today.isoformat(), belongings=False)[contact]
        name = facts.display_name
        if reasons := cannot(facts, Ability.BE_CHARGED):
            outcome.add(Result(ref, None, REFUSED, name, tuple(reasons)))
            return outcome
    if asked.by_share:
        units_with_shares(work.reader, name)
    if not allow_duplicate:
        _check_alike(work, row, name, outcome)
    number = work.insert("recurring", [row])[0]
    currency = work.setting("currency")
    what = f"{format_amount(row['amount'], currency)} {currency} {interval_in_words(row['every'])}"
    work.summary(f"added {what} from {asked.starts}: {name}, recurring {number}")
    outcome.add(Result(ref, number, "added", name, note=f"{what} from {asked.starts}; due run posts it"))
    return outcome


def _check_alike(work: UnitOfWork, row: dict[str, Any], name: str, outcome: Outcome) -> None:
    """Say that the same comes round already; raise Repetition where everybody would be charged twice (L12)."""
    found = recurring_alike(work.reader, row, today=work.today.isoformat())
    twins = [number for number, text in found if fold(text or "") == fold(row["text"] or "")]
    if twins and row["contact_id"] is None:
        sentence = f"Recurring {twins[0]} levies the same at {name} already"
        raise Repetition("ledger.looks-the-same", sentence, Remedy("ledger recurring show", twins[0]), why=MEANT)
    outcome.warnings += [f"recurring {number} says the same" for number in twins[:1]]


NAMED = 10
"""So many charges are named, each with the line that voids it."""
MEANT = "everybody is to be charged by both"


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
        _check_lease(work, found, edit.until)
    if edit.due is not None:
        values["due"] = parse_due(edit.due) if edit.due.strip() else None
    changed = bool(work.update("recurring", [{"id": number, **values}]))
    credited = 0
    if edit.until is not None and edit.until.isoformat() != found.until:
        credited, changed = _end_on(work, found, edit.until), True
    what = fields_in_words(work.journal.touched())
    work.summary(f"changed {what + ' of ' if what else ''}recurring {number}: {_whose(found)}")
    result = Result(str(number), number, UPDATED if changed else UNCHANGED, _whose(found))
    return Outcome("ledger.recurring-edit", [_credited(work, result, credited)])


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
    credited = _end_on(work, found, last)
    work.summary(f"ended recurring {number} on {last}: {_whose(found)}")
    ended = Result(str(number), number, "ended", _whose(found), note=f"the last day is {last}")
    outcome.add(_credited(work, ended, credited))
    return outcome


def _end_on(work: UnitOfWork, row: RecurringRow, last: date) -> int:
    """Let the last day be another one: of a rent as its lease's end does, of all else what stays is named (L13).

    Gives what is credited.
    """
    shorten(work, row, last)
    if row.rent_day is not None:
        return credit_beyond(work, row, last)
    work.warnings += charged_after(work, row, last.isoformat())
    return 0


def _credited(work: UnitOfWork, result: Result, credited: int) -> Result:
    """The same, with what is credited of the rent."""
    if not credited:
        return result
    money = format_amount(credited, work.setting("currency"))
    note = f"{result.note or 'changed'}; credits {money} {work.setting('currency')} of the rent"
    return replace(result, note=note, more={"credited": money})


def _check_lease(work: UnitOfWork, row: RecurringRow, until: date) -> None:
    """Raise InvalidValue for a rent that would outlast its lease, or go on beside the rent that follows it."""
    lease = lease_by_number(work.store, row.lease_id, today=work.today.isoformat()) if row.lease_id else None
    if lease is None:
        return
    if lease.last < until.isoformat():
        raise failure("lease.not-then", id=lease.id, on=until)
    later = next((each for each in rents_of(work.reader, lease.id) if each.starts > row.starts), None)
    if later and later.starts <= until.isoformat():
        raise InvalidValue(f"From {later.starts} on, recurring {later.id} is the rent of lease {lease.id}.")


def charged_after(work: UnitOfWork, row: RecurringRow, last: str) -> Iterator[Line]:
    """What has been charged for periods after the last day, and stays until somebody decides (L13)."""
    currency = work.setting("currency")
    left = [each for each in posted(work.reader, row.id) if each.period > last and each.left > 0]
    for each in left[:NAMED]:
        money = f"{format_amount(each.left, currency)} {currency}"
        said = f"charge {each.id} of {money} is dated {each.period}, after the last day: "
        yield Sentence(said, Remedy("ledger void", each.id, reason=Blank("WHY")))
    if len(left) > NAMED:
        yield f"and {len(left) - NAMED:,} more charges like these"


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
