"""The rules of access, of what is seen and of what is brought, as they are met in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyotp

from tests.browser.scenes import LEX, PDF
from tests.browser.steps import follow, press, send, sign_in
from tests.browser.test_courses import HOME, with_a_case
from tests.browser.test_looks import faults
from tests.casa import Casa
from tests.mailed import PASSWORD, activated, invited, letters, link

if TYPE_CHECKING:
    from playwright.sync_api import Page

Browse = Callable[..., "Page"]
JOE = "joe@example.com"


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def choose(page: Page, password: str = PASSWORD) -> None:
    """Choose a password on the page that a link has led to."""
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("Repeat the password").fill(password)
    press(page, "Choose password")


def test_MC_4_SD_19_SD_21_SD_22_SD_23_SD_24_from_being_added_to_a_second_password(
    casa_sqlite: Casa, url: str, browse: Browse
) -> None:
    casa, page = casa_sqlite, browse()
    joe = casa.tenant("Joe Bloggs", email=JOE)

    page.goto("/forgot")  # MC-4: who was only added asks in vain, and reads what everybody reads
    page.get_by_label("E-mail").fill(JOE)
    press(page, "Send the link")
    assert page.get_by_role("status").inner_text().startswith("If we hold this address")
    casa.ok(["task", "add", "--contact", joe, "--title", "Meters", "--assign", joe])  # SD-19: prepared, not told
    assert letters(casa, JOE) == []

    casa.ok(f"contact invite {joe}")  # SD-21
    first = link(casa, JOE)
    assert casa.contact(joe).portal == "invited"  # SD-22
    casa.ok(f"contact invite {joe} --resend")  # SD-23
    page.goto(first)
    assert heading(page) == "This link does not work"
    assert faults(page) == []
    page.goto(link(casa, JOE))
    assert faults(page) == []
    choose(page)
    assert heading(page) == "Joe Bloggs"
    assert page.get_by_text("Meters").is_visible()  # what was prepared is there
    assert casa.contact(joe).portal == "activated"

    refused = casa.run(f"contact invite {joe} --resend -o json")  # SD-24
    assert (refused.exit_code, refused.reasons) == (5, ["already-activated"])
    casa.ok(f"portal reset-password {joe}")
    other = browse()
    other.goto(link(casa, JOE))
    choose(other, "another long lamp 77")
    assert heading(other) == "Joe Bloggs"
    page.reload()
    assert page.url == f"{url}/sign-in", "whoever was signed in with the old password is signed out"


def test_SD_17_who_is_invited_on_creation_comes_in_by_that_letter(casa_sqlite: Casa, url: str, browse: Browse) -> None:
    casa_sqlite.ok(f"contact add --type tenant --first-name Joe --last-name Bloggs --email {JOE} --invite")
    page = browse()
    page.goto(link(casa_sqlite, JOE))
    choose(page)
    assert heading(page) == "Joe Bloggs"


def test_SD_19_SD_27_the_office_looks_through_the_eyes_of_somebody_not_yet_invited(
    casa_sqlite: Casa, url: str, browse: Browse
) -> None:
    casa, page = casa_sqlite, browse()
    joe = casa.tenant("Joe Bloggs", email=JOE)
    casa.ok(["contract", "add", "--contact", joe, "--title", "Letting of a garage", "--no-send"])

    page.goto(casa.ok(["portal", "view", joe, "--reason", "he rang", "--open"]).stdout.strip())

    assert heading(page) == "Joe Bloggs"
    assert "(he rang). It stands in the log" in page.get_by_role("status").first.inner_text()
    assert faults(page) == []
    follow(page, "Work")
    page.get_by_label("Your full name").fill("Joe Bloggs")
    page.get_by_label("I agree to this contract").check()
    press(page, "Sign the contract")
    assert page.get_by_text("nothing can be changed").is_visible()
    assert casa.ok("contract list -o json").json[0]["state"] == "open"
    assert casa.contact(joe).portal == "not-invited"


def test_MC_23_what_was_written_before_an_archive_is_there_for_both_sides(
    casa_sqlite: Casa, url: str, browse: Browse
) -> None:
    casa, page = casa_sqlite, browse()
    joe = activated(casa)
    sign_in(page, JOE)
    send(page, "The tap drips.")
    casa.ok(["message", "send", joe, "--subject", "The tap", "--text", "On Monday.", "--no-send"])
    casa.ok(f"contact archive {joe}")

    page.goto("/messages")

    assert [page.get_by_text(words).is_visible() for words in ("The tap drips.", "On Monday.")] == [True, True]
    assert [row["text"] for row in casa.ok(f"message list {joe} -o json").json] == ["On Monday.", "The tap drips."]


def test_WU_10_WU_13_a_case_shows_all_statuses_and_the_cases_notes_and_the_person_neither(
    casa_sqlite: Casa, url: str, browse: Browse
) -> None:
    casa, page, mine = casa_sqlite, browse(), browse()
    with_a_case(casa)
    casa.ok(f"contact edit 1 --email {JOE}")
    casa.ok("contact invite 1")
    mine.goto(link(casa, JOE))
    choose(mine)
    casa.ok("note add 1 --visibility office --text 'Old friend of the owner'")
    casa.ok("note add 1 --visibility case --text 'Rang twice'")
    casa.ok("arrears status 1 --set on-hold --note 'waits for the hearing' --no-send")

    sign_in(page, LEX)
    page.goto("/cases/1")

    history = page.get_by_role("table").first.inner_text()
    assert all(words in history for words in ("handover", "on-hold", "waits for the hearing"))
    assert page.get_by_text("Rang twice").is_visible()
    assert not page.get_by_text("Old friend").is_visible()
    for path in ("/", "/statement", "/messages", "/documents", "/work", "/details"):
        mine.goto(path)
        seen = mine.locator("body").inner_text()
        assert not any(words in seen for words in ("Rang", "friend", "hearing", "on-hold", "Lex")), path


def test_PY_1_the_statement_is_headed_by_name_and_billing_address_on_the_page_and_as_pdf(
    casa_sqlite: Casa, url: str, browse: Browse
) -> None:
    casa, page = casa_sqlite, browse(accept_downloads=True)
    activated(casa)
    casa.ok(["address", "add", "1", "--line", "Rose Court 12", "--city", "London", "--postcode", "N1 9GU", "--billing"])
    casa.ok("ledger charge 1 850 --for Rent --on 2026-10-01")
    casa.ok("ledger invoice 1")
    casa.ok("arrears plan add 1 --amount 500 --every 1m --from 2026-12-01 --no-send")
    sign_in(page, JOE)

    follow(page, "Statement")

    assert page.get_by_text("Joe Bloggs").last.is_visible()
    assert page.get_by_text("Rose Court 12").is_visible()
    assert page.get_by_role("row", name="2026-12-01 500.00 GBP to come").is_visible()
    assert faults(page) == []
    for name, file in (("This statement as PDF", "statement.pdf"), ("Invoice 1", "invoice-1.pdf")):
        with page.expect_download() as got:
            page.get_by_role("link", name=name).click()
        assert got.value.suggested_filename == file
        assert Path(got.value.path()).read_bytes().startswith(b"%PDF-")


def test_PY_6_PY_7_projects_in_progress_and_completed_and_events_are_shown(
    casa_sqlite: Casa, url: str, browse: Browse
) -> None:
    casa, page = casa_sqlite, browse(accept_downloads=True)
    casa.property(HOME)
    activated(casa)
    for title in ("New roof", "New lift"):
        casa.ok(["project", "add", "--contact", "1", "--title", title, "--no-send"])
    casa.ok("project done 2")
    casa.ok(["event", "add", "--contact", "1", "--title", "Viewing", "--start", "2026-12-01 14:00", "--no-send"])
    sign_in(page, JOE)
    assert page.get_by_role("region", name="Ahead").get_by_text("Viewing").is_visible()

    follow(page, "Work")

    shown = page.get_by_role("region", name="Projects").get_by_role("article").all_inner_texts()
    assert [[word in text for word in ("in progress", "completed")] for text in shown] == [[True, False], [False, True]]
    assert "2026-12-01 14:00" in page.get_by_role("region", name="Events").inner_text()
    with page.expect_download() as got:
        page.get_by_role("link", name="Events for a calendar").click()
    assert b"SUMMARY:Viewing" in Path(got.value.path()).read_bytes()


def test_WU_1_several_files_go_up_with_a_bar_and_a_refusal_is_said_without_leaving(
    casa_sqlite: Casa, url: str, browse: Browse, tmp_path: Path
) -> None:
    casa, page = casa_sqlite, browse()
    with_a_case(casa)
    papers = [tmp_path / name for name in ("a.pdf", "b.pdf", "c.pdf")]
    for paper in papers:
        paper.write_bytes(PDF + paper.name.encode() * 100_000)
    sign_in(page, LEX)
    page.goto("/cases/1")
    page.evaluate("new MutationObserver(all => all.forEach(one => one.addedNodes.forEach(node => {"
                  "if (node.className === 'progress') window.bar = node.innerHTML})))"
                  ".observe(document.body, {childList: true, subtree: true})")  # fmt: skip

    page.get_by_label("File").set_input_files(papers)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("link", name="c.pdf").wait_for()

    assert page.get_by_role("link", name="a.pdf").is_visible()
    assert page.evaluate("window.bar").startswith('<progress max="1" aria-label="How much is sent">')
    casa.ok("workspace set scan_command /bin/false")
    page.get_by_label("File").set_input_files(papers[0])
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").inner_text() == (
        "'a.pdf' was not kept: the office's scanner found something in it."
    )
    assert page.evaluate("typeof window.bar") == "string", "the page was left"
    assert faults(page) == []
    assert len(casa.ok("document list 1 -o json").json) == 3


def test_a_second_factor_is_set_up_by_the_picture_and_asked_for(casa_sqlite: Casa, url: str, browse: Browse) -> None:
    casa, page = casa_sqlite, browse()
    with_a_case(casa)
    sign_in(page, LEX)
    follow(page, "Second factor")
    press(page, "Set up")

    picture = page.get_by_role("img", name="The key as a picture for your program")
    assert (picture.bounding_box() or {"width": 0})["width"] > 150
    assert faults(page) == []
    key = page.locator("p.large code").inner_text().replace(" ", "")
    code = pyotp.TOTP(key).at(int(casa.clock.now().timestamp()))
    page.get_by_label("Code").fill(code)
    press(page, "Confirm")
    recovery = page.get_by_role("status").get_by_role("listitem").first.inner_text()
    assert faults(page) == []

    press(page, "Sign out")
    sign_in(page, LEX)
    assert page.url == f"{url}/sign-in/code"
    assert faults(page) == []
    page.get_by_label("Code").fill(recovery)
    press(page, "Sign in")
    assert heading(page) == "Cases"


def test_SD_20_a_contract_is_read_and_signed_by_a_link(casa_sqlite: Casa, url: str, browse: Browse) -> None:
    casa, page = casa_sqlite, browse()
    casa.ok("workspace set sign_without_login on")
    joe = casa.tenant("Joe Bloggs", email=JOE)
    casa.ok(
        ["contract", "add", "--contact", joe, "--title", "Garage 3", "--text", "40.00 a month.", "--sign-without-login"]
    )
    page.goto(link(casa, JOE))
    assert (page.url, heading(page), faults(page)) == (f"{url}/sign", "Garage 3", [])
    page.get_by_label("Your full name").fill("Joe Bloggs")
    page.get_by_label("I agree to this contract").check()
    press(page, "Sign the contract")
    assert (heading(page), faults(page)) == ("Signed", [])


def test_a_double_click_does_what_a_click_does(casa_sqlite: Casa, url: str, browse: Browse) -> None:
    casa, page = casa_sqlite, browse()
    invited(casa)
    page.goto(link(casa, "joe@example.com"))
    for label in ("Password", "Repeat the password"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Choose password").dblclick()
    page.wait_for_url(f"{url}/")
    page.goto("/password")
    page.get_by_label("Current password").fill(PASSWORD)
    for label in ("Password", "Repeat the password"):
        page.get_by_label(label, exact=True).fill("nine yellow trams")
    page.get_by_role("button", name="Change password").dblclick()
    page.get_by_text("Your password was changed.").wait_for()
    assert page.locator("input[autocomplete=username]").input_value() == "joe@example.com"


def test_what_is_typed_for_a_password_is_shown_on_request(casa_sqlite: Casa, url: str, browse: Browse) -> None:
    activated(casa_sqlite)
    page, plain = browse(), browse(java_script_enabled=False)
    page.goto("/sign-in")
    field = page.get_by_label("Password", exact=True)
    field.fill(PASSWORD)
    page.get_by_label("Show what I type").check()
    assert field.get_attribute("type") == "text"
    page.get_by_label("Show what I type").uncheck()
    assert field.get_attribute("type") == "password"
    assert faults(page) == []
    plain.goto("/sign-in")
    assert not plain.get_by_label("Show what I type").is_visible()
