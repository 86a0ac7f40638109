"""What is a picture is told by its content: whole, of a sane size, PNG or JPEG (SD-16)."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import strategies as st

from casactl.intake.picture import LONGEST_SIDE, NotAPicture, Picture, picture
from tests.pictures import START, chunk, frame, header, jpeg, png, segment


def test_a_png_is_known_with_its_size() -> None:
    assert picture(png(3, 2)) == Picture("image/png", 3, 2)
    assert picture(png(3, 2) + b"what some programs leave behind the end") == Picture("image/png", 3, 2)


@pytest.mark.parametrize("marker", [0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC9, 0xCF])
def test_a_jpeg_of_any_coding_is_known_with_its_size(marker: int) -> None:
    assert picture(jpeg(30, 20, marker=marker)) == Picture("image/jpeg", 30, 20)


def test_fill_bytes_before_a_marker_are_no_fault() -> None:
    content = jpeg(30, 20)

    assert picture(content[:2] + b"\xff\xff\xff" + content[2:]) == Picture("image/jpeg", 30, 20)


NO_PICTURES = {
    "nothing": b"",
    "text": b"a letter",
    "a PDF": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
    "a GIF": b"GIF89a\x01\0\x01\0\0\0\0;",
    "a WebP": b"RIFF\x1a\0\0\0WEBPVP8 ",
    "an SVG": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a program": b"\x7fELF" + bytes(60),
    "the signature of a PNG alone": START,
    "a PNG that begins with its pixels": START + chunk(b"IDAT", b"x") + header() + chunk(b"IEND"),
    "a PNG without pixels": START + header() + chunk(b"IEND"),
    "a PNG with empty pixels": START + header() + chunk(b"IDAT") + chunk(b"IEND"),
    "a PNG without an end": png()[:-12],
    "a PNG with a short header": START + chunk(b"IHDR", bytes(12)) + chunk(b"IDAT", b"x") + chunk(b"IEND"),
    "a PNG of an unknown colour": START + header(rest=b"\x08\x05\0\0\0") + chunk(b"IDAT", b"x") + chunk(b"IEND"),
    "a PNG of an odd depth": START + header(rest=b"\x03\0\0\0\0") + chunk(b"IDAT", b"x") + chunk(b"IEND"),
    "a PNG of another compression": START + header(rest=b"\x08\0\x01\0\0") + chunk(b"IDAT", b"x") + chunk(b"IEND"),
    "a PNG of no width": START + header(0, 5) + chunk(b"IDAT", b"x") + chunk(b"IEND"),
    "a PNG too wide": START + header(LONGEST_SIDE + 1, 1) + chunk(b"IDAT", b"x") + chunk(b"IEND"),
    "a PNG too high": START + header(1, 2**31 - 1) + chunk(b"IDAT", b"x") + chunk(b"IEND"),
    "a PNG with a flipped bit": png(3, 3).replace(b"IDAT", b"IDAU"),
    "a PNG chunk longer than the file": START + header() + b"\xff\xff\xff\xffIDAT",
    "the signature of a JPEG alone": b"\xff\xd8\xff",
    "the signature of a JPEG before text": b"\xff\xd8\xff\xe0 and then some words of any kind, long enough",
    "a JPEG without a frame": b"\xff\xd8" + segment(0xE0, b"JFIF") + segment(0xDA, b"") + b"\xff\xd9",
    "a JPEG that only says its tables": b"\xff\xd8" + segment(0xC4, bytes(20)) + segment(0xDA, b"") + b"\xff\xd9",
    "a JPEG without a scan": b"\xff\xd8" + frame() + b"\xff\xd9",
    "a JPEG without an end": jpeg()[:-2],
    "a JPEG of no height": jpeg(8, 0),
    "a JPEG too wide": jpeg(65535, 8),
    "a JPEG with a short frame": b"\xff\xd8" + segment(0xC0, b"\x08\0\x01\0\x01") + segment(0xDA, b"") + b"\xff\xd9",
    "a JPEG with a frame of no components":
        b"\xff\xd8" + segment(0xC0, b"\x08\0\x01\0\x01\0") + segment(0xDA, b"") + b"\xff\xd9",
    "a JPEG with a segment of no length": b"\xff\xd8\xff\xe0\0\0" + frame() + segment(0xDA, b"") + b"\xff\xd9",
}  # fmt: skip


@pytest.mark.parametrize("what", list(NO_PICTURES))
def test_SD_16_what_is_no_whole_picture_is_refused_in_words(what: str) -> None:
    with pytest.raises(NotAPicture) as refused:
        picture(NO_PICTURES[what])

    assert refused.value.rule == "SD-16"
    assert refused.value.message.startswith(("is ", "says ", "begins "))


@pytest.mark.parametrize("whole", [png(20, 20), jpeg(20, 20)])
def test_a_picture_that_was_cut_off_anywhere_is_refused(whole: bytes) -> None:
    for length in range(len(whole)):
        with pytest.raises(NotAPicture):
            picture(whole[:length])


@hypothesis.given(st.sampled_from([b"", START, b"\xff\xd8\xff", START + header(), b"\xff\xd8" + frame()]), st.binary())
def test_whatever_the_bytes_the_answer_is_a_picture_or_a_refusal(start: bytes, rest: bytes) -> None:
    try:
        found = picture(start + rest)
    except NotAPicture:
        return
    assert 0 < found.width <= LONGEST_SIDE
    assert 0 < found.height <= LONGEST_SIDE
