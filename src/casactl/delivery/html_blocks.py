"""The body of a letter's HTML as blocks for paper: paragraphs, tables, lists; one wording for mail and PDF.

Only what stands in `<main>` is taken, or in `<body>` where a template of the office has no `<main>`: sender, recipient
and foot have their own places on paper.
"""

from __future__ import annotations

import re
from dataclasses import field
from html.parser import HTMLParser

from casactl.records import dataclass

Run = dict[str, object]
"""A piece of text: `text`, and whether it is `strong`."""
Block = dict[str, object]

BLOCKS = ("p", "h1", "h2", "h3", "h4", "pre", "li", "div")
CELLS = ("td", "th")
SKIPPED = ("style", "script", "head", "title")
STRONG = ("strong", "b", "th", "h1", "h2", "h3", "h4")


def blocks_of(html: str) -> list[Block]:
    """The blocks, in order."""
    taken = _Blocks("main" if "<main" in html else "body")
    taken.feed(html)
    taken.close()
    taken.end()
    return taken.blocks


@dataclass
class _Cell:
    runs: list[Run] = field(default_factory=list)
    right: bool = False
    head: bool = False


class _Blocks(HTMLParser):
    def __init__(self, within: str) -> None:
        super().__init__(convert_charrefs=True)
        self.within = within
        self.blocks: list[Block] = []
        self._inside = self._skipped = self._strong = 0
        self._runs: list[Run] = []
        self._kept = ""
        """Whether blank space counts: `lines` keeps line ends, `all` every blank."""
        self._rows: list[list[_Cell]] | None = None
        self._link = ""
        self._kind = "p"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in SKIPPED:
            self._skipped += 1
        elif tag == self.within:
            self._inside += 1
        elif tag == "table":
            self.end()
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in CELLS and self._rows:
            right = "right" in (said.get("style") or "") or said.get("align") == "right"
            self._rows[-1].append(_Cell(right=right, head=tag == "th"))
        elif tag in BLOCKS:
            self.end()
            self._kind = tag
            self._kept = "all" if tag == "pre" else "lines" if "pre-line" in (said.get("style") or "") else ""
        elif tag == "br":
            self._add("\n")
        elif tag == "a":
            self._link = said.get("href") or ""
        self._strong += tag in STRONG

    def handle_endtag(self, tag: str) -> None:
        self._strong -= tag in STRONG and self._strong > 0
        if tag in SKIPPED:
            self._skipped -= self._skipped > 0
        elif tag == self.within:
            self.end()
            self._inside -= 1
        elif tag == "table" and self._rows is not None:
            self._end_table(self._rows)
        elif tag in BLOCKS:
            self.end()
        elif tag == "a" and self._link:
            self._add(f" ({self._link})")
            self._link = ""

    def handle_data(self, data: str) -> None:
        if not self._inside or self._skipped:
            return
        if not self._kept:
            data = re.sub(r"\s+", " ", data)
        elif self._kept == "lines":
            data = re.sub(r"[ \t]+", " ", data)
        self._add(data)

    def _add(self, text: str) -> None:
        if not self._inside or not text:
            return
        into = self._runs
        if self._rows is not None:
            if not (self._rows and self._rows[-1]):
                return
            into = self._rows[-1][-1].runs
        into.append({"text": text, "strong": self._strong > 0})

    def end(self) -> None:
        """The paragraph at hand is over."""
        runs = trimmed(self._runs)
        if runs:
            self.blocks.append({"kind": self._kind, "runs": runs})
        self._runs, self._kind, self._kept = [], "p", ""

    def _end_table(self, rows: list[list[_Cell]]) -> None:
        self._rows = None
        rows = [row for row in rows if row]
        if not rows:
            return
        head = rows[0] if all(cell.head for cell in rows[0]) else []
        body = rows[1:] if head else rows
        widest = max(rows, key=len)
        self.blocks.append({
            "kind": "table",
            "right": [cell.right for cell in widest],
            "head": [trimmed(cell.runs) for cell in head],
            "rows": [[trimmed(cell.runs) for cell in (*row, *[_Cell()] * (len(widest) - len(row)))] for row in body],
        })  # fmt: skip


def trimmed(runs: list[Run]) -> list[Run]:
    """Runs without the blank space before and behind, nor around a line end."""
    kept = [dict(run) for run in runs]
    while kept and not str(kept[0]["text"]).strip():
        kept.pop(0)
    while kept and not str(kept[-1]["text"]).strip():
        kept.pop()
    if kept:
        kept[0]["text"] = str(kept[0]["text"]).lstrip()
        kept[-1]["text"] = str(kept[-1]["text"]).rstrip()
    return kept
