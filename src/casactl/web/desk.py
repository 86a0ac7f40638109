"""One request at the office: whose browser it is, who is signed in, and the ways in for reading and writing."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any, cast

from flask import current_app, g, request

from casactl.actions.portal.access import is_known
from casactl.actions.portal.links import token_hash
from casactl.actions.portal.sessions import (
    Visit,
    account_of_session,
    companies_of,
    end_session,
    note_access,
    touch,
    wants_touch,
)
from casactl.actions.user import has_second_factor
from casactl.domain.sessions import browser_of, is_office, network_of
from casactl.office.command import Command
from casactl.office.operator import Operator
from casactl.office.visitor import Visitor
from casactl.records import dataclass
from casactl.store.queries.contacts import by_ids
from casactl.store.queries.portal import AccountRow, TokenRow
from casactl.store.queries.portal_access import SessionRow
from casactl.store.queries.settings import all_settings, zone_in
from casactl.store.queries.users import user_by_number

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from casactl.office.floor import Done, Office
    from casactl.office.operator import Who
    from casactl.store.reader import Reader
    from casactl.store.work import UnitOfWork

SESSION, LINK, FORM, BROWSER = "casactl", "casactl-link", "casactl-form", "casactl-browser"
"""The four cookies, and no more."""
LINK_LASTS, BROWSER_LASTS, KEPT_LASTS = 600, 365 * 86400, 30 * 86400

Later = Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever is signed in."""

    session: SessionRow
    account: AccountRow
    name: str
    email: str = ""
    """As it stands beside what they write."""
    has_factor: bool = False
    """Whether a code is asked for when they sign in."""
    companies: tuple[tuple[int, str], ...] = ()
    """Number and name of those whose pages they see, too (SD-15)."""

    @property
    def looks(self) -> bool:
        """Whether it is the office, which looks through the person's eyes and may do nothing."""
        return self.session.viewer is not None

    @property
    def is_attorney(self) -> bool:
        """Whether it is a user, whose pages are others."""
        return bool(self.account.user_id)


