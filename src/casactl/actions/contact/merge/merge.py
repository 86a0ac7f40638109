"""Merging contacts: one takes over everything of the others, which stay behind as pointers to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from casactl.actions.contact.merge.preview import Step, preview
from casactl.actions.contact.merge.rows import move_belongings
from casactl.actions.contact.standing.consequences import follow_merge
from casactl.actions.outbox.queue import follow_ways
from casactl.actions.selection import Chosen
from casactl.domain.merge_rows import Pair, taken_on
from casactl.domain.merging import left_behind
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.domain.remedy import Line, Remedy, Sentence
from casactl.domain.shapes import record
from casactl.domain.standing import Lifecycle, Portal
from casactl.store.queries.due import open_of
from casactl.store.work import UnitOfWork

NAMED = 3
"""Up to so many contacts are named in the log's sentence."""


def merge_contacts(work: UnitOfWork, keep: int, losers: Chosen) -> Outcome:
    """Merge each of `losers` into the contact `keep`; an outcome for each, `merged` or refused."""
    outcome = Outcome("contact.merge")
    steps = preview(work.reader, keep, losers, today=work.today.isoformat())
    for step in steps:
        if step.reasons:
            outcome.add(Result(step.ref, step.lose.id, REFUSED, step.lose.display_name, step.reasons))
        else:
            outcome.warnings += _warnings(work, step)
            _apply(work, step)
            outcome.add(_merged(step))
    done = [step for step in steps if not step.reasons]
    cancelled = follow_merge(work, [step.lose.id for step in done])
    cancelled += follow_ways(work, [keep])
    if cancelled:
        outcome.warnings.append(f"{cancelled:,} waiting {'letter was' if cancelled == 1 else 'letters were'} cancelled")
    outcome.results.extend(losers.faults)
    _summarise(work, done)
    return outcome


def _apply(work: UnitOfWork, step: Step) -> None:
    """Release before taking: an e-mail and an external id belong to one contact at any moment."""
    work.update("contact", [{"id": step.lose.id, **left_behind(step.keep.id)}])
    work.update("contact", [{"id": step.keep.id, **step.changes}])
    move_belongings(work, Pair(step.keep, step.lose.id, work.now, work.origin.actor))


def _merged(step: Step) -> Result:
    keep = step.keep
    more = {"into": keep.id, "fields": [record(line) for line in step.lines]}
    return Result(step.ref, step.lose.id, "merged", step.lose.display_name, note=f"into {keep.id} {keep.display_name}",
                  more=more)  # fmt: skip


def _summarise(work: UnitOfWork, done: Sequence[Step]) -> None:
    if done:
        keep, named = done[0].keep, [f"{step.lose.id} {step.lose.display_name}" for step in done]
        whom = ", ".join(named) if len(named) <= NAMED else f"{len(named):,} contacts"
        work.summary(f"merged {whom} into {keep.id} {keep.display_name}")


def _warnings(work: UnitOfWork, step: Step) -> Iterator[Line]:
    """What somebody may not expect of the merge, with the command that helps."""
    keep, lose = step.keep, step.lose
    if keep.lifecycle is not Lifecycle.ACTIVE and lose.lifecycle is Lifecycle.ACTIVE:
        back = "unarchive" if keep.lifecycle is Lifecycle.ARCHIVED else "activate"
        yield Sentence(f"{keep.display_name} stays {keep.lifecycle}: ", Remedy(f"contact {back}", keep.id))
    if lose.portal is not Portal.NOT_INVITED:
        had = "portal account" if lose.portal is Portal.ACTIVATED else "invitation"
        stays = keep.portal is not Portal.NOT_INVITED
        other = ("stays",) if stays else ("is yet to come: ", Remedy("contact invite", keep.id))
        gone = f"the {had} of {lose.id} {lose.display_name} is gone; that of {keep.id} {keep.display_name} "
        yield Sentence(gone, *other)
    for one, two in product(keep.leases, lose.leases):
        if one.path == two.path:
            both = f"has two leases of {one.path} now, {one.id} and {two.id}"
            yield Sentence(f"{keep.display_name} {both}: ", Remedy("lease end", two.id))
    yield from _plans_taken_over(work, step)


def _plans_taken_over(work: UnitOfWork, step: Step) -> Iterator[Line]:
    keep = step.keep
    plans = open_of(work.reader, [keep.id, step.lose.id])
    held = {plan.verb for plan in plans if plan.contact_id == keep.id}
    for plan in plans:
        if plan.contact_id == step.lose.id and plan.verb not in held and taken_on(plan.verb, keep):
            when = f"on {plan.on}" if plan.on else "when nothing blocks it"
            taken = f"{keep.display_name} takes over the plan to {plan.verb} {when}: "
            yield Sentence(taken, Remedy("due cancel", plan.id))
