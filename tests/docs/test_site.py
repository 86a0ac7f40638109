"""`make site` notices what a reader would: links that lead nowhere, and pages that fetch something from elsewhere."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("site_tool", ROOT / "tools/site.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    monkeypatch.setattr(made, "SITE", tmp_path)
    return made


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="b.html#there">x</a>', ""),
        ('<a href="#here">x</a><p id="here">', ""),
        ('<a href="c.html">x</a>', "c.html leads nowhere"),
        ('<a href="b.html#gone">x</a>', "leads to no place in b.html"),
        ('<a href="#gone">x</a>', "leads to no place in a.html"),
        ('<a href="https://elsewhere.example/">x</a>', "of which its text says nothing"),
        ('<script src="https://elsewhere.example/x.js"></script>', "loads https://elsewhere.example/x.js"),
        ('<img src="//elsewhere.example/x.png">', "loads //elsewhere.example/x.png"),
        ('<link rel="stylesheet" href="http://elsewhere.example/x.css">', "loads http://elsewhere.example/x.css"),
    ],
)
def test_a_link_that_fails_a_reader_is_named(site: ModuleType, tmp_path: Path, body: str, fault: str) -> None:
    (tmp_path / "a.html").write_text(body)
    (tmp_path / "b.html").write_text('<h2 id="there">There</h2>')
    pages = {path: site.Page(path) for path in tmp_path.iterdir()}

    found = list(site.faults_of(pages[tmp_path / "a.html"], pages))

    assert len(found) == bool(fault)
    assert all(fault in each and each.startswith("a.html") for each in found)


def test_a_style_sheet_that_fetches_is_noticed(site: ModuleType, tmp_path: Path) -> None:
    for text, fetches in (("a { b: url( 'https://x.example/f' ) }", True), ('@import "//x.example";', True),
                          ("a { b: url(data:image/svg+xml;x) } /* http://x.example */", False)):  # fmt: skip
        (tmp_path / "x.css").write_text(text)
        assert site._fetches(tmp_path / "x.css") == fetches


def test_every_page_stands_beside_the_others() -> None:
    listed = re.findall(r'"([\w/*\[!\]-]+)"', (ROOT / "docs/conf.py").read_text("utf-8"))
    patterns = [each for each in listed if "/" in each or each == "tutorial"]
    pages = [path.relative_to(ROOT / "docs").with_suffix("") for path in (ROOT / "docs").rglob("*.md")]

    assert [str(page) for page in pages if str(page) != "README" and not any(map(page.match, patterns))] == []
