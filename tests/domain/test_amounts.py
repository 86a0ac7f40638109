"""Amounts as people write them, in the workspace's form and with its currency's sign: never misread (M7)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.domain.amounts import COMMA, FORMS, SIGNS, SPACE, Amounts, form_of
from casactl.domain.money import InvalidAmount, format_amount, is_currency

POINT, APOSTROPHE = FORMS[0], FORMS[3]


@pytest.mark.parametrize(
    ("text", "currency", "form", "minor"),
    [
        ("£60.50", "GBP", POINT, 6050), ("60.50 £", "GBP", POINT, 6050), ("GBP 1,000.00", "GBP", POINT, 100_000),
        ("1,000", "GBP", POINT, 100_000), ("gbp60", "GBP", POINT, 6000), ("12,345,678.9", "GBP", POINT, 1_234_567_890),
        ("1.000,00", "EUR", COMMA, 100_000), ("1.000", "EUR", COMMA, 100_000), ("1,5 €", "EUR", COMMA, 150),
        ("€ 1.234.567,89", "EUR", COMMA, 123_456_789), ("120.50", "EUR", COMMA, 12_050), ("0,05", "EUR", COMMA, 5),
        ("1 000,00", "SEK", SPACE, 100_000), ("1\u00a0000,00 kr", "SEK", SPACE, 100_000),
        ("1\u202f000", "EUR", SPACE, 100_000), ("R1 000,00", "ZAR", SPACE, 100_000), ("R 120.50", "ZAR", SPACE, 12_050),
        ("1'000.00", "CHF", APOSTROPHE, 100_000), ("CHF 1’000.05", "CHF", APOSTROPHE, 100_005),
        ("¥1,200", "JPY", POINT, 1200), ("￥１，２００", "JPY", POINT, 1200), ("１２．５０", "GBP", POINT, 1250),
        ("1.200", "JPY", COMMA, 1200), ("1,000", "KWD", POINT, 1_000_000),
        ("1,000", "KWD", COMMA, 1000), ("Rs. 100", "INR", POINT, 10_000), ("1 000 Kč", "CZK", SPACE, 100_000),
    ],
)  # fmt: skip
def test_M7_an_amount_is_read_as_the_workspace_writes_it(text: str, currency: str, form: str, minor: int) -> None:
    assert Amounts(currency, form).parse(text) == minor


@pytest.mark.parametrize(
    ("text", "currency", "form"),
    [
        ("1.000", "GBP", POINT), ("1.000,00", "GBP", POINT), ("1,00", "GBP", POINT), ("1,00.00", "GBP", POINT),
        ("1,000.00", "EUR", COMMA), ("1,000", "EUR", COMMA), ("1.00.000", "EUR", COMMA), ("1 000", "EUR", COMMA),
        ("1.000", "KWD", COMMA), ("$60", "GBP", POINT), ("60 EUR", "GBP", POINT), ("€60", "GBP", POINT),
        ("-5", "GBP", POINT), ("£-5", "GBP", POINT), ("+5", "GBP", POINT), ("", "GBP", POINT), ("£", "GBP", POINT),
        ("1  000", "SEK", SPACE), ("12 34", "SEK", SPACE), ("1e3", "GBP", POINT), ("0,00", "EUR", COMMA),
        ("1'000", "GBP", POINT), ("٣٠", "GBP", POINT), ("60,5.0", "EUR", COMMA), ("1.5", "JPY", COMMA),
        ("100 please", "GBP", POINT), ("5..", "GBP", POINT), (".5", "GBP", POINT), ("1,0000", "GBP", POINT),
    ],
)  # fmt: skip
def test_M7_what_is_no_amount_or_two_is_refused_with_a_hint(text: str, currency: str, form: str) -> None:
    with pytest.raises(InvalidAmount):
        Amounts(currency, form).parse(text)


def test_M7_what_may_mean_two_amounts_says_both() -> None:
    with pytest.raises(InvalidAmount, match=r"may mean 1000\.000 or 1\.000"):
        Amounts("KWD", COMMA).parse("1.000")


def test_M7_another_currency_is_named() -> None:
    with pytest.raises(InvalidAmount, match="is in EUR; this workspace counts in GBP"):
        Amounts("GBP").parse("€60")


@given(st.integers(1, 10**12), st.sampled_from(["GBP", "EUR", "JPY", "KWD"]), st.sampled_from(FORMS), st.booleans())
def test_M7_every_amount_written_in_a_form_is_read_as_itself_or_refused(
    minor: int, currency: str, form: str, with_code: bool
) -> None:
    whole, _, fraction = format_amount(minor, currency).partition(".")
    grouped = f"{int(whole):,}".replace(",", form[1])
    text = grouped + (form[5] + fraction if fraction else "")
    ambiguous = (currency, form) == ("KWD", COMMA) and re.fullmatch("[0-9]+[.][0-9]{3}", text)
    if not ambiguous:
        assert Amounts(currency, form).parse(f"{currency} {text}" if with_code else text) == minor


@given(st.integers(1, 10**12), st.sampled_from(["GBP", "EUR", "JPY"]), st.sampled_from(FORMS))
def test_M7_decimal_text_is_read_whatever_the_form(minor: int, currency: str, form: str) -> None:
    assert Amounts(currency, form).parse(format_amount(minor, currency)) == minor


def test_M7_the_country_says_how_numbers_are_written_unless_the_office_does() -> None:
    assert [form_of("by-country", country) for country in ("GB", "DE", "FR", "CH", "US")] == [
        POINT, COMMA, SPACE, APOSTROPHE, POINT,
    ]  # fmt: skip
    assert form_of(POINT, "DE") == POINT
    assert all(map(is_currency, SIGNS))
