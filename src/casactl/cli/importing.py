"""What every `import` shares: its options, and the way from a file to counts and an exit code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casactl.cli.context import App
from casactl.cli.options import flag, option
from casactl.cli.sending import send_after
from casactl.domain.import_counts import KEYS, ImportCounts
from casactl.errors import CasaError, Exit, Refused
from casactl.render.progress import watched
from casactl.render.records import show_object
from casactl.render.view import View, sanitize, say

if TYPE_CHECKING:
    from casactl.intake.field_names import FieldTable
    from casactl.intake.rejects import RejectsFile
    from casactl.intake.sheet import Sheet
    from casactl.store.work import UnitOfWork

PANEL = "Reading the file"

File = Annotated[str, typer.Argument(metavar="FILE", help="A CSV file, or - for standard input.", show_default=False)]
Columns = Sequence[str | None]
Action = Callable[["UnitOfWork", "Sheet", list[str | None], "RejectsFile"], ImportCounts]


class RowsRejected(Refused):
    """An import of all or nothing met rows that it cannot take."""

    code = "import.rejected"

    def __init__(self, counts: ImportCounts) -> None:
        rows = "1 row was" if counts.rejected == 1 else f"{counts.rejected:,} rows were"
        super().__init__(
            f"{rows} rejected and --atomic was given; nothing was imported.",
            hint=f"{counts.rejects_file} says why, row by row",
        )
        self.counts = counts


@dataclass(frozen=True)
class Reading:
    """How to read the file, and where its bad rows go: options that every import takes beside its own."""

    rejects: Annotated[
        str | None,
        option("--rejects", metavar="FILE", help="Where rejected rows go (the input's name plus .rejects.csv)."),
    ] = None
    atomic: Annotated[bool, flag("--atomic", help="All rows or none: a rejected row takes everything back.")] = False
    map: Annotated[
        list[str] | None,
        option("--map", metavar="COLUMN=FIELD", panel=PANEL,
               help="Say what a column is; nothing behind the = leaves it out; may be repeated."),
    ] = None  # fmt: skip
    mapping: Annotated[
        str | None, option("--mapping", metavar="FILE", panel=PANEL, help="The same from a TOML file.")
    ] = None
    ignore_unknown: Annotated[
        bool, flag("--ignore-unknown", panel=PANEL, help="Leave out columns that match no field.")
    ] = False
    encoding: Annotated[
        str | None, option("--encoding", metavar="NAME", panel=PANEL, help="utf-8, utf-16, windows-1252 …")
    ] = None
    delimiter: Annotated[
        str | None, option("--delimiter", metavar="CHAR", panel=PANEL, help="What parts the cells: , ; tab |")
    ] = None

    def columns(self, header: Sequence[str], fields: FieldTable) -> list[str | None]:
        """The field of each column.

        Raises Unreadable, UsageFault.
        """
        from casactl.intake.column_map import load_mapping, parse_map
        from casactl.intake.headers import match_headers

        told = (load_mapping(self.mapping) if self.mapping else {}) | parse_map(self.map or ())
        return match_headers(header, fields, told=told, ignore_unknown=self.ignore_unknown)

    def rejects_file(self, file: str, header: Sequence[str]) -> RejectsFile:
        """Where rejected rows go; nothing is written yet.

        Raises UsageFault.
        """
        from casactl.intake.rejects import RejectsFile, default_rejects_path

        target = default_rejects_path(file) if self.rejects is None else Path(self.rejects)
        return RejectsFile(target, header, source=file)


def run_import(
    app: App, file: str, options: Reading, fields: FieldTable, action: Action, *,
    check: Callable[[Columns], None] | None = None, send: bool = True,
) -> None:  # fmt: skip
    """Import one file in one operation, show its counts, and leave with the right exit code.

    `check` refuses a file whose columns cannot make a row. Faults of the file come before anything is opened
    for writing. Letters that the import queued leave at once, unless `send` is false.
    """
    from casactl.intake.sheet import open_sheet

    view = app.view
    view.choose(KEYS)
    with open_sheet(file, encoding=options.encoding, delimiter=options.delimiter) as sheet:
        columns = options.columns(sheet.header, fields)
        if check:
            check(columns)
        rejects = options.rejects_file(file, sheet.header)
        if sheet.encoding != "UTF-8":
            app.tell(f"note: read as {sheet.encoding}")
        importing = _Import(app, sheet, rejects, options.atomic)
        shape, sentence = importing.run(lambda work: action(work, sheet, columns, rejects))
    _show(view, shape, sentence)
    undelivered = send_after(app, importing.letters) if send else None
    _leave(shape, importing.failure, undelivered)


@dataclass(slots=True)
class _Import:
    """One import under way."""

    app: App
    sheet: Sheet
    rejects: RejectsFile
    atomic: bool
    failure: RowsRejected | None = None
    letters: Sequence[int] = ()
    sentence: str = ""

    def run(self, action: Callable[[UnitOfWork], ImportCounts]) -> tuple[dict[str, Any], str]:
        """The counts as their JSON object and as a sentence; the rejects file is in place before the commit."""
        app, digest = self.app, self.sheet.sha256
        app.call.reads(sha256=digest)
        try:
            done = app.office.once(app.who, app.command(source_hash=digest), lambda work: self._apply(work, action))
        except RowsRejected as failure:
            self.failure = failure
            taken_back = failure.counts.nothing_applied()
            return taken_back.as_dict(operation=None, dry_run=app.dry_run), taken_back.sentence
        finally:
            self.rejects.discard()
        self.letters = done.letters
        return done.shape, self.sentence

    def _apply(self, work: UnitOfWork, action: Callable[[UnitOfWork], ImportCounts]) -> dict[str, Any]:
        with watched(self.app.view, "importing", self.sheet.position, self.sheet.size):
            counts = action(work)
        target = self.rejects.close()
        counts = counts.into(str(target) if target else None)
        if self.atomic and counts.rejected:
            raise RowsRejected(counts)
        work.summary(f"{sanitize(self.sheet.name)}: {counts.tally}")
        self.sentence = counts.sentence
        return counts.as_dict(operation=work.operation, dry_run=work.dry_run)


def _show(view: View, shape: Mapping[str, Any], sentence: str) -> None:
    if view.format != "ids":
        show_object(view, shape)
    if not view.quiet:
        say(sanitize(sentence or "note: this request id has run before; its result is shown again"))
        if shape["dry_run"]:
            say("dry run: nothing was changed")


def _leave(shape: Mapping[str, Any], failure: RowsRejected | None, undelivered: CasaError | None) -> None:
    if failure:
        raise failure
    if shape["rejected"]:
        raise typer.Exit(int(Exit.PARTLY))
    if undelivered:
        raise undelivered
