"""Addresses as the post of each country wants them, nothing lost and no gaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.intake.country import CODES
from casactl.store.postal import formatted, postcode_example


def lines(country: str, *, home: str = "GB", **columns: str | None) -> list[str]:
    blank = {"line": "1 Main", "city": None, "region": None, "postcode": None}
    return formatted({**blank, **columns, "country": country}, home=home)


@pytest.mark.parametrize(
    ("country", "columns", "expected"),
    [
        ("GB", {"city": "London", "postcode": "sw1a 1aa", "region": "Kent"}, ["1 Main", "LONDON", "SW1A 1AA"]),
        ("DE", {"city": "Köln", "postcode": "50667"}, ["1 Main", "50667 KÖLN", "GERMANY"]),
        ("US", {"city": "Springfield", "region": "IL", "postcode": "62701"},
         ["1 Main", "SPRINGFIELD, IL 62701", "UNITED STATES"]),
        ("US", {"city": "Springfield"}, ["1 Main", "SPRINGFIELD", "UNITED STATES"]),
        ("US", {}, ["1 Main", "UNITED STATES"]),
        ("LT", {"city": "Vilnius", "postcode": "LT-01100"}, ["1 Main", "LT-01100 VILNIUS", "LITHUANIA"]),
        ("LT", {"city": "Vilnius", "postcode": "01100"}, ["1 Main", "LT-01100 VILNIUS", "LITHUANIA"]),
        ("LT", {"city": "Vilnius"}, ["1 Main", "VILNIUS", "LITHUANIA"]),
        ("AE", {"city": "Dubai"}, ["1 Main", "DUBAI", "UNITED ARAB EMIRATES"]),
        ("SG", {"city": "Singapore", "postcode": "018956"}, ["1 Main", "SINGAPORE 018956", "REP. OF SINGAPORE"]),
        ("JP", {"line": "千代田1-1", "region": "東京都", "postcode": "100-0001"},
         ["〒100-0001", "東京都", "千代田1-1", "JAPAN"]),
        ("JP", {"line": "1-1 Chiyoda", "region": "Tokyo", "postcode": "100-0001"},
         ["1-1 Chiyoda, TOKYO", "100-0001", "JAPAN"]),
    ],
)  # fmt: skip
def test_each_country_has_its_own_way(country: str, columns: dict[str, str], expected: list[str]) -> None:
    assert lines(country, **columns) == expected


def test_at_home_the_country_goes_without_saying() -> None:
    assert lines("DE", home="DE", city="Köln") == ["1 Main", "KÖLN"]


WORD = st.from_regex(r"[A-Za-z]{2,12}", fullmatch=True)


@given(
    st.sampled_from(sorted(CODES)),
    WORD,
    WORD,
    st.none() | WORD,
    st.none() | st.from_regex(r"[0-9]{4,6}", fullmatch=True),
)
def test_neither_street_nor_town_nor_postcode_is_lost(
    country: str, street: str, city: str, region: str | None, postcode: str | None
) -> None:
    found = lines(country, line=street, city=city, region=region, postcode=postcode)

    text = " ".join(found).casefold()
    assert all(word.casefold() in text for word in (street, city, postcode or ""))
    assert all(line == line.strip(" ,-") and "  " not in line for line in found)


@pytest.mark.parametrize(
    ("country", "postcode", "odd"),
    [("GB", "SW1A 1AA", False), ("GB", "sw1a1aa", False), ("GB", "1234", True), ("DE", "5066", True),
     ("AE", "anything", False), ("XK", "10000", False)],
)  # fmt: skip
def test_a_postcode_is_odd_only_where_its_country_says_so(country: str, postcode: str, odd: bool) -> None:
    assert (postcode_example(country, postcode) is not None) == odd
