"""Command lines as they come in, one after another: read in constant memory, and taken apart into words."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator
from typing import BinaryIO

from casactl.domain.failures import failure
from casactl.errors import UsageFault


class NotText(UsageFault):
    """What was typed, read from standard input or left by an editor is no text in UTF-8."""

    code = "input.bad-encoding"


def read_stdin(*, line: bool = False) -> str:
    """The text on standard input, or its next line.

    Raises NotText.
    """
    try:
        return sys.stdin.readline() if line else sys.stdin.read()
    except UnicodeDecodeError:
        raise NotText("Standard input is not UTF-8 text.") from None


MOST = 1 << 20
"""So many bytes a line may have."""
BOM = b"\xef\xbb\xbf"
PROGRAM = "casactl"

Numbered = tuple[int, bytes | None]
"""A line with its number; None where it is longer than any may be."""


def numbered(stream: BinaryIO) -> Iterator[Numbered]:
    """The lines that hold anything, each as soon as it is there: neither blank ones nor comments."""
    number = 0
    while line := stream.readline(MOST + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(BOM)
        if len(line) > MOST and not line.endswith(b"\n"):
            while (rest := stream.readline(MOST)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        elif (text := line.strip()) and not text.startswith(b"#"):
            yield number, text


def words_of(line: bytes | None) -> list[str]:
    """The words of a line: of a JSON array, or as a shell takes them apart; nothing is expanded.

    Raises UsageFault.
    """
    if line is None:
        raise unreadable(f"it is longer than {MOST:,} bytes")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise unreadable("it is not UTF-8") from None
    words = _listed(text) if text.startswith("[") else _typed(text)
    if any("\0" in word for word in words):
        raise unreadable("it holds a NUL")
    return words[1:] if words[:1] == [PROGRAM] else words


def _listed(text: str) -> list[str]:
    try:
        words = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise unreadable(f"it is no JSON: {fault}") from None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise unreadable("a line in JSON is an array of strings")
    return words


def _typed(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as fault:
        raise unreadable(f"{str(fault).lower()}; a line is a whole command, JSON arrays can hold anything") from None


def unreadable(why: str) -> Exception:
    """The failure of a line that is none."""
    return failure("batch.unreadable-line", why=why)
