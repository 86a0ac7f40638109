"""Amounts and days as other programs and people of all countries write them: read for what they are, or sent back."""

from __future__ import annotations

from datetime import date

import pytest

from casactl.domain.amounts import APOSTROPHE, COMMA, POINT, SPACE, Amounts, WrongCurrency
from casactl.domain.dates import InvalidDate
from casactl.domain.money import InvalidAmount
from casactl.intake.amount_cell import AmountCells
from casactl.intake.date_order import DateOrder

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("currency", "form", "cell", "minor"),
    [
        ("GBP", POINT, "1\u2009250.00", 125_000), ("GBP", POINT, "１２３.４５", 12_345), ("GBP", POINT, "£.50", 50),
        ("GBP", POINT, "1,25,000.00", 12_500_000), ("INR", POINT, "Rs. 12,34,567", 123_456_700),
        ("INR", POINT, "1,25,000/-", 12_500_000), ("KES", POINT, "KSh 1,250/=", 125_000),
        ("CHF", APOSTROPHE, "850.-", 85_000), ("CHF", APOSTROPHE, "CHF 1'250.--", 125_000),
        ("CHF", APOSTROPHE, "1’250.— Fr.", 125_000), ("EUR", COMMA, "1.250,-", 125_000),
        ("EUR", COMMA, "850,-- €", 85_000), ("EUR", COMMA, "1 250,00", 125_000), ("EUR", COMMA, "1'250,00", 125_000),
        ("EUR", SPACE, "1\u202f250,00 €", 125_000),
        ("JPY", POINT, "￥1,250", 1_250),
    ],
)  # fmt: skip
def test_I16_amounts_are_read_as_each_country_writes_them(currency: str, form: str, cell: str, minor: int) -> None:
    cells = AmountCells(Amounts(currency, form))
    assert (cells.read(cell), cells.signed(cell)) == (minor, minor)


@pytest.mark.parametrize(
    ("decimal", "cell", "minor"),
    [
        (",", "850,00", 85_000), (",", "1.250,00", 125_000), (",", "1.250", 125_000), (",", "1 250,5", 125_050),
        (",", "12.34.567,89", 123_456_789), (",", "850.1", 85_010), (".", "1,250.00", 125_000), (".", "1,250", 125_000),
        (",", ",50", 50), (",", "850,-", 85_000),
    ],
)  # fmt: skip
def test_I16_a_decimal_mark_that_is_told_holds(decimal: str, cell: str, minor: int) -> None:
    assert AmountCells(Amounts("EUR", COMMA), decimal).read(cell) == minor


@pytest.mark.parametrize(
    ("decimal", "cell"),
    [(",", "1,250.00"), (".", "850,00"), (".", "1.250,00"), (",", "85.0000"), (",", "1.25.00"), (".", "1,2500")],
)
def test_I16_no_amount_becomes_a_hundred_times_itself(decimal: str, cell: str) -> None:
    with pytest.raises(InvalidAmount, match=f'"{cell}" is not written with'):
        AmountCells(Amounts("EUR", COMMA), decimal).read(cell)


@pytest.mark.parametrize("cell", ["-850.00", "(850.00)", "850.00-", "£ (850.00)", "£-850.00", "−£850.00", "850-"])
def test_I16_what_is_below_zero_says_so(cell: str) -> None:
    cells = AmountCells(Amounts("GBP"))
    with pytest.raises(InvalidAmount, match="is below zero"):
        cells.read(cell)
    assert cells.signed(cell) == -85_000


@pytest.mark.parametrize("cell", ["$850", "850.00 kr", "€850"])
def test_I16_another_currencys_sign_says_so_and_guesses_no_country(cell: str) -> None:
    with pytest.raises(WrongCurrency, match=r"is in (another currency|EUR); this"):
        AmountCells(Amounts("GBP")).read(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "1 Feb 2026", "1st February 2026", "Sun 1 Feb 2026", "Sunday, 1 February 2026", "Feb 1st, 2026",
        "1er févr. 2026", "1 de febrero de 2026", "1º de fevereiro de 2026", "1 lutego 2026", "So., 01.02.2026",
        "1. Feber 2026",
        "2026年2月1日", "2026-02-01T10:00:00Z", "domingo, 1 de febrero del 2026", "1 of February 2026",
    ],
)  # fmt: skip
def test_I16_days_are_read_in_the_words_of_the_languages_known(cell: str) -> None:
    assert DateOrder().read(cell, TODAY) == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("01.01.1900", "no day is known"), ("1900-01-01", "no day is known"), ("00/00/0000", "no day is known"),
        ("12/31/9999", "no day is known"), ("01-FEB-26", "its century"), ("46054", "number of a day in a spreadsheet"),
        ("02/2026", "not a date"), ("tomorrow", "no day of the calendar"), ("31.02.2026", "does not exist"),
    ],
)  # fmt: skip
def test_I16_what_is_no_day_comes_back_and_no_day_counted_from_today_is_offered(cell: str, why: str) -> None:
    with pytest.raises(InvalidDate, match=why) as caught:
        DateOrder().read(cell, TODAY)
    assert "+30d" not in f"{caught.value.hint}"
