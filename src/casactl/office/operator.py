"""Whoever acts at a door that runs on the office's own machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from casactl.domain.failures import failure
from casactl.records import dataclass

if TYPE_CHECKING:
    from casactl.actions.acting import Acting
    from casactl.store.reader import Reader


class Who(Protocol):
    """Somebody at a door; what they may do and what they reach is looked up anew whenever something is opened."""

    @property
    def unlimited(self) -> bool:
        """Whether nothing has to be looked up: the machine's own user, who may do everything."""
        ...

    def acting(self, reader: Reader | None) -> Acting:
        """Who that is in a workspace, by a reader on it; None where there is none yet.

        Raises NotFound, Refused.
        """
        ...


@dataclass(frozen=True, slots=True)
class Operator:
    """A user of the office by e-mail, or the operating system's user, who has full rights."""

    named: str | None
    os_user: str

    @property
    def unlimited(self) -> bool:
        """Whether the operating system's user acts."""
        return self.named is None

    def acting(self, reader: Reader | None) -> Acting:
        """The user with what they may do and reach.

        Raises NotFound, Refused.
        """
        from casactl.actions.acting import Acting, acting_user

        if self.named is None:
            return Acting(self.os_user)
        if reader is None:
            raise failure("user.not-found", f"There is no user '{self.named}': there is no workspace yet.")
        return acting_user(reader, self.named)


def os_user() -> str:
    """The operating system's name for whoever runs this."""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"
