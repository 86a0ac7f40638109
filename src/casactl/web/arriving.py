"""Where somebody arrives who has signed in: at the page that was asked for, where it is one of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import request, url_for
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

from casactl.actions.portal.case import case_in_sight
from casactl.actions.portal.links import token_hash
from casactl.actions.portal.sessions import companies_of
from casactl.domain.second_factor import OFF
from casactl.errors import CasaError
from casactl.office.visitor import Visitor
from casactl.records import dataclass
from casactl.web.desk import NOBODY, Desk, desk

if TYPE_CHECKING:
    from casactl.store.queries.portal import AccountRow

LONGEST = 2000
"""So many characters of an address go along through signing in."""
CONTACTS = ("person", "company", "account")
ATTORNEYS = ("attorney", "account", "second_factor")
FILES = ("document", "statement_pdf", "invoice_pdf", "events", "work_list_csv", "download")
"""What a browser keeps and shows no page of: who asked for one arrives at the page that it belongs to."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page of ours, whoever may see it: its route, the numbers in its address, and what was asked of it."""

    endpoint: str
    values: dict[str, Any]
    query: str

    @property
    def part(self) -> str:
        """Whose pages it belongs to."""
        return self.endpoint.partition(".")[0]

    @property
    def address(self) -> str:
        """Its address, put together anew: nothing leads out."""
        return f"{url_for(self.endpoint, **self.values)}{'?' if self.query else ''}{self.query}"


def asked_for() -> str | None:
    """What this request asked for, to be carried through signing in; None where that is the first page."""
    asked = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else request.path
    return asked if asked != "/" and len(asked) <= LONGEST else None


def carried_on() -> str | None:
    """The same as it came along with a page of the doors; it is judged once somebody has signed in."""
    return request.values.get("to", "")[:LONGEST] or None


def arrival(account: AccountRow, token: str) -> str:
    """The page that was asked for, where it is one of whose account it is; else the first of their own."""
    place = _place(carried_on() or "")
    if place and _is_own(desk(), place, account, token):
        return place.address
    return url_for("attorney.work_list" if account.user_id else "person.overview")


def _place(asked: str) -> Place | None:
    """The page at an address below ours, or, of a file and of what only takes forms, the page that it belongs to."""
    try:
        parts = urlsplit(asked)
    except ValueError:
        return None
    path, query = ("", "") if parts.scheme or parts.netloc else (parts.path, urlencode(parse_qsl(parts.query)))
    while path.startswith("/") and request_ctx.url_adapter:
        try:
            endpoint, values = request_ctx.url_adapter.match(path, method="GET")
        except HTTPException:
            endpoint = ""
        if endpoint and endpoint.rpartition(".")[2] not in FILES:
            return Place(endpoint, dict(values), query)
        query, (above, _, last) = "", path.rpartition("/")
        stem = last.rpartition(".")[0]
        path = f"{above}/{stem}" if stem else above
    return None


def _is_own(at: Desk, place: Place, account: AccountRow, token: str) -> bool:
    if place.part not in (ATTORNEYS if account.user_id else CONTACTS):
        return False
    if place.part == "second_factor":
        return at.settings["attorney_second_factor"] != OFF
    if place.part == "company":
        with at.office.read(NOBODY, "") as reader:
            return place.values["company"] in dict(companies_of(reader, account.contact_id))
    return place.endpoint != "attorney.case" or _is_with(at, token, place.values["number"])


def _is_with(at: Desk, token: str, case: int) -> bool:
    """Whether a case is with the attorney whose session this is."""
    try:
        with at.office.read(Visitor(token_hash(token)), "arrears:view") as reader:
            case_in_sight(reader, case)
    except CasaError:
        return False
    return True
