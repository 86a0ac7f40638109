"""What a browser does when a session has ended meanwhile, and when more is sent than the office takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.scenes import LEX, PDF
from tests.browser.steps import follow, press, sign_in
from tests.browser.test_courses import with_a_case
from tests.casa import Casa
from tests.mailed import PASSWORD, activated

if TYPE_CHECKING:
    from playwright.sync_api import Page

Browse = Callable[..., "Page"]
AGAIN = "A browser does not keep files: what was not sent has to be chosen again."


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_words_outlive_the_session_and_of_a_file_the_page_says_that_it_did_not(
    casa_sqlite: Casa, browse: Browse, tmp_path: Path, scripts: bool
) -> None:
    casa, paper = casa_sqlite, tmp_path / "tap.pdf"
    paper.write_bytes(PDF)
    activated(casa)
    page = browse(java_script_enabled=scripts)
    sign_in(page, "joe@example.com")
    page.goto("/messages")
    page.get_by_label("Message", exact=True).fill("It drips.")
    page.get_by_label("File").set_input_files(paper)
    casa.travel(to="2026-11-24")
    page.get_by_role("button", name="Send").click()

    page.get_by_text("Files have to be chosen again after that.").wait_for()
    page.get_by_label("E-mail").fill("joe@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")

    assert page.get_by_label("Message", exact=True).input_value() == "It drips."
    assert page.get_by_text(AGAIN).is_visible()
    page.get_by_label("File").set_input_files(paper)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Your message is with the office.").wait_for()
    assert page.get_by_text(AGAIN).count() == 0
    assert [row["name"] for row in casa.ok("document list 1 -o json").json] == ["tap.pdf"]


def test_a_paper_that_is_asked_for_too_late_leads_through_signing_in_to_its_page(
    casa_sqlite: Casa, url: str, browse: Browse
) -> None:
    casa = casa_sqlite
    with_a_case(casa)
    page = browse()
    sign_in(page, LEX)
    page.goto("/cases/1")
    casa.travel(to="2026-11-24")
    follow(page, "This statement as PDF")

    page.get_by_label("E-mail").fill(LEX)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")

    page.wait_for_url(f"{url}/cases/1")


def test_what_is_too_large_is_said_before_it_is_sent_and_nothing_typed_is_lost(
    casa_sqlite: Casa, browse: Browse, tmp_path: Path
) -> None:
    casa, paper = casa_sqlite, tmp_path / "large.txt"
    paper.write_bytes(b"words\n" * 300_000)
    activated(casa)
    page = browse()
    sign_in(page, "joe@example.com")
    page.goto("/messages")
    page.get_by_label("Message", exact=True).fill("It drips.")
    page.get_by_label("File").set_input_files(paper)
    for when in ("before", "after"):  # the setting may have changed since the page was shown
        casa.ok("workspace set document_max_mb 1")
        if when == "after":
            page.reload()
            page.get_by_label("Message", exact=True).fill("It drips.")
            page.get_by_label("File").set_input_files([paper, paper])
        page.get_by_role("button", name="Send").click()
        page.get_by_text("Please send less, or in several parts.").or_(page.get_by_text("large.txt")).first.wait_for()
        assert page.get_by_label("Message", exact=True).input_value() == "It drips."
        assert page.get_by_role("button", name="Send").is_enabled()
    assert casa.ok("message list -o json").json == []
