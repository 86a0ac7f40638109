"""What somebody wrote is not lost: a session that has ended meanwhile, another tab that signed somebody else in."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pyotp
import pytest

from tests.casa import Casa
from tests.mailed import link
from tests.web.browser import Browser
from tests.web.conftest import LEX, PASSWORD, signed_in, with_a_case

Browse = Callable[..., Browser]
HERE = {"Sec-Fetch-Site": "same-origin"}
WORDS = "The tap drips.\n\nSince Monday, & <b>loudly</b>."


AGAIN = "A browser does not keep files: what was not sent has to be chosen again."


@pytest.fixture
def lex(casa: Casa, joe: int, browse: Browse) -> Browser:
    """An attorney, signed in, with Joe's case."""
    with_a_case(casa, joe, 120)
    return signed_in(browse(), LEX)


@pytest.fixture
def writing(casa: Casa, joe: int, browse: Browse) -> Browser:
    """Joe, who writes for longer than his session lasts."""
    browser = signed_in(browse()).open("/messages")
    casa.travel(to="2026-11-24")
    return browser


def shown(browser: Browser) -> tuple[str, str]:
    """Subject and message as they stand in the form of the page."""
    fields = {each.name: each.value for form in browser.forms for each in form.fields}
    return fields["subject"], fields["message"].strip()


def test_a_message_outlives_the_session_and_stands_in_its_form_after_signing_in(casa: Casa, writing: Browser) -> None:
    writing.press("Send", subject="Tap", message=WORDS, headers=HERE)
    assert (writing.status, "You were signed out meanwhile" in writing.text) == (403, True)
    assert "<b>loudly" not in writing.html
    writing.press("Sign in", e_mail="joe@example.com", password="wrong words", headers=HERE)
    assert (writing.status, "The tap drips." in writing.text) == (403, True)

    writing.press("Sign in", e_mail="joe@example.com", password=PASSWORD, headers=HERE)

    assert (writing.status, writing.path) == (409, "/messages")
    assert "nothing was sent" in writing.text
    assert shown(writing) == ("Tap", WORDS)
    assert casa.rows("select count(*) from message") == [(0,)]
    writing.press("Send", headers=HERE)
    assert (writing.status, casa.rows("select subject, text from message")) == (200, [("Tap", WORDS)])


def test_an_attorneys_note_comes_through_the_second_factor_too(casa: Casa, joe: int, lex: Browser) -> None:
    browser = lex
    browser.open("/second-factor").press("Set up")
    seed = re.findall(r"secret=([A-Z2-7]+)", browser.html)[0]
    browser.press("Confirm", code=pyotp.TOTP(seed).at(int(casa.clock.now().timestamp())))
    browser.open(f"/cases/{joe}")
    casa.travel(to="2026-11-23T10:00")

    browser.press("Add note", note="She called.", headers=HERE)
    browser.press("Sign in", e_mail=LEX, password=PASSWORD, headers=HERE)
    assert "She called." in browser.text
    browser.press("Sign in", code=pyotp.TOTP(seed).at(int(casa.clock.now().timestamp())), headers=HERE)

    assert (browser.status, browser.path) == (409, f"/cases/{joe}/notes")
    assert casa.rows("select count(*) from note") == [(0,)]
    browser.press("Add note", headers=HERE)
    assert (browser.status, casa.rows("select text from note")) == (200, [("She called.",)])


@pytest.mark.parametrize("words", [WORDS, ""])
def test_a_file_cannot_outlive_the_session_and_the_page_says_so_beside_its_field(
    casa: Casa, writing: Browser, words: str
) -> None:
    writing.press("Send", message=words, file=(BytesIO(b"%PDF-1.4"), "tap.pdf"), headers=HERE)
    assert (writing.status, "Files have to be chosen again after that." in writing.text) == (403, True)
    writing.press("Sign in", e_mail="joe@example.com", password="wrong words", headers=HERE)
    writing.press("Sign in", e_mail="joe@example.com", password=PASSWORD, headers=HERE)

    assert (writing.status, writing.path, shown(writing)[1]) == (409, "/messages", words)
    assert AGAIN in writing.text
    assert 'aria-describedby="file-again file-rules"' in writing.html
    writing.press("Send", message=WORDS, headers=HERE)
    assert (writing.status, AGAIN in writing.text) == (200, False)


