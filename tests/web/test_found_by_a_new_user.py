"""What somebody found who used the portal for the first time: how to pay, who comes in, what is too much."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable
from io import BytesIO

import pytest

from tests.casa import Casa
from tests.mailed import link
from tests.web.browser import Browser, portal
from tests.web.conftest import LEX, PASSWORD, signed_in, with_a_case, with_lex

Browse = Callable[..., Browser]


def test_MC_6_whoever_may_pay_learns_the_reference(casa: Casa, joe: int, browse: Browse) -> None:
    reference = casa.ok(f"contact show {joe} -o json").json["payment_reference"]
    page = signed_in(browse())
    assert reference not in page.open("/").text, "nothing is owed"
    casa.ok(f"ledger charge {joe} 120.00 --for Rent")

    for path in ("/", "/statement"):
        assert f"with every payment: {reference}" in page.open(path).text, path
    assert casa.ok(f"portal view {joe} --reason look -o json").json["payment_reference"] == reference

    casa.ok(f"contact lock {joe} --reason dispute")
    for path in ("/", "/statement"):
        assert reference not in page.open(path).text, path
    assert casa.ok(f"portal view {joe} --reason look -o json").json["payment_reference"] is None


def test_choosing_a_password_in_the_browser_is_a_sign_in(casa: Casa, browse: Browse) -> None:
    casa.tenant("Tim Tenant", email="tim@example.com")
    casa.ok("contact invite 1")
    page = browse().open(link(casa).removeprefix("http://localhost:8000"))
    assert casa.ok("contact show 1 -o json").json["last_sign_in_at"] is None
    page.press(page.forms[-1].buttons[0], password=PASSWORD, repeat=PASSWORD)
    assert page.path == "/"
    assert casa.ok("contact show 1 -o json").json["last_sign_in_at"] == "2026-11-23T09:00:00.000000Z"


def shut(casa: Casa, browse: Browse) -> None:
    """Strangers of one network try until it has to wait."""
    stranger = browse()
    for number in range(21):
        stranger.open("/sign-in").press("Sign in", e_mail=f"nobody{number}@example.com", password="wrong words")
    assert stranger.status == 429


def test_a_network_that_is_shut_stands_in_the_log_once(casa: Casa, joe: int, browse: Browse) -> None:
    shut(casa, browse)
    browse().open("/sign-in").press("Sign in", e_mail="joe@example.com", password=PASSWORD)
    rows = [row for row in casa.ok("portal log -o json").json if row["event"] == "network-shut"]
    assert [(row["outcome"], row["network"]) for row in rows] == [("shut", "192.0.2.0/24")]


def test_a_browser_that_is_known_is_not_shut_out_with_its_network(casa: Casa, joe: int, browse: Browse) -> None:
    known = signed_in(browse())
    known.open("/sign-out").press("Sign out")
    shut(casa, browse)

    other = browse().open("/sign-in").press("Sign in", e_mail="joe@example.com", password=PASSWORD)
    assert other.status == 429
    known.open("/sign-in").press("Sign in", e_mail="somebody@example.com", password=PASSWORD)
    assert known.status == 429, "it is known for its own account only"
    assert signed_in(known).path == "/"


def test_SD_18_a_second_request_for_a_link_is_answered_truly_and_the_log_says_why(
    casa: Casa, joe: int, browse: Browse
) -> None:
    page = browse()
    said = set()
    for email in ("joe@example.com", "joe@example.com", "nobody@example.com"):
        page.open("/forgot").press("Send the link", e_mail=email)
        said.add(page.text)
    assert len(said) == 1
    assert "has been sent within the last hour or is on its way" in said.pop()
    rows = [row["outcome"] for row in casa.ok("portal log -o json").json if row["event"] == "link-asked"]
    assert rows == ["unknown", "too-soon", "done"]


def test_another_invitation_is_no_forgotten_password(casa: Casa, browse: Browse) -> None:
    casa.tenant("Tim Tenant", email="tim@example.com")
    casa.ok("contact invite 1")
    address = link(casa).removeprefix("http://localhost:8000")
    casa.ok("contact invite 1 --resend")
    page = browse().open(address).press("Send the link")
    assert page.status == 200
    assert "Another link" in page.text
    assert "forgotten" not in page.text.lower()


def test_an_attorney_who_is_shut_out_is_let_in_again(casa: Casa, browse: Browse) -> None:
    casa.property("Rose Court/1")
    with_lex(casa)
    for _ in range(5):
        browse().open("/sign-in").press("Sign in", e_mail=LEX, password="wrong words")
    assert casa.ok(f"user show {LEX} -o json").json["sign_in_blocked_until"] == "2026-11-23T09:01:00.000000Z"

    assert casa.ok(f"portal unblock {LEX} -o json").json["results"][0]["outcome"] == "updated"

    assert casa.ok(f"user show {LEX} -o json").json["sign_in_blocked_until"] is None
    assert casa.ok(f"portal unblock {LEX} -o json").json["results"][0]["outcome"] == "unchanged"
    assert signed_in(browse(), LEX).path == "/cases"


def test_what_is_too_large_is_answered_by_a_page_of_ours(casa: Casa, joe: int) -> None:
    casa.ok("workspace set document_max_mb 1")
    page = signed_in(Browser(portal(casa))).open("/messages")
    page.press("Send", subject="Big", message="Look.", file=(BytesIO(b"x" * (3 << 20)), "big.txt"))
    assert (page.status, "send less or in several parts" in page.text) == (413, True)


@pytest.mark.parametrize("behind", ["foo", "10.0.0.0/8", ""])
def test_a_proxy_is_an_address(casa: Casa, behind: str) -> None:
    done = casa.run(["portal", "serve", "--behind", behind, "-o", "json"])
    assert (done.exit_code, "--behind takes" in done.error["message"]) == (2, True)


def test_WU_11_a_preview_that_is_stale_is_shown_anew(casa: Casa, browse: Browse) -> None:
    casa.property("Rose Court/1")
    with_a_case(casa, casa.tenant("Joe Bloggs", at="Rose Court/1", email="joe@example.com"), 120)
    page = signed_in(browse(), LEX).open("/cases/1").press("Preview", status="payment-plan")
    casa.ok("arrears status 1 --set on-hold")

    page.press("Apply")

    assert (page.status, "The case has changed meanwhile" in page.text) == (409, True)
    assert "Nothing has happened yet" in page.text
    assert casa.contact(1).arrears == "on-hold"
    page.press("Apply")
    assert casa.contact(1).arrears == "payment-plan"


def test_SD_20_a_letter_to_sign_says_where(casa: Casa, joe: int) -> None:
    for title, base in (("House rules", "http://localhost:8000"), ("Garage", "https://portal.office.example")):
        casa.ok(f"workspace set portal_url {base}")
        casa.ok(f"contract add --contact {joe} --title '{title}' --no-send")
    first, second = (str(row[0]) for row in casa.rows("select facts from outbox order by id desc limit 2"))
    assert "https://portal.office.example/work" in first
    assert "/work" not in second


def test_a_port_that_is_taken_is_said_so(casa: Casa) -> None:
    casa.tenant("Tim Tenant")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = casa.run(["portal", "serve", "--listen", f"127.0.0.1:{taken.getsockname()[1]}", "-o", "json"])
    assert (done.exit_code, done.error["code"]) == (11, "portal.port-taken")
    assert "--listen" in done.error["hint"]
    gc.collect()  # a socket that was left open would be said here
