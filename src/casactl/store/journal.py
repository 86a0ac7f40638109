"""Operations and changes as they come to be: numbers, salted digests, and the hash chain.

A change's digest commits to its salt, before and after; an operation's hash covers its own fields,
the digests of its payload and of all its changes, and the previous hash. Erasing personal data
deletes the text and the salt, never a digest, so the chain still verifies; the erasure's own operation
has a change for each entry that it blanked, so that no other may be blank.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from hashlib import sha256
from typing import Any

from casactl.records import dataclass
from casactl.store.encoding import encode_row
from casactl.store.schema import HEAD, SPECS

GENESIS = "0" * 64
ACCOUNTED = "0011"
"""The schema revision from which on every blank in the log is accounted for."""
ANEW = "hash"
"""What a change says of an operation of whose `HASHED` columns one had to be hidden: its link as it is now."""
TOUCHED = "{ }"
"""What a change says of a contact of whom other tables hold what has changed: it counts, and names no column.

A mention, `{}`, does not count: the version of a row is as many changes as the log tells of it.
"""
SALT_BYTES = 16
FLUSH_AT = 4000

NOT_ZERO = re.compile(rb"[^\0]")

Entry = tuple[int, int | None, str | None, str | None]
"""A change to be: row id, contact id, before and after as JSON."""


def change_digest(salt: str, before: str | None, after: str | None) -> str:
    """The salted commitment to one change."""
    return sha256(f"{salt}\0{before or ''}\0{after or ''}".encode()).hexdigest()


def change_line(number: int, contact: int | None, table: str, row: int, digest: str) -> bytes:
    """What an operation's hash covers of one change."""
    return f"{number}|{contact or ''}|{table}|{row}|{digest}\n".encode()


def payload_digest(salt: str, payload: str) -> str:
    """The salted commitment to an operation's payload."""
    return sha256(f"{salt}\0{payload}".encode()).hexdigest()


HASHED = ("id", "at", "actor", "os_user", "verb", "request_id", "source_hash", "revision", "undoes", "contacts",
          "payload_digest")  # fmt: skip
"""An operation's own columns that its hash covers."""


def operation_hash(columns: Sequence[object], changes: str, previous: str) -> str:
    """The link of the chain: the `HASHED` columns, the digest of all changes, the link before."""
    return sha256(encode_row([*columns, changes, previous]).encode()).hexdigest()


