"""`casa`: a fresh workspace, a clock that stands still, a runner, and nouns to fill it with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from casactl.domain.properties import KINDS, path_key
from casactl.store.config import Config, WorkspaceEntry
from casactl.store.journal import Origin
from casactl.store.location import Location, parse_url
from casactl.store.opening import open_work
from casactl.store.reader import Reader, connect_for_reading, open_reader
from casactl.store.work import UnitOfWork
from tests import pooled_sqlite, second_database
from tests.clock import START, StillClock
from tests.run import Run, run, words


class Casa:
    """An office's workspace in a test."""

    def __init__(self, url: str, folder: Path, config_file: Path, clock: StillClock) -> None:
        self.url = url
        self.folder = folder
        """Documents and, on SQLite, the database."""
        self.config_file = config_file
        self.clock = clock
        entry = WorkspaceEntry("main", self.location, folder)
        Config(config_file, current="main", workspaces={"main": entry}).save()
        if self.location.path:
            pooled_sqlite.keep(self.location.path)

    @property
    def location(self) -> Location:
        """Where the data is."""
        return parse_url(self.url)

    @property
    def backend(self) -> str:
        """`sqlite` or `postgresql`; a test that asks runs on both."""
        second_database.asked_which()
        return self.location.dialect

    @property
    def database(self) -> Path:
        """The SQLite file, to which no connection is kept from now on."""
        pooled_sqlite.shut(self.location.file)
        return self.location.file

    # Running ------------------------------------------------------------------------------------

    def run(
        self,
        command: str | Sequence[str | int],
        *,
        stdin: str | bytes = "",
        env: Mapping[str, str] | None = None,
    ) -> Run:
        """Run a command line, whatever becomes of it."""
        environment = {"CASACTL_CONFIG": str(self.config_file), **(env or {})}
        done = run(command, stdin=stdin, env=environment, clock=self.clock.now)
        second_database.ran(words(command), done.exit_code)
        return done

    def ok(
        self,
        command: str | Sequence[str | int],
        *,
        stdin: str | bytes = "",
        env: Mapping[str, str] | None = None,
    ) -> Run:
        """Run a command line that has to end with 0."""
        done = self.run(command, stdin=stdin, env=env)
        assert done.exit_code == 0, f"{command}: exit {done.exit_code}\n{done.stdout}{done.stderr}"
        return done

    def travel(self, *, to: str | datetime) -> None:
        """Go to a moment (UTC) or, at nine in the morning, to a day."""
        text = str(to)
        self.clock.move_to(f"{text} 09:00" if len(text) == len("2026-12-31") else to)

    # Filling ------------------------------------------------------------------------------------

    def property(self, path: str, *, kind: str | None = None) -> str:
        """A property with all that leads to it: community, building, unit; gives its path."""
        names = path.split("/")
        with self.work("property.add") as work:
            parent: int | None = None
            for depth, name in enumerate(names):
                last = depth == len(names) - 1
                parent = _level(work, names[: depth + 1], parent, kind if kind and last else KINDS[depth], name)
            work.summary(f"added {path}")
        return path

    def person(self, name: str, *, type: str, at: str | None = None, **more: Any) -> int:  # noqa: A002
        """A person, named `First Last`; `at` attaches; further keywords are options of `contact add`."""
        first, _, last = name.rpartition(" ")
        names = {"first_name": first or name, "last_name": last if first else "Doe"}
        return self.add(type=type, **names, property=at, **more)

    def tenant(self, name: str = "Joe Bloggs", *, at: str | None = None, **more: Any) -> int:
        """A tenant."""
        return self.person(name, type="tenant", at=at, **more)

    def owner(self, name: str = "Olive Owner", *, at: str | None = None, **more: Any) -> int:
        """An owner."""
        return self.person(name, type="owner", at=at, **more)

    def company(self, name: str = "Acme Ltd", *, type: str = "vendor", **more: Any) -> int:  # noqa: A002
        """A company."""
        return self.add(type=type, kind="company", name=name, **more)

    def add(self, **fields: Any) -> int:
        """`contact add` with these options; lists repeat theirs, mappings are KEY=VALUE; gives the number."""
        return self.ok(["contact", "add", "-o", "ids", *options(fields)]).ids[0]

    def set_lifecycle(self, number: int, lifecycle: str, *, before: str | None = None) -> None:
        """Put a contact where no command of this release leads."""
        with self.work("contact.edit") as work:
            work.update("contact", [{"id": number, "lifecycle": lifecycle, "lifecycle_before": before}])

    # Looking ------------------------------------------------------------------------------------

    def contact(self, ref: int | str) -> SimpleNamespace:
        """The contact as `contact show` gives it."""
        return SimpleNamespace(**self.ok(["contact", "show", ref, "-o", "json"]).json)

    def log(self) -> list[dict[str, Any]]:
        """All operations, newest first."""
        found: list[dict[str, Any]] = self.ok("log list -o json").json
        return found

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a plain SELECT gives, past every rule about who may see what."""
        return self.all_rows([sql])[0]

    def all_rows(self, statements: Iterable[str]) -> list[list[tuple[Any, ...]]]:
        """What each of several gives, in one look: to open a store takes longer than to read a table."""
        connection = connect_for_reading(self.location)
        try:
            return [[tuple(row) for row in connection.execute(sql).fetchall()] for sql in statements]
        finally:
            connection.close()

    def tables(self, names: Iterable[str]) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of these tables."""
        names = list(names)
        return dict(zip(names, self.all_rows(f"select * from {name}" for name in names), strict=True))

    @cached_property
    def room(self) -> Path:
        """The workspace's folder, made where nothing has needed it yet: on PostgreSQL there is no file in it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder

    def reader(self) -> Reader:
        """An open read side; the caller closes it."""
        return open_reader(self.location)

    def work(self, verb: str = "test.work", **more: Any) -> Any:
        """An open unit of work, a context manager."""
        now = more.pop("now", None) or START
        return open_work(self.location, Origin(verb, "root", "root"), now=now, **more)


def options(fields: Mapping[str, Any]) -> list[str]:
    """Keywords as command-line options: `first_name="Joe"` is `--first-name Joe`."""
    found: list[str] = []
    for key, value in fields.items():
        option = f"--{key.rstrip('_').replace('_', '-')}"
        if value is True:
            found.append(option)
        elif isinstance(value, Mapping):
            found += [word for name, text in value.items() for word in (option, f"{name}={text}")]
        elif isinstance(value, list | tuple):
            found += [word for text in value for word in (option, str(text))]
        elif value is not None and value is not False:
            found += [option, str(value)]
    return found


def _level(work: UnitOfWork, names: Sequence[str], parent: int | None, kind: str, name: str) -> int:
    path = "/".join(names)
    held = work.store.one("select id from property where path_key = :key", {"key": path_key(path)})
    if held:
        return int(held[0])
    row = {"kind": kind, "name": name, "parent_id": parent, "path": path, "path_key": path_key(path)}
    return work.insert("property", [row])[0]
