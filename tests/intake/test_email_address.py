from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casactl.intake.email_address import InvalidEmail, _by_library, normalise_email

labels = st.text("abcXYZ019-_é", min_size=1, max_size=8) | st.sampled_from(
    ["example", "Mail", "xn--mller-kva", "ab--cd", "a" * 63, "a" * 64, "-bad-", ""]
)
tops = st.sampled_from(
    [
        "com",
        "NET",
        "org",
        "test",
        "local",
        "invalid",
        "localhost",
        "onion",
        "arpa",
        "c0m",
        "x1",
        "c",
        "de",
        "1",
    ]
)
domains = st.builds(lambda parts, top: ".".join([*parts, top]), st.lists(labels, max_size=5), tops)
locals_ = st.text("aB0.+-_'!é\"@ ,<", max_size=12) | st.sampled_from(["INFO", "Sales", "webmaster", "x" * 240])


def outcome(address: str, *, library: bool = False) -> str | None:
    try:
        return _by_library(address.strip()) if library else normalise_email(address)
    except InvalidEmail:
        return None


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Joe.Bloggs+rent@Mail.Example.NET", "Joe.Bloggs+rent@mail.example.net"),
        ("INFO@example.com", "info@example.com"),
        ("office@rose-court.test", "office@rose-court.test"),
        (" joe@example.org ", "joe@example.org"),
        ("joe@müller.example", "joe@müller.example"),
        ("joe@xn--mller-kva.example", "joe@müller.example"),
        ("josé@example.com", "josé@example.com"),
    ],
)
def test_an_address_is_stored_as_the_library_spells_it(written: str, stored: str) -> None:
    assert normalise_email(written) == stored


@pytest.mark.parametrize(
    "text",
    ["joe@", "@example.com", "joe", "", "x@-bad-.example", "a@test", "joe@house.local", "joe@x..com",
     "Joe <joe@example.com>", "joe@[127.0.0.1]", "j\x1b@example.com", "\ud83d@example.com", "a@x.com\n.x"],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_words_safe_to_print(text: str) -> None:
    with pytest.raises(InvalidEmail) as refusal:
        normalise_email(text)

    assert refusal.value.code == "invalid-email"
    assert refusal.value.message.isprintable()


@pytest.mark.parametrize("text", ["a@x.com, b@y.com", "a@x.com;b@y.com", "a@x.com b@y.com", "a@b@x.com"])
def test_two_addresses_in_one_field_are_refused_as_two(text: str) -> None:
    with pytest.raises(InvalidEmail, match="one address per field"):
        normalise_email(text)


@given(st.builds("{}@{}".format, locals_, domains))
@example("joe@" + ".".join(["a" * 63] * 4))
@example("x" * 243 + "@example.com")
@example("joe@example.com\n")
def test_plain_addresses_are_judged_as_the_library_judges_them(address: str) -> None:
    assert outcome(address) == outcome(address, library=True)


@given(st.text(max_size=20))
def test_any_text_is_judged_as_the_library_judges_it(text: str) -> None:
    assert outcome(text) == outcome(text, library=True)


def test_plain_addresses_do_not_load_the_library() -> None:
    program = (
        "import sys; from casactl.intake.email_address import normalise_email;"
        "normalise_email('joe@mail.example.net'); sys.exit('email_validator' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
