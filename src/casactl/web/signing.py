"""A contract that is read and signed by a link, without an account (SD-20)."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from casactl.actions.portal.links import token_hash
from casactl.actions.portal.sessions import note_access
from casactl.actions.portal.signing import Signing, ToSign, contract_of_link, sign_by_link
from casactl.domain.failures import failure
from casactl.domain.portal import token_in
from casactl.errors import InvalidValue
from casactl.office.command import Command
from casactl.office.visitor import LinkHolder
from casactl.store.work import UnitOfWork
from casactl.web.desk import LINK, LINK_LASTS, NOBODY, desk
from casactl.web.files import attachment, writing
from casactl.web.guards import check_tries
from casactl.web.words import said

pages = Blueprint("signing", __name__)
Answer = str | AnyResponse | tuple[str, int]


def given(account: str = "") -> Signing:
    """What the form of a contract says, and whose account says it.

    Raises InvalidValue.
    """
    if not request.form.get("consent"):
        raise failure("portal.not-signed", "Please say that you agree to the contract.")
    name, shown, sure = (request.form.get(field, "") for field in ("name", "shown", "sure"))
    return Signing(name, shown, desk().visit.network, sure, account)


def typed_again(fault: InvalidValue) -> str:
    """The name that a page asks about once: typed again as it is, it is taken."""
    return request.form.get("name", "") if fault.code == "portal.other-name" else ""


@pages.get("/sign")
def read() -> Answer:
    """The contract, with the form; the token goes out of the address into a cookie first."""
    at = desk()
    if token := request.args.get("token"):
        at.keep(LINK, token_in(token)[:200], LINK_LASTS)
        return redirect(url_for(".read"), 303)
    return _page()


def _page(problem: str = "", status: int = 200, sure: str = "") -> Answer:
    found = _contract()
    if found is None:
        return render_template("link-dead.html.j2", known=False), 404
    at = desk()
    at.keep(LINK, at.cookie(LINK), LINK_LASTS)  # reading takes its time
    return render_template("sign.html.j2", found=found, problem=problem, said=request.form, sure=sure), status


def _contract() -> ToSign | None:
    at = desk()
    if not at.cookie(LINK):
        return None
    with at.office.read(NOBODY, "") as reader:
        return contract_of_link(reader, token_hash(at.cookie(LINK)))


@pages.get("/sign/document")
def document() -> Response:
    """The file that is to be signed."""
    found = _contract()
    if found is None or found.document is None:
        raise NotFound
    return attachment(found.document, contact=found.row.contact_id)


@pages.post("/sign")
def sign() -> Answer:
    """Sign it, once."""
    at, visit = desk(), desk().visit
    check_tries()
    found, digest = _contract(), token_hash(at.cookie(LINK))
    if found is None:
        at.once("portal.link", lambda work: note_access(work, "link-used", "refused", visit))
        return _page()
    whose = found.row.contact_id
    try:
        signed = given()
        with writing() as write:

            def act(work: UnitOfWork) -> dict[str, object]:
                sign_by_link(work, digest, signed, write)
                note_access(work, "link-used", "done", visit, contact=whose)
                return {}

            at.deliver(at.office.once(LinkHolder(digest), Command("contract.sign", ""), act))
    except InvalidValue as fault:
        return _page(said(fault), 400, typed_again(fault))
    at.forget(LINK)
    return render_template("signed.html.j2", title=found.row.title)
