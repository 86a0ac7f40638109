"""What a command starts from: options, configuration, workspace; how it reads and how it writes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casactl.domain.remedy import Blank, Remedy
from casactl.errors import ConfigFault, UsageFault
from casactl.office import clock
from casactl.office.clock import Clock

if TYPE_CHECKING:
    from casactl.actions.acting import Acting
    from casactl.domain.outcomes import Outcome
    from casactl.render.view import View
    from casactl.render.wording import Wording
    from casactl.store.config import Config, WorkspaceEntry
    from casactl.store.reader import Reader
    from casactl.store.work import UnitOfWork

FIRST_WORKSPACE = "main"


class App:
    """One command's surroundings; made once by the boundary and handed down as Typer's `obj`."""

    def __init__(self, clock: Clock = clock.now) -> None:
        self.now = clock
        self.given: dict[str, Any] = {}
        self.filters: dict[str, Any] = {}
        self.needed = ""
        """The right that the command takes."""

    # What was asked for -------------------------------------------------------------------------

    def flag(self, name: str) -> bool:
        """Whether a global flag was raised."""
        return bool(self.given.get(name))

    @property
    def dry_run(self) -> bool:
        """Whether everything is taken back at the end."""
        return self.flag("dry_run")

    @cached_property
    def config(self) -> Config:
        """This machine's configuration."""
        from casactl.store.config import config_path, load_config

        return load_config(config_path(self.given.get("config")))

    @cached_property
    def format(self) -> str:
        """The output format: option, environment, configuration, else a table."""
        from casactl.render.view import FORMATS

        chosen = self.given.get("output") or os.environ.get("CASACTL_OUTPUT") or self.config.output or "table"
        if chosen not in FORMATS:
            raise UsageFault(f"'{chosen}' is not an output format; formats: {', '.join(FORMATS)}.")
        return str(chosen)

    @property
    def view(self) -> View:
        """How results are shown."""
        from casactl.render.view import View

        color = self.given.get("color", "auto")
        if color not in ("auto", "always", "never"):
            raise UsageFault(f"'{color}' is not one of auto, always, never (--color).")
        fields = tuple(f.strip() for f in str(self.given.get("fields", "")).split(",") if f.strip())
        return View(
            self.format,
            fields,
            self.flag("quiet"),
            self.flag("verbose"),
            color,
            self.given.get("date_format", "iso"),
            self.wording,
        )

    @property
    def wording(self) -> Wording:
        """How what leads on is worded: with the workspace and configuration that this line named, for whoever acts."""
        from casactl.render.wording import Wording

        return Wording(self.given.get("workspace"), self.given.get("config"), self._may_run)

    def _may_run(self, words: str) -> bool:
        """Whether whoever acts may run a verb; where nobody knows yet who acts, anybody may."""
        from casactl.cli.rights import needed_for

        acting: Acting | None = self.__dict__.get("acting")
        return acting is None or acting.may(needed_for(words))

    @cached_property
    def lock_wait(self) -> float:
        """How long a writer waits for another, in seconds."""
        from casactl.cli.durations import seconds

        return seconds(self.given.get("lock_wait", "30s"))

    @property
    def interactive(self) -> bool:
        """Whether somebody is there to be asked: a terminal on both ends, and no `--no-input`."""
        return not self.flag("no_input") and sys.stdin.isatty() and sys.stderr.isatty()

    @cached_property
    def os_user(self) -> str:
        """The operating system's name for whoever runs this."""
        import pwd

        try:
            return pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            return f"uid-{os.getuid()}"

    @cached_property
    def named_actor(self) -> str | None:
        """The user who is to act, where that is another than the operating system's."""
        named = self.given.get("actor") or os.environ.get("CASACTL_ACTOR") or self.config.actor
        return str(named) if named and named != self.os_user else None

    @cached_property
    def actor(self) -> str:
        """Who acts, as the log says it: a user's e-mail, else the operating system's name."""
        return self.acting.name

    @cached_property
    def acting(self) -> Acting:
        """Who acts: `--actor`, CASACTL_ACTOR, the configuration, else the operating-system user with full rights.

        Raises UnknownUser, UserDisabled.
        """
        from casactl.actions.acting import Acting, UnknownUser, acting_user

        if self.named_actor is None:
            return Acting(self.os_user)
        if self.workspace is None:
            raise UnknownUser(f"There is no user '{self.named_actor}': there is no workspace yet.")
        from casactl.store.reader import open_reader

        reader = open_reader(self.workspace.location)
        try:
            return acting_user(reader, self.named_actor)
        finally:
            reader.close()

    def _fence(self, reader: Reader) -> None:
        """Let a reader see what whoever acts reaches, asked on its own connection."""
        if self.named_actor is None:
            return
        from casactl.actions.acting import acting_user

        acting = acting_user(reader, self.named_actor)
        acting.check(self.needed)
        reader.scope = acting.scope

    def permit(self, needed: str) -> None:
        """Go on only when whoever acts has this right; nothing has been opened or asked yet.

        Raises UnknownUser, UserDisabled, PermissionDenied.
        """
        self.needed = needed
        with suppress(ConfigFault):  # a command that reads the configuration fails by itself, doctor explains
            if needed and self.named_actor is not None:
                self.acting.check(needed)

    # The workspace ------------------------------------------------------------------------------

    @cached_property
    def workspace(self) -> WorkspaceEntry | None:
        """The workspace that the command is about, None when there is no configuration yet."""
        from casactl.store.config import WorkspaceEntry, folder_for
        from casactl.store.location import parse_url

        named = self.given.get("workspace") or os.environ.get("CASACTL_WORKSPACE")
        url = os.environ.get("CASACTL_DATABASE")
        if url and not self.given.get("workspace"):
            location = parse_url(url)
            name = named or FIRST_WORKSPACE
            return WorkspaceEntry(name, location, folder_for(name, location))
        chosen = named or self.config.current
        if chosen:
            return self.config.entry(chosen)
        if len(self.config.workspaces) == 1:
            return next(iter(self.config.workspaces.values()))
        if self.config.workspaces:
            names = ", ".join(sorted(self.config.workspaces))
            raise UsageFault(
                f"There are several workspaces and none is current: {names}.",
                hint=Remedy("workspace use", Blank("NAME")),
            )
        return None

    def existing_workspace(self) -> WorkspaceEntry:
        """The workspace.

        Raises NoWorkspaceStore, with the command that makes one.
        """
        if self.workspace is None:
            from casactl.store.reader import NoWorkspaceStore

            raise NoWorkspaceStore("There is no workspace yet.", hint=Remedy("workspace add", FIRST_WORKSPACE))
        return self.workspace

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A reader on the workspace; the terminal's date format comes from its settings."""
        from casactl.domain.dates import moment
        from casactl.store.reader import open_reader

        reader = open_reader(self.existing_workspace().location)
        reader.now = moment(self.now())
        try:
            self._fence(reader)
            yield reader
        except Exception as fault:
            from casactl.store.reader import lost_server

            raise lost_server(fault) or fault from fault.__cause__
        finally:
            reader.close()

    def today(self, reader: Reader) -> date:
        """The workspace's calendar date; keeps its date format for the view."""
        from zoneinfo import ZoneInfo

        from casactl.domain.dates import calendar_date
        from casactl.store.queries.settings import all_settings

        settings = all_settings(reader)
        self.given["date_format"] = settings["date_format"]
        return calendar_date(self.now(), ZoneInfo(settings["timezone"]))

    def workspace_for_writing(self) -> WorkspaceEntry:
        """The workspace, made and announced when there is none at all yet."""
        from casactl.store.config import WorkspaceEntry, default_location, folder_for

        entry = self.workspace
        fresh = entry is None
        if entry is None:
            location = default_location(FIRST_WORKSPACE)
            entry = WorkspaceEntry(FIRST_WORKSPACE, location, folder_for(FIRST_WORKSPACE, location))
        if fresh or os.environ.get("CASACTL_DATABASE"):
            self._make_if_missing(entry, fresh)
        return entry

    def _make_if_missing(self, entry: WorkspaceEntry, fresh: bool) -> None:
        from casactl.actions.workspace.add import make_workspace
        from casactl.render.view import say
        from casactl.store.opening import StoreExists, is_empty

        with suppress(StoreExists):  # another command has just made it: that one is taken
            if is_empty(entry.location):
                make_workspace(entry, self.origin("workspace.add"), now=self.now(), settings={}, wait=self.lock_wait)
                if not self.flag("quiet"):
                    say(f"made workspace '{entry.name}' in {entry.location.shown}")
        if fresh:
            self.config.workspaces[entry.name] = entry
            self.config.current = entry.name
            self.config.save()
            self.__dict__["workspace"] = entry

    # Writing ------------------------------------------------------------------------------------

    def origin(self, verb: str, arguments: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """The head of an operation: who does what."""
        from casactl.store.journal import Origin

        return Origin(
            verb,
            self.actor,
            self.os_user,
            {key: value for key, value in (arguments or {}).items() if value not in (None, [], ())},
            **more,
        )

    @contextmanager
    def write(
        self,
        verb: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        reason: str = "",
        source_hash: str | None = None,
    ) -> Iterator[UnitOfWork]:
        """The unit of work on the workspace: commits at the end, rolls back on failure and dry run."""
        from casactl.store.opening import open_work

        entry = self.workspace_for_writing()
        request_id = self.given.get("request_id")
        origin = self.origin(verb, arguments, reason=reason, source_hash=source_hash, request_id=request_id)
        with open_work(
            entry.location,
            origin,
            now=self.now(),
            dry_run=self.dry_run,
            wait=self.lock_wait,
            backups=entry.folder,
            tell=self._tell_of_migration,
        ) as work:
            self._fence(work.reader)
            yield work

    def _tell_of_migration(self, backup: Path) -> None:
        from casactl.render.view import say

        if not self.flag("quiet"):
            say(f"note: the workspace was migrated; as it was before, it is in {backup}")

    def mark_due_run(self) -> None:
        """Leave a note of the moment for `doctor`; a folder that takes none is no failure."""
        if not self.dry_run and self.workspace is not None:
            from casactl.store.files import private_folder

            with suppress(OSError):
                private_folder(self.workspace.folder)
                (self.workspace.folder / "last-due-run").write_text(f"{self.now().isoformat()}\n", "utf-8")

    def change(
        self, verb: str, arguments: Mapping[str, Any], action: Callable[[UnitOfWork], Outcome], *, reason: str = "",
        send: bool = True,
    ) -> None:  # fmt: skip
        """Run one action in its transaction, show its outcome, and leave with the right exit code.

        The letters that it queued leave at once, unless `send` is false.
        """
        from casactl.cli.changing import change

        change(self, verb, arguments, action, reason=reason, send=send)
