"""What a request passes before a route sees it: where a form came from, how often somebody has tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from threading import BoundedSemaphore
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import Forbidden, HTTPException, NotFound, ServiceUnavailable, TooManyRequests
from werkzeug.wsgi import get_host

from casactl.actions.portal.access import TOO_MANY
from casactl.actions.portal.sessions import note_access
from casactl.domain.dates import moment
from casactl.domain.sessions import A_MINUTE, FAILURES, WITHIN
from casactl.store.queries.portal_access import failures_of, tries_since, was_shut_since
from casactl.store.queries.settings import whole_in
from casactl.web.desk import NOBODY, desk
from casactl.web.drafts import Draft
from casactl.web.words import N_

if TYPE_CHECKING:
    from flask import Response

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
SAFE = ("GET", "HEAD", "OPTIONS")
TAKE_FILES = ("person.write", "company.write", "attorney.upload")
LARGEST_FORM = 500_000
"""So many bytes a form without files may have."""
AT_ONCE = 2
"""So many passwords are hashed at the same time: each takes 64 MiB. So many files are scanned, and PDF drawn."""
PATIENCE = 1.0
"""So many seconds others wait for their turn."""
_hashing, _scanning, _drawing = (BoundedSemaphore(AT_ONCE) for _ in range(3))

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class NotFromHere(Forbidden):
    """A form that no page of this session, or of this browser, held."""

    description = N_("This form is no longer valid here. Please open the page again.")


def check_host() -> None:
    """Raise SecurityError, a 400, unless a page is asked for by the name that `portal_url` has now."""
    outside = urlsplit(desk().settings["portal_url"]).hostname or "localhost"
    get_host(request.environ, [outside, *LOOPBACK])


def largest_upload(settings: Mapping[str, str]) -> int:
    """How many bytes a form with files may have: those of a document, and its words."""
    return (whole_in(settings, "document_max_mb") + 1) << 20


def limit_body() -> None:
    """Let only a form with files be large: any other stands in memory as a whole."""
    largest = largest_upload(desk().settings)
    current_app.config["LET_IN"](largest)
    large = request.endpoint in TAKE_FILES and request.mimetype == "multipart/form-data"
    request.max_content_length = largest if large else LARGEST_FORM


def check_form(*, public: bool, draft: Draft | None) -> bool:
    """Raise NotFromHere unless what changes something came from a page of ours, in this session.

    Gives whether somebody's words came from a page of ours in an earlier session: they are shown again, and nothing is
    done.
    """
    if request.method in SAFE:
        return False
    if not _may_be_from_here():
        raise NotFromHere
    if desk().is_own_form(request.form.get("form_token", ""), public=public):
        return False
    guest = desk().guest
    if draft is None or not is_from_here() or (guest and guest.session.replaced):  # nobody sends what another wrote
        raise NotFromHere
    return True


def _may_be_from_here() -> bool:
    """Whether the browser says nothing else than that a form is of a page of ours."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    return site in (None, "same-origin", "none") and origin in (None, f"{request.scheme}://{request.host}")


def is_from_here() -> bool:
    """Whether the browser says that a form is of a page of ours; a token is not asked for."""
    told = request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") is not None
    return told and _may_be_from_here()


class OnlyLooking(Forbidden):
    """Something that would change something, by who looks through somebody's eyes."""

    description = N_("You look through somebody else's eyes here: nothing can be changed.")


def check_look() -> None:
    """Raise NotFound or OnlyLooking where the office looks through somebody's eyes and this is more than looking."""
    guest = desk().guest
    if guest is None or not guest.looks or request.endpoint == "doors.leave":
        return
    if not desk().at_office or request.blueprint == "account":
        raise NotFound
    if request.method not in SAFE and request.blueprint != "doors":
        raise OnlyLooking


def check_tries(*, known: bool = False) -> None:
    """Raise TooManyRequests where one network, or everybody together, has tried too often.

    A browser that is `known` to whom it asks for has an allowance of its own: strangers in its network shut nobody out.
    """
    at = desk()
    now = at.office.now()
    a_minute_ago = moment(now - timedelta(minutes=1))
    with at.office.read(NOBODY, "") as reader:
        failed = not known and failures_of(reader, at.visit.network, moment(now - WITHIN)) >= FAILURES
        crowded = tries_since(reader, a_minute_ago) >= A_MINUTE
        noted = not (failed or crowded) or was_shut_since(reader, at.visit.network, a_minute_ago)
    if not noted:  # once a minute is enough for whoever reads the log
        event = "network-shut" if failed else "portal-shut"
        at.once("portal.refused", lambda work: note_access(work, event, "shut", at.visit))
    if failed or crowded:
        raise too_many(int(WITHIN.total_seconds()) if failed else 60)


def too_many(seconds: int) -> HTTPException:
    """What says that somebody has to wait."""
    return TooManyRequests(TOO_MANY, retry_after=seconds)


@contextmanager
def _turn(turns: BoundedSemaphore, words: str) -> Iterator[None]:
    """A turn at what takes much of the machine; others wait a little, and are asked to come back (503)."""
    if not turns.acquire(timeout=PATIENCE):
        raise ServiceUnavailable(words, retry_after=2)
    try:
        yield
    finally:
        turns.release()


def hashing() -> AbstractContextManager[None]:
    """A turn at checking or hashing a password.

    Raises ServiceUnavailable.
    """
    return _turn(_hashing, N_("Many people sign in just now. Please try again."))


def scanning() -> AbstractContextManager[None]:
    """A turn at having a file scanned; a scanner that hangs leaves threads for other pages.

    Raises ServiceUnavailable.
    """
    return _turn(_scanning, N_("Many files come in just now. Please try again."))


def drawing_turn() -> AbstractContextManager[None]:
    """A turn at drawing a PDF.

    Raises ServiceUnavailable.
    """
    return _turn(_drawing, N_("Many papers are drawn just now. Please try again."))


def harden(answer: Response) -> Response:
    """The headers that every answer has."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.is_secure:
        answer.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        answer.headers["Cache-Control"] = "no-store"
    return answer
