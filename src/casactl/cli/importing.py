"""What every `import` shares: its options, and the way from a file to counts and an exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casactl.actions.copies import remember
from casactl.cli.completion import complete_mappings
from casactl.cli.context import App
from casactl.cli.options import flag, number, option
from casactl.cli.releases import say_what_is_released
from casactl.cli.sending import send_after
from casactl.domain.failures import failure
from casactl.domain.import_counts import KEYS, ImportCounts
from casactl.domain.remedy import Command
from casactl.domain.repetition import REPEATED, Repetition
from casactl.errors import CasaError, Exit, Refused, UsageFault
from casactl.intake.column_map import shown
from casactl.intake.field_names import plain
from casactl.intake.formats import formats_read
from casactl.intake.headers import is_reject_column
from casactl.intake.source import STDIN
from casactl.records import dataclass
from casactl.render.due import say_warnings
from casactl.render.progress import watched
from casactl.render.records import show_object
from casactl.render.view import View, sanitize, say
from casactl.store.queries.settings import setting

if TYPE_CHECKING:
    from casactl.intake.field_names import FieldTable
    from casactl.intake.header_row import Asked
    from casactl.intake.headers import MatchedColumns
    from casactl.intake.profiles import Profile
    from casactl.intake.rejects import RejectsFile
    from casactl.intake.sheet import Sheet
    from casactl.store.work import UnitOfWork

PANEL = "Reading the file"


def file_of(noun: str) -> Any:
    """The argument of an import, which names the formats that it reads."""
    return typer.Argument(metavar="FILE", help=f"{formats_read(noun)}; - for standard input.", show_default=False)


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


class RowsRepeated(Repetition):
    """An import met rows that are there already, and nobody has said that they are meant (L12)."""

    def __init__(self, counts: ImportCounts, number: int) -> None:
        rows = "1 row says" if number == 1 else f"{number:,} rows say"
        skip = Command("--on-conflict", "skip", why="import the others")
        super().__init__(
            "import.looks-the-same", f"{rows} what is there already; nothing was imported", skip,
            why="they are to be posted once more",
        )  # fmt: skip
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
        str | None,
        option("--mapping", metavar="NAME", panel=PANEL, autocompletion=complete_mappings,
               help="The same as it was saved under a name, or from a FILE.toml."),
    ] = None  # fmt: skip
    save_mapping: Annotated[
        str | None,
        option("--save-mapping", metavar="NAME", panel=PANEL,
               help="Keep under a name what is told of columns and words, for all operators."),
    ] = None  # fmt: skip
    value: Annotated[
        list[str] | None,
        option("--value", metavar="FIELD:WORD=VALUE", panel=PANEL,
               help="Say what another system's word means: type:Renter=tenant; may be repeated."),
    ] = None  # fmt: skip
    profile: Annotated[
        str | None,
        option("--profile", metavar="NAME", panel=PANEL,
               help="The program that the file is from (found out); none for none of those known."),
    ] = None  # fmt: skip
    ignore_unknown: Annotated[
        bool, flag("--ignore-unknown", panel=PANEL, help="Leave out columns that match no field.")
    ] = False
    encoding: Annotated[
        str | None, option("--encoding", metavar="NAME", panel=PANEL, help="utf-8, utf-16, windows-1252 …")
    ] = None
    delimiter: Annotated[
        str | None, option("--delimiter", metavar="CHAR", panel=PANEL, help="What parts the cells: , ; tab |")
    ] = None

    header_row: Annotated[
        str | None,
        option("--header-row", metavar="N", panel=PANEL, help="The line or row that names the columns (found out)."),
    ] = None
    no_header: Annotated[
        bool, flag("--no-header", panel=PANEL, help='There is none: --map "1=phone" says what the first column is.')
    ] = False
    sheet: Annotated[
        str | None, option("--sheet", metavar="NAME", panel=PANEL, help="Which sheet of a workbook (the first).")
    ] = None
    columns_only: Annotated[
        bool, flag("--columns", help="Show how the file is read and which column is which field; import nothing.")
    ] = False

    def with_saved(self, app: App, fields: FieldTable) -> Reading:
        """The same with what was saved under the mapping's name put before what is told beside it.

        Raises NotFound, UsageFault.
        """
        from casactl.actions.workspace.mappings import find_mapping, mapping_name

        if self.save_mapping is not None:
            mapping_name(self.save_mapping)
        if self.mapping is None or self.mapping.endswith(".toml"):
            return self
        with app.read() as reader:
            saved = find_mapping(reader, self.mapping, fields.noun)
        columns = [f"{column}={field}" for column, field in saved.told.items()]
        words = [f"{name}:{word}={value}" for name, held in saved.meant.items() for word, value in held.items()]
        return replace(self, mapping=None, map=[*columns, *(self.map or ())], value=[*words, *(self.value or ())])

    def to_save(self, sheet: Sheet, fields: FieldTable, columns: Columns) -> dict[str, str]:
        """What is told of columns, and which are left out because nothing is: so the next file needs no word."""
        _, told = self.asked(fields, "")
        names = [(name, field) for name, field in zip(sheet.names, columns, strict=True) if name]
        left_out = {name: "" for name, field in names if field is None and not is_reject_column(name)}
        return {**left_out, **told}

    def asked(self, fields: FieldTable, country: str) -> tuple[Asked, dict[str, str]]:
        """How the file is to be read, and what is told of its columns.

        Raises Unreadable, UsageFault.
        """
        from casactl.intake.column_map import load_mapping, parse_map
        from casactl.intake.header_row import Asked

        told = (load_mapping(self.mapping) if self.mapping else {}) | parse_map(self.map or ())
        row = number(self.header_row, "--header-row")
        if row is not None and self.no_header:
            raise UsageFault("--header-row and --no-header exclude each other.")
        asked = Asked(self.encoding, self.delimiter, self.sheet, row, self.no_header, fields, tuple(told), country)
        return asked, told

    def columns(self, sheet: Sheet, fields: FieldTable, told: Mapping[str, str]) -> MatchedColumns:
        """The field of each column.

        Raises Unreadable, UsageFault.
        """
        from casactl.intake.headers import match_headers

        known = self.known(sheet, fields)
        left_out = self.ignore_unknown or sheet.fixed or fields.leaves_rest or (known is not None and known.leaves_rest)
        told = {**(known.told(sheet.header) if known else {}), **told}
        found = match_headers(sheet.header, fields, told=told, ignore_unknown=left_out, nameless=sheet.nameless)
        if fields.noun == "bank":
            from casactl.intake.direction import proved_account, proved_direction

            proved_direction(sheet, found, told)
            proved_account(sheet, found, told)
        return found

    def known(self, sheet: Sheet, fields: FieldTable) -> Profile | None:
        """The program whose export the file is.

        Raises UsageFault.
        """
        from casactl.intake.profiles import chosen_profile

        return chosen_profile(fields.noun, self.profile, sheet.header)

    def words(self, sheet: Sheet, fields: FieldTable) -> dict[str, dict[str, str]]:
        """What other systems' words mean in a file, by field: as its program has it, and as `--value` says.

        Raises UsageFault.
        """
        from casactl.intake.value_words import compared, told_words

        known = self.known(sheet, fields)
        of_program = known.values if known else {}
        meant = {name: {compared(word): value for word, value in words.items()} for name, words in of_program.items()}
        for name, words in told_words(self.value or (), fields).items():
            meant.setdefault(name, {}).update(words)
        return meant

    def rejects_file(self, app: App, file: str, sheet: Sheet) -> RejectsFile:
        """Where rejected rows go; nothing is written yet. An older rejects file is replaced, another file with a word.

        Raises Refused, UsageFault.
        """
        from casactl.intake.rejects import RejectsFile, default_rejects_path

        target = default_rejects_path(file) if self.rejects is None else Path(self.rejects)
        rejects = RejectsFile(target, sheet.names, source=file, codec=sheet.codec, delimiter=sheet.delimiter)
        if rejects.replaces and not app.flag("yes"):
            if not app.interactive:
                raise failure("import.rejects-file-exists", target=str(target))
            from casactl.cli.asking import confirm

            confirm(f"Replace {sanitize(str(target))}, which is no rejects file, where rows come back?")
        return rejects


def run_import(
    app: App, file: str, options: Reading, fields: FieldTable, action: Action, *,
    check: Callable[[Columns], None] | None = None, send: bool = True,
) -> None:  # fmt: skip
    """Import one file in one operation, show its counts, and leave with the right exit code.

    `check` refuses a file whose columns cannot make a row. Faults of the file come before anything is opened
    for writing. Letters that the import queued leave at once, unless `send` is false.
    """
    view = app.view
    options = options.with_saved(app, fields)
    if options.columns_only:
        show_columns(app, file, options, fields)
        return
    view.choose(KEYS)
    asked, told = options.asked(fields, country_of(app))
    with _opened(app, file, asked) as sheet:
        _tell_reading(app, sheet)
        columns = options.columns(sheet, fields, told)
        if check:
            check(columns)
        rejects = options.rejects_file(app, file, sheet)
        for column, field, other in columns.given_way:
            app.tell(f'note: "{shown(column)}" is left out: {field} is "{shown(other)}", as --map says')
        if known := options.known(sheet, fields):
            app.tell(f"note: read as {known.about}; another reading: --profile none")
        importing = _Import(app, sheet, rejects, options.atomic, list(zip(sheet.names, columns, strict=True)))

        def act(work: UnitOfWork) -> ImportCounts:
            counts = action(work, sheet, columns, rejects)
            if options.save_mapping:
                _save(work, options, sheet, fields, columns)
            return counts

        shape, counts = importing.run(act)
    _show(view, shape, counts)
    undelivered = send_after(app, importing.letters) if send else None
    _leave(shape, importing.failure, undelivered)


@contextmanager
def _opened(app: App, file: str, asked: Asked) -> Iterator[Sheet]:
    """The file as a sheet; somebody at a terminal is asked which encoding it is in where that is not sure."""
    from casactl.intake.encoding import EncodingUnsure
    from casactl.intake.sheet import open_sheet

    with ExitStack() as stack:
        try:
            sheet = stack.enter_context(open_sheet(file, asked))
        except EncodingUnsure as unsure:
            if file == STDIN or not app.interactive:
                raise
            from casactl.cli.asking import choose_one

            app.tell(f"note: {sanitize(unsure.message)}")
            codec = choose_one("Encoding", list(unsure.readings))
            sheet = stack.enter_context(open_sheet(file, replace(asked, encoding=codec)))
        yield sheet


def _save(work: UnitOfWork, options: Reading, sheet: Sheet, fields: FieldTable, columns: Columns) -> None:
    from casactl.actions.workspace.mappings import mapping_name, save_mapping
    from casactl.intake.value_words import told_words

    told = options.to_save(sheet, fields, columns)
    words = told_words(options.value or (), fields)
    save_mapping(work, mapping_name(options.save_mapping or ""), fields.noun, told, words)


def show_columns(
    app: App, file: str, options: Reading, fields: FieldTable,
) -> None:  # fmt: skip
    """Show how a file is read and which column is which field, without importing anything."""
    from casactl.render.columns import COLUMN_KEYS, show_matched

    app.view.choose(COLUMN_KEYS)
    asked, told = replace(options, ignore_unknown=True).asked(fields, country_of(app))
    with _opened(app, file, asked) as sheet:
        columns = replace(options, ignore_unknown=True).columns(sheet, fields, told)
        for note in sheet.notes:
            app.tell(f"note: {note}")
        show_matched(app.view, sheet, columns)


def country_of(app: App) -> str:
    """The workspace's country; what is wrong with the store is told later."""
    with suppress(CasaError), app.read() as reader:
        return setting(reader, "country")
    return ""


