"""Merging contacts: one takes over everything of the others, which stay behind as pointers to it.

A preview is this very merge, taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from casactl.actions.arrears.agreements import join_agreements
from casactl.actions.contact.merge.fields import Showing, lines_of
from casactl.actions.contact.merge.rows import move_belongings
from casactl.actions.contact.points import add_points, drop_own, own_keys, own_points
from casactl.actions.contact.standing.consequences import follow_merge
from casactl.actions.contact.standing.lapsing import lapse_those_for_nothing
from casactl.actions.outbox.queue import follow_ways
from casactl.actions.schedule import named
from casactl.actions.selection import Chosen
from casactl.domain.facts import Facts
from casactl.domain.merge_rows import Pair
from casactl.domain.merging import left_behind, taken_over, why_not
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.domain.plans import in_words
from casactl.domain.remedy import Line, Remedy, Sentence
from casactl.domain.standing import Lifecycle, Portal
from casactl.store.queries.agreements import open_agreements
from casactl.store.queries.due import ScheduledRow, open_of
from casactl.store.queries.facts import facts_for
from casactl.store.queries.merges import whole_contacts
from casactl.store.queries.papers import papers_of_case
from casactl.store.work import UnitOfWork

NAMED = 3
"""Up to so many contacts are named in the log's sentence."""


def merge_contacts(work: UnitOfWork, keep: int, losers: Chosen) -> Outcome:
    """Merge each of `losers` into the contact `keep`; an outcome for each, `merged` or refused."""
    outcome = Outcome("contact.merge")
    showing = Showing(work, [keep, *losers.ids])
    for ref, number in losers.found:
        today = work.today.isoformat()
        facts = facts_for(work.reader, [keep, number], today=today)
        winner, loser = facts[keep], facts[number]
        if reasons := why_not(winner, loser):
            outcome.add(Result(ref, number, REFUSED, loser.display_name, tuple(reasons)))
        else:
            outcome.add(_merge(work, showing, ref, winner, loser, outcome.warnings))
    merged = outcome.of("merged")
    cancelled = follow_merge(work, [each.id for each in merged if each.id is not None])
    cancelled += follow_ways(work, [keep])
    if cancelled:
        outcome.warnings.append(f"{cancelled:,} waiting {'letter was' if cancelled == 1 else 'letters were'} cancelled")
    outcome.results.extend(losers.faults)
    _summarise(work, merged)
    return outcome


def _merge(work: UnitOfWork, showing: Showing, ref: str, winner: Facts, loser: Facts, warnings: list[Line]) -> Result:
    """Release before taking: an e-mail and an external id belong to one contact at any moment."""
    keep, lose = winner.id, loser.id
    before = showing.fields([keep, lose])
    planned = {plan.id: plan for plan in open_of(work.reader, [keep, lose])}
    agreed = {each.id for each in open_agreements(work.reader, [keep])}
    rows = whole_contacts(work.reader, [keep, lose])
    work.update("contact", [{"id": lose, **left_behind(keep)}])
    work.update("contact", [{"id": keep, **taken_over(rows[keep], rows[lose])}])
    move_belongings(work, Pair(winner, lose, work.now, work.origin.actor, loser.locked))
    _keep_reachable(work, keep, rows[lose])
    _join_cases(work, winner, loser)
    warnings += join_agreements(work, keep, agreed)
    warnings += [*_warnings(winner, loser), *_plans_ended(work, planned, {keep: winner, lose: loser})]
    taken = [plan for plan in open_of(work.reader, [keep]) if planned[plan.id].contact_id == lose]
    lapse_those_for_nothing(work, taken)
    warnings += _plans_taken_over(work, winner, {plan.id for plan in taken})
    more = {"into": keep, "fields": [*lines_of(before[keep], before[lose], showing.fields([keep])[keep])]}
    return Result(ref, lose, "merged", loser.display_name, note=f"into {keep} {winner.display_name}", more=more)


def _summarise(work: UnitOfWork, merged: Sequence[Result]) -> None:
    if merged:
        named = [f"{each.id} {each.name}" for each in merged]
        whom = ", ".join(named) if len(named) <= NAMED else f"{len(named):,} contacts"
        work.summary(f"merged {whom} {merged[0].note}")


def _warnings(keep: Facts, lose: Facts) -> Iterator[Line]:
    """What somebody may not expect of the merge, with the command that helps."""
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


def _keep_reachable(work: UnitOfWork, keep: int, lose: Mapping[str, Any]) -> None:
    """The loser's e-mail and phone are further ones of the winner where it has its own."""
    winner = work.fetch("contact", [keep])[0]
    drop_own(work, winner)
    add_points(work, keep, own_keys(winner), own_points(lose["email"], lose["phone"], lose["phone_shown"]))


def _join_cases(work: UnitOfWork, winner: Facts, loser: Facts) -> None:
    """Where both were with the same attorney, one case goes on: the papers of both belong to it."""
    if winner.case and loser.case:
        for table in ("note", "document"):
            rows = papers_of_case(work.store, table, loser.case.id)
            work.update(table, [{"id": number, "case_id": winner.case.id} for number in rows])


def _plans_ended(work: UnitOfWork, planned: Mapping[int, ScheduledRow], facts: Mapping[int, Facts]) -> Iterator[Line]:
    """The plans of both that a merge has ended, each with why."""
    for row in work.fetch("scheduled", list(planned)):
        if row["state"] == "lapsed":
            plan = planned[row["id"]]
            why = json.loads(row["reasons"])[0]["message"]
            yield f"{in_words(plan.verb, plan.on, named(facts[plan.contact_id]))} has lapsed: {why}"


def _plans_taken_over(work: UnitOfWork, keep: Facts, theirs: set[int]) -> Iterator[Line]:
    for plan in open_of(work.reader, [keep.id]):
        if plan.id in theirs:
            when = f"on {plan.on}" if plan.on else "when nothing blocks it"
            taken = f"{keep.display_name} takes over the plan to {plan.verb} {when}: "
            yield Sentence(taken, Remedy("due cancel", plan.id))
