"""Numbers of other systems, cleaned of what spreadsheets do to them: invisible marks, `="00123"`, `126.0`."""

from __future__ import annotations

import re
import unicodedata

from casactl.domain.names import clean
from casactl.errors import InvalidValue

EXTERNAL_ID_LIMIT = 200
_PLAIN = re.compile("[A-Za-z][A-Za-z0-9_/-]*|[0-9]+")
"""What nearly all are, and no spreadsheet has touched."""
_AS_FORMULA = re.compile(r'="(.*)"')
_ROUNDED = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE][+-]?\d+")
_WITH_DECIMALS = re.compile(r"(\d+)\.0+")


class InvalidExternalId(InvalidValue):
    """A number that a spreadsheet has rounded."""

    code = "invalid-external-id"


def clean_external_id(text: str) -> str:
    """The form to store, empty where nothing is left; leading zeros stay.

    Raises InvalidExternalId, BadText.
    """
    if not _PLAIN.fullmatch(text):
        text = _bare(text)
    return clean(text, limit=EXTERNAL_ID_LIMIT)


def _bare(text: str) -> str:
    text = "".join(character for character in text if unicodedata.category(character) != "Cf").strip()
    if formula := _AS_FORMULA.fullmatch(text):
        text = formula[1].strip()
    if text[:1] == "'":
        text = text[1:].strip()
    if _ROUNDED.fullmatch(text):
        raise InvalidExternalId(
            f"'{text}' was a longer number, which a spreadsheet has rounded",
            hint="format the column as text there, and take it from where it came from",
        )
    whole = _WITH_DECIMALS.fullmatch(text)
    return whole[1] if whole else text
