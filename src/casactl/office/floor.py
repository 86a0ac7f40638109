"""The floor under every door: a workspace is opened here for somebody, and nowhere else.

Whatever comes in by the terminal, the portal, a batch or cron is read by `Office.read` and written by
`Office.write` or `Office.once`. Each asks for the verb's right in the workspace that is acted upon, on the
connection that is then used, fences what is seen, and says what time it is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from casactl.domain.failures import failure
from casactl.errors import Refused
from casactl.office.command import Command
from casactl.records import dataclass
from casactl.store.files import AFTER_CHANGE
from casactl.store.queries.settings import zone_in

if TYPE_CHECKING:
    from datetime import date

    from casactl.actions.acting import Acting
    from casactl.actions.outbox.lease import DeliveryAttempt
    from casactl.actions.outbox.send import Tally
    from casactl.domain.remedy import Line
    from casactl.office.clock import Clock
    from casactl.office.operator import Who
    from casactl.office.places import Places
    from casactl.office.together import Together
    from casactl.store.config import WorkspaceEntry
    from casactl.store.journal import Origin
    from casactl.store.kept import Kept
    from casactl.store.opening import Migrated
    from casactl.store.reader import Reader
    from casactl.store.work import UnitOfWork

SENDING = "outbox.send"
Shape = dict[str, Any]


class RequestReused(Refused):
    """The request id has been used for another command."""

    code = "request.reused"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a door wants things done."""

    dry_run: bool = False
    lock_wait: float = 30.0
    """How long a writer waits for another, in seconds."""
    tell: Callable[[str], None] = lambda sentence: None
    """Hears what people should know that is no result."""
    channel: str = ""
    """What the log calls the door; the terminal says nothing."""
    kept: Kept | None = None
    """Connections for the commands that follow in this process."""
    together: Together | None = None
    """What is one operation with the commands before and after."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a command: its result as JSON, new or an earlier one shown again."""

    shape: Shape
    replayed: bool
    letters: Sequence[int] = ()
    """What it queued to be sent, which `Office.deliver` lets leave."""
    warnings: Sequence[Line] = ()


