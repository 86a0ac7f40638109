"""Steps that many courses take in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.mailed import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page


def sign_in(page: Page, email: str) -> None:
    """Sign in as somebody."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))


def send(page: Page, words: str) -> None:
    """Write to the office."""
    page.goto("/messages")
    page.get_by_label("Message", exact=True).fill(words)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("status").wait_for()
