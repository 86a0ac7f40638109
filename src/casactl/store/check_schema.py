"""Comparing a store's shape with what the migrations make of an empty database."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from casactl.store.reader import Reader, Row
from casactl.store.schema import HEAD, SPECS

NAMED_CONSTRAINT = re.compile(r'constraint\s+"?(\w+)"?\s+(?:foreign key|check|references)', re.IGNORECASE)
OURS = frozenset({*SPECS, "alembic_version"})
SQLITE_TABLES = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
POSTGRES_TABLES = (
    "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    "where n.nspname = current_schema() and c.relkind in ('r', 'p', 'f') order by c.relname"
)
SHAPE = "select type, name, tbl_name, sql from sqlite_master where name not like 'sqlite_%'"


def schema(reader: Reader) -> Iterator[str]:
    """The revision, tables, columns, indexes and constraints are those of this program."""
    revision = reader.one("select version_num from alembic_version")
    if revision is None or revision[0] != HEAD:
        yield f"the schema revision is {revision[0] if revision else 'missing'}, not {HEAD}"
        return
    from casactl.store.migrate import fresh_schema

    with fresh_schema() as expected:
        if reader.dialect == "sqlite":
            yield from _compare_sqlite(expected, reader.rows(SHAPE))
        else:
            yield from _compare_postgres(expected, reader)


def _compare_sqlite(expected: sqlite3.Connection, found: list[Row]) -> Iterator[str]:
    wanted = {(kind, name): _spelled(sql) for kind, name, _, sql in expected.execute(SHAPE)}
    held = {(kind, name): _spelled(sql) for kind, name, table, sql in found if _concerns(kind, table)}
    for kind, name in sorted(wanted.keys() - held.keys()):
        yield f"{kind} {name} is missing"
    for kind, name in sorted(held.keys() - wanted.keys()):
        yield f"{kind} {name} is none of casactl's"
    for kind, name in sorted(wanted.keys() & held.keys()):
        if wanted[kind, name] != held[kind, name]:
            yield f"{kind} {name} has another shape than the migrations give it"


def _concerns(kind: str, table: str) -> bool:
    """Tables that are not casactl's, and their indexes, are only noted; views and triggers are not casactl's way."""
    return table in OURS or kind not in ("table", "index")


def foreign_tables(reader: Reader) -> Iterator[str]:
    """The tables of others beside casactl's: those of a replication tool or of an extension may well be there."""
    sql = SQLITE_TABLES if reader.dialect == "sqlite" else POSTGRES_TABLES
    yield from (f"table {name} is not casactl's" for (name,) in reader.rows(sql) if name not in OURS)


def _spelled(sql: str | None) -> str:
    return " ".join((sql or "").split())


def _compare_postgres(expected: sqlite3.Connection, reader: Reader) -> Iterator[str]:
    yield from _differ("column", _expected_columns(), _columns(reader))
    indexes = {name for kind, name, _, _ in expected.execute(SHAPE) if kind == "index"}
    yield from _differ("index", indexes, _names(reader, INDEXES))
    constraints = {
        name for kind, _, _, sql in expected.execute(SHAPE) if kind == "table" for name in NAMED_CONSTRAINT.findall(sql)
    }
    yield from _differ("constraint", constraints, _names(reader, CONSTRAINTS))


def _differ(kind: str, wanted: set[str], held: set[str]) -> Iterator[str]:
    yield from (f"{kind} {name} is missing" for name in sorted(wanted - held))
    yield from (f"{kind} {name} is none of casactl's" for name in sorted(held - wanted))


def _expected_columns() -> set[str]:
    return {f"{spec.name}.{column}" for spec in SPECS.values() for column in spec.columns}


COLUMNS = (
    "select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid "
    "where pg_table_is_visible(c.oid) and a.attnum > 0 and not a.attisdropped and c.relkind = 'r' and "
)
INDEXES = (
    "select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid "
    "join pg_class c on c.oid = x.indrelid where pg_table_is_visible(c.oid) and not x.indisprimary and "
)
CONSTRAINTS = (
    "select k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid "
    "where pg_table_is_visible(c.oid) and k.contype in ('c', 'f') and k.convalidated and "
)


def _columns(reader: Reader) -> set[str]:
    return _names(reader, COLUMNS)


def _names(reader: Reader, sql: str) -> set[str]:
    found = reader.rows(sql + reader.among("c.relname", "names"), {"names": reader.bind(list(SPECS))})
    return {str(row[0]) for row in found}
