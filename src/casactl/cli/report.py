"""The verbs of `report`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from casactl.actions.report.debts import debt_ladder
from casactl.cli.options import Ctx, day, flag, option
from casactl.domain.dates import InvalidDate, local_midnight
from casactl.errors import UsageFault
from casactl.render.report_drawing import show_report
from casactl.render.report_lists import caseload_report, ladder_report, retention_report
from casactl.store.queries.report_lists import caseloads
from casactl.store.queries.report_lists import retention as rows_of
from casactl.store.queries.settings import all_settings, zone_in

if TYPE_CHECKING:
    from casactl.cli.context import App
    from casactl.render.report import Build
    from casactl.store.reader import Reader


HtmlFile = Annotated[
    str | None,
    option("--html", help="Write it to a file as one page that needs nothing else; - for standard output.",
           metavar="FILE"),
]  # fmt: skip


def since_day(text: str | None, today: date) -> date | None:
    """The day that `--since` means.

    Raises InvalidDate, also for one ahead: nothing has happened since.
    """
    since = day(text, today)
    if since and since > today:
        raise InvalidDate(f"--since {since} lies ahead; today is {today}.")
    return since


def show(app: App, reader: Reader, build: Build, html: str | None) -> None:
    """Show a report; with `--html` write its page, and print it all the same in a format other than a table.

    Raises UsageFault, CasaError.
    """
    view = app.view
    if html is None:
        show_report(view, build)
        return
    from casactl.cli.result_target import ResultTarget

    target = ResultTarget(app, html, option="--html")
    if html == "-" and app.given.get("output") not in (None, "table", "tsv"):
        raise UsageFault("Standard output takes the page or the report, not both.", hint="--html FILE, or no -o")
    from casactl.render.page import page_text
    from casactl.store.queries.settings import setting

    target.agree()
    page = page_text(view, build, office=setting(reader, "office_name"), today=app.today(reader).isoformat())
    with target.open(whose=()) as stream:
        stream.write(page)
    if target.path:
        app.tell(f"page → {target.told}")
    if html != "-" and not view.tabular:
        show_report(view, build)


def overview(ctx: Ctx, html: HtmlFile = None) -> None:
    """Show how the office stands: contacts, arrears, invitations, archives coming up, work."""
    from casactl.actions.report.overview import overview as counted
    from casactl.render.overview import overview_report

    app = ctx.obj
    with app.read() as reader:
        found = counted(reader, app.today(reader))
        show(app, reader, lambda words: overview_report(found, words), html)


def pipeline(
    ctx: Ctx,
    since: Annotated[
        str | None, option("--since", help="From the month of that day on; 12 months by default.", metavar="DATE")
    ] = None,
    html: HtmlFile = None,
) -> None:
    """Show leads, prospects and clients by month: who came in, who moved on, what became of them."""
    from casactl.actions.report.pipeline import pipeline as counted
    from casactl.render.pipeline import pipeline_report

    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader)
        found = counted(reader, today, since=since_day(since, today))
        show(app, reader, lambda words: pipeline_report(found, words), html)


def activity(
    ctx: Ctx,
    since: Annotated[str, option("--since", help="On that day or later; 30 days by default.", metavar="DATE")] = "-30d",
    html: HtmlFile = None,
) -> None:
    """Show what was done since a day: operations by verb and actor."""
    from casactl.actions.report.activity import activity as counted
    from casactl.render.report_lists import activity_report

    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader)
        found = counted(reader, today, since=since_day(since, today) or today)
        show(app, reader, lambda words: activity_report(found, words), html)


def arrears(
    ctx: Ctx,
    since: Annotated[
        str, option("--since", help="Show who came and who went since a day; 30 days by default.", metavar="DATE")
    ] = "-30d",
    html: HtmlFile = None,
) -> None:
    """Show the debt ladder by community, with what moved since a day."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader)
        settings = all_settings(reader)
        first = day(since, today) or today
        moment = local_midnight(first, zone_in(settings))
        rungs = debt_ladder(reader, today=today.isoformat(), since=moment)
        from_day, currency = first.isoformat(), settings["currency"]
        show(app, reader, lambda words: ladder_report(rungs, words, since=from_day, currency=currency), html)


def handovers(ctx: Ctx, html: HtmlFile = None) -> None:
    """Show each attorney's cases: open, owed, oldest, last activity, outcome."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        rows = caseloads(reader)
        currency = all_settings(reader)["currency"]
        show(app, reader, lambda words: caseload_report(rows, words, today=today, currency=currency), html)


def retention(
    ctx: Ctx,
    due: Annotated[bool, flag("--due", help="Only those that may be erased today.")] = False,
    html: HtmlFile = None,
) -> None:
    """List from when on each archived contact may be erased."""
    app = ctx.obj
    with app.read() as reader:
        today = app.today(reader).isoformat()
        rows = rows_of(reader, today=today, due_only=due)
        show(app, reader, lambda words: retention_report(rows, words, today=today), html)
