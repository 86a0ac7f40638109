"""Who signs in arrives at the page that was asked for, where it is one of their own, and never anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from casactl.store.queries.portal import AccountRow
from casactl.web.arriving import arrival
from tests.casa import Casa
from tests.web.browser import HOST, Browser, portal
from tests.web.conftest import LEX, PASSWORD, signed_in, with_a_case
from tests.web.test_drafts import HERE

Browse = Callable[..., Browser]
OUTSIDE = (
    "//evil.example", "//evil.example/statement", "///evil.example", "////evil.example", "/\\evil.example",
    "\\\\evil.example", "\\/evil.example", "\t//evil.example", "/\t/evil.example", "/\n/evil.example",
    " //evil.example", "%2F%2Fevil.example", "/%2Fevil.example", "/%5Cevil.example", "/%09/evil.example",
    "https:evil.example",
    "https://evil.example/statement", "http://localhost:8000@evil.example/", "http://localhost:8000/statement",
    "javascript:alert(1)", "data:text/html,x", "//[", "http://[", "@evil.example", "evil.example", "statement", "?",
    "/.evil.example", "/..//evil.example", "/statement/..//evil.example", ";//evil.example", "#//evil.example",
    "x" * 9000,
)  # fmt: skip
"""What leads, or might lead, to another host, or is no address below ours."""
NOT_PAGES = ("/sign-out", "/sign-in", "/healthz", "/static/portal.js", "/activate?token=x", "/look?token=x", "/nothing")
OTHERS = ("/cases", "/cases/1", "/second-factor", "/company/1/", "/company/99/messages")
"""What is there for others, or for nobody."""


@pytest.fixture
def lex(casa: Casa, joe: int, browse: Browse) -> Browser:
    """An attorney with one case of two, whom nobody has signed in."""
    with_a_case(casa, joe, 120)
    casa.tenant("Ann Archer", at="Rose Court/Block A/12")
    return browse()


def arrived(browser: Browser, path: str, email: str = "joe@example.com") -> str:
    """Where somebody stands who asked for a page and had to sign in first."""
    browser.open(path).press("Sign in", e_mail=email, password=PASSWORD)
    assert browser.status == 200, browser.text
    return browser.answer.request.full_path.rstrip("?")


def landed(browser: Browser, to: str, email: str = "joe@example.com") -> str:
    """The same of who was given an address of somebody else's making: the very words of where the browser is sent."""
    browser.open("/sign-in", query_string={"to": to})
    browser.press("Sign in", e_mail=email, password=PASSWORD, follow=False)
    assert browser.status == 303
    return browser.answer.headers["Location"]


def test_the_page_that_was_asked_for_is_where_one_arrives(joe: int, browse: Browse) -> None:
    for path in ("/messages", "/statement?from=2026-01-01&to=2026-02-01", "/work", "/password", "/details"):
        assert arrived(browse(), path) == path
    assert landed(browse(), "/statement?from=%2F%2Fevil") == "/statement?from=%2F%2Fevil"
    assert arrived(browse(), "/") == "/"
    assert landed(browse(), "/messages?sent=") == "/messages", "what was done before is not said again"


def test_a_wrong_password_and_a_code_in_between_forget_nothing(casa: Casa, lex: Browser) -> None:
    signed_in(lex, LEX).open("/second-factor").press("Set up")
    seed = lex.html.partition("secret=")[2].partition("&")[0]
    code = pyotp.TOTP(seed)
    lex.press("Confirm", code=code.at(int(casa.clock.now().timestamp()))).press("Sign out")
    casa.travel(to="2026-11-24")

    lex.open("/cases/1").press("Sign in", e_mail=LEX, password="wrong words here")
    lex.press("Sign in", e_mail=LEX, password=PASSWORD)
    assert lex.path == "/sign-in/code"
    lex.press("Sign in", code="000000")
    lex.press("Sign in", code=code.at(int(casa.clock.now().timestamp())))

    assert (lex.status, lex.path) == (200, "/cases/1")


def test_WU_7_an_attorney_arrives_at_a_case_while_it_is_with_them(casa: Casa, lex: Browser) -> None:
    assert arrived(lex, "/cases/1", LEX) == "/cases/1"
    assert [landed(lex, to, LEX) for to in ("/cases/2", "/cases/99", f"/cases/{2**63}")] == ["/cases"] * 3
    casa.ok("contact recall 1 --reason paid -y")
    assert landed(lex, "/cases/1", LEX) == "/cases"


