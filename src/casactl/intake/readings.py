"""Text of a byte or two a character, read in every encoding that its office may use: which reading makes words?

A wrong reading shows itself inside words: a sign of currency between letters, a capital behind a small letter, two
scripts in one word. The encodings of the workspace's country are asked first, all others where none of them will do;
where several will and differ, `charset-normalizer` decides by the language that it makes out, if it is sure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from casactl.intake.data_files import data_file

LABELS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "utf-32": "UTF-32", "utf-32-le": "UTF-32", "utf-32-be": "UTF-32", "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1252": "Windows-1252", "cp1253": "Windows-1253", "cp1254": "Windows-1254", "cp1255": "Windows-1255",
    "cp1256": "Windows-1256", "cp1257": "Windows-1257", "cp1258": "Windows-1258", "mac_roman": "Mac Roman",
    "mac_latin2": "Mac Central European", "cp932": "Shift JIS", "euc_jp": "EUC-JP", "gb18030": "GB 18030",
    "big5hkscs": "Big5", "cp949": "Korean (CP949)", "koi8_r": "KOI8-R", "cp437": "DOS (CP437)",
    "cp850": "DOS (CP850)", "cp852": "DOS (CP852)",
}  # fmt: skip
_WORD = re.compile(r"[^\s,;|\"'@:/()<>.\-–—_&+*]+")
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH", "IDEOGRAPHIC"})
_DASHED = re.compile(r"\w*[^\W\d_][–—][^\W\d_A-Z]\w*")
"""A dash within a word, where another encoding has a letter."""
_ODD = 0.03
"""Such a share of the words that are not ASCII may be odd: somebody has mistyped them."""
_LEAST_COHERENT = 0.2
_MARGIN = 0.15
_PLAINLY = 0.3


def likeliest_codecs(lines: Sequence[bytes], country: str) -> list[str]:
    """The one codec that these lines are plainly in, or the several that they could be in; none where all fail."""
    usual, others = _candidates(country)
    for among in (usual, others):
        readings = {codec: text for codec in among if (text := _reading(lines, codec)) is not None}
        if readings and among is others:
            return _apart(readings, lines)
        if len(set(readings.values())) > 1 and usual[0] not in readings:  # the default of its programs it is not
            return _most_usual(readings, country) or _apart(readings, lines)
        if readings:
            taken = next(iter(readings))
            doubtful = _ICELANDIC.search(readings[taken]) and "mac_iceland" not in usual
            return [taken, *(other for codec, other in _TWINS if doubtful and codec == taken)]
    return []


def sample_of(lines: Sequence[bytes], codec: str) -> str:
    """A word that shows how the lines are read."""
    for line in lines:
        for word in _WORD.findall(line.decode(codec, "replace")):
            if not word.isascii() and word[0].isalpha():
                return f"'{word[:40]}'"
    return f"'{lines[0].decode(codec, 'replace').strip()[:40]}'" if lines else "''"


def _apart(readings: dict[str, str], lines: Sequence[bytes]) -> list[str]:
    """Of several readings that will do the one to take, where that is sure."""
    codecs = list(readings)
    if len(set(readings.values())) == 1:
        return codecs[:1]
    from charset_normalizer import from_bytes

    found = {each.encoding: each.coherence for each in from_bytes(b"".join(lines), cp_isolation=codecs, threshold=0.3)}
    ranked = sorted(codecs, key=lambda codec: -found.get(codec, 0.0))
    best, next_ = (found.get(codec, 0.0) for codec in ranked[:2])
    if best >= _LEAST_COHERENT and best - next_ >= _MARGIN:
        return ranked[:1]
    return ranked


def _most_usual(readings: dict[str, str], country: str) -> list[str]:
    """The reading that plainly has most of the letters that the country's languages write, none where none has."""
    letters = set(data_file("encodings")["letters"].get(_group(country), ""))
    beyond = {codec: [letter for letter in text.lower() if not letter.isascii()] for codec, text in readings.items()}
    shares = {codec: sum(each in letters for each in held) / max(len(held), 1) for codec, held in beyond.items()}
    first, second = sorted(readings, key=lambda codec: -shares[codec])[:2]
    return [first] if shares[first] - shares[second] >= _PLAINLY else []


def _group(country: str) -> str:
    table: dict[str, list[str]] = data_file("encodings")["countries"]
    return next((name for name, countries in table.items() if country in countries), "western")


def _candidates(country: str) -> tuple[list[str], list[str]]:
    """The codecs of the country's files, and all others that are known."""
    groups: dict[str, list[str]] = data_file("encodings")["groups"]
    usual = groups[_group(country)]
    others = list(dict.fromkeys(codec for codecs in groups.values() for codec in codecs if codec not in usual))
    return usual, others


