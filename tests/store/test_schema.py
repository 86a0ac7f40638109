"""Migrations, SQLModel classes and the plain description of the store say the same, on both databases."""

from __future__ import annotations

import pkgutil
import re
from dataclasses import asdict, fields
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, Engine, Inspector, Table, inspect
from sqlmodel import SQLModel

from casactl.store import tables
from casactl.store.engine import transaction
from casactl.store.migrate import alongside
from casactl.store.schema import HEAD, ORDER, REVISIONS, SPECS
from casactl.store.table_spec import Treatment
from tests.casa import Casa

TABLES = sorted(SPECS)
for module in pkgutil.iter_modules(tables.__path__, f"{tables.__name__}."):
    import_module(module.name)


@pytest.fixture
def engine(casa: Casa) -> Any:
    with transaction(casa.location) as reader, alongside(reader) as connection:
        yield connection.engine


@pytest.fixture
def store(engine: Engine) -> Any:
    with engine.connect() as connection:
        yield inspect(connection)


def declared(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def type_of(column: Column[Any] | Any, engine: Engine) -> str:
    kind = column["type"] if isinstance(column, dict) else column.type
    word = str(kind.compile(engine.dialect)).split()[0]
    return {"VARCHAR": "TEXT"}.get(word, word)


def test_there_are_the_tables_that_the_description_names_and_no_others(store: Inspector) -> None:
    assert sorted(store.get_table_names()) == sorted([*SPECS, "alembic_version"])
    assert set(SQLModel.metadata.tables) == set(SPECS)
    assert set(ORDER) == set(SPECS)


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_the_same_three_times(store: Inspector, engine: Engine, table: str) -> None:
    found = store.get_columns(table)
    model = declared(table)

    assert tuple(column["name"] for column in found) == SPECS[table].columns
    assert tuple(model.columns.keys()) == SPECS[table].columns
    for column in found:
        twin = model.columns[column["name"]]
        assert (column["nullable"], type_of(column, engine)) == (twin.nullable, type_of(twin, engine))
        assert type_of(column, engine) in ("TEXT", "INTEGER", "BIGINT")
        assert plain_default(column["default"]) == plain_default(twin.server_default)


def plain_default(value: Any) -> str | None:
    if value is None:
        return None
    text = str(getattr(value, "arg", value))
    return re.sub(r"::\w+$", "", text).strip("'")


@pytest.mark.parametrize("table", TABLES)
def test_keys_are_the_same_three_times(store: Inspector, table: str) -> None:
    model = declared(table)
    found = {
        (*key["constrained_columns"], key["referred_table"], *key["referred_columns"])
        for key in store.get_foreign_keys(table)
    }

    assert store.get_pk_constraint(table)["constrained_columns"] == list(model.primary_key.columns.keys())
    assert found == {(key.parent.name, key.column.table.name, key.column.name) for key in model.foreign_keys}
    assert {each[:2] for each in found} == set(SPECS[table].references)


@pytest.mark.parametrize("table", TABLES)
def test_every_foreign_key_leads_an_index(store: Inspector, table: str) -> None:
    indexes = [index["column_names"][0] for index in store.get_indexes(table)]
    indexes += store.get_pk_constraint(table)["constrained_columns"][:1]

    for key in store.get_foreign_keys(table):
        assert key["constrained_columns"][0] in indexes, key


@pytest.mark.parametrize("table", TABLES)
def test_indexes_are_the_same_in_migrations_and_classes(store: Inspector, table: str) -> None:
    found = {
        (index["name"], tuple(index["column_names"]), bool(index["unique"]), condition(index["dialect_options"]))
        for index in store.get_indexes(table)
        if not str(index["name"]).startswith("sqlite_autoindex")
    }
    expected = {
        (index.name, tuple(index.columns.keys()), bool(index.unique), condition(index.info))
        for index in declared(table).indexes
    }
    assert found == expected


def condition(options: dict[Any, Any]) -> str:
    """A partial index's condition without the spelling that a database gives it."""
    found = [str(value) for key, value in options.items() if key.endswith("where")]
    text = re.sub(r"::\w+|[\s()]", "", found[0]).lower() if found else ""
    return re.sub(r"=anyarray\[(.*)\]", r"in\1", text)


@pytest.mark.parametrize("table", TABLES)
def test_checks_are_named_the_same(store: Inspector, table: str) -> None:
    found = {check["name"] for check in store.get_check_constraints(table)}
    expected = {check.name for check in declared(table).constraints if isinstance(check, CheckConstraint)}

    assert found == expected
    assert None not in found


def test_tables_are_strict_on_sqlite(casa_sqlite: Casa) -> None:
    strict = dict(casa_sqlite.rows("select name, strict from pragma_table_list where schema = 'main'"))

    assert {table for table in SPECS if not strict[table]} == set()


def test_text_compares_by_code_point_on_postgresql(casa: Casa) -> None:
    if casa.backend != "postgresql":
        return
    found = casa.rows(
        "select table_name, column_name from information_schema.columns where table_schema = 'public' "
        "and data_type = 'text' and collation_name is distinct from 'C'"
    )
    assert found == []


def test_the_newest_revision_is_the_one_that_reads_expect(casa: Casa) -> None:
    assert casa.rows("select version_num from alembic_version") == [(HEAD,)]
    assert REVISIONS[-1] == HEAD
    assert {spec.since for spec in SPECS.values()} <= set(REVISIONS)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_that_erasure_empties_is_one(table: str) -> None:
    assert set(SPECS[table].personal) <= set(SPECS[table].columns)


@pytest.mark.parametrize("table", TABLES)
def test_the_description_treats_rows_as_the_class_says(table: str) -> None:
    treatment = declared(table).info["treatment"]

    assert {each.name: getattr(SPECS[table], each.name) for each in fields(Treatment)} == asdict(treatment)
    assert SPECS[table].defaults == {
        column.name: int(said) if said.isdigit() else said
        for column in declared(table).columns
        if (said := plain_default(column.server_default)) is not None
    }
    assert set(SPECS[table].referred_by) == {
        (other, column) for other in TABLES for column, target in SPECS[other].references if target == table
    }
