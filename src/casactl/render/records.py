"""Lists of things: a table for people, tab-separated lines, JSON, JSON lines, CSV or ids for programs."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from casactl.domain.names import guarded
from casactl.domain.shapes import Kind, Look, shape_of
from casactl.errors import UsageFault
from casactl.records import dataclass
from casactl.render.grid import GLUE, INDENT, LEAST, LINES, Cell, Head, Row, drawing, fitted, wrapped
from casactl.render.view import View, console, has_command, laid_out, sanitize, say_as_it_is, unwritten, write

Record = Mapping[str, Any]


CODES = frozenset(
    ("id", "no", "a", "b", "contact_id", "operation", "row", "type", "kind", "lifecycle", "status", "state", "channel",
     "direction", "visibility", "verb", "role", "outcome", "group", "ability", "allowed", "rule", "check", "ok",
     "on", "at", "from", "to", "due", "start", "starts", "next_visit", "renews", "due_on", "last_at", "oldest",
     "last_activity", "archived_on", "newest_entry", "month", "last_sign_in_at", "queued_at", "last_payment",
     "a_standing", "b_standing", "enabled", "retired", "current", "size", "score")
)  # fmt: skip
"""Keys of columns whose words are numbers, days or codes, where nothing else is said of their kind."""

WHOLE = frozenset((Kind.NUMBER, Kind.MONEY, Kind.PHONE, Kind.DATE, Kind.MOMENT, Kind.CODE, Kind.TRUTH, Kind.YES_NO))
"""Kinds of values that are never broken or cut: half a number is another number."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the key it shows, its title, and how a record becomes its text."""

    key: str
    title: str
    text: Callable[[Record], str] | None = None
    right: bool = False
    style: Callable[[Record], str] | None = None
    wrap: bool = False
    """Whether it takes as many lines as its words need."""
    kind: Kind | None = None
    need: int = 1
    """How much it is needed: where there is no room, the least needed columns go first."""
    wide: bool = False
    """Whether only a wide list shows it."""
    least: int = LEAST
    """How narrow its words may become."""
    unbroken: str = ""
    """The key of a value that stands within its words and is never broken, such as a postcode."""
    own_lines: int = 0
    """So many lines of its own below its row it takes, where it is more than a column holds."""

    def shown(self, record: Record) -> str:
        """The cell's text, inert."""
        return sanitize(self.text(record)) if self.text else plain(record.get(self.key))

    def drawn(self, record: Record) -> str:
        """The cell's text as people read it: what has lines of its own reads on."""
        value = self.text(record) if self.text else record.get(self.key)
        if self.own_lines:
            return "\n".join(filter(None, map(sanitize, str(value or "").splitlines())))
        if isinstance(value, str) and not value.isprintable():
            value = " ".join(value.split())
        text = sanitize(value) if self.text else plain(value)
        return self._glued(text, plain(record[self.unbroken])) if self.unbroken else text

    @staticmethod
    def _glued(text: str, part: str) -> str:
        """The text in which no line is broken within a part, as it was typed or in capitals."""
        for spelt in (part, part.upper()):
            text = text.replace(spelt, spelt.replace(" ", GLUE))
        return text

    @property
    def rigid(self) -> bool:
        """Whether its words are never broken."""
        if self.kind:
            return self.kind in WHOLE
        return self.right or (not self.wrap and self.key in CODES)

    @property
    def below(self) -> bool:
        """Whether it stands below its row: a command is there to be copied, a text to be read."""
        return self.kind is Kind.COMMAND or self.own_lines > 0

    @property
    def head(self) -> Head:
        """What a table has to know of it."""
        return Head(self.title, self.right, self.rigid, self.need, self.least, None if self.wrap else LINES)


