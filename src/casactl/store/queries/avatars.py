"""Pictures of contacts that may be seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from casactl.domain.shapes import INNER
from casactl.store.reader import Reader

SELECT = (
    "select v.id, v.contact_id, v.type, v.size, v.sha256, c.display_name from {avatar} v "
    "join {contact} c on c.id = v.contact_id"
)


@dataclass(frozen=True, slots=True)
class AvatarRow:
    """A contact's picture; its bytes stand under `sha256`."""

    id: int = field(metadata=INNER)
    contact_id: int = field(metadata=INNER)
    type: str
    size: int
    sha256: str
    display_name: str = field(metadata=INNER)


def avatar_of(reader: Reader, contact: int) -> AvatarRow | None:
    """A contact's picture."""
    sql = f"{SELECT} where v.contact_id = :contact"
    row = reader.one(sql, {"contact": contact})
    return AvatarRow(*row) if row else None


def every_avatar(reader: Reader) -> Iterator[AvatarRow]:
    """All pictures in sight, one by one."""
    sql = f"{SELECT} order by v.contact_id"
    return (AvatarRow(*row) for row in reader.stream(sql))
