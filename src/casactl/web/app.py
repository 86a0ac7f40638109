"""The Flask application: an office behind a browser, its error boundary, and what every page knows."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from secrets import token_hex
from threading import Thread
from typing import Any

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as AnyResponse

from casactl.actions.portal.links import token_hash
from casactl.domain.money import format_amount
from casactl.domain.second_factor import OFF, REQUIRED
from casactl.errors import CasaError, Exit
from casactl.intake.document_type import media_type
from casactl.office.floor import Office
from casactl.store.queries.settings import whole_in
from casactl.web import account, attorney, doors, person, second_factor, signing, unsubscribing
from casactl.web.arriving import asked_for
from casactl.web.desk import NOBODY, SESSION, Later, cookie_name, desk, leave
from casactl.web.drafts import had_files, unsent
from casactl.web.guards import check_form, check_host, check_look, harden, is_from_here, limit_body
from casactl.web.words import N_, gettext, let_pages_speak, said

STATUS = {
    Exit.USAGE: 400, Exit.PARTLY: 409, Exit.NOT_FOUND: 404, Exit.REFUSED: 409, Exit.BUSY: 503, Exit.UNREADABLE: 400,
    Exit.STORE: 503,
}  # fmt: skip
"""The HTTP status of a failure, by its exit code; any other is 500."""
NOT_YOURS = ("permission.denied",)
"""What is answered as if nothing were there."""
PUBLIC = ("doors", "signing", "unsubscribing")
"""The parts whose pages are everybody's: links in letters lead there, and who signs in comes from there."""
TITLES = {
    400: N_("That did not work"), 403: N_("Not here"), 404: N_("There is nothing here"),
    405: N_("There is nothing here"), 409: N_("That is not possible"), 413: N_("Too large"), 429: N_("Please wait"),
    503: N_("Please try again in a moment"),
}  # fmt: skip
WRONG = N_("Something went wrong")
SPEAKING = (403, 413, 429, 503)
"""Whose own words are shown: they are ours."""
SIGNED_BY_ITSELF = ("unsubscribing.stop",)
"""Forms that mail programs send, too: a signed token in the address is all that they hold."""
TOO_LARGE = N_("That is more than can be sent at once. Please go back, and send less or in several parts.")
LOGOS = ("image/png", "image/jpeg")
LARGEST_LOGO = 1 << 20


def in_background(task: Callable[[], None]) -> None:
    """Do something once the answer is on its way."""
    Thread(target=task, daemon=True).start()


def create_app(office: Office, *, later: Later = in_background, log: Callable[[str], None] | None = None) -> Flask:
    """The portal of an office."""
    app = Flask(__name__, template_folder="pages", static_folder="static")
    app.config.update(
        OFFICE=office, LATER=later, LOG=log or _to_stderr, MAX_FORM_PARTS=100, LET_IN=lambda largest: None,
    )  # fmt: skip
    app.jinja_env.autoescape = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["money"] = lambda minor, currency: f"{format_amount(minor, currency)} {currency}"
    app.jinja_env.filters["amount"] = format_amount
    app.jinja_env.globals["had_files"] = had_files
    app.jinja_env.filters["sized"] = _sized
    app.jinja_env.filters["moment"] = lambda text: f"{desk().local(text):%Y-%m-%d %H:%M}" if text else ""
    app.jinja_env.filters["day"] = lambda text: f"{desk().local(text):%Y-%m-%d}" if text else ""
    let_pages_speak(app)
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(leave)
    app.context_processor(_common)
    app.register_error_handler(Exception, _failed)
    add_pages(app)
    return app


def _sized(count: int) -> str:
    """How large a file is, in units that are the same in every language."""
    return f"{count / 1_000_000:,.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB"


class Number(IntegerConverter):
    """A number in an address, from 1 as far as a store can hold it: any other leads nowhere."""

    def __init__(self, map: Map) -> None:  # noqa: A002
        super().__init__(map, min=1, max=2**63 - 1)


def add_pages(app: Flask) -> None:
    """Every route of the portal."""
    app.url_map.converters["int"] = Number
    app.add_url_rule("/healthz", "healthz", _healthz)
    app.add_url_rule("/logo", "logo", _logo)
    for part in (doors, signing, unsubscribing, account, second_factor, person, attorney):
        app.register_blueprint(part.pages)
    app.register_blueprint(person.pages, name=person.COMPANY, url_prefix=f"/company/<int:{person.COMPANY}>")


def _to_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _healthz() -> Response:
    """Whether the portal answers and its store can be read."""
    with desk().office.read(NOBODY, "") as reader:
        reader.one("select 1 from chain where id = 1")
    return Response("ok\n", mimetype="text/plain")


def _logo() -> Response:
    """The office's logo: a picture in the workspace's folder, judged by its content."""
    at = desk()
    path = at.office.places.existing().folder / (at.settings["office_logo"] or "none")
    kind = media_type(path) if at.settings["office_logo"] and path.is_file() and not path.is_symlink() else None
    if kind not in LOGOS or path.stat().st_size > LARGEST_LOGO:
        raise NotFound
    return Response(path.read_bytes(), mimetype=kind)


