"""Other people's words for nouns and verbs, by a table (`data/other_words.toml`): which command lines lead on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from casactl.cli.tree import ALIASES, TOP, TREE, verb_for
from casactl.domain.remedy import Blank, Remedy
from casactl.intake.data_files import data_file

MOST = 4
"""So many lines are offered."""


def leads(words: str, word: str, rest: Iterable[str]) -> tuple[Remedy, ...]:
    """The command lines that a word stands for which our tree does not have, behind the words that lead there."""
    spelt = _spelt(word)
    at = f"{words} {spelt}".strip()
    after = next(iter(rest), "")
    found = _told(at) or (_of_noun(words, spelt) if words else _noun(spelt, after)) or tuple(_elsewhere(spelt))
    return tuple(found)[:MOST] or _turned_round(words, word, _spelt(after))


def _turned_round(noun: str, ref: str, verb: str) -> tuple[Remedy, ...]:
    """Who or what stood where the verb belongs: `contact 3 show`, `contact tag 3 vip`, or `3` alone."""
    if noun in TREE and verb in TREE[noun].verbs and len(ref.split()) == 1:
        return (remedy_of(f"{noun} {verb} {ref}"),)
    if " " in noun and any(word.isdecimal() or "@" in word for word in (ref, verb)):  # `contact tag 1 vip`
        return tuple(map(Remedy, (f"{noun} {verb}" for verb in _verbs_of(noun))))[:MOST]
    return (Remedy("contact show", ref),) if not noun and (ref.isdecimal() or "@" in ref) else ()


def _spelt(word: str) -> str:
    return word.lower().replace("_", "-")


def _table(name: str) -> Iterator[tuple[list[str], Any]]:
    for words, line in data_file("other_words")[name].items():
        yield words.split(), line


def _told(at: str) -> tuple[Remedy, ...]:
    """What the table says of a word, or of a noun of ours with a word; of several things its first."""
    wanted = at.split()
    for words, lines in _table("words"):
        size = 2 if words[0] in TREE else 1
        if wanted in (words[n : n + size] for n in range(0, len(words), size)):
            return tuple(map(remedy_of, lines))
    return ()


def _verbs_of(noun: str) -> list[str]:
    """The verbs of a noun, or of one that is part of another, each by itself."""
    first, _, within = noun.partition(" ")
    verbs = TREE[first].verbs
    return [verb.removeprefix(f"{within} ") for verb in verbs if verb.startswith(f"{within} ")] if within else [*verbs]


def _of_noun(noun: str, word: str) -> tuple[Remedy, ...]:
    """The verbs of a noun of ours that another program's verb means."""
    meant: list[str] = next((line.split() for words, line in _table("verbs") if word in words), [])
    has = _verbs_of(noun)
    return tuple(map(Remedy, (f"{noun} {verb}" for verb in meant if verb in has)))


def _noun(word: str, verb: str) -> tuple[Remedy, ...]:
    """One of our nouns, narrowed down, with the verb that was typed, or with those that come first."""
    names = {word, word.removesuffix("s"), word.removesuffix("es")}
    lines = (line for words, line in _table("nouns") if names & set(words))
    line = next(lines, None) or next((name for name in names if name in TREE), None)
    if line is None:
        return ()
    noun, _, options = line.partition(" ")
    said = _spelt(verb)
    ours = next((each for each in (said, *ALIASES.get(said, ())) if each in TREE[noun].verbs), None)
    verbs = [ours] if ours else [each for each in ("add", "list", "get", "set") if each in TREE[noun].verbs]
    narrowed = {"add", "list"} if options else set()
    return tuple(remedy_of(f"{noun} {each} {options if each in narrowed else ''}".strip()) for each in verbs)


def _elsewhere(word: str) -> Iterator[Remedy]:
    """The verbs of that name of our nouns, where few have one."""
    known = (word, *ALIASES.get(word, ()))
    if word in TOP:
        yield Remedy(word)
    hits = [
        f"{name} {verb}" for name, noun in TREE.items() for verb in noun.verbs
        if verb in known or verb.rpartition(" ")[2] in known or verb.partition(" ")[0] in known
    ]  # fmt: skip
    if len(hits) <= MOST:
        yield from map(Remedy, hits)


def remedy_of(line: str) -> Remedy:
    """A line of the table: a verb of ours, the words it takes, and options with their values."""
    words = line.split()
    size = next(n for n in (3, 2, 1, 0) if not n or verb_for(" ".join(words[:n])))
    options: dict[str, Any] = {}
    plain: list[Any] = []
    rest = iter(words[size:])
    for word in rest:
        if word.startswith("--"):
            value = next(rest, None)
            options[word.removeprefix("--").replace("-", "_")] = True if value is None else _word(value)
        else:
            plain.append(_word(word))
    return Remedy(" ".join(words[:size]), *plain, **options)


def _word(word: str) -> Any:
    return Blank(word) if word.isupper() else word
