"""The pages of a contact: each is what the office says in words of the person's own, and nothing of the office's."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from casactl.actions.document import find_document
from casactl.actions.ledger.invoice_letter import draw_invoice
from casactl.actions.ledger.statement import statement_of
from casactl.actions.ledger.statement_pdf import draw_statement
from casactl.actions.message.deliver import MessageText, words_of
from casactl.actions.message.read import read_in_portal
from casactl.actions.portal.overview import account_of, details_of, invoice_for, is_current, overview_of
from casactl.actions.portal.requests import ask_for_changes
from casactl.actions.portal.signing import shown_of, sign_contract
from casactl.actions.portal.write import write_to_office
from casactl.delivery.pdf import is_installed
from casactl.domain.dates import parse_date
from casactl.domain.engagements import EngagementKind
from casactl.domain.names import BadText
from casactl.errors import InvalidValue, Refused
from casactl.render.engagement import write_calendar
from casactl.store.queries.engagements import OWN, seen_by
from casactl.store.queries.facts import facts_for
from casactl.store.queries.messages import messages as messages_of
from casactl.store.queries.papers import documents as documents_of
from casactl.store.queries.portal_work import requests
from casactl.store.queries.settings import workspace_id, zone_in
from casactl.store.work import UnitOfWork
from casactl.web.desk import desk
from casactl.web.drafts import AGAIN, is_stale
from casactl.web.files import PDF, as_file, attachment, drawing, folder, uploaded, writing
from casactl.web.signing import given, typed_again
from casactl.web.words import gettext, said, spoken

pages = Blueprint("person", __name__)
Answer = str | AnyResponse | tuple[str, int]


COMPANY = "company"
"""The name under which the same pages are a company's."""


