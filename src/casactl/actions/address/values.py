"""An address's fields from what people type: cleaned, validated, named by their options where they are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from casactl.domain.addresses import OWN, SEPARATOR
from casactl.domain.names import BadText, clean
from casactl.errors import InvalidValue, UsageFault
from casactl.intake.country import country_code
from casactl.intake.email_address import InvalidEmail, normalise_email
from casactl.intake.phone_number import InvalidPhone, normalise_phone
from casactl.store.postal import postcode_example

LIMITS = {"region": 100, "postcode": 40, "label": 60, "access_note": 2000}
"""Characters that a field may have, where it is not as many as a name."""
REQUIRED = ("line", "country")
"""The columns that no address is without."""


class MissingLine(UsageFault):
    """An address without a street, or another line that says where."""

    code = "address.missing-line"


def joined(lines: Iterable[str]) -> str:
    """The lines of a street address as one, blank ones left out."""
    return SEPARATOR.join(line.strip() for line in lines if line.strip())


def stored_value(field: str, text: str, country: str) -> str | None:
    """One field in the form to store, None where it is blank; phones read as dialled in `country`.

    Raises BadText, InvalidPhone, InvalidEmail, InvalidCountry.
    """
    word = text.strip()
    if not word:
        return None
    if field == "country":
        return country_code(word)
    if field == "access_phone":
        return normalise_phone(word, country).shown
    if field == "access_email":
        return normalise_email(word)
    limit = LIMITS.get(field)
    return (clean(word, limit=limit) if limit else clean(word)) or None


def stored(given: Mapping[str, str], country: str) -> dict[str, str | None]:
    """The given fields in the form to store.

    Raises InvalidValue, naming the option; MissingLine for a field that cannot be empty.
    """
    values: dict[str, str | None] = {}
    for field in OWN:
        if field not in given:
            continue
        option = f"--{field.replace('_', '-')}"
        try:
            values[field] = stored_value(field, given[field], country)
        except BadText as fault:
            raise BadText(f"{option} {_worded(fault.message)}.") from None
        except (InvalidPhone, InvalidEmail) as fault:
            raise type(fault)(f"{option}: {fault.message}") from None
        except InvalidValue as fault:
            raise type(fault)(f"{option}: {fault.message}.") from None
        if field in REQUIRED and values[field] is None:
            raise MissingLine(f"An address needs {option}.", hint=f"give it with {option}")
    return values


def _worded(reason: str) -> str:
    return f"is {reason}" if reason.startswith("longer") else reason


def odd_postcode(country: str, postcode: str | None) -> str | None:
    """A warning where a postcode is not one of its country: told, never refused, as data is what it is."""
    example = postcode_example(country, postcode) if postcode else None
    if example is None:
        return None
    return (
        f"'{postcode}' is no postcode of {country}" + (f", such as {example}" if example else "") + "; taken as it is"
    )
