"""The program's own source, as a tree: for tests of what stands in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import casactl

SOURCE = Path(casactl.__file__).parent


def trees(*, word: str = "") -> Iterator[tuple[str, ast.Module]]:
    """Every module below `casactl` by its file, or those alone in which the word stands."""
    for path in sorted(SOURCE.rglob("*.py")):
        if word in (text := path.read_text("utf-8")):
            yield str(path.relative_to(SOURCE)), ast.parse(text)


@cache
def calls(name: str) -> dict[str, ast.Call]:
    """Every call of a function by that name, by its file and line. Slow: for the inside of a test, not of a module."""
    return {
        f"{file}:{node.lineno}": node
        for file, tree in trees(word=f"{name}(")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    }
