"""Who is meant by a text, and who is not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.domain.mentions import FEW, Mentions

JOE = {
    "display_name": "Joe Bloggs", "first_name": "Joe", "last_name": "Bloggs", "sort_key": "bloggs\tjoe",
    "email": "Joe+rent@example.com", "phone": "+442079460958", "phone_shown": "+44 20 7946 0958", "external_id": "T-1",
}  # fmt: skip
ZOE = {"display_name": "Zoë Müller", "first_name": "Zoë", "last_name": "Müller", "email": "zoë@müller.example"}


def looking_for(*people: dict[str, str]) -> Mentions:
    mentions = Mentions()
    for each in people:
        mentions.add(each)
    return mentions


@pytest.mark.parametrize(
    "text",
    [
        "shares a flat with Joe Bloggs",
        "BLOGGS, JOE",
        "joe  bloggs's car",
        "Joe-Bloggs",
        "Joé Blöggs",
        '{"summary":"added Joe Bloggs (17)"}',
        json.dumps({"note": "see:\nJoe Bloggs"}),
        json.dumps({"custom": json.dumps({"note": "see\nJoe\tBloggs"})}),
        "mail to JOE+RENT@example.com.",
        "rang from 020 7946 0958 today",
        "+44 20 7946 0958",
        "+442079460958",
        "(020) 7946-0958",
        "on 2026-11-23 020 7946 0958 rang",
        "00442079460958",
        '{"refs":["ref:T-1"]}',
    ],
)
def test_names_addresses_and_numbers_are_found_as_people_write_them(text: str) -> None:
    assert looking_for(JOE).found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Joe paid",
        "the Bloggs family",
        "Joe Bloggsworth",
        "Billyjoe Bloggs",
        "joe@example.com",
        "120.00 on 2026-11-23",
        "9442079460958123",
        "unit T-1",
        "",
    ],
)
def test_what_means_somebody_else_or_nobody_is_not_found(text: str) -> None:
    assert not looking_for(JOE).found_in(text)


def test_many_are_found_as_few_are() -> None:
    crowd = [{"first_name": f"Name{n}x", "last_name": f"Surname{n}x"} for n in range(FEW * 2)]
    mentions = looking_for(JOE, ZOE, *crowd)

    assert mentions.found_in("zoe muller wrote to Joe Bloggs") == {"zoe muller", "joe bloggs"}
    assert mentions.found_in("Name3x Surname4x") == frozenset()
    assert mentions.found_in("surname7x, name7x") == {"surname7x name7x"}


def test_accents_and_international_domains_are_no_disguise() -> None:
    assert looking_for(ZOE).found_in("zoe@xn--mller-kva.example")
    assert looking_for(ZOE).found_in("ZOË MÜLLER")


def test_names_in_scripts_without_spaces_are_found_inside_a_sentence() -> None:
    taro = {"first_name": "太郎", "last_name": "山田", "display_name": "太郎 山田"}

    assert looking_for(taro).found_in("本日、山田太郎さんが来ました")
    assert not looking_for(taro).found_in("山田さん")


@pytest.mark.parametrize("name", ["A", "Bank", "Al B", "Cleaning"])
def test_a_short_or_single_name_counts_only_where_a_contact_is_named(name: str) -> None:
    mentions = looking_for({"display_name": name, "name": name, "sort_key": name.lower()})

    assert not mentions.found_in(f"paid by {name} yesterday")
    assert not mentions.found_in_payload(json.dumps({"arguments": {"reason": name, "path": name}}))
    assert mentions.found_in_payload(json.dumps({"arguments": {"company": name.upper()}}))
    assert mentions.found_in_payload(json.dumps({"arguments": {"refs": ["17", name]}}))
    for key in ("lose", "other", "primary", "secondary_of", "assign", "assignee", "follow"):
        assert mentions.found_in_payload(json.dumps({"arguments": {key: [name]}}))


def test_nobody_is_found_where_nobody_is_looked_for() -> None:
    nobody = looking_for({"display_name": "", "email": None})  # type: ignore[dict-item]

    assert not nobody
    assert not nobody.found_in("Joe Bloggs")
    assert not nobody.found_in_payload("{}")


@given(st.text(), st.text())
def test_a_name_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    assert looking_for(JOE).found_in(f"{before} Joe Bloggs {after}")
