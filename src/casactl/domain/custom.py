"""Custom fields: what an office defines for itself, and which values each type takes (SD-16).

Values are kept as text whatever the type; a field that nobody defined is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from casactl.domain.dates import InvalidDate, parse_date
from casactl.domain.failures import failure
from casactl.domain.names import BadText, clean, fold
from casactl.errors import InvalidValue
from casactl.records import dataclass

LONGEST_VALUE = 4000
LONGEST_KEY = 200
LONGEST_CHOICE = 100
MOST_CHOICES = 500
MOST_DIGITS = 30
SHOWN_CHOICES = 20

_NAME = r"[a-z0-9][a-z0-9_-]{0,39}"
_NUMBER = r"([+-]?)([0-9]+)(?:\.([0-9]+))?"
_GROUPED = r"[+-]?[0-9]{1,3}(?:[,.' _\u00a0\u2009\u202f’][0-9]{3})+(?:[,.][0-9]+)?"
_DECIMAL_COMMA = r"([+-]?[0-9]+),([0-9]+)"


class FieldType(StrEnum):
    """What a custom field takes."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


class InvalidCustomValue(InvalidValue):
    """A value that a custom field does not take: names the field, the value, and what is taken."""

    code = "contact.invalid-custom"


@dataclass(frozen=True, slots=True)
class CustomField:
    """A defined field: its name, its type, and the choices of one that has them, as they are spelt."""

    name: str
    type: FieldType = FieldType.TEXT
    choices: tuple[str, ...] = ()

    @property
    def takes(self) -> str:
        """What it takes, in words."""
        if self.type is FieldType.CHOICE:
            more = f" … ({len(self.choices):,} choices)" if len(self.choices) > SHOWN_CHOICES else ""
            return f"one of {', '.join(self.choices[:SHOWN_CHOICES])}{more}"
        return {FieldType.TEXT: "text", FieldType.NUMBER: "a number", FieldType.DATE: "a date"}[self.type]


def stored(field: CustomField, text: str, *, today: date) -> str:
    """The text to keep for a value as typed; an empty one, which clears the field, stays empty.

    Raises InvalidCustomValue.
    """
    try:
        value = clean(text, limit=LONGEST_VALUE)
    except BadText as fault:
        raise InvalidCustomValue(f"the custom field '{field.name}': {fault.message}", rule="SD-16") from None
    return _READERS[field.type](field, value, today) if value else ""


def value_key(value: str) -> str:
    """What values are compared by: not by case or accents; a long text goes by a digest, as no index takes it."""
    key = fold(value)
    if len(key) > LONGEST_KEY:
        from hashlib import sha256

        key = sha256(key.encode()).hexdigest()
    return key


def fits(field: CustomField, value: str) -> bool:
    """Whether a value that is kept is one that the field takes."""
    if field.type is FieldType.DATE:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)) and _is_taken(field, value)
    return field.type is FieldType.TEXT or _is_taken(field, value)


def _is_taken(field: CustomField, value: str) -> bool:
    try:
        stored(field, value, today=date.max)
    except InvalidCustomValue:
        return False
    return True


# What each type takes -----------------------------------------------------------------------------


def _number(field: CustomField, value: str, today: date) -> str:
    shape = re.fullmatch(_NUMBER, value)
    if not shape:
        raise _wrong(field, value, _number_hint(value))
    whole, fraction = shape[2].lstrip("0") or "0", (shape[3] or "").rstrip("0")
    if len(whole) + len(fraction) > MOST_DIGITS:
        raise _wrong(field, value, f"a number has at most {MOST_DIGITS} digits")
    number = f"{whole}.{fraction}" if fraction else whole
    return f"-{number}" if shape[1] == "-" and number != "0" else number


def _number_hint(value: str) -> str:
    plain = "digits and at most one point, as in 12 or -3.5"
    if re.fullmatch(_GROUPED, value):
        return f"write it without separators: {plain}"
    if comma := re.fullmatch(_DECIMAL_COMMA, value):
        return f"write {comma[1]}.{comma[2]}"
    return f"write {plain}"


def _date(field: CustomField, value: str, today: date) -> str:
    try:
        return parse_date(value, today).isoformat()
    except InvalidDate as fault:
        raise _wrong(field, value, fault.hint if isinstance(fault.hint, str) else fault.message) from None


def _choice(field: CustomField, value: str, today: date) -> str:
    key = fold(value)
    for choice in field.choices:
        if fold(choice) == key:
            return choice
    raise _wrong(field, value, None)


def _text(field: CustomField, value: str, today: date) -> str:
    return value


_READERS: Mapping[FieldType, Callable[[CustomField, str, date], str]] = {
    FieldType.TEXT: _text, FieldType.NUMBER: _number, FieldType.DATE: _date, FieldType.CHOICE: _choice,
}  # fmt: skip


def _wrong(field: CustomField, value: str, hint: str | None) -> InvalidCustomValue:
    shown = f'"{value}"' if len(value) <= 40 else f'"{value[:39]}…"'
    return InvalidCustomValue(
        f"the custom field '{field.name}' takes {field.takes}, not {shown}", hint=hint, rule="SD-16"
    )


# Defining -----------------------------------------------------------------------------------------


def custom_key(text: str) -> str:
    """A custom field's name as it is kept: letters, digits, `-` and `_`, at most 40; `x-` before it falls away.

    Raises InvalidValue.
    """
    name = text.strip().lower().replace(" ", "-").removeprefix("x-")
    if not re.fullmatch(_NAME, name):
        raise InvalidValue(f"'{text}' cannot name a custom field: use letters, digits, - and _, at most 40.")
    return name


def field_type(text: str) -> FieldType:
    """A type by its name.

    Raises InvalidValue, listing them.
    """
    word = text.strip().lower()
    if word not in list(FieldType):
        raise failure("workspace.invalid-field", f"'{text}' is not a type of field; types: {', '.join(FieldType)}.")
    return FieldType(word)


def defined(name: str, type_: FieldType, choices: Sequence[str]) -> CustomField:
    """A definition that makes sense: choices where the type has them, and only there.

    Raises InvalidValue.
    """
    listed = clean_choices(choices)
    if type_ is not FieldType.CHOICE and listed:
        raise failure("workspace.invalid-field", f"A field of type {type_} has no choices; those of type choice have.")
    if type_ is FieldType.CHOICE and not listed:
        raise failure(
            "workspace.invalid-field",
            "A field of type choice needs at least one choice.",
            hint="give one with --choice, or --add-choice",
        )
    if len(listed) > MOST_CHOICES:
        raise failure("workspace.invalid-field", f"A field has at most {MOST_CHOICES} choices, not {len(listed):,}.")
    return CustomField(name, type_, listed)


def clean_choices(texts: Iterable[str]) -> tuple[str, ...]:
    """Choices as they are kept, each once, however it is spelt.

    Raises InvalidValue.
    """
    kept: dict[str, str] = {}
    for text in texts:
        try:
            word = clean(text, limit=LONGEST_CHOICE)
        except BadText as fault:
            raise failure("workspace.invalid-field", f"a choice {fault.message}") from None
        if not word:
            raise failure("workspace.invalid-field", "A choice is empty.")
        kept.setdefault(fold(word), word)
    return tuple(kept.values())
