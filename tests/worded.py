"""What leads on, as a command without options of its own words it, for tests that say what people read."""

from __future__ import annotations

from casactl.domain.remedy import Line
from casactl.errors import CasaError
from casactl.render.wording import Wording


def worded(line: Line | None) -> str | None:
    """The line for people; None stays None."""
    return None if line is None else Wording().text(line)


def hinted(fault: CasaError) -> list[str]:
    """The lines of a failure's hint."""
    return Wording().lines(fault.hint)
