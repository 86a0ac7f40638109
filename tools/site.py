"""The documentation as a site in build/site: `python tools/site.py`.

Sphinx says every warning as an error. Then every page is read again as a browser does: what it loads stands beside it,
each link within the site leads to a page and a place in it that are there, and an address elsewhere is one that the
text itself names.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

ROOT = Path(__file__).resolve().parents[1]
DOCS, SITE = ROOT / "docs", ROOT / "build" / "site"
LOADING = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "object": "data"}


def main() -> int:
    """Make the site and look it over; 1 where something is wrong."""
    shutil.rmtree(SITE, ignore_errors=True)
    build = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-j", "auto", "-E", "-b", "html"]
    made = subprocess.run([*build, str(DOCS), str(SITE)], check=False)
    if made.returncode:
        return 1
    pages = {path: Page(path) for path in sorted(SITE.rglob("*.html"))}
    faults = [fault for page in pages.values() for fault in faults_of(page, pages)]
    faults += [f"{sheet.name} loads something from elsewhere" for sheet in SITE.rglob("*.css") if _fetches(sheet)]
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"{SITE.relative_to(ROOT)}: {len(pages)} pages, {sum(len(page.links) for page in pages.values())} links")
    return 1 if faults else 0


class Page(HTMLParser):
    """What a page links to, what it loads, and the places in it that a link may lead to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.links: list[str] = []
        self.loads: list[str] = []
        self.places: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what counts of an element."""
        held = {name: value for name, value in attrs if value}
        if "id" in held:
            self.places.add(held["id"])
        if tag == "a" and "href" in held:
            self.links.append(held["href"])
        elif tag in LOADING and LOADING[tag] in held:
            self.loads.append(held[LOADING[tag]])


def faults_of(page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    """What is wrong with a page's links, said with its name."""
    name = page.path.relative_to(SITE)
    source = (DOCS / name).with_suffix(".md")
    text = source.read_text("utf-8") if source.is_file() else ""
    for each in page.loads:
        if urlsplit(each).scheme or each.startswith("//"):
            yield f"{name} loads {each}"
    for each in page.links:
        if urlsplit(each).scheme or each.startswith("//"):
            if each not in text:
                yield f"{name} links to {each}, of which its text says nothing"
            continue
        path, place = urldefrag(unquote(each))
        target = (page.path.parent / path).resolve() if path else page.path
        if not target.exists():
            yield f"{name}: {each} leads nowhere"
        elif place and target in pages and place not in pages[target].places and place not in ("", "#"):
            yield f"{name}: {each} leads to no place in {path or name}"


def _fetches(sheet: Path) -> bool:
    return bool(re.search(r"""(?:url\(\s*['"]?|@import\s*['"]?)(?:https?:)?//""", sheet.read_text("utf-8")))


if __name__ == "__main__":
    sys.exit(main())
