"""Remedies as lines for a shell: the one place where a command line is worded, and the one function that quotes.

A line means the same to sh, bash, zsh and fish, typed or pasted: there are no `$'…'`, which only some of them have, and
no comments, which zsh takes for arguments when it is typed to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from casactl.domain.remedy import Advice, Blank, Command, Line, Remedy, Said, Sentence, Word
from casactl.records import dataclass

PROGRAM = "casactl"
BARE = re.compile(r"[A-Za-z0-9_./+@:,-][A-Za-z0-9_./+@:,=-]*")
SPECIAL = re.compile(r"[\"$`\\!]")
"""What double quotes do not hold still, in one shell or another."""
PLAIN = re.compile(r"[A-Za-z0-9_./+@:, ]")
"""What stands for itself in what `printf` is given."""
NUL = r"\000"

NAMING = frozenset(f"workspace {verb}" for verb in ("add", "list", "use", "show", "remove", "restore"))
"""Verbs that name their workspace themselves."""


def anybody(_: str) -> bool:
    """Whoever it is may run every verb."""
    return True


class Untypable(ValueError):
    """A word that no command line can hold."""


def quoted(word: str) -> str:
    """One word of a command line that every shell takes as exactly that.

    In double quotes where these are safe, which read best; what would act on the terminal, or not be seen on it, is
    given to the shell in numbers. Raises Untypable, for what ends in the end of a line as well.
    """
    if not word:
        return '""'
    if word.endswith("\n"):
        raise Untypable  # a shell drops it at the end of what it substitutes
    if not word.isprintable():
        return f"\"$(printf '{_in_numbers(word)}')\""
    if not isinstance(word, Said) and BARE.fullmatch(word):
        return word
    if not SPECIAL.search(word):
        return f'"{word}"'
    return "'" + re.sub(r"['\\]", r"'\\\g<0>'", word) + "'"


def _in_numbers(word: str) -> str:
    """What `printf` writes as this word: octal numbers for all but harmless characters."""
    if "\0" in word:
        raise Untypable
    try:
        return "".join(each if PLAIN.match(each) else "%%" if each == "%" else _octal(each) for each in word)
    except UnicodeEncodeError:
        raise Untypable from None


def _octal(mark: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in mark.encode("utf-8", "surrogateescape"))


@dataclass(frozen=True, slots=True)
class Wording:
    """How one command words what leads on: with what it was given, for whoever acts."""

    workspace: str | None = None
    """The workspace, where it was named on the line."""
    config: str | None = None
    may: Callable[[str], bool] = anybody
    """Whether whoever acts may run a verb, asked as `contact unlock`."""

    def line(self, remedy: Remedy) -> str | None:
        """The command line; None where whoever acts may not run it, or no line can hold it."""
        return self._line(remedy) if self._may(remedy) else None

    def text(self, line: Line) -> str:
        """A line for people, who are told where it takes somebody else."""
        if isinstance(line, str):
            return line
        if isinstance(line, Sentence):
            return "".join(map(self.text, line.parts))
        label = f"{line.why}: " if line.why else ""
        if isinstance(line, Command):
            return label + (_joined(line.words) or line.words[0])
        command = self._line(line) or f"{PROGRAM} {line.verb}"
        return f"{label}{command}" if self._may(line) else f"{label}somebody who may: {command}"

    def lines(self, advice: Advice | None) -> list[str]:
        """What leads on, a line each."""
        listed = advice if isinstance(advice, tuple) else () if advice is None else (advice,)
        return list(dict.fromkeys(map(self.text, listed)))

    def worded(self, value: Any) -> Any:
        """A shape in which every remedy is its command line, or None, and every sentence its text."""
        if isinstance(value, Remedy):
            return self.line(value)
        if isinstance(value, (Sentence, Command)):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self.worded(each) for key, each in value.items()}
        return [self.worded(each) for each in value] if isinstance(value, (list, tuple)) else value

    def _may(self, remedy: Remedy) -> bool:
        return _is_help(remedy) or self.may(remedy.verb)

    def _line(self, remedy: Remedy) -> str | None:
        words = remedy.words
        dashed = any(isinstance(word, str) and word[:1] == "-" and word != "-" for word in words)
        options = [each for name, word in remedy.options for each in _option(name, word)]
        ordered = [*options, "--", *words] if dashed else [*words, *options]
        return _joined([PROGRAM, *self._given(remedy), *remedy.verb.split(), *ordered])

    def _given(self, remedy: Remedy) -> list[Word]:
        if _is_help(remedy):
            return []
        own = remedy.verb in NAMING
        workspace = _option("w", self.workspace) if self.workspace is not None and not own else []
        return [*workspace, *(_option("config", self.config) if self.config is not None else [])]


def _is_help(remedy: Remedy) -> bool:
    return any(name == "help" for name, _ in remedy.options)


def _option(name: str, word: Word | None) -> list[Word]:
    """An option as words; a value that looks like an option is joined to its name."""
    mark = f"-{name}" if len(name) == 1 else f"--{name}"
    if word is None:
        return [mark]
    if isinstance(word, str) and word.startswith("-"):
        return [f"{mark}{word}" if len(name) == 1 else f"{mark}={word}"]
    return [mark, word]


def _joined(words: Sequence[Word]) -> str | None:
    """The words as one line; `xargs` hands over those that no quotes can hold."""
    plain = [word.name if isinstance(word, Blank) else word if isinstance(word, str) else str(word) for word in words]
    try:
        if any(word.endswith("\n") for word in plain):
            return f"printf '{''.join(_in_numbers(word) + NUL for word in plain[1:])}' | xargs -0 {quoted(plain[0])}"
        return " ".join(
            quoted(word) if isinstance(word, str) else text for word, text in zip(words, plain, strict=True)
        )
    except Untypable:
        return None
