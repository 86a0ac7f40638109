"""Filing a document: its bytes first, then its row; what it is is told by its content (WU-14)."""

from __future__ import annotations

from pathlib import Path

from casactl.domain.abilities import cannot_now
from casactl.domain.names import BadText, clean
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.domain.remedy import Blank, Remedy
from casactl.errors import InvalidValue
from casactl.intake.document_type import kind_of, media_type
from casactl.store.blobs import Incoming, free_afterwards
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork

VISIBILITIES = ("office", "case", "contact")
LONGEST_NAME = 255


class TypeNotTaken(InvalidValue):
    """The content is none of the kinds that the workspace takes."""

    code = "document.type-not-taken"


def checked_type(incoming: Incoming, source: Path, *, taken: str) -> str:
    """The media type of what was read; `taken` is the setting `document_types`.

    Raises TypeNotTaken.
    """
    type_ = media_type(incoming.path)
    kind = kind_of(type_) if type_ else None
    if kind is None or kind not in [word.strip() for word in taken.split(",")]:
        what = f"is {type_}" if type_ else "holds nothing that is known here"
        raise TypeNotTaken(
            f"{source.name!r} {what}; taken are {taken}.",
            hint=Remedy("workspace set", "document_types", Blank("KINDS")),
        )
    return str(type_)


def document_name(given: str | None, source: Path) -> str:
    """The name to show: data, never a path.

    Raises BadText.
    """
    try:
        name = clean(given if given is not None else source.name, limit=LONGEST_NAME)
    except BadText as fault:
        raise BadText(f"the document's name: {fault.message}", hint="give another with --name") from None
    if not name:
        raise BadText("The document's name is empty.", hint="give one with --name")
    return name


def add_document(
    work: UnitOfWork, ref: str, number: int, incoming: Incoming, *, name: str, type_: str, visibility: str
) -> Outcome:
    """File bytes that have been read under a contact that is not gone."""
    from casactl.store.tables.papers import Document

    facts = facts_for(work.reader, [number], today=work.today.isoformat(), scope=work.reader.scope, belongings=False)[
        number
    ]
    if gone := cannot_now(facts):
        return Outcome("document.add", [Result(ref, number, REFUSED, facts.display_name, tuple(gone))])
    row = {
        "contact_id": number,
        "visibility": visibility,
        "name": name,
        "type": type_,
        "size": incoming.size,
        "sha256": incoming.sha256,
        "author": work.origin.actor,
    }
    added = work.insert(Document, [row])[0]
    work.incoming.append(incoming)
    note = f"{type_}, {incoming.size:,} bytes, for the {visibility}"
    return Outcome("document.add", [Result(ref, added, "added", name, note=note)])


def remove_document(work: UnitOfWork, number: int) -> Outcome:
    """Take a document away; the log can bring it back, so its bytes stay until the contact is erased."""
    from casactl.actions.document.find import find_document
    from casactl.store.tables.papers import Document

    row = find_document(work.reader, number)
    work.delete(Document, [row.id])
    free_afterwards(work, [row.sha256])
    return Outcome("document.remove", [Result(str(number), row.id, "removed", row.name)])
