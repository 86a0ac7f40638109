"""The languages that the portal's pages are in: English, and those of which a catalogue stands in its folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import casactl

CATALOGUES = Path(casactl.__file__).parent / "web" / "locale"
ENGLISH = "en"


@cache
def languages(folder: Path) -> tuple[str, ...]:
    """The languages that there are, English first."""
    return (ENGLISH, *sorted(file.stem for file in folder.glob("*.po")))


def nearest(wanted: str, held: tuple[str, ...]) -> str:
    """The language itself, else the same without its region, else English."""
    return next((each for each in (wanted, wanted.partition("-")[0]) if each in held), ENGLISH)


def unspoken(wanted: str) -> str:
    """What an office has to know that chose a language which no catalogue is in; empty where there is one."""
    held = languages(CATALOGUES)
    spoken = nearest(wanted, held)
    if spoken != ENGLISH or wanted.partition("-")[0] == ENGLISH:
        return ""
    return f"the portal has no catalogue for '{wanted}': its pages stay English (there are: {', '.join(held)})"
