"""A contact's attachments to properties, past ones included."""

from __future__ import annotations

from dataclasses import dataclass

from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment with its property's path."""

    id: int
    property_id: int
    path: str
    role: str
    starts: str
    ends: str | None
    version: int

    def holds_on(self, day: str) -> bool:
        """Whether it holds on a day or later: no end, or an end not before it."""
        return self.ends is None or self.ends >= day

    def as_dict(self) -> dict[str, object]:
        """The JSON shape."""
        return {"property": self.path, "role": self.role, "from": self.starts, "to": self.ends}


def attachments_of(reader: Reader, contact: int) -> list[AttachmentRow]:
    """All attachments of one contact that the caller has already been let to see."""
    sql = (
        "select a.id, a.property_id, p.path, a.role, a.starts, a.ends, a.version from {attachment} a "
        "join {property} p on p.id = a.property_id where a.contact_id = :id "
        "order by a.ends is not null, a.ends desc, p.path, a.id"
    )
    return [AttachmentRow(*row) for row in reader.rows(sql, {"id": contact})]
