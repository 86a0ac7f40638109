"""Every query function runs on both databases, against a store that the migrations made."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

import casactl.store.queries
from casactl.store.queries.contacts import SORTS, Page, list_contacts, selected_ids
from casactl.store.queries.export import stream_for_export
from tests.casa import Casa
from tests.conftest import Filled
from tests.store.sample import COMPOSERS, FILTERS, QUESTIONS, TODAY, answer, fill, plain


def functions() -> set[str]:
    """`module.function` of everything public in `queries/` that takes a reader."""
    found = set()
    for module in pkgutil.iter_modules(casactl.store.queries.__path__):
        loaded = importlib.import_module(f"casactl.store.queries.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            own = function.__module__ == loaded.__name__ and not name.startswith("_")
            if own and next(iter(inspect.signature(function).parameters), "") == "reader":
                found.add(f"{module.name}.{name}")
    return found


def test_no_query_is_left_out_here() -> None:
    assert functions() == set(QUESTIONS) | COMPOSERS


def test_every_query_has_an_answer(filled: Filled) -> None:
    reader = filled(fill).reader()

    empty = [name for name in QUESTIONS if not answer(reader, name)]
    reader.close()

    assert empty == []


def test_both_databases_answer_alike(casa_sqlite: Casa, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("backend") == "sqlite":
        pytest.skip("only SQLite was asked for")
    here, there = casa_sqlite, request.getfixturevalue("casa_postgres")
    fill(here)
    fill(there)
    readers = here.reader(), there.reader()

    different = [name for name in QUESTIONS if answer(readers[0], name) != answer(readers[1], name)]
    for reader in readers:
        reader.close()

    assert different == []


def test_every_filter_finds_the_same_contacts_in_every_way(filled: Filled) -> None:
    reader = filled(fill).reader()

    for name, (filters, expected) in FILTERS.items():
        found = {"selected": list(selected_ids(reader, filters, today=TODAY))}
        found["streamed"] = [row[0] for row in stream_for_export(reader, filters, today=TODAY)]
        for sort in [*SORTS, *(f"-{sort}" for sort in SORTS)]:
            for limit in (None, 3, 100, 1000):
                rows = list_contacts(reader, filters, Page(sort, limit), today=TODAY)
                assert len(rows) == min(len(expected), limit or 99), (name, sort, limit)
                if len(rows) == len(expected):
                    found[f"{sort} {limit}"] = sorted(row.id for row in rows)
        assert {way: ids for way, ids in found.items() if ids != expected} == {}, name
    reader.close()


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{sort}" for sort in SORTS)])
def test_pages_joined_are_the_whole_list(filled: Filled, sort: str) -> None:
    reader = filled(fill).reader()
    whole = list_contacts(reader, FILTERS["everybody"][0], Page(sort), today=TODAY)
    pages = []
    after: int | None = None
    while True:
        page = Page(sort, 3, after)
        part = list_contacts(reader, FILTERS["everybody"][0], page, today=TODAY)
        if not part:
            break
        pages += part
        after = part[-1].id
    reader.close()

    assert plain(pages) == plain(whole)
