"""Names and other short text: one stored form, one form for searching and comparing.

Any script is welcome. What is stored is what was meant (NFC, single spaces), never what could act on
a terminal; what is compared ignores case, accents and spacing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from casactl.domain.worded import Worded
from casactl.errors import InvalidValue

LONGEST_NAME = 400

_SPACES = re.compile("[\t\n\v\f\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000 ]+")
_UNSEEN = " \xad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""What is not seen at the edges of a text, and makes two of one: web pages and chats leave it when somebody copies."""
# Letters that Unicode does not take apart into a base and an accent.
_PLAIN = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
    "ŋ": "n", "ĸ": "k", "ƀ": "b", "ɓ": "b", "ɖ": "d", "ɗ": "d", "ɨ": "i", "ʉ": "u", "ƙ": "k", "ə": "e",
}  # fmt: skip


class BadText(InvalidValue):
    """Text that cannot be stored: control characters, half characters, too long."""

    code = "invalid-text"


def clean(text: str, *, limit: int = LONGEST_NAME) -> str:
    """The form to store: NFC, trimmed, runs of white space as one space; raises BadText."""
    if not (text.isascii() and text.isprintable() and "  " not in text and text.strip() == text):
        text = _clean_any(text)
    if len(text) > limit:
        raise BadText(Worded("longer than {most:,} characters ({size:,})", most=limit, size=len(text)))
    return text


def fold(text: str) -> str:
    """The key for searching and comparing; not for showing."""
    if not text.isascii():
        text = _folded_name(text) if len(text) <= _LONGEST_KEPT else _fold_any(text)
    elif " " not in text and text.isprintable():  # one word, as most are
        return text.lower()
    return " ".join(text.lower().split())


UNHEARD = "'\u2018\u2019\u02bc\u02bb`\u00b4-\u2010\u2011\u2013"
"""Apostrophes and hyphens, which people leave out when they look for a name: O'Brien, Smith-Jones."""

_UNHEARD = re.compile(f"[{re.escape(UNHEARD)}]")
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue"}


def searchable(folded: str) -> str:
    """A folded text as it is looked through: without apostrophes and hyphens."""
    return _UNHEARD.sub("", folded)


def spellings(word: str) -> list[str]:
    """The folded forms under which a word that somebody looks for may stand: Müller is Mueller, too."""
    apart = "".join(_UMLAUTS.get(mark, mark) for mark in unicodedata.normalize("NFC", word).lower())
    near = fold(word)
    for mark in ("ae", "oe", "ue"):
        near = near.replace(mark, mark[0])
    return list(dict.fromkeys(form for each in (fold(word), fold(apart), near) if (form := searchable(each))))


def filed_under(name: str) -> list[str]:
    """The sort keys that a contact of that name may have: a company's, or a person's in either order."""
    folded = fold(name.replace(",", " "))
    words = folded.split()
    keys = {folded}
    for cut in range(len(words) + 1):
        one, other = " ".join(words[:cut]), " ".join(words[cut:])
        keys |= {f"{one}\t{other}", f"{other}\t{one}"}
    return sorted(keys)


def _clean_any(text: str) -> str:
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = _SPACES.sub(" ", text).strip(_UNSEEN)
    if not text.isprintable():
        for character in text:
            _refuse_unstorable(character)
    return text


def _refuse_unstorable(character: str) -> None:
    # The code point stands for the character: a message must not carry what it warns of.
    category = unicodedata.category(character)
    if category == "Cc":
        raise BadText(Worded("has a control character (U+{code:04X})", code=ord(character)))
    if category == "Cs":
        raise BadText(
            Worded("has half a character (U+{code:04X}): the text was damaged on its way", code=ord(character))
        )


class _Folding(dict[int, str]):
    """What each character folds to, worked out when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = "" if unicodedata.combining(character) else _PLAIN.get(character, character)
        self[code] = folded
        return folded


_FOLDING = _Folding()


def _fold_any(text: str) -> str:
    # Case is folded twice: taking a sign such as ℡ apart brings capitals back.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).casefold()
    # Composed again, so that a Korean syllable is one character, not the start of another.
    return unicodedata.normalize("NFC", apart.translate(_FOLDING))


_LONGEST_KEPT = 40
_folded_name = lru_cache(maxsize=4096)(_fold_any)  # a list says the same names again and again


LONGEST_SUBJECT = 400
LONGEST_TEXT = 100_000


def clean_subject(text: str) -> str:
    """The form to store: one line, NFC, trimmed; raises BadText for a line break, which could make a header."""
    stripped = text.strip()
    if len(stripped.splitlines()) > 1:
        raise BadText("is more than one line")
    return clean(stripped, limit=LONGEST_SUBJECT)


def clean_text(text: str) -> str:
    """The form to store: NFC, lines ended by a line feed, no blank lines around; raises BadText.

    Tabs stay; every other control character is refused, and so is half a character.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    joined = "\n".join(line.rstrip() for line in lines).strip("\n")
    for character in set(joined) - {"\n", "\t"}:
        category = unicodedata.category(character)
        if category in ("Cc", "Cs"):
            what = (
                "has a control character (U+{code:04X})" if category == "Cc" else "has half a character (U+{code:04X})"
            )
            raise BadText(Worded(what, code=ord(character)))
    if len(joined) > LONGEST_TEXT:
        raise BadText(Worded("is longer than {most:,} characters ({size:,})", most=LONGEST_TEXT, size=len(joined)))
    return joined


FORMULA = frozenset("=+-@\t\r")


def guarded(text: str) -> str:
    """The text behind an apostrophe when a spreadsheet would calculate it."""
    return f"'{text}" if text.lstrip("'")[:1] in FORMULA and text.lstrip("'") else text


def exposed(text: str) -> str:
    """The text that `guarded` was given."""
    if text[:1] == "'" and text.lstrip("'") and text.lstrip("'")[0] in FORMULA:
        return text[1:]
    return text


_SHORT = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def short_name(text: str, what: str) -> str:
    """The name that an office gives to something of its own, as it is kept.

    Raises InvalidValue.
    """
    name = "-".join(text.lower().split())
    if not _SHORT.fullmatch(name):
        raise InvalidValue(f"'{text[:60]}' is no name of {what}: letters, digits, - and _, at most 40.")
    return name
