"""Countries: by code or by name, in the languages that offices use, whatever the case and the accents."""

from __future__ import annotations

from contextlib import suppress

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from casactl.intake.country import CODES, LANGUAGES, InvalidCountry, country_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GB", "GB"), ("gb", "GB"), ("GBR", "GB"), (" uk ", "GB"), ("U.K.", "GB"), ("England", "GB"), ("USA", "US"),
        ("United States", "US"), ("Deutschland", "DE"), ("DEU", "DE"), ("ALLEMAGNE", "DE"), ("Niemcy", "DE"),
        ("Österreich", "AT"), ("oesterreich", ""), ("Espana", "ES"), ("España", "ES"), ("Côte d’Ivoire", "CI"),
        ("cote d'ivoire", "CI"), ("Nederland", "NL"), ("Holland", "NL"), ("Polska", "PL"), ("Irlanda", "IE"),
        ("Éire", "IE"), ("South Africa", "ZA"), ("Czech Republic", "CZ"), ("Kosovo", "XK"), ("The Netherlands", "NL"),
        ("Isle of Man", "IM"), ("", ""), ("Narnia", ""), ("X", ""), ("ZZ", ""), ("123", ""), ("\u202e", ""),
    ],
)  # fmt: skip
def test_a_country_is_known_by_code_and_by_name(text: str, code: str) -> None:
    if code:
        assert country_code(text) == code
    else:
        with pytest.raises(InvalidCountry):
            country_code(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_countrys_name_in_every_language_means_that_country(language: str) -> None:
    names = Locale(language).territories
    plain = CODES - {code for code in CODES if names[code] in ("Congo", "Corea")}  # which could be either

    assert {code: country_code(names[code].upper()) for code in plain} == {code: code for code in plain}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("United Kingdom (UK)", "GB"), ("UK - England", "GB"), ("GB-ENG", "GB"), ("England/UK", "GB"),
        ("Great-Britain", "GB"), ("U.S.A", "US"), ("Hong Kong SAR", "HK"), ("Isle of Man", "IM"), ("de", "DE"),
    ],
)  # fmt: skip
def test_I9_a_country_is_known_by_all_its_parts(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    "text",
    ["No", "no", "Me", "me", "Is", "Is.", "In", "D", "F", "I", "E", "Korea", "Congo", "Channel Islands", "na", "x"],
)
def test_I9_a_word_is_no_country_and_what_could_be_two_is_none(text: str) -> None:
    with pytest.raises(InvalidCountry):
        country_code(text)


@given(st.text(max_size=30))
def test_any_text_is_a_country_or_told_not_to_be(text: str) -> None:
    with suppress(InvalidCountry):
        assert country_code(text) in CODES
