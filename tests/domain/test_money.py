"""Amounts of money between decimal text and whole minor units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.domain.money import LARGEST, InvalidAmount, format_amount, is_currency, minor_units, parse_amount
from casactl.errors import Exit

currencies = st.sampled_from(["GBP", "EUR", "JPY", "ISK", "KWD", "TND", "CLF"])


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [
        ("GBP", 2),
        ("USD", 2),
        ("HUF", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("XOF", 0),
        ("BHD", 3),
        ("LYD", 3),
        ("CLF", 4),
    ],
)
def test_every_currency_has_the_decimals_of_iso_4217(currency: str, decimals: int) -> None:
    assert minor_units(currency) == decimals


@pytest.mark.parametrize("code", ["GBP", "EUR", "ZAR", "XCG", "JPY", "KWD"])
def test_active_codes_are_currencies(code: str) -> None:
    assert is_currency(code)


@pytest.mark.parametrize("code", ["", "gbp", "GB", "GBPX", "XAU", "XXX", "DEM", "HRK", "£"])
def test_withdrawn_codes_metals_and_other_text_are_no_currencies(code: str) -> None:
    assert not is_currency(code)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (12_000, "GBP", "120.00"),
        (-500, "GBP", "-5.00"),
        (5, "GBP", "0.05"),
        (-5, "GBP", "-0.05"),
        (0, "GBP", "0.00"),
        (0, "JPY", "0"),
        (1200, "JPY", "1200"),
        (-1, "KWD", "-0.001"),
        (1_234_567, "CLF", "123.4567"),
    ],
)
def test_an_amount_shows_all_decimals_of_its_currency(minor: int, currency: str, text: str) -> None:
    assert format_amount(minor, currency) == text


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("120", "GBP", 12_000),
        ("120.5", "GBP", 12_050),
        (" 120.50 ", "GBP", 12_050),
        ("0.01", "GBP", 1),
        ("007", "GBP", 700),
        ("1200", "JPY", 1200),
        ("1.234", "KWD", 1234),
        ("0" * 5000 + "1", "GBP", 100),
        ("100000000000.00", "GBP", LARGEST),
    ],
)
def test_plain_decimal_text_is_an_amount(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-5",
        "+5",
        "1e3",
        "NaN",
        "inf",
        "1,200.00",
        "1 200",
        "1_200",
        "٥",
        "１",
        "£5",
        "5.",
        ".5",
        "1.2.3",
        "0x10",
    ],
)
def test_signs_separators_exponents_and_other_digits_are_refused(text: str) -> None:
    with pytest.raises(InvalidAmount) as failure:
        parse_amount(text, "GBP")

    assert failure.value.exit is Exit.USAGE
    assert failure.value.code == "usage.invalid-amount"
    assert "120.00" in str(failure.value.hint)


@pytest.mark.parametrize(
    ("text", "currency", "message"),
    [
        ("1.005", "GBP", '"1.005" has more than the 2 decimals of GBP'),
        ("1.5", "JPY", '"1.5" has more than the whole units of JPY'),
        ("0", "GBP", "an amount must be above zero"),
        ("0.00", "GBP", "an amount must be above zero"),
        ("100000000000.01", "GBP", '"100000000000.01" is more than 100000000000.00 GBP'),
    ],
)
def test_what_a_currency_cannot_hold_is_refused_in_a_sentence(text: str, currency: str, message: str) -> None:
    with pytest.raises(InvalidAmount) as failure:
        parse_amount(text, currency)

    assert failure.value.message == message


def test_digits_without_end_are_refused() -> None:
    with pytest.raises(InvalidAmount):
        parse_amount("9" * 10_000, "GBP")


@given(minor=st.integers(1, LARGEST), currency=currencies)
def test_what_is_shown_is_read_back(minor: int, currency: str) -> None:
    assert parse_amount(format_amount(minor, currency), currency) == minor


@given(text=st.text() | st.from_regex(r"-?\d{1,20}[.,]?\d{0,6}", fullmatch=True), currency=currencies)
def test_any_text_is_an_amount_in_bounds_or_invalid(text: str, currency: str) -> None:
    try:
        minor = parse_amount(text, currency)
    except InvalidAmount:
        return
    assert 0 < minor <= LARGEST
