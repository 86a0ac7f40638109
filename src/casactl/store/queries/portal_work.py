"""Changes that people have asked for."""

from __future__ import annotations

from dataclasses import field as holds

from casactl.domain.shapes import INNER, MOMENT, PROSE, key
from casactl.records import dataclass
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A change that a person asked for."""

    id: int
    contact_id: int
    display_name: str
    what: str = holds(metadata=key("field"))
    value: str = holds(metadata=PROSE)
    state: str
    reason: str | None = holds(metadata=PROSE)
    at: str = holds(metadata=MOMENT)
    version: int = holds(metadata=INNER)


REQUEST = (
    "select r.id, r.contact_id, c.display_name, r.field, r.value, r.state, r.reason, r.created_at, r.version "
    "from {portal_request} r join {contact} c on c.id = r.contact_id"
)


def requests(
    reader: Reader, *, contact: int | None = None, state: str | None = None, limit: int | None = None
) -> list[RequestRow]:
    """Changes that were asked for, the oldest first."""
    wanted = {"r.contact_id = :contact": contact, "r.state = :state": state}
    where = ["1 = 1", *(condition for condition, value in wanted.items() if value is not None)]
    sql = f"{REQUEST} where {' and '.join(where)} order by r.id{'' if limit is None else ' limit :limit'}"
    return [RequestRow(*row) for row in reader.rows(sql, {"contact": contact, "state": state, "limit": limit})]


def request_by_number(reader: Reader, number: int) -> RequestRow | None:
    """One of them."""
    row = reader.one(f"{REQUEST} where r.id = :id", {"id": number})
    return RequestRow(*row) if row else None
