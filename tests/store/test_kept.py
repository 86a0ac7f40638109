"""Connections that are kept for the next command: they show what is there now, and serve one command at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

import pytest

from casactl.errors import CasaError, StoreFault
from casactl.store.engine import transaction
from casactl.store.kept import Kept
from casactl.store.reader import NotMigrated, Reader, Unchanging
from tests.casa import Casa
from tests.fence import FOR_TESTS


@pytest.fixture
def kept() -> Iterator[Kept]:
    made = Kept("test")
    yield made
    made.close()


def names(reader: Reader) -> list[str]:
    return [row[0] for row in reader.unfenced(FOR_TESTS).rows("select display_name from contact order by id")]


def look(kept: Kept, casa: Casa) -> tuple[Any, list[str]]:
    """The connection that a reader had, and whom it saw."""
    with kept.reading(casa.location) as reader:
        return reader.connection, names(reader)


def test_a_reader_sees_what_others_wrote_since_on_the_same_connection(casa: Casa, kept: Kept) -> None:
    casa.tenant("Joe Bloggs")
    first, seen = look(kept, casa)
    casa.tenant("Ann Archer")

    assert seen == ["Joe Bloggs"]
    assert look(kept, casa) == (first, ["Joe Bloggs", "Ann Archer"])


def test_two_at_once_have_a_connection_each_and_other_threads_go_on_with_them(casa: Casa, kept: Kept) -> None:
    casa.tenant("Joe Bloggs")
    together = Barrier(2, timeout=60)

    def at_once(_: int) -> Any:
        with kept.reading(casa.location) as reader:
            together.wait()
            assert names(reader) == ["Joe Bloggs"]
            return reader.connection

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(at_once, range(2))

    assert one is not other
    assert look(kept, casa)[0] in (one, other)


@pytest.mark.parametrize("way", ["another file", "written over"])
def test_a_file_that_is_another_one_is_opened_anew(casa_sqlite: Casa, kept: Kept, way: str) -> None:
    casa = casa_sqlite
    casa.tenant("Joe Bloggs")
    file = casa.database
    before = file.read_bytes()
    casa.ok("contact edit 1 --first-name Jim")
    _, seen = look(kept, casa)
    assert seen == ["Jim Bloggs"]

    for each in file.parent.glob(f"{file.name}-*"):
        each.unlink()
    if way == "another file":
        file.rename(file.with_name("away.db"))
    file.write_bytes(before)

    assert look(kept, casa)[1] == ["Joe Bloggs"]


def test_a_store_that_was_migrated_meanwhile_is_refused(casa: Casa, kept: Kept) -> None:
    look(kept, casa)
    with transaction(casa.location) as reader:
        reader.execute("update alembic_version set version_num = '0001'")
        reader.connection.commit()

    with pytest.raises(NotMigrated):
        look(kept, casa)


@pytest.mark.parametrize(
    ("fault", "stays"), [(CasaError("No."), True), (StoreFault("Gone."), False), (OSError(), False)]
)
def test_an_answer_keeps_the_connection_and_a_failure_closes_it(
    casa: Casa, kept: Kept, fault: Exception, stays: bool
) -> None:
    first, _ = look(kept, casa)

    with pytest.raises(type(fault)), kept.reading(casa.location):
        raise fault

    assert (look(kept, casa)[0] is first) is stays


def test_a_connection_that_sees_no_change_is_not_kept(
    casa_sqlite: Casa, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unchanging(location: Any, **_: Any) -> Reader:
        uri = f"file:{location.file}?mode=ro&immutable=1"
        return Reader(sqlite3.connect(uri, uri=True, factory=Unchanging), "sqlite")

    casa = casa_sqlite
    casa.tenant("Joe Bloggs")
    with closing(sqlite3.connect(casa.database)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    monkeypatch.setattr("casactl.store.kept.open_reader", unchanging)

    first, _ = look(kept, casa)
    assert look(kept, casa)[0] is not first


def test_what_is_kept_is_forgotten_before_files_are_read_by_name(casa: Casa, kept: Kept) -> None:
    first, _ = look(kept, casa)

    kept.forget(casa.location)

    assert look(kept, casa)[0] is not first
