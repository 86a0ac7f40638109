"""The settings that operators share: what each accepts, and what it keeps."""

from __future__ import annotations

import pytest

from casactl.domain.money import is_currency
from casactl.domain.settings import COUNTRIES, HOME_CURRENCY, SETTINGS, InvalidSetting, setting
from tests.failing import failing


def test_the_settings_are_those_of_the_description() -> None:
    assert {
        "timezone", "currency", "country", "retention_years", "invitation_hours", "company_first",
        "sign_without_login", "handover_requires_demand", "date_format", "portal_url", "office_name",
    } <= set(SETTINGS)  # fmt: skip


@pytest.mark.parametrize("name", list(SETTINGS))
def test_a_default_is_a_value_that_the_setting_accepts(name: str) -> None:
    assert SETTINGS[name].parse(SETTINGS[name].default) == SETTINGS[name].default
    assert SETTINGS[name].meaning


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("timezone", " Africa/Johannesburg ", "Africa/Johannesburg"),
        ("timezone", "UTC", "UTC"),
        ("currency", "eur", "EUR"),
        ("country", "za", "ZA"),
        ("retention_years", "0", "0"),
        ("retention_years", "007", "7"),
        ("invitation_hours", "24", "24"),
        ("company_first", "Yes", "on"),
        ("company_first", "0", "off"),
        ("sign_without_login", "TRUE", "on"),
        ("date_format", "Day-First", "day-first"),
        ("portal_url", " https://portal.example/in?o=1 ", "https://portal.example/in?o=1"),
        ("office_name", "  Rose   Court\tOffice ", "Rose Court Office"),
    ],
)
def test_a_value_is_kept_in_one_spelling(name: str, typed: str, kept: str) -> None:
    assert SETTINGS[name].parse(typed) == kept


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("timezone", "Mars/Olympus"), ("timezone", ""), ("timezone", "../../etc/passwd"), ("timezone", "/etc"),
        ("timezone", "Europe/London\0"), ("timezone", "Europe"), ("currency", "POUND"), ("currency", ""),
        ("currency", "ZZZ"), ("country", "England"), ("country", "XX"), ("retention_years", "-1"),
        ("retention_years", "101"), ("retention_years", "1.5"), ("retention_years", "٣"),
        ("retention_years", "9" * 5000), ("invitation_hours", "0"), ("invitation_hours", "8761"),
        ("company_first", "perhaps"), ("date_format", "dmy"), ("portal_url", "portal.example"),
        ("portal_url", "javascript:alert(1)"), ("portal_url", "https://"), ("portal_url", "https://a/\r\nBcc: b@x"),
        ("portal_url", "https://a.example/#x"), ("portal_url", "https://[a"), ("portal_url", "https://a b.example/"),
        ("portal_url", "https://a.example/" + "x" * 500), ("office_name", ""), ("office_name", "x" * 101),
        ("office_name", "a\u202eb"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_in_words(name: str, typed: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        SETTINGS[name].parse(typed)

    assert refused.value.exit == 2
    assert refused.value.message.endswith(".")


def test_a_setting_is_found_however_it_is_spelt() -> None:
    assert setting("Retention-Years") is SETTINGS["retention_years"]


def test_an_unknown_setting_lists_the_valid_ones_and_guesses() -> None:
    with failing("workspace.unknown-setting") as unknown:
        setting("timezon")

    assert "Did you mean timezone?" in unknown.value.message
    assert all(name in unknown.value.message for name in SETTINGS)
    assert unknown.value.exit == 4


def test_every_country_has_a_currency_that_exists_where_one_is_given() -> None:
    assert set(HOME_CURRENCY) <= COUNTRIES
    assert all(is_currency(currency) for currency in HOME_CURRENCY.values())
    assert len(COUNTRIES) == 249


@pytest.mark.parametrize(
    "url",
    ["http://portal.example/", "http://10.0.0.1/", "http://127.0.0.1.evil.example/", "http://[2001:db8::1]/",
     "https://u@a.example/", "https://u:pw@a.example/", "http://localhost@evil.example/", "https://@a.example/",
     "http://localhost\\\\@evil.example/", "ftp://localhost/", 'https://a.example/"><script>'],
)  # fmt: skip
def test_S12_links_lead_to_an_encrypted_address_without_anybodys_name(url: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        SETTINGS["portal_url"].parse(url)

    assert refused.value.exit == 2
    assert "pw" not in refused.value.message


@pytest.mark.parametrize(
    "url",
    ["http://localhost:8000/", "http://127.0.0.1/x", "http://127.9.9.9/", "http://[::1]:8000/", "https://a.example"],
)
def test_S12_this_machine_needs_no_encryption(url: str) -> None:
    assert SETTINGS["portal_url"].parse(url) == url
