"""An attorney's second factor: set up with a program for codes, with recovery codes for the day that it is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from casactl.actions.portal.access import count_wrong
from casactl.actions.portal.second_factor import (
    address_of_seed,
    prove,
    renew_recovery_codes,
    set_up,
    turn_off,
)
from casactl.actions.portal.sessions import note_access
from casactl.domain.failures import failure
from casactl.domain.second_factor import OFF, REQUIRED
from casactl.errors import InvalidValue, Refused
from casactl.store.queries.portal_access import second_factor
from casactl.store.queries.users import user_by_number
from casactl.store.work import UnitOfWork
from casactl.web.desk import NOBODY, desk
from casactl.web.guards import check_tries
from casactl.web.words import said

pages = Blueprint("second_factor", __name__)
Answer = str | Response | tuple[str, int]


@pages.before_request
def _attorneys_only() -> None:
    """Contacts have passwords alone; an office may do without the second factor."""
    guest = desk().guest
    if guest is not None and (not guest.is_attorney or desk().settings["attorney_second_factor"] == OFF):
        raise NotFound


@pages.get("/second-factor")
def factor() -> Answer:
    """What there is, and what can be done about it."""
    return _page()


def _picture(address: str) -> Markup:
    """An address as a picture that stands in the page itself: no other address is asked for it."""
    from segno import make

    return Markup(make(address, error="m", micro=False).svg_inline(scale=5, border=4, dark="#000", light="#fff"))  # noqa: S704 drawn here


def _page(problem: str = "", *, seed: str = "", address: str = "", codes: Sequence[str] = ()) -> Answer:
    at = desk()
    with at.office.read(NOBODY, "") as reader:
        held = second_factor(reader, at.someone.account.user_id)
    page = render_template(
        "second-factor.html.j2", held=held, problem=problem, seed=seed, address=address, codes=codes,
        picture=_picture(address) if address else "",
        required=at.settings["attorney_second_factor"] == REQUIRED,
    )  # fmt: skip
    return (page, 400) if problem else page


@pages.post("/second-factor")
def change() -> Answer:
    """Set it up, prove it, make new recovery codes, turn it off: as the button says."""
    steps = {"set-up": _set_up, "confirm": _confirm, "renew": _renew, "turn-off": _turn_off}
    step = steps.get(request.form.get("step", ""))
    if step is None:
        raise NotFound
    try:
        return step()
    except (InvalidValue, Refused) as fault:
        return _page(said(fault))


def _set_up() -> Answer:
    at, user = desk(), desk().someone.account.user_id
    seed = str(at.once("portal.second-factor", lambda work: set_up(work, user), at.who))
    with at.office.read(NOBODY, "") as reader:
        email = getattr(user_by_number(reader, user), "email", "") or ""
    return _page(seed=seed, address=address_of_seed(seed, email=email, office=at.settings["office_name"]))


def _confirm() -> Answer:
    return _page(codes=_with_code(prove))


def _renew() -> Answer:
    return _page(codes=_with_code(renew_recovery_codes))


def _turn_off() -> Answer:
    if desk().settings["attorney_second_factor"] == REQUIRED:
        raise failure("portal.second-factor", "The office asks for a second factor: it cannot be turned off.")
    _with_code(turn_off)
    return _page()


def _with_code(action: Callable[[UnitOfWork, int, str, str], list[str]]) -> list[str]:
    """What comes of an action that takes a code; wrong ones are counted as at the door.

    Raises InvalidValue.
    """
    at, visit, code = desk(), desk().visit, request.form.get("code", "")[:100]
    user = at.someone.account.user_id
    check_tries(known=at.knows_browser)

    def refuse(work: UnitOfWork) -> None:
        count_wrong(work, visit.mark, contact=0, user=user)
        note_access(work, "code", "refused", visit, user=user)

    try:
        return list(at.once("portal.second-factor", lambda work: action(work, user, code, visit.mark), at.who))
    except InvalidValue:
        at.once("portal.refused", refuse)
        raise
