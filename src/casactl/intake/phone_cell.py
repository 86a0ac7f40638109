"""What a cell says about phones: one number or several, with the words and marks that people and spreadsheets add."""

from __future__ import annotations

import re

from casactl.intake.phone_number import InvalidPhone, Phone, normalise_phone

_ROUNDED = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE][+-]?\d+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[,\u00a0\u202f]\d{3}){2,}")
_SEVERAL = re.compile(r"\s*(?:[/;|&\\\n]|,\s|:::|\bor\b|\band\b|\boder\b|\bund\b|\bou\b|\bo\b)\s*", re.IGNORECASE)
_LABEL = re.compile(
    r"\(?\b(?:mobile|mob|cell|home|work|office|landline|private|business|main|handy|mobil|privat|arbeit|büro|portable|"
    r"domicile|bureau|móvil|casa|trabajo|cellulare|ufficio|mobiel|thuis|werk|tel|phone|telephone|telefon)\b\.?:?\)?"
    r"|\([hmw]\)|\bwhats ?app\b|^[hmwtpc]:",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"\+?[\d ]+")


def phones_in(text: str, country: str) -> list[Phone]:
    """The numbers of a cell, in their order; none where it says that there is none.

    Raises InvalidPhone.
    """
    if _PLAIN.fullmatch(text):
        return [normalise_phone(text, country)] if text.strip("0 ") else []
    parts = [part for part in _SEVERAL.split(text) if part.strip()] if _SEVERAL.search(text) else [text]
    if len(parts) > 1 and not all(sum(map(str.isdigit, part)) > 4 for part in parts):
        parts = [text]
    return [normalise_phone(bare, country) for part in parts if (bare := _bare(part)).strip("0 ()./-")]


def _bare(text: str) -> str:
    """The number without what a spreadsheet or a person has put around it."""
    text = text.strip().strip("'\u200b\u200e\u200f\u202a\u202c\u2060\ufeff\u00a0 ")
    if text[:4].lower() == "tel:":
        text = text[4:]
    if _ROUNDED.fullmatch(text):
        raise InvalidPhone(f"'{text}' was a longer number, which a spreadsheet has rounded")
    if _THOUSANDS.fullmatch(text):
        return re.sub(r"\D", "", text)
    return _LABEL.sub(" ", re.sub(r"(?<=\d)\.0+$", "", text)).strip()
