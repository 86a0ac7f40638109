"""Whether a file is a whole PNG or JPEG picture, by its content: its name may say anything (SD-16)."""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

from casactl.errors import InvalidValue
from casactl.records import dataclass

PNG, JPEG = "image/png", "image/jpeg"
LONGEST_SIDE = 10_000
"""Pixels: a small file can claim a picture that no machine could hold."""

_PNG_START, _JPEG_START = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
"""The bits per sample that each colour type may have."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The JPEG markers that say how large the picture is."""
_START_OF_SCAN, _END = 0xDA, b"\xff\xd9"


class NotAPicture(InvalidValue):
    """A file that is no PNG or JPEG picture, or not a whole one."""

    code = "contact.invalid-avatar"

    def __init__(self, problem: str) -> None:
        super().__init__(problem, hint="a PNG or JPEG file of at most 2 MB", rule="SD-16")


@dataclass(frozen=True, slots=True)
class Picture:
    """What a file is, and its size in pixels."""

    type: str
    width: int
    height: int


def picture(content: bytes) -> Picture:
    """What a picture's bytes are.

    Raises NotAPicture.
    """
    if content.startswith(_PNG_START):
        found = Picture(PNG, *_png(content))
    elif content.startswith(_JPEG_START):
        found = Picture(JPEG, *_jpeg(content))
    else:
        raise NotAPicture("is neither a PNG nor a JPEG picture" if content else "is empty")
    if not (found.width and found.height):
        raise NotAPicture("says that it has no pixels")
    if max(found.width, found.height) > LONGEST_SIDE:
        size = f"{found.width:,} × {found.height:,} pixels"
        raise NotAPicture(f"says that it has {size}; up to {LONGEST_SIDE:,} on a side are taken")
    return found


# PNG: chunks of length, name, content and checksum, from IHDR to IEND ------------------------------


def _png(content: bytes) -> tuple[int, int]:
    size, drawn = None, False
    for name, body in _chunks(content):
        if size is None:
            size = _header(name, body)
        drawn = drawn or (name == b"IDAT" and bool(body))
        if name == b"IEND" and drawn:
            return size
    raise _cut_off("PNG")


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG_START)
    while at + 12 <= len(content):
        end = at + 8 + int.from_bytes(content[at : at + 4])
        if end + 4 > len(content):
            return
        if crc32(content[at + 4 : end]) != int.from_bytes(content[end : end + 4]):
            raise NotAPicture("is a damaged PNG picture")
        yield content[at + 4 : at + 8], content[at + 8 : end]
        at = end + 4


def _header(name: bytes, body: bytes) -> tuple[int, int]:
    if name != b"IHDR" or len(body) != 13:
        raise NotAPicture("begins like a PNG picture, but is none")
    depth, colour, compression, filtering, interlace = body[8:]
    if depth not in _PNG_DEPTHS.get(colour, ()) or compression or filtering or interlace > 1:
        raise NotAPicture("begins like a PNG picture, but is none")
    return int.from_bytes(body[:4]), int.from_bytes(body[4:8])


# JPEG: segments of marker, length and content up to the scan, which the end marker closes -----------


def _jpeg(content: bytes) -> tuple[int, int]:
    size = None
    for marker, body, end in _segments(content):
        if marker in _FRAMES:
            size = _frame(body)
        elif marker == _START_OF_SCAN:
            if size is None:
                raise NotAPicture("begins like a JPEG picture, but is none")
            if content.find(_END, end) < 0:
                break
            return size
    raise _cut_off("JPEG")


def _segments(content: bytes) -> Iterator[tuple[int, bytes, int]]:
    """(marker, content, where it ends) of each segment, to the first scan."""
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            raise NotAPicture("begins like a JPEG picture, but is none")
        marker = content[at + 1]
        if marker == 0xFF:  # fill bytes may stand before any marker
            at += 1
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if end < at + 4 or marker in (0x00, 0xD8, 0xD9):
            raise NotAPicture("begins like a JPEG picture, but is none")
        if end > len(content):
            return
        yield marker, content[at + 4 : end], end
        at = end


def _frame(body: bytes) -> tuple[int, int]:
    """Width and height: behind the precision stand height, width and the components, three bytes each."""
    if len(body) < 6 or not body[5] or len(body) != 6 + 3 * body[5]:
        raise NotAPicture("begins like a JPEG picture, but is none")
    return int.from_bytes(body[3:5]), int.from_bytes(body[1:3])


def _cut_off(kind: str) -> NotAPicture:
    return NotAPicture(f"is a {kind} picture that was cut off")
