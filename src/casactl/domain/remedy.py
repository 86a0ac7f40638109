"""What clears the way, as data: a verb of the program and what it is given.

Nothing here is a command line yet. `render/wording.py` words one for the shell, with what the command at hand was
given; another door may make a link of it, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casactl.records import dataclass


class Said(str):
    """A name or a text: worded in quotes even where a shell needs none, so that it is read as one thing."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Blank:
    """A word that whoever runs it has to fill in: `ADDRESS`."""

    name: str


Word = str | int | Blank
Options = Word | bool | None | tuple[Word, ...]


@dataclass(frozen=True, slots=True, init=False)
class Remedy:
    """A verb with its words and options: `Remedy("contact detach", 17, "Rose Court/3", as_="owner")`.

    A flag is `True`; what is `None` or `False` is left out; a tuple repeats its option. `why` says what it is good for.
    """

    verb: str
    words: tuple[Word, ...]
    options: tuple[tuple[str, Word | None], ...]
    """By their names on the line; None for a flag."""
    why: str

    def __init__(self, verb: str, /, *words: Word, why: str = "", **options: Options) -> None:
        listed = tuple(
            (key.rstrip("_").replace("_", "-"), None if each is True else each)
            for key, value in options.items()
            for each in (value if isinstance(value, tuple) else (value,))
            if each is not None and each is not False
        )
        self._set(verb, tuple(str(each) if isinstance(each, int) else each for each in words), listed, why)

    def _set(self, verb: str, words: tuple[Word, ...], options: tuple[tuple[str, Word | None], ...], why: str) -> None:
        for name, value in (("verb", verb), ("words", words), ("options", options), ("why", why)):
            object.__setattr__(self, name, value)

    def given(self, option: str, word: Word) -> Remedy:
        """The same with one option more, by its name on the line."""
        made = object.__new__(Remedy)
        made._set(self.verb, self.words, (*self.options, (option.removeprefix("--"), word)), self.why)
        return made

    def __str__(self) -> str:
        raise TypeError("a remedy is worded by render/wording.py, which knows what the command was given")

    def filled(self, values: Mapping[str, object]) -> Remedy:
        """The same with `{names}` in its verb and words replaced by values: so the rows of a table have them."""
        made = object.__new__(Remedy)
        options = tuple((name, None if word is None else _filled(word, values)) for name, word in self.options)
        words = tuple(_filled(word, values) for word in self.words)
        made._set(self.verb.format_map(values), words, options, self.why)
        return made


def _filled(word: Word, values: Mapping[str, object]) -> Word:
    return type(word)(word.format_map(values)) if isinstance(word, str) else word


@dataclass(frozen=True, slots=True, init=False)
class Command:
    """Another program's line, `Command("chmod", "go-rwx", path)`, or options to add to the line at hand."""

    words: tuple[str, ...]
    why: str

    def __init__(self, *words: str, why: str = "") -> None:
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "why", why)

    def __str__(self) -> str:
        raise TypeError("a command is worded by render/wording.py, which knows how a shell takes it")


@dataclass(frozen=True, slots=True, init=False)
class Sentence:
    """Words with remedies among them: `Sentence("stays locked: ", Remedy("contact unlock", 17))`."""

    parts: tuple[str | Remedy | Command, ...]

    def __init__(self, *parts: Line) -> None:
        flat = [each for part in parts for each in (part.parts if isinstance(part, Sentence) else (part,))]
        object.__setattr__(self, "parts", tuple(flat))

    def __str__(self) -> str:
        raise TypeError("a sentence with remedies is worded by render/wording.py")


Line = str | Remedy | Command | Sentence
Advice = Line | tuple[Line, ...]
"""What leads on: one line, or several to choose from."""


def first_of(advice: Advice | None) -> Line | None:
    """The one line that stands for all of it."""
    return next(iter(advice), None) if isinstance(advice, tuple) else advice


# Kept in the store --------------------------------------------------------------------------------


def storable(value: Any) -> Any:
    """A shape with its remedies and sentences as plain JSON values; `restored` gives them back."""
    if isinstance(value, Remedy):
        options = [[name, storable(word)] for name, word in value.options]
        return {"remedy": value.verb, "words": storable(value.words), "options": options, "why": value.why}
    if isinstance(value, Sentence):
        return {"sentence": storable(value.parts)}
    if isinstance(value, Command):
        return {"command": list(value.words), "why": value.why}
    if isinstance(value, Blank):
        return {"blank": value.name}
    if isinstance(value, Said):
        return {"said": str(value)}
    if isinstance(value, Mapping):
        return {key: storable(each) for key, each in value.items()}
    return [storable(each) for each in value] if isinstance(value, (list, tuple)) else value


def restored(value: Any) -> Any:
    """What `storable` made plain, as it was; texts of older versions stay texts."""
    if isinstance(value, list):
        return [restored(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    match value:
        case {"remedy": str(verb), "words": list(words), "options": list(options), "why": str(why)}:
            made = object.__new__(Remedy)
            pairs = tuple((name, restored(word)) for name, word in options)
            made._set(verb, tuple(restored(word) for word in words), pairs, why)
            return made
        case {"sentence": list(parts)}:
            return Sentence(*(restored(part) for part in parts))
        case {"command": list(words), "why": str(why)}:
            return Command(*words, why=why)
        case {"blank": str(name)}:
            return Blank(name)
        case {"said": str(text)}:
            return Said(text)
    return {key: restored(each) for key, each in value.items()}
