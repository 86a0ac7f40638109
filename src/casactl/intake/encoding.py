"""Which encoding a file is in, decided over the whole of it before the first row is read."""

from __future__ import annotations

import codecs
import hashlib
from typing import BinaryIO, NamedTuple

from casactl.domain.failures import failure

_CHUNK = 1024 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LABELS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}


class Encoding(NamedTuple):
    """The codec to read with, its name for people, and the hash of the bytes, taken on the way."""

    codec: str
    label: str
    sha256: str


def decide_encoding(file: BinaryIO, told: str | None = None) -> Encoding:
    """As told, else by the byte order mark, else UTF-8 if all of it is, else Windows-1252; rewinds."""
    mark = file.read(4)
    marked = next((codec for bom, codec in _MARKS if mark.startswith(bom)), None)
    codec = _known(told) if told else marked or "utf-8"
    sha256, fault = _scan(file, codec)
    if fault is not None and not (told or marked):
        codec = "cp1252"
        sha256, fault = _scan(file, codec)
    if fault is not None:
        label = "UTF-8 or Windows-1252" if codec == "cp1252" and not told else _label(codec)
        raise failure(
            "input.bad-encoding", f"not {label} text, from about byte {fault:,} on", hint="name it: --encoding NAME"
        )
    return Encoding(codec, _label(codec), sha256)


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
    return _LABELS.get(codec, codec.upper())


def _scan(file: BinaryIO, codec: str) -> tuple[str, int | None]:
    """The hash of the bytes, and about where decoding fails, None if it does not."""
    decode = codecs.getincrementaldecoder(codec)().decode
    digest, at, fault = hashlib.sha256(), 0, None
    file.seek(0)
    while True:
        chunk = file.read(_CHUNK)
        digest.update(chunk)
        if fault is None:
            try:
                decode(chunk, not chunk)
            except UnicodeError as error:
                fault = at + (error.start if isinstance(error, UnicodeDecodeError) else 0)
        if not chunk:
            file.seek(0)
            return digest.hexdigest(), fault
        at += len(chunk)
