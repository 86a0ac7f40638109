"""Invitations: asking a person to choose a password (SD-17 to SD-24); a link that was sent dies with the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from casactl.actions.contact.add import NewContact, add_contact
from casactl.actions.contact.standing.applying import Moving, apply
from casactl.actions.contact.standing.consequences import end_links
from casactl.actions.contact.standing.judging import Movement
from casactl.actions.contact.standing.move import When, move_contacts
from casactl.actions.outbox.queue import cancel, cancel_forbidden
from casactl.actions.portal.links import queue_links
from casactl.actions.selection import Chosen
from casactl.domain.abilities import Ability, Reason, cannot, cannot_now
from casactl.domain.facts import Facts
from casactl.domain.letters import Template
from casactl.domain.moves import INVITE
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Remedy
from casactl.domain.standing import Portal
from casactl.errors import Refused
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork

INVITING = (Template.INVITATION, Template.RESEND)


def invite_contacts(work: UnitOfWork, chosen: Chosen, *, when: When, reason: str = "") -> Outcome:
    """Invite each contact now, or plan it for a day (SD-21)."""
    return move_contacts(work, INVITE, chosen, when=when, reason=reason)


def add_and_invite(work: UnitOfWork, new: NewContact) -> Outcome:
    """Add one contact and invite it in the same transaction (SD-17); without the one there is not the other.

    Raises Refused, and what adding raises.
    """
    outcome = add_contact(work, new)
    number = outcome.results[0].id or 0
    for reasons in invite_new(work, [number]).values():
        raise Refused(
            f"{reasons[0].message}, so nothing was added.", code=f"contact.{reasons[0].code}", rule=reasons[0].rule,
            hint=tuple(
                line for line in (reasons[0].remedy, "leave --invite away to add the contact all the same") if line
            ),
        )  # fmt: skip
    outcome.results[0] = replace(outcome.results[0], note="invited")
    return outcome


def invite_new(work: UnitOfWork, contacts: Sequence[int]) -> dict[int, list[Reason]]:
    """Invite contacts that have just been added; gives the reasons of those who may not be."""
    today = work.today.isoformat()
    facts = facts_for(work.reader, contacts, today=today, belongings=False)
    reasons = {number: cannot(each, Ability.BE_INVITED) for number, each in facts.items()}
    may = [Moving(facts[number], "", work.origin.actor) for number, found in reasons.items() if not found]
    apply(work, Movement(INVITE), may)
    return {number: found for number, found in reasons.items() if found}


def resend_invitations(work: UnitOfWork, chosen: Chosen) -> Outcome:
    """Send each invited contact another link; the ones before stop working (SD-23)."""
    outcome = Outcome("contact.invite")
    facts = _facts(work, chosen)
    again: list[int] = []
    for ref, number in chosen.found:
        if reasons := _why_no_other(facts[number]):
            outcome.add(Result(ref, number, REFUSED, facts[number].display_name, tuple(reasons)))
        else:
            again.append(number)
            outcome.add(Result(ref, number, "resent", facts[number].display_name))
    end_links(work, again)
    cancel(work, contacts=again, templates=INVITING, why="another invitation has been asked for")
    work.update("contact", [{"id": number, "invited_at": work.now} for number in again])
    queue_links(work, again, Template.RESEND)
    outcome.results.extend(chosen.faults)
    return outcome


def revoke_invitations(work: UnitOfWork, chosen: Chosen) -> Outcome:
    """Take each invitation back: the link that was sent opens nothing, a letter that waits is cancelled."""
    outcome = Outcome("contact.revoke")
    facts = _facts(work, chosen)
    revoked: list[int] = []
    for ref, number in chosen.found:
        who = facts[number]
        if reasons := _why_not_revoked(who):
            outcome.add(Result(ref, number, REFUSED, who.display_name, tuple(reasons)))
        elif who.portal is Portal.NOT_INVITED:
            outcome.add(Result(ref, number, UNCHANGED, who.display_name, note="is not invited"))
        else:
            revoked.append(number)
            outcome.add(Result(ref, number, "revoked", who.display_name))
    work.update("contact", [{"id": number, "portal": "not-invited", "invited_at": None} for number in revoked])
    end_links(work, revoked)
    cancel_forbidden(work, revoked)
    outcome.results.extend(chosen.faults)
    return outcome


def _facts(work: UnitOfWork, chosen: Chosen) -> dict[int, Facts]:
    today = work.today.isoformat()
    return facts_for(work.reader, chosen.ids, today=today, belongings=False)


def _why_no_other(facts: Facts) -> list[Reason]:
    """Why there is no other link to send: what forbids any invitation, or that there has been none."""
    reasons = cannot(facts, Ability.BE_INVITED)
    if facts.portal is Portal.NOT_INVITED and not cannot_now(facts):
        message = f"{facts.display_name} has not been invited yet"
        reasons.append(Reason("SD-23", "not-invited", message, Remedy("contact invite", facts.id)))
    return reasons


def _why_not_revoked(facts: Facts) -> list[Reason]:
    if facts.portal is not Portal.ACTIVATED:
        return cannot(facts, Ability.EDIT)
    message = f"{facts.display_name} has an account already; deactivating takes portal access away"
    gone = cannot(facts, Ability.EDIT)
    return gone or [Reason("SD-24", "already-activated", message, Remedy("contact deactivate", facts.id))]
