"""The Flask application: an office behind a browser, its error boundary, and what every page knows."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from secrets import token_hex
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, url_for
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as AnyResponse

from casactl.actions.portal.links import token_hash
from casactl.domain.money import format_amount
from casactl.domain.second_factor import OFF, REQUIRED
from casactl.errors import CasaError, Exit
from casactl.intake.document_type import media_type
from casactl.office.floor import Office
from casactl.store.queries.settings import all_settings
from casactl.web import account, attorney, doors, person, second_factor, signing
from casactl.web.desk import NOBODY, SESSION, Later, cookie_name, desk
from casactl.web.guards import check_form, check_look, harden

STATUS = {
    Exit.USAGE: 400, Exit.PARTLY: 409, Exit.NOT_FOUND: 404, Exit.REFUSED: 409, Exit.BUSY: 503, Exit.UNREADABLE: 400,
    Exit.STORE: 503,
}  # fmt: skip
"""The HTTP status of a failure, by its exit code; any other is 500."""
NOT_YOURS = ("permission.denied",)
"""What is answered as if nothing were there."""
PUBLIC = ("doors", "signing")
"""The parts whose pages are everybody's: links in letters lead there, and who signs in comes from there."""
LOGOS = ("image/png", "image/jpeg")
LARGEST_LOGO = 1 << 20
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def in_background(task: Callable[[], None]) -> None:
    """Do something once the answer is on its way."""
    Thread(target=task, daemon=True).start()


def create_app(office: Office, *, later: Later = in_background, log: Callable[[str], None] | None = None) -> Flask:
    """The portal of an office."""
    with office.read(NOBODY, "") as reader:
        settings = all_settings(reader)
    app = Flask(__name__, template_folder="pages", static_folder="static")
    app.config.update(
        OFFICE=office, LATER=later, LOG=log or _to_stderr,
        MAX_CONTENT_LENGTH=(int(settings["document_max_mb"]) + 1) << 20, MAX_FORM_PARTS=100,
        TRUSTED_HOSTS=sorted({urlsplit(settings["portal_url"]).hostname or "localhost", *LOOPBACK}),
    )  # fmt: skip
    app.jinja_env.autoescape = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["money"] = lambda minor, currency: f"{format_amount(minor, currency)} {currency}"
    app.jinja_env.filters["amount"] = format_amount
    app.jinja_env.filters["moment"] = lambda text: f"{text[:10]} {text[11:16]}" if text else ""
    app.before_request(_begin)
    app.after_request(_end)
    app.context_processor(_common)
    app.register_error_handler(Exception, _failed)
    add_pages(app)
    return app


class Number(IntegerConverter):
    """A number in an address, as far as a store can hold it: a longer one leads nowhere."""

    def __init__(self, map: Map) -> None:  # noqa: A002
        super().__init__(map, max=2**63 - 1)


def add_pages(app: Flask) -> None:
    """Every route of the portal."""
    app.url_map.converters["int"] = Number
    app.add_url_rule("/healthz", "healthz", _healthz)
    app.add_url_rule("/logo", "logo", _logo)
    for part in (doors, signing, account, second_factor, person, attorney):
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
    if request.url_rule is None or request.endpoint in ("static", "healthz", "logo"):
        return None
    if request.path == "/" and (token := request.args.get("token")):  # as letters of 0.1.0 say it
        return redirect(url_for("doors.activate", token=token), 303)
    public = request.blueprint in PUBLIC
    if not public and desk().guest is None:
        return redirect(url_for("doors.sign_in"), 303)
    check_form(public=public)
    check_look()
    if not public and request.blueprint != "second_factor" and _lacks_factor():
        return redirect(url_for("second_factor.factor"), 303)
    return None


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
        "currency": at.settings["currency"], "second_factor": at.settings["attorney_second_factor"] != OFF,
    }  # fmt: skip


# Failures ---------------------------------------------------------------------------------------


def _failed(fault: Exception) -> AnyResponse | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """The one error boundary: words and a number, never a trace."""
    if isinstance(fault, CasaError):
        if fault.code == "portal.signed-out":
            desk().forget(SESSION)
            return redirect(url_for("doors.sign_in"), 303)
        status = 404 if fault.code in NOT_YOURS else STATUS.get(Exit(fault.exit), 500)
        if status < 500:
            return _page(status, "" if status == 404 else fault.message), status
        return _unexpected(fault, status)
    if isinstance(fault, HTTPException):
        if fault.response is not None or (fault.code or 500) < 400:
            return fault.get_response()
        headers = {name: value for name, value in fault.get_headers() if name in ("Retry-After", "Allow")}
        status = fault.code or 500
        return _page(status, (fault.description or "") if status in (403, 413, 429, 503) else ""), status, headers
    return _unexpected(fault, 500)


def _unexpected(fault: Exception, status: int) -> tuple[str, int, dict[str, str]]:
    """A number for people; what it stands for goes to the log, without what was said in the request."""
    number = token_hex(4)
    frames = "".join(traceback.format_list(traceback.extract_tb(fault.__traceback__)))
    _log()(f"error {number}: {type(fault).__name__}\n{frames}")
    headers = {"Retry-After": "5"} if status == 503 else {}
    return _page(status, "", number=number), status, headers


def _page(status: int, words: str, *, number: str = "") -> str:
    title = {
        400: "That did not work", 403: "Not here", 404: "There is nothing here", 405: "There is nothing here",
        409: "That is not possible", 413: "Too large", 429: "Please wait", 503: "Please try again in a moment",
    }.get(status, "Something went wrong")  # fmt: skip
    page = current_app.jinja_env.get_template("failed.html.j2")  # by itself: what every page knows may be what failed
    return page.render(title=title, words=words, number=number)
