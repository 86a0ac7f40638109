"""Undo: which operation, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from casactl.actions.acting import Acting
from casactl.actions.address import mark_again
from casactl.actions.contact.standing.consequences import follow_undo
from casactl.actions.outbox.change import withdraw
from casactl.actions.schedule import close_plans
from casactl.domain.failures import failure
from casactl.domain.outcomes import Outcome, Result
from casactl.domain.remedy import Line, Remedy, Sentence
from casactl.domain.standing import Portal
from casactl.store.queries.due import due
from casactl.store.queries.log import (
    LEAVES_NOTHING,
    OperationRow,
    is_undone,
    made_by,
    operation,
    reaches,
    revision_of_operation,
    undoable,
)
from casactl.store.queries.merges import without_way_in
from casactl.store.queries.messages import added_by
from casactl.store.reader import Reader
from casactl.store.undo import take_back
from casactl.store.work import UnitOfWork

NAMED = 10
"""So many contacts are named whose mail has left."""


@dataclass(frozen=True, slots=True)
class Target:
    """The operation to undo, in words."""

    operation: OperationRow

    @property
    def words(self) -> str:
        """What a person is asked about."""
        summary = self.operation.details.get("summary") or self.operation.verb
        return f"operation {self.operation.id} ({self.operation.verb}: {summary})"


def undo_target(reader: Reader, number: int | None, actor: str) -> Target:
    """The operation of that number, else the actor's own latest that is neither an undo nor undone.

    Raises NotFound, Refused.
    """
    if number is None:
        found = undoable(reader, actor)
        if found is None:
            raise failure("undo.nothing", f"There is no operation of {actor} left to undo.", hint=Remedy("log list"))
        return Target(found)
    row = operation(reader, number)
    if row is None:
        raise failure("undo.nothing", f"There is no operation {number}.", hint=Remedy("log list"))
    if row.verb in LEAVES_NOTHING:
        raise failure("undo.impossible", f"Operation {number} ({row.verb}) changed nothing that could be taken back.")
    undone = is_undone(reader, number)
    if undone:
        raise failure("undo.already", number=number, undone=undone)
    return Target(row)


@dataclass(frozen=True, slots=True)
class Undoing:
    """Whoever takes something back: they need the right of the verb that made it, and reach to every row (S3)."""

    acting: Acting
    right_of: Callable[[str], str | None]
    """The right that an operation took, by its verb in the log."""

    def check(self, reader: Reader, target: Target) -> None:
        """Raise PermissionDenied, or NothingToUndo where whoever acts does not reach all that was changed."""
        made = made_by(reader, target.operation.id)
        right = self.right_of(made)
        self.acting.check(UNKNOWN if right is None else right)
        if target.operation.actor != self.acting.name:
            self.acting.check("undo.others")
        if not reaches(reader, target.operation.id):
            raise failure("undo.nothing", f"There is no operation {target.operation.id}.", hint=Remedy("log list"))


UNKNOWN = "workspace.store"
"""What an operation takes to be taken back that no verb of today makes."""


def undo_operation(work: UnitOfWork, target: Target, by: Undoing) -> Outcome:
    """Take the operation back as a new one.

    Raises Refused, NotFound.
    """
    number = target.operation.id
    by.check(work.reader, target)
    revision = revision_of_operation(work.reader, number)
    work.undoing(number)
    first = work.take("ledger_entry", 0)
    left = withdraw(work, number)  # before the letters of contacts that never were go with them
    changes = take_back(work, number, revision)
    follow_undo(work, number)
    heirs = mark_again(work, number)
    posted = work.take("ledger_entry", 0) - first
    outcome = Outcome("undo")
    mailed = added_by(work.reader, number)
    if mailed and not changes:
        raise failure(
            "undo.mail-left", f"The mail of operation {number} has left, to {_names(mailed)}; what was sent stays."
        )
    if mailed:
        outcome.warnings.append(f"the mail to {_names(mailed)} has left; those messages stay as they are")
    outcome.warnings += left
    outcome.warnings += [f"address {each} is the billing address now, as the oldest one left" for each in heirs[:NAMED]]
    if changes:
        _drop_overdue(work, number, outcome)
    if target.operation.verb == "contact.merge":
        outcome.warnings += _not_revived(work, number)
    outcome.add(Result(str(number), number, "undone", note=f"{target.words}: {_taken_back(changes, posted)}"))
    work.summary(f"undid {target.words}")
    return outcome


def _taken_back(changes: int, reversals: int) -> str:
    """What was done, in words: money is not removed, but reversed."""
    taken = "1 change taken back" if changes == 1 else f"{changes:,} changes taken back"
    if not reversals:
        return taken
    return taken + (", 1 ledger entry reversed" if reversals == 1 else f", {reversals:,} ledger entries reversed")


def _names(mailed: Sequence[tuple[int, str]]) -> str:
    """A few of them by number and name, the others in numbers."""
    more = f" and {len(mailed) - NAMED:,} more" if len(mailed) > NAMED else ""
    return ", ".join(f"{number} {name}" for number, name in mailed[:NAMED]) + more


def _drop_overdue(work: UnitOfWork, number: int, outcome: Outcome) -> None:
    """A plan that has run and was undone is cancelled: the next `due run` must not apply it again.

    One that only changed hands in a merge has not run.
    """
    ran = (
        "select distinct row_id from {change} where operation_id = :id and table_name = 'scheduled' "
        f"and before is not null and not {work.reader.contains('after', 'hands')}"
    )
    rows = {row[0] for row in work.reader.rows(ran, {"id": number, "hands": '"contact_id":'})}
    if not rows:
        return
    overdue = [plan for plan in due(work.reader, work.today.isoformat(), limit=1 << 31) if plan.id in rows]
    close_plans(work, overdue)
    outcome.warnings += [f"the plan {plan.id} ({plan.verb} {plan.on}) stays cancelled" for plan in overdue]


def _not_revived(work: UnitOfWork, number: int) -> Iterator[Line]:
    """What died with a merge and stays dead: passwords and links of those who were given up."""
    for contact, name, portal in without_way_in(work.reader, number):
        if portal == Portal.ACTIVATED:
            again = Remedy("portal reset-password", contact)
            yield Sentence(f"the password of {contact} {name} is gone for good: ", again)
        else:
            again = Remedy("contact invite", contact, resend=True)
            yield Sentence(f"the invitation of {contact} {name} opens nothing any more: ", again)
