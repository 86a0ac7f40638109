"""Shapes: dataclasses whose fields say how they are read, and the one way from a row to what programs get.

A field is a key of the JSON object under its own name, in the order of the class, unless its meta data says
otherwise: `rent: int = field(metadata=MONEY)`, `starts: str = field(metadata=key("from", DATE))`. What follows from
the fields is a property that says behind which key it stands: `@derived(after="country")`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from enum import Enum, auto
from functools import cache
from typing import Any, Generic, TypeVar

from casactl.domain.money import format_amount
from casactl.domain.remedy import Command, Remedy, Sentence
from casactl.records import dataclass

T = TypeVar("T")


class Kind(Enum):
    """How a value is stored and read; what a field's type says where its meta data does not."""

    TEXT = auto()
    """Words that somebody typed: a spreadsheet must not calculate them."""
    PROSE = auto()
    """Many of them."""
    NUMBER = auto()
    MONEY = auto()
    """Minor units, read as decimal text."""
    PHONE = auto()
    """Begins with a plus and is no formula."""
    TRUTH = auto()
    YES_NO = auto()
    """A truth that is stored as 0 or 1."""
    DATE = auto()
    MOMENT = auto()
    JSON = auto()
    """Text of a JSON object or list; None is an empty object."""
    LIST = auto()
    """Words with commas between."""
    NESTED = auto()
    """Another shape, or a list of them, or of values."""
    CURRENCY = auto()
    """The workspace's currency, which no row holds."""
    CODE = auto()
    """A word of ours, such as a status: it is never broken."""
    COMMAND = auto()
    """A command line, to be pasted."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a field beside its type: its key, how it is read, its heading in tables."""

    key: str = ""
    kind: Kind | None = None
    title: str = ""
    inner: bool = False
    """Whether tables alone may show it: it is no key of the JSON object."""
    after: str = ""
    """The key behind which it stands, where the class has it elsewhere."""
    of: type | None = None
    """The shape whose keys stand here in place of one."""


class Derived(Generic[T]):
    """A key that is no field: a property that knows its place."""

    def __init__(self, read: Callable[[Any], T], look: Look) -> None:
        self.read, self.look = read, look
        self.__doc__ = read.__doc__

    def __get__(self, row: object, cls: type | None = None) -> T:
        return self.read(row) if row is not None else self  # type: ignore[return-value]


def derived(
    name: str = "", *, after: str, kind: Kind = Kind.NESTED, title: str = ""
) -> Callable[[Callable[[Any], T]], Derived[T]]:
    """A property that is a key of the JSON object, behind another key."""
    return lambda read: Derived(read, Look(name or read.__name__, kind, title, after=after))


def currency_behind(after: str) -> Derived[str]:
    """The workspace's currency as a key; no row holds it."""
    return Derived(lambda _: "", Look("currency", Kind.CURRENCY, after=after))


def key(
    name: str = "", kind: Mapping[str, Look] | None = None, *, title: str = "", after: str = "", inner: bool = False
) -> Mapping[str, Look]:
    """Meta data of a field: another key, a kind such as MONEY, a heading of its own, another place."""
    return {LOOK: Look(name, kind[LOOK].kind if kind else None, title, inner, after)}


def inline(shape: type) -> Mapping[str, Look]:
    """Meta data of a field that holds another shape, whose keys stand in its place."""
    return {LOOK: Look(of=shape)}


LOOK = "look"
INNER: Mapping[str, Look] = {LOOK: Look(inner=True)}
PROSE, MONEY, PHONE, YES_NO, DATE, MOMENT, JSON, LIST = (
    {LOOK: Look(kind=kind)}
    for kind in (
        Kind.PROSE, Kind.MONEY, Kind.PHONE, Kind.YES_NO, Kind.DATE, Kind.MOMENT, Kind.JSON, Kind.LIST
    )
)  # fmt: skip

OF_TYPE = {"str": Kind.TEXT, "int": Kind.NUMBER, "float": Kind.NUMBER, "bool": Kind.TRUTH}


