"""What an undo does about what comes round: what was charged by terms that it takes back, and what it leaves uncharged.

A period that was come to is not posted again (decision 6).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from casactl.actions.recurring.keep import charged_after
from casactl.actions.rent import come_in_time, credit_beyond
from casactl.domain.money import format_amount
from casactl.domain.remedy import Line, Remedy, Said, Sentence
from casactl.store.queries.recurring import (
    Uncharged,
    brought_back,
    charges_of_new_terms,
    charges_taken_back,
    given_back,
    posted,
    recurring_by_number,
)
from casactl.store.reversal import reverse
from casactl.store.work import UnitOfWork

NAMED = 10
"""So many are named, each with the line that charges it."""


def void_new_terms(work: UnitOfWork, operation: int) -> None:
    """Void what was charged by a rent that an operation agreed on for an earlier lease, before it is taken back."""
    entries = work.fetch("ledger_entry", charges_of_new_terms(work.store, operation))
    reverse(work, entries, text="undone")
    currency = work.setting("currency")
    work.warnings += [
        f"voided charge {each['id']} of {format_amount(each['amount'], currency)} {currency}, dated {each['on_date']}: "
        "it came of what is undone"
        for each in entries
    ]


def credit_former_end(work: UnitOfWork, operation: int) -> None:
    """Credit what was charged beyond the last day that a rent has again, as ending its lease on that day would.

    Of what comes round otherwise, say what stays.
    """
    for number, until in given_back(work.store, operation):
        row = recurring_by_number(work.store, number)
        if row is not None:
            come_in_time(work, row)
        if row is None or row.until is None or (until is not None and until <= row.until):
            continue
        if row.rent_day is not None:
            credit_beyond(work, row, date.fromisoformat(row.until))
        else:
            work.warnings += charged_after(work, row, row.until)


def count_on(work: UnitOfWork, operation: int) -> None:
    """Let what is there again go on behind the periods that were charged before it was removed."""
    following = []
    for number, latest in brought_back(work.store, operation):
        row = recurring_by_number(work.store, number)
        if row is not None:
            following.append((row.rhythm.coming_after(date.fromisoformat(latest)), number))
    work.execute_many(f"update recurring set next_on = {work.mark} where id = {work.mark}", following)


def not_posted_again(work: UnitOfWork, operation: int, undo: int, *, since: int) -> Iterator[Line]:
    """The periods that no `due run` posts any more, each with the line that charges it anew.

    `since` is the number of the first entry that the undo has posted.
    """
    found = charges_taken_back(work.store, operation, since=since)
    seen = {(each.recurring, each.period) for each in found}
    found += [each for each in _cut_short(work, operation) if (each.recurring, each.period) not in seen]
    yield from (_in_words(work, each) for each in found[:NAMED])
    if len(found) > NAMED:
        more = f"and {len(found) - NAMED:,} more that due run does not post again; all of them come back with: "
        yield Sentence(more, Remedy("undo", undo))


def _in_words(work: UnitOfWork, each: Uncharged) -> Line:
    currency = work.setting("currency")
    amount = format_amount(each.amount, currency)
    words = f"{each.text or 'what came round'} of {each.period}, {amount} {currency} of {each.display_name}"
    charge = Remedy(
        "ledger charge", each.contact_id, amount, for_=Said(each.text or "Charge"), on=each.period, due=each.due,
        property=Said(each.path) if each.path else None,
    )  # fmt: skip
    return Sentence(f"{words}, is not posted again by due run; to charge it: ", charge)


def _cut_short(work: UnitOfWork, operation: int) -> Iterator[Uncharged]:
    """Of rents that an undo lets go on, what is not charged of the months from their former last one on."""
    for number, until in given_back(work.store, operation):
        row = recurring_by_number(work.store, number)
        if row is None or row.rent_day is None or row.contact_id is None or until is None:
            continue
        since = [each for each in posted(work.store, number) if each.period[:7] >= until[:7]]
        for month in groupby(since, key=lambda each: each.period[:7]):
            periods = list(month[1])
            on = periods[-1].period
            missing = row.rhythm.share(date.fromisoformat(on), row.amount) - sum(each.left for each in periods)
            if missing > 0 and on >= row.starts:
                yield Uncharged(number, row.contact_id, row.display_name or "", on, None, missing, row.text, row.path)
