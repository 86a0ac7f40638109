"""What the log says of contacts that are erased: the words and salts go, every digest stays.

Gone are the contacts' own changes, the payloads of operations that concern nobody else, and whatever
else mentions them: other contacts' changes, other operations' payloads. One who bears the same name,
or shares the phone, keeps what is said of him under it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from casactl.domain.mentions import IDENTITY, Mentions
from casactl.store.encoding import encode_row
from casactl.store.erasure_residue import ErasureResidue
from casactl.store.schema import SPECS
from casactl.store.table_spec import Erase, TableSpec
from casactl.store.work import UnitOfWork, chunks

CALLED: Mapping[str, tuple[str, ...]] = {
    "contact": IDENTITY,
    "property": ("name", "path"),
    "users": ("email", "name", "phone", "firm"),
    "setting": ("value",),
}
"""By table, the columns that say what a row is called: what it is called itself is no mention of another."""

PROSE = ("subject", "text", "title", "name", "note", "facts", "method", "reference", "reason", "lock_reason", "custom")
"""The columns in which people write what they like."""

ERASED = "(erased)"
LISTED = 5
OWNERS = 200
"""An operation on more contacts than these is nobody's own."""


def erase_log(work: UnitOfWork, contacts: Collection[int], mentions: Mentions, traces: ErasureResidue) -> None:
    """Erase what the log says of these contacts, and warn of texts elsewhere that still mention them."""
    namesakes = _Namesakes(work, mentions)
    _own_payloads(work, contacts, traces)
    among = work.reader.among("contact_id", "ids")
    for part in chunks(list(contacts)):
        work.run(_BLANK_CHANGES.format(among) + " and salt is not null", ids=work.reader.bind(part))
    _blank(work, _BLANK_CHANGES, list(_changes(work, mentions, namesakes)))
    _blank(work, _BLANK_PAYLOADS, list(_payloads(work, contacts, mentions, namesakes)))
    _warn(work, list(_left(work, contacts, mentions, namesakes)))


_BLANK_CHANGES = "update change set before = null, after = null, salt = null where {}"
_BLANK_PAYLOADS = "update operation set payload = null, payload_salt = null where {}"


def _blank(work: UnitOfWork, sql: str, numbers: list[int]) -> None:
    for part in chunks(numbers):
        work.run(sql.format(work.reader.among("id", "ids")), ids=work.reader.bind(part))


def _own_payloads(work: UnitOfWork, contacts: Collection[int], traces: ErasureResidue) -> None:
    """Erase the payloads of operations that concern these contacts and no others; note the files of imports."""
    touched: dict[int, int] = {}
    counted = (
        "select operation_id, count(distinct contact_id) from change "
        f"where {work.reader.among('contact_id', 'ids')} group by operation_id"
    )
    for part in chunks(list(contacts)):
        for operation, count in work.store.rows(counted, {"ids": work.reader.bind(part)}):
            touched[operation] = touched.get(operation, 0) + count
    own: list[int] = []
    told = f"{work.reader.among('id', 'ids')} and payload is not null"
    sql = f"select id, verb, contacts, payload from operation where {told}"
    for part in chunks(list(touched)):
        for operation, verb, count, payload in work.store.rows(sql, {"ids": work.reader.bind(part)}):
            if verb.endswith(".import"):
                traces.note_import(payload)
            if touched[operation] >= count:
                own.append(operation)
    _blank(work, _BLANK_PAYLOADS, own)


class _Namesakes:
    """Whoever a record is about, and what that one is called: the same name there means that one."""

    def __init__(self, work: UnitOfWork, mentions: Mentions) -> None:
        self._work = work
        self._mentions = mentions
        self._known: dict[tuple[str, int], frozenset[str]] = {}

    def account_for(self, found: frozenset[str], owners: Iterable[tuple[str, int]]) -> bool:
        """Whether every mention that was found is what one of the owners is called."""
        return any(found <= self._called(owner) for owner in owners)

    def _called(self, owner: tuple[str, int]) -> frozenset[str]:
        if owner not in self._known:
            table, number = owner
            columns = ", ".join(f"t.{column}" for column in CALLED[table])
            row = self._work.store.one(f"select {columns} from {table} t where t.id = :id", {"id": number})
            called = dict(zip(CALLED[table], row or (), strict=False))
            self._known[owner] = self._mentions.found_in(encode_row(called))
        return self._known[owner]


