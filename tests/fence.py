"""A look over the reader's shoulder: what each statement of a run reads, by SQLite's own word."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from functools import lru_cache

from casactl.store import fence
from casactl.store.reader import Reader

PAST_THE_FENCE = {
    "an e-mail or an external id that is held is not free, whoever holds it": "actions/contact/claims.py",
    "a company needs its primary contact, whoever may see the company": "actions/contact/companies.py",
    "a company is not made a second time": "actions/contact/companies.py actions/contact/importing/lookup.py",
    "who is out of sight holds e-mails and external ids all the same; nobody names them":
        "actions/contact/importing/lookup.py",
    "whoever works for a company out of sight does not work for another besides": "actions/contact/importing/update.py",
    "a property's path is made of all that it stands in": "actions/property/change.py",
    "a path that is held is not free, whoever may see the property": "actions/property/find.py",
    "everybody may see what they themselves reach": "actions/user.py",
    "a setting holds for everything in the workspace": "actions/workspace/depends.py",
    "plans are held against the rules, whoever releases them": "office/floor.py",
    "a setting holds for every company of the workspace": "actions/workspace/settings.py",
    "a backup holds every row of the workspace": "store/backup.py",
    "bytes stay for as long as any row names them": "store/blobs.py",
    "a check compares every row of the workspace": "store/check.py",
    "a workspace is copied whole": "store/copying.py",
    "rules hold for what is out of sight too, which is not named": "store/queries/facts.py",
    "invoices are numbered without a gap, whoever writes one": "store/queries/invoices.py",
    "what was invoiced and comes to nothing is credited, whoever brings that about": "store/queries/invoices.py",
    "an invoice says by when it asked to be paid, whoever reads it": "store/queries/invoices.py",
    "ties lead on over contacts out of sight, whom nobody names": "store/queries/links.py",
    "what is undone, repeated or the newest is a matter of the whole log": "store/queries/log.py",
    "letters go one way whoever sends them; who is out of sight is marked as that": "store/queries/mail_routing.py",
    "a merged contact leads to its winner, and all that hangs on it goes there": "store/queries/merges.py",
    "a letter is written and leaves the same way whoever sends it": "store/queries/outbox.py",
    "what a dead sender has left behind is taken over by whoever sends next": "store/queries/outbox.py",
    "a property stays for as long as any row refers to it": "store/queries/properties.py",
    "a workspace is removed with all its tables": "store/removal.py",
    "what is restored over may hold nothing, whoever restores": "store/restore.py",
    "the log is a chain of all operations, of which none can be left out": "store/verify.py",
    "the writer keeps rows whole, with their journal and all that follows from them": "store/work.py",
}  # fmt: skip
"""Every reason for which statements pass the fence by, and who gives it: written by hand."""

FOR_TESTS = "a test looks at everything"
LOOKED_AT: dict[str, bool] = {}
"""The statements of this process, and whether each went through the fence."""


class PastTheFence(AssertionError):
    """A statement read a table that it did not name in braces, or gave a reason that nobody agreed to."""


def watch() -> None:
    """Look at every statement that a reader runs from now on, each once."""
    expand = Reader.expand

    def looking(reader: Reader, sql: str) -> str:
        expanded = expand(reader, sql)
        if sql not in LOOKED_AT or (LOOKED_AT[sql] and reader.reason):
            with suppress(sqlite3.DatabaseError):  # a strange database tells nothing of its statements
                look(reader, sql)
                LOOKED_AT[sql] = not reader.reason
        return expanded

    setattr(Reader, "expand", looking)  # noqa: B010 - mypy lets nobody assign a method


def look(reader: Reader, sql: str) -> None:
    """Raise PastTheFence unless a statement reads only what it named, or says why it reads more."""
    if reader.reason:
        if reader.reason not in (*PAST_THE_FENCE, FOR_TESTS):
            raise PastTheFence(f"'{reader.reason}' is no reason for {sql}")
    elif reader.dialect == "sqlite" and re.match(r"\s*(select|with)\b", sql, re.IGNORECASE):
        named = {fence.PARTS.get(name, name) for name in re.findall(r"\{([a-z_]+)\}", sql)}
        bare = fence.unfenced(sql.replace("{reach} r", "(select 0 as contact_id) r"))
        if unnamed := tables_read(bare, schema_of(reader)) & fence.FENCED - named:
            raise PastTheFence(f"{sorted(unnamed)} without braces: {sql}")


def schema_of(reader: Reader) -> str:
    """The statements that made a store's tables and indexes."""
    made = "select sql from sqlite_master where sql is not null and name not like 'sqlite_%' order by type desc, name"
    return ";\n".join(row[0] for row in reader.connection.execute(made))


@lru_cache(maxsize=4)
def _empty(schema: str) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.executescript(schema)
    return connection


def tables_read(statement: str, schema: str) -> set[str]:
    """The tables that a statement reads, as SQLite tells whoever has to allow it."""
    connection, found = _empty(schema), set[str]()

    def allow(action: int, first: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and first:
            found.add(first)
        return sqlite3.SQLITE_OK

    connection.set_authorizer(allow)
    try:
        connection.execute(f"explain {statement}", _Anything())
    finally:
        connection.set_authorizer(None)
    return found


class _Anything(dict[str, object]):
    """A value for every parameter."""

    def __missing__(self, key: str) -> None:
        return None
