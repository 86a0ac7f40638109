"""Choosing the current workspace."""

from __future__ import annotations

from pathlib import Path

from casactl.domain.outcomes import UNCHANGED, Outcome, Result
from casactl.store.config import changing


def use_workspace(path: Path, name: str, *, dry_run: bool = False) -> Outcome:
    """Make a workspace the one that commands are about when nothing else is said.

    Raises UnknownWorkspace.
    """
    outcome = Outcome("workspace.use")
    with changing(path) as config:
        entry = config.entry(name)
        if config.current == name:
            outcome.add(Result(name, None, UNCHANGED, name, note="is the current workspace already"))
        else:
            outcome.add(Result(name, None, "used", name, note=entry.location.shown))
        if not dry_run:
            config.current = name
    return outcome
