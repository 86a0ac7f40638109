"""Pictures for tests, made by hand: whole ones, and ones that only look like it."""

from __future__ import annotations

from zlib import compress, crc32

START = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, body: bytes = b"") -> bytes:
    """One chunk of a PNG file."""
    return len(body).to_bytes(4) + name + body + crc32(name + body).to_bytes(4)


def header(width: int = 1, height: int = 1, rest: bytes = b"\x08\x00\x00\x00\x00") -> bytes:
    """The chunk that says how large a PNG picture is, grey of eight bits unless told otherwise."""
    return chunk(b"IHDR", width.to_bytes(4) + height.to_bytes(4) + rest)


def png(width: int = 1, height: int = 1, *, text: bytes = b"") -> bytes:
    """A grey PNG picture; `text` makes its bytes different."""
    pixels = compress((b"\0" + b"\x7f" * width) * height)
    return START + header(width, height) + chunk(b"tEXt", b"k\0" + text) + chunk(b"IDAT", pixels) + chunk(b"IEND")


def segment(marker: int, body: bytes) -> bytes:
    """One segment of a JPEG file."""
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body


def frame(width: int = 8, height: int = 8, *, marker: int = 0xC0) -> bytes:
    """The segment that says how large a JPEG picture is."""
    return segment(marker, b"\x08" + height.to_bytes(2) + width.to_bytes(2) + b"\x01\x01\x11\x00")


def jpeg(width: int = 8, height: int = 8, *, marker: int = 0xC0, text: bytes = b"") -> bytes:
    """The frame of a JPEG picture around a few bytes of scan."""
    app = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0") + segment(0xFE, text)
    return b"\xff\xd8" + app + frame(width, height, marker=marker) + segment(0xDA, b"\x01\x01\0\0?\0") + b"\x12\xff\xd9"
