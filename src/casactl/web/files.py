"""Files that come in and go out: typed by their content, looked at, and never shown inside a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Response, current_app, request
from werkzeug.exceptions import NotFound

from casactl.actions.document import checked_type, document_name
from casactl.actions.portal.sessions import note_access
from casactl.actions.portal.uploads import NewFile, check_day
from casactl.delivery.pdf import is_installed
from casactl.domain.failures import failure
from casactl.domain.worded import Worded
from casactl.errors import InvalidValue, Refused
from casactl.intake.scan import scan
from casactl.store.blobs import Incoming, at_most, bring_in, pieces
from casactl.store.queries.papers import DocumentRow
from casactl.web.desk import NOBODY, Desk, desk
from casactl.web.guards import drawing_turn, scanning

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

PDF = "application/pdf"
AT_ONCE = 20
"""So many files a form takes."""


@contextmanager
def uploaded(field: str) -> Iterator[list[NewFile]]:
    """The files of a form, typed, counted and scanned; what was not kept is forgotten again, and stands in the log.

    Raises InvalidValue, Refused.
    """
    at, sent = desk(), [each for each in request.files.getlist(field) if each.filename]
    come_in: list[Incoming] = []
    try:
        if len(sent) > AT_ONCE:
            raise failure("portal.too-many-files", most=AT_ONCE)
        yield [_checked(at, each, come_in) for each in sent]
    except (InvalidValue, Refused):
        if sent:
            at.once("portal.refused", lambda work: at.note(work, "upload", "refused", documents=[None] * len(sent)))
        raise
    finally:
        for each in come_in:
            each.discard()


def _checked(at: Desk, sent: FileStorage, come_in: list[Incoming]) -> NewFile:
    source = Path(str(sent.filename).replace("\\", "/"))
    name = document_name(source.name, source)
    most = int(at.settings["document_max_mb"]) << 20
    incoming = bring_in(folder(), at_most(sent.stream, most, name))
    come_in.append(incoming)
    if not incoming.size:
        raise failure("document.not-a-file", Worded("'{name}' is empty.", name=name))
    with at.office.read(NOBODY, "") as reader:
        check_day(reader, at.someone.email, sum(each.size for each in come_in))
    type_ = checked_type(incoming, name, taken=at.settings["document_types"])
    if command := at.settings["scan_command"]:
        _scan(command, incoming.path, name)
    return NewFile(incoming, name, type_)


def _scan(command: str, path: Path, name: str) -> None:
    """Raise Refused unless the office's scanner finds nothing in a file; what it says is for the office's log."""
    with scanning():
        found = scan(command, path)
    if not (found.found or found.why):
        return
    current_app.config["LOG"](f"scanner: {found.why or 'found something'}: {found.said}")
    if found.found:
        raise failure("document.scan-refused", name=name)
    raise failure("document.not-scanned", name=name, why=found.why)


def folder() -> Path:
    """The workspace's."""
    return desk().office.places.existing().folder


@contextmanager
def drawing() -> Iterator[None]:
    """A turn at making PDF, where this machine can.

    Raises NotFound, ServiceUnavailable.
    """
    if not is_installed():
        raise NotFound
    with drawing_turn():
        yield


@contextmanager
def writing() -> Iterator[Callable[[str], Incoming]]:
    """A way to put words of our own beside the documents; what was not kept is forgotten again."""
    made: list[Incoming] = []

    def write(words: str) -> Incoming:
        made.append(bring_in(folder(), [words.encode()]))
        return made[-1]

    try:
        yield write
    finally:
        for each in made:
            each.discard()


def attachment(row: DocumentRow, *, contact: int | None = None) -> Response:
    """The bytes of a document, proved, as a file to keep; `contact` takes it along who is not signed in."""
    stored = pieces(folder(), row.sha256, row.size)
    first = next(stored, b"")  # altered bytes are told as a failure, before anything of them is sent
    answer = as_file(chain([first], stored), type_=row.type, name=row.name, contact=contact, document=row.id)
    answer.headers["Content-Length"] = str(row.size)
    return answer


def as_file(
    content: bytes | Iterable[bytes], *, type_: str, name: str, contact: int | None = None, document: int | None = None
) -> Response:
    """What somebody takes along, as a file to keep: a browser never shows it inside a page. It stands in the log."""
    at = desk()
    if request.method == "GET":
        event = "look-download" if at.guest is not None and at.guest.looks else "download"
        whose = at.whose or {"contact": contact}
        at.once(
            "portal.download", lambda work: note_access(work, event, "done", at.visit, **whose, what=document or name)
        )
    answer = Response(content, mimetype=type_)
    plain = "".join(mark if mark.isascii() and (mark.isalnum() or mark in "-_. ") else "_" for mark in name)
    answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, '')}"
    return answer
