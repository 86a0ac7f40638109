"""The doors: activation, signing in and out, a forgotten password. Nothing here says who exists (SD-18, SD-24)."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from casactl.actions.passwords import LONGEST, SHORTEST, checked_password, hash_password
from casactl.actions.portal.access import (
    SignInAttempt,
    admit,
    asks_for_code,
    attempt_of,
    known_of,
    may_enter,
    named,
    note_sign_in,
    use_link,
)
from casactl.actions.portal.again import link_for_email, link_for_token
from casactl.actions.portal.links import ACTIVATION, RESET, token_hash
from casactl.actions.portal.second_factor import admit_with_code, halfway_token, waiting_for_code
from casactl.actions.portal.seen import LinkSeen, link_seen
from casactl.actions.portal.sessions import end_session, note_access, open_look, open_session
from casactl.domain.failures import failure
from casactl.domain.permissions import UserType
from casactl.domain.portal import token_in
from casactl.errors import InvalidValue
from casactl.office.command import Command
from casactl.office.visitor import LinkHolder
from casactl.records import dataclass
from casactl.store.queries.portal import AccountRow
from casactl.store.queries.users import user_by_number
from casactl.store.work import UnitOfWork
from casactl.web.arriving import arrival, carried_on
from casactl.web.desk import KEPT_LASTS, LINK, LINK_LASTS, NOBODY, SESSION, Desk, desk
from casactl.web.drafts import carried
from casactl.web.guards import check_tries, hashing
from casactl.web.words import N_, gettext, in_words

pages = Blueprint("doors", __name__)
Answer = str | Response | tuple[str, int]

REFUSED = N_("This e-mail and this password do not open the portal.")
OFFICE = N_("Whoever works in the office does so in the terminal: casactl --help.")
WRONG_CODE = N_("This code is not right, or no longer. Please type the newest one.")
ON_ITS_WAY = N_(
    "If we hold this address, a link has been sent within the last hour or is on its way. "
    "Another can be asked for after an hour."
)
ANOTHER = N_("Another link")


# Signing in and out -----------------------------------------------------------------------------


@pages.get("/sign-in")
def sign_in() -> Answer:
    """The form, also for those who are signed in."""
    return render_template("sign-in.html.j2", email="", problem="")


@pages.post("/sign-in")
def enter() -> Answer:
    """Check e-mail and password; one browser holds one who is signed in (SD-29)."""
    at, email = desk(), request.form.get("email", "")
    with at.office.read(NOBODY, "") as reader:
        known_here = at.is_known_to(reader, named(reader, email[:400]))
    check_tries(known=known_here)
    with hashing(), at.office.read(NOBODY, "") as reader:
        attempt = attempt_of(reader, email[:400], request.form.get("password", "")[: LONGEST + 1], users=True)
    visit = at.visit
    kept = bool(request.form.get("keep"))

    def act(work: UnitOfWork) -> Way | None:
        account = admit(work, attempt, users=True, browser=visit.mark)
        known = account or attempt.account
        outcome = "done" if account else "refused"
        note_access(work, "sign-in", outcome, visit, contact=known.contact_id, user=known.user_id)
        return _let_in(work, at, account, kept=kept) if account else None

    way = at.once("portal.sign-in", act)
    if way is None:
        return render_template(
            "sign-in.html.j2", email=email[:400], draft=carried(), problem=gettext(_why_not(at, attempt))
        ), 403
    return _go_in(at, way, kept=kept)


def _why_not(at: Desk, attempt: SignInAttempt) -> str:
    """The same words for everybody, but for staff with their own password."""
    if attempt.right and attempt.account.user_id:
        with at.office.read(NOBODY, "") as reader:
            user = user_by_number(reader, attempt.account.user_id)
            if user and user.type == UserType.STAFF:
                return OFFICE
    return REFUSED


@dataclass(frozen=True, slots=True)
class Way:
    """Whom a right password has let in, with the session's token; halfway where a code has yet to come."""

    account: AccountRow
    token: str
    halfway: bool = False


def _let_in(work: UnitOfWork, at: Desk, account: AccountRow, *, kept: bool = False) -> Way:
    """A session, or for who has a second factor a token that waits for the code."""
    if asks_for_code(work.store, work.setting("attorney_second_factor"), account):
        return Way(account, halfway_token(work, account), halfway=True)
    return Way(account, _welcome(work, at, account, kept=kept))


