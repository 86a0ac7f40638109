"""What a password has to be, for portal accounts and users alike."""

from __future__ import annotations

import pytest

from casactl.actions.passwords import checked_password, hash_password, verify_password
from tests.failing import failing

pytestmark = pytest.mark.dear_hashing
ABOUT = ("Joe Bloggs", "joe.bloggs@example.com", None)


@pytest.mark.parametrize(
    "password",
    [
        "quiet lamp river 42", "correct horse battery staple", "x7!kQ2#vLp9z", "日本語の長い合言葉です本当に",
        "Sommer in Wien 1987!", "joe likes quiet lamps",
    ],
)  # fmt: skip
def test_a_good_one_is_taken(password: str) -> None:
    assert checked_password(password, about=ABOUT) == password


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword", "letmeinletmein", "qwertyuiopasdf", "1q2w3e4r5t6y", "abcdefghijklmnop", "Welcome12345",
        "trustno1trustno1", "hunter2hunter2", "changeme12345", "111111111111", "joe.bloggs@example.com",
        "JoeBloggs2026", "bloggs-bloggs-bloggs", "Joe Bloggs 123",
    ],
)  # fmt: skip
def test_one_that_is_guessed_first_is_refused(password: str) -> None:
    with failing("password.not-accepted", match="guessed first"):
        checked_password(password, about=ABOUT)


@pytest.mark.parametrize(("length", "taken"), [(11, False), (12, True), (1024, True), (1025, False)])
def test_it_has_12_to_1024_characters(length: int, taken: bool) -> None:
    password = ("x7!kQ2#vLp9z&" * 100)[:length]

    if taken:
        assert checked_password(password) == password
    else:
        with failing("password.not-accepted"):
            checked_password(password)


def test_length_counts_characters_not_bytes() -> None:
    with failing("password.not-accepted", match="too short"):
        checked_password("ßüöäéñçøåæœ")


def test_a_strong_end_makes_up_for_a_weak_start() -> None:
    checked_password("a" * 100 + "quiet lamp river 42")


def test_the_hash_is_argon2_salted_and_no_part_of_it_is_the_password() -> None:
    one, other = hash_password("quiet lamp river 42"), hash_password("quiet lamp river 42")

    assert one.startswith("$argon2id$")
    assert one != other
    assert "quiet" not in one
    assert verify_password(one, "quiet lamp river 42")
    assert not verify_password(one, "quiet lamp river 43")
    assert not verify_password(one, "")
