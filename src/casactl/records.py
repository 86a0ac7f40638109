"""`dataclass`, at a quarter of what it takes to make one: every command makes a hundred of them as it starts.

The standard library compiles six functions for each class, a millisecond's work in Python 3.11. Here only `__init__`
is compiled, and all classes share the code that compares and shows them. To mypy it is the standard library's own
decorator: that a frozen one stays as it is, is kept by mypy, not while the program runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    from dataclasses import dataclass as standard
    from dataclasses import fields
    from operator import attrgetter

    def dataclass(plain: type | None = None, /, *, frozen: bool = False, **how: bool) -> Any:
        """A class with an `__init__`, equal by its values, hashable if frozen."""

        def made(cls: type) -> type:
            cls = standard(cls, repr=False, eq=False, **how)
            cls.__repr__, cls.__eq__ = _shown, _equality(cls)
            cls.__hash__ = _hash(cls) if frozen else None
            return cls

        return made(plain) if plain else made

    def _equality(cls: type) -> Callable[[Any, object], bool]:
        values = _values(each.name for each in fields(cls) if each.compare)

        def equal(self: Any, other: object) -> bool:
            return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

        return equal

    def _hash(cls: type) -> Callable[[Any], int]:
        values = _values(each.name for each in fields(cls) if (each.compare if each.hash is None else each.hash))
        return lambda self: hash(values(self))

    def _values(names: Iterable[str]) -> Callable[[Any], Any]:
        names = tuple(names)
        return attrgetter(*names) if names else lambda _: ()

    def _shown(self: Any) -> str:
        told = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
        return f"{self.__class__.__qualname__}({told})"
