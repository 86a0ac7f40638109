"""Reading TOML that anybody may have written, in bounded time and depth."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

LONGEST = 1 << 20
MOST_DOTS = 500
"""In a line: the parser takes the square of a key's parts."""


def parse_toml(content: bytes) -> dict[str, Any]:
    """A document.

    Raises ValueError, which says what is wrong with it.
    """
    if len(content) > LONGEST:
        raise ValueError(f"it is larger than {LONGEST >> 10:,} KB")
    if any(line.count(b".") > MOST_DOTS for line in content.splitlines()):
        raise ValueError("it is nested too deeply")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def read_at_most(path: Path) -> bytes:
    """A file's bytes, as far as they could be a document and one more.

    Raises OSError.
    """
    with path.open("rb") as file:
        return file.read(LONGEST + 1)