def _tell_reading(app: App, sheet: Sheet) -> None:
    """Say how the file was read where that is not what everybody expects."""
    notes = list(sheet.notes)
    if sheet.encoding not in ("", "UTF-8"):
        notes.insert(0, f"read as {sheet.encoding}")
    if notes:
        app.tell(f"note: {'; '.join(notes)}")
    if sheet.header_row and sheet.first_row < sheet.header_row:
        app.tell(f"note: the header is line {sheet.header_row}; what stands above it is left out")


@dataclass(slots=True)
class _Import:
    """One import under way."""

    app: App
    sheet: Sheet
    rejects: RejectsFile
    atomic: bool
    columns: Sequence[tuple[str, str | None]]
    failure: RowsRejected | RowsRepeated | None = None
    letters: Sequence[int] = ()
    counts: ImportCounts | None = None
    """None when the request has run before."""

    def run(self, action: Callable[[UnitOfWork], ImportCounts]) -> tuple[dict[str, Any], ImportCounts | None]:
        """The counts, as their JSON object too; the rejects file is in place before the commit."""
        app, digest = self.app, self.sheet.sha256
        app.call.reads(sha256=digest)
        try:
            done = app.office.once(app.who, app.command(source_hash=digest), lambda work: self._apply(work, action))
        except (RowsRejected, RowsRepeated) as failure:
            self.failure = failure
            taken_back = failure.counts.nothing_applied()
            return taken_back.as_dict(operation=None, dry_run=app.dry_run), taken_back
        finally:
            self.rejects.discard()
        self.letters = done.letters
        if not app.flag("quiet"):
            say_warnings(app.view, dict.fromkeys(done.warnings))
        return done.shape, self.counts

    def _apply(self, work: UnitOfWork, action: Callable[[UnitOfWork], ImportCounts]) -> dict[str, Any]:
        with watched(self.app.view, "importing", self.sheet.position, self.sheet.size):
            counts = action(work)
        say_what_is_released(self.app, work)
        target = self.rejects.close()
        if target:
            remember(self.app.places.existing(), target)
        counts = replace(counts.into(str(target) if target else None), columns=self.columns)
        if self.atomic and counts.rejected:
            raise RowsRejected(counts)
        if repeated := dict(counts.rejects).get(REPEATED):
            raise RowsRepeated(counts, repeated)
        work.summary(f"{sanitize(self.sheet.name)}: {counts.tally}")
        self.counts = counts
        return counts.as_dict(operation=work.operation, dry_run=work.dry_run)


