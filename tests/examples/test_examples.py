"""Every example runs: each script of examples/, each shell block of README.md and docs/."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.examples.blocks import PAGES, ROOT, SCRIPTS, Office, blocks_of, matches
from tests.length import by_length
from tests.warm import asking, warm_server

WITH_BLOCKS = [page for page in PAGES if blocks_of(page.read_text("utf-8"))]


@pytest.fixture
def office() -> Iterator[Office]:
    """An office in a folder with a short name: a long one would break the lines of tables elsewhere."""
    with tempfile.TemporaryDirectory(prefix="casa-") as folder:
        yield Office(Path(folder), asking(Path(folder), warm_server()))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_an_example_script_runs(office: Office, script: Path) -> None:
    code, seen = office.run(f"sh examples/{script.name}")

    assert code == 0, seen


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name_of)
def test_the_shell_blocks_of_a_page_run_and_show_what_the_page_says(office: Office, page: Path) -> None:
    follow(office, page)


def follow(office: Office, page: Path) -> None:
    """Type what a page says, block by block, and see what it shows."""
    for block in blocks_of(page.read_text("utf-8")):
        code, seen = office.run(block.code)

        assert code == 0, f"{block.code}\nexit {code}:\n{seen}"
        if block.text is not None:
            assert matches(office, block.text, seen), f"{block.code}\nshows:\n{block.text}\nbut gives:\n{seen}"


BUSY = """
casactl workspace add main --country DE --currency EUR
casactl property add "Rose Court" --kind community
casactl contact add --type owner --first-name Joe --last-name Bloggs --email joe@example.com
casactl workspace add office --country FR
"""
MINE = "casactl contact list --all -w main -o json; casactl workspace list; casactl log list -w office -o json"
STATES: dict[str, tuple[str, dict[str, str]]] = {
    "another is current": ("casactl workspace use main", {}),
    "none is current": ("sed -i /^current/d ~/.config/casactl/config.toml", {}),
    "one is named": ("", {"CASACTL_WORKSPACE": "main", "CASACTL_OUTPUT": "json", "CASACTL_ACTOR": "nobody@x.example"}),
    "a wrong one is named": ("", {"CASACTL_WORKSPACE": "gone", "CASACTL_CONFIG": "/nowhere/config.toml"}),
    "a database is named": ("", {"CASACTL_DATABASE": "sqlite:////nowhere/casactl.db"}),
}


@pytest.mark.parametrize("state", by_length([*STATES][::3], [*STATES]))
def test_the_tutorial_works_whatever_workspaces_there_are_and_leaves_them_alone(state: str) -> None:
    prepare, more = STATES[state]
    with tempfile.TemporaryDirectory(prefix="casa-") as folder:
        before = Office(Path(folder), asking(Path(folder), warm_server()))
        assert before.run(BUSY + prepare)[0] == 0
        held = before.run(MINE)[1]
        office = before.beside(more)

        follow(office, ROOT / "docs/tutorial.md")

        assert before.beside({}).run(MINE)[1] == held


def test_there_are_examples_to_run() -> None:
    assert len(SCRIPTS) >= 4
    assert len(WITH_BLOCKS) >= 5
