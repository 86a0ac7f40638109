"""What follows from other rows: a contact's e-mail claim, search text and custom values, its balance and oldest due
date, and what a property is sorted by.

All are rebuilt by the one place that writes their source, and proved by `workspace check`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from casactl.domain.case_news import CLOSED, DOCUMENT, NOTE, OPENED, PAYMENT, REOPENED
from casactl.domain.custom import value_key
from casactl.domain.email import email_key
from casactl.domain.names import fold, searchable
from casactl.domain.properties import path_order
from casactl.store.balances import rebuild_balances
from casactl.store.reader import BATCH
from casactl.store.schema import SPECS
from casactl.store.table_spec import TableSpec

Rows = Sequence[Mapping[str, Any]]

SOURCES = frozenset({"display_name", "sort_key", "email", "phone", "external_id", "custom"})
"""The contact's columns that claim, search text and custom values follow from."""


def after_insert(work: Any, spec: TableSpec, rows: Rows) -> None:
    """Follow rows (whole ones) that have been added."""
    if spec.name == "contact":
        rebuild(work, rows, fresh=True)
    elif spec.name == "contact_point":
        follow_points(work, [row["contact_id"] for row in rows])
    elif spec.name == "ledger_entry":
        rebuild_balances(work, [row["contact_id"] for row in rows])
        work.lowered.update(row["contact_id"] for row in rows if row["amount"] < 0)
        work.revived.update(row["contact_id"] for row in rows if row["kind"] == "reversal" and row["amount"] > 0)
    elif spec.name == "users":
        claim_for_users(work, rows)
    elif spec.name == "property":
        _sort(work, rows)
    if spec.name in CASE_TABLES:
        _hear_of_cases(work, spec.name, rows)


CASE_TABLES = frozenset({"handover_case", "ledger_entry", "document", "note"})
"""The tables whose new rows an attorney may have to hear of."""


def _hear_of_cases(work: Any, table: str, rows: Rows) -> None:
    """Remember what attorneys are told of when the work is done (`actions/arrears/case_news.py`)."""
    for row in rows:
        if table == "handover_case" and row["closed_at"] is None:
            work.hear(OPENED, row["contact_id"])
        elif table == "ledger_entry" and row["kind"] == "payment":
            work.hear(PAYMENT, row["contact_id"])
        elif table in (DOCUMENT, NOTE) and row["case_id"] is not None:
            work.hear(table, row["contact_id"])


def after_update(
    work: Any, spec: TableSpec, before: Mapping[int, Mapping[str, Any]], rows: Rows, changed: list[int]
) -> None:
    """Follow rows that have been changed: `before` as they were, `rows` the new values."""
    if spec.name == "contact" and changed and any(SOURCES & row.keys() for row in rows):
        rebuild(work, work.fetch(spec.name, changed))
    elif spec.name == "users" and any("email" in row for row in rows):
        claim_for_users(work, work.fetch(spec.name, changed))
    elif spec.name == "property":
        _sort(work, [row for row in rows if "path_key" in row])
    elif spec.name in ("ledger_entry", "contact_point"):
        touched = [(before[row["id"]]["contact_id"], row.get("contact_id")) for row in rows if row["id"] in changed]
        contacts = {contact for pair in touched for contact in pair if contact}
        if spec.name == "ledger_entry" and any("due" in row for row in rows):
            work.lowered.update(contacts)
        (rebuild_balances if spec.name == "ledger_entry" else follow_points)(work, contacts)
    elif spec.name == "handover_case":
        for row in rows:
            was = before[row["id"]]
            if row["id"] in changed and row.get("closed_at") is not None:
                work.hear(CLOSED, row["id"])
            elif row["id"] in changed and "closed_at" in row and was["closed_at"] is not None:
                work.hear(REOPENED, row.get("contact_id", was["contact_id"]))


def after_delete(work: Any, spec: TableSpec, rows: Rows) -> None:
    """Follow rows (whole ones) that have been removed."""
    if spec.name == "contact_point":
        follow_points(work, [row["contact_id"] for row in rows])


def _sort(work: Any, properties: Rows) -> None:
    """Write what these properties are sorted by anew."""
    rows = [(path_order(row["path_key"]), row["id"]) for row in properties]
    work.execute_many(f"update property set path_order = {work.mark} where id = {work.mark}", rows)


