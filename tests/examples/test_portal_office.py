"""`make portal`: what the demonstration's office is filled with."""

from __future__ import annotations

import importlib.util
import shlex
import socket
from pathlib import Path
from types import ModuleType

import pytest

from tests.casa import Casa
from tests.mailed import link
from tests.web.browser import Browser, portal
from tests.web.conftest import PASSWORD

TOOL = Path(__file__).parents[2] / "tools/open_portal.py"


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("portal_tool", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_port_that_is_taken_is_said_before_anything_is_filled() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(SystemExit, match="make portal ARGS="):
            tool().check_free(address)
    tool().check_free(address)
    with pytest.raises(SystemExit, match="cannot listen at 8000:"):
        tool().check_free("8000:")


def test_make_portal_invites_a_tenant_and_an_attorney_who_both_find_something(casa_sqlite: Casa) -> None:
    casa, made = casa_sqlite, tool()
    samples = shlex.quote(str(made.SAMPLES))
    for line in made.FILLING.format(address="localhost:8000", samples=samples).strip().splitlines():
        casa.ok(line)
        if line.startswith("property import"):
            rejects = str(casa.folder / "rejects.csv")
            assert casa.run(["contact", "import", f"{made.SAMPLES}/contacts.csv", "--rejects", rejects]).exit_code == 3

    app = portal(casa)
    for email, path, words in ((made.TENANT, "/", "Letting of a garage"), (made.ATTORNEY, "/cases", "Temi Okoro")):
        browser = Browser(app).open(link(casa, email).removeprefix("http://localhost:8000"))
        browser.press("Choose password", password=PASSWORD, repeat=PASSWORD)
        assert (browser.path, words in browser.text) == (path, True)
