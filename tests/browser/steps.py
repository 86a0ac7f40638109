"""Steps that many courses take in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.mailed import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page


def press(page: Page, button: str) -> None:
    """Press a button that sends a form, and wait for the page that answers: a click alone returns before it."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str) -> None:
    """Follow a link, and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("link", name=link, exact=True).click()


def sign_in(page: Page, email: str) -> None:
    """Sign in as somebody."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")


def send(page: Page, words: str) -> None:
    """Write to the office."""
    page.goto("/messages")
    page.get_by_label("Message", exact=True).fill(words)
    press(page, "Send")
