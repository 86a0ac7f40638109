from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.domain.email import email_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Joe@Example.COM", "joe@example.com"),
        ("joe@müller.example", "JOE@xn--mller-kva.example"),
        ("joe@MÜLLER.example", "joe@mu\u0308ller.example"),
        ("JOSÉ@example.com", "jose\u0301@example.com"),
        ("joe@例え.example", "joe@xn--r8jz45g.example"),
        ("joe@straße.example", "joe@xn--strae-oqa.example"),
    ],
)
def test_two_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert email_key(one) == email_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("joe+rent@example.com", "joe@example.com"),
        ("j.oe@example.com", "joe@example.com"),
        ("jose@example.com", "josé@example.com"),
        ("joe@strasse.example", "joe@straße.example"),
    ],
)
def test_different_addresses_keep_different_keys(one: str, other: str) -> None:
    assert email_key(one) != email_key(other)


@given(st.text(max_size=12), st.text(max_size=12))
def test_the_key_of_a_key_is_itself(local: str, domain: str) -> None:
    key = email_key(f"{local}@{domain}")
    assert email_key(key) == key
