"""The workspaces of this machine, and the one that a door is opened on."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from casactl.errors import UsageFault

if TYPE_CHECKING:
    from casactl.store.config import Config, WorkspaceEntry

FIRST_WORKSPACE = "main"


class Places:
    """What is known of this machine's workspaces: what was said, else the environment, else the configuration."""

    def __init__(self, config: str | None = None, workspace: str | None = None) -> None:
        self._config, self._workspace = config, workspace

    @cached_property
    def config(self) -> Config:
        """This machine's configuration."""
        from casactl.store.config import config_path, load_config

        return load_config(config_path(self._config))

    @cached_property
    def current(self) -> WorkspaceEntry | None:
        """The workspace that is meant, None when there is no configuration yet.

        Raises UsageFault when there are several and none is current.
        """
        from casactl.store.config import WorkspaceEntry, folder_for
        from casactl.store.location import parse_url

        named = self._workspace or os.environ.get("CASACTL_WORKSPACE")
        url = os.environ.get("CASACTL_DATABASE")
        if url and not self._workspace:
            location = parse_url(url)
            name = named or FIRST_WORKSPACE
            return WorkspaceEntry(name, location, folder_for(name, location))
        chosen = named or self.config.current
        if chosen:
            return self.config.entry(chosen)
        if len(self.config.workspaces) == 1:
            return next(iter(self.config.workspaces.values()))
        if self.config.workspaces:
            from casactl.domain.remedy import Blank, Remedy

            names = ", ".join(sorted(self.config.workspaces))
            raise UsageFault(
                f"There are several workspaces and none is current: {names}.",
                hint=Remedy("workspace use", Blank("NAME")),
            )
        return None

    def existing(self) -> WorkspaceEntry:
        """The workspace.

        Raises NoWorkspaceStore, with the command that makes one.
        """
        if self.current is None:
            from casactl.domain.remedy import Remedy
            from casactl.store.reader import NoWorkspaceStore

            raise NoWorkspaceStore("There is no workspace yet.", hint=Remedy("workspace add", FIRST_WORKSPACE))
        return self.current

    def first(self) -> WorkspaceEntry:
        """What the first workspace of a machine is, where nobody says otherwise."""
        from casactl.store.config import WorkspaceEntry, default_location, folder_for

        location = default_location(FIRST_WORKSPACE)
        return WorkspaceEntry(FIRST_WORKSPACE, location, folder_for(FIRST_WORKSPACE, location))

    def enter_first(self, entry: WorkspaceEntry) -> None:
        """Put the first workspace into the configuration; it is the one that is meant from here on."""
        self.config.workspaces[entry.name] = entry
        self.config.current = entry.name
        self.config.save()
        self.__dict__["current"] = entry
