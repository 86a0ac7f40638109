"""Every example runs: each script of examples/, each shell block of README.md and docs/."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.examples.blocks import PAGES, ROOT, SCRIPTS, Office, blocks_of, matches
from tests.examples.warm import asking, serving

WITH_BLOCKS = [page for page in PAGES if blocks_of(page.read_text("utf-8"))]


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """The program, started once for all pages."""
    with serving() as path:
        yield path


@pytest.fixture
def office(server: Path) -> Iterator[Office]:
    """An office in a folder with a short name: a long one would break the lines of tables elsewhere."""
    with tempfile.TemporaryDirectory(prefix="casa-") as folder:
        yield Office(Path(folder), asking(Path(folder), server))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_an_example_script_runs(office: Office, script: Path) -> None:
    code, seen = office.run(f"sh examples/{script.name}")

    assert code == 0, seen


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name_of)
def test_the_shell_blocks_of_a_page_run_and_show_what_the_page_says(office: Office, page: Path) -> None:
    for block in blocks_of(page.read_text("utf-8")):
        code, seen = office.run(block.code)

        assert code == 0, f"{block.code}\nexit {code}:\n{seen}"
        if block.text is not None:
            assert matches(office, block.text, seen), f"{block.code}\nshows:\n{block.text}\nbut gives:\n{seen}"


def test_there_are_examples_to_run() -> None:
    assert len(SCRIPTS) >= 4
    assert len(WITH_BLOCKS) >= 5
