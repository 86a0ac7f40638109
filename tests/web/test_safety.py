"""What keeps strangers out: forms from elsewhere, guessing, foreign hosts, what an answer's headers forbid."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.casa import Casa
from tests.web.browser import Browser, portal
from tests.web.conftest import PASSWORD, signed_in

Browse = Callable[..., Browser]
WHO = "joe@example.com"


@pytest.mark.parametrize("path", ["/sign-in", "/forgot", "/activate", "/reset", "/", "/statement", "/healthz", "/none"])
def test_every_answer_forbids_scripts_frames_and_sniffing(joe: int, browse: Browse, path: str) -> None:
    headers = signed_in(browse()).open(path).answer.headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("headers", [
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"},
    {"Origin": "null"}, {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost:9999"},
])  # fmt: skip
def test_a_form_from_elsewhere_is_refused(casa: Casa, joe: int, browse: Browse, headers: dict[str, str]) -> None:
    browser = signed_in(browse()).open("/messages")

    browser.press("Send", message="Hello", headers=headers)

    assert browser.status == 403
    assert casa.rows("select count(*) from message")[0][0] == 0


def test_a_form_without_its_token_is_refused(casa: Casa, joe: int, browse: Browse) -> None:
    browser = signed_in(browse())
    for token in ("", "0" * 64):
        assert browser._go("POST", "/messages", data={"form_token": token, "message": "Hello"}).status == 403
    assert browse()._go("POST", "/sign-in", data={"email": "joe@example.com", "password": PASSWORD}).status == 403
    assert browser.open("/messages").press("Send", message="Hello").path == "/messages"
    assert casa.rows("select count(*) from message")[0][0] == 1


def test_a_method_that_is_not_the_pages_own_is_refused_and_none_is_taken_from_a_field(joe: int, browse: Browse) -> None:
    browser = signed_in(browse())

    assert browser._go("DELETE", "/messages").status == 405
    assert browser._go("GET", "/sessions?_method=POST").status == 200
    assert browser.open("/").path == "/"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io"])
def test_a_foreign_host_is_answered_nothing(casa: Casa, host: str) -> None:
    answer = portal(casa).test_client().get("/sign-in", base_url=f"http://{host}")

    assert (answer.status_code, host in answer.get_data(as_text=True)) == (400, False)


def test_a_strangers_guesses_shut_out_their_browsers_and_not_the_one_that_is_known(
    casa: Casa, joe: int, browse: Browse
) -> None:
    mine = signed_in(browse()).press("Sign out")
    for n in range(6):
        browse(address=f"198.51.{n}.1").open("/sign-in").press("Sign in", e_mail="joe@example.com", password="guess it")

    stranger = (
        browse(address="198.51.100.1").open("/sign-in").press("Sign in", e_mail="joe@example.com", password=PASSWORD)
    )
    assert stranger.status == 403
    assert mine.open("/sign-in").press("Sign in", e_mail="joe@example.com", password=PASSWORD).path == "/"
    casa.travel(to="2026-11-23 09:03")
    assert stranger.press("Sign in", e_mail="joe@example.com", password=PASSWORD).path == "/"


def test_a_network_that_keeps_failing_waits(casa: Casa, joe: int, browse: Browse) -> None:
    for n in range(20):
        browse().open("/sign-in").press("Sign in", e_mail=f"nobody{n}@example.com", password="guess it")

    late = browse(address="192.0.2.200").open("/sign-in").press("Sign in", e_mail="joe@example.com", password=PASSWORD)
    assert (late.status, late.answer.headers["Retry-After"]) == (429, "900")
    elsewhere = browse(address="203.0.113.1").open("/sign-in")
    assert elsewhere.press("Sign in", e_mail="joe@example.com", password=PASSWORD).status == 200
    casa.travel(to="2026-11-23 09:16")
    assert late.open("/sign-in").press("Sign in", e_mail="joe@example.com", password=PASSWORD).status == 200


def test_no_page_says_who_exists(casa: Casa, joe: int, browse: Browse) -> None:
    casa.tenant("Ann Archer", email="ann@example.com")
    casa.ok("user add lex@law.example --name Lex --type attorney")

    def answer(email: str) -> tuple[int, str]:
        browser = browse().open("/sign-in").press("Sign in", e_mail=email, password="not the password")
        return browser.status, browser.text.replace(email, "")

    assert len({answer(e) for e in ("joe@example.com", "ann@example.com", "lex@law.example", "no@example.com")}) == 1


def test_what_a_page_shows_is_text(casa: Casa, browse: Browse, joe: int) -> None:
    casa.ok(["message", "receive", joe, "--subject", "<script>alert(1)</script>", "--text", "<b onload=x>\"'&"])
    casa.ok(["workspace", "set", "office_name", "<i>Office</i>"])

    html = signed_in(browse()).open("/messages").html

    assert "<script>" not in html
    assert "<b onload" not in html
    assert "<i>" not in html
    assert "&lt;script&gt;" in html


def test_cookies_are_for_the_server_alone_and_there_are_four(casa: Casa, joe: int, browse: Browse) -> None:
    browser = signed_in(browse())
    client = browser.client
    client.get("/reset?token=nothing", base_url="http://localhost:8000")
    cookies = {cookie.key: cookie for cookie in client._cookies.values()}  # type: ignore[union-attr]

    assert set(cookies) == {"casactl", "casactl-link", "casactl-form", "casactl-browser"}
    assert all((each.http_only, each.same_site, each.path) == (True, "Lax", "/") for each in cookies.values())


def test_behind_tls_cookies_are_this_hosts_and_only_there(casa: Casa, joe: int) -> None:
    casa.ok("workspace set portal_url https://portal.example/")
    answer = portal(casa).test_client().get("/sign-in", base_url="https://portal.example")

    assert "__Host-casactl-form=" in answer.headers["Set-Cookie"]
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"]


def test_an_unexpected_failure_is_a_number(casa: Casa, joe: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object, **__: object) -> None:
        raise RuntimeError(WHO)

    monkeypatch.setattr("casactl.web.person.overview_of", fall)
    log: list[str] = []
    browser = signed_in_at(portal(casa, log))

    assert browser.status == 500
    number = browser.text.rsplit("this number: ", 1)[1].split()[0]
    assert "RuntimeError" not in browser.text
    told = next(line for line in log if number in line)
    assert "RuntimeError" in told
    assert WHO not in told


def signed_in_at(app: object) -> Browser:
    browser = Browser(app)  # type: ignore[arg-type]
    browser.open("/sign-in").press("Sign in", e_mail="joe@example.com", password=PASSWORD)
    return browser


def test_the_log_says_what_was_asked_for_and_nothing_personal(casa: Casa, joe: int) -> None:
    log: list[str] = []
    browser = signed_in_at(portal(casa, log))
    browser.open("/statement?from=2026-01-01")

    assert log[-1].split()[1:4] == ["GET", "/statement", "200"]
    assert not any("@" in line or "2026-01-01" in line for line in log)
