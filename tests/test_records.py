"""The program's dataclasses are the standard library's, made more cheaply."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import field, replace

import pytest

from casactl.records import dataclass


@dataclass(frozen=True, slots=True)
class Flat:
    """A record with all that a field can ask for."""

    number: int
    tags: list[str] = field(default_factory=list, hash=False)
    secret: str = field(default="", repr=False)
    seen: int = field(default=0, compare=False)


@dataclass(slots=True)
class Nothing:
    """A record without a field."""


@dataclass
class Open:
    """A record that may be changed."""

    name: str = "a"


class TestARecord:
    def test_is_equal_by_the_values_that_count(self) -> None:
        assert Flat(1, seen=1) == Flat(1, seen=2)
        assert Flat(1) != Flat(2)
        assert Flat(1).__eq__((1, [], "", 0)) is NotImplemented
        assert Nothing() == Nothing()

    def test_is_hashed_by_them_if_frozen(self) -> None:
        assert hash(Flat(1, ["a"])) == hash(Flat(1, ["b"], seen=3))
        assert len({Flat(1), Flat(1), Flat(2)}) == 2
        with pytest.raises(TypeError):
            hash(Open())

    def test_shows_itself_as_the_library_would(self) -> None:
        assert repr(Flat(1, secret="s")) == "Flat(number=1, tags=[], seen=0)"
        assert repr(Nothing()) == "Nothing()"

    def test_is_a_dataclass_to_everything_else(self) -> None:
        assert replace(Flat(1), number=2) == Flat(2)
        assert dataclasses.asdict(Open("b")) == {"name": "b"}
        assert copy.copy(Flat(3, ["x"])) == Flat(3, ["x"])
        assert not hasattr(Flat(1), "__dict__")
