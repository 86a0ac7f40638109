r"""Finding who is meant by a text: the names, e-mails and phones of some people, in many texts, in one pass.

Texts and what is looked for are compared word by word, case and accents apart, so that "Bloggs, Joe" is
Joe Bloggs and "Joe-Bloggs" is too, while "Bloggsworth" is not. What is too short or too common to mean
anybody is left alone: a name counts in free text from two words and five letters on; a shorter one
("A", "Bank", "Bo Ng") only where a contact is named by it, as in `--company Bank`. Elsewhere, as it is written,
it may mean somebody (`perhaps_in`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from casactl.domain.email import email_key
from casactl.domain.names import fold

IDENTITY = (
    "display_name",
    "first_name",
    "last_name",
    "name",
    "sort_key",
    "email",
    "phone",
    "phone_shown",
    "external_id",
)
"""The columns of a contact that say who it is."""

NAMING = frozenset({
    "ref", "refs", "contact", "company", "keep", "lose", "other", "primary", "secondary_of", "assign", "assignee",
    "follow", "unfollow",
})  # fmt: skip
"""The keys of a command's arguments under which a contact is named."""

FEWEST_LETTERS = 5
FEWEST_DIGITS = 7
FEW = 24
"""Up to so many words to look for, looking for each is quicker than taking the text apart."""

# Scripts that put no space between words: each of their characters counts as a word.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(f"[{_SPACELESS}]|[^\\W_{_SPACELESS}]+")
_HAS_SPACELESS = re.compile(f"[{_SPACELESS}]")
_ESCAPE = re.compile(r'\\+(?:u[0-9a-fA-F]{4}|[bfnrt"/])')
"""How JSON text writes line breaks, tabs and quotes, also inside JSON inside JSON."""
_PHONE = re.compile(r"\d(?:[\d ().\-/]|\u00a0){5,}\d")
_DIGITS = re.compile(r"\d+")


def words_of(text: str) -> list[str]:
    """A text's words as they are compared."""
    return _WORD.findall(_folded(text))


def _folded(text: str) -> str:
    return fold(_unescaped(text))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(" ", text) if "\\" in text else text


class _Phrases:
    """Phrases to look for in many texts, word by word: `plainly` without case and accents, else as they are written."""

    def __init__(self, *, plainly: bool) -> None:
        self._plainly = plainly
        self._phrases: set[str] = set()
        self._lengths: dict[str, set[int]] = {}
        """How many words the phrases have that begin with a word."""
        self._longest: set[str] = set()
        """The longest word of each phrase: where none of them stands, no phrase does."""

    def __bool__(self) -> bool:
        return bool(self._phrases)

    def add(self, words: list[str]) -> None:
        if words:
            self._phrases.add(" ".join(words))
            self._lengths.setdefault(words[0], set()).add(len(words))
            self._longest.add(max(words, key=len))

    def found_in(self, text: str) -> Iterator[str]:
        if not self._phrases:
            return
        text = _folded(text) if self._plainly else _unescaped(text)
        if len(self._longest) <= FEW and not any(word in text for word in self._longest):
            return
        words = _WORD.findall(text)
        for start, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                phrase = " ".join(words[start : start + length])
                if phrase in self._phrases:
                    yield phrase if self._plainly else _folded(phrase)


class Mentions:
    """What some people are called and reached by; made by `add`, asked by `found_in`."""

    def __init__(self) -> None:
        self._phrases = _Phrases(plainly=True)
        self._spelled = _Phrases(plainly=False)
        """Short names and names of one word, as they are written, capitals and all."""
        self._short: set[str] = set()
        self._phones: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._phrases or self._short or self._phones)

    def add(self, who: Mapping[str, Any]) -> None:
        """Look for a contact from here on, by whatever of its `IDENTITY` columns is there."""
        for name in _names(who):
            self._add_name(name)
        if who.get("email"):
            self._phrases.add(words_of(who["email"]))
            self._phrases.add(words_of(email_key(who["email"])))
        if who.get("external_id"):
            self._phrases.add(words_of(f"ref:{who['external_id']}"))
        for phone in _phones(who):
            self._phones.add(phone)

    def _add_name(self, name: str) -> None:
        words = words_of(name)
        letters = sum(map(len, words))
        if len(words) > 1 and (letters >= FEWEST_LETTERS or _HAS_SPACELESS.search(name)):
            self._phrases.add(words)
        elif words:
            self._short.add(" ".join(words))
            if not name.islower():  # a key to sort by is no way to write a name
                self._spelled.add(_WORD.findall(name))

    def found_in(self, text: str) -> frozenset[str]:
        """Which of them a text mentions, in a form of their own; empty when none."""
        found = set(self._phrases.found_in(text))
        if self._phones:
            found.update(self._phones_in(text))
        return frozenset(found)

    def perhaps_in(self, text: str) -> frozenset[str]:
        """Whom a text may mean besides, by a short name or one of one word: it may be another's, or no name."""
        return frozenset(self._spelled.found_in(text))

    def found_in_payload(self, payload: str) -> frozenset[str]:
        """The same in an operation's payload (JSON), where also a short name names somebody."""
        found = self.found_in(payload)
        return found | (self._short & set(_named_in(json.loads(payload)))) if self._short else found

    def _phones_in(self, text: str) -> Iterator[str]:
        for candidate in _PHONE.findall(text):
            groups = _DIGITS.findall(candidate)
            for first in range(len(groups)):
                number = ""
                for group in groups[first:]:
                    number += group
                    if number.lstrip("0") in self._phones:
                        yield f"+{number.lstrip('0')}"


def _names(who: Mapping[str, Any]) -> Iterator[str]:
    for column in ("display_name", "name", "sort_key"):
        if who.get(column):
            yield who[column]
    first, last = who.get("first_name"), who.get("last_name")
    if first and last:
        yield f"{first} {last}"
        yield f"{last} {first}"


def _phones(who: Mapping[str, Any]) -> Iterator[str]:
    """The digits of a phone, international, and national as the form to show tells it."""
    shown = _DIGITS.findall(who.get("phone_shown") or "")
    for digits in ("".join(_DIGITS.findall(who.get("phone") or "")), "".join(shown), "".join(shown[1:])):
        if len(digits.lstrip("0")) >= FEWEST_DIGITS:
            yield digits.lstrip("0")


def _named_in(value: object, *, naming: bool = False) -> Iterator[str]:
    """What stands, as a whole, where a contact is named."""
    if isinstance(value, str):
        if naming:
            yield " ".join(words_of(value))
    elif isinstance(value, list):
        for each in value:
            yield from _named_in(each, naming=naming)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _named_in(each, naming=key in NAMING)