def _owner(table: str, row: int, contact: int | None) -> list[tuple[str, int]]:
    if contact is not None:
        return [("contact", contact)]
    return [(table, row)] if table in CALLED else []


def _changes(work: UnitOfWork, mentions: Mentions, namesakes: _Namesakes) -> Iterator[int]:
    """The changes of others that mention somebody."""
    sql = "select id, contact_id, table_name, row_id, before, after from change where salt is not null"
    for number, contact, table, row, before, after in work.store.stream(sql):
        found = mentions.found_in(f"{before or ''}\n{after or ''}")
        if found and not namesakes.account_for(found, _owner(table, row, contact)):
            yield number


def _payloads(work: UnitOfWork, contacts: Collection[int], mentions: Mentions, namesakes: _Namesakes) -> Iterator[int]:
    """The operations of others whose payload mentions somebody."""
    sql = "select id, payload from operation where payload is not null"
    likely = [(number, found) for number, payload in work.store.stream(sql)
              if (found := mentions.found_in_payload(payload))]  # fmt: skip
    concerned = f"select distinct table_name, row_id, contact_id from change where operation_id = :id limit {OWNERS}"
    for number, found in likely:
        rows = work.store.rows(concerned, {"id": number})
        shared = any(contact in contacts for _, _, contact in rows)
        owners = {owner for row in rows for owner in _owner(*row)}
        if shared or not namesakes.account_for(found, owners):
            yield number


def scrub_drafts(work: UnitOfWork, mentions: Mentions) -> None:
    """Take mentions out of the operations that are being recorded, the erasure's own included."""
    for draft in work.journal.drafts:
        if mentions.found_in_payload(encode_row(draft.payload)):
            draft.payload = _scrubbed(draft.payload, mentions.found_in)


def _scrubbed(value: Any, found_in: Callable[[str], frozenset[str]]) -> Any:
    if isinstance(value, str):
        return ERASED if found_in(value) else value
    if isinstance(value, dict):
        return {key: _scrubbed(each, found_in) for key, each in value.items()}
    if isinstance(value, list):
        return [_scrubbed(each, found_in) for each in value]
    return value


def _left(work: UnitOfWork, contacts: Collection[int], mentions: Mentions, namesakes: _Namesakes) -> Iterator[str]:
    """Texts of others, as they stand today, that mention somebody: they are nobody's to rewrite silently."""
    found_in = lru_cache(maxsize=50_000)(mentions.found_in)
    for spec in SPECS.values():
        for number, contact, column, text in _prose(work, spec):
            found = found_in(text) if contact not in contacts else frozenset()
            if found and not namesakes.account_for(found, _owner(spec.name, number, contact)):
                yield _place(spec.name, number, contact, column)


def _prose(work: UnitOfWork, spec: TableSpec) -> Iterator[tuple[int, int | None, str, str]]:
    """(row, contact, column, text) of what people have written into a table."""
    personal = spec.personal if spec.erase is Erase.BLANK else spec.columns
    columns = [column for column in PROSE if column in personal and column not in CALLED.get(spec.name, ())]
    if spec.name == "broadcast":
        columns = ["subject", "text"]
    elif not spec.contact or "id" not in spec.columns:  # what follows from a contact says nothing of its own
        columns = []
    for column in columns:
        contact = f"t.{spec.contact}" if spec.contact else "null"
        sql = f"select t.id, {contact}, t.{column} from {spec.name} t where t.{column} is not null"
        for number, whose, text in work.store.stream(sql):
            yield number, whose, column, text


def _place(table: str, number: int, contact: int | None, column: str) -> str:
    word = column.replace("_", " ")
    if table == "contact":
        return f"the {word} of contact {number}"
    whose = f" of contact {contact}" if contact is not None else ""
    return f"the {word} of {table.replace('_', ' ')} {number}{whose}"


def _warn(work: UnitOfWork, places: list[str]) -> None:
    if places:
        more = f" and {len(places) - LISTED:,} more" if len(places) > LISTED else ""
        work.warnings.append(f"left as it is, though it mentions who was erased: {', '.join(places[:LISTED])}{more}")
