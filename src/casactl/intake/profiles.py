"""Profiles: what the columns and words of a known program's export mean, as `data/profiles.toml` has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from casactl.domain.failures import failure
from casactl.domain.names import fold
from casactl.intake.data_files import data_file
from casactl.records import dataclass

NONE = "none"


@dataclass(frozen=True, slots=True)
class Profile:
    """One program's export."""

    name: str
    about: str
    source: str
    """Where its columns are documented."""
    signature: tuple[str, ...]
    """The columns by which it is known."""
    columns: Mapping[str, str]
    """What its columns are, where their names do not say it; those that nobody needs are left out."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    leaves_rest: bool = False
    """Whether columns that mean nothing are left out, and told."""

    def told(self, header: Sequence[str]) -> dict[str, str]:
        """What it says of the columns that a file has."""
        there = {fold(name) for name in header}
        return {column: meant for column, meant in self.columns.items() if fold(column) in there}


def profiles(noun: str) -> dict[str, Profile]:
    """All profiles of a kind of file, by name."""
    return {
        name: Profile(
            name,
            entry["about"],
            entry["source"],
            tuple(entry["signature"]),
            entry["columns"],
            entry.get("values", {}),
            "rest" in entry,
        )
        for name, entry in data_file("profiles").items()
        if entry["import"] == noun
    }


def chosen_profile(noun: str, told: str | None, header: Sequence[str]) -> Profile | None:
    """The profile that is told, else the one whose signature the header has.

    Raises UsageFault.
    """
    if told == NONE:
        return None
    known = profiles(noun)
    if told is not None:
        if told not in known:
            raise failure(
                "usage.bad-map", f"there is no profile '{told[:60]}'", hint=f"profiles: {', '.join((*known, NONE))}"
            )
        return known[told]
    there = {fold(name) for name in header}
    fitting = (each for each in known.values() if there.issuperset(map(fold, each.signature)))
    return next(fitting, None)
