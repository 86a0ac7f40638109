"""What the page of a link says before it is used: whose it is, for as long as it works."""

from __future__ import annotations

from casactl.actions.portal.links import ACTIVATION, RESET
from casactl.records import dataclass
from casactl.store.queries.portal import token_by_hash
from casactl.store.reader import Reader

PURPOSES = (ACTIVATION, RESET)
"""What the links in letters are for."""


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A link that works."""

    contact_id: int
    """0 where it is a user's."""
    purpose: str
    email: str
    name: str
    user_id: int


def link_seen(reader: Reader, digest: str, *, now: str) -> LinkSeen | None:
    """The link of a token, None when it is used, dead or too old; looking at it uses nothing up."""
    row = token_by_hash(reader, digest)
    if row is None or row.used_at or row.voided_at or row.expires_at <= now or not row.email:
        return None
    if row.purpose not in PURPOSES:
        return None
    return LinkSeen(row.contact_id, row.purpose, row.email, row.display_name, row.user_id)
