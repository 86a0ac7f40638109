"""What the log says of contacts that are erased: the words and salts go, every digest stays.

Gone are the contacts' own changes, the payloads of operations that concern nobody else, and whatever
else mentions them: other contacts' changes, other operations' payloads. One who bears the same name,
or shares the phone, keeps what is said of him under it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from casactl.domain.mentions import IDENTITY, Mentions
from casactl.store.encoding import encode_row
from casactl.store.erasure_residue import ErasureResidue
from casactl.store.schema import SPECS
from casactl.store.seal import seal
from casactl.store.table_spec import Erase, TableSpec
from casactl.store.work import UnitOfWork, chunks

CALLED: Mapping[str, tuple[str, ...]] = {
    "contact": IDENTITY,
    "property": ("name", "path"),
    "users": ("email", "name", "phone", "firm"),
    "setting": ("value",),
}
"""By table, the columns that say what a row is called: what it is called itself is no mention of another."""

PROSE = ("subject", "text", "title", "name", "note", "facts", "method", "reference", "reason", "lock_reason", "custom",
         "access_name", "access_note", "line", "label", "address")  # fmt: skip
"""The columns in which people write what they like."""
OFFICES: Mapping[str, tuple[str, ...]] = {
    "broadcast": ("subject", "text"),
    "custom_field": ("name", "choices"),
    "import_mapping": ("name", "columns", "words"),
    "property": ("name",),
    "saved_view": ("name", "line"),
    "setting": ("value",),
}
"""By table that is about no contact, what may mention one there."""

ERASED = "(erased)"
LISTED = 25
OWNERS = 200
"""An operation on more contacts than these is nobody's own."""


def erase_log(work: UnitOfWork, blanks: Blanks, mentions: Mentions, traces: ErasureResidue) -> None:
    """Erase what the log says of these contacts, and warn of texts elsewhere that still mention them."""
    namesakes, contacts = Namesakes(work, mentions), blanks.winners.keys()
    blanks.payloads(_own_payloads(work, contacts, traces))
    among = work.reader.among("contact_id", "ids")
    for part in chunks(list(contacts)):
        own = f"select id from change where {among} and salt is not null"
        blanks.changes([row[0] for row in work.store.rows(own, {"ids": work.reader.bind(part)})])
    doubtful: set[int] = set()
    blanks.changes(list(_changes(work, mentions, namesakes, doubtful)))
    blanks.payloads(list(_payloads(work, contacts, mentions, namesakes, doubtful)))
    _warn(work, [*_left(work, contacts, mentions, namesakes), *(f"operation {each}" for each in sorted(doubtful))])


class Blanks:
    """Empties entries of the log, commits to each, and vouches anew for the rows that it can then tell no more of."""

    def __init__(self, work: UnitOfWork, winners: Mapping[int, int]) -> None:
        self._work = work
        self.winners = winners
        """Who is erased: each with the contact that was asked for."""
        self._first = next(iter(winners))
        self._rows: dict[tuple[str, int], tuple[int | None, int]] = {}
        """What to vouch for, by table and row: whose it is, and who is erased."""

    def changes(self, numbers: Sequence[int]) -> None:
        """Empty changes."""
        work = self._work
        touched = f"select distinct table_name, row_id, contact_id from change where {work.reader.among('id', 'ids')}"
        for part in chunks(numbers):
            for table, row, contact in work.store.rows(touched, {"ids": work.reader.bind(part)}):
                self.vouch(table, row, contact, contact if contact in self.winners else self._first)
        self._empty("change", "before = null, after = null, salt = null", numbers)

    def payloads(self, numbers: Sequence[int]) -> None:
        """Empty the payloads of operations."""
        self._empty("operation", "payload = null, payload_salt = null", numbers)

    def _empty(self, table: str, sets: str, numbers: Sequence[int]) -> None:
        among = self._work.reader.among("id", "ids")
        for part in chunks(numbers):
            self._work.run(f"update {table} set {sets} where {among}", ids=self._work.reader.bind(part))
            self._work.journal.record(table, [(n, None, None, None) for n in part], under=self._first)

    def vouch(self, table: str, row: int, contact: int | None, erased: int) -> None:
        """Remember a row of which the log has to say anew what it is."""
        self._rows[table, row] = (contact, erased)

    def account(self) -> None:
        """Say of each remembered row what it is, by a seal, or that it is gone."""
        by_table: dict[str, list[int]] = {}
        for table, row in sorted(self._rows):
            by_table.setdefault(table, []).append(row)
        for table, numbers in by_table.items():
            if table in SPECS and SPECS[table].journalled:
                for part in chunks(numbers):
                    self._say(SPECS[table], part)

    def _say(self, spec: TableSpec, numbers: Sequence[int]) -> None:
        seals = {row["id"]: seal(spec, row) for row in self._work.fetch(spec.name, numbers)}
        for number in numbers:
            contact, erased = self._rows[spec.name, number]
            if contact is not None:
                self._work.journal.along(contact, erased)
            self._work.journal.record(spec.name, [(number, contact, None, seals.get(number))], under=erased)


