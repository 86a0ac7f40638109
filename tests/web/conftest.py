"""What the portal's tests can ask for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.casa import Casa
from tests.conftest import Filled
from tests.mailed import link
from tests.web.browser import Browser, portal

PASSWORD = "correct horse battery"
LEX = "lex@law.example"


@pytest.fixture
def casa(backend: str, request: pytest.FixtureRequest) -> Casa:
    """A fresh workspace, in which Joe has his account already where a test asks for him."""
    if "joe" in request.fixturenames:
        filled: Filled = request.getfixturevalue("filled")
        return filled(with_joe)
    found: Casa = request.getfixturevalue(f"casa_{backend}")
    return found


def with_joe(casa: Casa) -> None:
    """A tenant who has been invited and has chosen a password."""
    casa.property("Rose Court/Block A/12")
    number = casa.tenant("Joe Bloggs", email="joe@example.com", at="Rose Court/Block A/12")
    casa.ok(f"contact invite {number}")
    casa.ok("portal activate", stdin=f"{link(casa)}\n{PASSWORD}\n")


def with_lex(casa: Casa, password: str = PASSWORD) -> str:
    """An attorney of Rose Court who has a password."""
    casa.ok(f"user add {LEX} --name 'Lex Law' --type attorney --community 'Rose Court'")
    casa.ok(f"user set-password {LEX}", stdin=f"{password}\n")
    return LEX


def with_a_case(casa: Casa, contact: int, amount: int = 50, *, password: str = PASSWORD) -> None:
    """A contact's debt, handed over to Lex."""
    casa.ok("workspace set handover_requires_demand off")
    with_lex(casa, password)
    casa.ok(f"ledger charge {contact} {amount} --for Rent --on 2026-07-01")
    casa.ok(f"contact handover {contact} --to {LEX} --no-send")


@pytest.fixture
def browse(casa: Casa) -> Callable[..., Browser]:
    """A new browser at the portal of this workspace."""
    app = portal(casa)
    return lambda **more: Browser(app, **more)


@pytest.fixture
def joe(casa: Casa) -> int:
    """The number of the tenant who has an account; a test that takes him finds him in its workspace."""
    return 1


def signed_in(browser: Browser, email: str = "joe@example.com", password: str = PASSWORD) -> Browser:
    """The same browser once somebody has signed in."""
    browser.open("/sign-in").press("Sign in", e_mail=email, password=password)
    assert browser.status == 200, browser.text
    return browser
