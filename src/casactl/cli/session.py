"""What command lines share that run one after another in one process, and which of them may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, Protocol

from casactl.cli.completion_scripts import COMPLETION
from casactl.domain.failures import failure
from casactl.errors import CasaError
from casactl.records import dataclass

if TYPE_CHECKING:
    from casactl.office.together import Together
    from casactl.store.kept import Kept

HOLDS = ("workspace", "config", "actor", "dry_run", "yes", "lock_wait", "quiet", "verbose", "raw")
"""Global options that hold for every line which does not say otherwise."""

NEVER = frozenset({"batch", "shell", "demo", "portal serve"})
"""What is no line among others: it has lines of its own, or runs until it is told to end."""

OWN = {"workspace": "names another workspace", "config": "names another configuration", "actor": "is somebody else's"}
"""What a line says that cannot be one operation with others."""


class Line(Protocol):
    """What is looked at of a line's own context."""

    given: dict[str, Any]

    @property
    def dry_run(self) -> bool:
        """Whether it takes back what it does."""


@dataclass(slots=True)
class Session:
    """Lines that follow each other; each begins with what was given for all."""

    given: Mapping[str, Any] = field(default_factory=dict)
    kept: Kept | None = None
    together: Together | None = None
    """Where all the lines are one operation."""
    never: frozenset[str] = NEVER

    def look_at(self, words: Sequence[str]) -> None:
        """Look at the words of a line before they are read: what is done in reading them is done at once."""

    def admit(self, app: Line, words: str) -> None:
        """Look at a line that is about to run.

        Raises UsageFault for what cannot be one among others.
        """
        if words in self.never:
            raise failure("batch.not-a-line", verb=words)
        if self.kept and (words.startswith("workspace ") or words == "doctor"):
            self.kept.close()  # these take care of the store itself


@dataclass(slots=True)
class AsOne(Session):
    """Lines that are one operation."""

    def look_at(self, words: Sequence[str]) -> None:
        """Refuse what would be done in reading the line.

        Raises UsageFault.
        """
        if any(word.startswith(COMPLETION[0]) for word in words):
            raise failure("batch.not-together", verb=COMPLETION[0], why="writes to files of yours")

    def admit(self, app: Line, words: str) -> None:
        """Refuse what cannot be taken back with the others, or is about something else.

        Raises UsageFault.
        """
        Session.admit(self, app, words)
        _check_together(app, words, self.given)


@dataclass(slots=True)
class Judging(AsOne):
    """The same lines, looked at before any runs."""

    def admit(self, app: Line, words: str) -> None:
        """Look at a line, and let it not run.

        Raises UsageFault; Judged, where nothing speaks against the line.
        """
        AsOne.admit(self, app, words)
        raise Judged("It may run.")


class Judged(CasaError):
    """A line that may run: it was only looked at."""


ALONE: Mapping[str, str] = {
    **dict.fromkeys(("contact delete", "contact erase", "contact merge"), "takes away for good what it takes away"),
    **dict.fromkeys(("undo", "due run", "document check", "doctor"), "goes through the log or the files by itself"),
    **dict.fromkeys(
        ("outbox send", "outbox retry", "outbox cancel", "workspace test-mail"), "deals with letters that leave"
    ),
    **dict.fromkeys(
        ("contact export", "event export", "document get", "contact avatar", "completion"), "writes to files of yours"
    ),
    **dict.fromkeys(("portal activate", "portal sign-in", "portal view", "user set-password"), "is somebody's own"),
    **dict.fromkeys(
        (
            "workspace add", "workspace use", "workspace remove", "workspace backup", "workspace restore",
            "workspace check", "workspace migrate", "workspace move",
        ),
        "is about a workspace as a whole",
    ),
}  # fmt: skip
"""Verbs that cannot be taken back with others, each with why; every `import`, which writes a file of rejects, too."""


def _check_together(app: Line, words: str, given: Mapping[str, Any]) -> None:
    """Raise UsageFault for a line that cannot be one operation with others."""
    why = ALONE.get(words) or ("writes a file of rejected rows" if words.endswith(" import") else None)
    why = why or next((why for name, why in OWN.items() if app.given.get(name) != given.get(name)), None)
    if app.given.get("request_id"):
        why = "has a request id, which only the whole can have, behind --atomic"
    elif app.dry_run and not given.get("dry_run"):
        why = "is a dry run, which only the whole can be"
    if why:
        raise failure("batch.not-together", verb=words, why=why)
