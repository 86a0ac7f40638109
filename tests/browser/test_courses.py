"""What people and attorneys do from the first letter to the last click, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.scenes import LEX, PDF
from tests.browser.steps import follow, press, send, sign_in
from tests.casa import Casa
from tests.mailed import PASSWORD, activated, invited, link
from tests.web.conftest import with_a_case as a_case_of_lex

if TYPE_CHECKING:
    from playwright.sync_api import Page

Browse = Callable[..., "Page"]
HOME = "Rose Court/Block A/12"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_SD_18_from_the_invitation_to_the_first_message(
    casa_sqlite: Casa, url: str, browse: Browse, scripts: bool
) -> None:
    casa = casa_sqlite
    casa.property(HOME)
    joe = invited(casa)
    casa.ok(["contact", "attach", joe, HOME])
    casa.ok(["ledger", "charge", joe, "850", "--for", "Rent", "--on", "2026-11-01"])
    page = browse(java_script_enabled=scripts)

    page.goto(link(casa, "joe@example.com"))
    assert page.url == f"{url}/activate"
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Repeat the password").fill(PASSWORD)
    press(page, "Choose password")

    assert page.get_by_role("heading", level=1).inner_text() == "Joe Bloggs"
    assert page.get_by_text("Due now: 850.00 GBP").is_visible()
    follow(page, "Statement")
    assert page.get_by_role("row", name="2026-11-01 Rent 850.00 850.00").is_visible()
    follow(page, "Messages")
    page.get_by_label("Subject").fill("The tap")
    page.get_by_label("Message", exact=True).fill("It drips.")
    press(page, "Send")
    assert page.get_by_role("status").inner_text() == "Your message is with the office."
    assert page.get_by_role("article").inner_text().splitlines()[-1] == "It drips."
    press(page, "Sign out")

    page.wait_for_url(f"{url}/sign-in")  # loaded as a whole: one cannot go back from half a page
    page.go_back()
    page.reload()
    assert page.url.partition("?")[0] == f"{url}/sign-in"
    (message,) = casa.ok(["message", "list", joe, "-o", "json"]).json
    assert (message["direction"], message["text"]) == ("in", "It drips.")


def test_WU_1_WU_11_WU_14_an_attorney_works_a_case(casa_sqlite: Casa, url: str, browse: Browse, tmp_path: Path) -> None:
    casa = casa_sqlite
    with_a_case(casa)
    page = browse(accept_downloads=True)
    sign_in(page, LEX)
    assert page.url == f"{url}/cases"

    follow(page, "Joe Bloggs")
    page.get_by_label("Note", exact=True).fill("Called, no answer")
    press(page, "Add note")
    assert page.get_by_role("article").filter(has_text="Called, no answer").is_visible()

    paper = tmp_path / "claim ü.pdf"
    paper.write_bytes(PDF)
    page.get_by_label("File").set_input_files(paper)
    page.get_by_role("button", name="Upload").click()
    with page.expect_download() as got:
        page.get_by_role("link", name="claim ü.pdf").click()
    assert got.value.suggested_filename == "claim ü.pdf"
    assert Path(got.value.path()).read_bytes() == PDF

    page.get_by_label("Status").select_option("payment-plan")
    press(page, "Preview")
    assert page.get_by_role("status").inner_text().startswith("Nothing has happened yet.")
    assert casa.contact(1).arrears == "handover"
    press(page, "Apply")
    assert casa.contact(1).arrears == "payment-plan"
    assert [row["author"] for row in casa.ok("document list 1 -o json").json] == [LEX]


def with_a_case(casa: Casa) -> None:
    """Joe, handed over to Lex."""
    casa.property(HOME)
    a_case_of_lex(casa, casa.tenant(at=HOME), 120, password=PASSWORD)


def test_SD_29_two_who_share_a_browser_are_never_both_signed_in(casa_sqlite: Casa, url: str, browse: Browse) -> None:
    casa = casa_sqlite
    activated(casa)
    activated(casa, "Ann Archer", "ann@example.com")
    first = browse()
    sign_in(first, "joe@example.com")
    first.goto("/messages")
    first.get_by_label("Message", exact=True).fill("from Joe")

    second = first.context.new_page()
    sign_in(second, "ann@example.com")
    assert second.get_by_text("This browser was signed in as Joe Bloggs before.").is_visible()

    press(first, "Send")
    assert first.get_by_role("heading", level=1).inner_text() == "Not here"
    assert casa.ok("message list -o json").json == []
    first.goto("/")
    assert first.get_by_role("heading", level=1).inner_text() == "Ann Archer"


STATES = {
    "MC-6 locked": ("contact lock 1 --reason 'bad cheque'", "Payments through the portal are stopped."),
    "MC-19 archived": ("contact archive 1", "Your account is closed."),
    "SD-1 deactivated": ("contact deactivate 1", None),
    "merged": ("contact merge 2 1 --yes", None),
}


@pytest.mark.parametrize("state", STATES)
def test_what_happens_to_somebody_in_mid_session_is_so_at_the_next_click(
    casa_sqlite: Casa, url: str, browse: Browse, state: str
) -> None:
    casa = casa_sqlite
    activated(casa)
    casa.tenant("Ann Archer")
    page = browse()
    sign_in(page, "joe@example.com")
    command, words = STATES[state]
    casa.ok(command)

    follow(page, "Overview")

    if words is None:
        assert page.url == f"{url}/sign-in"
    else:
        assert page.get_by_text(words).is_visible()
        assert not page.get_by_text("bad cheque").is_visible()


def test_MC_21_MC_22_the_archived_write_and_are_told_that_no_answer_comes_here(
    casa_sqlite: Casa, url: str, browse: Browse
) -> None:
    activated(casa_sqlite)
    page = browse()
    sign_in(page, "joe@example.com")
    casa_sqlite.ok("contact archive 1")

    page.goto("/messages")
    assert page.get_by_text("cannot answer here").is_visible()
    send(page, "I have the keys still.")

    assert [row["text"] for row in casa_sqlite.ok("message list 1 -o json").json] == ["I have the keys still."]
    assert casa_sqlite.run("message send 1 --subject Keys --text 'Please bring them.'").exit_code == 5


def test_everything_is_reached_and_done_by_the_keyboard_alone(casa_sqlite: Casa, url: str, browse: Browse) -> None:
    activated(casa_sqlite)
    page = browse()
    page.goto("/sign-in")
    keys = page.keyboard
    keys.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the content"
    keys.press("Enter")
    keys.press("Tab")
    keys.type("joe@example.com")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url(f"{url}/")
    reached: list[str] = []
    for _ in range(10):
        keys.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", f"nothing shows that {reached[-1]} has the focus"

    assert reached == [
        "Skip to the content", "The office", "Sign out", "Overview", "Statement", "Messages", "Documents", "Work",
        "Details", "Password",
    ]  # fmt: skip


def test_a_wrong_password_is_said_beside_its_field_and_announced(casa_sqlite: Casa, url: str, browse: Browse) -> None:
    activated(casa_sqlite)
    page = browse()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill("joe@example.com")
    page.get_by_label("Password", exact=True).fill("not the password")
    press(page, "Sign in")

    words = page.get_by_role("alert").inner_text()
    assert words == "This e-mail and this password do not open the portal."
    described = page.get_by_label("Password", exact=True).get_attribute("aria-describedby") or ""
    assert page.locator(f"#{described.strip()}").inner_text() == words
    assert page.get_by_label("E-mail").input_value() == "joe@example.com"
    assert page.get_by_label("Password", exact=True).input_value() == ""


def test_the_policy_keeps_scripts_and_frames_out(casa_sqlite: Casa, url: str, browse: Browse) -> None:
    activated(casa_sqlite)
    casa_sqlite.ok(
        ["message", "receive", "1", "--subject", "Hello", "--text", "<img src=x onerror=document.title='in'>"]
    )
    page = browse()
    sign_in(page, "joe@example.com")
    page.goto("/messages")

    assert page.title() == "Messages – The office"
    assert page.locator("main img").count() == 0
    assert {cookie["httpOnly"] for cookie in page.context.cookies()} == {True}
    assert page.evaluate("document.cookie") == ""


def test_the_statement_prints_by_itself(casa_sqlite: Casa, url: str, browse: Browse) -> None:
    activated(casa_sqlite)
    casa_sqlite.ok("ledger charge 1 850 --for Rent --on 2026-11-01")
    page = browse()
    sign_in(page, "joe@example.com")
    page.goto("/statement")
    page.emulate_media(media="print")

    left_out = (page.get_by_role("navigation"), page.get_by_role("button", name="Sign out"), page.get_by_text("Show"))
    assert not any(each.is_visible() for each in left_out)
    assert page.get_by_role("table").is_visible()
    assert page.get_by_text("The office").first.is_visible()
