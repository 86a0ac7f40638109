"""From a number to a document that may be seen, and proving the stored bytes, those of pictures included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from casactl.domain.remedy import Remedy
from casactl.errors import NotFound
from casactl.store.blobs import problem_of
from casactl.store.queries.avatars import every_avatar
from casactl.store.queries.documents import DocumentRow, document_by_number, every_document
from casactl.store.reader import Reader

DOCUMENT, AVATAR = "document", "avatar"


class DocumentNotFound(NotFound):
    """There is no document of that number in sight."""

    code = "document.not-found"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A document, or a contact's picture, and what is wrong with its bytes: missing, altered, or nothing (None)."""

    kind: str
    id: int
    contact_id: int
    name: str
    sha256: str
    problem: str | None

    @property
    def words(self) -> str:
        """What it is called in a sentence."""
        return f"document {self.id}, {self.name}," if self.kind == DOCUMENT else self.name

    def as_dict(self) -> dict[str, object]:
        """The JSON shape."""
        return {
            "id": self.id, "contact_id": self.contact_id, "name": self.name, "sha256": self.sha256,
            "ok": self.problem is None, "problem": self.problem, "kind": self.kind,
        }  # fmt: skip


def find_document(reader: Reader, number: int) -> DocumentRow:
    """A document that whoever asks may see.

    Raises DocumentNotFound.
    """
    row = document_by_number(reader, number, scope=reader.scope)
    if row is None:
        raise DocumentNotFound(f"There is no document {number}.", hint=Remedy("document list"))
    return row


def check_documents(reader: Reader, folder: Path) -> Iterator[Verdict]:
    """The bytes of every document and every picture against what was filed, one by one."""
    for row in list(every_document(reader, scope=reader.scope)):
        problem = problem_of(folder, row.sha256, row.size)
        yield Verdict(DOCUMENT, row.id, row.contact_id, row.name, row.sha256, problem)
    for each in list(every_avatar(reader, scope=reader.scope)):
        problem = problem_of(folder, each.sha256, each.size)
        yield Verdict(AVATAR, each.id, each.contact_id, f"picture of {each.display_name}", each.sha256, problem)
