"""What the office does about letters: try them again, cancel them; and what an undo does about them."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.outbox.queue import cancel_letters
from casactl.domain.abilities import Reason
from casactl.domain.failures import failure
from casactl.domain.letters import QUEUED, WAITING
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Remedy
from casactl.store.files import OUTBOX
from casactl.store.queries.outbox import LetterRow, in_states, letters, of_operation
from casactl.store.work import UnitOfWork, chunks

NAMED = 10
CANCELLED = "cancelled"
AGAIN = ("failed", "retry", "pending")
"""The states from which a letter is tried again when its number is given; `unknown` takes a word of its own."""


STANDS = {
    "sending": "is being sent right now", "sent": "has left", "written": "lies in the outbox folder",
    "printed": "has been printed", "bounced": "came back", "unknown": "may have left",
}  # fmt: skip
"""The states in which neither an undo nor the office takes a letter back, in words."""


def retry_letters(work: UnitOfWork, numbers: Sequence[int] | None, *, states: Sequence[str], unknown: bool) -> Outcome:
    """Make letters due now, with all their tries before them: some numbers, or all in some states.

    Raises NotFound.
    """
    outcome = Outcome("outbox.retry")
    chosen = in_states(work.reader, states) if numbers is None else numbers
    again: list[LetterRow] = []
    for row in found(work, chosen):
        if row.state in AGAIN or (row.state == "unknown" and unknown):
            again.append(row)
            outcome.add(Result(str(row.id), row.id, QUEUED, row.name, note=f"to {row.to}"))
        else:
            outcome.add(_not_again(row))
    for part in chunks([row.id for row in again]):
        work.run(
            "update outbox set state = 'pending', attempts = 0, next_at = :now "
            f"where {work.reader.among('id', 'ids')} and state in ('failed', 'retry', 'pending', 'unknown')",
            now=work.now, ids=work.reader.bind(part),
        )  # fmt: skip
    work.letters += [row.id for row in again]
    log(work, again, "to be sent again")
    return outcome


def _not_again(row: LetterRow) -> Result:
    if row.state == "unknown":
        message = f"letter {row.id} may have left already; --unknown sends it again all the same"
        remedy = Remedy("outbox retry", row.id, unknown=True)
        return Result(str(row.id), row.id, REFUSED, row.name, (Reason(None, "unknown", message, remedy),))
    words = STANDS.get(row.state, f"was {row.state}")
    return Result(str(row.id), row.id, REFUSED, row.name, (Reason(None, row.state, f"letter {row.id} {words}"),))


def cancel_by_number(work: UnitOfWork, numbers: Sequence[int]) -> Outcome:
    """Cancel letters that have not left.

    Raises NotFound.
    """
    outcome = Outcome("outbox.cancel")
    doomed: list[LetterRow] = []
    for row in found(work, numbers):
        if row.state in (*WAITING, "failed", "unknown"):
            doomed.append(row)
            outcome.add(Result(str(row.id), row.id, CANCELLED, row.name, note=f"to {row.to}"))
        elif row.state == CANCELLED:
            outcome.add(Result(str(row.id), row.id, UNCHANGED, row.name, note="is cancelled already"))
        else:
            outcome.add(_not_again(row))
    why = f"cancelled by {work.origin.actor}"
    cancel_letters(work, [row.id for row in doomed], why=why, states=(*WAITING, "failed", "unknown"))
    log(work, doomed, "cancelled")
    return outcome


def found(work: UnitOfWork, numbers: Sequence[int]) -> list[LetterRow]:
    """Letters by number, in order.

    Raises NotFound.
    """
    rows: list[LetterRow] = []
    for part in chunks(list(dict.fromkeys(numbers))):
        rows += letters(work.reader, part)
    missing = set(numbers) - {row.id for row in rows}
    if missing:
        raise failure("outbox.not-found", f"No letter {min(missing)} in the outbox.")
    return rows


def log(work: UnitOfWork, rows: Sequence[LetterRow], what: str) -> None:
    """The outbox is outside the journal; what the office does about it stands in the log all the same."""
    for row in rows:
        if row.contact_id:
            work.journal.operation_for(row.contact_id)
        else:
            work.journal.begin()
    if rows:
        work.summary(f"letter {rows[0].id} {what}" if len(rows) == 1 else f"{len(rows):,} letters {what}")


def withdraw(work: UnitOfWork, operation: int) -> list[str]:
    """Follow the undo of an operation: its letters that wait are cancelled; says what has become of the others."""
    rows = of_operation(work.reader, operation)
    waiting = [number for number, state, _, _ in rows if state in WAITING]
    cancel_letters(work, waiting, why="what caused it was undone")
    gone: dict[str, list[str]] = {}
    for _, state, to, message in rows:
        if state in STANDS and message is None:
            gone.setdefault(where_it_is(work, {state}), []).append(to)
    return [f"mail {where} and is not taken back: to {_listed(to)}" for where, to in gone.items()]


def _listed(to: Sequence[str]) -> str:
    more = f" and {len(to) - NAMED:,} more" if len(to) > NAMED else ""
    return ", ".join(to[:NAMED]) + more


def where_it_is(work: UnitOfWork, states: set[str]) -> str:
    """What has become of letters that nothing takes back, in words: none has left that lies in a folder or on paper."""
    if states == {"written"}:
        return f"was written to {work.folder / OUTBOX if work.folder else 'the outbox folder'}"
    return "was printed" if states == {"printed"} else "has left"


def mail_of(work: UnitOfWork, operation: int) -> str:
    """What has become of the messages that an operation sent, in words."""
    rows = of_operation(work.reader, operation)
    return where_it_is(work, {state for _, state, _, message in rows if message is not None and state in STANDS})
