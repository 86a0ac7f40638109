"""A row of the table of failures."""

from __future__ import annotations

from casactl.domain.remedy import Advice
from casactl.errors import CasaError
from casactl.records import dataclass


@dataclass(frozen=True, slots=True)
class Situation:
    """One row: the kind, which has the exit code, and the situation as the reference describes it."""

    kind: type[CasaError]
    about: str
    sentence: str = ""
    """Empty where each that raises it words its own."""
    hint: Advice | None = None
    rule: str | None = None
