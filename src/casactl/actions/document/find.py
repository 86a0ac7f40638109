"""From a number to a document that may be seen, and proving the stored bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from casactl.errors import NotFound
from casactl.store.blobs import problem_of
from casactl.store.queries.documents import DocumentRow, document_by_number, every_document
from casactl.store.reader import Reader


class DocumentNotFound(NotFound):
    """There is no document of that number in sight."""

    code = "document.not-found"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A document and what is wrong with its bytes: missing, altered, or nothing (None)."""

    document: DocumentRow
    problem: str | None

    def as_dict(self) -> dict[str, object]:
        """The JSON shape."""
        row = self.document
        return {
            "id": row.id, "contact_id": row.contact_id, "name": row.name, "sha256": row.sha256,
            "ok": self.problem is None, "problem": self.problem,
        }  # fmt: skip


def find_document(reader: Reader, number: int) -> DocumentRow:
    """A document that whoever asks may see.

    Raises DocumentNotFound.
    """
    row = document_by_number(reader, number, scope=reader.scope)
    if row is None:
        raise DocumentNotFound(f"There is no document {number}.", hint="casactl document list")
    return row


def check_documents(reader: Reader, folder: Path) -> Iterator[Verdict]:
    """Every document's bytes against what was filed, one by one."""
    for row in list(every_document(reader, scope=reader.scope)):
        yield Verdict(row, problem_of(folder, row.sha256, row.size))
