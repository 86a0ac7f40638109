"""A code beside the password, for attorneys: set up, asked for, lost, taken away."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pyotp
import pytest
import segno

from tests.casa import Casa
from tests.mailed import link
from tests.web.browser import Browser
from tests.web.conftest import LEX, PASSWORD, signed_in, with_lex

Browse = Callable[..., Browser]


@pytest.fixture
def office(casa: Casa) -> Casa:
    """An office with an attorney who has a password."""
    casa.property("Rose Court")
    with_lex(casa)
    return casa


def code(casa: Casa, seed: str) -> str:
    return pyotp.TOTP(seed).at(int(casa.clock.now().timestamp()))


def set_up(casa: Casa, browser: Browser) -> tuple[str, list[str]]:
    """Set the second factor up where somebody is signed in; gives seed and recovery codes."""
    browser.open("/second-factor").press("Set up")
    found = re.search(r"secret=([A-Z2-7]+)", browser.html)
    assert found
    browser.press("Confirm", code=code(casa, found[1]))
    assert browser.status == 200, browser.text
    return found[1], re.findall(r"<code>([a-z2-7]{5}-[a-z2-7]{5})</code>", browser.html)


def later(casa: Casa, minutes: int) -> None:
    casa.travel(to=casa.clock.now() + timedelta(minutes=minutes))


def half_in(browser: Browser) -> Browser:
    return browser.open("/sign-in").press("Sign in", e_mail=LEX, password=PASSWORD)


def test_an_attorney_signs_in_with_password_and_code(office: Casa, browse: Browse) -> None:
    seed, recovery = set_up(office, signed_in(browse(), LEX))
    assert len(set(recovery)) == 10
    assert office.ok(f"user show {LEX} -o json").json["second_factor"] is True
    later(office, 1)

    browser = half_in(browse())
    assert (browser.status, browser.path) == (200, "/sign-in/code")
    assert browser.open("/cases").path == "/sign-in"
    browser.open("/sign-in/code").press("Sign in", code=code(office, seed))
    assert browser.path == "/cases"


def test_a_code_works_once_and_a_recovery_code_too(office: Casa, browse: Browse) -> None:
    seed, recovery = set_up(office, signed_in(browse(), LEX))
    later(office, 1)
    now = code(office, seed)
    assert half_in(browse()).press("Sign in", code=now).path == "/cases"
    again = half_in(browse()).press("Sign in", code=now)
    assert (again.status, "not right" in again.text) == (403, True)

    assert half_in(browse()).press("Sign in", code=recovery[0].upper()).path == "/cases"
    assert half_in(browse()).press("Sign in", code=recovery[0]).status == 403
    browser = half_in(browse()).press("Sign in", code=recovery[1].replace("-", " "))
    assert "8 recovery codes left" in browser.open("/second-factor").text


def test_wrong_codes_shut_the_account_as_wrong_passwords_do(office: Casa, browse: Browse) -> None:
    seed, _ = set_up(office, signed_in(browse(), LEX))
    later(office, 1)
    for _ in range(5):  # the right password between them forgets nothing
        assert half_in(browse()).press("Sign in", code="000000").status == 403
    assert half_in(browse()).status == 403
    later(office, 2)
    assert half_in(browse()).press("Sign in", code=code(office, seed)).path == "/cases"
    events = {(row["event"], row["outcome"]) for row in office.ok("portal log -o json").json}
    assert {("code", "refused"), ("code", "done")} <= events


def test_the_wait_for_a_code_ends_after_ten_minutes_and_with_another(office: Casa, browse: Browse) -> None:
    seed, _ = set_up(office, signed_in(browse(), LEX))
    first = half_in(browse())
    half_in(browse())
    assert first.open("/sign-in/code").path == "/sign-in"
    late = half_in(browse())
    later(office, 11)
    assert late.press("Sign in", code=code(office, seed)).path == "/sign-in"


def test_a_link_to_a_new_password_does_not_pass_the_code_by(office: Casa, browse: Browse) -> None:
    seed, _ = set_up(office, signed_in(browse(), LEX))
    later(office, 1)
    browse().open("/forgot").press("Send the link", e_mail=LEX)
    new = "purple monkey dishwasher"
    browser = browse().open(link(office, LEX).removeprefix("http://localhost:8000"))
    browser.press("Choose password", password=new, repeat=new)
    assert browser.path == "/sign-in/code"
    assert browser.open("/cases").path == "/sign-in"
    browser.open("/sign-in/code").press("Sign in", code=code(office, seed))
    assert browser.path == "/cases"


def test_where_it_is_required_there_is_nothing_else_until_it_is_set_up(office: Casa, browse: Browse) -> None:
    office.ok("workspace set attorney_second_factor required")
    browser = signed_in(browse(), LEX)
    assert browser.path == "/second-factor"
    assert browser.open("/cases/1").path == "/second-factor"
    set_up(office, browser)
    assert browser.open("/cases").path == "/cases"
    assert "Turn off" not in browser.open("/second-factor").text


def test_where_it_is_off_nobody_is_asked_and_the_page_is_not_there(office: Casa, browse: Browse) -> None:
    set_up(office, signed_in(browse(), LEX))
    office.ok("workspace set attorney_second_factor off")
    browser = half_in(browse())
    assert browser.path == "/cases"
    assert "Second factor" not in browser.text
    assert browser.open("/second-factor").status == 404


def test_a_key_counts_once_it_is_proved_and_is_shown_once(office: Casa, browse: Browse) -> None:
    browser = signed_in(browse(), LEX).open("/second-factor").press("Set up")
    seed = re.findall(r"secret=([A-Z2-7]+)", browser.html)[0]
    browser.press("Confirm", code="123456")
    assert (browser.status, seed in browser.html.replace(" ", "")) == (400, False)
    assert half_in(browse()).path == "/cases"
    browser.press("Confirm", code=code(office, seed))
    assert (browser.status, "Recovery codes" in browser.text) == (200, True)
    assert "Recovery codes" not in browser.open("/second-factor").text


def test_it_is_turned_off_by_a_code_only(office: Casa, browse: Browse) -> None:
    browser = signed_in(browse(), LEX)
    seed, _ = set_up(office, browser)
    assert browser.press("Turn off", code="000000").status == 400
    later(office, 1)
    browser.press("Turn off", code=code(office, seed))
    assert "Set up" in browser.text
    assert half_in(browse()).path == "/cases"


def test_the_office_takes_a_lost_factor_away(office: Casa, browse: Browse) -> None:
    browser = signed_in(browse(), LEX)
    seed, recovery = set_up(office, browser)
    done = office.ok(f"user reset-second-factor {LEX} -o json").json
    assert done["results"][0]["outcome"] == "updated"
    assert browser.open("/cases").path == "/sign-in"
    assert half_in(browse()).path == "/cases"
    assert office.ok(f"user reset-second-factor {LEX} -o json").json["results"][0]["outcome"] == "unchanged"
    for secret in (seed, *recovery):
        assert secret not in office.ok("log list -o json").stdout
        assert all(secret not in str(row) for row in office.rows("select payload from operation"))


def test_contacts_have_no_such_page(joe: int, browse: Browse) -> None:
    assert signed_in(browse()).open("/second-factor").status == 404


def test_staff_hear_where_the_office_works_once_their_password_is_right(office: Casa, browse: Browse) -> None:
    office.ok("user add ann@office.example --name Ann --type staff")
    office.ok("user set-password ann@office.example", stdin=f"{PASSWORD}\n")
    for password, said in (("wrong battery staple", False), (PASSWORD, True)):
        browser = browse().open("/sign-in").press("Sign in", e_mail="ann@office.example", password=password)
        assert (browser.status, "in the terminal: casactl" in browser.text) == (403, said)


def test_the_seed_is_a_picture_in_the_page_itself_and_shown_once(office: Casa, browse: Browse) -> None:
    browser = signed_in(browse(), LEX).open("/second-factor").press("Set up")

    address = unescape(re.findall(r'href="(otpauth:[^"]+)"', browser.html)[0])
    (picture,) = re.findall(r"<svg.*?</svg>", browser.html, re.DOTALL)
    code = segno.make(address, error="m", micro=False)
    assert picture == code.svg_inline(scale=5, border=4, dark="#000", light="#fff")
    assert not re.search(r"style=|href=|src=|<script", picture)
    assert "<svg" not in browser.open("/second-factor").html
