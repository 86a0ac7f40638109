"""Backups: one consistent moment, whatever is written meanwhile, from either database."""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casactl.errors import IntegrityFault
from casactl.store.archive import unpacked
from casactl.store.backup import back_up
from casactl.store.journal import Origin
from casactl.store.location import parse_url
from casactl.store.opening import open_work
from casactl.store.reader import NoWorkspaceStore
from casactl.store.schema import HEAD, ORDER
from tests.casa import Casa
from tests.places import content, fill

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_the_backup_is_a_sqlite_copy_of_every_row(casa: Casa, tmp_path: Path) -> None:
    fill(casa)

    made = back_up(casa.location, tmp_path / "b", now=NOW)

    with unpacked(tmp_path / "b") as (manifest, database):
        assert manifest == made.manifest
        assert content(f"sqlite:///{database}") == content(casa.url)
    assert set(made.manifest.rows) == set(ORDER)
    assert (made.manifest.made_at, made.manifest.revision) == ("2026-11-23T12:00:00.000000Z", HEAD)


@pytest.mark.probe  # a backup is a copy in SQLite, whatever the source
def test_the_same_content_from_either_database_has_the_same_rows_and_head(
    casa_sqlite: Casa, casa_postgres: Casa, tmp_path: Path
) -> None:
    from casactl.store.copying import copy_over

    fill(casa_sqlite)
    copy_over(casa_sqlite.location, casa_postgres.location)

    ours = back_up(casa_sqlite.location, tmp_path / "ours", now=NOW).manifest
    theirs = back_up(casa_postgres.location, tmp_path / "theirs", now=NOW).manifest

    assert (ours.head, ours.rows, ours.workspace) == (theirs.head, theirs.rows, theirs.workspace)


def write_on(url: str, started: object, stop: object) -> None:
    """Add contact after contact until told to stop."""
    row = {
        "kind": "person",
        "type": "lead",
        "first_name": "A",
        "last_name": "B",
        "display_name": "A B",
        "sort_key": "b\ta",
    }
    while not stop.is_set():  # type: ignore[attr-defined]
        with open_work(parse_url(url), Origin("contact.add", "root", "root"), now=NOW) as work:
            work.insert("contact", [row, row, row])
        started.set()  # type: ignore[attr-defined]


def test_a_backup_under_writers_is_one_moment(casa: Casa, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    started, stop = context.Event(), context.Event()
    writers = [context.Process(target=write_on, args=(casa.url, started, stop)) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        assert started.wait(60)
        backups = [back_up(casa.location, tmp_path / f"b{n}", now=NOW) for n in range(5)]
    finally:
        stop.set()
        for writer in writers:
            writer.join(60)

    for made in backups:
        assert made.problem is None
        assert made.manifest.rows["contact"] == 3 * (made.manifest.rows["operation"] - 1)
        with unpacked(made.path):
            pass
    assert backups[0].manifest.rows["contact"] < backups[-1].manifest.rows["contact"]


def test_an_older_store_is_backed_up_as_it_is(tmp_path: Path) -> None:
    from tests.store.test_opening import old_store

    old = parse_url(f"sqlite:///{tmp_path}/old/casactl.db")
    (tmp_path / "old").mkdir()
    old_store(old)

    made = back_up(old, tmp_path / "b", now=NOW)

    assert made.manifest.revision == "0001"
    assert "scheduled" not in made.manifest.rows


def test_a_corrupt_store_makes_no_backup(casa_sqlite: Casa, tmp_path: Path) -> None:
    fill(casa_sqlite)
    for path in casa_sqlite.folder.glob("casactl.db-*"):
        path.unlink()
    body = casa_sqlite.database.read_bytes()
    casa_sqlite.database.write_bytes(body[: len(body) // 2])

    with pytest.raises(IntegrityFault):
        back_up(casa_sqlite.location, tmp_path / "b", now=NOW)

    assert not (tmp_path / "b").exists()


def test_a_store_that_is_not_there_makes_no_backup(casa_sqlite: Casa, tmp_path: Path) -> None:
    casa_sqlite.database.unlink()

    with pytest.raises(NoWorkspaceStore):
        back_up(casa_sqlite.location, tmp_path / "b", now=NOW)

    assert list(tmp_path.glob(".casactl*")) == []


def test_the_copy_inside_opens_with_plain_sqlite(casa: Casa, tmp_path: Path) -> None:
    casa.tenant("Joe Bloggs")
    back_up(casa.location, tmp_path / "b", now=NOW)

    with zipfile.ZipFile(tmp_path / "b") as packed:
        assert json.loads(packed.read("manifest.json"))["format"] == 1
        packed.extract("casactl.db", tmp_path)
    with closing(sqlite3.connect(tmp_path / "casactl.db")) as database:
        assert database.execute("select display_name from contact").fetchall() == [("Joe Bloggs",)]
        assert database.execute("pragma journal_mode").fetchone() == ("delete",)
