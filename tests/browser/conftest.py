"""A real Chromium before a real server: what the tests of pages can ask for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from waitress.server import create_server
from waitress.wasyncore import close_all

from tests.casa import Casa
from tests.conftest import NO_BROWSER
from tests.web.browser import portal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""Nothing of Chromium's own goes to the network."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, started once for a module: the loop that drives it must not be there for other tests."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None or find_spec("playwright") is None:
        pytest.skip(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS), chromium_sandbox=False)
        yield browser
        browser.close()


@pytest.fixture
def url(casa_sqlite: Casa) -> Iterator[str]:
    """Where the portal of this workspace answers, by the server that offices run; letters leave at once, and say this
    address."""
    casa = casa_sqlite
    opened: dict[int, Any] = {}
    server: Any = create_server(portal(casa), map=opened, host="127.0.0.1", port=0)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    address = f"http://localhost:{server.effective_port}"
    casa.ok(["workspace", "set", "portal_url", f"{address}/"])
    yield address
    server.trigger.pull_trigger(lambda: close_all(opened))  # in the server's thread, which ends with its last socket
    thread.join()
    server.task_dispatcher.shutdown()


@pytest.fixture
def browse(chromium: Browser, url: str) -> Iterator[Callable[..., Page]]:
    """A new browser with cookies of its own, at this portal; what it is asked to fetch elsewhere fails the test."""
    with ExitStack() as open_ones:
        faults: list[str] = []

        def begin(**options: Any) -> Page:
            context = chromium.new_context(base_url=url, **options)
            context.set_default_timeout(20_000)
            open_ones.callback(context.close)
            page = context.new_page()
            watch(context, url, faults)
            return page

        yield begin
    assert faults == []


def watch(context: BrowserContext, url: str, faults: list[str]) -> None:
    """Note what goes to another address, and what the browser complains of: the policy, scripts, markup."""
    context.on("request", lambda asked: None if asked.url.startswith(f"{url}/") else faults.append(asked.url))
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)


@pytest.fixture(scope="session")
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Where pictures of the pages go, if anywhere."""
    folder: Path | None = request.config.getoption("pictures")
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    return folder
