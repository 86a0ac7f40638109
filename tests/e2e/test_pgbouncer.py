"""PgBouncer in transaction mode: every statement may come upon a server connection that somebody else has used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.e2e.pair import Server, end_with_me, free_port, patiently, removed_after
from tests.e2e.programs import at_once, failures
from tests.postgres import identity
from tests.run import run

PROGRAM = shutil.which("pgbouncer", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin")))
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(PROGRAM is None, reason="there is no pgbouncer on this machine (Debian: apt install pgbouncer)"),
]

CONFIGURATION = """
[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 2
max_client_conn = 100
{more}
"""


@pytest.fixture
def server(machine: Path) -> Iterator[Server]:
    """A server of the test's own."""
    with removed_after() as (programs, folder):
        server = Server(programs, folder / "one")
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.kill()


@contextmanager
def pooled(server: Server, more: str = "") -> Iterator[str]:
    """The URL of a pooler before the server, which has two connections for everybody."""
    port, folder = free_port(), server.folder
    file = folder / "pgbouncer.ini"
    file.write_text(CONFIGURATION.format(server=server.port, port=port, folder=folder, more=more))
    (folder / "users").write_text('"postgres" ""\n"office_1" ""\n')
    for path in (file, folder / "users"):
        path.chmod(0o644)
    assert PROGRAM
    process = subprocess.Popen(
        [PROGRAM, "-q", file], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        preexec_fn=end_with_me, **identity(),
    )  # fmt: skip
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    try:
        for _ in patiently():
            assert process.poll() is None
            try:
                psycopg.connect(url).close()
                break
            except psycopg.OperationalError:
                continue
        yield url
    finally:
        process.kill()
        process.wait()


def test_a_herd_reads_and_writes_through_two_shared_connections(server: Server, tmp_path: Path) -> None:
    sheet = tmp_path / "people.csv"
    sheet.write_text("type,first name,last name,email\n" + "".join(f"tenant,F{n},L,n{n}@x.org\n" for n in range(300)))
    with pooled(server) as url:
        assert run(f"workspace add office --database {url}?target_session_attrs=read-write").exit_code == 0
        assert run(["contact", "import", str(sheet)]).exit_code == 0
        jobs = [
            [line for n in range(4) for line in (
                ["contact", "edit", str(k + 1), "--tag", f"t{n}", "--request-id", f"{k}-{n}", "--lock-wait", "2m"],
                ["contact", "list", "--tag", f"t{n}", "-o", "json"],
                ["contact", "export", "-"],
                ["log", "verify"],
            )]
            for k in range(6)
        ]  # fmt: skip

        left = at_once(jobs)

        assert failures(left) == []
        assert all(job[2]["stdout"].count("\n") == 301 for job in left)
        assert run("contact archive 7 --on +1d").exit_code == 0
        assert run("due run --as-of 2036-01-01 -y").exit_code == 0
        assert run(f"workspace backup {tmp_path}/copy.backup").exit_code == 0
        assert run("workspace check").exit_code == 0
        assert run("undo -y").exit_code == 0
        assert run(f"workspace move office --database sqlite:///{tmp_path}/moved/casactl.db").exit_code == 0

    listed = json.loads(run("contact list -o json --tag t3").stdout)
    assert sorted(row["id"] for row in listed) == [1, 2, 3, 4, 5, 6]
    assert run("log verify").exit_code == 0


def test_a_server_that_is_lost_behind_the_pooler_is_busy(server: Server) -> None:
    with pooled(server, "query_wait_timeout = 2\nserver_login_retry = 1") as url:
        assert run(f"workspace add office --database {url}").exit_code == 0
        server.kill()
        for line in ("contact list -o json", "contact add --type tenant --first-name Joe --last-name Bloggs -o json"):
            ran = run(line)
            assert (ran.exit_code, ran.error["code"]) == (6, "workspace.unreachable"), ran
        server.start()
        for _ in patiently():
            if run("contact list").exit_code == 0:
                break


def test_a_schema_that_the_pooler_drops_from_the_url_is_refused_and_a_roles_own_one_is_found(server: Server) -> None:
    server.ask("create role office_1 login")
    server.ask("create schema office_1 authorization office_1")
    by_url = "?options=-csearch_path%3Doffice_1"
    with pooled(server) as url:
        assert run(f"workspace add one --database {url}{by_url}").exit_code == 10
    with pooled(server, "ignore_startup_parameters = options") as url:
        assert run(f"workspace add public --database {url}").exit_code == 0
        dropped = run(f"workspace add one --database {url}{by_url} -o json")
        by_role = run(f"workspace add one --database {url.replace('postgres@', 'office_1@')} -o json")

    assert (dropped.exit_code, dropped.error["code"]) == (11, "config.database")
    assert "search_path" in dropped.error["message"]
    assert by_role.exit_code == 0
    assert server.ask("select count(*) from pg_tables where schemaname = 'office_1' and tablename = 'chain'") == [(1,)]


def test_offices_in_schemas_of_one_database_do_not_see_each_other(server: Server) -> None:
    by_url = f"{server.url}?options=-csearch_path%3D"
    missing = run(f"workspace add one --database {by_url}one -o json")
    for name in ("one", "two"):
        server.ask(f"create schema {name}")
        assert run(f"workspace add {name} --database {by_url}{name} --country GB").exit_code == 0
    assert run("contact add --type tenant --first-name Joe --last-name Bloggs -w one").exit_code == 0

    assert (missing.exit_code, missing.error["code"]) == (10, "workspace.access-refused")
    assert "create schema one" in missing.error["hint"]
    assert run("contact list -o ids -w one").stdout == "1\n"
    assert run("contact list -o ids -w two").stdout == ""
    assert run("workspace check two").exit_code == 0
    assert run("workspace remove one --delete-data --yes").exit_code == 0
    assert run("workspace check two").exit_code == 0