@pages.url_value_preprocessor
def _whose(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Whose pages they are is in the address of a company's, and no route has to take it."""
    g.company = values.pop(COMPANY, 0) if values else 0


@pages.url_defaults
def _stay(endpoint: str, values: dict[str, Any]) -> None:
    """From a company's page, links and forms lead to the company's."""
    if endpoint.startswith(f"{COMPANY}.") and g.get("company"):
        values.setdefault(COMPANY, g.company)


@pages.before_request
def _contacts_only() -> None:
    """An attorney has pages of their own."""
    guest = desk().guest
    if guest is not None and guest.is_attorney and request.path != "/":
        raise NotFound


@pages.get("/")
def overview() -> Answer:
    """How somebody stands, what is due, what needs them."""
    at = desk()
    if at.someone.is_attorney:
        return redirect(url_for("attorney.work_list"), 303)
    with at.read("contact:view") as reader:
        found = overview_of(reader, at.contact, today=at.today())
    return render_template("overview.html.j2", found=found, payment=at.settings["payment_instructions"])


@pages.get("/statement")
def statement() -> Answer:
    """The account with its running balance, of a period or as a whole, with what is due when, plan and invoices."""
    at = desk()
    try:
        first, last = (_day(name) for name in ("from", "to"))
        with at.read("ledger:view") as reader:
            found = account_of(reader, at.contact, today=at.today(), first=first, last=last)
    except InvalidValue as fault:
        return render_template("statement.html.j2", found=None, rows=[], problem=said(fault)), 400
    rows = list(zip(found.statement.entries, found.statement.balances, strict=True))
    period = {name: request.args[name] for name in ("from", "to") if request.args.get(name)}
    return render_template("statement.html.j2", found=found, rows=rows, problem="", drawn=is_installed(), period=period,
                           payment=at.settings["payment_instructions"])  # fmt: skip


@pages.get("/statement.pdf")
def statement_pdf() -> Answer:
    """The same as a letter of the office's, where it can make PDF."""
    at = desk()
    first, last = (_day(name) for name in ("from", "to"))
    with drawing(), at.read("ledger:view") as reader:
        found = statement_of(reader, at.contact, first=first, last=last)
        drawn = draw_statement(reader, folder(), found, today=date.fromisoformat(at.today()))
    return as_file(drawn.content, type_=PDF, name="statement.pdf")


@pages.get("/invoices/<int:number>.pdf")
def invoice_pdf(number: int) -> Answer:
    """An invoice, or a credit note, as it was made out (PY-1)."""
    at = desk()
    with drawing(), at.read("ledger:view") as reader:
        drawn = draw_invoice(reader, folder(), invoice_for(reader, at.contact, number))
    return as_file(drawn.content, type_=PDF, name=f"invoice-{number}.pdf")


def _day(name: str) -> date | None:
    text = request.args.get(name, "").strip()
    return parse_date(text, today=date.fromisoformat(desk().today())) if text else None


@pages.get("/messages")
def messages() -> Answer:
    """What was written, the newest first, and a form."""
    return _messages()


def _messages(problem: str = "", status: int = 200) -> Answer:
    at = desk()
    with at.read("message:view") as reader:
        found = messages_of(reader, contact=at.contact)
        facts = facts_for(reader, [at.contact], today=at.today(), belongings=False)[at.contact]
    said = request.form if problem else {}
    if not at.someone.looks and any(row.direction == "out" and row.unread for row in found):
        at.once("portal.read", lambda work: read_in_portal(work, at.contact))
    page = render_template("messages.html.j2", found=found, problem=problem, said=said, answered=is_current(facts),
                           sent="sent" in request.args)  # fmt: skip
    return page, status


def written(subject: str, text: str) -> MessageText:
    """What somebody writes, cleaned.

    Raises InvalidValue.
    """
    try:
        return words_of(subject.strip() or gettext("Message from the portal"), text)
    except BadText as fault:
        if not text.strip():
            raise InvalidValue("The message is empty. Please write something, or choose a file.") from None
        raise InvalidValue(spoken(fault.message)) from None


@pages.post("/messages")
def write() -> Answer:
    """Write to the office (MC-21), with files where some go along."""
    at = desk()
    if is_stale():
        return _messages(gettext(AGAIN), 409)
    subject, text = request.form.get("subject", ""), request.form.get("message", "") or _names_of_files()
    try:
        words = written(subject, text)
        with uploaded("file") as files:

            def act(work: UnitOfWork) -> None:
                at.note(work, "upload", documents=write_to_office(work, at.contact, words, files, led=bool(at.company)))

            at.act("message.receive", "message:create", act, words=f"{subject}\n{text}")
    except (InvalidValue, Refused) as fault:
        return _messages(said(fault), 400)
    return redirect(url_for(".messages", sent=""), 303)


def _names_of_files() -> str:
    """What a message says that is a file and no word."""
    return ", ".join(each.filename for each in request.files.getlist("file") if each.filename)


@pages.get("/documents")
def documents() -> Answer:
    """What the office has put there for the person (SD-28)."""
    at = desk()
    with at.read("document:view") as reader:
        found = documents_of(reader, contact=at.contact, visibility="contact")
    return render_template("documents.html.j2", found=found)


@pages.get("/documents/<int:number>")
def document(number: int) -> Response:
    """The bytes of one, proved, as a file to keep."""
    with desk().read("document:view") as reader:
        row = find_document(reader, number)
    return attachment(row)


@pages.get("/work")
def work() -> Answer:
    """Tasks, projects, events, plans and contracts that somebody has to do with (PY-6, PY-7)."""
    return _work()


def _work(problem: str = "", about: int = 0, sure: str = "") -> str:
    at = desk()
    with at.read("work:view") as reader:
        found = seen_by(reader, at.contact)
        contracts = [row for how, row in found if how == OWN and row.kind == EngagementKind.CONTRACT]
        papers = {row.id: shown_of(reader, row) for row in contracts}
    return render_template("work.html.j2", found=found, kinds=list(EngagementKind), papers=papers, problem=problem,
                           about=about, said=request.form, sure=sure)  # fmt: skip


@pages.get("/work/events.ics")
def events() -> Response:
    """The events, for a calendar."""
    at = desk()
    with at.read("work:view") as reader:
        rows = [row for _, row in seen_by(reader, at.contact) if row.kind == EngagementKind.EVENT and row.day]
        workspace = workspace_id(reader)
    text = StringIO()
    zone = zone_in(at.settings)
    write_calendar(text, rows, office=at.settings["office_name"], zone=zone, workspace=workspace)
    return as_file(text.getvalue().encode(), type_="text/calendar", name="events.ics")


@pages.post("/work/<int:number>/sign")
def sign(number: int) -> Answer:
    """Sign a contract: what was shown, a typed name, consent."""
    at = desk()
    try:
        signed = given(at.someone.name)
        with writing() as write:
            at.act(
                "contract.sign", "work:view", lambda work: sign_contract(work, at.contact, number, signed, write),
                words=str(number),
            )  # fmt: skip
    except InvalidValue as fault:
        return _work(said(fault), number, typed_again(fault)), 400
    return redirect(f"{url_for('.work')}#work-{number}", 303)


@pages.get("/details")
def details() -> Answer:
    """What the office holds about the person, and with whom the keys are (PY-1, PY-5)."""
    return _details()


def _details(problem: str = "") -> str:
    at = desk()
    with at.read("contact:view") as reader:
        found, asked = details_of(reader, at.contact), requests(reader, contact=at.contact)
    edits = at.settings["portal_edits"]
    return render_template(
        "details.html.j2", found=found, asked=asked, edits=edits, problem=problem, done="changed" in request.args
    )


@pages.post("/details")
def ask() -> Answer:
    """Ask the office for another e-mail or phone number."""
    at = desk()
    wishes = {what: request.form.get(what, "").strip() for what in ("email", "phone")}
    try:
        at.act("portal.request", "contact:view", lambda work: ask_for_changes(work, at.contact, wishes))
    except (InvalidValue, Refused) as fault:
        return _details(said(fault)), 400
    changed = "" if at.settings["portal_edits"] == "direct" else None
    return redirect(url_for(".details", changed=changed), 303)
