"""Changing users: their fields, whether they may act, and deleting them."""

from __future__ import annotations

from casactl.actions.contact.claims import check_user_email_free
from casactl.actions.engagement.reassignment import left_by_user, to_hand_on
from casactl.actions.user.find import find_user
from casactl.actions.user.values import group_for, user_values
from casactl.domain.abilities import Reason
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Blank, Remedy
from casactl.store.queries.users import UserRow, grants_of, open_cases_of
from casactl.store.work import UnitOfWork


def edit_user(work: UnitOfWork, ref: str, *, group: str | None = None, **given: str | None) -> Outcome:
    """Change a user's fields; the e-mail's claim follows.

    Raises UnknownUser, InvalidValue, EmailTaken.
    """
    from casactl.store.tables.user import User

    user = find_user(work.reader, ref)
    values = dict(user_values(work, **given))
    if values.get("email"):
        check_user_email_free(work, str(values["email"]), owner=user.id)
    if group is not None:
        values["permission_group"] = group_for(user.type, group)
    changed = work.update(User, [{"id": user.id, **values}])
    return _one("user.edit", ref, user, "updated" if changed else UNCHANGED)


def enable(work: UnitOfWork, email: str, *, enabled: bool) -> Outcome:
    """Let a user act, or stop them; what they did stays theirs."""
    from casactl.store.tables.user import User

    user = find_user(work.reader, email)
    changed = work.update(User, [{"id": user.id, "enabled": int(enabled)}])
    note = f"is {'enabled' if enabled else 'disabled'}" + ("" if changed else " already")
    outcome = _one(f"user.{'enable' if enabled else 'disable'}", email, user, "updated" if changed else UNCHANGED, note)
    return outcome if enabled else _with_work(work, outcome, user)


def _with_work(work: UnitOfWork, outcome: Outcome, user: UserRow) -> Outcome:
    """The outcome with a word about the work that is left to hand on."""
    outcome.warnings += to_hand_on(user.name, left_by_user(work, user.id))
    return outcome


def delete_user(work: UnitOfWork, email: str) -> Outcome:
    """Free a disabled user's e-mail (SD-10); the log keeps the name."""
    from casactl.store.tables.user import User, UserCommunity

    user = find_user(work.reader, email)
    reasons = _still_needed(work, user)
    if reasons:
        return Outcome("user.delete", [Result(email, user.id, REFUSED, user.name, tuple(reasons))])
    work.delete(UserCommunity, list(grants_of(work.reader, user.id).values()))
    work.run("delete from user_secret where user_id = :id", id=user.id)
    work.update(User, [{"id": user.id, "email": None, "phone": None}])
    return _with_work(work, _one("user.delete", email, user, "deleted", f"{user.email} is free again"), user)


def _still_needed(work: UnitOfWork, user: UserRow) -> list[Reason]:
    reasons = []
    if user.enabled:
        disable = Remedy("user disable", str(user.email))
        reasons.append(Reason("SD-10", "user-enabled", f"{user.name} is enabled; disable first", disable))
    for case, contact, name in open_cases_of(work.reader, user.id, scope=work.reader.scope):
        recall = Remedy("contact recall", contact, reason=Blank("TEXT"))
        reasons.append(Reason("WU-7", "open-handover", f"case {case} of {name} is open", recall))
    return reasons


def _one(verb: str, email: str, user: UserRow, outcome: str, note: str = "") -> Outcome:
    return Outcome(verb, [Result(email, user.id, outcome, user.name, note=note)])
