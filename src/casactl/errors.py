"""Every failure that a user can meet: a sentence, a stable code, an exit code and a way out.

The classes here are one per exit code. What is caught by its name is a subclass that lives beside what raises it; all
other situations are rows of `domain/failure_table.py`. The boundary in `cli/main.py` turns any of them into the one
error format.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casactl.domain.remedy import Advice


class Exit(IntEnum):
    """Exit codes: documented, stable, one meaning each (`casactl help exit-codes`)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PARTLY = 3
    NOT_FOUND = 4
    REFUSED = 5
    BUSY = 6
    UNREADABLE = 7
    INTEGRITY = 8
    DELIVERY = 9
    STORE = 10
    CONFIG = 11
    INTERRUPTED = 130


class CasaError(Exception):
    """A failure in words; `hint` leads on, by a remedy or a sentence, `row` is a line of an input."""

    exit = Exit.FAILED
    code = "failed"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        hint: Advice | None = None,
        rule: str | None = None,
        row: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.hint = hint
        self.rule = rule
        self.row = row


class Declined(CasaError):
    """The person answered no."""

    code = "declined"


class UsageFault(CasaError):
    """A wrong or missing option, or a confirmation that nobody could give."""

    exit = Exit.USAGE
    code = "usage"


class InvalidValue(UsageFault):
    """A value that cannot be what it should be: an e-mail, a date, an amount."""

    code = "usage.invalid-value"


class Partly(CasaError):
    """Some of it is done, the rest was left."""

    exit = Exit.PARTLY
    code = "partly"


class NotFound(CasaError):
    """Nothing there by that name, or too much."""

    exit = Exit.NOT_FOUND
    code = "not-found"


class Refused(CasaError):
    """A rule, a duplicate or a conflicting edit forbids it; nothing changed."""

    exit = Exit.REFUSED
    code = "refused"


class Busy(CasaError):
    """Another writer holds the workspace."""

    exit = Exit.BUSY
    code = "workspace.busy"


class Unreadable(CasaError):
    """An input that cannot be read as what it should be; nothing applied."""

    exit = Exit.UNREADABLE
    code = "input.unreadable"


class IntegrityFault(CasaError):
    """Stored data that fails verification."""

    exit = Exit.INTEGRITY
    code = "integrity"


class StoreFault(CasaError):
    """The workspace's store is missing, not migrated, or newer than this program."""

    exit = Exit.STORE
    code = "store"


class ConfigFault(CasaError):
    """The configuration of this machine is wrong, an unknown workspace included."""

    exit = Exit.CONFIG
    code = "config"
