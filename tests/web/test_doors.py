"""Activation, signing in and out, forgotten passwords, sessions: by the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.casa import Casa
from tests.mailed import letters, link
from tests.web.browser import Browser
from tests.web.conftest import PASSWORD, signed_in

Browse = Callable[..., Browser]
NEW = "purple monkey dishwasher"


@pytest.fixture
def invited(casa: Casa) -> str:
    """The link in a tenant's invitation."""
    casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok("contact invite 1")
    return link(casa).removeprefix("http://localhost:8000")


def test_SD_18_the_link_of_an_invitation_leads_to_a_password_and_in(casa: Casa, invited: str, browse: Browse) -> None:
    assert invited.startswith("/activate?token=")
    browser = browse().open(invited)
    assert (browser.path, browser.answer.request.query_string) == ("/activate", b"")
    assert "The office" in browser.text
    assert "joe@example.com" in browser.text

    browser.press("Choose password", password=PASSWORD, repeat_the_password=PASSWORD)

    assert (browser.status, browser.path) == (200, "/")
    assert "Joe Bloggs" in browser.text
    assert casa.contact(1).portal == "activated"
    newest = casa.log()[0]
    assert (newest["verb"], newest["actor"]) == ("portal.activate", "joe@example.com")
    assert casa.ok("log verify -o json").json["ok"]


def test_SD_18_looking_at_a_link_uses_nothing_up_and_a_weak_password_neither(invited: str, browse: Browse) -> None:
    for _ in range(3):
        browse().open(invited)
    browser = browse().open(invited)
    for weak, other in (("password1234", "password1234"), ("short", "short"), (PASSWORD, NEW), ("joebloggs123", "")):
        browser.press("Choose password", password=weak, repeat=other)
        assert (browser.status, browser.path) == (400, "/activate")

    browser.press("Choose password", password=PASSWORD, repeat=PASSWORD)
    assert browser.path == "/"


def test_SD_18_a_link_works_once_and_a_dead_one_leads_on(casa: Casa, invited: str, browse: Browse) -> None:
    browse().open(invited).press("Choose password", password=PASSWORD, repeat=PASSWORD)

    late = browse().open(invited)
    assert "This link does not work" in late.text
    casa.travel(to="2026-11-24")
    late.press("Send the link")
    assert "or is on its way" in late.text
    fresh = link(casa).removeprefix("http://localhost:8000")
    assert fresh.startswith("/reset?token=")


def test_MC_4_who_was_only_added_has_no_way_in(casa: Casa, browse: Browse) -> None:
    casa.tenant("Ann Archer", email="ann@example.com")

    browser = browse().open("/sign-in").press("Sign in", e_mail="ann@example.com", password=PASSWORD)

    assert (browser.status, "do not open the portal" in browser.text) == (403, True)


def test_somebody_signs_in_and_out(casa: Casa, joe: int, browse: Browse) -> None:
    browser = signed_in(browse())
    assert "Joe Bloggs" in browser.text
    assert casa.contact(joe).last_sign_in_at == "2026-11-23T09:00:00.000000Z"

    browser.press("Sign out")
    assert browser.path == "/sign-in"
    assert browser.open("/").path == "/sign-in"


@pytest.mark.parametrize("path", ["/", "/statement", "/messages", "/documents", "/work", "/details", "/password",
                                  "/sessions", "/cases"])  # fmt: skip
def test_without_a_session_every_page_leads_to_signing_in(joe: int, browse: Browse, path: str) -> None:
    answer = browse().open(path, follow=False).answer

    led = "/sign-in" if path == "/" else f"/sign-in?to={path}"
    assert (answer.status_code, answer.headers["Location"]) == (303, led)


def test_forgotten_passwords_are_answered_the_same_whoever_asks(casa: Casa, joe: int, browse: Browse) -> None:
    words = {
        browse().open("/forgot").press("Send the link", e_mail=email).text
        for email in ("joe@example.com", "nobody@example.com", "not an e-mail")
    }
    assert len(words) == 1

    browser = browse().open(link(casa).removeprefix("http://localhost:8000"))
    assert browser.path == "/reset"
    browser.press("Choose password", password=NEW, repeat=NEW)
    assert browser.path == "/"
    signed_in(browse(), password=NEW)