def plain(value: object) -> str:
    """A value as one inert cell."""
    if value is None:
        return ""
    if value.__class__ is str or value.__class__ is int:  # nearly all cells are
        return sanitize(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return "; ".join(plain(each) for each in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}={plain(each)}" for key, each in value.items())
    return sanitize(value)


TITLES = {
    "id": "no", "contact_id": "contact", "display_name": "name", "email": "e-mail", "at": "when (UTC)", "author": "by",
    "visibility": "for",
}  # fmt: skip
"""What columns are called, where a shape says nothing else and the key itself would be no good heading."""


Picked = Sequence[str | Column]
"""Columns by key, drawn by what is known of it, and others as they are."""


def columns_of(view: View, shape: type, *picked: str | Column) -> list[Column]:
    """The columns of a shape that were picked."""
    looks = shape_of(shape).looks
    return [each if isinstance(each, Column) else _column(view, looks[each]) for each in picked]


def _column(view: View, look: Look) -> Column:
    key, kind = look.key, look.kind
    title = look.title or TITLES.get(key) or key.replace("_", " ")
    if kind is Kind.DATE:
        return Column(key, title, lambda record: view.day(record[key]), kind=kind)
    if kind is Kind.MOMENT:
        return Column(key, title, lambda record: view.moment(record[key]), style=lambda _: "quiet", kind=kind)
    need = 2 if key in NEEDED or kind is Kind.MONEY else 1
    return Column(key, title, right=kind in (Kind.NUMBER, Kind.MONEY), wrap=kind is Kind.PROSE,
                  kind=kind if kind in WHOLE else None, need=need)  # fmt: skip


NEEDED = ("id", "display_name", "name")
"""Keys of the columns that say what a row is about."""


def minute(moment: object) -> str:
    """A moment to the second, as programs keep it."""
    return str(moment)[:19].replace("T", " ")


def plain_columns(shape: type) -> list[Column]:
    """Every key of a shape as a column of its own name, for lines that programs read."""
    return [Column(key, key) for key in shape_of(shape).keys]


def show_rows(
    view: View, shape: type, rows: Iterable[object], columns: Sequence[Column], *, currency: str = "",
    id_key: str = "id", footer: str = "",
) -> None:  # fmt: skip
    """Show rows of a shape as a list in the view's format.

    Raises UsageFault for an unknown `--fields` name, PipeClosed, CasaError.
    """
    known = shape_of(shape)
    whole = view.tabular or bool(view.fields)
    records: Iterable[Record] = (known.record(row, currency, whole=whole) for row in rows)
    if known.nests:
        records = map(view.words.worded, records)
    kinds = {key: look.kind for key, look in known.looks.items()}
    show_records(view, records, columns, fields=known.keys, free=known.free, id_key=id_key, footer=footer,
                 kinds=kinds)  # fmt: skip


def show_records(
    view: View, records: Iterable[Record], columns: Sequence[Column], *, fields: Sequence[str],
    free: Container[str] = (), id_key: str = "id", footer: str = "", kinds: Mapping[str, Kind | None] | None = None,
) -> None:  # fmt: skip
    """Show a list in the view's format; `fields` are the keys that every record has, in order, `free` those of text.

    `--fields` takes what the headings say, too. Raises UsageFault for an unknown name, or for ids of what has none,
    PipeClosed, CasaError.
    """
    chosen = _chosen(view, columns, fields, kinds or {})
    if view.format == "json":
        _json(_picked(records, chosen, fields))
    elif view.format == "jsonl":
        for record in _picked(records, chosen, fields):
            write(_encoded(record) + "\n")
    elif view.format == "csv":
        keys = tuple(column.key for column in chosen) or tuple(fields)
        _csv(view, _picked(records, chosen, fields), keys, free)
    elif view.format == "ids":
        if id_key not in fields:
            raise UsageFault("There are no ids in this list.", hint="-o json")
        for record in records:
            write(f"{record[id_key]}\n")
    else:
        _table(view, records, chosen or list(columns), footer)


def _chosen(
    view: View, columns: Sequence[Column], fields: Sequence[str], kinds: Mapping[str, Kind | None]
) -> list[Column]:
    """The columns that `--fields` names, by key or by heading: a key is the value, a heading what stands below it.

    Raises UsageFault.
    """
    by_key = {column.key: column for column in columns}
    headings = {TITLES[key]: key for key in fields if key in TITLES}
    headings |= {column.title: column.key for column in columns if column.title}
    chosen = []
    for word, key in zip(view.fields, view.choose(fields, headings, by_key), strict=True):
        known = by_key.get(key)
        text = None if known is None or key in fields else known.text
        kind = kinds.get(key) or (known.kind if known else None)
        right = kind in (Kind.NUMBER, Kind.MONEY) or (known is not None and known.right)
        chosen.append(Column(key, word, text, right, kind=kind if kind in WHOLE else None, need=2))
    return chosen


def _picked(records: Iterable[Record], chosen: Sequence[Column], fields: Container[str]) -> Iterator[Record]:
    """The chosen values of each record; what only a column says is its text."""
    for record in records:
        if chosen:
            yield {each.key: record[each.key] if each.key in fields else each.shown(record) for each in chosen}
        else:
            yield record


def _encoded(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json(records: Iterable[Record]) -> None:
    first = True
    for record in records:
        write(("[\n " if first else ",\n ") + _encoded(record))
        first = False
    write("[]\n" if first else "\n]\n")


def show_object(view: View, value: Mapping[str, Any], shape: type | None = None) -> bool:
    """A single object in JSON, JSON lines or CSV; False when a table is wanted, for the caller to draw.

    `shape` knows of its keys which hold what somebody typed.
    """
    value = view.words.worded(value)
    chosen = view.choose(tuple(value), {TITLES[key]: key for key in value if key in TITLES})
    picked = {key: value[key] for key in chosen} if chosen else value
    if view.format == "json":
        write(json.dumps(picked, ensure_ascii=False, indent=2) + "\n")
    elif view.format == "jsonl":
        write(_encoded(picked) + "\n")
    elif view.format == "csv":
        _csv(view, [value], tuple(picked), shape_of(shape).free if shape else ())
    elif view.format == "ids" and "id" in value:
        write(f"{value['id']}\n")
    elif chosen:
        for key in chosen:
            write(f"{plain(value[key])}\n")
    else:
        return False
    return True


class _Lines:
    """A file-like face of `write` for the csv module."""

    def write(self, text: str) -> int:
        write(text)
        return len(text)


def _csv(view: View, records: Iterable[Record], keys: Sequence[str], free: Container[str]) -> None:
    """CSV in which no spreadsheet calculates what somebody typed (S12), unless that was asked for."""
    writer = csv.writer(_Lines(), lineterminator="\n")
    writer.writerow(keys)
    for record in records:
        cells = [_cell(record.get(key)) for key in keys]
        writer.writerow(
            cells if view.raw else [_guarded(cell, key in free) for key, cell in zip(keys, cells, strict=True)]
        )


def _guarded(cell: object, typed: bool) -> object:
    """A cell that is no formula: amounts and phones begin with a sign, too, but of text even a number is guarded."""
    return guarded(cell) if isinstance(cell, str) and (typed or not NUMBER.fullmatch(cell)) else cell


NUMBER = re.compile(r"[+-][\d., ]+")


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        if any(isinstance(each, Mapping) for each in value):
            return _encoded(value)
        return ";".join(str(each) for each in value)
    if isinstance(value, Mapping):
        return _encoded(value) if value else ""
    return value


def _table(view: View, records: Iterable[Record], columns: Sequence[Column], footer: str) -> None:
    if view.drawn:
        draw_rows(view, list(records), columns, footer=footer)
        return
    for record in records:
        write("\t".join(_tabbed(view, column, record) for column in columns) + "\n")


def _tabbed(view: View, column: Column, record: Record) -> str:
    """A cell between tabs; in colour only where that was asked for outright."""
    text = column.shown(record)
    style = column.style(record) if column.style and view.color == "always" else ""
    return view.painted(text, style) if style and text else text


def draw_rows(view: View, rows: Sequence[Record], columns: Sequence[Column], *, footer: str) -> None:
    """A table, where there is anything to show, and below it what there is to say of it."""
    dropped = draw_table(view, rows, columns) if rows else ()
    if view.quiet or not (rows or view.terminal):
        return
    if not (rows or footer):
        footer = NONE
    left_out = f"no room for {', '.join(dropped)} (--wide)" if dropped else ""
    at = f"workspace {view.workspace}" if view.workspace else ""
    said = [footer, left_out, at]
    if has_command(footer):  # it goes to the end of the line, where it can be pasted from
        said = [left_out, at, footer]
    words = " · ".join(filter(None, said))
    if words:
        draw_line(view, words, "quiet")


NONE = "0 shown"
"""What a list on a terminal says where it has nothing else to say: an empty screen looks like a failure."""


def draw_table(
    view: View, rows: Sequence[Record], columns: Sequence[Column], *, title: str = "", stderr: bool = False
) -> tuple[str, ...]:
    """A table; columns that are empty throughout are left out. Gives the titles of those for which there is no room."""
    if title:
        draw_line(view, title, "heading")
    shown = [column for column in columns if view.wide or not column.wide]
    texts = [[column.drawn(row) for column in shown] for row in rows]
    used = [n for n in range(len(shown)) if any(cells[n] for cells in texts)] or [0]
    beside = [n for n in used if not shown[n].below]
    heads = [shown[n].head for n in beside]
    room = None if view.wide else view.room(stderr=stderr)
    lines = [
        Row([(cells[n], _style(shown[n], row)) for n in beside],
            [_below(shown[n], cells[n], room) for n in used if shown[n].below and cells[n]])
        for row, cells in zip(rows, texts, strict=True)
    ]  # fmt: skip
    found = fitted(heads, lines, room)
    draw(view, drawing(heads, lines, found), stderr=stderr, whole=True)
    return tuple(heads[n].title or shown[beside[n]].key for n in found.dropped)


def _below(column: Column, text: str, room: int | None) -> Cell:
    """What stands below a row: a command whole, of a text as many lines as it may take."""
    if not column.own_lines:
        return text, "command"
    return "\n".join(wrapped(text, (room or PROSE_WIDTH) - len(INDENT), column.own_lines)), "quiet"


PROSE_WIDTH = 100
"""So wide are lines of text where nobody says how wide."""


def _style(column: Column, row: Record) -> str:
    return column.style(row) if column.style else ""


def draw(view: View, drawing: Any, *, stderr: bool = False, whole: bool = False, crop: bool = True) -> None:
    """Print a Rich drawing, its lines left `whole` where they have been laid out; a closed pipe ends quietly."""
    screen = console(view, stderr=stderr)
    try:
        with screen.capture() as drawn:  # which pushes out what was written before
            screen.print(drawing, soft_wrap=whole, crop=crop and not whole)
    except OSError as fault:
        if stderr:  # nobody listening is no failure
            return
        raise unwritten(fault) from fault
    lines = [line.rstrip(" ") for line in drawn.get().splitlines()]
    if not stderr:
        write("".join(f"{line}\n" for line in lines))
    elif lines:
        say_as_it_is("\n".join(lines))


def draw_line(view: View, text: str, style: str = "") -> None:
    """One line of text, inert, in a named style; a command for which there is no room beside it stands below, whole."""
    from rich.text import Text

    text = sanitize(text)
    commanding = has_command(text)
    room = view.room() if commanding else None
    draw(view, Text("\n".join(laid_out(text, room)) if room else text, style=style), whole=commanding)


def draw_command(view: View, line: str) -> None:
    """A command on a line of its own, whole, to be copied."""
    from rich.text import Text

    draw(view, Text(f"  {sanitize(line)}", style="command"), whole=True)