def _go_in(at: Desk, way: Way, *, kept: bool = False) -> Response:
    draft = carried()
    if way.halfway:
        at.keep(LINK, way.token, LINK_LASTS)
        if draft is None:
            return redirect(url_for(".ask_for_code", to=carried_on()), 303)
        return make_response(render_template("code.html.j2", problem="", draft=draft))
    at.keep(SESSION, way.token, KEPT_LASTS if kept and not way.account.user_id else None)
    if draft is None:
        return redirect(arrival(way.account, way.token), 303)
    return redirect(draft.to, 307)  # the form goes there as it stands, and is shown with what was written


@pages.get("/sign-in/code")
def ask_for_code() -> Answer:
    """The second half of signing in: a code."""
    return _code_form(desk())


def _code_form(at: Desk, problem: str = "") -> Answer:
    with at.office.read(NOBODY, "") as reader:
        waiting = waiting_for_code(reader, token_hash(at.cookie(LINK)))
    if waiting is None:
        return redirect(url_for(".sign_in", to=carried_on()), 303)
    page = render_template("code.html.j2", problem=problem, draft=carried())
    return (page, 403) if problem else page


@pages.post("/sign-in/code")
def enter_code() -> Answer:
    """Check the code; tries are counted with those of passwords."""
    at, code, digest = desk(), request.form.get("code", "")[:100], token_hash(desk().cookie(LINK))
    with at.office.read(NOBODY, "") as reader:
        known_here = at.is_known_to(reader, waiting_for_code(reader, digest))
    check_tries(known=known_here)
    visit = at.visit

    def act(work: UnitOfWork) -> Way | None:
        waiting = waiting_for_code(work.store, digest)
        account = admit_with_code(work, digest, code, browser=visit.mark)
        note_access(work, "code", "done" if account else "refused", visit, user=waiting.user_id if waiting else None)
        return Way(account, _welcome(work, at, account)) if account else None

    way = at.once("portal.sign-in", act)
    if way is None:
        return _code_form(at, gettext(WRONG_CODE))
    at.forget(LINK)
    return _go_in(at, way)


def _welcome(work: UnitOfWork, at: Desk, account: AccountRow, *, kept: bool = False) -> str:
    """A new session, in the place of the one that this browser held; gives its token."""
    held = at.guest
    another = held is not None and (held.account.contact_id, held.account.user_id) != (
        account.contact_id, account.user_id,
    )  # fmt: skip
    if at.token:
        end_session(work, at.digest)
    replaced = held.name if held is not None and another else ""
    return open_session(work, account, at.mark_browser(), kept=kept, replaced=replaced)


@pages.get("/sign-out")
def sign_out() -> Answer:
    """A page with the button, for who typed the address."""
    return render_template("sign-out.html.j2")


@pages.post("/sign-out")
def leave() -> Answer:
    """End the session of this browser."""
    at = desk()
    if at.guest is not None:
        whose, visit = at.guest.account, at.visit

        def act(work: UnitOfWork) -> None:
            end_session(work, at.digest)
            note_access(work, "sign-out", "done", visit, contact=whose.contact_id, user=whose.user_id)

        at.once("portal.sign-out", act)
    at.forget(SESSION)
    return redirect(url_for(".sign_in"), 303)


# Links from letters -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinkPage:
    """The page that a link leads to: what it is for."""

    purpose: str
    endpoint: str
    title: str


PAGES = {
    ACTIVATION: LinkPage(ACTIVATION, ".activate", N_("Welcome")),
    RESET: LinkPage(RESET, ".reset", N_("A new password")),
}


@pages.get("/activate")
def activate() -> Answer:
    """Choose a first password with the link from an invitation."""
    return _show_link(PAGES[ACTIVATION])


@pages.get("/reset")
def reset() -> Answer:
    """Choose a new password with the link from a letter."""
    return _show_link(PAGES[RESET])


def _show_link(page: LinkPage) -> Answer:
    """Put the token out of the address into a cookie, then show the form: looking uses nothing up."""
    at = desk()
    if token := request.args.get("token"):
        at.keep(LINK, token_in(token)[:200], LINK_LASTS)
        return redirect(url_for(page.endpoint), 303)
    seen = _seen(at)
    if seen is None:
        return render_template("link-dead.html.j2", known=bool(at.cookie(LINK)))
    return _link_form(page, seen)