# Before and after -------------------------------------------------------------------------------


def _begin() -> AnyResponse | None:
    """Let through who may come in: a page of the doors is everybody's, the others are for those signed in."""
    g.begun = time.perf_counter()
    if request.endpoint == "static":
        return None
    check_host()
    limit_body()
    if request.url_rule is None or request.endpoint in ("healthz", "logo"):
        return None
    if request.path == "/" and (token := request.args.get("token")):  # as letters of 0.1.0 say it
        return redirect(url_for("doors.activate", token=token), 303)
    public = request.blueprint in PUBLIC
    if not public and desk().guest is None:
        return _signed_out()
    if request.endpoint not in SIGNED_BY_ITSELF:
        g.stale = check_form(public=public, draft=unsent())
    check_look()
    if not public and request.blueprint != "second_factor" and _lacks_factor():
        return redirect(url_for("second_factor.factor"), 303)
    return None


def _signed_out() -> AnyResponse:
    """Lead to signing in; what somebody has just written goes along."""
    draft = unsent() if is_from_here() else None
    if draft is None:
        return redirect(url_for("doors.sign_in", to=asked_for()), 303)
    return make_response(render_template("sign-in.html.j2", email="", problem="", draft=draft), 403)


def _lacks_factor() -> bool:
    """Whether the office asks for a second factor that an attorney has yet to set up."""
    at = desk()
    required = at.settings["attorney_second_factor"] == REQUIRED
    return bool(required and at.guest and at.guest.is_attorney and not at.guest.has_factor)


def _end(answer: Response) -> Response:
    for name, kept in desk().cookies.items():
        options: dict[str, Any] = {"secure": request.is_secure, "httponly": True, "samesite": "Lax", "path": "/"}
        if kept is None:
            answer.delete_cookie(cookie_name(name), **options)
        else:
            answer.set_cookie(cookie_name(name), kept[0], max_age=kept[1], **options)
    _note(answer.status_code)
    return harden(answer)


def _note(status: int) -> None:
    """A line for the log, without anything personal: no query, no body, a short mark of the session."""
    took = (time.perf_counter() - g.get("begun", time.perf_counter())) * 1000
    session = request.cookies.get(cookie_name(SESSION), "")
    short = token_hash(session)[:8] if session else "-"
    path = request.path.encode("ascii", "backslashreplace").decode()
    at = desk().office.now().isoformat(timespec="seconds")
    _log()(f"{at} {request.method} {path} {status} {took:.0f}ms {short}")


def _log() -> Callable[[str], None]:
    log: Callable[[str], None] = current_app.config["LOG"]
    return log


def _common() -> dict[str, Any]:
    """What every page knows."""
    at = desk()
    return {
        "guest": at.guest, "company": at.company,
        "office": at.settings["office_name"], "form_token": at.form_token, "once": token_hex(8),
        "logo": at.settings["office_logo"],
        "upload_mb": min(whole_in(at.settings, name) for name in ("document_max_mb", "upload_day_mb")),
        "upload_day_mb": at.settings["upload_day_mb"],
        "currency": at.settings["currency"], "zone": at.settings["timezone"],
        "second_factor": at.settings["attorney_second_factor"] != OFF,
    }  # fmt: skip


# Failures ---------------------------------------------------------------------------------------


def _failed(fault: Exception) -> AnyResponse | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """The one error boundary: words and a number, never a trace."""
    if isinstance(fault, CasaError):
        if fault.code == "portal.signed-out":
            desk().forget(SESSION)
            return redirect(url_for("doors.sign_in", to=asked_for()), 303)
        status = 404 if fault.code in NOT_YOURS else STATUS.get(Exit(fault.exit), 500)
        if status < 500:
            return _page(status, "" if status == 404 else said(fault)), status
        return _unexpected(fault, status)
    if isinstance(fault, HTTPException):
        if fault.response is not None or (fault.code or 500) < 400:
            return fault.get_response()
        headers = {name: value for name, value in fault.get_headers() if name in ("Retry-After", "Allow")}
        status = fault.code or 500
        return _page(status, _words_of(fault) if status in SPEAKING else ""), status, headers
    return _unexpected(fault, 500)


def _words_of(fault: HTTPException) -> str:
    words = TOO_LARGE if fault.code == 413 else fault.description
    return gettext(words) if words else ""


def _unexpected(fault: Exception, status: int) -> tuple[str, int, dict[str, str]]:
    """A number for people; what it stands for goes to the log, without what was said in the request."""
    number = token_hex(4)
    frames = "".join(traceback.format_list(traceback.extract_tb(fault.__traceback__)))
    _log()(f"error {number}: {type(fault).__name__}\n{frames}")
    headers = {"Retry-After": "5"} if status == 503 else {}
    return _page(status, "", number=number), status, headers


def _page(status: int, words: str, *, number: str = "") -> str:
    title = gettext(TITLES.get(status, WRONG))
    page = current_app.jinja_env.get_template("failed.html.j2")  # by itself: what every page knows may be what failed
    return page.render(title=title, words=words, number=number)
