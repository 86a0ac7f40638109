"""What follows from a contact's own columns: the e-mail claim and the search text.

Both are rebuilt by the one place that writes their source, and proved by `workspace check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from casactl.domain.email_key import email_key
from casactl.domain.names import fold

SOURCES = frozenset({"display_name", "sort_key", "email", "phone", "external_id"})
"""The contact's columns that claim and search text follow from."""


def search_text(sort_key: str, email: str | None, phone: str | None, external_id: str | None) -> str:
    """The folded text that `find` scans: name, e-mail, phone, external id, a line each."""
    parts = [sort_key.replace("\t", " ")]
    if email:
        parts.append(fold(email))
    if phone:
        parts.append(phone)
    if external_id:
        parts.append(fold(external_id))
    return "\n".join(parts)


def sort_key(first_name: str | None, last_name: str | None, name: str | None) -> str:
    """The key that lists sort by and names resolve by: `last<TAB>first` of a person, folded."""
    if name:
        return fold(name)
    return f"{fold(last_name or '')}\t{fold(first_name or '')}"


def claim_of(email: str | None) -> str | None:
    """The claim's key for an e-mail."""
    return email_key(email) if email else None


def rebuild(work: Any, contacts: Iterable[Mapping[str, Any]], *, fresh: bool = False) -> None:
    """Write claim and search text of these contacts (full rows) anew; `fresh` when they have none yet."""
    from casactl.store.tables.contact import Claim, Search

    rows = list(contacts)
    if not fresh:
        forget(work, [row["id"] for row in rows])
    work.put(
        Search,
        [
            {
                "contact_id": row["id"],
                "text": search_text(row["sort_key"], row["email"], row["phone"], row["external_id"]),
            }
            for row in rows
        ],
    )
    claims = [{"key": claim_of(row["email"]), "contact_id": row["id"]} for row in rows if row["email"]]
    work.put(Claim, claims)


def forget(work: Any, ids: list[int]) -> None:
    """Drop claim and search text of these contacts."""
    for table in ("claim", "search"):
        work.run(f"delete from {table} where {work.reader.among('contact_id', 'ids')}", ids=work.reader.bind(ids))
