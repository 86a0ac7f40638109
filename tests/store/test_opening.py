"""Stores of other times and other people: migrated with a backup, refused untouched, or explained."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from casactl.store.engine import transaction
from casactl.store.journal import GENESIS
from casactl.store.location import Location, parse_url
from casactl.store.migrate import upgrade
from casactl.store.postgres import driver
from casactl.store.schema import HEAD
from tests.casa import Casa
from tests.fence import FOR_TESTS
from tests.postgres import drop_database, fresh_database
from tests.run import Run, run

READS = [
    "contact list", "contact find joe", "contact show 1", "contact can 1", "contact history 1", "due list", "log list",
    "log verify", "log head", "property list", "workspace get",
]  # fmt: skip
NOISE = random.Random(1).randbytes(5000)
WRITE = "contact add --type tenant --first-name Joe --last-name Bloggs -o json"


def old_store(location: Location) -> None:
    """A store as the first release left it, with a contact in it."""
    with transaction(location) as reader:
        upgrade(reader, "0001")
        reader.execute(
            "insert into chain (id, workspace, head, numbers) values (1, 'w', :head, '{\"contact\": 2}')",
            {"head": GENESIS},
        )
        reader.unfenced(FOR_TESTS).execute(
            "insert into contact (id, kind, type, first_name, last_name, display_name, sort_key, created_at, "
            "updated_at) values (1, 'person', 'tenant', 'Ann', 'Old', 'Ann Old', 'old\tann', '2020', '2020')"
        )
        reader.connection.commit()


@pytest.fixture
def older(casa: Casa, tmp_path: Path) -> Iterator[Casa]:
    """The configuration points at a store of an earlier release."""
    (tmp_path / "older").mkdir()
    postgres = casa.backend == "postgresql"
    url = fresh_database("older") if postgres else f"sqlite:///{tmp_path}/older/casactl.db"
    old_store(parse_url(url))
    yield Casa(url, tmp_path / "older", casa.config_file, casa.clock)
    if postgres:
        drop_database(url)


@pytest.mark.parametrize("read", READS)
def test_reads_of_an_older_store_name_the_command_that_migrates(older: Casa, read: str) -> None:
    refused = older.run(f"{read} -o json")

    assert (refused.exit_code, refused.stdout) == (10, "")
    assert refused.error["code"] == "workspace.not-migrated"
    assert refused.error["hint"] == "casactl workspace migrate"


def test_the_first_write_migrates_after_a_backup_beside_it(older: Casa) -> None:
    done = older.ok(WRITE)

    assert done.ids == [2]
    assert older.rows("select version_num from alembic_version") == [(HEAD,)]
    assert [each["display_name"] for each in older.ok("contact list -o json").json] == ["Joe Bloggs", "Ann Old"]
    (backup,) = older.folder.glob("*.backup")
    assert backup.stat().st_mode & 0o777 == 0o600
    assert HEAD in backup.name


def test_a_dry_run_does_not_migrate(older: Casa) -> None:
    assert older.run(f"{WRITE} -n").exit_code == 10
    assert older.rows("select version_num from alembic_version") == [("0001",)]


def test_the_backup_before_a_migration_restores(older: Casa, tmp_path: Path) -> None:
    older.ok(WRITE)
    (backup,) = older.folder.glob("*.backup")

    older.ok(["workspace", "add", "copy", "--database", f"sqlite:///{tmp_path}/copy/casactl.db"])
    older.ok(["workspace", "restore", str(backup), "-w", "copy", "-y"])

    names = [each["display_name"] for each in older.ok("contact list -o json -w copy").json]
    assert names == ["Ann Old"]


def refused(casa: Casa, code: str, exit_code: int) -> None:
    for command in [*READS, WRITE, "contact edit 1 --tag vip", "due run", "undo -y", "workspace check"]:
        ran: Run = casa.run(f"{command} -o json" if "-o json" not in command else command)
        assert (ran.exit_code, ran.stdout) == (exit_code, ""), (command, ran)
        assert ran.error["code"] == code, command


def test_a_store_of_a_newer_casactl_stays_untouched(casa_sqlite: Casa) -> None:
    casa_sqlite.tenant("Joe Bloggs")
    with closing(sqlite3.connect(casa_sqlite.database)) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
        connection.commit()
        connection.execute("pragma wal_checkpoint(truncate)")
    before = casa_sqlite.database.read_bytes()

    refused(casa_sqlite, "workspace.newer", 10)

    assert casa_sqlite.database.read_bytes() == before


def test_a_newer_store_on_postgresql_is_refused(casa: Casa) -> None:
    if casa.backend != "postgresql":
        return
    with driver().connect(casa.url) as connection:
        connection.execute("update alembic_version set version_num = '9999'")

    refused(casa, "workspace.newer", 10)
    assert casa.rows("select count(*) from operation") == [(1,)]


def test_somebody_elses_sqlite_file_stays_untouched(casa_sqlite: Casa, tmp_path: Path) -> None:
    path = tmp_path / "foreign.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table bookmarks (url text)")
        connection.execute("insert into bookmarks values ('https://example.com')")
        connection.commit()
    before = path.read_bytes()

    refused(Casa(f"sqlite:///{path}", tmp_path, casa_sqlite.config_file, casa_sqlite.clock), "workspace.foreign", 10)

    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.glob("foreign.db*")) in (
        ["foreign.db"],
        ["foreign.db", "foreign.db.lock"],
    )


@pytest.mark.parametrize(
    "content",
    [NOISE, b"\0" * 5000, b"hello\n", b"SQLite format 3\0" + NOISE, b"SQLite format 3\0"],
    ids=["random", "zeros", "text", "header and noise", "header"],
)
def test_a_corrupt_file_stays_untouched(casa_sqlite: Casa, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "corrupt.db"
    path.write_bytes(content)
    casa = Casa(f"sqlite:///{path}", tmp_path, casa_sqlite.config_file, casa_sqlite.clock)

    for command in [*READS, WRITE, "due run", "workspace check"]:
        ran = casa.run(f"{command} -o json")
        assert ran.exit_code in (8, 10), (command, ran)
        assert ran.error["code"] in ("workspace.corrupt", "workspace.foreign"), (command, ran)
        if content[:1] != b"\0" and len(content) != 16:
            assert ran.exit_code == 8, (command, ran)

    assert path.read_bytes() == content


def test_a_database_that_is_gone_is_named(casa_sqlite: Casa) -> None:
    casa_sqlite.database.unlink()

    ran = casa_sqlite.run("contact list -o json")

    assert ran.exit_code == 10
    assert str(casa_sqlite.database) in ran.error["message"]
    assert not casa_sqlite.database.exists()


def test_a_write_never_makes_a_database_anew_where_one_is_missing(casa_sqlite: Casa) -> None:
    casa_sqlite.database.unlink()

    assert casa_sqlite.run(WRITE).exit_code == 10
    assert not casa_sqlite.database.exists()


def test_a_database_server_that_does_not_answer_is_named_without_its_password(casa_sqlite: Casa) -> None:
    url = "postgresql://ann:secret@127.0.0.1:1/casactl"
    casa = Casa(url, casa_sqlite.folder, casa_sqlite.config_file, casa_sqlite.clock)

    for command in ("contact list -o json", WRITE):
        ran = casa.run(command)
        assert (ran.exit_code, ran.error["code"]) == (6, "workspace.unreachable")
        assert "secret" not in ran.stderr
        assert "127.0.0.1" in ran.error["message"]


def test_what_a_creation_that_was_killed_leaves_is_taken_over(machine: Path) -> None:
    database = machine / "data" / "casactl" / "main" / "casactl.db"
    database.parent.mkdir(parents=True)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("pragma journal_mode = wal")
    assert database.stat().st_size

    assert run(WRITE).ids == [1]
    assert run("contact list -o ids").ids == [1]
