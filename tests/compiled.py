"""The templates of letters, compiled once for a whole process: a command that sends one compiles all that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import BytecodeCache

from casactl.delivery import templates

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment
    from jinja2.bccache import Bucket

environment = templates._environment


class Kept(BytecodeCache):
    """Code by its template's file; Jinja compares it with what stands in the file now."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled from the same text."""
        if code := self.code.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self.code[bucket.key] = bucket.bytecode_to_string()


KEPT = Kept()


def environment_again(folders: list[Path]) -> Environment:
    """An environment like the program's that compiles nothing a second time."""
    made = environment(folders)
    made.bytecode_cache = KEPT
    return made
