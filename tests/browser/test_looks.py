"""Every page, as it is seen: nothing beside the screen, nothing from elsewhere, and axe-core finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tests.browser import scenes
from tests.browser.steps import sign_in
from tests.casa import Casa

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

Browse = Callable[..., "Page"]

OWN = ("/", "/statement", "/messages", "/documents", "/work", "/details", "/password", "/sessions", "/sign-in", "/none")
DOORS = ("/sign-in", "/forgot", "/activate", "/reset", "/sign-out", "/none")
SCREENS: dict[str, ViewportSize] = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 390, "height": 844}}


SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
INSPECTED = ("nobody", "plain", "lex")
"""Whose pages axe-core looks at; those of the others differ by names only."""


def look(page: Page, paths: tuple[str, ...], name: str, pictures: Path | None) -> None:
    """Go through pages, on a wide screen that becomes narrow; where somebody is to look, in the light and the dark."""
    for path in paths:
        page.set_viewport_size(SCREENS["wide"])
        page.goto(path)
        for screen, size in SCREENS.items():
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], f"{path} of {name} is {wide} wide on {size['width']}"
            for scheme in SCHEMES:
                inspected = name in INSPECTED and (screen == "wide") == (scheme == "dark")
                if pictures or inspected:
                    page.emulate_media(color_scheme=scheme)
                if pictures:
                    file = f"{name}{path.replace('/', '_')}-{screen}-{scheme}.png"
                    page.screenshot(path=pictures / file, full_page=True)
                if inspected:
                    assert faults(page) == [], f"{path} of {name}, {screen}, {scheme}"


def faults(page: Page) -> list[str]:
    """What axe-core finds on a page, WCAG 2.2 AA and good practice."""
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.fixture
def peopled(casa_sqlite: Casa, url: str) -> Casa:
    scenes.people(casa_sqlite)
    scenes.belongings(casa_sqlite)
    return casa_sqlite


@pytest.mark.heavy
def test_pages_of_people(peopled: Casa, browse: Browse, pictures: Path | None) -> None:
    look(browse(), DOORS, "nobody", pictures)
    for name, email in scenes.PEOPLE.items():
        page = browse()
        sign_in(page, email)
        look(page, OWN, name, pictures)


@pytest.mark.heavy
def test_pages_of_attorneys(casa_sqlite: Casa, url: str, browse: Browse, pictures: Path | None) -> None:
    scenes.people(casa_sqlite)
    scenes.attorneys(casa_sqlite, cases=200 if pictures else 30)
    number = scenes.one_case(casa_sqlite)
    for name, email, paths in (
        ("lex", scenes.LEX, ("/cases", f"/cases/{number}", "/second-factor")),
        ("eve", scenes.EVE, ("/cases",)),
    ):
        page = browse()
        sign_in(page, email)
        look(page, paths, name, pictures)


@pytest.mark.probe
@pytest.mark.heavy
def test_pages_of_those_who_lead_companies_and_of_who_signs_by_a_link(
    casa_sqlite: Casa, url: str, browse: Browse, pictures: Path | None
) -> None:
    companies = scenes.led_companies(casa_sqlite)
    page = browse()
    sign_in(page, scenes.PEOPLE["arabic"])
    look(page, ("/", *(f"/company/{number}/" for number in companies)), "led", pictures)
    for name, address in scenes.contracts_by_link(casa_sqlite).items():
        page = browse()
        page.goto(address)
        look(page, ("/sign",), f"sign-{name}", pictures)