def _show(view: View, shape: Mapping[str, Any], counts: ImportCounts | None) -> None:
    if view.format != "ids":
        show_object(view, shape)
    if not view.quiet:
        if counts:
            for line in summary(counts):
                say(sanitize(line))
        else:
            say("note: this request id has run before; its result is shown again")
        if shape["dry_run"]:
            say("dry run: nothing was changed")


def summary(counts: ImportCounts) -> Iterator[str]:
    """What an import says to people: where each column went, what is worth a word, the numbers, why rows came back."""
    read = [(column, field) for column, field in counts.columns if field]
    if any(plain(column) != plain(field) for column, field in read):
        yield f"columns: {', '.join(f'{column} → {field}' for column, field in read)}"
    if left := ", ".join(
        column for column, field in counts.columns if column and not field and not is_reject_column(column)
    ):
        yield f"left out: {left}"
    yield from (f"warning: {warning}" for warning in counts.warnings)
    yield counts.sentence
    if counts.rejects:
        yield f"rejected: {counts.reasons}"


def _leave(shape: Mapping[str, Any], failure: CasaError | None, undelivered: CasaError | None) -> None:
    if failure:
        raise failure
    if shape["rejected"]:
        raise typer.Exit(int(Exit.PARTLY))
    if undelivered:
        raise undelivered
