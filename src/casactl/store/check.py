"""Checking a store: the database itself, its shape, its references, what is derived, and the log.

Everything is looked at in one snapshot and in constant memory; writers need not wait.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice

from casactl.domain.shapes import derived
from casactl.errors import Busy, CasaError
from casactl.records import dataclass
from casactl.store.check_derived import (
    attachment_dates,
    balances,
    billing_addresses,
    claims,
    custom_values,
    property_paths,
    search_texts,
)
from casactl.store.check_ledger import ledger
from casactl.store.check_rows import rows
from casactl.store.check_schema import foreign_tables, schema
from casactl.store.check_standings import cases_out_of_reach, standings
from casactl.store.reader import Reader
from casactl.store.schema import ORDER, SPECS
from casactl.store.snapshot import snapshot
from casactl.store.verify import verify_log

LISTED = 20
"""How many problems a check names before it only counts."""

Check = Callable[[Reader], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict of one check; `problem` names what is wrong, `note` what is only worth knowing."""

    check: str
    problem: str | None = None
    note: str | None = None

    @derived(after="check")
    def ok(self) -> bool:
        """Whether it holds."""
        return self.problem is None


def check_store(reader: Reader) -> Iterator[Finding]:
    """Every check in turn, each with its verdict."""
    whole = reader.unfenced("a check compares every row of the workspace")
    with snapshot(reader):
        for name, check in CHECKS.items():
            yield Finding(name, _listed(check, whole), _listed(NOTES[name], whole) if name in NOTES else None)


def _listed(check: Check, reader: Reader) -> str | None:
    """What a check finds, in one line; None when that is nothing."""
    try:
        problems = check(reader)
        named = list(islice(problems, LISTED))
        more = sum(1 for _ in problems)
    except Busy:  # a server that is away says nothing about the data
        raise
    except CasaError as fault:
        return fault.message.rstrip(".")
    except Exception as fault:
        if not type(fault).__module__.startswith(("sqlite3", "psycopg")):
            raise
        return str(fault).strip().partition("\n")[0]
    if not named:
        return None
    return "; ".join(named) + (f"; and {more:,} more" if more else "")


def integrity(reader: Reader) -> Iterator[str]:
    """The database's own idea of being sound."""
    if reader.dialect == "sqlite":
        for (verdict,) in reader.execute("pragma integrity_check(100)"):
            if verdict != "ok":
                yield str(verdict)
        return
    sql = (
        "select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid "
        "join pg_class t on t.oid = i.indrelid where pg_table_is_visible(t.oid) "
        f"and not i.indisvalid and {reader.among('t.relname', 'names')}"
    )
    for (name,) in reader.rows(sql, {"names": reader.bind(ORDER)}):
        yield f"index {name} is not valid"


def references(reader: Reader) -> Iterator[str]:
    """Every foreign key leads to a row that is there."""
    for spec in SPECS.values():
        key = spec.columns[0]
        for column, target in spec.references:
            sql = (
                f"select child.{key}, child.{column} from {spec.name} child "
                f"left join {target} parent on parent.id = child.{column} "
                f"where child.{column} is not null and parent.id is null"
            )
            for row, missing in reader.stream(sql):
                yield f"{spec.name} {row} refers to {target} {missing}, which is not there"


def log(reader: Reader) -> Iterator[str]:
    """The chain of operations and the commitments to all changes."""
    verdict = verify_log(reader)
    if verdict.problem:
        yield verdict.problem


def numbers(reader: Reader) -> Iterator[str]:
    """No number that is in use will be given again, and the workspace is the one that was made."""
    row = reader.one("select numbers, workspace from chain where id = 1")
    if row is None:
        yield "the chain row is missing"
        return
    for (other,) in reader.rows("select id from chain where id <> 1 order by id"):
        yield f"chain {other} is there, and a store has one chain"
    following = _read(row[0])
    verbs = "('workspace.add', 'workspace.migrate', 'workspace.restore')"
    made = f"select payload from operation where verb in {verbs} and payload is not null"
    for (payload,) in reader.rows(made):
        if _read(payload).get("workspace", row[1]) != row[1]:
            yield f"the workspace calls itself {row[1]}, which is not what it was made as"
    for table in ORDER:
        if SPECS[table].columns[0] != "id" or table == "chain":
            continue
        used = reader.one(f"select coalesce(max(id), 0) from {table}")
        number = following.get(table, 1)
        if used and not (isinstance(number, int) and used[0] < number):
            yield f"{table} {used[0]} is in use, and the next number to be given is {number}"


def _read(text: str) -> dict[str, object]:
    """Named values; nothing, where something else has been written."""
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


CHECKS: dict[str, Check] = {
    "database": integrity,
    "schema": schema,
    "references": references,
    "rows": rows,
    "numbers": numbers,
    "claims": claims,
    "search": search_texts,
    "custom values": custom_values,
    "balances": balances,
    "ledger": ledger,
    "addresses": billing_addresses,
    "properties": property_paths,
    "attachments": attachment_dates,
    "standings": standings,
    "log": log,
}

NOTES: dict[str, Check] = {"schema": foreign_tables, "standings": cases_out_of_reach}
"""What is said beside a check's verdict and never fails it."""
