"""Which given names stand for one another, and which are names of their own however alike they look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from casactl.records import dataclass


@dataclass(frozen=True, slots=True)
class Nicknames:
    """The table, folded; whoever compares names hands it in."""

    stands_for: Mapping[str, frozenset[str]]
    """Each name in the table with the formal names it may stand for, itself among them."""
    known: frozenset[str]
    """Two different ones of these are two people's names, not a slip of the pen: Martin and Marvin."""

    @classmethod
    def of(cls, formal: Mapping[str, str], own: str) -> Nicknames:
        """From each formal name with what people write instead, and names that stand for themselves."""
        stands_for: dict[str, set[str]] = {}
        for name, shorts in formal.items():
            for short in (name, *shorts.split()):
                stands_for.setdefault(short, {short}).add(name)
        frozen = {short: frozenset(names) for short, names in stands_for.items()}
        return cls(frozen, frozenset(frozen) | frozenset(own.split()))

    def call_names(self, words: Iterable[str]) -> frozenset[str]:
        """Everything that the first of some folded names may stand for."""
        found: set[str] = set()
        for word in words:
            found |= self.stands_for.get(word, {word})
        return frozenset(found)
