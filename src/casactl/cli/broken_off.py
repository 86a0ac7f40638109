"""What is said of what somebody broke off."""

from __future__ import annotations

from casactl.errors import CasaError, Exit


class Interrupted(CasaError):
    """Somebody broke a command off."""

    code = "interrupted"
    exit = Exit.INTERRUPTED