@dataclass
class Desk:
    """What a request has to do with."""

    office: Office
    later: Later
    cookies: dict[str, tuple[str, int | None] | None] = field(default_factory=dict)
    """What the answer puts into cookies, with how long it lasts in seconds; None takes one away."""
    until_answered: ExitStack = field(default_factory=ExitStack)
    """What is closed with the request."""

    # The browser ---------------------------------------------------------------------------------

    def cookie(self, name: str) -> str:
        """A cookie, empty where there is none."""
        return request.cookies.get(cookie_name(name), "")

    def keep(self, name: str, value: str, seconds: int | None = None) -> None:
        """Put a cookie into the browser."""
        self.cookies[name] = (value, seconds)

    def forget(self, name: str) -> None:
        """Take a cookie away."""
        self.cookies[name] = None

    @cached_property
    def visit(self) -> Visit:
        """Where the request comes from."""
        mark = self.cookie(BROWSER)
        agent = request.headers.get("User-Agent", "")[:400]
        return Visit(network_of(request.remote_addr or ""), browser_of(agent), token_hash(mark) if mark else "")

    @property
    def knows_browser(self) -> bool:
        """Whether whoever is signed in has signed in with this browser: it has an allowance of its own."""
        with self.office.read(NOBODY, "") as reader:
            return self.is_known_to(reader, self.someone.account)

    def is_known_to(self, reader: Reader, account: AccountRow | TokenRow | None) -> bool:
        """Whether this browser is known to whose account, or link, it is."""
        return account is not None and is_known(
            reader, self.visit.mark, contact=account.contact_id, user=account.user_id
        )

    @property
    def at_office(self) -> bool:
        """Whether the request comes from this machine, or from a network of the office."""
        return is_office(request.remote_addr or "", self.settings["office_networks"])

    def mark_browser(self) -> Visit:
        """The same of a browser that is going to be known again."""
        mark = self.cookie(BROWSER) or token_urlsafe(32)
        self.keep(BROWSER, mark, BROWSER_LASTS)
        return Visit(self.visit.network, self.visit.browser, token_hash(mark))

    # Who is signed in ----------------------------------------------------------------------------

    @property
    def token(self) -> str:
        """The session's token."""
        return self.cookie(SESSION)

    @property
    def digest(self) -> str:
        """Its hash."""
        return token_hash(self.token)

    @cached_property
    def _at_first(self) -> tuple[dict[str, str], Guest | None, bool]:
        """What the office has set, and who is signed in, with whether that has to be noted: on one connection."""
        reader = self._held
        found = account_of_session(reader, self.digest) if self.token else None
        guest = _guest(reader, *found) if found else None
        return all_settings(reader), guest, bool(guest and wants_touch(guest.session, reader.now))

    @cached_property
    def _held(self) -> Reader:
        """A reader of the doors themselves, which is open until the answer is made."""
        return self.until_answered.enter_context(self.office.read(NOBODY, ""))

    @cached_property
    def guest(self) -> Guest | None:
        """Whoever is signed in, judged now."""
        if not self.token:
            return None
        _, guest, late = self._at_first
        if guest is None:
            self.once("portal.sign-out", lambda work: end_session(work, self.digest))
            self.forget(SESSION)
        elif late:
            self.once("portal.seen", lambda work: touch(work, self.digest))
        return guest

    @property
    def someone(self) -> Guest:
        """Whoever is signed in, where a page is for those who are."""
        assert self.guest is not None, "guards let nobody else through"
        return self.guest

    @property
    def contact(self) -> int:
        """Whose pages these are: those of whoever is signed in, or of a company whose primary contact that is."""
        return self.company or self.someone.account.contact_id

    @property
    def company(self) -> int:
        """The company whose pages are asked for, 0 where it is none (SD-15)."""
        return int(g.get("company", 0))

    # Forms ---------------------------------------------------------------------------------------

    @property
    def form_token(self) -> str:
        """What every form of this answer carries."""
        if self.guest is not None:
            return form_token(self.token)
        secret = self.cookie(FORM) or cast("tuple[str, Any]", self.cookies.get(FORM) or ("", None))[0]
        if not secret:
            secret = token_urlsafe(32)
            self.keep(FORM, secret)
        return form_token(secret)

    def is_own_form(self, given: str, *, public: bool) -> bool:
        """Whether a form came from a page of this session, or, before signing in, of this browser."""
        secrets = [self.token if self.guest else "", self.cookie(FORM) if public or self.guest is None else ""]
        return any(secret and hmac.compare_digest(form_token(secret), given) for secret in secrets)

    # The office ----------------------------------------------------------------------------------

    @property
    def who(self) -> Who:
        """Who acts: whoever is signed in."""
        return Visitor(self.digest, self.company)

    @property
    def settings(self) -> dict[str, str]:
        """What the office has set."""
        return self._at_first[0]

    def read(self, right: str) -> AbstractContextManager[Reader]:
        """A reader that shows what whoever is signed in may see."""
        if request.method in ("GET", "HEAD") and self.guest:  # nothing has been written since they were judged
            who = Visitor(self.digest, self.company, (self.guest.session, self.guest.account))
            return self.office.read_on(self._held, who, right)
        return self.office.read(self.who, right)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The office's time zone, by which every page says when something was."""
        return zone_in(self.settings)

    def local(self, moment: str) -> datetime:
        """A stored moment on the office's clock."""
        return datetime.fromisoformat(moment).astimezone(self.zone)

    def today(self) -> str:
        """The office's calendar date."""
        return self.office.today(self.settings).isoformat()

    def act(
        self, verb: str, right: str, action: Callable[[UnitOfWork], Any], *, words: str = "",
        kept: Mapping[str, object] | None = None,
    ) -> Done:  # fmt: skip
        """Run an action for whoever is signed in; the same form with the same words does nothing twice."""
        once = request.form.get("once", "")
        request_id = f"web-{token_hash(f'{self.digest}{verb}{once}{words}')}" if once else None
        command = Command(verb, right, {"words": token_hash(words)}, kept or {}, request_id)
        result: list[Any] = []

        def run(work: UnitOfWork) -> dict[str, Any]:
            result.append(action(work))
            return {"operation": work.operation}

        done = self.office.once(self.who, command, run)
        self.deliver(done)
        return done

    def once(self, verb: str, action: Callable[[UnitOfWork], Any], who: Who | None = None) -> Any:
        """Run an action of the doors themselves, for nobody in particular unless told."""
        result: list[Any] = []

        def run(work: UnitOfWork) -> dict[str, Any]:
            result.append(action(work))
            return {}

        self.deliver(self.office.once(who or NOBODY, Command(verb, ""), run))
        return result[0]

    @property
    def whose(self) -> dict[str, int | None]:
        """Whoever is signed in, as the log of the doors names them."""
        guest = self.guest
        return {"contact": guest.account.contact_id, "user": guest.account.user_id} if guest else {}

    def note(self, work: UnitOfWork, event: str, outcome: str = "done", *, documents: Sequence[int | None]) -> None:
        """Write down what whoever is signed in brought; a file that was not kept is no document."""
        for each in documents:
            note_access(work, event, outcome, self.visit, **self.whose, what=each)

    def deliver(self, done: Done) -> None:
        """Let the letters of a command leave behind the answer: how long that takes tells nobody anything."""
        letters = list(done.letters)
        if letters:
            self.later(lambda: _deliver(self.office, letters))


NOBODY = Operator(None, "portal")
"""The doors themselves: what they do before anybody is known."""


def _deliver(office: Office, letters: list[int]) -> None:
    office.deliver(NOBODY, lambda attempt: None, letters)


def leave(fault: BaseException | None = None) -> None:
    """Close what the request held open."""
    if held := g.pop("desk", None):
        held.until_answered.close()


def desk() -> Desk:
    """This request's."""
    if "desk" not in g:
        g.desk = Desk(current_app.config["OFFICE"], current_app.config["LATER"])
    return cast("Desk", g.desk)


def form_token(secret: str) -> str:
    """What a form carries to show that it came from here."""
    return hmac.new(secret.encode(), b"form", sha256).hexdigest()


def cookie_name(cookie: str) -> str:
    """What a cookie is called in this browser: behind TLS it is for this host alone."""
    return f"__Host-{cookie}" if request.is_secure else cookie


def _guest(reader: Reader, session: SessionRow, account: AccountRow) -> Guest:
    if account.user_id:
        user = user_by_number(reader, account.user_id)
        name, email = (user.name, str(user.email)) if user else ("", "")
        return Guest(session, account, name, email, has_second_factor(reader, account.user_id))
    row = by_ids(reader, [account.contact_id])[account.contact_id]
    led = () if session.viewer else tuple(companies_of(reader, account.contact_id))
    return Guest(session, account, row.display_name, row.email or row.display_name, companies=led)
