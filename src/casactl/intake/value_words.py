"""Other systems' words for casactl's: those that come with the program, and those told by `--value`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field

from casactl.domain.failures import failure
from casactl.domain.names import fold
from casactl.intake.data_files import data_file
from casactl.intake.field_names import FieldTable
from casactl.records import dataclass

Words = Mapping[str, Mapping[str, str]]
_BETWEEN = re.compile(r"[\s_–-]+")


@dataclass(frozen=True, slots=True)
class ValueWords:
    """By field what its words mean, as `compared`."""

    words: Words = field(default_factory=dict)

    def of(self, fields: Collection[str | None]) -> ValueWords:
        """Those of the fields that a file has."""
        return ValueWords({name: words for name, words in self.words.items() if name in fields})

    def meant(self, said: dict[str, str]) -> None:
        """Put casactl's words in the place of others; what means nothing is not said."""
        for name, words in self.words.items():
            if (text := said.get(name)) and (meant := words.get(compared(text))) is not None:
                said[name] = meant
                if not meant:
                    del said[name]


def compared(word: str) -> str:
    """A word as it is looked up: `Notice-Unrented` is `notice unrented`."""
    return " ".join(_BETWEEN.split(fold(word))).strip()


def told_words(pairs: Sequence[str], fields: FieldTable) -> Words:
    """`FIELD:WORD=VALUE` for each; an empty value is nothing.

    Raises UsageFault.
    """
    told: dict[str, dict[str, str]] = {}
    for pair in pairs:
        name, colon, rest = pair.partition(":")
        word, equals, value = rest.rpartition("=")
        name = name.strip().lower().replace("-", "_").replace(" ", "_")
        if not (colon and equals and word.strip()):
            raise failure(
                "usage.bad-map", f'--value "{pair[:60]}" is not FIELD:WORD=VALUE', hint='--value "type:Renter=tenant"'
            )
        if name not in fields.fields:
            raise failure("usage.bad-map", f'"{name[:60]}" is no field', hint=f"fields: {', '.join(fields.fields)}")
        told.setdefault(name, {})[compared(word)] = value.strip()
    return told


def value_words(noun: str, told: Words) -> ValueWords:
    """What the words of a kind of file mean, what is told before what comes with the program."""
    known: Mapping[str, Mapping[str, Iterable[str]]] = data_file("values").get(noun, {})
    words: dict[str, dict[str, str]] = {
        name: {compared(word): value for value, listed in values.items() for word in listed}
        for name, values in known.items()
    }
    for name, more in told.items():
        words.setdefault(name, {}).update(more)
    return ValueWords(words)
