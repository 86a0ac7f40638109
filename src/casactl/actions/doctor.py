"""Looking over an installation: this machine, the workspace, its store, its dated work."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from casactl.actions.extras import extras
from casactl.actions.machine import BAD, OK, WARN, Verdict, configuration, disk, permissions, programs
from casactl.actions.mail_check import mail_verdicts
from casactl.actions.workspace.add import machine_zone
from casactl.delivery.hooks import FOLDER, Unfit, looked_over
from casactl.domain.dates import calendar_date
from casactl.domain.remedy import Blank, Command, Remedy, Sentence, first_of
from casactl.domain.settings import SETTINGS
from casactl.errors import CasaError
from casactl.store.config import Config, WorkspaceEntry
from casactl.store.files import DUE_RUN
from casactl.store.holdings import holdings, journal_mode, planned_work
from casactl.store.queries.settings import all_settings
from casactl.store.reader import Reader, check_revision, revision_of
from casactl.store.schema import HEAD

LATE = timedelta(hours=36)
"""After so long without a `due run`, something is amiss with what should start it every night."""


Inspect = Callable[[WorkspaceEntry], AbstractContextManager[Reader]]
"""Opens a workspace, of whatever revision, for whoever looks it over."""


def diagnose(
    find: Callable[[], tuple[Config, WorkspaceEntry | None]], inspect: Inspect, *, now: datetime
) -> Iterator[Verdict]:
    """Everything that is looked at, in order; whatever is wrong is a verdict and never a failure."""
    try:
        config, entry = find()
    except CasaError as fault:
        yield from (*programs(), *extras(on_postgres=False))
        advice = first_of(fault.hint) or "correct it there, or name another file with --config"
        yield Verdict("config", BAD, fault.message, advice)
        return
    yield from (*programs(), *extras(on_postgres=bool(entry and not entry.location.path)))
    yield from configuration(config)
    if entry is None:
        yield Verdict("workspace", WARN, "there is none yet", Remedy("workspace add", "main"))
        return
    yield permissions(config, entry)
    yield from disk(entry)
    try:
        with inspect(entry) as reader:
            yield from _store(entry, reader, now)
    except CasaError as fault:
        yield _fault("workspace", fault)


def _fault(check: str, fault: CasaError) -> Verdict:
    return Verdict(check, BAD, fault.message, first_of(fault.hint) or "")


def _store(entry: WorkspaceEntry, reader: Reader, now: datetime) -> Iterator[Verdict]:
    revision = revision_of(reader, entry.location)
    yield Verdict("workspace", OK, f"{entry.name} in {entry.location.shown}")
    yield from _journal(reader)
    try:
        check_revision(revision, entry.location)
    except CasaError as fault:
        yield _fault("schema", fault)
        return
    held = holdings(reader)
    counted = ", ".join(f"{count:,} {what}" for what, count in held.items())
    yield Verdict("schema", OK, f"revision {HEAD}: {counted}")
    zone = yield from _settings(reader, now)
    yield from _dated_work(reader, entry, now, zone)
    yield from mail_verdicts(entry, reader)
    yield from hooks(entry.folder)


def hooks(folder: Path) -> Iterator[Verdict]:
    """The programs that hear of changes: those that run, and those that do not."""
    try:
        found = list(looked_over(folder))
    except OSError as fault:
        yield Verdict("hooks", WARN, f"{folder / FOLDER} cannot be read: {fault.strerror or fault}")
        return
    for each in found:
        if isinstance(each, Unfit):
            advice = Command(*each.mend) if each.mend else ""
            yield Verdict("hooks", WARN, f"{each.path} does not run: {each.why}", advice)
        else:
            yield Verdict("hooks", OK, f"{each.name} runs after each change")


def _journal(reader: Reader) -> Iterator[Verdict]:
    mode = journal_mode(reader)
    if mode == "wal":
        yield Verdict("journal", OK, "wal: nobody who reads waits for a writer, no writer for who reads")
    elif mode:
        advice = "any command that changes something turns the write-ahead log on"
        yield Verdict("journal", WARN, f"{mode}: readers and writers wait for each other", advice)


def _settings(reader: Reader, now: datetime) -> Generator[Verdict, None, ZoneInfo]:
    held = all_settings(reader)
    wrong = {name: value for name, value in held.items() if not _accepted(name, value)}
    if wrong:
        named = ", ".join(f"{name} = '{value}'" for name, value in wrong.items())
        advice = Remedy("workspace set", next(iter(wrong)), Blank("VALUE"))
        yield Verdict("settings", BAD, f"not valid: {named}", advice)
    else:
        named = ", ".join(f"{name} {value}" for name, value in held.items() if name != "timezone")
        yield Verdict("settings", OK, named)
    if "timezone" in wrong:
        return ZoneInfo("UTC")
    yield _zone(held["timezone"], now)
    return ZoneInfo(held["timezone"])


def _accepted(name: str, value: str) -> bool:
    try:
        return SETTINGS[name].parse(value) == value
    except CasaError:
        return False


def _zone(zone: str, now: datetime) -> Verdict:
    there = now.astimezone(ZoneInfo(zone))
    here = machine_zone()
    same = there.utcoffset() == now.astimezone(ZoneInfo(here)).utcoffset()
    detail = f"{zone}, where it is {there:%Y-%m-%d %H:%M}" + ("" if same else f"; this machine is on {here}")
    return Verdict("timezone", OK, detail)


def _dated_work(reader: Reader, entry: WorkspaceEntry, now: datetime, zone: ZoneInfo) -> Iterator[Verdict]:
    planned, late = planned_work(reader, calendar_date(now, zone).isoformat())
    yield _last_run(entry, planned, now)
    if late:
        what = "1 scheduled change is" if late == 1 else f"{late:,} scheduled changes are"
        advice = Sentence("look with ", Remedy("due list"), ", apply them with ", Remedy("due run"))
        yield Verdict("overdue", WARN, f"{what} overdue", advice)
    else:
        yield Verdict("overdue", OK, f"nothing overdue, {planned:,} planned")


def last_due_run(folder: Path) -> datetime | None:
    """When `due run` ran last on this machine, as far as a note in the workspace's folder says."""
    with suppress(OSError, ValueError):
        last = datetime.fromisoformat((folder / DUE_RUN).read_text("utf-8").strip())
        return last if last.tzinfo else None
    return None


def _last_run(entry: WorkspaceEntry, planned: int, now: datetime) -> Verdict:
    advice = Remedy("due crontab", why="lines for cron, or a systemd timer")
    state = WARN if planned else OK
    last = last_due_run(entry.folder)
    if last is None:
        return Verdict("due run", state, "has not run here yet", advice if planned else "")
    detail = f"last ran {last:%Y-%m-%d %H:%M} UTC"
    age = now - last
    if age > LATE:
        return Verdict("due run", state, f"{detail}, {age.days} days ago", advice if planned else "")
    return Verdict("due run", OK, detail)
