"""`--html`, which every report takes, and showing a report in the forms that were asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from casactl.cli.options import day, option
from casactl.domain.dates import InvalidDate
from casactl.errors import UsageFault
from casactl.render.report import show_report

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

    Raises UsageFault, OutputFault.
    """
    view = app.view
    if html is None:
        show_report(view, build)
        return
    if not html.strip():
        raise UsageFault("--html takes a file, or - for standard output.")
    if html == "-" and app.given.get("output") not in (None, "table"):
        raise UsageFault("Standard output takes the page or the report, not both.", hint="--html FILE, or no -o")
    from casactl.render.page import write_page
    from casactl.store.queries.settings import setting

    write_page(view, build, html, office=setting(reader, "office_name"), today=app.today(reader).isoformat())
    if html != "-" and view.format != "table":
        show_report(view, build)