def _reading(lines: Sequence[bytes], codec: str) -> str | None:
    """The lines in an encoding, None where it makes no words of them."""
    try:
        text = b"".join(lines).decode(codec)
    except UnicodeDecodeError:
        return None
    closed = text.replace("“", "”") if "„" in text else text  # „as German has it“
    words = {word for word in _WORD.findall(closed) if not word.isascii()}
    odd = sum(not _makes_sense(word) for word in words) + len(set(_DASHED.findall(text)))
    if _C1.search(text) or odd > _ODD * len(words):
        return None
    long = [word for word in words if len(word) > _FEW]
    foreign = long and all(map(_is_all_accents, long))  # another alphabet, read as Latin
    return None if foreign else text


def _is_all_accents(word: str) -> bool:
    return all(not letter.isascii() and _script(letter) == "LATIN" for letter in word)


_TWINS = (("cp1252", "cp1254"),)
_ICELANDIC = re.compile("[ðþÐÞ]")
"""Letters of one small language, which stand where a large one, Turkish, has its own."""
_C1 = re.compile("[\x80-\x9f]")


def _makes_sense(word: str) -> bool:
    parts = [[letter for letter in part if letter.isalpha()] for part in _APOSTROPHE.split(word)]
    letters = [letter for part in parts for letter in part]
    if not letters:
        return True
    return not (_has_sign_inside(word) or any(map(_has_capital_inside, parts)) or len(_scripts(letters)) > 1)


def _has_sign_inside(word: str) -> bool:
    """Whether a sign that is no letter, digit or mark stands beside a letter, and not as people write it there."""
    return any(
        not character.isascii()
        and unicodedata.category(character) in _SIGNS
        and any(beside.isalpha() for beside in word[max(n - 1, 0) : n + 2])
        and not _belongs(character, word[:n], word[n + 1 :])
        for n, character in enumerate(word)
    )


_APOSTROPHE = re.compile("[’´]")
_OPENING, _CLOSING, _EITHER = "“‘„‚‹¿¡•", "”›…™®", "«»"
_CONTRACTED = frozenset({"s", "t", "d", "m", "re", "ve", "ll"})
_ELIDED = frozenset({
    "l", "d", "j", "n", "s", "t", "c", "m", "qu", "jusqu", "lorsqu", "puisqu", "un", "dell", "all", "nell", "sull",
    "dall", "quest", "sant",
})  # fmt: skip
"""What stands before an apostrophe in French and Italian."""


def _belongs(sign: str, before: str, after: str) -> bool:
    """Whether people write a sign there: quotes around words, apostrophes in them, `n°`, `m²`, `¿qué`."""
    if sign in "’´":
        return _is_apostrophe(before, after)
    begins, ends = not any(map(str.isalnum, before)), not any(map(str.isalnum, after))
    if sign == "°":
        return before[-1:].lower() in ("", "n") or before[-1:].isdigit()
    if sign in "²³":
        return before[-1:] == "m"
    if sign == "·":
        return before[-1:].lower() == after[:1].lower() == "l"
    return (sign in _OPENING + _EITHER and begins) or (sign in _CLOSING + _EITHER and ends)


def _is_apostrophe(before: str, after: str) -> bool:
    head = re.split(r"[^\w]", before)[-1]
    tail = re.split(r"[^\w]", after)[0]
    if not tail:
        return head[-1:].lower() in ("", "s", "x", "z") or before[:1] == "‘"
    if not head or tail[0].isupper() or tail.lower() in _CONTRACTED:
        return True
    return head.lower() in _ELIDED and (head.islower() or (head != "D" and tail[0] in "aeiouhéèêàâîôû"))


_FEW = 3
_SIGNS = frozenset({"Sc", "Sm", "So", "Sk", "No", "Po", "Pi", "Pf", "Ps", "Pe", "Cf", "Co", "Cn"})


def _has_capital_inside(letters: Sequence[str]) -> bool:
    """Whether a capital stands behind a small letter or before one inside a word, and either is beyond ASCII."""
    for before, letter in pairwise(letters):
        if before.islower() and letter.isupper() and not (before.isascii() and letter.isascii()):
            return True
    small = any(map(str.islower, letters))
    return small and any(letter.isupper() and not letter.isascii() for letter in letters[1:])


def _scripts(letters: Iterable[str]) -> set[str]:
    found = {_script(letter) for letter in letters}
    return {"EAST ASIAN"} if found <= _EAST_ASIAN else found


@cache
def _script(letter: str) -> str:
    first = unicodedata.name(letter, "").partition(" ")[0]
    return "LATIN" if letter in "ªº" else first.partition("-")[0]
