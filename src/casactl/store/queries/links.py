"""A contact's ties to other contacts, from both sides."""

from __future__ import annotations

from dataclasses import dataclass

from casactl.store.reader import Reader
from casactl.store.scope import Scope


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A tie as one side sees it: `works-for` the other, or the other's `employer-of`."""

    id: int
    as_: str
    contact_id: int
    display_name: str
    primary: int

    def as_dict(self) -> dict[str, object]:
        """The JSON shape."""
        return {
            "id": self.id,
            "as": self.as_,
            "contact_id": self.contact_id,
            "display_name": self.display_name,
            "primary": bool(self.primary),
        }


def links_of(reader: Reader, contact: int, *, scope: Scope) -> list[LinkRow]:
    """All ties of one contact whose other side is in scope."""
    sql = (
        "select l.id, l.kind, c.id, c.display_name, l.is_primary from link l "
        f"join contact c on c.id = l.other_id where l.contact_id = :id and {scope.predicate('c.id')} "
        "union all select l.id, 'employer-of', c.id, c.display_name, l.is_primary from link l "
        f"join contact c on c.id = l.contact_id where l.other_id = :id and {scope.predicate('c.id')} order by 2, 4"
    )
    return [LinkRow(*row) for row in reader.rows(sql, {"id": contact} | scope.params, scope=scope)]
