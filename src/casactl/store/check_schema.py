"""Comparing a store's shape with what the migrations make of an empty database."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casactl.records import dataclass
from casactl.store.reader import Reader, Row
from casactl.store.schema import HEAD, SPECS

NAMED_CONSTRAINT = re.compile(r'constraint\s+"?(\w+)"?\s+(?:foreign key|check|references)', re.IGNORECASE)
OURS = frozenset({*SPECS, "alembic_version"})
PLAIN = "CREATE TABLE sqlite_"
SQLITES_OWN = frozenset({"sqlite_sequence", "sqlite_stat1", "sqlite_stat4"})
POSTGRES_TABLES = (
    "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    "where n.nspname = current_schema() and c.relkind in ('r', 'p', 'f') order by c.relname"
)
SHAPE = "select type, name, tbl_name, sql from sqlite_master"


def schema(reader: Reader) -> Iterator[str]:
    """The revision, tables, columns, indexes and constraints are those of this program."""
    revisions = [str(row[0]) for row in reader.rows("select version_num from alembic_version")]
    if revisions != [HEAD]:
        yield f"the schema revision is {' and '.join(revisions) or 'missing'}, not {HEAD}"
        return
    yield from differences(reader, HEAD)


def differences(reader: Reader, revision: str) -> Iterator[str]:
    """Where a store's shape is not what the migrations give it at a revision.

    Reads the database's own catalogue only. Tables of others are no difference; triggers, views and rules are: what
    they do is the store's doing, not casactl's.
    """
    expected = _expected(revision)
    yield from _compare_sqlite(expected, reader) if reader.dialect == "sqlite" else _compare_postgres(expected, reader)


@dataclass(frozen=True, slots=True)
class _Expected:
    """What the migrations make of an empty database, as SQLite tells it."""

    shape: list[Row]
    columns: dict[str, list[tuple[str, str]]]
    """(name, type) of each column of each of casactl's tables."""


def _expected(revision: str) -> _Expected:
    from casactl.store.migrate import fresh_schema

    with fresh_schema(revision) as made:
        shape = made.execute(SHAPE).fetchall()
        tables = [name for kind, name, *_ in shape if kind == "table" and name != "alembic_version"]
        return _Expected(shape, {t: [row[1:3] for row in made.execute(f"pragma table_info({t})")] for t in tables})


def _compare_sqlite(expected: _Expected, reader: Reader) -> Iterator[str]:
    wanted = {f"{kind} {name}": _spelled(sql) for kind, name, _, sql in expected.shape}
    held: dict[str, str] = {}
    for kind, name, table, sql in reader.rows(SHAPE):
        if f"{kind} {name}" in held:
            yield f"{kind} {name} is there twice"
        if _concerns(kind, name, table, sql):
            held[f"{kind} {name}"] = _spelled(sql)
    for table in OURS:  # an index may claim to belong to another table than it does
        for _, name, *_ in reader.rows(f"pragma index_list({table})"):
            held.setdefault(f"index {name}", "")
    yield from _differ("", set(wanted), set(held))
    for each in sorted(wanted.keys() & held.keys()):
        if wanted[each] != held[each]:
            yield f"{each} has another shape than the migrations give it"


def _concerns(kind: str, name: str, table: str, sql: str | None) -> bool:
    """Tables that are not casactl's, and their indexes, are only noted; views and triggers are not casactl's way."""
    if kind not in ("table", "index") or table in OURS:
        return True
    return name.startswith("sqlite_") and kind == "table" and not (name in SQLITES_OWN and str(sql).startswith(PLAIN))


def foreign_tables(reader: Reader) -> Iterator[str]:
    """The tables of others beside casactl's: those of a replication tool or of an extension may well be there."""
    yield from (f"table {name} is not casactl's" for name in foreign_names(reader))


def foreign_names(reader: Reader) -> list[str]:
    """The names of others' tables, in their order."""
    if reader.dialect == "postgresql":
        names = [str(row[0]) for row in reader.rows(POSTGRES_TABLES)]
    else:
        names = sorted(str(name) for kind, name, *_ in reader.rows(SHAPE) if kind == "table")
    return [name for name in names if name not in OURS and not name.startswith("sqlite_")]


def _spelled(sql: str | None) -> str:
    return " ".join((sql or "").split())


def _compare_postgres(expected: _Expected, reader: Reader) -> Iterator[str]:
    tables = list(expected.columns)
    columns = {
        f"{table}.{name} ({TYPES.get(kind, kind.lower())})"
        for table, held in expected.columns.items()
        for name, kind in held
    }
    yield from _differ("column ", columns, _names(reader, COLUMNS, tables))
    indexes = {name for kind, name, *_ in expected.shape if kind == "index" and not name.startswith("sqlite_")}
    yield from _differ("index ", indexes, _names(reader, INDEXES, tables))
    constraints = {
        each for kind, *_, sql in expected.shape if kind == "table" for each in NAMED_CONSTRAINT.findall(sql)
    }
    yield from _differ("constraint ", constraints, _names(reader, CONSTRAINTS, tables))
    for code in CODE:
        yield from _differ("", set(), _names(reader, code, tables))
    yield from _differ("", set(), {str(row[0]) for row in reader.rows(VIEWS)})


def _differ(kind: str, wanted: set[str], held: set[str]) -> Iterator[str]:
    yield from (f"{kind}{name} is missing" for name in sorted(wanted - held))
    yield from (f"{kind}{name} is none of casactl's" for name in sorted(held - wanted))


TYPES = {"INTEGER": "bigint"}


COLUMNS = (
    "select c.relname || '.' || a.attname || ' (' || format_type(a.atttypid, a.atttypmod) || ')' "
    "from pg_attribute a join pg_class c on c.oid = a.attrelid "
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


CODE = (
    "select 'trigger ' || t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid "
    "where pg_table_is_visible(c.oid) and not t.tgisinternal and ",
    "select 'rule ' || r.rulename from pg_rewrite r join pg_class c on c.oid = r.ev_class "
    "where pg_table_is_visible(c.oid) and c.relkind = 'r' and ",
    "select 'policy ' || p.polname from pg_policy p join pg_class c on c.oid = p.polrelid "
    "where pg_table_is_visible(c.oid) and ",
)
"""What a server does by itself with casactl's tables."""

VIEWS = (
    "select 'view ' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    "left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e' "
    "where n.nspname = current_schema() and c.relkind in ('v', 'm') and d.objid is null"
)
"""Views beside them, but for those of an extension."""


def _names(reader: Reader, sql: str, tables: list[str]) -> set[str]:
    found = reader.rows(sql + reader.among("c.relname", "names"), {"names": reader.bind(tables)})
    return {str(row[0]) for row in found}
