from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casactl.domain.names import BadText, _clean_any, _fold_any, clean, fold

any_text = st.text(st.characters(exclude_categories=()), max_size=30)
storable_text = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30)
plain_text = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)


@pytest.mark.parametrize(
    ("given_text", "stored"),
    [
        ("  Joe   Bloggs ", "Joe Bloggs"),
        ("Joe\tBloggs\n", "Joe Bloggs"),
        ("Joe\xa0\u2003Bloggs", "Joe Bloggs"),
        ("Jose\u0301", "José"),
        ("佐藤", "佐藤"),
        ("שלום\u200f", "שלום"),
        ("[red]Joe[/red] 👩\u200d👧", "[red]Joe[/red] 👩\u200d👧"),
        ("", ""),
    ],
)
def test_a_name_is_stored_composed_trimmed_and_with_single_spaces(given_text: str, stored: str) -> None:
    assert clean(given_text) == stored


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x9b", "\x1c", "\ud83d"])
def test_a_name_with_a_control_or_half_character_is_refused_without_repeating_it(character: str) -> None:
    with pytest.raises(BadText) as refusal:
        clean(f"Joe{character}[31m")

    assert f"U+{ord(character):04X}" in refusal.value.message
    assert refusal.value.message.isprintable()


def test_a_name_may_have_400_characters_and_no_more() -> None:
    assert clean("x" * 400) == "x" * 400
    assert clean(" " * 500 + "é" * 400) == "é" * 400
    with pytest.raises(BadText, match=r"longer than 400 characters \(10,000\)"):
        clean("x" * 10_000)
    assert clean("x" * 500, limit=500) == "x" * 500


@given(storable_text)
def test_a_cleaned_name_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(plain_text)
def test_plain_names_are_cleaned_as_all_others(text: str) -> None:
    assert clean(text) == _clean_any(text)


@given(any_text)
def test_whatever_is_given_is_cleaned_or_refused(text: str) -> None:
    try:
        message, cleaned = "", clean(text)
    except BadText as refusal:
        message, cleaned = refusal.message, ""

    assert message.isprintable()
    assert not any(ord(character) < 32 for character in cleaned)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José", "jose"),
        ("STRASSE", "straße"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("Đorđe", "dorde"),
        ("Æsa", "aesa"),
        ("Œuvre", "oeuvre"),
        ("Diyarbakır", "DIYARBAKIR"),
        ("İstanbul", "istanbul"),
        ("Πυλαρινός", "πυλαρινοσ"),
        ("Jose\u0301  Garcia", "JOSÉ GARCÍA"),
        ("ＪＯＥ", "joe"),
    ],
)
def test_names_that_differ_in_case_accents_or_spacing_fold_to_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_letters_keep_different_keys() -> None:
    assert fold("한") != fold("하")
    assert fold("佐藤") != fold("佐東")


@given(any_text)
@example("℡ Ⓐ ǅ ŉ")
def test_folding_a_key_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(plain_text)
def test_plain_names_fold_as_all_others(text: str) -> None:
    assert fold(text) == " ".join(_fold_any(text).split())


def test_I12_what_is_not_seen_around_a_text_is_no_part_of_it() -> None:
    assert clean("\u200b\u202eAnn\u2060 \ufeff") == "Ann"
    assert (
        clean("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645") == "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    )
    assert clean("\u200b") == ""
