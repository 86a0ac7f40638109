"""The words of one command line, as the parser found them: what the log keeps of them, and what tells them apart.

Nothing is copied by hand: every parameter counts that the command declares itself or takes as a filter, in
the form in which it was given. What a parameter must not leave in the log is said where it is declared, by a
mark beside the option: `Annotated[str, option("--text", …), Kept.AS_DIGEST]`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

if TYPE_CHECKING:
    from casactl.office.command import Command


MISSING = "\0"
"""What stands for an argument that was not given, until it is asked for; no line can hold it."""


WHY = frozenset({"reason", "note", "lock"})
"""Options whose words stand with whatever the command does."""


class Kept(Enum):
    """What becomes of a parameter's value in the log, where it does not simply stand there."""

    NOT = "secret"
    """Neither kept nor compared."""
    AS_DIGEST = "digest"
    """The log tells values apart and does not hold them: they are about people, and kept where these can erase them."""


class Call:
    """One command under way."""

    def __init__(
        self, words: str, right: str, writes: str, given: Mapping[str, Any], declared: Sequence[Any],
        marks: Callable[[], Mapping[str, Kept]],
    ) -> None:  # fmt: skip
        self.verb = words.replace(" ", ".")
        self.right, self.writes = right, writes
        self._given, self._declared, self._marks = given, declared, marks
        self.is_page = is_page(words)
        """Whether what it shows is a page, which reads as one in a file, too."""
        self.is_read = self.is_page or words.rpartition(" ")[2] in LISTS
        """Whether it shows things, for somebody to read."""
        self.unattended = False
        """Whether nobody sits before it."""
        self._said: dict[str, Any] = {}
        self._read: dict[str, Any] = {}

    def says(self, **said: Any) -> None:
        """What was asked for, or read from standard input in place of `-`, stands as if it had been typed."""
        self._said |= said

    def reads(self, **read: str | None) -> None:
        """What a command has taken in besides: the hash of a file's bytes, or of a link."""
        self._read |= {name: value for name, value in read.items() if value}

    def param(self, option: str) -> Any:
        """The parameter that an option, or the name of an argument, stands for; None where there is none."""
        return next((each for each in self._declared if option in (*each.opts, each.name.rstrip("_"))), None)

    def holds_secrets(self) -> bool:
        """Whether anything was given on the line that the log does not simply hold."""
        marks = self._marks()
        return any(self._given.get(each.name) not in (None, (), [], each.default) for each in self._declared
                   if each.name in marks)  # fmt: skip

    def command(self, filters: Mapping[str, Any], request_id: str | None, *, source_hash: str | None = None) -> Command:
        """The command as the office takes it; raises BadText for a reason that would fill the log."""
        from casactl.domain.names import LONGEST_TEXT, BadText
        from casactl.office.command import Command

        marks = self._marks()
        given, kept = dict[str, Any](), dict[str, Any]()
        for param in self._declared:
            if marks.get(param.name) is Kept.NOT:
                continue
            key = key_of(param)
            value = self._said.get(key, self._given.get(param.name))
            if value in (None, (), []) or value == param.default:
                continue
            if key in WHY and len(value) > LONGEST_TEXT:
                raise BadText(f"--{key} is longer than {LONGEST_TEXT:,} characters ({len(value):,})")
            given[key] = value = list(value) if isinstance(value, tuple) else value
            kept[key] = digest(value) if marks.get(param.name) is Kept.AS_DIGEST else value
        more: dict[str, Any] = ({"filters": dict(filters)} if filters else {}) | self._read
        return Command(self.verb, self.writes, given | more, kept | more, request_id, source_hash, self.unattended)


PAGES = frozenset(("show", "statement", "me"))
"""Verbs that show one thing as a page; every report does, too."""
LISTS = frozenset(("list", "find", "ageing", "history", "can", "duplicates", "log", "get", "today", "preview"))
"""Verbs that show several things."""


def is_page(words: str) -> bool:
    """Whether a verb shows a page rather than a list."""
    noun, _, verb = words.partition(" ")
    return noun == "report" or verb.rpartition(" ")[2] in PAGES


def key_of(param: Any) -> str:
    """What a parameter is called in the log: an option by its long name, an argument by its own."""
    long = next((word for word in param.opts if word.startswith("--")), param.name)
    return str(long).strip("-_").replace("-", "_")


def digest(value: object) -> str:
    """What stands in the log for a value that it does not hold."""
    from hashlib import sha256

    return f"sha256:{sha256(str(value).encode()).hexdigest()}"


@cache
def marks_of(function: Callable[..., None]) -> dict[str, Kept]:
    """The marks beside a command's parameters."""
    from inspect import signature

    found = signature(function, eval_str=True).parameters
    return {
        name: mark for name, param in found.items() for mark in get_args(param.annotation) if isinstance(mark, Kept)
    }
