"""Sentences with values in them, which remember both: another door may say them in another language."""

from __future__ import annotations

from collections.abc import Mapping


class Worded(str):
    """A sentence as it reads in English, with the named places that it was made from and what filled them.

    A value that is `Worded` or `Several` is said in the other language, too; any other stays as it is.
    """

    __slots__ = ("sentence", "values")
    sentence: str
    values: Mapping[str, object]

    def __new__(cls, sentence: str, /, **values: object) -> Worded:
        """Fill the places of a sentence."""
        made = super().__new__(cls, sentence.format_map(values))
        made.sentence, made.values = sentence, values
        return made


class Several(tuple[str, ...]):
    """Words of the program's own in a row, each of which is said in the other language."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(self)

    def __format__(self, spec: str) -> str:
        return str(self)
