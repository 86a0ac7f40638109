"""Phone numbers: E.164 to store, international form to show, judged by the `phonenumbers` library.

The library takes some 100 µs a number. Numbers that are plainly written are read by the numbering
plan's own data (`phone_plan.py`), everything else by the library;
`tests/intake/test_phone_number.py` proves that both agree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from casactl.errors import InvalidValue
from casactl.intake.phone_plan import Plan, plan_of_code, plan_of_country

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_SEPARATORS = re.compile("[ ()./-]")
# Below three digits, and above what anybody writes, the library has rules of its own.
_FEWEST_DIGITS = 5
_LONGEST_TEXT = 40
_letter_after_digit = re.compile(r"\d.*[^\W\d_]", re.DOTALL).search


class InvalidPhone(InvalidValue):
    """What is given is not a possible phone number."""

    code = "invalid-phone"


class Phone(NamedTuple):
    """One number in both forms: `+447700900123` and `+44 7700 900123`."""

    e164: str
    shown: str


def normalise_phone(text: str, country: str) -> Phone:
    """Read a number as it is dialled in `country` (ISO 3166, capitals); raises InvalidPhone."""
    return _plainly_written(text, country) or _by_library(text, country)


def valid_country(code: str) -> bool:
    """Whether phone numbers can be read for this ISO 3166 code (in capitals)."""
    from phonenumbers import SUPPORTED_REGIONS

    return code in SUPPORTED_REGIONS


def _plainly_written(text: str, country: str) -> Phone | None:
    """None where only the library can tell."""
    if not text.isascii() or len(text) > _LONGEST_TEXT:
        return None
    digits = text if text[1:].isdigit() else _SEPARATORS.sub("", text)
    if digits[:1] == "+":
        return _from_abroad(digits[1:])
    plan = plan_of_country(country)
    if plan is None or not digits.isdigit() or len(digits) < _FEWEST_DIGITS:
        return None
    if (dialled_out := plan.exit_prefix(digits)) is not None:
        return _from_abroad(digits[dialled_out.end() :])
    if digits.startswith(plan.calling_code):  # perhaps written without the plus
        return None
    return _phone(plan_of_code(plan.calling_code), plan.national_number(digits))


def _from_abroad(digits: str) -> Phone | None:
    if not digits.isdigit() or len(digits) < _FEWEST_DIGITS:
        return None
    for size in (2, 1, 3):  # no calling code begins another
        plan = plan_of_code(digits[:size])
        if plan is not None:
            return _phone(plan, plan.national_number(digits[size:]))
    return None


def _phone(plan: Plan | None, national: str | None) -> Phone | None:
    # Lengths are asked again: a country that shares its code is judged by the code's main country.
    if plan is None or national is None or len(national) not in plan.lengths:
        return None
    return Phone(f"+{plan.calling_code}{national}", f"+{plan.calling_code} {plan.spaced(national)}")


def _by_library(text: str, country: str) -> Phone:
    import phonenumbers as library

    try:
        number = library.parse(text, country)
    except library.NumberParseException:
        raise InvalidPhone("not a phone number") from None
    if number.extension:
        raise InvalidPhone("a phone number with an extension cannot be stored; leave the extension out")
    if _letter_after_digit(text):  # the library would dial the letters: `030 123456 home`
        raise InvalidPhone("a phone number with letters in it; write digits only")
    _check_length(number)
    shape = library.PhoneNumberFormat
    return Phone(library.format_number(number, shape.E164), library.format_number(number, shape.INTERNATIONAL))


def _check_length(number: PhoneNumber) -> None:
    """Raise InvalidPhone for what cannot be dialled from another town."""
    import phonenumbers as library

    result = library.is_possible_number_with_reason(number)
    national = len(library.national_significant_number(number))
    plan = plan_of_code(str(number.country_code))
    short = plan is not None and national < min(plan.lengths, default=0) and not library.is_valid_number(number)
    if result == library.ValidationResult.IS_POSSIBLE_LOCAL_ONLY or short:
        raise InvalidPhone("not a whole phone number: the area code is missing")
    if result != library.ValidationResult.IS_POSSIBLE:
        raise InvalidPhone("not a possible phone number: its length is wrong for its country")