def _seen(at: Desk) -> LinkSeen | None:
    token = at.cookie(LINK)
    if not token:
        return None
    with at.office.read(NOBODY, "") as reader:
        return link_seen(reader, token_hash(token), now=reader.now)


def _link_form(page: LinkPage, seen: LinkSeen, problem: str = "") -> str:
    title = gettext(PAGES[seen.purpose].title)
    return render_template("link.html.j2", title=title, seen=seen, problem=problem, action=page.endpoint,
                           shortest=SHORTEST)  # fmt: skip


@pages.post("/activate")
def use_activation() -> Answer:
    """Keep the password, and sign in."""
    return _use(PAGES[ACTIVATION])


@pages.post("/reset")
def use_reset() -> Answer:
    """Keep the new password, and sign in."""
    return _use(PAGES[RESET])


def _use(page: LinkPage) -> Answer:
    at = desk()
    check_tries()
    digest, seen = token_hash(at.cookie(LINK)), _seen(at)
    if seen is None:
        at.once("portal.link", lambda work: note_access(work, "link-used", "refused", at.visit))
        return render_template("link-dead.html.j2", known=bool(at.cookie(LINK))), 403
    try:
        hashed = new_password(digest)
    except InvalidValue as fault:
        return _link_form(page, seen, in_words(fault)), 400
    visit, account = at.visit, AccountRow(seen.contact_id, None, 0, None, seen.user_id)
    ways: list[Way] = []

    def act(work: UnitOfWork) -> dict[str, object]:
        use_link(work, digest, hashed)
        whose = f"user {seen.user_id}" if seen.user_id else f"contact {seen.contact_id}"
        work.summary(f"portal.activate by {whose}")
        note_access(work, "link-used", "done", visit, contact=seen.contact_id, user=seen.user_id)
        if may_enter(work.store, account, today=work.today.isoformat()):
            ways.append(_let_in(work, at, account))
            note_sign_in(work, account)
        return {}

    at.deliver(at.office.once(LinkHolder(digest), Command("portal.activate", ""), act))
    at.forget(LINK)
    return _go_in(at, ways[0]) if ways else redirect(url_for(".sign_in"), 303)


def new_password(digest: str) -> str:
    """The hash of the password that was typed twice.

    Raises InvalidValue.
    """
    password, again = request.form.get("password", ""), request.form.get("repeat", "")
    if password != again:
        raise failure("password.not-accepted", "The two passwords are not the same.")
    with hashing(), desk().office.read(NOBODY, "") as reader:
        return hash_password(checked_password(password, about=known_of(reader, digest)))


# The office looks through somebody's eyes (SD-27) -----------------------------------------------


@pages.get("/look")
def look() -> Answer:
    """Open a person's pages read-only with a link from the terminal; from elsewhere there is no such page."""
    at = desk()
    if not at.at_office:
        raise NotFound
    digest, visit = token_hash(token_in(request.args.get("token", ""))[:200]), at.visit

    def act(work: UnitOfWork) -> str | None:
        token = open_look(work, digest, visit)
        if token and at.token:
            end_session(work, at.digest)
        note_access(work, "look", "done" if token else "refused", visit)
        return token

    token = at.once("portal.look", act)
    if token is None:
        raise failure("portal.look-dead")
    at.keep(SESSION, token)
    return redirect(url_for("person.overview"), 303)


# A link that went missing -----------------------------------------------------------------------


@pages.get("/forgot")
def forgot() -> Answer:
    """Ask for a link to a new password."""
    return render_template("forgot.html.j2", sent=False)


@pages.post("/forgot")
def send_link() -> Answer:
    """Send the link, to whoever may get one; everybody reads the same."""
    at, email, visit = desk(), request.form.get("email", "")[:400], desk().visit
    check_tries()
    at.once("portal.forgot", lambda work: link_for_email(work, email, visit))
    return render_template("forgot.html.j2", sent=True, words=gettext(ON_ITS_WAY))


@pages.post("/activate/again")
def again() -> Answer:
    """Send another link in the place of a dead one, to the e-mail that the office holds."""
    at, visit = desk(), desk().visit
    check_tries()
    digest = token_hash(at.cookie(LINK))
    at.once("portal.forgot", lambda work: link_for_token(work, digest, visit))
    return render_template("forgot.html.j2", sent=True, words=gettext(ON_ITS_WAY), title=gettext(ANOTHER))
