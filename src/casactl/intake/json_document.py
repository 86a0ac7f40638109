"""The values of a JSON document one after the other: no more of it is held than the longest value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from json.decoder import JSONDecodeError
from typing import Any, TextIO

from casactl.intake.workbook import unmistakable

LONGEST_VALUE = 1 << 20
"""Characters of one value of a list."""
MOST_HELD = 4 << 20
"""The same of a document that is no list, which is held as a whole."""
_CHUNK = 1 << 16
_SPACES = " \t\r\n\ufeff"
_decoder = json.JSONDecoder(parse_int=str, parse_float=unmistakable, parse_constant=str)


def parsed(text: str) -> Any:
    """What a text says, numbers as they are written.

    Raises ValueError.
    """
    try:
        return _decoder.decode(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except JSONDecodeError as fault:
        raise ValueError(f"is no JSON: {_reason(fault)} in line {fault.lineno}") from None


def _reason(fault: JSONDecodeError) -> str:
    """What the decoder says, which a place is to follow."""
    return fault.msg.removesuffix(" at")


def values(text: TextIO, unwrapped: Callable[[Any], Iterable[Any]]) -> Iterator[Any]:
    """The values of the list that a document is, or that `unwrapped` finds in what it is.

    Raises ValueError.
    """
    window = _Window(text)
    if window.next() != "[":
        yield from unwrapped(parsed(window.rest()))
        return
    window.step()
    while window.next() != "]":
        yield window.value()
        mark = window.next()
        if mark == ",":
            window.step()
            if window.next() == "]":
                raise ValueError(window.fault("a value is missing behind a comma"))
        elif mark != "]":
            raise ValueError(window.fault("values are parted by commas"))
    window.step()
    if window.next():
        raise ValueError(window.fault("there is something behind the list"))


class _Window:
    """So much of a text as is needed."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._held, self._at, self._lines = "", 0, 1
        self._ended = False

    def next(self) -> str:
        """The next character that is no space, empty at the end; it stays."""
        while True:
            while self._at < len(self._held):
                if self._held[self._at] not in _SPACES:
                    return self._held[self._at]
                self._at += 1
            if not self._more():
                return ""

    def step(self) -> None:
        """Go behind a character."""
        self._at += 1

    def value(self) -> Any:
        """The value that begins here.

        Raises ValueError.
        """
        while True:
            try:
                found, end = _decoder.raw_decode(self._held, self._at)
            except RecursionError:
                raise ValueError("is nested too deeply") from None
            except JSONDecodeError as fault:
                if len(self._held) - self._at > LONGEST_VALUE:
                    raise ValueError(self.fault("a value is longer than any contact")) from None
                if not self._more():
                    raise ValueError(self.fault(_reason(fault))) from None
                continue
            if end < len(self._held) or not self._more():  # what stands at the edge may go on
                self._at = end
                return found

    def rest(self) -> str:
        """All that is left, which may not be much.

        Raises ValueError.
        """
        while len(self._held) <= MOST_HELD and self._more():
            pass
        if len(self._held) > MOST_HELD:
            raise ValueError("is too large for an object; a list of objects, or an object a line (.jsonl), has no end")
        return self._held[self._at :]

    def fault(self, what: str) -> str:
        """What is wrong here."""
        return f"is no JSON: {what} in line {self._lines + self._held.count(chr(10), 0, self._at)}"

    def _more(self) -> bool:
        chunk = "" if self._ended else self._text.read(max(_CHUNK, len(self._held) - self._at))
        self._ended = not chunk
        self._lines += self._held.count("\n", 0, self._at)
        self._held, self._at = self._held[self._at :] + chunk, 0
        return bool(chunk)
