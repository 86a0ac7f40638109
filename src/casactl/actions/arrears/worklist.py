"""Who owes, as an arrears clerk works it off: the debt by age, the step and the next one, money, notes, the attorney.

For the office and, fenced to the cases, for an attorney.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import date
from itertools import chain, islice

from casactl.actions.arrears.policy import policy
from casactl.domain.dates import calendar_date, parse_moment
from casactl.domain.ladder import Climb, climb
from casactl.domain.shapes import DATE, MOMENT, MONEY, inline
from casactl.domain.standing import Arrears
from casactl.records import dataclass
from casactl.store.queries.arrears import last_payments, since_when
from casactl.store.queries.facts import facts_for
from casactl.store.queries.filters import Filters
from casactl.store.queries.ledger import AgeingRow, ageing, paid_up_cases
from casactl.store.queries.settings import timezone
from casactl.store.queries.worklist import LastNote, handed_over_at, last_activities, notes_of
from casactl.store.reader import BATCH, Reader


@dataclass(frozen=True, slots=True)
class Payment:
    """When money came in, and how much of it, in minor units."""

    on: str = field(metadata=DATE)
    amount: int = field(metadata=MONEY)


@dataclass(frozen=True, slots=True)
class Owing:
    """A debt by age, and what there is to know of it."""

    debt: AgeingRow = field(metadata=inline(AgeingRow))
    last_payment: Payment | None
    since: str | None = field(metadata=DATE)
    """The day on which the status was given."""
    next: str | None
    """The step that comes next: a status of the ladder."""
    next_on: str | None = field(metadata=DATE)
    last_note: LastNote | None
    notes: int
    handover_days: int | None
    """For how many days the account has been with the attorney."""
    last_activity: str | None = field(metadata=MOMENT)


def worklist(reader: Reader, filters: Filters, *, today: str, least: int = 0) -> Iterator[Owing]:
    """Contacts with a balance above zero (and of at least `least` minor units), the largest debt first.

    Without `least` those come last who owe nothing any more and are still with an attorney.
    """
    owing = ageing(reader, filters, today=today)
    debts: Iterator[AgeingRow] = (row for row in owing if row.balance >= least)
    if not least:
        debts = chain(debts, paid_up_cases(reader, filters, today=today))
    if reader.dialect == "postgresql":
        debts = iter(list(debts))  # its cursor has to end before more is asked for
    while part := list(islice(debts, BATCH)):
        yield from _looked_up(reader, part, date.fromisoformat(today))


def _looked_up(reader: Reader, part: Sequence[AgeingRow], today: date) -> Iterator[Owing]:
    numbers = [row.id for row in part]
    place, rules = timezone(reader), policy(reader)
    paid, notes, since = last_payments(reader, numbers), notes_of(reader, numbers), since_when(reader, numbers)
    opened, active = handed_over_at(reader, numbers), last_activities(reader, numbers)
    facts = facts_for(reader, numbers, today=today.isoformat(), belongings=False)

    def day(moment: str | None) -> date | None:
        return calendar_date(parse_moment(moment), place) if moment else None

    for row in part:
        given, handed = day(since.get(row.id)), day(opened.get(row.id))
        at = climb(rules, facts[row.id], since=given) if row.past_due > 0 else Climb()
        count, newest = notes.get(row.id, (0, None))
        yield Owing(
            row, Payment(*paid[row.id]) if row.id in paid else None, given.isoformat() if given else None,
            _next(at), at.on.isoformat() if at.on else None, newest, count,
            (today - handed).days if handed else None, active.get(row.id),
        )  # fmt: skip


def _next(at: Climb) -> str | None:
    """The status that comes next; a handover is proposed behind the last step."""
    if at.step:
        return str(at.step.status)
    return str(Arrears.HANDOVER) if at.why_not and at.why_not.code == "handover-next" else None
