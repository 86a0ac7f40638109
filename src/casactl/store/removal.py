"""Deleting a workspace's store: its file and what goes with it, or casactl's tables on a server."""

from __future__ import annotations

from casactl.store.engine import transaction
from casactl.store.location import Location
from casactl.store.opening import files_of, locked
from casactl.store.reader import CorruptStore, NoWorkspaceStore, open_reader, revision_of
from casactl.store.schema import ORDER


def delete_store(location: Location, *, wait: float) -> None:
    """Delete a store for good; one that is not there any more is fine.

    Raises StoreFault for what is none of casactl's, WriterBusy.
    """
    if location.path and not location.path.exists():
        return
    with locked(location, verb="workspace.remove", wait=wait):
        try:
            reader = open_reader(location, any_revision=True)
            try:
                revision_of(reader, location)
            finally:
                reader.close()
        except NoWorkspaceStore:
            return
        except CorruptStore:
            pass  # a damaged file is deleted like a sound one
        _unlink(location) if location.path else _drop(location, wait)


def _unlink(location: Location) -> None:
    for path in files_of(location):
        path.unlink(missing_ok=True)


def _drop(location: Location, wait: float) -> None:
    with transaction(location, wait=wait) as opened:
        reader = opened.unfenced("a workspace is removed with all its tables")
        for table in ("alembic_version", *reversed(ORDER)):
            reader.execute(f"drop table if exists {table}")
        reader.connection.commit()
