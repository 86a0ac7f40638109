"""A contact's attachments to properties, past ones included."""

from __future__ import annotations

from dataclasses import dataclass, field

from casactl.domain.shapes import DATE, INNER, key
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment with its property's path."""

    id: int = field(metadata=INNER)
    property_id: int = field(metadata=INNER)
    path: str = field(metadata=key("property"))
    role: str
    starts: str = field(metadata=key("from", DATE))
    ends: str | None = field(metadata=key("to", DATE))
    version: int = field(metadata=INNER)

    def holds_on(self, day: str) -> bool:
        """Whether it holds on a day or later: no end, or an end not before it."""
        return self.ends is None or self.ends >= day


def attachments_of(reader: Reader, contact: int) -> list[AttachmentRow]:
    """All attachments of one contact that the caller has already been let to see."""
    sql = (
        "select a.id, a.property_id, p.path, a.role, a.starts, a.ends, a.version from {attachment} a "
        "join {property} p on p.id = a.property_id where a.contact_id = :id "
        "order by a.ends is not null, a.ends desc, p.path, a.id"
    )
    return [AttachmentRow(*row) for row in reader.rows(sql, {"id": contact})]
