"""Parts of a packed office document, streamed through an XML parser that nothing in them can turn against us.

Whatever an archive claims of itself, no more is unpacked than the limits here allow; a document type (and with it every
entity) is refused where it begins, and no reference leads out of the file.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol
from xml.parsers import expat

from casactl.domain.failures import failure
from casactl.errors import Unreadable

MOST_UNPACKED = 1 << 30
"""Bytes that one part of a document may come to."""
MOST_HELD = 192 << 20
"""The same of a part that is held as a whole."""
MOST_PACKING = 200
"""How much smaller the packed part may be, once it is of any size: no sheet of contacts comes near."""
FREELY = 16 << 20
DEEPEST = 64
_CHUNK = 1 << 16
_OVERLAP = 100


class Readable(Protocol):
    """What XML is read from."""

    def damaged(self) -> Unreadable: ...


class Packed:
    """An open document."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = name
        try:
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise failure("input.damaged", name=name) from None
        self.parts = frozenset(self._archive.namelist())

    def parse(self, part: str, parser: Reading, *, most: int = MOST_UNPACKED) -> Iterator[None]:
        """Feed a part to `parser`, pausing after each chunk so that what was found can be taken."""
        for chunk in self._unpacked(part, most):
            parser.feed(chunk, self)
            yield
        parser.feed(b"", self, final=True)
        yield

    def read(self, part: str, parser: Reading) -> None:
        """Feed a whole part to `parser`, which may hold what it finds."""
        for _ in self.parse(part, parser, most=MOST_HELD):
            pass

    def found(self, part: str, pattern: re.Pattern[bytes], *, within: int = MOST_UNPACKED) -> Iterator[re.Match[bytes]]:
        """Where a part matches in its first bytes, without parsing it; a match is shorter than a hundred bytes."""
        held = b""
        for chunk in self._unpacked(part, MOST_UNPACKED):
            held += chunk
            end = 0
            for match in pattern.finditer(held):
                yield match
                end = match.end()
            held = held[max(end, len(held) - _OVERLAP) :]
            within -= len(chunk)
            if within <= 0:
                return

    def damaged(self) -> Unreadable:
        """The fault for a document that cannot be read to its end."""
        return failure("input.damaged", name=self.name)  # type: ignore[return-value]

    def _unpacked(self, part: str, most: int) -> Iterator[bytes]:
        total = 0
        try:
            packed = max(self._archive.getinfo(part).compress_size, 1)
            with self._archive.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    total += len(chunk)
                    if total > most or (total > FREELY and total > packed * MOST_PACKING):
                        raise failure("input.too-large", f"{self.name} unpacks to more than a sheet of contacts holds")
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, NotImplementedError, RuntimeError):
            raise self.damaged() from None


class Reading:
    """What one kind of part makes of its elements; names come without their namespaces."""

    def __init__(self) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self._parser = parser
        self._depth = 0

    @property
    def position(self) -> int:
        """The byte at which the parser stands: where what it has seen last began."""
        return self._parser.CurrentByteIndex

    def feed(self, chunk: bytes, of: Readable, *, final: bool = False) -> None:
        """Take a chunk.

        Raises Unreadable.
        """
        try:
            self._parser.Parse(chunk, final)
        except (expat.ExpatError, _Hostile, ValueError, OverflowError, LookupError):  # the last: an encoding of no name
            raise of.damaged() from None

    def listen(self, take: Callable[[str], None] | None) -> None:
        """Hand text on to `take`, or to nobody."""
        self._parser.CharacterDataHandler = take

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _Hostile
        self.start(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.end(name.rpartition(":")[2])

    @staticmethod
    def _refuse(*_: object) -> None:
        raise _Hostile


class _Hostile(Exception):
    """What no office program writes."""
