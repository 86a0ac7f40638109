"""Telling contacts of their work, as far as the abilities allow (SD-19, SD-20), and taking back what has not left."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence

from casactl.actions.message.notify import Notice, notify
from casactl.actions.outbox.queue import cancel_letters
from casactl.domain.abilities import Ability, cannot
from casactl.domain.day_times import in_words
from casactl.domain.engagements import KINDS, OPEN
from casactl.domain.letters import Template
from casactl.domain.names import LONGEST_SUBJECT
from casactl.domain.outcomes import Outcome
from casactl.domain.portal import leads_out, page_at
from casactl.domain.remedy import Sentence
from casactl.store.queries.engagements import EngagementRow, engagements_by_number
from casactl.store.queries.facts import facts_for
from casactl.store.queries.outbox import WaitingRow, waiting_of
from casactl.store.queries.refs import by_number
from casactl.store.work import UnitOfWork

LISTED = 50
"""So many pieces of work are listed in one letter."""


def tell_assignee(work: UnitOfWork, outcome: Outcome, contact: int, rows: Sequence[EngagementRow]) -> list[int]:
    """Tell a contact in one letter that these pieces of work are theirs to do; gives who was told."""
    one, kind = rows[0], KINDS[rows[0].kind]
    subject = f"For you to do: {one.title}" if len(rows) == 1 else f"For you to do: {len(rows):,} {kind.plural}"
    lines = [_line(work, row) for row in rows[:LISTED]]
    more = [f"and {len(rows) - LISTED:,} more"] if len(rows) > LISTED else []
    text = "\n".join([f"{kind.one.capitalize()} was assigned to you:" if len(rows) == 1 else
                      f"{len(rows):,} {kind.plural} were assigned to you:", "", *lines, *more])  # fmt: skip
    return _tell(work, outcome, contact, Notice(_short(subject), text, work=tuple(row.id for row in rows)))


def tell_signer(work: UnitOfWork, outcome: Outcome, row: EngagementRow) -> list[int]:
    """Tell a contact that a contract waits for their signature; gives who was told."""
    text = f"A contract waits for your signature:\n\n{_line(work, row)}"
    without_login = bool(row.signs_without_login)
    text += "" if without_login else _where(work, row.contact_id)
    notice = Notice(_short(f"To sign: {row.title}"), text, signed_without_login=without_login, work=(row.id,))
    return _tell(work, outcome, row.contact_id, notice)


def _where(work: UnitOfWork, contact: int) -> str:
    """Where whoever may sign in reads and signs; empty until the portal has an address."""
    base = work.setting("portal_url")
    facts = facts_for(work.reader, [contact], today=work.today.isoformat(), belongings=False)[contact]
    if not leads_out(base) or cannot(facts, Ability.SIGN_IN):
        return ""
    return f"\n\nSign in to read and sign it:\n{page_at(base, 'work')}"


def _short(subject: str) -> str:
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1]}…"


def _line(work: UnitOfWork, row: EngagementRow) -> str:
    """What and when, without anybody's name: letters outlive those whom they are about."""
    day = in_words(row.day, work.setting("date_format"))
    return ", ".join(filter(None, [row.title, day, f"no {row.id}"]))


def _tell(work: UnitOfWork, outcome: Outcome, contact: int, notice: Notice) -> list[int]:
    notified = notify(work, [contact], notice)
    for number, reasons in notified.not_told.items():
        name = by_number(work.reader, number)[0].display_name
        first = reasons[0]
        words = first.message if name in first.message else f"{name}: {first.message}"
        rule = f" ({first.rule})" if first.rule else ""
        leads = (": ", first.remedy) if first.remedy else ()
        outcome.notes.append(Sentence(f"no mail to contact {number}: {words}{rule}", *leads))
    return list(notified.told)


def withdraw_letters(work: UnitOfWork, contacts: Iterable[int | None]) -> int:
    """Cancel letters that wait to tell these contacts of work that is none of theirs any more; gives how many."""
    people = sorted({number for number in contacts if number is not None})
    waiting = {row.id: row for row in waiting_of(work.reader, people) if _works(row)}
    numbers = {number for row in waiting.values() for number in _works(row)}
    held = engagements_by_number(work.reader, sorted(numbers))
    stale = [row.id for row in waiting.values() if not _still(row, held.values())]
    return cancel_letters(work, stale, why="the work is not theirs any more")


def withdraw_untrue(work: UnitOfWork, contact: int, number: int) -> list[EngagementRow]:
    """Cancel letters that wait to tell a contact of a piece of work as it was before; gives what they told of that is
    still theirs."""
    waiting = [row for row in waiting_of(work.reader, [contact]) if number in _works(row)]
    cancel_letters(work, [row.id for row in waiting], why="what it says of the work has changed")
    numbers = {each for row in waiting for each in _works(row)}
    held = engagements_by_number(work.reader, sorted(numbers)).values()
    return [row for row in held if _theirs(row, contact)]


def _works(row: WaitingRow) -> Collection[int]:
    """The pieces of work that a letter is about."""
    if row.template != Template.NOTIFICATION:
        return ()
    return set(json.loads(row.facts).get("work", ()))


def _still(letter: WaitingRow, held: Iterable[EngagementRow]) -> bool:
    """Whether any of what a letter tells of is still open and theirs to do, or to sign."""
    return any(_theirs(row, letter.contact_id) for row in held if row.id in _works(letter))


def _theirs(row: EngagementRow, contact: int | None) -> bool:
    signer = KINDS[row.kind].told == "contact" and row.contact_id == contact
    return row.state == OPEN and (row.assignee_id == contact or signer)