def test_WU_14_an_upload_after_the_session_leads_back_to_its_case(casa: Casa, joe: int, lex: Browser) -> None:
    lex.open(f"/cases/{joe}")
    casa.travel(to="2026-11-23T12:00")
    lex.press("Upload", file=[(BytesIO(b"%PDF-1.4"), "a.pdf"), (BytesIO(b"%PDF-1.4 "), "b.pdf")], headers=HERE)
    assert (lex.status, "nothing was sent. Files have to be chosen again" in lex.text) == (403, True)

    lex.press("Sign in", e_mail=LEX, password=PASSWORD, headers=HERE)

    assert (lex.status, lex.path, AGAIN in lex.text) == (409, f"/cases/{joe}/documents", True)
    assert casa.rows("select count(*) from document") == [(0,)]
    lex.press("Upload", file=(BytesIO(b"%PDF-1.4"), "a.pdf"))
    assert (lex.status, AGAIN in lex.text) == (200, False)


def test_a_refused_file_has_to_be_chosen_again_too(casa: Casa, joe: int, lex: Browser) -> None:
    lex.open(f"/cases/{joe}").press("Upload", file=(BytesIO(b"MZ\x90\x00"), "evil.exe"))
    assert (lex.status, AGAIN in lex.text) == (400, True)
    lex.press("Add note", note=" ")
    assert (lex.status, AGAIN in lex.text) == (400, False)


@pytest.mark.parametrize("late", [True, False])
def test_WU_14_a_correction_stands_in_the_form_that_it_was_typed_in(
    casa: Casa, joe: int, lex: Browser, late: bool
) -> None:
    lex.open(f"/cases/{joe}").press("Add note", note="She caled.")
    words = "She called." if late else " " * 5
    if late:
        casa.travel(to="2026-11-23T12:00")
    lex.press("Correct the note", note=words, headers=HERE)
    if late:
        lex.press("Sign in", e_mail=LEX, password=PASSWORD, headers=HERE)

    assert lex.status == (409 if late else 400)
    notes = [each.value for form in lex.forms for each in form.fields if each.kind == "textarea"]
    assert notes == ["", "", words]
    lex.press("Correct the note", note="She called.", headers=HERE)
    assert casa.rows("select text from note") == [("She called.",)]


def test_SD_29_a_tab_of_an_earlier_session_keeps_its_words_and_sends_nothing(
    casa: Casa, joe: int, browse: Browse
) -> None:
    browser = signed_in(browse()).open("/messages")
    page = browser.answer
    signed_in(browser)
    browser.answer = page

    browser.press("Send", message=WORDS, headers=HERE)

    assert (browser.status, shown(browser)) == (409, ("", WORDS))
    assert casa.rows("select count(*) from message") == [(0,)]


def test_SD_29_what_another_wrote_stands_in_nobodys_form(casa: Casa, joe: int, browse: Browse) -> None:
    casa.tenant("Ann Archer", email="ann@example.com")
    casa.ok("contact invite 2")
    casa.ok("portal activate", stdin=f"{link(casa, 'ann')}\n{PASSWORD}\n")
    browser = signed_in(browse()).open("/messages")
    page = browser.answer
    signed_in(browser, "ann@example.com")
    browser.answer = page

    browser.press("Send", message=WORDS, headers=HERE)

    assert (browser.status, "The tap drips" in browser.text) == (403, False)


@pytest.mark.parametrize("headers", [
    {}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
])  # fmt: skip
def test_no_other_page_puts_words_into_a_form_of_ours(
    casa: Casa, writing: Browser, browse: Browse, headers: dict[str, str]
) -> None:
    sent = {"message": "Pay to another account"}
    writing._go("POST", "/messages", data=sent, headers=headers)
    assert (writing.path, "another account" in writing.text) == ("/sign-in", False)
    signed_in(writing)._go("POST", "/messages", data=sent, headers=headers)
    assert (writing.status, "another account" in writing.text) == (403, False)


@pytest.mark.parametrize("to", ["https://evil.example/messages", "//evil.example/messages", "/password", "/cases", "x"])
def test_what_is_carried_leads_to_a_form_of_ours_and_nowhere_else(writing: Browser, to: str) -> None:
    writing.press("Send", message="Hello", headers=HERE)
    writing.press("Sign in", e_mail="joe@example.com", password=PASSWORD, draft_to=to, headers=HERE)
    assert (writing.status, writing.path) == (200, "/")