def _own_payloads(work: UnitOfWork, contacts: Collection[int], traces: ErasureResidue) -> list[int]:
    """The operations that concern these contacts and no others; notes the files of imports."""
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
    return own


class Namesakes:
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
            text = encode_row(called)
            self._known[owner] = self._mentions.found_in(text) | self._mentions.perhaps_in(text)
        return self._known[owner]


def _owner(table: str, row: int, contact: int | None) -> list[tuple[str, int]]:
    if contact is not None:
        return [("contact", contact)]
    return [(table, row)] if table in CALLED else []


def _changes(work: UnitOfWork, mentions: Mentions, namesakes: Namesakes, doubtful: set[int]) -> Iterator[int]:
    """The changes of others that mention somebody; `doubtful` takes the operations of those that may do so."""
    sql = "select id, operation_id, contact_id, table_name, row_id, before, after from change where salt is not null"
    for number, operation, contact, table, row, before, after in work.store.stream(sql):
        text = f"{before or ''}\n{after or ''}"
        found = mentions.found_in(text)
        if found and not namesakes.account_for(found, _owner(table, row, contact)):
            yield number
        elif (may := mentions.perhaps_in(text)) and not namesakes.account_for(may, _owner(table, row, contact)):
            doubtful.add(operation)


def _payloads(
    work: UnitOfWork, contacts: Collection[int], mentions: Mentions, namesakes: Namesakes, doubtful: set[int]
) -> Iterator[int]:
    """The operations of others whose payload mentions somebody; `doubtful` takes those that may do so."""
    sql = "select id, payload from operation where payload is not null"
    likely = [(number, found, may) for number, payload in work.store.stream(sql)
              if (found := mentions.found_in_payload(payload)) | (may := mentions.perhaps_in(payload))]  # fmt: skip
    concerned = f"select distinct table_name, row_id, contact_id from change where operation_id = :id limit {OWNERS}"
    for number, found, may in likely:
        rows = work.store.rows(concerned, {"id": number})
        shared = any(contact in contacts for _, _, contact in rows)
        owners = {owner for row in rows for owner in _owner(*row)}
        if found and (shared or not namesakes.account_for(found, owners)):
            yield number
        elif may and not namesakes.account_for(may, owners):
            doubtful.add(number)


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


def _left(work: UnitOfWork, contacts: Collection[int], mentions: Mentions, namesakes: Namesakes) -> Iterator[str]:
    """Texts of others, as they stand today, that mention somebody: they are nobody's to rewrite silently."""
    found_in = lru_cache(maxsize=50_000)(lambda text: mentions.found_in(text) | mentions.perhaps_in(text))
    for table, columns in OFFICES.items():
        for column in columns:
            called = "t.id" if table in ("broadcast", "property") else "t.name"
            sql = f"select {called}, t.{column} from {table} t where t.{column} is not null order by t.id"
            yield from (_place(table, row, None, column) for row, text in work.store.stream(sql) if found_in(text))
    for spec in SPECS.values():
        for number, contact, column, text in _prose(work, spec):
            found = found_in(text) if contact not in contacts else frozenset()
            if found and not namesakes.account_for(found, _owner(spec.name, number, contact)):
                yield _place(spec.name, number, contact, column)


def _prose(work: UnitOfWork, spec: TableSpec) -> Iterator[tuple[int, int, str, str]]:
    """(row, contact, column, text) of what people have written into a table about a contact."""
    if not spec.contact or "id" not in spec.columns:  # what follows from a contact says nothing of its own
        return
    personal = spec.personal if spec.erase is Erase.BLANK else spec.columns
    for column in PROSE:
        if column in personal and column not in CALLED.get(spec.name, ()):
            sql = f"select t.id, t.{spec.contact}, t.{column} from {spec.name} t where t.{column} is not null"
            for number, whose, text in work.store.stream(sql):
                yield number, whose, column, text


def _place(table: str, row: int | str, contact: int | None, column: str) -> str:
    """Where a text stands, in words; `row` is what its people know it by."""
    word, kind = column.replace("_", " "), table.replace("_", " ")
    if kind == "contact":
        return f"the {word} of contact {row}"
    whose = f" of contact {contact}" if contact is not None else ""
    return f"the {word} of {kind} {row}{whose}"


def _warn(work: UnitOfWork, places: list[str]) -> None:
    if places:
        more = f" and {len(places) - LISTED:,} more" if len(places) > LISTED else ""
        work.warnings.append(f"left as it is, though it mentions who was erased: {', '.join(places[:LISTED])}{more}")