def request_digest(workspace: str, request_id: str) -> str:
    """What the log keeps of a request id, which may be anything, somebody's address too."""
    return sha256(f"{workspace}\0{request_id}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Origin:
    """Who does what, and with which words: the head of an operation."""

    verb: str
    actor: str
    os_user: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    request_id: str | None = None
    source_hash: str | None = None
    unattended: bool = False
    """Whether nobody sat before it: cron ran it."""
    channel: str = ""
    """The door that it came in by, where that is not the terminal: `web`."""


@dataclass(slots=True)
class Draft:
    """An operation that is being recorded."""

    id: int
    verb: str
    actor: str
    payload: dict[str, Any]
    undoes: int | None = None
    sole: bool = False
    """Whether the operation is one contact's own."""
    whose: int = 0
    """The contact that it was opened for."""
    touched: bytearray = field(default_factory=bytearray)
    changes: Any = field(default_factory=sha256)

    def touch(self, contacts: Iterable[int]) -> None:
        """Remember which contacts the operation concerns, in a bit each."""
        for contact in contacts:
            byte = contact >> 3
            if byte >= len(self.touched):
                self.touched.extend(bytes(byte - len(self.touched) + 1024))
            self.touched[byte] |= 1 << (contact & 7)

    @property
    def contacts(self) -> int:
        """How many contacts the operation concerns."""
        return 1 if self.sole else int.from_bytes(self.touched, "little").bit_count()


class Journal:
    """Records changes under one operation, or under one per contact, and closes the chain."""

    def __init__(
        self, add: Any, numbers: dict[str, int], head: str, *, at: str, origin: Origin, workspace: str
    ) -> None:
        self._add = add
        self._workspace = workspace
        self._numbers = numbers
        self._at = at
        self._origin = origin
        self._pending: list[tuple[Any, ...]] = []
        self._routes: dict[int, Draft] = {}
        self.drafts: list[Draft] = []
        self.tables: set[str] = set()
        """The tables of which rows have been recorded."""
        self.current: Draft | None = None
        self.recorded = 0
        """How many changes there are."""
        self.begun = True
        """Whether the command under way has anything in the operation, where several are one."""
        self.head = head

    def take(self, name: str, count: int = 1) -> int:
        """Reserve `count` numbers of a table and give the first; they are never given again."""
        first = self._numbers.get(name, 1)
        self._numbers[name] = first + count
        return first

    def open(self, verb: str, actor: str, payload: Mapping[str, Any], undoes: int | None = None) -> Draft:
        """Begin an operation; it is written when the chain is closed."""
        mark: dict[str, Any] = {"unattended": True} if self._origin.unattended else {}
        if self._origin.channel:
            mark["channel"] = self._origin.channel
        draft = Draft(self.take("operation"), verb, actor, {**payload, **mark}, undoes)
        self.drafts.append(draft)
        return draft

    def route(self, drafts: Mapping[int, Draft]) -> None:
        """From here on record each contact's changes under the operation given for it."""
        for contact, draft in drafts.items():
            draft.sole, draft.whose = True, contact
        self._routes = dict(drafts)

    def along(self, contact: int, other: int) -> None:
        """Where contacts have operations of their own, record `contact`'s changes under `other`'s."""
        if self._routes and contact not in self._routes:
            draft = self._routes[other]
            draft.sole = False
            draft.touch([other, contact])
            self._routes[contact] = draft

    def operation_for(self, contact: int) -> int:
        """The number of the operation that a contact's changes stand under now, opened if need be."""
        draft = self._routes[contact] if self._routes else self.begin()
        draft.touch([contact])
        return draft.id

    def record(self, table: str, entries: Sequence[Entry], *, under: int | None = None) -> None:
        """Record one statement's changes, in order; `under` a contact's operation where they are nobody's own."""
        self.tables.add(table)
        self.recorded += len(entries)
        first = self.take("change", len(entries))
        salts = os.urandom(SALT_BYTES * len(entries)).hex()
        if self._routes:
            drafts = [self._routes[entry[1] or under or 0] for entry in entries]
        else:
            self.begin().touch({entry[1] for entry in entries if entry[1]})
            drafts = [self.begin()] * len(entries)
        for n, (draft, (row, contact, before, after)) in enumerate(zip(drafts, entries, strict=True)):
            number, salt = first + n, salts[n * 32 : n * 32 + 32]
            digest = change_digest(salt, before, after)
            draft.changes.update(change_line(number, contact, table, row, digest))
            self._pending.append((number, draft.id, contact, table, row, before, after, salt, digest))
        if len(self._pending) >= FLUSH_AT:
            self.flush()

    def touched(self) -> list[tuple[str, tuple[str, ...]]]:
        """The tables of what has been recorded and not written yet, in order, each with the columns that changed."""
        found: dict[tuple[str, tuple[str, ...]], None] = {}
        for _, _, _, table, _, before, after, _, _ in self._pending:
            found[table, tuple(json.loads(after)) if before and after else ()] = None
        return list(found)

    def concerned(self) -> Iterator[int]:
        """The contacts that what was recorded concerns."""
        for draft in self.drafts:
            if draft.sole:
                yield draft.whose
            for found in NOT_ZERO.finditer(draft.touched):
                byte = draft.touched[found.start()]
                yield from (found.start() << 3 | bit for bit in range(8) if byte >> bit & 1)

    def begin_part(self) -> bytearray:
        """Record what one of several commands does by itself; gives whom the operation has concerned so far."""
        self.flush()
        self.tables, self.begun = set(), False
        before = self.current.touched if self.current else bytearray()
        if self.current:
            self.current.touched = bytearray()
        return before

    def end_part(self, before: bytearray) -> None:
        """Let the operation concern those from before as well."""
        if self.current:
            own = self.current.touched
            longest = max(len(own), len(before))
            both = int.from_bytes(own, "little") | int.from_bytes(before, "little")
            self.current.touched = bytearray(both.to_bytes(longest, "little"))

    def mention(self, contact: int) -> None:
        """Record a contact that the operation concerns and does not change: history shows it, erasure finds it."""
        self.record("contact", [(contact, contact, "{}", "{}")])

    def begin(self) -> Draft:
        """This command's operation, opened if need be: it stands in the log even when no recorded row changes."""
        if self.current is None:
            origin = self._origin
            payload: dict[str, Any] = {"arguments": dict(origin.arguments)}
            if origin.reason:
                payload["reason"] = origin.reason
            self.current = self.open(origin.verb, origin.actor, payload)
        self.begun = True
        return self.current

    def flush(self) -> None:
        """Write the recorded changes."""
        if self._pending:
            self._add(SPECS["change"], SPECS["change"].columns, self._pending)
            self._pending = []

    def close(self) -> None:
        """Write what is pending and every operation, each linked to the one before."""
        self.flush()
        rows = [self._operation_row(draft) for draft in self.drafts]
        if rows:
            self._add(SPECS["operation"], SPECS["operation"].columns, rows)

    def _operation_row(self, draft: Draft) -> tuple[Any, ...]:
        origin = self._origin
        request = request_digest(self._workspace, origin.request_id) if origin.request_id else None
        payload = encode_row(draft.payload)
        salt = os.urandom(SALT_BYTES).hex()
        digest = payload_digest(salt, payload)
        columns = (
            draft.id, self._at, draft.actor, origin.os_user, draft.verb, request,
            origin.source_hash, HEAD, draft.undoes, draft.contacts,
        )  # fmt: skip
        previous = self.head
        self.head = operation_hash((*columns, digest), draft.changes.hexdigest(), previous)
        return (*columns, payload, salt, digest, previous, self.head)
