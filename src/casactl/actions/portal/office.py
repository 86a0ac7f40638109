"""What the office does about somebody's account: a new password, another start, a look through their eyes (SD-27)."""

from __future__ import annotations

from casactl.actions.portal.access import why_not_looked_at
from casactl.actions.portal.dashboard import Dashboard, dashboard_of
from casactl.actions.portal.links import LOOK, Holder, link_to, make_token, queue_links
from casactl.actions.portal.sessions import Visit, note_access
from casactl.domain.abilities import NO_PORTAL, Ability, Reason, cannot
from casactl.domain.dates import moment
from casactl.domain.email import email_key
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.letters import Template
from casactl.domain.outcomes import REFUSED, UNCHANGED, UPDATED, Outcome, Result
from casactl.domain.remedy import Blank, Remedy
from casactl.domain.sessions import FAILURES, WITHIN, network_named
from casactl.errors import InvalidValue
from casactl.store.queries.facts import facts_for
from casactl.store.queries.portal import account_of, user_account_of
from casactl.store.queries.portal_access import failures_of
from casactl.store.queries.users import user_by_key
from casactl.store.work import UnitOfWork

BY_OFFICE = "casactl"
"""What stands for a browser where the office did it."""


def mail_reset(work: UnitOfWork, ref: str, number: int) -> Outcome:
    """Queue a letter with a link for a new password; signing in has to be allowed, nothing else (SD-24)."""
    facts = _facts(work, number)
    reasons = cannot(facts, Ability.SIGN_IN) or _unreachable(facts)
    if reasons:
        return _one("portal.reset-password", ref, facts, REFUSED, reasons=reasons)
    queue_links(work, [number], Template.RESET)
    work.journal.mention(number)
    return _one("portal.reset-password", ref, facts, "updated", note="gets a link for a new password by e-mail")


def _unreachable(facts: Facts) -> list[Reason]:
    if facts.has_email:
        return [reason for reason in cannot(facts, Ability.BE_INVITED) if reason.code == NO_PORTAL]
    remedy = Remedy("contact edit", facts.id, email=Blank("ADDRESS"))
    return [Reason("MC-1", "no-address", f"{facts.display_name} has no e-mail for the link", remedy)]


def unblock(work: UnitOfWork, ref: str, number: int) -> Outcome:
    """Forget failed sign-ins, so that the person can try again at once."""
    facts = _facts(work, number)
    if gone := cannot(facts, Ability.EDIT):
        return _one("portal.unblock", ref, facts, REFUSED, reasons=gone)
    account = account_of(work.reader, number)
    if account is None or not account.failed:
        return _one("portal.unblock", ref, facts, UNCHANGED, note="has no failed sign-ins")
    work.run(
        "update account set failed = 0, blocked_until = null, updated_at = :now where contact_id = :contact",
        now=work.now, contact=number,
    )  # fmt: skip
    work.journal.mention(number)
    return _one("portal.unblock", ref, facts, "updated", note="may sign in again at once")


def unblock_user(work: UnitOfWork, email: str) -> Outcome | None:
    """The same for a user, who signs in at the portal too; None where nobody of the office's has the e-mail."""
    user = user_by_key(work.reader, email_key(email)) if "@" in email else None
    if user is None:
        return None
    account = user_account_of(work.store, user.id)
    if account is None or not account.failed:
        return Outcome("portal.unblock", [Result(email, user.id, UNCHANGED, user.name, note="has no failed sign-ins")])
    work.run(
        "update user_secret set failed = 0, blocked_until = null, updated_at = :now where user_id = :user",
        now=work.now, user=user.id,
    )  # fmt: skip
    work.summary(f"let {user.name} sign in again")
    return Outcome("portal.unblock", [Result(email, user.id, UPDATED, user.name, note="may sign in again at once")])


def unblock_network(work: UnitOfWork, address: str) -> Outcome:
    """Forget the failures of a network, so that whoever is in it can try again at once.

    Raises InvalidValue.
    """
    network = network_named(address)
    if not network:
        raise InvalidValue(f"--network takes an address, not '{address[:60]}'.", hint="portal log names the networks")
    if failures_of(work.store, network, moment(work.moment - WITHIN)) < FAILURES:
        return Outcome("portal.unblock", [Result(address, None, UNCHANGED, network, note="is not shut")])
    note_access(work, "network-opened", "done", Visit(network, BY_OFFICE))
    work.summary(f"let the network {network} sign in again")
    return Outcome("portal.unblock", [Result(address, None, UPDATED, network, note="may sign in again at once")])


def view(work: UnitOfWork, number: int) -> Dashboard:
    """What the person sees after signing in, or will see; that somebody looked stands in the log, with the reason.

    What is prepared for somebody without an account can be looked at before they are invited (SD-19).
    Raises Refused.
    """
    _look(work, number)
    return dashboard_of(work.reader, number, today=work.today.isoformat())


def view_link(work: UnitOfWork, number: int, *, reason: str) -> str:
    """An address that opens the person's pages once, read-only, on the office's own network (SD-27).

    Raises Refused.
    """
    _look(work, number)
    token = make_token(work, Holder(contact=number), LOOK, viewer=work.origin.actor, reason=reason)
    return link_to(work.setting("portal_url"), LOOK, token)


def _look(work: UnitOfWork, number: int) -> None:
    if reasons := why_not_looked_at(_facts(work, number)):
        raise failure("portal.view-refused", reasons[0].message, rule=reasons[0].rule, hint=reasons[0].remedy)
    work.journal.mention(number)
    work.summary(f"looked at the portal as contact {number} does")


def _facts(work: UnitOfWork, number: int) -> Facts:
    today = work.today.isoformat()
    return facts_for(work.reader, [number], today=today, belongings=False)[number]


def _one(
    verb: str, ref: str, facts: Facts, outcome: str, *, reasons: list[Reason] | None = None, note: str = ""
) -> Outcome:
    return Outcome(verb, [Result(ref, facts.id, outcome, facts.display_name, tuple(reasons or ()), note)])
