"""What the portal's tests can ask for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.casa import Casa
from tests.mailed import link
from tests.web.browser import Browser, portal

PASSWORD = "correct horse battery"


@pytest.fixture
def browse(casa: Casa) -> Callable[..., Browser]:
    """A new browser at the portal of this workspace."""
    app = portal(casa)
    return lambda **more: Browser(app, **more)


@pytest.fixture
def joe(casa: Casa) -> int:
    """A tenant who has been invited and has chosen a password."""
    casa.property("Rose Court/Block A/12")
    number = casa.tenant("Joe Bloggs", email="joe@example.com", at="Rose Court/Block A/12")
    casa.ok(f"contact invite {number}")
    casa.ok("portal activate", stdin=f"{link(casa)}\n{PASSWORD}\n")
    return number


def signed_in(browser: Browser, email: str = "joe@example.com", password: str = PASSWORD) -> Browser:
    """The same browser once somebody has signed in."""
    browser.open("/sign-in").press("Sign in", e_mail=email, password=password)
    assert browser.status == 200, browser.text
    return browser
