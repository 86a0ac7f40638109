"""How Sphinx makes the site of docs/, whose pages read as well where they stand: `make site`."""

from __future__ import annotations

import re
from typing import Any

from casactl import __version__

project = "casactl"
author = "The casactl developers"
html_title = "casactl"
release = __version__
root_doc = "README"
extensions = ["myst_parser"]
exclude_patterns = ["man"]
myst_heading_anchors = 4
nitpicky = True
smartquotes = False  # they would make a dash of the two before an option
html_theme = "furo"
html_theme_options = {"footer_icons": []}
templates_path = ["site"]
html_copy_source = html_show_sourcelink = html_show_sphinx = html_show_copyright = False

CONTENTS = (
    ("Learn", ["tutorial"]),
    ("Do", ["how-to/*"]),
    ("Look up", ["reference/README"]),
    ("Understand", ["explanation/*"]),
    ("Decisions", ["decisions/*"]),
)
"""What stands beside every page: on a forge, README.md lists the same."""
BELOW = {"README": CONTENTS, "reference/README": (("Look up", ["reference/[!R]*"]),)}
BESIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+(?:benchmarks|examples|[A-Z]+\.md)[^)]*\)")
"""A link out of docs/: on the site, where nothing stands at its end, its words alone."""


def add_contents(_app: Any, page: str, source: list[str]) -> None:
    """Tell Sphinx which pages stand below one, where a forge would show the directive as it is typed."""
    depth = page.count("/") + 1
    source[0] = BESIDE.sub(lambda link: link[1] if link[0].count("../") == depth else link[0], source[0])
    for title, pages in BELOW.get(page, ()):
        within = f"{page.rpartition('/')[0]}/" if "/" in page else ""
        listed = "\n".join(each.removeprefix(within) for each in pages)
        source[0] += f"\n```{{toctree}}\n:hidden:\n:glob:\n:caption: {title}\n\n{listed}\n```\n"


def setup(app: Any) -> dict[str, bool]:
    """Say when that is done."""
    app.connect("source-read", add_contents)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
