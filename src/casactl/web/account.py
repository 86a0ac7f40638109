"""Pages of everybody who is signed in: their password, and where else they are signed in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casactl.actions.passwords import LONGEST, SHORTEST, checked_password, hash_password, verify_password
from casactl.actions.portal.access import TOO_MANY, count_wrong, is_shut
from casactl.actions.portal.change import change_password, password_hash_of
from casactl.actions.portal.sessions import end_other_sessions, note_access, open_session
from casactl.domain.failures import failure
from casactl.errors import InvalidValue
from casactl.store.queries.portal_access import sessions_of
from casactl.store.work import UnitOfWork
from casactl.web.desk import NOBODY, SESSION, desk
from casactl.web.guards import check_tries, hashing
from casactl.web.words import in_words

pages = Blueprint("account", __name__)
Answer = str | Response | tuple[str, int]


@pages.get("/password")
def password() -> Answer:
    """The form for another password."""
    return _form()


def _form(problem: str = "", status: int = 200) -> Answer:
    return render_template(
        "password.html.j2", problem=problem, shortest=SHORTEST, done="changed" in request.args
    ), status


@pages.post("/password")
def change() -> Answer:
    """Another password: all other browsers are signed out, this one gets a new session."""
    at = desk()
    check_tries(known=at.knows_browser)
    given = [request.form.get(name, "")[: LONGEST + 1] for name in ("current", "password", "repeat")]
    account, visit = at.someone.account, at.visit
    whose = {"contact": account.contact_id, "user": account.user_id}

    def refuse(work: UnitOfWork) -> None:
        count_wrong(work, visit.mark, **whose)
        note_access(work, "password", "refused", visit, **whose)

    try:
        with at.office.read(NOBODY, "") as reader:
            held, about = password_hash_of(reader, account)
            if is_shut(reader, visit.mark, **whose):
                raise failure("password.not-accepted", TOO_MANY)
        with hashing():
            if not verify_password(held, given[0]):
                at.once("portal.refused", refuse)
                raise failure("password.not-accepted", "The current password is another one.")
            if given[1] != given[2]:
                raise failure("password.not-accepted", "The two passwords are not the same.")
            hashed = hash_password(checked_password(given[1], about=about))
    except InvalidValue as fault:
        return _form(in_words(fault), 400)
    token: list[str] = []

    def act(work: UnitOfWork) -> None:
        change_password(work, account, hashed)
        token.append(open_session(work, account, at.mark_browser(), kept=False))
        note_access(work, "password", "done", visit, **whose)

    at.act("portal.password", "", act)
    at.keep(SESSION, token[0])
    return redirect(url_for(".password", changed=""), 303)


@pages.get("/sessions")
def sessions() -> Answer:
    """Where somebody is signed in."""
    at = desk()
    account = at.someone.account
    with at.read("") as reader:
        found = sessions_of(reader, contact=account.contact_id or None, user=account.user_id or None)
    return render_template("sessions.html.j2", found=found)


@pages.post("/sessions")
def end() -> Answer:
    """Sign out elsewhere: in one browser, or in all others."""
    at = desk()
    number = request.form.get("session", "")
    which = int(number) if number.isascii() and number.isdigit() and len(number) < 12 else None
    if which is not None or not number:
        at.once("portal.sign-out", lambda work: end_other_sessions(work, at.digest, which))
    return redirect(url_for(".sessions"), 303)
