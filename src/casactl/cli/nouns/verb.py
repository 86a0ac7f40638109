"""What is said of a verb and of a noun before their modules are imported."""

from __future__ import annotations

from dataclasses import field

from casactl.records import dataclass


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: the right it takes, its one line of help and `module:function` below `casactl.cli`."""

    right: str
    """`thing:right`, or a step of its own; an empty one is everybody's (`domain/permissions.py`)."""
    help: str
    target: str
    filters: bool = False
    """Whether it takes the filters of `contact list`."""
    writes: str = ""
    """The right that it takes to write, where that is another than the one to look."""
    unattended: bool = False
    """Whether cron runs it: a bare `undo` never takes back what it did."""
    whole: bool = False
    """Whether it is about a workspace as a whole, which is judged there, and need not be the current one."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun with its verbs, and the panel of the help page that it stands in.

    A verb of two words (`field add`) belongs to a group of verbs about a part of the noun, whose help is in `groups`.
    """

    help: str
    panel: str
    verbs: dict[str, Verb]
    groups: dict[str, str] = field(default_factory=dict)

    def group(self, name: str) -> Noun:
        """The verbs of one group as a noun of their own."""
        start = f"{name} "
        verbs = {words.removeprefix(start): verb for words, verb in self.verbs.items() if words.startswith(start)}
        return Noun(self.groups[name], self.panel, verbs)


@dataclass(frozen=True, slots=True)
class Absent:
    """A verb that people look for in vain: why there is none, and what to type instead."""

    why: str
    instead: tuple[str, str]
    """The verb to type, and what it takes."""
    rule: str | None = None


DAILY, DATED, CARE = "Every day", "Dated work and the log", "Looking after it"
