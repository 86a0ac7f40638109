"""What a command starts from: what was said on the line, how results are shown, and the office it is at."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from casactl.cli.call import Call
from casactl.errors import ConfigFault, UsageFault
from casactl.office import clock

if TYPE_CHECKING:
    from casactl.actions.acting import Acting
    from casactl.cli.session import Session
    from casactl.domain.outcomes import Outcome
    from casactl.office.clock import Clock
    from casactl.office.command import Command
    from casactl.office.floor import Office
    from casactl.office.operator import Operator
    from casactl.office.places import Places
    from casactl.render.view import View
    from casactl.render.wording import Wording
    from casactl.store.config import Config, WorkspaceEntry
    from casactl.store.reader import Reader
    from casactl.store.work import UnitOfWork


class App:
    """One command's surroundings; made once by the boundary and handed down as Typer's `obj`."""

    def __init__(self, clock: Clock = clock.now, session: Session | None = None) -> None:
        self.now = clock
        self.session = session
        """What the lines of a batch or a shell share; None for a command of its own."""
        self.given: dict[str, Any] = dict(session.given) if session else {}
        self.filters: dict[str, Any] = {}
        self.asks: str | Callable[[Outcome], str] = ""
        """What is to be asked before it is done, once it is known what it comes to: `Archive`, or a whole question."""
        self.ending = ExitStack()
        """What is to be put away when the command ends, well or not."""
        self.shows_only = False
        """Whether this is a view, which changes nothing."""
        self.call = Call("", "", "", {}, (), dict)
        """The command's own words."""
        self.typed: tuple[str, ...] = ()
        """The line as it was typed, without the program's name."""

    # What was asked for -------------------------------------------------------------------------

    def flag(self, name: str) -> bool:
        """Whether a global flag was raised."""
        return bool(self.given.get(name))

    @property
    def wants_json(self) -> bool:
        """Whether a program reads what comes, a refusal to do anything among it."""
        return (self.given.get("output") or os.environ.get("CASACTL_OUTPUT")) in ("json", "jsonl")

    @property
    def dry_run(self) -> bool:
        """Whether everything is taken back at the end."""
        return self.flag("dry_run")

    @property
    def sure(self) -> bool:
        """Whether nobody has to be asked: it was confirmed beforehand, or everything is taken back."""
        return self.flag("yes") or self.dry_run

    @cached_property
    def format(self) -> str:
        """The output format: option, environment, configuration, else a table or a page, and lines for a pipe."""
        from casactl.render.view import FORMATS

        typed, told = self.given.get("output"), os.environ.get("CASACTL_OUTPUT")
        chosen = typed or told or self.config.output
        if not chosen:
            return "table" if sys.stdout.isatty() or self.call.is_page else "tsv"
        if chosen not in FORMATS:
            wrong = f"'{chosen}' is not an output format; formats: {', '.join(FORMATS)}."
            if not (typed or told):
                from casactl.domain.failures import failure

                raise failure("config.invalid", f"{self.config.path}: 'output': {wrong}")
            raise UsageFault(wrong if typed else f"CASACTL_OUTPUT: {wrong}")
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
            self.flag("raw"),
            color,
            self.given.get("date_format", "iso"),
            self.wording,
            self.flag("wide"),
            self._among_several,
        )

    @property
    def _among_several(self) -> str:
        """The name of the workspace, where this machine knows several; nothing, where it cannot be told."""
        with suppress(ConfigFault):
            several = len(self.config.workspaces) > 1
            return self.workspace.name if several and self.workspace else ""
        return ""

    def paging(self) -> AbstractContextManager[None]:
        """Where a person reads a list or a page: a pager for what is longer than the screen."""
        if not self.call.is_read or self.flag("no_pager") or not sys.stdout.isatty():
            return nullcontext()
        from casactl.render.pager import chosen_pager, paged

        with suppress(ConfigFault, UsageFault):
            if self.view.drawn and (pager := chosen_pager(self.config.pager)):
                return paged(pager)
        return nullcontext()

    @property
    def wording(self) -> Wording:
        """How what leads on is worded: with the workspace and configuration that this line named, for whoever acts."""
        from casactl.render.wording import Wording

        return Wording(self.given.get("workspace"), self.given.get("config"), self._may_run)

    def _may_run(self, words: str) -> bool:
        """Whether whoever acts may run a verb; where nobody knows yet who acts, anybody may."""
        return "acting" not in self.__dict__ or self.may_run(words)

    @cached_property
    def lock_wait(self) -> float:
        """How long a writer waits for another, in seconds."""
        from casactl.cli.durations import seconds

        return seconds(self.given.get("lock_wait", "30s"))

    @property
    def interactive(self) -> bool:
        """Whether somebody is there to be asked: a terminal on both ends, and no `--no-input`."""
        return not self.flag("no_input") and sys.stdin.isatty() and sys.stderr.isatty()

    # The office ---------------------------------------------------------------------------------

    @cached_property
    def places(self) -> Places:
        """The workspaces of this machine."""
        from casactl.office.places import Places

        return Places(self.given.get("config"), self.given.get("workspace"))

    @property
    def config(self) -> Config:
        """This machine's configuration."""
        return self.places.config

    @property
    def workspace(self) -> WorkspaceEntry | None:
        """The workspace that the command is about, None when there is no configuration yet."""
        return self.places.current

    @cached_property
    def who(self) -> Operator:
        """Who acts: `--actor`, CASACTL_ACTOR, the configuration, else the operating-system user with full rights."""
        from casactl.office.operator import Operator, os_user

        name = os_user()
        named = self.given.get("actor") or os.environ.get("CASACTL_ACTOR") or self.config.actor
        return Operator(str(named) if named and named != name else None, name)

    @cached_property
    def acting(self) -> Acting:
        """Who that is in the workspace.

        Raises NotFound, Refused.
        """
        return self.office.acting(self.who)

    @cached_property
    def office(self) -> Office:
        """The workspace as whoever acts finds it."""
        from casactl.office.floor import Manner, Office

        manner = Manner(self.dry_run, self.lock_wait, self.tell)
        if self.session:
            manner = replace(manner, kept=self.session.kept, together=self.session.together)
        return Office(self.places, self.who.os_user, clock=self.now, manner=manner)

    @property
    def committed(self) -> int | None:
        """The newest operation of this command that stands, whatever happens after it."""
        return self.office.committed if "office" in self.__dict__ else None

    def tell(self, sentence: str) -> None:
        """A sentence for people, unless they want none."""
        if not self.flag("quiet"):
            from casactl.render.view import say

            say(sentence)

    def permit(self, right: str) -> None:
        """Go on only when whoever acts has this right; nothing has been opened or asked yet, and the office asks again.

        Raises NotFound, Refused.
        """
        with suppress(ConfigFault):  # a command that reads the configuration fails by itself, doctor explains
            if right and not self.who.unlimited:
                self.acting.check(right)

    def may_run(self, words: str) -> bool:
        """Whether whoever acts may run a command, such as `contact archive`."""
        from casactl.cli.tree import verb_for

        verb = verb_for(words)
        return verb is not None and self.acting.may(verb.right)

    def read(self) -> AbstractContextManager[Reader]:
        """A reader on the workspace for whoever acts."""
        return self.office.read(self.who, self.call.right)

    def inspect(self, entry: WorkspaceEntry) -> AbstractContextManager[Reader]:
        """A reader on any workspace, of whatever revision, for whoever acts."""
        return self.office.inspect(self.who, self.call.right, entry)

    def today(self, reader: Reader) -> date:
        """The workspace's calendar date; keeps its date format for the view."""
        from casactl.store.queries.settings import all_settings

        settings = all_settings(reader)
        self.given["date_format"] = settings["date_format"]
        return self.office.today(settings)

    def command(self, *, source_hash: str | None = None) -> Command:
        """What was asked for, as the office takes it.

        Raises UsageFault where a view would change something.
        """
        if self.shows_only:
            from casactl.domain.failures import failure

            raise failure("view.not-a-list", "A view only shows what there is; this would change something.")
        return self.call.command(self.filters, self.given.get("request_id"), source_hash=source_hash)

    def refuse_request_id(self) -> None:
        """Raise UsageFault for a request id where every run counts, or a command is safe to repeat by itself."""
        if self.given.get("request_id"):
            words = self.call.verb.replace(".", " ")
            raise UsageFault(f"{words} takes no --request-id: every run counts, or does only what is left to do.")

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """The unit of work of a command whose every run counts; `cli/changing.py` is for all others."""
        with self.office.write(self.who, self.command()) as work:
            yield work

    def custody(self, entry: WorkspaceEntry, *, fresh: bool = False) -> WorkspaceEntry:
        """A workspace as a whole, for whoever may take care of it."""
        return self.office.custody(self.who, self.call.right, entry, fresh=fresh)
