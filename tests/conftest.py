"""What every test can ask for: `casa` on each chosen database, `casa_sqlite`, `machine`."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from casactl.actions import passwords
from casactl.delivery import templates
from casactl.store import migrate
from tests.casa import Casa
from tests.clock import START, StillClock
from tests.compiled import environment_again
from tests.fence import watch
from tests.length import set_length
from tests.pooled import pooling
from tests.pooled_sqlite import pooling_sqlite
from tests.postgres import MEMORY, ROOM, drop_database
from tests.second_database import Notes, common_name, either, fixtures_of, noted_files, noted_tests
from tests.templates import postgres_copy, schema_again, sqlite_copy, upgrade_again

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NOBODYS = CHEAP.hash("nobody's")
NO_BROWSER = "no browser: `apt-get install chromium` (Debian) and `make .venv/.tools` bring what tests/browser needs"
CONNECTING = (
    "tests/e2e/",
    *(f"tests/store/test_{name}" for name in (
        "backup", "carry_over", "direct_edits", "erased_everywhere", "erasure_residue", "kept", "lock",
        "mail_config", "opening", "postgres_server", "restore", "server_urls", "untrusted",
    )),
)  # fmt: skip
"""The tests whose subject is how a store is opened, locked, left or replaced: each command of theirs connects anew."""
BACKENDS = {"sqlite": ["sqlite"], "postgres": ["postgres"], "both": ["sqlite", "postgres"]}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which tests run on which databases, and how far they go."""
    parser.addoption("--backend", choices=tuple(BACKENDS), default="sqlite", help="database(s) to test on")
    parser.addoption("--note", type=Path, metavar="FILE", help="note which tests have to run on PostgreSQL too")
    parser.addoption("--noted", type=Path, metavar="FILE", help="run only the tests that FILE names")
    parser.addoption("--pictures", type=Path, metavar="FOLDER", help="keep a picture of every page of the portal there")
    parser.addoption("--long", action="store_true", help="run the long proofs at full length, with fresh chances")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marks of these tests; work in memory where there is room: a commit waits for no disk there.

    Every statement that runs is looked at on its way through the fence.
    """
    watch()
    if _is_roomy(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    set_length(long=config.getoption("long"))
    if file := config.getoption("note"):
        config.pluginmanager.register(Notes(config, file), "notes")
    if config.getoption("noted"):
        config.option.disable_unused_snapshots = True  # the tests that are left out here have theirs in use
    config.addinivalue_line("markers", "dear_hashing: hashes passwords as the program does, which takes long")
    config.addinivalue_line(
        "markers",
        "probe: on one office of SQLite; proves words, files or pages, whose SQL other tests run on both databases",
    )
    config.addinivalue_line("markers", "heavy: takes many seconds; starts before the others")


def _is_roomy(place: Path) -> bool:
    if not place.is_dir() or not os.access(place, os.W_OK):
        return False
    volume = os.statvfs(place)
    return volume.f_bavail * volume.f_frsize > 2 * ROOM and not volume.f_flag & os.ST_NOEXEC


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where only the noted tests run, import no module without any: to collect all takes each worker many seconds."""
    file = config.getoption("noted")
    if not file or collection_path.is_dir() or not collection_path.name.startswith("test_"):
        return None
    return either(collection_path.relative_to(config.rootpath).as_posix()) not in noted_files(file) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, so that no worker is left with one of them at the end."""
    if file := config.getoption("noted"):
        wanted = noted_tests(file)
        chosen = [item for item in items if "backend" in fixtures_of(item) and common_name(item) in wanted]
        config.hook.pytest_deselected(items=list(set(items) - set(chosen)))
        items[:] = chosen
    items.sort(key=lambda item: item.get_closest_marker("heavy") is None)


def pytest_collection_finish() -> None:
    """Collect garbage as seldom as the program does, and leave the tests alone: all twelve thousand stay to the end."""
    gc.set_threshold(50_000, 20, 100)
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """That none of the tests asked for has to run on PostgreSQL is no failure."""
    if session.config.getoption("noted") and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly that the pages were not looked at, where no browser is."""
    left = [report for report in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(report.longrepr)]
    if left:
        terminalreporter.write_line(f"{len(left)} tests of tests/browser did NOT run: {NO_BROWSER}", yellow=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many tests wait for processes of theirs."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let a worker that has nothing left take over what waits at another."""
    scheduling: Any = import_module("xdist.scheduler").WorkStealingScheduling
    return scheduling(config, log)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever uses a workspace once for each chosen database."""
    if "backend" in metafunc.fixturenames:
        metafunc.parametrize("backend", BACKENDS[metafunc.config.getoption("backend")])


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine of nobody's: no configuration, no variables of ours, its home in a temporary folder."""
    for name in [name for name in os.environ if name.startswith("CASACTL_")]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("SHELL", "/bin/bash")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("CASACTL_CONFIG", str(home / "config.toml"))
    monkeypatch.chdir(home)
    mask = os.umask(0o077)
    yield home
    os.umask(mask)
    monkeypatch.chdir("/")
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture(autouse=True)
def cheap_hashing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords as cheaply as argon2 can; what a hash has to cost is proved by tests marked `dear_hashing`."""
    if request.node.get_closest_marker("dear_hashing") is None:
        monkeypatch.setattr(passwords, "_hasher", lambda: CHEAP)
        monkeypatch.setattr(passwords, "NOBODYS", NOBODYS)


@pytest.fixture(autouse=True)
def work_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Go once through the migrations that make an empty store on SQLite; compile the words of each letter once."""
    monkeypatch.setattr(migrate, "fresh_schema", schema_again)
    monkeypatch.setattr(migrate, "upgrade", upgrade_again)
    monkeypatch.setattr(templates, "_environment", environment_again)


@pytest.fixture(scope="session")
def run_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="module")
def pooled() -> Iterator[None]:
    """For offices on SQLite that a module's tests share: their connections stay open from one to the next."""
    with pooling_sqlite():
        yield


