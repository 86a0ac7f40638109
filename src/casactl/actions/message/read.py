"""What has been read: by the office of what people write in the portal, by them of what the office writes."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.find import find_one
from casactl.actions.selection import resolve
from casactl.domain.abilities import Reason
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.store.queries.messages import MessageRow, messages, messages_by_number
from casactl.store.work import UnitOfWork

READ = "read"


def read_messages(work: UnitOfWork, refs: Sequence[str], *, contact: int | None = None) -> Outcome:
    """Mark messages as read: some by number, or all that a contact wrote, by any other reference or by `contact`.

    Raises NotFound.
    """
    outcome = Outcome("message.read")
    for ref in refs:
        if ref.isascii() and ref.isdigit() and not ref.startswith("0"):
            number = int(ref)
            found = messages_by_number(work.reader, [number]) if len(ref) < 19 else {}
            _mark(work, outcome, find_one(found.get(number), "message", ref))
        else:
            _mark_all(work, outcome, resolve(work.reader, ref))
    if contact is not None:
        _mark_all(work, outcome, contact)
    _sum_up(work, outcome)
    return outcome


def _mark_all(work: UnitOfWork, outcome: Outcome, contact: int) -> None:
    for row in reversed(messages(work.reader, contact=contact, unread=True)):
        _mark(work, outcome, row)


def _mark(work: UnitOfWork, outcome: Outcome, row: MessageRow) -> None:
    ref = str(row.id)
    if row.direction == "out":
        reason = Reason(None, "not-from-contact", f"message {row.id} is the office's own", None)
        outcome.add(Result(ref, row.id, REFUSED, row.display_name, (reason,)))
    elif not row.unread or any(each.id == row.id for each in outcome):
        outcome.add(Result(ref, row.id, UNCHANGED, row.display_name, note="is read already"))
    else:
        work.run("update message set read_at = :now where id = :id", now=work.now, id=row.id)
        work.journal.mention(row.contact_id)
        outcome.add(Result(ref, row.id, READ, row.display_name))


def _sum_up(work: UnitOfWork, outcome: Outcome) -> None:
    done = outcome.applied
    if done:
        work.summary(f"read message {done[0].id}" if len(done) == 1 else f"read {len(done):,} messages")


def read_in_portal(work: UnitOfWork, contact: int) -> None:
    """Note that a person had what the office wrote before them; it is no part of the log."""
    work.run(
        "update message set read_at = :now where read_at is null and direction = 'out' and contact_id = :contact",
        now=work.now, contact=contact,
    )  # fmt: skip
