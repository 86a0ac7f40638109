"""A server that is away for a while is busy (exit 6); one that lets nobody in stays a fault of the store (10)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from casactl.errors import Exit
from casactl.store.reader import open_reader
from tests.casa import Casa
from tests.e2e.pair import Server, removed_after
from tests.failing import failing
from tests.run import Run, run

READ = "contact list -o json"
WRITE = "contact add --type tenant --first-name Joe --last-name Bloggs --request-id joe -o json"


@pytest.fixture
def server(machine: Path) -> Iterator[Server]:
    """A server of the test's own, with an office on it."""
    with removed_after() as (programs, folder):
        server = Server(programs, folder / "one")
        server.make()
        server.start()
        try:
            assert run(f"workspace add office --database {server.url} --country GB").exit_code == 0
            yield server
        finally:
            server.kill()


def ask_both(**env: str) -> list[Run]:
    """A read and a write."""
    return [run(line, env=env) for line in (READ, WRITE)]


def are_busy(left: list[Run], word: str) -> None:
    """Each ended with 6, the server's own reason, and the way on."""
    for ran in left:
        assert (ran.exit_code, ran.error["code"], ran.stdout) == (Exit.BUSY, "workspace.unreachable", ""), ran
        assert word in ran.error["message"]
        assert "--request-id" in ran.error["hint"]


def test_each_way_of_being_away_is_busy_and_each_comes_back(server: Server) -> None:
    server.set("default_transaction_read_only", "on")
    assert run(READ).exit_code == 0
    are_busy([run(WRITE)], "read-only")
    server.set("default_transaction_read_only", "off")

    with closing(psycopg.connect(server.url)):
        server.shut_down()
        server.says("shutting down")
        are_busy(ask_both(), "shutting down")
    server.ended()
    are_busy(ask_both(), "refused")

    (server.data / "standby.signal").touch()
    server.start(hot_standby="off")
    are_busy(ask_both(), "not accepting connections")
    server.kill()
    server.start(hot_standby="on")
    assert run(READ).exit_code == 0
    are_busy([run(WRITE)], "read-only")
    server.ask("select pg_promote()")

    assert run(WRITE).ids == [1]
    assert run(WRITE).ids == [1]


def test_whoever_is_not_let_in_is_told_so_and_need_not_try_again(server: Server) -> None:
    server.ask("create role ann login password 'right:@/'")
    server.ask("grant all on all tables in schema public to ann")
    server.demand_passwords()
    host = f"127.0.0.1:{server.port}"
    for user, database, why in [
        ("ann:s3cret", "postgres", "password authentication failed"),
        ("ann", "postgres", "no password supplied"),
        ("bob:s3cret", "postgres", "password authentication failed"),
        ("ann:right%3A%40%2F", "nowhere", '"nowhere" does not exist'),
    ]:
        for ran in ask_both(CASACTL_DATABASE=f"postgresql://{user}@{host}/{database}"):
            assert (ran.exit_code, ran.error["code"]) == (Exit.STORE, "workspace.access-refused"), ran
            assert why in ran.error["message"]
            assert "s3cret" not in ran.stderr
            assert "right" not in ran.stderr

    let_in = f"postgresql://ann:right%3A%40%2F@{host}/postgres"
    assert run(READ, env={"CASACTL_DATABASE": let_in}).exit_code == 0
    away_and_wrong = f"postgresql://ann:s3cret@127.0.0.1:1,{host}/postgres"
    are_busy(ask_both(CASACTL_DATABASE=away_and_wrong), "refused; 127.0.0.1")


def test_a_server_without_room_for_another_connection_is_busy(server: Server) -> None:
    server.ask("create role ann login connection limit 1")
    server.ask("grant all on all tables in schema public to ann")
    url = server.url.replace("postgres@", "ann@")

    with closing(psycopg.connect(url)):
        are_busy(ask_both(CASACTL_DATABASE=url), "too many connections")


def cut_off(casa: Casa) -> None:
    """End every other session on the workspace's database."""
    with psycopg.connect(casa.url, autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )


def edit_and_lose(casa: Casa, after: str) -> None:
    """Change something, lose the server, and go on with another statement or with the commit."""
    with casa.work("contact.edit") as work:
        work.run("update contact set name = 'X' where id = 1")
        cut_off(casa)
        if after:
            work.run(after)


def test_a_connection_that_is_lost_in_the_middle_is_busy_and_leaves_nothing(casa_postgres: Casa) -> None:
    casa = casa_postgres
    casa.tenant("Joe Bloggs")

    with closing(open_reader(casa.location)) as reader:
        rows = reader.stream("select c.id from {contact} c")
        cut_off(casa)
        with failing("workspace.unreachable"):
            next(rows)
        with failing("workspace.unreachable"):
            reader.rows("select 1")
    for after in ("update contact set name = 'Y' where id = 1", ""):
        with failing("workspace.unreachable"):
            edit_and_lose(casa, after)
    assert casa.rows("select name, version from contact") == [(None, 1)]


def test_a_role_that_may_only_read_is_told_what_it_lacks(casa_postgres: Casa) -> None:
    casa = casa_postgres
    role = f"reader_{tempfile.gettempprefix()}"
    with psycopg.connect(casa.url, autocommit=True) as connection:
        connection.execute(f"create role {role} login".encode())
        connection.execute(f"grant select on all tables in schema public to {role}".encode())
    env = {"CASACTL_DATABASE": casa.url.replace("postgres@", f"{role}@")}
    try:
        assert casa.run(READ, env=env).exit_code == 0
        ran = casa.run(WRITE, env=env)
    finally:
        with psycopg.connect(casa.url, autocommit=True) as connection:
            connection.execute(f"drop owned by {role}; drop role {role}".encode())

    assert (ran.exit_code, ran.error["code"]) == (Exit.STORE, "workspace.access-refused")
    assert "permission denied for table chain" in ran.error["message"]