@pytest.fixture
def casa_sqlite(machine: Path, run_root: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Casa]:
    """A fresh workspace on SQLite, at nine in the morning of 23 November 2026."""
    folder = tmp_path / "office"
    with nullcontext() if request.node.nodeid.startswith(CONNECTING) else pooling_sqlite():
        yield Casa(sqlite_copy(run_root, folder), folder, machine / "config.toml", StillClock())


@pytest.fixture
def casa_postgres(
    machine: Path, run_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Casa]:
    """The same on PostgreSQL."""
    url = postgres_copy(run_root)
    config = machine / "postgres.toml"
    monkeypatch.setenv("CASACTL_CONFIG", str(config))
    with nullcontext() if request.node.nodeid.startswith(CONNECTING) else pooling():
        yield Casa(url, tmp_path / "office", config, StillClock())
    drop_database(url)


@pytest.fixture
def casa(backend: str, request: pytest.FixtureRequest) -> Casa:
    """A fresh workspace on each database that the run was asked for."""
    found: Casa = request.getfixturevalue(f"casa_{backend}")
    return found


Filled = Callable[[Callable[[Casa], None]], Casa]


@pytest.fixture
def filled(
    backend: str, machine: Path, run_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Filled]:
    """Workspaces that a function has filled, once for the whole run: each test works on a copy of its own."""
    config, folder, urls = machine / "filled.toml", tmp_path / "filled", list[str]()
    monkeypatch.setenv("CASACTL_CONFIG", str(config))
    clock = StillClock()

    def copy(fill: Callable[[Casa], None]) -> Casa:
        name = f"{fill.__module__}.{fill.__qualname__}".replace(".", "_")

        def prepare(url: str, place: Path) -> None:
            fill(Casa(url, place, config, clock))

        if backend == "sqlite":
            url = sqlite_copy(run_root, folder, name, prepare)
        else:
            url = postgres_copy(run_root, name, prepare, folder)
            urls.append(url)
        clock.move_to(START)
        return Casa(url, folder, config, clock)

    with pooling(), pooling_sqlite():
        yield copy
    for url in urls:
        drop_database(url)
