"""The pages of an attorney: the cases that were handed over, and nothing else (WU-1, WU-7)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from casactl.actions.arrears.status import set_status, status_of
from casactl.actions.arrears.steps import StatusNotice
from casactl.actions.document import find_document
from casactl.actions.ledger.statement import statement_of
from casactl.actions.ledger.statement_pdf import draw_statement
from casactl.actions.note import add_notes, edit_note, find_note
from casactl.actions.portal.case import BUCKETS, SORTS, Case, CaseInList, case_in_sight, case_of, cases
from casactl.actions.portal.uploads import file_uploads
from casactl.actions.selection import Chosen
from casactl.delivery.pdf import is_installed
from casactl.domain.arrears import WITH_ATTORNEY
from casactl.domain.failures import failure
from casactl.domain.money import format_amount
from casactl.domain.names import BadText, clean_text, guarded
from casactl.domain.outcomes import Outcome
from casactl.domain.standing import Arrears
from casactl.domain.worded import Several, Worded
from casactl.errors import InvalidValue, Refused
from casactl.office.command import Command
from casactl.store.queries.cases import open_cases
from casactl.store.work import UnitOfWork
from casactl.web.desk import desk
from casactl.web.drafts import AGAIN, is_stale
from casactl.web.files import PDF, as_file, attachment, drawing, folder, uploaded
from casactl.web.words import N_, gettext, said, word

pages = Blueprint("attorney", __name__)
Answer = str | AnyResponse | tuple[str, int]

STATUSES = (*WITH_ATTORNEY, Arrears.SETTLED)
"""What an attorney gives a case."""
AGES = dict(zip(BUCKETS, (N_("To 29 days"), N_("30 days"), N_("60 days"), N_("90 days"), N_("120 days")), strict=True))
"""How old a debt is, by its bucket."""


def _ages() -> dict[str, str]:
    return {name: gettext(words) for name, words in AGES.items()}


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
    rows = [(_cells(each), each.line) for each in found]
    return render_template("cases.html.j2", rows=rows, sorts=SORTS, sort=sort, text=text, ages=_ages())


def _cells(case: CaseInList) -> tuple[object, ...]:
    """What stands in a row of the list, ready to be put into its markup: there may be hundreds."""
    at, line = desk(), case.line
    currency = at.settings["currency"]
    ages = [format_amount(minor, currency) if minor else "" for minor in map(case.bucket, BUCKETS)]
    money = (format_amount(line.balance, currency), format_amount(case.due, currency), *ages)
    days = (f"{at.local(line.opened_at):%Y-%m-%d}, {case.days}", f"{at.local(line.last_activity):%Y-%m-%d}")
    return (line.contact_id, line.display_name, line.community, word(line.status), *money, *days)


@pages.get("/cases.csv")
def work_list_csv() -> Response:
    """The same as a file for a spreadsheet, in which nothing begins a formula."""
    at = desk()
    with at.read("arrears:view") as reader:
        found = cases(reader, today=at.today(), sort="name")
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(
        ("number", "name", "community", "status", "balance", *BUCKETS, "handed_over", "last_activity", "due", "days")
    )
    currency = at.settings["currency"]
    for each in found:
        line = each.line
        money = [format_amount(minor, currency) for minor in (line.balance, *map(each.bucket, BUCKETS))]
        words = [guarded(word) for word in (line.display_name, line.community)]
        writer.writerow(
            (
                line.contact_id,
                *words,
                line.status,
                *money,
                f"{at.local(line.opened_at):%Y-%m-%d}",
                f"{at.local(line.last_activity):%Y-%m-%d}",
                format_amount(each.due, currency),
                each.days,
            )
        )
    return as_file(f"\ufeff{target.getvalue()}".encode(), type_="text/csv", name="cases.csv")


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
                           preview=preview, drawn=is_installed(), said=request.form, ages=_ages())  # fmt: skip
    return page, status


def _answered(found: Case) -> bool:
    """Whether a document was filed after the newest note: what was answered is not rewritten."""
    return bool(found.documents and found.documents[0].at > found.notes[0].at)


@pages.get("/cases/<int:number>/statement.pdf")
def statement_pdf(number: int) -> Answer:
    """The statement of a case as a letter of the office's, where it can make PDF."""
    at = desk()
    with drawing(), at.read("arrears:view") as reader:
        case_in_sight(reader, number)
        found = statement_of(reader, number, first=None, last=None)
        drawn = draw_statement(reader, folder(), found, today=date.fromisoformat(at.today()))
    return as_file(drawn.content, type_=PDF, name=f"statement-{number}.pdf")


# What an attorney does --------------------------------------------------------------------------


def _giving(number: int) -> Callable[[UnitOfWork], Outcome]:
    """The status of the form as an action.

    Raises InvalidValue.
    """
    status, words = status_of(request.form.get("status", "")), request.form.get("note", "").strip()
    if status not in STATUSES:
        raise InvalidValue(Worded("An attorney gives one of {statuses}.", statuses=Several(STATUSES)))
    try:
        notice = StatusNotice(clean_text(words) if words else "")
    except BadText as fault:
        raise InvalidValue(Worded("{what} {problem}.", what=Worded("The note"), problem=fault.message)) from None

    def act(work: UnitOfWork) -> Outcome:
        case_in_sight(work.reader, number)
        return set_status(work, Chosen(((str(number), number),)), status, notice=notice)

    return act