def test_a_link_that_somebody_asks_for_goes_out_once_an_hour(casa: Casa, joe: int, browse: Browse) -> None:
    def sent() -> int:
        return len(letters(casa))

    casa.ok(f"portal reset-password {joe}")
    before = sent()
    for _ in range(3):
        browse().open("/forgot").press("Send the link", e_mail="joe@example.com")
    assert sent() == before + 1
    casa.travel(to="2026-11-23 10:01")
    browse().open("/forgot").press("Send the link", e_mail="joe@example.com")
    assert sent() == before + 2


def test_another_password_signs_out_everywhere_else(casa: Casa, joe: int, browse: Browse) -> None:
    here, there = signed_in(browse()), signed_in(browse())

    here.open("/password").press("Change password", current_password="wrong", password=NEW, repeat=NEW)
    assert (here.status, "The current password is another one." in here.text) == (400, True)
    here.press("Change password", current_password=PASSWORD, password=NEW, repeat_the_password=NEW)

    assert (here.status, "was changed" in here.text) == (200, True)
    assert here.open("/").path == "/"
    assert there.open("/").path == "/sign-in"
    signed_in(browse(), password=NEW)


def test_sessions_are_listed_and_ended(joe: int, browse: Browse) -> None:
    here, there = signed_in(browse()), signed_in(browse())

    here.open("/sessions").press("End all others")

    assert there.open("/").path == "/sign-in"
    assert here.open("/sessions").text.count("this browser") == 1


def test_SD_29_one_browser_holds_one_who_is_signed_in(casa: Casa, joe: int, browse: Browse) -> None:
    casa.tenant("Ben Beta", email="ben@example.com")
    casa.ok("contact invite 2")
    casa.ok("portal activate", stdin=f"{link(casa, 'ben@example.com')}\n{NEW}\n")
    browser = signed_in(browse())
    old_page = browser.open("/messages").forms

    browser.open("/sign-in")
    assert "Joe Bloggs" in browser.text
    browser.press("Sign in", e_mail="ben@example.com", password=NEW)

    assert "was signed in as Joe Bloggs before" in browser.text
    token = next(each.value for form in old_page for each in form.fields if each.name == "form_token")
    second_tab = browser._go("POST", "/messages", data={"form_token": token, "message": "from Joe's tab"})
    assert second_tab.status == 403
    assert casa.rows("select count(*) from message")[0][0] == 0
    assert casa.rows("select count(*) from portal_session")[0][0] == 1


STATES = {
    "lock": (["contact lock {} --reason debt"], True),
    "SD-1 deactivate": (["contact deactivate {}"], False),
    "MC-19 archive": (["contact detach {} 'Rose Court/Block A/12'", "contact archive {}"], True),
    "archive from inactive": (["contact detach {} 'Rose Court/Block A/12'", "contact deactivate {}",
                               "contact archive {}"], False),
    "SD-1 back again": (["contact deactivate {}", "contact activate {}"], False),
    "erase": (["contact detach {} 'Rose Court/Block A/12'", "contact archive {}", "contact erase {} --yes"], False),
    "merge": (["contact add --type tenant --first-name Jo --last-name Bloggs --email jo@example.com",
               "contact merge 2 {} --yes"], False),
}  # fmt: skip


@pytest.mark.parametrize("what", STATES)
def test_what_happens_in_mid_session_counts_at_the_next_request(
    casa: Casa, joe: int, browse: Browse, what: str
) -> None:
    browser = signed_in(browse())
    commands, stays = STATES[what]
    for command in commands:
        casa.ok(command.format(joe))

    browser.open("/statement")

    assert browser.path == ("/statement" if stays else "/sign-in")


def test_a_session_ends_when_it_is_not_used(casa: Casa, joe: int, browse: Browse) -> None:
    browser = signed_in(browse())
    casa.travel(to="2026-11-23 20:59")
    assert browser.open("/").path == "/"
    casa.travel(to="2026-11-24 08:58")
    assert browser.open("/").path == "/"
    casa.travel(to="2026-11-24 20:59")
    assert browser.open("/").path == "/sign-in"


def test_who_is_kept_signed_in_is_so_for_two_weeks_and_for_a_month_at_most(
    casa: Casa, joe: int, browse: Browse
) -> None:
    browser = browse().open("/sign-in").press("Sign in", e_mail="joe@example.com", password=PASSWORD, keep="1")
    for day in ("2026-12-05", "2026-12-18"):
        casa.travel(to=day)
        assert browser.open("/").path == "/", day
    casa.travel(to="2026-12-24")
    assert browser.open("/").path == "/sign-in"