class Office:
    """One workspace, opened for one after another."""

    def __init__(self, places: Places, os_user: str, *, clock: Clock, manner: Manner) -> None:
        self.places, self.os_user, self.now, self.manner = places, os_user, clock, manner
        self.committed: int | None = None
        """The newest operation that stands, whatever happens after it."""

    # Who may --------------------------------------------------------------------------------------

    def acting(self, who: Who) -> Acting:
        """Who that is in the workspace.

        Raises NotFound, Refused.
        """
        if who.unlimited or self.places.current is None:
            return who.acting(None)
        return self._acting_in(who, self.places.current)

    def _acting_in(self, who: Who, entry: WorkspaceEntry, *, any_revision: bool = False) -> Acting:
        with self._opened(entry, any_revision=any_revision) as reader:
            if any_revision:
                _refuse_without_users(reader, entry)
            return who.acting(reader)

    @contextmanager
    def _opened(self, entry: WorkspaceEntry, *, any_revision: bool = False) -> Iterator[Reader]:
        """A reader on a workspace at this moment; nobody has been asked for a right yet."""
        from casactl.domain.dates import moment

        with self._connected(entry, any_revision=any_revision) as reader:
            reader.now, reader.mail_leaves = moment(self.now()), entry.mail_leaves
            yield reader

    @contextmanager
    def _connected(self, entry: WorkspaceEntry, *, any_revision: bool) -> Iterator[Reader]:
        from casactl.store.reader import open_reader

        kept, together = self.manner.kept, self.manner.together
        if together and together.is_on(entry.location):
            yield together.reader()
        elif kept:
            with kept.reading(entry.location, any_revision=any_revision) as reader:
                yield reader
        else:
            reader = open_reader(entry.location, any_revision=any_revision)
            try:
                yield reader
            finally:
                reader.close()

    @staticmethod
    def _admit(reader: Reader, who: Who, right: str) -> None:
        """Ask for the right and fence the reader, on the connection that is going to be used."""
        if who.unlimited:
            return
        acting = who.acting(reader)
        acting.check(right)
        reader.scope = acting.scope

    def custody(self, who: Who, right: str, entry: WorkspaceEntry, *, fresh: bool = False) -> WorkspaceEntry:
        """A workspace as a whole, for somebody who may take care of it as `right` says: in that workspace itself."""
        self.answering(who, entry, fresh=fresh).check(right)
        return entry

    def answering(self, who: Who, entry: WorkspaceEntry, *, fresh: bool) -> Acting:
        """Who that is where a whole workspace is acted upon; the current one answers for one that is not there yet."""
        if fresh or who.unlimited:
            return self.acting(who)
        return self._acting_in(who, entry, any_revision=True)

    # Reading --------------------------------------------------------------------------------------

    @contextmanager
    def as_it_was(self) -> Iterator[Reader]:
        """The workspace without what is being written now, past the fence: rules are asked of it, nothing is shown."""
        alone = Office(self.places, self.os_user, clock=self.now, manner=replace(self.manner, together=None))
        with alone._opened(self.places.existing()) as reader:
            yield reader.unfenced("plans are held against the rules, whoever releases them")

    @contextmanager
    def read(self, who: Who, right: str) -> Iterator[Reader]:
        """A reader on the workspace that shows what `who` may see.

        Raises Refused, NotFound, StoreFault.
        """
        from casactl.store.reader import lost_server

        with self._opened(self.places.existing()) as reader:
            try:
                self._admit(reader, who, right)
                yield reader
            except Exception as fault:
                raise lost_server(fault) or fault from fault.__cause__

    @contextmanager
    def read_on(self, held: Reader, who: Who, right: str) -> Iterator[Reader]:
        """The same on a connection that is open already, for a door that reads for one after another in a moment.

        Raises Refused, NotFound.
        """
        from casactl.store.reader import Reader, lost_server

        reader = Reader(held.connection, held.dialect)
        reader.now, reader.mail_leaves = held.now, held.mail_leaves
        try:
            self._admit(reader, who, right)
            yield reader
        except Exception as fault:
            raise lost_server(fault) or fault from fault.__cause__

    @contextmanager
    def inspect(self, who: Who, right: str, entry: WorkspaceEntry) -> Iterator[Reader]:
        """A reader on any workspace, of whatever revision, that shows what `who` may see in it.

        Raises Refused, NotFound, StoreFault.
        """
        with self._opened(entry, any_revision=True) as reader:
            if not who.unlimited:
                _refuse_without_users(reader, entry)
            self._admit(reader, who, right)
            yield reader

    def today(self, settings: Mapping[str, str]) -> date:
        """The calendar date where the workspace is."""

        from casactl.domain.dates import Today, calendar_date

        day = calendar_date(self.now(), zone_in(settings))
        return Today.of(day, settings["date_format"])

    # Writing --------------------------------------------------------------------------------------

    @contextmanager
    def write(self, who: Who, command: Command) -> Iterator[UnitOfWork]:
        """The unit of work on the workspace: commits at the end, rolls back on a failure and on a dry run.

        For what is never repeated by a request id; everything else goes through `once`. Raises Refused.
        """
        assert command.request_id is None, "what a request id repeats goes through `once`"
        with self._writing(who, command) as work:
            yield work

    @contextmanager
    def rehearse(self, who: Who, command: Command) -> Iterator[UnitOfWork]:
        """The unit of work, taken back whatever comes of it: what a command would do, shown before it is agreed to."""
        with self._writing(who, command, dry_run=True) as work:
            yield work

    @contextmanager
    def _writing(self, who: Who, command: Command, *, dry_run: bool = False) -> Iterator[UnitOfWork]:
        with self._work(who, command, dry_run=dry_run) as work:
            self._admit(work.reader, who, command.right)
            yield work
            if work.moved_money:
                from casactl.actions.arrears.following import after_money

                after_money(work)
            if work.case_news:
                from casactl.actions.arrears.case_news import tell_attorneys

                tell_attorneys(work)

    @contextmanager
    def _work(self, who: Who, command: Command, *, dry_run: bool) -> Iterator[UnitOfWork]:
        """A transaction of its own, or a line's part of one; nobody has been asked for a right yet."""
        from casactl.store.opening import open_work

        if self.manner.together:
            with self.manner.together.line(self.origin(who, command)) as work:
                yield work
            return
        entry, acting = self.entry_for_writing(who), self.acting(who)
        with open_work(
            entry.location, self.origin(who, command, acting), now=self.now(),
            dry_run=dry_run or self.manner.dry_run, wait=self.manner.lock_wait, backups=entry.folder,
            tell=self._tell_of_migration, kept=self.manner.kept,
        ) as work:  # fmt: skip
            work.reader.mail_leaves = work.store.mail_leaves = entry.mail_leaves
            yield work
        if work.dry_run or not work.journal.drafts:
            return
        self.committed = work.operation
        if os.path.lexists(entry.folder / AFTER_CHANGE):
            from casactl.office.hooks import tell_hook

            if went_wrong := tell_hook(entry, work, acting):
                self.manner.tell(f"warning: {went_wrong}")

    def once(
        self, who: Who, command: Command, act: Callable[[UnitOfWork], Shape],
        *, same: Callable[[Reader], bool] = lambda reader: True,
    ) -> Done:  # fmt: skip
        """Run `act` in a transaction, whose result is what it returns; with a request id that has run, show that again.

        `same` is asked on a repetition about what is kept nowhere, such as a password. Raises RequestReused.
        """
        with self._writing(who, command) as work:
            earlier = _earlier(work, command, same)
            shape = act(work) if earlier is None else earlier
            if earlier is None and command.request_id:
                from casactl.domain.remedy import storable

                work.result = {"arguments": command.fingerprint, "shape": storable(shape)}
        if earlier is not None and self.manner.dry_run:
            shape = _rehearsed(shape)
        return Done(shape, earlier is not None, work.letters, work.warnings)

    def origin(self, who: Who, command: Command, by: Acting | None = None) -> Origin:
        """The head of an operation: who does what; `by` says who that is in another workspace."""
        from casactl.store.journal import Origin

        return Origin(
            command.verb, (by or self.acting(who)).name, self.os_user, dict(command.kept), command.reason,
            command.request_id, command.source_hash, command.unattended, self.manner.channel,
        )  # fmt: skip

    def entry_for_writing(self, who: Who) -> WorkspaceEntry:
        """The workspace, made and announced when there is none at all yet."""
        entry = self.places.current
        fresh = entry is None
        if entry is None:
            entry = self.places.first()
        if fresh or os.environ.get("CASACTL_DATABASE"):
            self._make_if_missing(who, entry, fresh)
        return entry

    def _make_if_missing(self, who: Who, entry: WorkspaceEntry, fresh: bool) -> None:
        from casactl.actions.workspace.add import make_workspace
        from casactl.store.opening import StoreExists, is_empty

        with suppress(StoreExists):  # another command has just made it: that one is taken
            if is_empty(entry.location):
                made_by = self.origin(who, Command("workspace.add", ""))
                make_workspace(entry, made_by, now=self.now(), settings={}, wait=self.manner.lock_wait)
                self.manner.tell(f"made workspace '{entry.name}' in {entry.location.shown}")
        if fresh:
            self.places.enter_first(entry)

    def _tell_of_migration(self, migrated: Migrated) -> None:
        self.manner.tell(f"note: the workspace was migrated; as it was before, it is in {migrated.backup}")
        for sentence in migrated.told:
            self.manner.tell(f"note: {sentence}")

    def mark_due_run(self) -> None:
        """Leave a note of the moment for `doctor`; a folder that takes none is no failure."""
        if not self.manner.dry_run and self.places.current is not None:
            from casactl.store.files import DUE_RUN, private_folder

            folder = self.places.current.folder
            with suppress(OSError):
                private_folder(folder)
                (folder / DUE_RUN).write_text(f"{self.now().isoformat()}\n", "utf-8")

    # Delivering -----------------------------------------------------------------------------------

    def deliver(
        self, who: Who, hear: Callable[[DeliveryAttempt], None], letters: Sequence[int] | None = None,
        *, right: str = "", limit: int | None = None,
    ) -> Tally:  # fmt: skip
        """Let letters leave, after the commit of what queued them, or all whose time has come; `hear` is told of each.

        What queued them has been asked for its right; `right` is for those who send what others have queued. Those of
        a line of several that are one operation wait for its commit.
        """
        from casactl.actions.outbox.send import Sender, Tally

        if self.manner.together:
            self.manner.together.letters += letters or ()
            return Tally()
        sending = Command(SENDING, right)
        return Sender(lambda: self.write(who, sending), self.places.existing(), hear).run(letters, limit=limit)


