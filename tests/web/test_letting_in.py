"""Whom the office lets in again: attorneys by a link, networks that were shut; and what the terminal's doors leave."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyotp
import pytest

from tests.casa import Casa
from tests.mailed import letters, link
from tests.web.browser import Browser
from tests.web.conftest import PASSWORD, signed_in, with_lex
from tests.web.test_found_by_a_new_user import shut

Browse = Callable[..., Browser]
NEW = "purple monkey dishwasher"


@pytest.fixture
def lex(casa: Casa) -> str:
    """An attorney who has a password."""
    casa.property("Rose Court")
    return with_lex(casa)


def test_SD_24_the_office_sends_an_attorney_a_link_to_a_new_password(casa: Casa, lex: str, browse: Browse) -> None:
    before = signed_in(browse(), lex)

    done = casa.ok(f"portal reset-password {lex} -o json")

    assert (done.outcomes, casa.log()[0]["verb"]) == (["updated"], "portal.reset-password")
    assert link(casa, lex).startswith("http://localhost:8000/reset?token=")
    page = browse().open(link(casa, lex).removeprefix("http://localhost:8000"))
    page.press("Choose password", password=NEW, repeat=NEW)
    assert page.path == "/cases"
    assert before.open("/cases").path == "/sign-in"
    assert signed_in(browse(), lex, NEW).path == "/cases"


def test_SD_24_who_works_in_the_office_or_has_no_password_gets_no_such_link(casa: Casa, lex: str) -> None:
    casa.ok("user add sam@office.example --name Sam --type staff")
    casa.ok("user add eve@law.example --name Eve --type attorney --community 'Rose Court'")
    casa.ok("user add off@law.example --name Off --type attorney --community 'Rose Court'")
    casa.ok("user set-password off@law.example", stdin=f"{PASSWORD}\n")
    casa.ok("user disable off@law.example")

    for email, code, remedy in (
        ("sam@office.example", "works-in-terminal", None),
        ("eve@law.example", "not-activated", "casactl user invite eve@law.example"),
        ("off@law.example", "user-disabled", "casactl user enable off@law.example"),
    ):
        refused = casa.run(f"portal reset-password {email} -o json")
        (reason,) = refused.results[0]["reasons"]
        assert (refused.exit_code, reason["code"], reason["remedy"]) == (5, code, remedy)
    assert letters(casa) == []
    assert casa.run("portal reset-password nobody@law.example").exit_code == 4


def test_a_network_that_was_shut_is_opened_again(casa: Casa, joe: int, browse: Browse) -> None:
    shut(casa, browse)
    assert casa.ok("portal unblock --network 198.51.100.1 -o json").outcomes == ["unchanged"]

    done = casa.ok("portal unblock --network 192.0.2.200 -o json")

    assert (done.outcomes, done.results[0]["ref"]) == (["updated"], "192.0.2.200")
    assert signed_in(browse()).path == "/"
    assert casa.ok("portal unblock --network 192.0.2.0/24 -o json").outcomes == ["unchanged"]
    newest = next(row for row in casa.ok("portal log -o json").json if row["event"] == "network-opened")
    assert (newest["network"], newest["browser"]) == ("192.0.2.0/24", "casactl")
    shut(casa, browse)
    assert browse().open("/sign-in").press("Sign in", e_mail="joe@example.com", password=PASSWORD).status == 429


@pytest.mark.parametrize("line", ["", "1 --network 192.0.2.7", "--network office", "--network ''"])
def test_one_of_the_two_is_said(casa: Casa, joe: int, line: str) -> None:
    assert casa.run(f"portal unblock {line}").exit_code == 2


def test_what_is_tried_at_the_terminals_doors_stands_in_the_log_too(casa: Casa, joe: int) -> None:
    casa.run("portal sign-in joe@example.com", stdin="wrong words here\n")
    casa.ok("portal sign-in joe@example.com", stdin=f"{PASSWORD}\n")
    casa.run("portal sign-in nobody@example.com", stdin="wrong words here\n")

    rows = [tuple(row.values())[1:5] for row in casa.ok("portal log -o json").json]
    assert rows == [
        (None, "sign-in", "refused", "terminal"),
        ("joe@example.com", "sign-in", "done", "terminal"),
        ("joe@example.com", "sign-in", "refused", "terminal"),
        ("joe@example.com", "link-used", "done", "terminal"),
    ]


# Who is signed in already -----------------------------------------------------------------------


def test_a_network_that_is_shut_shuts_no_known_browser_out_of_password_and_code(
    casa: Casa, lex: str, browse: Browse
) -> None:
    known = signed_in(browse(), lex)
    known.open("/second-factor").press("Set up")
    found = re.search(r"secret=([A-Z2-7]+)", known.html)
    assert found
    shut(casa, browse)

    known.press("Confirm", code=pyotp.TOTP(found[1]).at(int(casa.clock.now().timestamp())))
    assert (known.status, "Recovery codes" in known.text) == (200, True)
    known.open("/password").press("Change password", current_password=PASSWORD, password=NEW, repeat=NEW)
    assert (known.status, "was changed" in known.text) == (200, True)
    known.press("Sign out")
    casa.travel(to="2026-11-23T09:01")
    known.open("/sign-in").press("Sign in", e_mail=lex, password=NEW)
    assert known.path == "/sign-in/code"
    known.press("Sign in", code=pyotp.TOTP(found[1]).at(int(casa.clock.now().timestamp())))
    assert known.path == "/cases"


def test_whoever_is_signed_in_guesses_neither_password_nor_code(casa: Casa, lex: str, browse: Browse) -> None:
    browser = signed_in(browse(), lex)
    for _ in range(5):
        browser.open("/password").press("Change password", current_password="wrong", password=NEW, repeat=NEW)
        assert "The current password is another one" in browser.text
    browser.open("/password").press("Change password", current_password=PASSWORD, password=NEW, repeat=NEW)
    assert (browser.status, "too many tries" in browser.text) == (400, True)
    browser.open("/second-factor").press("Set up")
    found = re.search(r"secret=([A-Z2-7]+)", browser.html)
    assert found
    browser.press("Confirm", code=pyotp.TOTP(found[1]).at(int(casa.clock.now().timestamp())))
    assert (browser.status, "too many tries" in browser.text) == (400, True)

    casa.travel(to="2026-11-23T09:02")
    browser.open("/password").press("Change password", current_password=PASSWORD, password=NEW, repeat=NEW)
    assert (browser.status, "was changed" in browser.text) == (200, True)


# What the office sets counts at the next request ------------------------------------------------


def test_the_address_of_the_portal_is_read_at_each_request(casa: Casa, browse: Browse) -> None:
    client = browse().client

    def status(host: str) -> int:
        return int(client.get("/sign-in", base_url=f"https://{host}").status_code)

    assert (status("portal.example"), status("localhost")) == (400, 200)
    casa.ok("workspace set portal_url https://portal.example/")
    assert (status("portal.example"), status("other.example")) == (200, 400)
    casa.ok("workspace set portal_url https://other.example/")
    assert (status("portal.example"), status("other.example")) == (400, 200)


def test_how_large_an_upload_may_be_is_too(casa: Casa, joe: int, browse: Browse) -> None:
    from io import BytesIO

    browser = signed_in(browse())
    casa.ok("workspace set document_max_mb 1")
    browser.open("/messages").press("Send", message="Look", file=(BytesIO(b"x" * (3 << 20)), "a.txt"))
    assert browser.status == 413
    casa.ok("workspace set document_max_mb 4")
    browser.open("/messages").press("Send", message="Look", file=(BytesIO(b"x" * (3 << 20)), "a.txt"))
    assert browser.status == 200


@pytest.mark.parametrize("words", ["", "1 --network 192.0.2.7"])
def test_whom_to_let_in_is_said_by_one_of_two_ways(casa: Casa, words: str) -> None:
    done = casa.run(f"portal unblock {words} --no-input", stdin="")

    assert done.exit_code == 2
    assert "a person, or --network with an address, one of the two" in done.stderr
