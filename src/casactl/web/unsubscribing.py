"""No more news: the page that a broadcast leads to, and the one click of a mail program, which knows no session."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound

from casactl.actions.portal.news import no_more_news, whose_news
from casactl.office.command import Command
from casactl.office.visitor import Addressee
from casactl.web.desk import NOBODY, desk

pages = Blueprint("unsubscribing", __name__)


@pages.get("/unsubscribe")
def ask() -> str:
    """Ask whether somebody wants no more news: looking changes nothing, as mail scanners look."""
    _whose()
    return render_template("unsubscribe.html.j2", token=_token(), done=False)


@pages.post("/unsubscribe")
def stop() -> str:
    """Send no more news; the signed token is all that it takes, so that mail programs can do it with one click."""
    contact = _whose()
    desk().office.once(
        Addressee(contact), Command("contact.edit", ""), lambda work: {"changed": no_more_news(work, contact)}
    )
    return render_template("unsubscribe.html.j2", token=_token(), done=True)


def _token() -> str:
    return request.args.get("token", "")


def _whose() -> int:
    """The contact whom the token names.

    Raises NotFound, of a token that was never signed as of one whose contact is gone.
    """
    at = desk()
    with at.office.read(NOBODY, "") as reader:
        contact = whose_news(reader, _token(), today=at.today())
    if contact is None:
        raise NotFound
    return contact