def test_a_file_and_a_form_lead_to_the_page_that_they_belong_to(lex: Browser, browse: Browse) -> None:
    paths = ("/cases/1/documents/7", "/cases/1/statement.pdf", "/cases/1/notes", "/cases/1/notes/1", "/cases.csv")
    assert [landed(lex, to, LEX) for to in paths] == ["/cases/1"] * 4 + ["/cases"]
    for to, page in (("/documents/1", "/documents"), ("/work/1/sign", "/work"), ("/work/events.ics", "/work"),
                     ("/statement.pdf?from=2026-01-01", "/statement"), ("/invoices/1.pdf", "/")):  # fmt: skip
        assert landed(browse(), to) == page


def test_a_form_that_came_too_late_leads_back_to_its_page(casa: Casa, joe: int, browse: Browse) -> None:
    browser = signed_in(browse()).open("/details")
    casa.travel(to="2026-11-24")
    browser.press("Ask for the change", phone="07700 900123", headers=HERE)
    browser.press("Sign in", e_mail="joe@example.com", password=PASSWORD)
    assert (browser.status, browser.path) == (200, "/details")


def test_SD_15_a_companys_pages_are_asked_for_by_its_primary_contact_alone(
    casa: Casa, joe: int, browse: Browse
) -> None:
    casa.company("Acme Ltd", primary=joe)
    assert landed(browse(), "/company/2/statement") == "/"
    casa.ok("workspace set company_first on")
    assert arrived(browse(), "/company/2/statement") == "/company/2/statement"
    assert arrived(browse(), "/company/2/") == "/company/2/"


def test_nothing_leads_out(casa: Casa, joe: int, browse: Browse) -> None:
    app, account, led = portal(casa), AccountRow(joe, None, 0, None), {}
    for to in OUTSIDE:
        with app.test_request_context("/sign-in", method="POST", data={"to": to}, base_url=HOST):
            led[to] = arrival(account, "")
    assert led == dict.fromkeys(OUTSIDE, "/") | {"/statement/..//evil.example": "/statement"}
    assert [landed(browse(), to) for to in OUTSIDE[:6]] == ["/"] * 6


def test_what_is_no_page_or_somebody_elses_leads_to_the_first(casa: Casa, lex: Browser, browse: Browse) -> None:
    joe = browse()
    assert [landed(joe, to) for to in (*NOT_PAGES, *OTHERS)] == ["/"] * len((*NOT_PAGES, *OTHERS))
    wrong = (*NOT_PAGES, "/", "/messages", "/details", "/company/1/")
    assert [landed(lex, to, LEX) for to in wrong] == ["/cases"] * len(wrong)
    casa.ok("workspace set attorney_second_factor off")
    assert landed(lex, "/second-factor", LEX) == "/cases"


def test_two_addresses_and_one_in_the_form_are_one(joe: int, browse: Browse) -> None:
    browser = browse().open("/sign-in?to=/work&to=//evil.example")
    browser.press("Sign in", e_mail="joe@example.com", password=PASSWORD, to="//evil.example", follow=False)
    assert browser.answer.headers["Location"] == "/"


def test_every_address_of_ours_leads_to_a_page_and_not_to_a_file(casa: Casa, lex: Browser, browse: Browse) -> None:
    joe = browse()
    for rule in portal(casa).url_map.iter_rules():
        path = rule.rule.replace("<int:number>", "1").replace("<int:document>", "1").replace("<int:which>", "1")
        if "<" in path:
            continue
        for browser, email in ((joe, "joe@example.com"), (lex, LEX)):
            answer = browser.open(landed(browser, path, email)).answer
            assert (answer.status_code, answer.mimetype) == (200, "text/html"), path
            assert "Content-Disposition" not in answer.headers


def test_a_long_address_is_not_carried_along(browse: Browse) -> None:
    led = browse()._go("GET", f"/statement?from={'1' * 3000}", follow=False).answer.headers["Location"]
    assert led == "/sign-in"
    led = browse()._go("GET", "/statement?from=1", follow=False).answer.headers["Location"]
    assert parse_qs(urlsplit(led).query) == {"to": ["/statement?from=1"]}
