"""Which encoding a file is in, decided over the whole of it before the first row is read."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

from casactl.domain.failures import failure
from casactl.errors import CasaError, Unreadable
from casactl.intake.readings import LABELS, likeliest_codecs, sample_of

_CHUNK = 1024 * 1024
_LONGEST_LINE = 1 << 16
_SAMPLE = 400
_HEAD, _FEWEST = 4096, 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


class Encoding(NamedTuple):
    """The codec to read with and what it does about bytes that are none of it, its name, the hash of the bytes."""

    codec: str
    label: str
    sha256: str
    errors: str = "strict"
    notes: tuple[str, ...] = ()
    """What is to be said about the choice."""


class EncodingUnsure(Unreadable):
    """A file makes words in several encodings, and nothing says which is meant."""

    code = "input.bad-encoding"

    def __init__(self, readings: Mapping[str, str]) -> None:
        """By codec, its name with a word as it is read."""
        super().__init__(f"not UTF-8; it could be {', '.join(readings.values())}", hint="say which: --encoding NAME")
        self.readings = readings


def decide_encoding(file: BinaryIO, told: str | None = None, country: str = "", *, declared: str = "") -> Encoding:
    """As told, else by the mark, else UTF-8 if nearly all is, else what the country's files come in; rewinds.

    What the file is not in UTF-8, it is in the encoding that it has `declared`, where it can be.

    Raises Unreadable where that is not to be decided.
    """
    head = file.read(_HEAD)
    marked = next((codec for bom, codec in _MARKS if head.startswith(bom)), None) or unmarked(head)
    codec = _known(told) if told else marked or "utf-8"
    sha256, fault = _scan(file, codec)
    if fault is None:
        return Encoding(codec, _label(codec), sha256)
    if told or codec.startswith(("utf-16", "utf-32")):
        raise _not_text(f"{_label(codec)} text", fault)
    if declared and not marked and _fits(file, declared):
        return Encoding(declared, _label(declared), sha256)
    bad, good, lines = _lines_beyond_ascii(file)
    if good >= bad or marked:
        return Encoding(codec, _label(codec), sha256, "surrogateescape", (_some_bad(bad),))
    return _legacy(file, lines, sha256, country, fault)


def unmarked(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, by where the beginning of a file has its NUL bytes; None for anything else."""
    if head.count(0) < len(head) // 4:
        return None
    nul = [n for n in range(4) if head[n::4].count(0) > 0.6 * len(head[n::4])]
    known = {(1, 3): "utf-16-le", (0, 2): "utf-16-be", (1, 2, 3): "utf-32-le", (0, 1, 2): "utf-32-be"}
    return known.get(tuple(nul)) if len(head) > _FEWEST else None


def _fits(file: BinaryIO, declared: str) -> bool:
    try:
        return _scan(file, codecs.lookup(declared).name)[1] is None
    except LookupError:
        return False


def digest(file: BinaryIO) -> str:
    """The hash of a file's bytes; rewinds."""
    found = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(_CHUNK):
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def _some_bad(bad: int) -> str:
    lines = "1 line is" if bad == 1 else f"{bad:,} lines are"
    return f"{lines} not UTF-8, as the rest of the file is; each such row comes back"


def _legacy(file: BinaryIO, lines: list[bytes], sha256: str, country: str, fault: int) -> Encoding:
    """An encoding of one byte, or of East Asia, by what makes words of the lines that are not ASCII."""
    found = likeliest_codecs(lines, country)
    if len(found) == 1 and _scan(file, found[0])[1] is None:
        codec = found[0]
        return Encoding(codec, _label(codec), sha256, notes=(f"for instance {sample_of(lines, codec)}",))
    if found:
        raise EncodingUnsure({codec: f"{_label(codec)} ({sample_of(lines, codec)})" for codec in found[:6]})
    raise _not_text("text in UTF-8 or another known encoding", fault)


def _not_text(label: str, fault: int) -> CasaError:
    message = f"not {label}, from about byte {fault:,} on"
    return failure("input.bad-encoding", message, hint="name it: --encoding NAME")


def _known(told: str) -> str:
    try:
        name = codecs.lookup(told).name
        "a".encode(name)  # hex, zip and their like are codecs, but not of text
    except (LookupError, ValueError):
        raise failure(
            "input.bad-encoding", f"no encoding is named {told!r}", hint="try utf-8, utf-16 or windows-1252"
        ) from None
    return "utf-8-sig" if name == "utf-8" else name


def _label(codec: str) -> str:
    return LABELS.get(codec, codec.upper())


def _lines_beyond_ascii(file: BinaryIO) -> tuple[int, int, list[bytes]]:
    """How many lines beyond ASCII are no UTF-8, how many are, and the first of those that are none; rewinds."""
    bad = good = 0
    kept: list[bytes] = []
    file.seek(0)
    for line in _lines(file):
        if line.isascii():
            continue
        try:
            line.decode()
        except UnicodeDecodeError:
            bad += 1
            kept.extend([line] if len(kept) < _SAMPLE else [])
        else:
            good += 1
    file.seek(0)
    return bad, good, kept


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(_LONGEST_LINE):
        yield line


def _scan(file: BinaryIO, codec: str) -> tuple[str, int | None]:
    """The hash of the bytes, and about where decoding fails, None if it does not."""
    decode = codecs.getincrementaldecoder(codec)().decode
    hashed, at, fault = hashlib.sha256(), 0, None
    file.seek(0)
    while True:
        chunk = file.read(_CHUNK)
        hashed.update(chunk)
        if fault is None:
            try:
                decode(chunk, not chunk)
            except UnicodeError as error:
                fault = at + (error.start if isinstance(error, UnicodeDecodeError) else 0)
        if not chunk:
            file.seek(0)
            return hashed.hexdigest(), fault
        at += len(chunk)
