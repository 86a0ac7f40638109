"""The server that the tests run on: databases come from a template, apart from each other, and go."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.postgres import drop_database, fresh_database, server, shared_template


def ask(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else None


def prepare(url: str) -> None:
    ask(url, "create table lamp (id bigint primary key, room text)")
    ask(url, "insert into lamp values (1, 'hall')")


def test_a_database_is_a_copy_of_its_template_and_apart_from_every_other() -> None:
    template = shared_template("server_test", prepare)
    first, second = (fresh_database("Two Lamps!", template) for _ in range(2))

    ask(first, "insert into lamp values (2, 'stairs')")

    assert ask(first, "select count(*) from lamp") == [(2,)]
    assert ask(second, "select room from lamp") == [("hall",)]
    drop_database(first)
    drop_database(second)


def test_a_template_is_made_once() -> None:
    def again(_: str) -> None:
        pytest.fail("the template was there already")

    assert shared_template("server_test", prepare) == shared_template("server_test", again)


def test_a_dropped_database_is_gone_even_while_somebody_is_connected() -> None:
    url = fresh_database("short-lived")

    with psycopg.connect(url):
        drop_database(url)
        drop_database(url)

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_the_url_serves_sqlalchemy_too() -> None:
    url = fresh_database("alchemy")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))

    with engine.connect() as connection:
        assert connection.scalar(text("select 1")) == 1

    engine.dispose()
    drop_database(url)


def test_nothing_reaches_the_disk_early_and_many_may_connect() -> None:
    tuned = "select name, setting from pg_settings where name in ('fsync', 'max_connections') order by name"

    assert ask(server(), tuned) == [("fsync", "off"), ("max_connections", "200")]


def test_the_server_of_a_killed_process_ends_and_leaves_no_folder() -> None:
    script = "import os, signal; from tests.postgres import server; print(server(), flush=True); os.kill(0, 9)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTEST_XDIST_TESTRUNUID": "killed"}

    killed = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        start_new_session=True,
    )

    folder = Path(urlsplit(killed.stdout.strip()).query.removeprefix("host=")).parent
    assert killed.returncode == -9
    assert folder != Path(urlsplit(server()).query.removeprefix("host=")).parent
    for _ in range(200):
        if not folder.exists():
            return
        time.sleep(0.05)
    pytest.fail(f"{folder} is still there")