def _refuse_without_users(reader: Reader, entry: WorkspaceEntry) -> None:
    """Raise PermissionDenied in a store that is older than its users' present shape: nobody can be looked up in it.

    Raises StoreFault.
    """
    from casactl.store.reader import check_revision, revision_of
    from casactl.store.schema import REVISIONS, SPECS

    revision = revision_of(reader, entry.location)
    if revision not in REVISIONS:
        check_revision(revision, entry.location)
    if revision < SPECS["users"].since:
        raise failure("permission.denied", f"The workspace '{entry.name}' is too old to say who may take care of it.")


def _rehearsed(shape: Shape) -> Shape:
    """A first result as a dry run of the same request shows it: nothing is done again."""
    if "lines" in shape:
        return shape | {"lines": [line | {"result": _rehearsed(line["result"])} if isinstance(line.get("result"), dict)
                                  else line for line in shape["lines"]]}  # fmt: skip
    return shape | {"dry_run": True, "operation": None} if "dry_run" in shape else shape


def _earlier(work: UnitOfWork, command: Command, same: Callable[[Reader], bool]) -> Shape | None:
    """The first result of a request id that has run before, None when it has not.

    Raises RequestReused when it ran for somebody else or with other words.
    """
    if not command.request_id:
        return None
    import json

    from casactl.store.queries.log import by_request

    row = by_request(work.reader, command.request_id)
    if row is None:
        return None
    number, verb, actor, payload = row
    result = json.loads(payload or "{}").get("result", {})
    again = (verb, actor, result.get("arguments")) == (command.verb, work.origin.actor, command.fingerprint)
    if not again or not same(work.reader):
        raise RequestReused(
            f"The request id '{command.request_id}' was used by operation {number} for another command."
        )
    from casactl.domain.remedy import restored

    shape: Shape = restored(result["shape"])
    return shape
