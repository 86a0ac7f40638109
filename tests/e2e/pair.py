"""Two PostgreSQL servers, one a synchronous standby of the other, to be killed and promoted."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.postgres import INITDB_OPTIONS, as_server_user, base_folder, identity, own_folder, programs_for

PATIENCE = 60.0
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "40",
    "fsync": "off",  # whole processes die here, not machines
    "wal_level": "replica",
    "shared_buffers": "16MB",
    "autovacuum": "off",
    "timezone": "UTC",
    "dynamic_shared_memory_type": "mmap",
}
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def end_with_me() -> None:
    """In a child: end at once when the process that started it is gone."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGQUIT)


def patiently() -> Iterator[None]:
    """Look again and again, for as long as a very busy machine may take."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        yield
        time.sleep(0.02)
    raise TimeoutError("it does not come about")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """One server's folder, port and process."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs = programs
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        own_folder(folder)

    @property
    def url(self) -> str:
        """Where its own database is, for a test's questions."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """An empty cluster."""
        made = as_server_user(self.programs / "initdb", "-D", self.data, *INITDB_OPTIONS)
        assert made.returncode == 0, made.stdout

    def copy(self, other: Server) -> None:
        """What the other server holds, as its standby."""
        shutil.rmtree(self.data, ignore_errors=True)
        options = ("-R", "-X", "stream", "--checkpoint=fast", "--no-sync", "-d", f"{other.url}?application_name=twin")
        copied = as_server_user(self.programs / "pg_basebackup", "-D", self.data, *options)
        assert copied.returncode == 0, copied.stdout

    def start(self, **more: str) -> None:
        """Run it until it takes connections, or says why it takes none."""
        settings = SETTINGS | {"port": str(self.port), "unix_socket_directories": str(self.folder)} | more
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=end_with_me, **identity(),
            )  # fmt: skip
        for _ in patiently():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            if self._answers():
                return

    def _answers(self) -> bool:
        try:
            return self.ask("select 1") == [(1,)]
        except psycopg.OperationalError as fault:
            return "Hot standby mode is disabled" in str(fault)

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """One statement's rows."""
        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def set(self, name: str, value: str) -> None:
        """Change a setting while it runs, for whoever connects from now on."""
        self.ask(f"alter system set {name} = '{value}'")
        self.ask("select pg_reload_conf()")
        for _ in patiently():
            if self.ask(f"show {name}") == [(value,)]:
                return

    def demand_passwords(self) -> None:
        """Let nobody but the superuser in without a password."""
        rules = ("local all all trust", "host all postgres all trust", "host all all all scram-sha-256")
        (self.data / "pg_hba.conf").write_text("\n".join(rules) + "\n")
        self.ask("select pg_reload_conf()")
        self.says("no password supplied", user="nobody")

    def says(self, word: str, *, user: str = "postgres") -> None:
        """Wait until it turns whoever connects away with this word."""
        for _ in patiently():
            try:
                psycopg.connect(self.url.replace("postgres@", f"{user}@")).close()
            except psycopg.OperationalError as fault:
                if word in str(fault):
                    return

    def shut_down(self) -> None:
        """Ask it to end once nobody is connected any more."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)

    def ended(self) -> None:
        """Wait until it has."""
        assert self.process
        self.process.wait(PATIENCE)

    def kill(self) -> None:
        """End every process of it at once without a word, as a power cut does."""
        if self.process and self.process.poll() is None:
            self.signal(signal.SIGKILL)
            self.process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to every process of it."""
        for process in self.family():
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def family(self) -> list[int]:
        """Its process and those that it has started, each of which leads a session of its own."""
        assert self.process
        parent = self.process.pid
        status = Path("/proc").glob("[0-9]*/stat")
        return [parent, *(int(path.parent.name) for path in status if _parent(path) == parent)]


def _parent(status: Path) -> int | None:
    with suppress(OSError):
        return int(status.read_text().rpartition(")")[2].split()[1])
    return None


class Pair:
    """A primary and its synchronous standby; they change places with each fail-over."""

    def __init__(self, primary: Server, standby: Server) -> None:
        self.primary, self.standby = primary, standby
        self._hosts = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"

    def url(self, attributes: str = "read-write") -> str:
        """Both hosts, in an order that stays."""
        return f"postgresql://postgres@{self._hosts}/postgres?target_session_attrs={attributes}"

    def join(self) -> None:
        """Make the standby follow the primary, whose commits wait for it from then on."""
        self.standby.copy(self.primary)
        self.standby.start()
        self.primary.set("synchronous_standby_names", "*")
        for _ in patiently():
            if self.primary.ask("select sync_state from pg_stat_replication") == [("sync",)]:
                return

    def promote(self) -> None:
        """Make the standby the primary; nobody follows it yet, so its commits wait for nobody."""
        self.standby.ask("select pg_promote(true, 60)")
        self.standby.set("synchronous_standby_names", "")
        self.primary, self.standby = self.standby, self.primary


@contextmanager
def removed_after() -> Iterator[tuple[Path, Path]]:
    """The server's programs, and a folder that is gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="casactl-pair-", dir=base_folder()))
    folder.chmod(0o711)
    try:
        yield programs_for(folder), folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def two_servers() -> Iterator[Pair]:
    """A primary and a standby, gone with all they hold at the end."""
    with removed_after() as (programs, folder):
        servers = [Server(programs, folder / name) for name in ("one", "two")]
        try:
            servers[0].make()
            servers[0].start()
            pair = Pair(*servers)
            pair.join()
            yield pair
        finally:
            for server in servers:
                server.kill()
