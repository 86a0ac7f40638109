"""Letters as PDF, by typst (the extra `pdf`): one design for every template, pages for the archive (PDF/A).

Latin, Greek and Cyrillic come with the library; other scripts are in the fonts of the system. What no font has is
named, and the pages are then plain PDF: an archive takes none with holes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, field
from datetime import date
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from casactl.delivery.html_blocks import Block
from casactl.delivery.templates import BUILT_IN
from casactl.domain.failures import failure
from casactl.records import dataclass

if TYPE_CHECKING:
    import typst

DESIGN = BUILT_IN / "letter.typ"
ARCHIVE = "a-2b"
SOME_DAY = date(2026, 1, 1)
"""Of a page that only shows whether it can be drawn."""
MISSING = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
ENOUGH = 60
"""So many characters without a font are named; the rest is drawn as it can be."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The office, as a letter's head and foot show it."""

    name: str
    address: Sequence[str] = ()
    phone: str = ""
    email: str = ""
    legal: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PaperLetter:
    """One letter on paper."""

    sender: Sender
    recipient: Sequence[str]
    dated: str
    reference: str
    subject: str
    blocks: Sequence[Block] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PDF, and the characters that no font on this machine has."""

    content: bytes
    missing: str = ""


def draw(letters: Sequence[PaperLetter], *, today: date) -> Drawn:
    """All letters in one PDF, each on pages of its own that it counts by itself.

    Raises ConfigFault where the extra is not installed.
    """
    held = json.dumps([asdict(letter) for letter in letters], ensure_ascii=False)
    alone = len(letters) == 1  # a file of many goes to a printer, which reads no tags: a fifth of the bytes
    content, absent = _compiled(held, today, archive=True, tagged=alone)
    if not absent:
        return Drawn(content)
    missing = _missing("".join(sorted(set(held))), list(dict.fromkeys(absent)), today)
    return Drawn(_compiled(held, today, archive=False, tagged=alone)[0], "".join(missing))


def _missing(marks: str, missing: list[str], today: date) -> list[str]:
    """Which of these characters no font has: one page holds each of them once, and is drawn until it can be."""
    while len(missing) < ENOUGH:
        page = PaperLetter(Sender("-"), [marks.translate({ord(mark): " " for mark in missing})], "", "", "-")
        absent = _compiled(json.dumps([asdict(page)], ensure_ascii=False), today, archive=True)[1]
        if not (fresh := [mark for mark in dict.fromkeys(absent) if mark not in missing]):
            break
        missing += fresh
    return missing


def _compiled(letters: str, today: date, *, archive: bool, tagged: bool = True) -> tuple[bytes, str]:
    """The PDF, `tagged` for who cannot see it, or the characters for which there is no font."""
    library, fonts = _library()
    standards = ARCHIVE if archive else None
    try:
        made = library.compile(
            DESIGN.read_bytes(), sys_inputs={"letters": letters, "day": today.isoformat()}, font_paths=fonts,
            pdf_standards=standards, pdf_tags=tagged,
        )  # fmt: skip
    except library.TypstError as fault:
        found = MISSING.findall(fault.message)
        if not archive or not found:
            raise failure("letter.undrawable", why=fault.message) from None
        return b"", "".join(mark for words in found for mark in words)
    assert isinstance(made, bytes)
    return made, ""


@cache
def _library() -> tuple[ModuleType, typst.Fonts]:
    """The library, and the fonts of this machine, looked for once."""
    try:
        import typst
    except ModuleNotFoundError:
        from casactl.store.extras import bringing

        raise failure("letter.extra-missing", hint=bringing("pdf")) from None
    return typst, typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[])


def is_installed() -> bool:
    """Whether PDF can be made here."""
    from importlib.util import find_spec

    return find_spec("typst") is not None


EAST_ASIAN = re.compile("CJK|HIRAGANA|KATAKANA|HANGUL|BOPOMOFO|IDEOGRAPHIC|FULLWIDTH")
"""How the names of characters begin that stand in fonts of their own: there are so many."""


def package_for(mark: str) -> str:
    """The package of Debian and its kin whose fonts have a character."""
    return "fonts-noto-cjk" if EAST_ASIAN.match(unicodedata.name(mark, "")) else "fonts-noto-core"


SAMPLES = (
    ("Latin, Greek and Cyrillic", "Żóřß Ελλ Жук"), ("Chinese", "中文"), ("Japanese", "ひカ日"), ("Korean", "한글"),
    ("Arabic", "محمد"), ("Hebrew", "שלום"), ("Hindi", "हिन्दी"), ("Thai", "ไทย"),
)  # fmt: skip
"""Words of scripts that names and addresses come in."""


def scripts_without_fonts() -> list[tuple[str, str]]:
    """(script, package that brings its fonts) for each that this machine cannot draw.

    Raises ConfigFault where the extra is not installed.
    """
    found = []
    for script, sample in SAMPLES:
        drawn = draw([PaperLetter(Sender("-"), [sample], "", "", "-")], today=SOME_DAY)
        if drawn.missing:
            found.append((script, package_for(drawn.missing[0])))
    return found
