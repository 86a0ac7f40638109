"""Attorneys get into the portal by a link from a mail, as contacts do (WU-1, SD-17 to SD-24)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.casa import Casa
from tests.mailed import PASSWORD, letters, link, text_of
from tests.web.browser import Browser
from tests.web.conftest import signed_in

Browse = Callable[..., Browser]
LEX = "lex@law.example"
NEW = "purple monkey dishwasher"


@pytest.fixture
def lex(casa: Casa) -> Casa:
    """An office with an attorney who was invited when they were added."""
    casa.property("Rose Court")
    casa.ok(f"user add {LEX} --name 'Lex Law' --type attorney --community 'Rose Court' --invite")
    return casa


def path_of(casa: Casa) -> str:
    return link(casa, LEX).removeprefix("http://localhost:8000")


def chosen(casa: Casa, browser: Browser, password: str = PASSWORD) -> Browser:
    return browser.open(path_of(casa)).press("Choose password", password=password, repeat=password)


def test_WU_1_an_invited_attorney_chooses_a_password_and_is_signed_in(lex: Casa, browse: Browse) -> None:
    mail = letters(lex, LEX)[0]
    assert (mail["Subject"], "The office" in text_of(mail)) == ("Your access to the portal of The office", True)
    browser = browse().open("/sign-in").press("Sign in", e_mail=LEX, password=PASSWORD)
    assert browser.status == 403

    browser.open(path_of(lex))
    assert (LEX in browser.text, "The office" in browser.text) == (True, True)
    chosen(lex, browser)

    assert (browser.status, browser.path) == (200, "/cases")
    newest = lex.log()[0]
    assert (newest["verb"], newest["actor"], newest["summary"]) == ("portal.activate", LEX, "portal.activate by user 1")
    signed_in(browse(), LEX, PASSWORD)
    assert lex.ok("log verify -o json").json["ok"]
    lex.ok("workspace check")


def test_SD_18_a_link_of_an_attorney_works_once_in_the_terminal_too(lex: Casa, browse: Browse) -> None:
    done = lex.ok("portal activate -o json", stdin=f"{link(lex)}\n{PASSWORD}\n").json
    assert done["results"][0]["outcome"] == "activated"

    assert lex.run("portal activate", stdin=f"{link(lex)}\n{NEW}\n").exit_code == 5
    assert "This link does not work" in browse().open(path_of(lex)).text
    signed_in(browse(), LEX, PASSWORD)


def test_SD_23_a_second_link_ends_the_first_and_is_asked_for_by_name(lex: Casa, browse: Browse) -> None:
    first = path_of(lex)
    again = lex.ok(f"user invite {LEX} -o json")
    assert (again.json["results"][0]["outcome"], again.json["operation"]) == ("unchanged", None)
    assert "--resend" in lex.ok(f"user invite {LEX}").stderr

    assert lex.ok(f"user invite {LEX} --resend -o json").json["results"][0]["outcome"] == "resent"

    assert "This link does not work" in browse().open(first).text
    assert chosen(lex, browse()).path == "/cases"


def test_SD_24_whoever_has_a_password_is_not_invited(lex: Casa, browse: Browse) -> None:
    chosen(lex, browse())
    refused = lex.run(f"user invite {LEX} -o json")
    assert (refused.exit_code, refused.reasons) == (5, ["already-activated"])


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ("user add bob@office.example --name Bob --type staff", "works-in-terminal"),
        ("user add bob@office.example --name Bob --type attorney", "user-disabled"),
    ],
)
def test_who_is_not_invited_hears_why(casa: Casa, before: str, code: str) -> None:
    casa.ok(before)
    if code == "user-disabled":
        casa.ok("user disable bob@office.example")
    refused = casa.run("user invite bob@office.example -o json")
    assert (refused.exit_code, refused.reasons) == (5, [code])
    assert letters(casa) == []


def test_SD_23_nobody_gets_a_second_link_without_a_first(casa: Casa) -> None:
    casa.ok(f"user add {LEX} --name Lex --type attorney")
    assert casa.run(f"user invite {LEX} --resend -o json").reasons == ["not-invited"]
    assert "reaches no community" in casa.ok(f"user invite {LEX}").stderr


def test_staff_who_cannot_be_invited_are_not_added_either(casa: Casa) -> None:
    refused = casa.run("user add ann@office.example --name Ann --type staff --invite")
    assert (refused.exit_code, "nothing was added" in refused.stderr) == (5, True)
    assert casa.ok("user list -o json").json == []


@pytest.mark.parametrize("ending", [f"user disable {LEX}", f"user edit {LEX} --email other@law.example"])
def test_SD_22_links_die_with_the_access_or_the_address(lex: Casa, browse: Browse, ending: str) -> None:
    before = path_of(lex)
    lex.ok(ending)
    assert "This link does not work" in browse().open(before).text


def test_a_letter_that_waits_is_judged_again_before_it_leaves(casa: Casa) -> None:
    casa.ok(f"user add {LEX} --name Lex --type attorney --invite --no-send")
    casa.ok(f"user edit {LEX} --email other@law.example")
    casa.ok("outbox send")
    row = casa.ok("outbox list -o json").json[0]
    assert (row["state"], row["contact_id"], row["user_id"]) == ("cancelled", None, 1)
    assert letters(casa) == []


def test_an_attorney_who_forgot_gets_a_link_and_whoever_waits_for_one_too(lex: Casa, browse: Browse) -> None:
    words = browse().open("/forgot").press("Send the link", e_mail="nobody@example.com").text
    assert browse().open("/forgot").press("Send the link", e_mail=LEX).text == words
    assert path_of(lex).startswith("/activate?token=")
    chosen(lex, browse())

    lex.travel(to="2026-11-24")
    browse().open("/forgot").press("Send the link", e_mail=LEX)
    assert path_of(lex).startswith("/reset?token=")
    assert chosen(lex, browse(), NEW).path == "/cases"
    signed_in(browse(), LEX, NEW)


def test_a_new_password_from_the_office_ends_links_and_sessions(lex: Casa, browse: Browse) -> None:
    before = path_of(lex)
    lex.ok(f"user set-password {LEX}", stdin=f"{NEW}\n")
    assert "This link does not work" in browse().open(before).text
    browser = signed_in(browse(), LEX, NEW)
    lex.ok(f"user set-password {LEX}", stdin=f"{PASSWORD}\n")
    assert browser.open("/cases").path == "/sign-in"


def test_a_deleted_user_leaves_no_link(lex: Casa) -> None:
    lex.ok(f"user disable {LEX}")
    lex.ok(f"user delete {LEX} -y")
    lex.ok("workspace check")
    assert lex.ok("outbox list -o json").json[0]["contact_id"] is None
