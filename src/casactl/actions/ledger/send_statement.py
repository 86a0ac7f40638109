"""Sending statements by e-mail or post: each contact gets their own, as it stands now, as a message of the office's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from casactl.actions.ledger.statement import Statement, check_period, statement_of
from casactl.actions.ledger.statement_letter import closing_words, letter_facts
from casactl.actions.message.deliver import Reached, decide, letters_to, ways_of_papers
from casactl.actions.outbox.queue import queue
from casactl.actions.selection import Chosen
from casactl.domain.abilities import cannot_be_written_to
from casactl.domain.channels import AUTO
from casactl.domain.dates import show_date
from casactl.domain.letters import KINDS, Template
from casactl.domain.outcomes import REFUSED, Outcome
from casactl.records import dataclass
from casactl.store.work import UnitOfWork, chunks

AT_ONCE = 500
"""So many statements are held in memory together."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both inclusive; None is the very first, and today."""

    first: date | None = None
    last: date | None = None


def send_statements(work: UnitOfWork, chosen: Chosen, period: Period, *, channel: str = AUTO) -> Outcome:
    """Queue each contact's statement, or say why not.

    Raises InvalidValue.
    """
    check_period(period.first, period.last)
    outcome = Outcome("ledger.statement")
    ways = ways_of_papers(work, channel)
    for part in chunks(chosen.found, AT_ONCE):
        going = decide(work, part, ways, outcome, why_not=cannot_be_written_to, otherwise=REFUSED)
        _write_out(work, going, period)
    outcome.results.extend(chosen.faults)
    return outcome


def _write_out(work: UnitOfWork, going: Mapping[int, Reached], period: Period) -> None:
    """One outgoing message for each, and the letter that carries the statement itself."""
    if not going:
        return
    reader, form = work.reader, work.setting("date_format")
    statements = {each: statement_of(reader, each, first=period.first, last=period.last) for each in going}
    subject = KINDS[Template.STATEMENT].title
    row = {"direction": "out", "author": work.origin.actor, "subject": subject}
    texts = [{"contact_id": each, "text": _summary(work, statements[each], form), **row} for each in going]
    facts = {each: letter_facts(one, date_format=form) | one.claims for each, one in statements.items()}
    numbers = dict(zip(going, work.insert("message", texts), strict=True))
    queue(work, [
        letter for each, to in going.items() for letter in letters_to(each, to, Template.STATEMENT, numbers[each],
                                                                      facts=facts[each])
    ])  # fmt: skip


def _summary(work: UnitOfWork, statement: Statement, date_format: str) -> str:
    """What `message list` says of it; the entries stand in the letter."""
    last = show_date((statement.last or work.today).isoformat(), date_format)
    since = f"from {show_date(statement.first.isoformat(), date_format)} " if statement.first else ""
    return f"Statement {since}to {last}. {closing_words(statement, date_format)}"
