"""Mailing statements: each contact gets their own, as it stands now; it is a message of the office's like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casactl.actions.ledger.statement import Statement, check_period, statement_of
from casactl.actions.ledger.statement_letter import closing_words, letter_facts
from casactl.actions.message.deliver import decide
from casactl.actions.outbox.queue import Letter, queue
from casactl.actions.selection import Chosen
from casactl.domain.abilities import Reason, cannot_be_written_to
from casactl.domain.dates import show_date
from casactl.domain.facts import Facts
from casactl.domain.letters import KINDS, Template
from casactl.domain.outcomes import REFUSED, Outcome
from casactl.store.queries.messages import addresses_of
from casactl.store.work import UnitOfWork, chunks

CHANNEL = "email"
AT_ONCE = 500
"""So many statements are held in memory together."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both inclusive; None is the very first, and today."""

    first: date | None = None
    last: date | None = None


def send_statements(work: UnitOfWork, chosen: Chosen, period: Period) -> Outcome:
    """Queue each contact's statement, or say why not.

    Raises InvalidValue.
    """
    check_period(period.first, period.last)
    outcome = Outcome("ledger.statement")
    for part in chunks(chosen.found, AT_ONCE):
        _write_out(work, decide(work, part, (CHANNEL,), outcome, why_not=_why_not, otherwise=REFUSED), period)
    outcome.results.extend(chosen.faults)
    return outcome


def _why_not(facts: Facts) -> list[Reason]:
    return cannot_be_written_to(facts)


def _write_out(work: UnitOfWork, contacts: Sequence[int], period: Period) -> None:
    """One outgoing message for each, and the letter that carries the statement itself."""
    if not contacts:
        return
    reader, form = work.reader, work.setting("date_format")
    statements = {each: statement_of(reader, each, first=period.first, last=period.last) for each in contacts}
    subject = KINDS[Template.STATEMENT].title
    row = {"direction": "out", "author": work.origin.actor, "subject": subject}
    texts = [{"contact_id": each, "text": _summary(work, statements[each], form), **row} for each in contacts]
    to = addresses_of(reader, contacts)
    facts = {each: letter_facts(one, date_format=form) | one.claims for each, one in statements.items()}
    letters = [
        Letter(each, CHANNEL, spot.address, Template.STATEMENT, facts[each], message_id=number, via=spot.via)
        for each, number in zip(contacts, work.insert("message", texts), strict=True)
        if (spot := to[each].spot(CHANNEL, forwarded=KINDS[Template.STATEMENT].forwarded))
    ]  # fmt: skip
    queue(work, letters)


def _summary(work: UnitOfWork, statement: Statement, date_format: str) -> str:
    """What `message list` says of it; the entries stand in the letter."""
    last = show_date((statement.last or work.today).isoformat(), date_format)
    since = f"from {show_date(statement.first.isoformat(), date_format)} " if statement.first else ""
    return f"Statement {since}to {last}. {closing_words(statement, date_format)}"
