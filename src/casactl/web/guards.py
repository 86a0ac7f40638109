"""What a request passes before a route sees it: where a form came from, how often somebody has tried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from flask import request
from werkzeug.exceptions import Forbidden, HTTPException, NotFound, ServiceUnavailable, TooManyRequests

from casactl.domain.dates import moment
from casactl.domain.sessions import A_MINUTE, FAILURES, WITHIN
from casactl.store.queries.portal_access import failures_of, tries_since
from casactl.web.desk import NOBODY, desk

if TYPE_CHECKING:
    from flask import Response

SAFE = ("GET", "HEAD", "OPTIONS")
AT_ONCE = 2
"""So many passwords are hashed at the same time: each takes 64 MiB."""
PATIENCE = 1.0
"""So many seconds others wait for their turn."""
_hashing = BoundedSemaphore(AT_ONCE)

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

    description = "This form is no longer valid here. Please open the page again."


def check_form(*, public: bool) -> None:
    """Raise NotFromHere unless what changes something came from a page of ours, in this session."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site not in (None, "same-origin", "none"):
        raise NotFromHere
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        raise NotFromHere
    if not desk().is_own_form(request.form.get("form_token", ""), public=public):
        raise NotFromHere


class OnlyLooking(Forbidden):
    """Something that would change something, by who looks through somebody's eyes."""

    description = "You look through somebody else's eyes here: nothing can be changed."


def check_look() -> None:
    """Raise NotFound or OnlyLooking where the office looks through somebody's eyes and this is more than looking."""
    guest = desk().guest
    if guest is None or not guest.looks or request.endpoint == "doors.leave":
        return
    if not desk().at_office or request.blueprint == "account":
        raise NotFound
    if request.method not in SAFE and request.blueprint != "doors":
        raise OnlyLooking


def check_tries() -> None:
    """Raise TooManyRequests where one network, or everybody together, has tried too often."""
    at = desk()
    now = at.office.now()
    with at.office.read(NOBODY, "") as reader:
        if failures_of(reader, at.visit.network, moment(now - WITHIN)) >= FAILURES:
            raise too_many(int(WITHIN.total_seconds()))
        if tries_since(reader, moment(now - timedelta(minutes=1))) >= A_MINUTE:
            raise too_many(60)


def too_many(seconds: int) -> HTTPException:
    """What says that somebody has to wait."""
    return TooManyRequests("There were too many tries. Please wait a while.", retry_after=seconds)


@contextmanager
def hashing() -> Iterator[None]:
    """A turn at checking or hashing a password.

    Raises ServiceUnavailable.
    """
    if not _hashing.acquire(timeout=PATIENCE):
        raise ServiceUnavailable("Many people sign in just now. Please try again.", retry_after=2)
    try:
        yield
    finally:
        _hashing.release()


def harden(answer: Response) -> Response:
    """The headers that every answer has."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.is_secure:
        answer.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        answer.headers["Cache-Control"] = "no-store"
    return answer
