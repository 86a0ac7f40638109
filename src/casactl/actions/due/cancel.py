"""Cancelling scheduled actions, one by its number or all of a contact."""

from __future__ import annotations

from casactl.actions.schedule import close_plans
from casactl.domain.outcomes import UNCHANGED, Outcome, Result
from casactl.domain.remedy import Remedy
from casactl.errors import NotFound
from casactl.store.queries.due import by_number, open_of
from casactl.store.work import UnitOfWork


class NoSuchPlan(NotFound):
    """No scheduled action with that number."""

    code = "due.not-found"


def cancel_plan(work: UnitOfWork, number: int) -> Outcome:
    """Cancel one scheduled action; one that has ended stays as it is.

    Raises NoSuchPlan.
    """
    plan = by_number(work.reader, number)
    if plan is None:
        raise NoSuchPlan(f"No scheduled change {number}.", hint=Remedy("due list", all=True))
    outcome = Outcome("due.cancel")
    if plan.state in ("pending", "blocked"):
        close_plans(work, [plan])
        outcome.add(Result(str(number), number, "cancelled", note=f"{plan.verb} of contact {plan.contact_id}"))
    else:
        outcome.add(Result(str(number), number, UNCHANGED, note=f"is {plan.state} already"))
    return outcome


def cancel_plans_of(work: UnitOfWork, contact: int) -> Outcome:
    """Cancel everything that is scheduled for a contact."""
    plans = open_of(work.reader, [contact])
    close_plans(work, plans)
    outcome = Outcome("due.cancel")
    for plan in plans:
        when = plan.on or "when nothing blocks it"
        outcome.add(Result(str(plan.id), plan.id, "cancelled", note=f"{plan.verb} of contact {contact}, {when}"))
    return outcome
