"""Files that come in and go out: typed by their content, and never shown inside a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Response, request

from casactl.actions.document import checked_type, document_name
from casactl.actions.portal.write import NewFile
from casactl.domain.dates import local_midnight
from casactl.domain.failures import failure
from casactl.store.blobs import Incoming, at_most, bring_in, pieces
from casactl.store.queries.papers import DocumentRow, filed_since
from casactl.web.desk import NOBODY, Desk, desk


@contextmanager
def uploaded(field: str) -> Iterator[NewFile | None]:
    """The file of a form, None where there is none; what was not kept is forgotten again.

    Raises InvalidValue.
    """
    sent = request.files.get(field)
    if sent is None or not sent.filename:
        yield None
        return
    at = desk()
    source = Path(sent.filename.replace("\\", "/"))
    name = document_name(source.name, source)
    folder, most = at.office.places.existing().folder, int(at.settings["document_max_mb"]) << 20
    incoming = bring_in(folder, at_most(sent.stream, most, name))
    try:
        if not incoming.size:
            raise failure("document.not-a-file", f"'{name}' is empty.")
        _count(at, incoming.size)
        yield NewFile(incoming, name, checked_type(incoming, source, taken=at.settings["document_types"]))
    finally:
        incoming.discard()


@contextmanager
def writing() -> Iterator[Callable[[str], Incoming]]:
    """A way to put words of our own beside the documents; what was not kept is forgotten again."""
    folder, made = desk().office.places.existing().folder, list[Incoming]()

    def write(words: str) -> Incoming:
        made.append(bring_in(folder, [words.encode()]))
        return made[-1]

    try:
        yield write
    finally:
        for each in made:
            each.discard()


def _count(at: Desk, size: int) -> None:
    """Raise Refused where somebody has uploaded too much today."""
    midnight = local_midnight(date.fromisoformat(at.today()), ZoneInfo(at.settings["timezone"]))
    with at.office.read(NOBODY, "") as reader:
        spent = filed_since(reader, at.someone.email, midnight)
    if spent + size > int(at.settings["upload_day_mb"]) << 20:
        raise failure("portal.uploads-spent")


def attachment(row: DocumentRow) -> Response:
    """The bytes of a document, proved, as a file to keep: a browser never shows it inside a page."""
    folder = desk().office.places.existing().folder
    answer = Response(pieces(folder, row.sha256, row.size), mimetype=row.type)
    plain = "".join(mark if mark.isascii() and (mark.isalnum() or mark in "-_. ") else "_" for mark in row.name)
    answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(row.name, '')}"
    answer.headers["Content-Length"] = str(row.size)
    return answer
