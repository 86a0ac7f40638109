"""The pictures of docs/pictures/: real commands, nothing fetched from elsewhere, small enough to load at once."""

from __future__ import annotations

import re
import shlex
from html import unescape
from pathlib import Path

import pytest

from casactl.cli.tree import verb_for

ROOT = Path(__file__).resolve().parents[2]
PICTURES = sorted((ROOT / "docs/pictures").iterdir())


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: str(path.name))
def test_a_picture_is_small_and_shown_on_the_first_page(picture: Path) -> None:
    assert picture.stat().st_size < 200_000
    assert f"](docs/pictures/{picture.name})" in (ROOT / "README.md").read_text("utf-8")


def test_the_terminals_picture_shows_verbs_that_there_are_and_loads_nothing() -> None:
    text = (ROOT / "docs/pictures/terminal.svg").read_text("utf-8")

    assert set(re.findall(r"https?://[^\"<\s]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "@font-face" not in text
    lines = re.findall(r">\$\s(casactl .+?)</text>", unescape(text).replace("\xa0", " "))
    assert len(lines) > 3
    for line in lines:
        words = shlex.split(line)[1:]
        assert verb_for(" ".join(words[:2])) or verb_for(words[0]), line
