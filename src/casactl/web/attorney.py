"""The pages of an attorney: the cases that were handed over, and nothing else (WU-1, WU-7)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from casactl.actions.arrears.status import set_status, status_of
from casactl.actions.arrears.steps import StatusNotice
from casactl.actions.document import add_document, find_document
from casactl.actions.note import add_note, edit_note, find_note
from casactl.actions.portal.case import BUCKETS, SORTS, Case, case_in_sight, case_of, cases
from casactl.actions.selection import Chosen
from casactl.domain.arrears import WITH_ATTORNEY
from casactl.domain.money import format_amount
from casactl.domain.names import BadText, clean_text, guarded
from casactl.domain.outcomes import Outcome
from casactl.domain.standing import Arrears
from casactl.errors import CasaError, InvalidValue, Refused
from casactl.office.command import Command
from casactl.store.queries.cases import open_cases
from casactl.store.work import UnitOfWork
from casactl.web.desk import desk
from casactl.web.files import attachment, uploaded

pages = Blueprint("attorney", __name__)
Answer = str | AnyResponse | tuple[str, int]

STATUSES = (*WITH_ATTORNEY, Arrears.SETTLED)
"""What an attorney gives a case."""
AGES = dict(zip(BUCKETS, ("To 29 days", "30 days", "60 days", "90 days", "120 days"), strict=True))
"""How old a debt is, by its bucket."""


@pages.before_request
def _attorneys_only() -> None:
    """A contact has no cases."""
    guest = desk().guest
    if guest is not None and not guest.is_attorney:
        raise NotFound


@pages.get("/cases")
def work_list() -> Answer:
    """The work list, sorted and filtered."""
    at = desk()
    sort, text = request.args.get("sort", "balance"), request.args.get("q", "")
    with at.read("arrears:view") as reader:
        found = cases(reader, today=at.today(), sort=sort, text=text)
    return render_template("cases.html.j2", found=found, sorts=SORTS, sort=sort, text=text, ages=AGES)


@pages.get("/cases.csv")
def work_list_csv() -> Response:
    """The same as a file for a spreadsheet, in which nothing begins a formula."""
    at = desk()
    with at.read("arrears:view") as reader:
        found = cases(reader, today=at.today(), sort="name")
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(("number", "name", "community", "status", "balance", *BUCKETS, "handed_over", "last_activity"))
    currency = at.settings["currency"]
    for each in found:
        line = each.line
        money = [format_amount(minor, currency) for minor in (line.balance, *map(each.bucket, BUCKETS))]
        words = [guarded(word) for word in (line.display_name, line.community)]
        writer.writerow((line.contact_id, *words, line.status, *money, line.opened_at[:10], line.last_activity[:10]))
    answer = Response("\ufeff" + target.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return answer


@pages.get("/cases/<int:number>")
def case(number: int) -> Answer:
    """One case: who, what is owed, what was done, what was filed."""
    return _case(number)


def _case(number: int, *, problem: str = "", preview: Outcome | None = None, status: int = 200) -> Answer:
    at = desk()
    with at.read("arrears:view") as reader:
        found = case_of(reader, number, today=at.today())
    own = desk().someone.email
    last = found.notes[0] if found.notes and found.notes[0].author == own and not _answered(found) else None
    rows = list(zip(found.statement.entries, found.statement.balances, strict=True))
    page = render_template("case.html.j2", found=found, last=last, rows=rows, statuses=STATUSES, problem=problem,
                           preview=preview, said=request.form, ages=AGES)  # fmt: skip
    return page, status


def _answered(found: Case) -> bool:
    """Whether a document was filed after the newest note: what was answered is not rewritten."""
    return bool(found.documents and found.documents[0].at > found.notes[0].at)


# What an attorney does --------------------------------------------------------------------------


def _giving(number: int) -> Callable[[UnitOfWork], Outcome]:
    """The status of the form as an action.

    Raises InvalidValue.
    """
    status, words = status_of(request.form.get("status", "")), request.form.get("note", "").strip()
    if status not in STATUSES:
        raise InvalidValue(f"An attorney gives one of {', '.join(STATUSES)}.")
    try:
        notice = StatusNotice(clean_text(words) if words else "")
    except BadText as fault:
        raise InvalidValue(f"The note {fault.message}.") from None

    def act(work: UnitOfWork) -> Outcome:
        case_in_sight(work.reader, number)
        return set_status(work, Chosen(((str(number), number),)), status, notice=notice)

    return act


@pages.post("/cases/<int:number>/status")
def status(number: int) -> Answer:
    """Show what a status would do, the real run taken back, and give it once that was seen (WU-11)."""
    at = desk()
    applying = request.form.get("step") == "apply"
    try:
        act = _giving(number)
        if not applying:
            with at.office.rehearse(at.who, Command("arrears.status", "arrears:edit")) as work:
                outcome = act(work)
            return _case(number, preview=outcome, problem=_refusal(outcome), status=409 if outcome.refused else 200)
        _do("arrears.status", "arrears:edit", act)
    except (InvalidValue, Refused) as fault:
        return _case(number, problem=_said(fault), status=400)
    return redirect(_after(number), 303)


def _do(verb: str, right: str, act: Callable[[UnitOfWork], Outcome]) -> None:
    """Run an action of the terminal's for whoever is signed in.

    Raises Refused, where a rule forbids it.
    """

    def whole(work: UnitOfWork) -> None:
        outcome = act(work)
        if words := _refusal(outcome):
            raise Refused(words, code="portal.refused")
        done = outcome.applied
        work.summary(f"{done[0].outcome} {done[0].name}" if done else verb)

    desk().act(verb, right, whole, words=f"{sorted(request.form.items())}")


def _refusal(outcome: Outcome) -> str:
    """Why it is refused, or leaves the case out, in words."""
    return " ".join(f"{reason.message}." for result in outcome for reason in result.reasons)


def _said(fault: CasaError) -> str:
    return fault.message.replace("--text", "The text")


def _after(number: int) -> str:
    """The case, or the list once the case is closed by what was done."""
    with desk().read("arrears:view") as reader:
        open_still = bool(open_cases(reader, contact=number))
    return url_for(".case", number=number) if open_still else url_for(".work_list")


@pages.post("/cases/<int:number>/notes")
def note(number: int) -> Answer:
    """Write a note for the case (WU-10, WU-14)."""
    text = request.form.get("note", "")

    def act(work: UnitOfWork) -> Outcome:
        case_in_sight(work.reader, number)
        return add_note(work, str(number), number, text, visibility="case")

    try:
        _do("note.add", "note:create", act)
    except (InvalidValue, Refused) as fault:
        return _case(number, problem=_said(fault), status=400)
    return redirect(url_for(".case", number=number), 303)


@pages.post("/cases/<int:number>/notes/<int:which>")
def correct(number: int, which: int) -> Answer:
    """Put one's own note right while it is the last word of the case (WU-14)."""
    text = request.form.get("note", "")

    def act(work: UnitOfWork) -> Outcome:
        case_in_sight(work.reader, number)
        if find_note(work.reader, which).contact_id != number:
            raise NotFound
        return edit_note(work, which, text, any_word=False)

    try:
        _do("note.edit", "note:edit", act)
    except (InvalidValue, Refused) as fault:
        return _case(number, problem=_said(fault), status=400)
    return redirect(url_for(".case", number=number), 303)


@pages.post("/cases/<int:number>/documents")
def upload(number: int) -> Answer:
    """File a document for the case (WU-1, WU-14)."""
    try:
        with uploaded("file") as file:
            if file is None:
                raise InvalidValue("Please choose a file.")
            held = file

            def act(work: UnitOfWork) -> Outcome:
                case_in_sight(work.reader, number)
                return add_document(
                    work, str(number), number, held.incoming, name=held.name, type_=held.type, visibility="case"
                )

            _do("document.add", "document:create", act)
    except (InvalidValue, Refused) as fault:
        return _case(number, problem=_said(fault), status=400)
    return redirect(url_for(".case", number=number), 303)


@pages.get("/cases/<int:number>/documents/<int:document>")
def download(number: int, document: int) -> Response:
    """The bytes of a document of the case."""
    with desk().read("document:view") as reader:
        row = find_document(reader, document)
    if row.contact_id != number:
        raise NotFound
    return attachment(row)
