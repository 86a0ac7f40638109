"""What custom fields of each type take, and how it is kept (SD-16)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st

from casactl.domain.custom import (
    CustomField,
    FieldType,
    InvalidCustomValue,
    custom_key,
    defined,
    field_type,
    fits,
    stored,
)
from casactl.errors import InvalidValue
from tests.failing import failing

TODAY = date(2026, 11, 23)
TEXT = CustomField("memo")
NUMBER = CustomField("shoe", FieldType.NUMBER)
DATE = CustomField("since", FieldType.DATE)
CHOICE = CustomField("region", FieldType.CHOICE, ("North", "Süd", "Far west"))
FIELDS = (TEXT, NUMBER, DATE, CHOICE)


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        (TEXT, "  a  b\tc ", "a b c"), (TEXT, "=1+1", "=1+1"),
        (NUMBER, "12", "12"), (NUMBER, " -3.5 ", "-3.5"), (NUMBER, "+7", "7"), (NUMBER, "007", "7"),
        (NUMBER, "3.500", "3.5"), (NUMBER, "-0.0", "0"), (NUMBER, "0", "0"), (NUMBER, "9" * 30, "9" * 30),
        (DATE, "2026-12-31", "2026-12-31"), (DATE, "tomorrow", "2026-11-24"), (DATE, "+2w", "2026-12-07"),
        (DATE, "EOM", "2026-11-30"),
        (CHOICE, "north", "North"), (CHOICE, "SUD", "Süd"), (CHOICE, "  far   West ", "Far west"),
        (CHOICE, "su\u0308d", "Süd"),
    ],
)  # fmt: skip
def test_SD_16_a_value_is_kept_in_one_form(field: CustomField, text: str, kept: str) -> None:
    assert stored(field, text, today=TODAY) == kept
    assert fits(field, kept)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u3000"])
def test_an_empty_value_clears_whatever_the_type(field: CustomField, text: str) -> None:
    assert stored(field, text, today=TODAY) == ""


@pytest.mark.parametrize(
    "text",
    ["abc", "1,000", "1.000.000", "1 000", "1'000", "1_000", "3,5", "1,250.50", "1.250,50", "1e5", "0x10", ".5", "5.",
     "--1", "1-", "1/2", "£5", "12 m", "NaN", "inf", "١٢", "１２", "²", "−5", "9" * 31, "0." + "1" * 30],
)  # fmt: skip
def test_SD_16_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(InvalidCustomValue) as refused:
        stored(NUMBER, text, today=TODAY)

    assert refused.value.message.startswith("the custom field 'shoe' takes a number, not ")
    assert refused.value.hint
    assert not fits(NUMBER, text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [("1,000", "without separators"), ("1'000'000.5", "without separators"), ("3,5", "write 3.5"),
     ("-12,75", "write -12.75"), ("9" * 31, "at most 30 digits"), ("a", "12 or -3.5")],
)  # fmt: skip
def test_the_hint_says_how_to_write_a_number(text: str, hint: str) -> None:
    with pytest.raises(InvalidCustomValue) as refused:
        stored(NUMBER, text, today=TODAY)

    assert hint in str(refused.value.hint)


@pytest.mark.parametrize(
    "text", ["31/12/2026", "31.12.2026", "2026-02-30", "2026-13-01", "2026-1-5", "soon", "1899-12-31", "20261231"]
)
def test_SD_16_what_names_no_day_is_refused(text: str) -> None:
    with pytest.raises(InvalidCustomValue) as refused:
        stored(DATE, text, today=TODAY)

    assert refused.value.message == f"the custom field 'since' takes a date, not \"{text}\""
    assert refused.value.hint
    assert not fits(DATE, text)


@pytest.mark.parametrize("text", ["nort", "northh", "North Süd", "none", "0", "North;Süd"])
def test_SD_16_what_is_none_of_the_choices_is_refused_with_all_of_them(text: str) -> None:
    with pytest.raises(InvalidCustomValue) as refused:
        stored(CHOICE, text, today=TODAY)

    assert refused.value.message == f"the custom field 'region' takes one of North, Süd, Far west, not \"{text}\""
    assert not fits(CHOICE, text)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", ["\x1b[31m", "a\x00b", "\udc80", "x" * 4001])
def test_text_that_cannot_be_kept_is_refused_in_every_type(field: CustomField, text: str) -> None:
    with pytest.raises(InvalidCustomValue) as refused:
        stored(field, text, today=TODAY)

    assert f"'{field.name}'" in refused.value.message
    assert "\x1b" not in refused.value.message


def test_a_day_that_was_said_by_a_word_is_no_day_once_it_is_kept() -> None:
    assert stored(DATE, "tomorrow", today=TODAY)
    assert not fits(DATE, "tomorrow")


@hypothesis.given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20))
def test_a_number_is_kept_exactly(number: Decimal) -> None:
    kept = stored(NUMBER, f"{number:f}", today=TODAY)

    assert Decimal(kept) == number
    assert stored(NUMBER, kept, today=TODAY) == kept


@hypothesis.given(st.sampled_from(FIELDS), st.text(max_size=40))
def test_what_is_kept_fits_and_is_kept_again_as_it_is(field: CustomField, text: str) -> None:
    try:
        kept = stored(field, text, today=TODAY)
    except InvalidCustomValue:
        return
    assert not kept or fits(field, kept)
    assert stored(field, kept, today=date(1999, 1, 1)) == kept


# Definitions --------------------------------------------------------------------------------------


def test_choices_are_kept_once_however_they_are_spelt() -> None:
    assert defined("region", FieldType.CHOICE, ["North", " north ", "Süd", "SUD"]).choices == ("North", "Süd")


@pytest.mark.parametrize(
    ("type_", "choices"),
    [(FieldType.CHOICE, []), (FieldType.CHOICE, [""]), (FieldType.CHOICE, ["a\x07"]), (FieldType.CHOICE, ["x" * 101]),
     (FieldType.CHOICE, [f"c{n}" for n in range(501)]), (FieldType.NUMBER, ["1"]), (FieldType.TEXT, ["a"]),
     (FieldType.DATE, ["today"])],
)  # fmt: skip
def test_a_definition_that_makes_no_sense_is_refused(type_: FieldType, choices: list[str]) -> None:
    with failing("workspace.invalid-field"):
        defined("region", type_, choices)


@pytest.mark.parametrize("word", ["", "int", "Datum", "choices", "text,number"])
def test_an_unknown_type_is_answered_with_the_known_ones(word: str) -> None:
    with failing("workspace.invalid-field", match="text, number, date, choice"):
        field_type(word)


def test_types_are_known_in_any_case() -> None:
    assert field_type(" Number ") is FieldType.NUMBER


def test_many_choices_are_named_up_to_a_number() -> None:
    field = defined("n", FieldType.CHOICE, [f"c{n}" for n in range(40)])

    assert field.takes.endswith("c19 … (40 choices)")


@pytest.mark.parametrize(("text", "key"), [("Shoe size", "shoe-size"), ("X-Car", "car"), (" a_b-1 ", "a_b-1")])
def test_a_name_is_kept_in_small_letters(text: str, key: str) -> None:
    assert custom_key(text) == key


@pytest.mark.parametrize("text", ["", " ", "x-", "-a", "_a", "a=b", "größe", "a" * 41, "a.b", "\x1b", 'a"b', "a/b"])
def test_a_name_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        custom_key(text)