def search_text(
    sort_key: str, email: str | None, phone: str | None, external_id: str | None, points: Iterable[str] = ()
) -> str:
    """The folded text that `find` scans: name, e-mail, phone, external id, further ones by their key, a line each."""
    parts = [sort_key.replace("\t", " ")]
    if email:
        parts.append(fold(email))
    if phone:
        parts.append(phone)
    if external_id:
        parts.append(fold(external_id))
    return searchable("\n".join((*parts, *points)))


def sort_key(first_name: str | None, last_name: str | None, name: str | None) -> str:
    """The key that lists sort by and names resolve by: `last<TAB>first` of a person, folded."""
    if name:
        return fold(name)
    return f"{fold(last_name or '')}\t{fold(first_name or '')}"


def claim_of(email: str | None) -> str | None:
    """The claim's key for an e-mail."""
    return email_key(email) if email else None


def values_of(custom: str | None) -> list[tuple[str, str]]:
    """The fields of the office's own that a contact has, each with the key of its value; none in what is no JSON."""
    try:
        held = json.loads(custom) if custom else {}
    except ValueError:
        held = {}
    return [(name, value_key(str(value))) for name, value in held.items()] if isinstance(held, dict) else []


def rebuild(work: Any, contacts: Iterable[Mapping[str, Any]], *, fresh: bool = False) -> None:
    """Write what follows from these contacts (full rows) anew; `fresh` when they have nothing of it yet."""
    rows = list(contacts)
    points: dict[int, list[str]] = {}
    if not fresh:
        ids = [row["id"] for row in rows]
        forget(work, ids)
        points = _points_of(work, ids)
    _put(work, "search", ("contact_id", "text"), [(row["id"], _text_of(row, points)) for row in rows])
    claims = [(claim_of(row["email"]), row["id"]) for row in rows if row["email"]]
    _put(work, "claim", ("key", "contact_id"), claims)
    values = [(row["id"], *value) for row in rows if row["custom"] for value in values_of(row["custom"])]
    _put(work, "custom_value", ("contact_id", "name", "value"), values)


def _put(work: Any, table: str, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows of a table that follows from others and that the journal does not know."""
    if rows:
        work.add(SPECS[table], columns, rows)


def follow_points(work: Any, contacts: Iterable[int]) -> None:
    """Write the search text of these contacts anew, whose further e-mails and phones are others now."""
    columns = ("id", "sort_key", "email", "phone", "external_id")
    rows = work.fetch("contact", sorted(set(contacts)), columns)
    points = _points_of(work, [row["id"] for row in rows])
    texts = [(_text_of(row, points), row["id"]) for row in rows]
    work.execute_many(f"update search set text = {work.mark} where contact_id = {work.mark}", texts)


def _text_of(row: Mapping[str, Any], points: Mapping[int, Sequence[str]]) -> str:
    more = points.get(row["id"], ())
    return search_text(row["sort_key"], row["email"], row["phone"], row["external_id"], more)


def _points_of(work: Any, contacts: Sequence[int]) -> dict[int, list[str]]:
    """The keys of these contacts' further e-mails and phones."""
    found: dict[int, list[str]] = {}
    sql = f"select contact_id, key from contact_point where {work.reader.among('contact_id', 'ids')} order by id"
    for start in range(0, len(contacts), BATCH):
        for contact, key in work.store.rows(sql, {"ids": work.reader.bind(contacts[start : start + BATCH])}):
            found.setdefault(contact, []).append(key)
    return found


def claim_for_users(work: Any, users: Iterable[Mapping[str, Any]]) -> None:
    """Write the claims of these users (whole rows) anew: they share the contacts' table (SD-8)."""
    rows = list(users)
    ids = work.reader.bind([row["id"] for row in rows])
    work.run(f"delete from claim where {work.reader.among('user_id', 'ids')}", ids=ids)
    work.insert("claim", [{"key": claim_of(row["email"]), "user_id": row["id"]} for row in rows if row["email"]])


def forget(work: Any, ids: list[int]) -> None:
    """Drop claim, search text and custom values of these contacts."""
    for table in ("claim", "search", "custom_value"):
        work.run(f"delete from {table} where {work.reader.among('contact_id', 'ids')}", ids=work.reader.bind(ids))
