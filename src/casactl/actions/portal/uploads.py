"""Files that come in by the portal: a person's or an attorney's, all of one form or none, so much in a day."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.document import add_document
from casactl.domain.dates import local_midnight
from casactl.domain.failures import failure
from casactl.domain.outcomes import Outcome
from casactl.records import dataclass
from casactl.store.blobs import Incoming
from casactl.store.queries.papers import filed_since
from casactl.store.queries.settings import timezone, today_of, whole
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewFile:
    """Bytes that have come in, what they are called and what they are by their content."""

    incoming: Incoming
    name: str
    type: str


def check_day(reader: Reader, author: str, size: int) -> None:
    """Raise Refused where this is more than somebody may upload in a day of the office's calendar."""
    midnight = local_midnight(today_of(reader), timezone(reader))
    if filed_since(reader, author, midnight) + size > whole(reader, "upload_day_mb") << 20:
        raise failure("portal.uploads-spent")


def file_uploads(
    work: UnitOfWork, contact: int, files: Sequence[NewFile], *, visibility: str, message: int | None = None
) -> Outcome:
    """File what came in; the day is counted once more, where no other upload can come between.

    `message` is what they came with. Raises Refused.
    """
    check_day(work.store, work.origin.actor, sum(file.incoming.size for file in files))
    outcome = Outcome("document.add")
    for file in files:
        added = add_document(
            work,
            str(contact),
            contact,
            file.incoming,
            name=file.name,
            type_=file.type,
            visibility=visibility,
            message=message,
        )
        outcome.results += added.results
    return outcome
