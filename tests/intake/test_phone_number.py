from __future__ import annotations

from random import Random

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casactl.intake.phone_number import (
    InvalidPhone,
    Phone,
    _by_library,
    _plainly_written,
    normalise_phone,
    valid_country,
)

countries = st.sampled_from(["GB", "DE", "FR", "IT", "US", "AU", "NL", "ES", "PL", "ZA"]) | st.sampled_from(
    sorted(phonenumbers.SUPPORTED_REGIONS)
)
codes = st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)) | countries.map(
    phonenumbers.country_code_for_region
)
digits = st.text("0123456789", min_size=1, max_size=13)
written = st.one_of(
    digits,
    digits.map("0{}".format),
    st.builds("+{}{}".format, codes, digits),
    st.builds("+{}0{}".format, codes, digits),
    st.builds("+{} (0){}".format, codes, digits),
    st.builds("00{}{}".format, codes, digits),
    st.builds("011{}{}".format, codes, digits),
    st.builds("{}{}".format, codes, digits),
)


def by_library(text: str, country: str) -> Phone | None:
    try:
        return _by_library(text, country)
    except InvalidPhone:
        return None


def agrees(text: str, country: str) -> bool:
    plain = _plainly_written(text, country)
    return plain is None or plain == by_library(text, country)


@pytest.mark.parametrize(
    ("text", "country", "phone"),
    [
        ("07700 900123", "GB", Phone("+447700900123", "+44 7700 900123")),
        ("+44 (0)20 7946-0018", "GB", Phone("+442079460018", "+44 20 7946 0018")),
        ("0049 151 48847823", "GB", Phone("+4915148847823", "+49 1514 8847823")),
        ("(212) 555-0123", "US", Phone("+12125550123", "+1 212-555-0123")),
        ("06 1234 5678", "IT", Phone("+390612345678", "+39 06 1234 5678")),
        ("０７７００９００１２３", "GB", Phone("+447700900123", "+44 7700 900123")),
        ("Tel: 020 7946 0018", "GB", Phone("+442079460018", "+44 20 7946 0018")),
    ],
)
def test_a_number_is_read_as_it_is_dialled_in_the_country(text: str, country: str, phone: Phone) -> None:
    assert normalise_phone(text, country) == phone


@pytest.mark.parametrize("text", ["12", "call me", "+999 1", "", "0" * 300, "+", "077", "\x00", "\ud83d"])
def test_what_is_no_possible_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidPhone) as refusal:
        normalise_phone(text, "GB")

    assert refusal.value.code == "invalid-phone"
    assert refusal.value.message.isprintable()


@pytest.mark.parametrize("text", ["020 7946 0018 x5", "020 7946 0018 ext. 123", "tel:+442079460018;ext=5"])
def test_an_extension_is_refused_not_dropped(text: str) -> None:
    with pytest.raises(InvalidPhone, match="extension"):
        normalise_phone(text, "GB")


def test_words_behind_a_number_are_not_dialled() -> None:
    with pytest.raises(InvalidPhone, match="letters"):
        normalise_phone("030 123456 home", "DE")


@given(written, countries)
@example("0800 1111", "GB")
@example("01481 960194", "GG")
@example("1481 960194", "GB")
def test_plainly_written_numbers_are_read_as_the_library_reads_them(text: str, country: str) -> None:
    assert agrees(text, country)


@given(written, countries, st.randoms(use_true_random=False))
def test_separators_change_nothing_of_that(text: str, country: str, chance: Random) -> None:
    between = ["", "", " ", "-", ".", "/", " (", ") "]
    assert agrees("".join(character + chance.choice(between) for character in text), country)


@given(countries, st.integers(0, phonenumbers.PhoneNumberType.VOICEMAIL))
def test_every_kind_of_number_of_every_country_is_shown_as_the_library_shows_it(country: str, kind: int) -> None:
    number = phonenumbers.example_number_for_type(country, kind)
    if number is None:
        return
    for shape in (phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL):
        assert agrees(phonenumbers.format_number(number, shape), country)


def test_a_country_is_one_that_numbers_can_be_read_for() -> None:
    assert valid_country("GB")
    assert not valid_country("gb")
    assert not valid_country("XX")
