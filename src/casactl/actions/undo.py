"""Undo: which operation, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from casactl.actions.acting import Acting
from casactl.actions.address import mark_again
from casactl.actions.arrears.status import set_status
from casactl.actions.contact.standing.consequences import follow_undo
from casactl.actions.contact.standing.invite import revoke_invitations
from casactl.actions.contact.standing.move import move_contacts
from casactl.actions.find import find_one
from casactl.actions.ledger.invoice import credit_undone
from casactl.actions.ledger.post import void_entry
from casactl.actions.outbox.bounces import take_back as take_back_bounces
from casactl.actions.outbox.change import mail_of, withdraw
from casactl.actions.recurring.undone import count_on, credit_former_end, not_posted_again, void_new_terms
from casactl.actions.schedule import close_plans
from casactl.actions.selection import Chosen
from casactl.actions.way_back import Clearing, Contradicted, WayBack, undo_step, way_back
from casactl.actions.workspace.depends import refuse_to_revalue
from casactl.domain.abilities import Hindered, Reason
from casactl.domain.contradictions import DEPOSIT, contradictions, not_settled
from casactl.domain.failures import failure
from casactl.domain.money import format_amount
from casactl.domain.moves import UNARCHIVE
from casactl.domain.outcomes import Outcome, Result
from casactl.domain.remedy import Line, Remedy, Sentence
from casactl.domain.standing import Portal
from casactl.errors import CasaError
from casactl.records import dataclass
from casactl.store.built_upon import BuiltUpon
from casactl.store.fence import OUT_OF_SIGHT
from casactl.store.queries.contradictions import contradictory_after, given_between, gives_back, moved_deposit
from casactl.store.queries.due import due
from casactl.store.queries.facts import facts_for
from casactl.store.queries.invoices import credit_notes_made_by
from casactl.store.queries.ledger import entry, posted_more, voided_of
from casactl.store.queries.log import (
    LEAVES_NOTHING,
    OperationRow,
    actor_of,
    holds_changes,
    is_undone,
    made_by,
    operation,
    reaches,
    revision_of_operation,
    signed_by_operation,
    signed_since,
    undoable,
)
from casactl.store.queries.merges import without_way_in
from casactl.store.queries.messages import added_by
from casactl.store.queries.outbox import of_operation
from casactl.store.queries.recurring import credits_without_charge
from casactl.store.queries.settings import setting
from casactl.store.reader import Reader
from casactl.store.undo import take_back
from casactl.store.work import UnitOfWork

NAMED = 10
"""So many contacts are named whose mail has left, so many entries that are in the way."""


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
        raise _out_of_sight(reader, number, actor)
    if row.verb in LEAVES_NOTHING:
        raise failure("undo.impossible", f"Operation {number} ({row.verb}) changed nothing that could be taken back.")
    undone = is_undone(reader, number)
    if undone:
        raise failure("undo.already", number=number, undone=undone)
    if signed := signed_by_operation(reader, number):
        raise failure("undo.signed", number=number, contract=signed[0], contact=signed[1])
    if signed := signed_since(reader, number):
        sentence = (
            f"Contract {signed[0]} was signed with what operation {number} made of it: what somebody signed stays."
        )
        raise failure("undo.signed", sentence, contact=signed[1])
    return Target(row)


def _out_of_sight(reader: Reader, number: int, actor: str) -> CasaError:
    """What there is not, for whoever asks; of what they did themselves they know that it is there."""
    words = f"There is no operation {number}."
    if actor_of(reader, number) == actor:
        words = f"Operation {number} is yours, but reaches farther than you do: who reaches all of it can undo it."
    return failure("undo.nothing", words, hint=Remedy("log list"))


@dataclass(frozen=True, slots=True)
class Undoing:
    """Whoever takes something back: they need the right of the verb that made it, and reach to every row (S3)."""

    acting: Acting
    right_of: Callable[[str], str | None]
    """The right that an operation took, by its verb in the log."""

    def check(self, reader: Reader, target: Target) -> None:
        """Raise PermissionDenied, or NothingToUndo where whoever acts does not reach all that was changed."""
        for made in made_by(reader, target.operation.id) or [""]:
            right = self.right_of(made)
            self.acting.check(UNKNOWN if right is None else right)
        if target.operation.actor != self.acting.name:
            self.acting.check("undo.others")
        if not reaches(reader, target.operation.id):
            raise _out_of_sight(reader, target.operation.id, self.acting.name)


UNKNOWN = "workspace.store"
"""What an operation takes to be taken back that no verb of today makes."""


def undo_operation(work: UnitOfWork, target: Target, by: Undoing) -> Outcome:
    """Take the operation back as a new one.

    Raises Refused, its reasons all that has to be done before; NotFound.
    """
    by.check(work.reader, target)
    with work.marked():
        try:
            return _take_back(work, target)
        except (BuiltUpon, Contradicted) as fault:
            way = way_back(work, target.operation.id, fault, partial(_try, by), partial(_voiding, work))
            raise _not_yet(work.reader, target, way) from None


def _try(by: Undoing, number: int, trial: UnitOfWork) -> None:
    target = undo_target(trial.reader, number, by.acting.name)
    by.check(trial.reader, target)
    _take_back(trial, target)


def _take_back(work: UnitOfWork, target: Target) -> Outcome:
    number = target.operation.id
    revision = revision_of_operation(work.reader, number)
    today = work.today.isoformat()
    before = contradictory_after(work.store, number, today=today)
    undo = work.undoing(number).id
    first = work.take("ledger_entry", 0)
    left = withdraw(work, number)  # before the letters of contacts that never were go with them
    take_back_bounces(work, target.operation.details.get("bounced", {}))
    counted = setting(work.reader, "currency")
    void_new_terms(work, number)
    changes = take_back(work, number, revision, ceiling=undo - 1)
    reversals = work.take("ledger_entry", 0) - first
    count_on(work, number)
    credit_former_end(work, number)
    refuse_to_revalue(work.reader, counted)
    after = contradictory_after(work.store, number, today=today, undo=undo)
    _refuse_contradictions(work, (number, undo), after - before)
    _refuse_credited(work, number)
    follow_undo(work, number)
    changes += credit_undone(work, number)
    heirs = mark_again(work, number)
    outcome = Outcome("undo")
    mailed = added_by(work.reader, number)
    if mailed and not changes:
        raise failure(
            "undo.mail-left",
            f"The mail of operation {number} to {_names(mailed)} {mail_of(work, number)}; what it said stays.",
        )
    if not changes:
        _refuse_if_voided(work, number)
        _refuse_if_credited(work, number)
        _refuse_without_trace(work, target)
    if mailed:
        outcome.warnings.append(
            f"the mail to {_names(mailed)} {mail_of(work, number)}; those messages stay as they are"
        )
    outcome.warnings += left
    outcome.warnings += not_posted_again(work, number, undo, since=first)
    outcome.warnings += [f"address {each} is the billing address now, as the oldest one left" for each in heirs[:NAMED]]
    if target.operation.verb == "contact.merge":  # what it moved or ended has not run
        outcome.warnings += _not_revived(work, number)
    elif changes:
        _drop_overdue(work, number, outcome)
    outcome.add(Result(str(number), number, "undone", note=f"{target.words}: {_taken_back(changes, reversals)}"))
    work.summary(f"undid {target.words}")
    return outcome


def _refuse_if_voided(work: UnitOfWork, number: int) -> None:
    """Raise Refused where all that an operation did was to post money that has been voided since."""
    voided = voided_of(work.reader, number)
    if voided:
        entry, by = voided[0]
        more = f" and {len(voided) - 1:,} more" if len(voided) > 1 else ""
        raise failure(
            "undo.already", f"Nothing is left of operation {number}: entry {entry}{more} was voided by operation {by}.",
            undone=by,
        )  # fmt: skip


def _refuse_if_credited(work: UnitOfWork, number: int) -> None:
    """Raise Refused where a credit note is all that an operation did: numbers stay."""
    made = credit_notes_made_by(work.reader, number)
    if made:
        document, contact = made[0]
        raise failure(
            "undo.impossible", f"Credit note {document} stays; what it took back can be invoiced anew.",
            hint=Remedy("ledger invoice", contact),
        )  # fmt: skip


def _refuse_without_trace(work: UnitOfWork, target: Target) -> None:
    """Raise Refused where what an operation did is in no journal, such as a password, and no letter is its own."""
    made = target.operation
    told = holds_changes(work.reader, made.id) or made.details.get("bounced") or of_operation(work.reader, made.id)
    if not told:
        raise failure("undo.impossible", f"What operation {made.id} ({made.verb}) did cannot be taken back.")


def _refuse_contradictions(work: UnitOfWork, between: tuple[int, int], contacts: Collection[int]) -> None:
    """Raise Contradicted where contacts have come into a standing that no verb leads to (L1)."""
    operations: dict[int, str] = {}
    clearings: list[Clearing] = []
    stuck: list[Reason] = []
    seen = work.reader.in_sight("contact", contacts)
    for facts in facts_for(work.store, sorted(contacts), today=work.today.isoformat()).values():
        shown = facts if facts.id in seen else replace(facts, display_name=OUT_OF_SIGHT)
        for each in contradictions(shown):
            column, value = each.given
            act = _ACTS.get(column)
            if column == DEPOSIT:
                by = moved_deposit(work.store, facts.id, between)
            else:
                by = given_between(work.store, facts.id, between, column=column, value=value)
            if gives_back(work.store, facts.id, between[0], column=column, value=value):
                stuck.append(replace(each.reason, remedy=each.other))
            elif act is not None:
                clearings.append(Clearing(facts.id, each.reason, partial(act, contact=facts.id)))
            elif by is not None:
                operations[by] = each.reason.message
            else:
                stuck.append(each.reason)
    if operations or clearings or stuck:
        raise Contradicted(operations, clearings, stuck)


def _refuse_credited(work: UnitOfWork, number: int) -> None:
    """Raise Contradicted where more would have been credited for a period than was charged for it."""
    credited = credits_without_charge(work.store, number)
    if credited:
        raise Contradicted(
            {by: f"it has credited what was charged, by entry {entry}" for entry, by in credited}, [], []
        )


def _not_yet(reader: Reader, target: Target, way: WayBack) -> Hindered:
    """What has to be done before, as reasons in that order; in dead ends what stays."""
    reasons = way.stuck if way.hopeless else [_step(reader, each, way) for each in way.steps()]
    named = "; ".join(reason.message for reason in reasons[:NAMED])
    more = f"; and {len(reasons) - NAMED:,} more" if len(reasons) > NAMED else ""
    why = "" if way.hopeless else ", later work has built on it"
    hint = tuple(reason.remedy for reason in reasons if reason.remedy) or None
    message = f"Operation {target.operation.id} cannot be undone{why}: {named}{more}."
    return Hindered(failure("undo.built-upon", message, hint=hint), tuple(reasons))


def _step(reader: Reader, step: int | Reason, way: WayBack) -> Reason:
    if isinstance(step, Reason):
        return step
    row = operation(reader, step)
    words = Target(row).words if row else f"operation {step}"
    return undo_step(step, words + (f", as {way.why[step]}" if step in way.why else ""))


def _voiding(work: UnitOfWork, undone: int, by: int, entries: Collection[int]) -> list[Clearing]:
    """A few entries that are in the way of an undo, each by itself, where others were posted with them (U1)."""
    if (
        len(entries) > NAMED
        or work.reader.in_sight("ledger_entry", entries) != entries
        or not posted_more(work.store, by, entries)
    ):
        return []
    currency, why = work.setting("currency"), f"undo of operation {undone}"
    found = []
    for number in sorted(entries):
        row = find_one(entry(work.reader, number), "ledger", number)
        amount = format_amount(row.amount, currency)
        words = f"entry {number} of {row.on}, {row.kind} of {amount} {currency}: {row.display_name} ({row.contact_id})"
        words += f", one of those that operation {by} posted"
        reason = Reason(None, "built-upon", words, Remedy("ledger void", number, reason=why))
        found.append(Clearing(row.contact_id, reason, partial(_void, number=number, why=why), by))
    return found


def _void(work: UnitOfWork, *, number: int, why: str) -> None:
    for each in void_entry(work, number, reason=why).refused:
        raise failure("undo.impossible", each.reasons[0].message)


def _unarchive(work: UnitOfWork, contact: int) -> None:
    move_contacts(work, UNARCHIVE, Chosen(((str(contact), contact),)))


def _no_longer_settled(work: UnitOfWork, contact: int) -> None:
    facts = facts_for(work.reader, [contact], today=work.today.isoformat())[contact]
    set_status(work, Chosen(((str(contact), contact),)), not_settled(facts))


def _revoke(work: UnitOfWork, contact: int) -> None:
    revoke_invitations(work, Chosen(((str(contact), contact),)))


_ACTS: Mapping[str, Callable[..., None]] = {
    "lifecycle": _unarchive, "arrears": _no_longer_settled, "portal": _revoke,
}  # fmt: skip
"""What ends the first part of a contradiction, by its column, as its remedy says."""


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
