"""Attorneys come into the portal: an invitation, a link for another password, a first password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from casactl.actions.outbox.queue import Letter, cancel_to_user, queue
from casactl.actions.portal.links import ACTIVATION, Holder, check_links_lead, void_links
from casactl.actions.user import find_user
from casactl.domain.abilities import Reason
from casactl.domain.email import email_key
from casactl.domain.letters import LINKS_TO_USERS, Template
from casactl.domain.outcomes import REFUSED, UNCHANGED, UPDATED, Outcome, Result
from casactl.domain.permissions import UserType
from casactl.domain.remedy import Blank, Remedy, Sentence
from casactl.errors import Refused
from casactl.store.queries.outbox import waiting_to_user
from casactl.store.queries.portal import user_links
from casactl.store.queries.portal_access import attorney_reaches
from casactl.store.queries.users import UserRow, has_password, user_by_key, user_by_number
from casactl.store.work import UnitOfWork

INVITED, RESENT = "invited", "resent"
ACTIVATED = "already-activated"


def invite_user(work: UnitOfWork, email: str, *, resend: bool = False) -> Outcome:
    """Mail an attorney a link to a first password; until then there is none. With `resend`, in the place of another.

    Raises NotFound, Refused.
    """
    user = find_user(work.reader, email)
    check_links_lead(work)
    sent, alive = _invitations(work, user)
    if reasons := [*why_not_invited(work, user), *([] if sent or not resend else [_not_yet(user)])]:
        return Outcome("user.invite", [Result(email, user.id, REFUSED, user.name, tuple(reasons))])
    if alive and not resend:
        note = Sentence("is invited already; another link: ", Remedy("user invite", str(user.email), resend=True))
        return Outcome("user.invite", [Result(email, user.id, UNCHANGED, user.name, note=note)])
    mail_user_link(work, user, Template.USER_INVITATION)
    outcome = Outcome("user.invite", [Result(email, user.id, RESENT if sent else INVITED, user.name)])
    if not attorney_reaches(work.store, user.id):
        way = Remedy("user grant", str(user.email), community=Blank("PATH"))
        outcome.warnings.append(Sentence(f"{user.name} reaches no community yet, and signs in once that is so: ", way))
    return outcome


def _invitations(work: UnitOfWork, user: UserRow) -> tuple[bool, bool]:
    """Whether a user was ever invited, and whether a link works or has yet to leave."""
    links = user_links(work.store, user.id, ACTIVATION)
    waiting = bool(waiting_to_user(work.store, user.id, [Template.USER_INVITATION]))
    return bool(links) or waiting, waiting or any(link.opens(work.now) for link in links)


def add_and_invite_user(work: UnitOfWork, add: Callable[[UnitOfWork], Outcome]) -> Outcome:
    """Add a user and invite them in the same transaction; without the one there is not the other.

    Raises Refused, and what adding raises.
    """
    outcome = add(work)
    added = outcome.results[0]
    invited = invite_user(work, added.ref)
    for reason in invited.results[0].reasons:
        raise Refused(
            f"{reason.message}, so nothing was added.", code=f"user.{reason.code}", rule=reason.rule,
            hint="leave --invite away to add the user all the same",
        )  # fmt: skip
    outcome.results[0] = replace(added, note=INVITED)
    outcome.warnings += invited.warnings
    return outcome


def why_not_invited(work: UnitOfWork, user: UserRow) -> list[Reason]:
    """Why a user gets no link to a first password."""
    email = str(user.email)
    if user.type != UserType.ATTORNEY:
        return [Reason("SD-17", "works-in-terminal", f"{user.name} is staff: the office works in the terminal", None)]
    if not user.enabled:
        return [Reason("SD-1", "user-disabled", f"{user.name} is disabled", Remedy("user enable", email))]
    if has_password(work.store, user.id):
        return [Reason("SD-24", ACTIVATED, f"{user.name} has a password already",
                       Remedy("user set-password", email))]  # fmt: skip
    return []


def mail_user_reset(work: UnitOfWork, email: str) -> Outcome | None:
    """Queue a letter to an attorney with a link for a new password; None where no user has the e-mail (SD-24)."""
    user = user_by_key(work.reader, email_key(email)) if "@" in email else None
    if user is None:
        return None
    check_links_lead(work)
    if reasons := _why_not_reset(work, user):
        return Outcome("portal.reset-password", [Result(email, user.id, REFUSED, user.name, tuple(reasons))])
    mail_user_link(work, user, Template.USER_RESET)
    work.summary(f"a link to a new password for {user.name}")
    note = "gets a link for a new password by e-mail"
    return Outcome("portal.reset-password", [Result(email, user.id, UPDATED, user.name, note=note)])


def _why_not_reset(work: UnitOfWork, user: UserRow) -> list[Reason]:
    """Why a user gets no link to another password: whoever has none yet is invited."""
    reasons = [each for each in why_not_invited(work, user) if each.code != ACTIVATED]
    if reasons or has_password(work.store, user.id):
        return reasons
    message = f"{user.name} has no password yet"
    return [Reason("SD-18", "not-activated", message, Remedy("user invite", str(user.email)))]


def _not_yet(user: UserRow) -> Reason:
    message = f"{user.name} has not been invited yet"
    return Reason("SD-23", "not-invited", message, Remedy("user invite", str(user.email)))


def mail_user_link(work: UnitOfWork, user: UserRow, template: Template) -> None:
    """Queue a letter with a link; the ones before open nothing any more."""
    void_links(work, Holder(user=user.id))
    cancel_to_user(work, user.id, why="another link has been asked for", templates=LINKS_TO_USERS)
    queue(work, [Letter(None, "email", str(user.email), template, {"name": user.name}, user_id=user.id)])


def link_template_for(work: UnitOfWork, number: int) -> tuple[UserRow, Template] | None:
    """The letter with a link that a user may have who asks for one; None for whoever may not come in."""
    user = user_by_number(work.reader, number)
    if user is None or user.email is None or not user.enabled or user.type != UserType.ATTORNEY:
        return None
    if has_password(work.store, user.id):
        return user, Template.USER_RESET
    return (user, Template.USER_INVITATION) if user_links(work.store, user.id, ACTIVATION) else None
