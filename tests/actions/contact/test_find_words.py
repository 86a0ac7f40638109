"""Finding people by what comes to mind: words in any order, however they are spelt (T8)."""

from __future__ import annotations

import pytest

from tests.casa import Casa


@pytest.fixture
def office(casa: Casa) -> Casa:
    casa.property("Rose Court/Flat 34")
    casa.tenant("Harry van der Berg", at="Rose Court/Flat 34", phone="020 7946 0958", external_id="T-77")
    casa.tenant("Sinéad O'Brien", tag=["board"], company="Acme Lettings", create_company=True)
    casa.tenant("Jürgen Müller", email="jm@example.com")
    casa.tenant("Anna Mueller")
    casa.tenant("Łukasz Strauß-Smith")
    return casa


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("flat 34", {"Harry van der Berg"}),
        ("harry berg", {"Harry van der Berg"}),
        ("berg harry", {"Harry van der Berg"}),
        ("34 berg", {"Harry van der Berg"}),
        ("7946 0958", {"Harry van der Berg"}),
        ("t77", {"Harry van der Berg"}),
        ("obrien", {"Sinéad O'Brien"}),
        ("O'Brien sinead", {"Sinéad O'Brien"}),
        ("o’brien board", {"Sinéad O'Brien"}),
        ("acme brien", {"Sinéad O'Brien"}),
        ("mueller", {"Jürgen Müller", "Anna Mueller"}),
        ("müller", {"Jürgen Müller", "Anna Mueller"}),
        ("jurgen muller", {"Jürgen Müller"}),
        ("lukasz strauss smith", {"Łukasz Strauß-Smith"}),
        ("strausssmith", {"Łukasz Strauß-Smith"}),
        ("flat 35", set()),
    ],
)
def test_T8_words_in_any_order_find_whom_they_mean(office: Casa, text: str, found: set[str]) -> None:
    people = {row["display_name"] for row in office.ok(["contact", "find", text, "-o", "json"]).json}
    listed = {row["display_name"] for row in office.ok(["contact", "list", "--match", text, "-o", "json"]).json}

    assert people == found
    assert listed == found


def test_T8_the_search_texts_are_what_follows_from_the_columns(office: Casa) -> None:
    assert office.ok("workspace check -o json").json["ok"]


def test_T8_lists_narrow_down_to_who_lacks_something(office: Casa) -> None:
    def names(line: str) -> set[str]:
        return {row["display_name"].split()[0] for row in office.ok(f"contact list --kind person {line} -o json").json}

    office.ok("address add 1 --line '1 First St'")

    assert names("--not-tag BOARD") == {"Harry", "Jürgen", "Anna", "Łukasz"}
    assert names("--without email --without phone --not-tag board") == {"Anna", "Łukasz"}
    assert names("--without address") == {"Sinéad", "Jürgen", "Anna", "Łukasz"}
    assert office.run("contact list --without dogs").exit_code == 2