class Shape:
    """What programs get of a class of rows: made once for each class by `shape_of`."""

    def __init__(self, cls: type) -> None:
        taken: list[tuple[str, Look]] = []
        for name, look in (*_own(cls), *_derived(cls)):
            place = next((n + 1 for n, (_, held) in enumerate(taken) if held.key == look.after), len(taken))
            taken.insert(place, (name, look))
        self._taken = taken
        self.looks = {look.key: look for _, look in taken}
        """What is known of each key, those that tables alone show among them."""
        self.keys = tuple(name for name, look in self.looks.items() if not look.inner)
        """The keys of the JSON object, in order: what `--fields` takes."""
        self.free = frozenset(name for name, look in self.looks.items() if look.kind in FREE)
        """The keys that hold what somebody typed."""
        self.nests = any(look.kind is Kind.NESTED for look in self.looks.values())
        """Whether any key holds more than one value, so that a remedy may be among them."""
        self.in_money = any(look.kind in (Kind.MONEY, Kind.CURRENCY) for look in self.looks.values())
        """Whether its amounts take a currency."""
        self._writers = [_writer([each for each in taken if whole or not each[1].inner]) for whole in (False, True)]

    def within(self, name: str) -> Iterator[tuple[str, Look]]:
        """What another shape has of it that holds it in an attribute of this name."""
        return ((f"{name}.{attribute}", look) for attribute, look in self._taken)

    def record(self, row: object, currency: str = "", *, whole: bool = False) -> dict[str, Any]:
        """A row's JSON object; `whole` with what tables alone show."""
        return self._writers[whole](row, currency)


@cache
def shape_of(cls: type) -> Shape:
    """The shape of a class of rows."""
    return Shape(cls)


def record(row: object, currency: str = "") -> dict[str, Any]:
    """A row's JSON object."""
    cls: Any = row.__class__
    return shape_of(cls).record(row, currency)


def _own(cls: Any) -> Iterator[tuple[str, Look]]:
    """The fields by the attribute that they are read from, and what is known of them."""
    for held in fields(cls):
        look: Look = held.metadata.get(LOOK) or Look()
        if look.of:
            yield from shape_of(look.of).within(held.name)
            continue
        kind = look.kind or OF_TYPE.get(str(held.type).removesuffix(" | None"), Kind.NESTED)
        yield held.name, replace(look, key=look.key or held.name, kind=kind)


def _derived(cls: type) -> Iterator[tuple[str, Look]]:
    for each in reversed(cls.__mro__):
        yield from ((name, held.look) for name, held in each.__dict__.items() if isinstance(held, Derived))


def _writer(taken: Sequence[tuple[str, Look]]) -> Callable[[Any, str], dict[str, Any]]:
    """A function that makes the object, put together as text: as quick as one written by hand for the class."""
    values = (f"{look.key!r}: {WRITTEN.get(look.kind, '{}').format(f'row.{attribute}')}" for attribute, look in taken)
    text = f"lambda row, currency: {{{', '.join(values)}}}"
    known = {"money": _money, "nested": _nested, "loads": json.loads}
    made: Callable[[Any, str], dict[str, Any]] = eval(text, known)  # noqa: S307 - names of our own classes
    return made


PLAIN = frozenset({str, int, float, bool, type(None)})


def _nested(value: Any, currency: str) -> object:
    cls = value.__class__
    if cls in PLAIN:
        return value
    if cls is list or cls is tuple:
        return [each if each.__class__ in PLAIN else _nested(each, currency) for each in value]
    if isinstance(value, Mapping):
        return {name: _nested(each, currency) for name, each in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, TO_WORD) else record(value, currency)


def _money(minor: int | None, currency: str) -> str | None:
    return None if minor is None else format_amount(minor, currency)


TO_WORD = (Remedy, Command, Sentence)
"""What stays as it is until `render` words it, which knows what the command was given."""

FREE = (Kind.TEXT, Kind.PROSE, Kind.LIST, Kind.JSON, Kind.NESTED)

WRITTEN: Mapping[Kind | None, str] = {
    Kind.MONEY: "money({}, currency)",
    Kind.YES_NO: "bool({})",
    Kind.JSON: "loads({0}) if {0} else {{}}",
    Kind.LIST: "{0}.split(',') if {0} else []",
    Kind.NESTED: "nested({}, currency)",
    Kind.CURRENCY: "currency",
}
"""How a value of a kind is written; the others are as they are."""
