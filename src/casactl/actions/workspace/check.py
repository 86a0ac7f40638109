"""Checking a workspace from end to end."""

from __future__ import annotations

from collections.abc import Iterator

from casactl.store.check import Finding, check_store
from casactl.store.config import WorkspaceEntry
from casactl.store.reader import CorruptStore, open_reader


def check_workspace(entry: WorkspaceEntry) -> Iterator[Finding]:
    """Every check's verdict, as it comes; a file that cannot even be opened fails the first one.

    Raises NoWorkspaceStore, ForeignStore, NotMigrated, NewerStore, ServerUnreachable.
    """
    try:
        reader = open_reader(entry.location)
    except CorruptStore as fault:
        yield Finding("database", fault.message.rstrip("."))
        return
    try:
        yield from check_store(reader)
    finally:
        reader.close()