CHANGED = "portal.changed-meanwhile"


def _as_seen(number: int, seen: str | None, act: Callable[[UnitOfWork], Outcome]) -> Callable[[UnitOfWork], Outcome]:
    """The same, while the case stands as it did when the preview was shown.

    Raises Refused.
    """

    def checked(work: UnitOfWork) -> Outcome:
        line = case_in_sight(work.reader, number)
        if seen is not None and seen != f"{line.status} {line.balance}":
            raise failure("portal.changed-meanwhile")
        return act(work)

    return checked


@pages.post("/cases/<int:number>/status")
def status(number: int) -> Answer:
    """Show what a status would do, the real run taken back, and give it once that was seen (WU-11)."""
    if is_stale():
        return _case(number, problem=gettext(AGAIN), status=409)
    applying = request.form.get("step") == "apply"
    try:
        act = _giving(number)
        if not applying:
            return _previewed(number, act)
        _do("arrears.status", "arrears:edit", _as_seen(number, request.form.get("seen"), act))
    except (InvalidValue, Refused) as fault:
        if fault.code == CHANGED:
            return _previewed(number, act, changed=said(fault))
        return _case(number, problem=said(fault), status=400)
    return redirect(_after(number), 303)


def _previewed(number: int, act: Callable[[UnitOfWork], Outcome], *, changed: str = "") -> Answer:
    """What a status would do as things stand now, the real run taken back."""
    at = desk()
    with at.office.rehearse(at.who, Command("arrears.status", "arrears:edit")) as work:
        outcome = act(work)
    problem = " ".join(filter(None, [changed, _refusal(outcome)]))
    return _case(
        number, preview=None if _refusal(outcome) else outcome, problem=problem,
        status=409 if changed or outcome.refused else 200,
    )  # fmt: skip


def _do(verb: str, right: str, act: Callable[[UnitOfWork], Outcome], sent: str = "") -> None:
    """Run an action of the terminal's for whoever is signed in; `sent` is what came beside the fields of the form.

    Raises Refused, where a rule forbids it.
    """

    def whole(work: UnitOfWork) -> None:
        outcome = act(work)
        if words := _refusal(outcome):
            raise failure("portal.refused", words)
        done = outcome.applied
        work.summary(f"{done[0].outcome} {done[0].name}" if done else verb)

    desk().act(verb, right, whole, words=f"{sorted(request.form.items())}{sent}")


def _refusal(outcome: Outcome) -> str:
    """Why it is refused, or leaves the case out, in words."""
    reasons = {reason.code: reason for result in outcome for reason in reversed(result.reasons)}
    return " ".join(f"{said(reason)}." for reason in reversed(reasons.values()))


def _after(number: int) -> str:
    """The case, or the list once the case is closed by what was done."""
    with desk().read("arrears:view") as reader:
        open_still = bool(open_cases(reader, contact=number))
    return url_for(".case", number=number) if open_still else url_for(".work_list")


@pages.post("/cases/<int:number>/notes")
def note(number: int) -> Answer:
    """Write a note for the case (WU-10, WU-14)."""
    if is_stale():
        return _case(number, problem=gettext(AGAIN), status=409)
    text = request.form.get("note", "")

    def act(work: UnitOfWork) -> Outcome:
        case_in_sight(work.reader, number)
        return add_notes(work, Chosen(((str(number), number),)), text, visibility="case")

    try:
        _do("note.add", "note:create", act)
    except (InvalidValue, Refused) as fault:
        return _case(number, problem=said(fault), status=400)
    return redirect(url_for(".case", number=number), 303)


@pages.post("/cases/<int:number>/notes/<int:which>")
def correct(number: int, which: int) -> Answer:
    """Put one's own note right while it is the last word of the case (WU-14)."""
    if is_stale():
        return _case(number, problem=gettext(AGAIN), status=409)
    text = request.form.get("note", "")

    def act(work: UnitOfWork) -> Outcome:
        case_in_sight(work.reader, number)
        if find_note(work.reader, which).contact_id != number:
            raise NotFound
        return edit_note(work, which, text, any_word=False)

    try:
        _do("note.edit", "note:edit", act)
    except (InvalidValue, Refused) as fault:
        return _case(number, problem=said(fault), status=400)
    return redirect(url_for(".case", number=number), 303)


@pages.post("/cases/<int:number>/documents")
def upload(number: int) -> Answer:
    """File documents for the case (WU-1, WU-14)."""
    if is_stale():
        return _case(number, problem=gettext(AGAIN), status=409)
    try:
        with uploaded("file") as files:
            if not files:
                raise failure("portal.no-file")

            def act(work: UnitOfWork) -> Outcome:
                case_in_sight(work.reader, number)
                filed = file_uploads(work, number, files, visibility="case")
                desk().note(work, "upload", documents=[each.id for each in filed.applied])
                return filed

            sent = " ".join(f"{each.name} {each.incoming.sha256}" for each in files)
            _do("document.add", "document:create", act, sent)
    except (InvalidValue, Refused) as fault:
        return _case(number, problem=said(fault), status=400)
    return redirect(url_for(".case", number=number), 303)


@pages.get("/cases/<int:number>/documents/<int:document>")
def download(number: int, document: int) -> Response:
    """The bytes of a document of the case."""
    with desk().read("document:view") as reader:
        row = find_document(reader, document)
    if row.contact_id != number:
        raise NotFound
    return attachment(row)
