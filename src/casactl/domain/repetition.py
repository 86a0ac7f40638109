"""The same again: what is there already takes a word to be done once more (L12)."""

from __future__ import annotations

from casactl.domain.remedy import Advice, Command, Line
from casactl.errors import Refused

OPTION = "--allow-duplicate"
REPEATED = "looks-the-same"
"""The code of an import's rows that are there already."""


class Repetition(Refused):
    """What is asked for looks like what is there already: asked about on a terminal, refused elsewhere."""

    option = OPTION
    """What says that it is meant."""
    question = "Once more?"

    def __init__(self, code: str, sentence: str, *leads: Line, why: str = "it is meant") -> None:
        advice: Advice = (*leads, Command(self.option, why=why))
        super().__init__(f"{sentence}.", code=code, hint=advice)
