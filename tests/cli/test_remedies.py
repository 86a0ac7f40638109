"""Every remedy that the program can give is a command of its tree; nobody words a command by hand (S7)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest

from casactl.cli.context import App
from casactl.cli.loader import root
from casactl.cli.tree import ABSENT, TOP, TREE
from tests.source import calls, trees

VERBS = [f"{noun} {verb}" for noun, each in TREE.items() for verb in each.verbs] + list(TOP)
TYPED_FOR_REAL = {
    "cli/top/demo.py": "the tour runs them",
    "cli/help_page.py": "help of the program itself",
    "cli/loader.py": "help of the program itself",
    "cli/globals.py": "help of an option",
    "cli/top/office.py": "help of an option",
    "web/doors.py": "for whoever works in a terminal, said in a browser",
}
"""Where a text may hold a command line, and why it is no remedy."""

FIRST = [re.escape(words) for words in [*VERBS, *(f"{noun} {{}}" for noun in TREE)]]
BY_HAND = re.compile(rf"\bcasactl (?:-|\{{\}} [-\w]|NOUN\b|(?:{'|'.join(FIRST)})(?!\w))")


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The strings of a module, formatted ones with `{}` for what is filled in; without docstrings."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | parts:
            yield node.lineno, node.value


@pytest.mark.parametrize(
    "text", ["see casactl contact list", "casactl contact {}", "casactl {} list", "casactl --help", "casactl undo 3"]
)
def test_a_command_line_is_known_when_it_is_seen(text: str) -> None:
    assert BY_HAND.search(text)


def test_no_text_holds_a_command_line() -> None:
    found = {file: text for file, tree in trees() for _, text in texts(tree) if BY_HAND.search(text)}

    assert found.keys() == TYPED_FOR_REAL.keys()


DYNAMIC = {"contact {}": ("unarchive", "activate"), "{}": ("report overview",), "{} {}": ("contact list",)}
"""What stands for the blank of a verb that is put together, where it is not a kind of work."""


def verbs_of(node: ast.expr) -> list[str]:
    """The verbs that an expression may come to."""
    if isinstance(node, ast.Name) and node.id == "verb":
        return [absent.instead[0] for each in ABSENT.values() for absent in each.values()]
    if isinstance(node, ast.Constant):
        word = str(node.value)
    elif isinstance(node, ast.JoinedStr):
        word = "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values)
    else:
        word = "{}"
    word = re.sub(r"\{\w+\}", "{}", word)
    kinds = ("task", "project", "event", "plan", "contract")
    blanks = word.count("{}")
    return [word.format(*each.split(" ", blanks - 1)) for each in DYNAMIC.get(word, kinds)] if blanks else [word]


def typed(node: ast.expr) -> str:
    """A word as somebody could type it: what is known when the program is written, else a number."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return str(getattr(node.args[0], "value", 1)) if isinstance(node, ast.Call) and node.args else "1"


def line_of(call: ast.Call) -> list[str]:
    words = [typed(word) for word in call.args[1:]]
    for option in call.keywords:
        name = str(option.arg).rstrip("_").replace("_", "-")
        mark = f"-{name}" if len(name) == 1 else f"--{name}"
        if name != "why":
            flag = isinstance(option.value, (ast.Compare, ast.Attribute)) and name in ("outside", "unknown", "remember")
            flag = flag or (isinstance(option.value, ast.Constant) and option.value.value is True)
            words += [mark] if flag else [mark, typed(option.value)]
    return words


def parsed(words: list[str]) -> str:
    """Parse a whole line as the program would, without running it; gives the command that was found."""
    app = App()
    context: Any = root().make_context("casactl", list(words), obj=app)
    command = context.command
    while hasattr(command, "resolve_command"):
        left = [*context._protected_args, *context.args]
        name, command, left = command.resolve_command(context, left)
        context = command.make_context(name, left, parent=context)
    return str(context.command_path).removeprefix("casactl ")


def test_every_remedy_is_a_line_that_the_program_takes() -> None:
    for place, call in calls("Remedy").items():
        if any(option.arg is None for option in call.keywords):
            continue  # it stands in a table, each line of which is tried (test_other_words.py)
        words = line_of(call)
        for verb in verbs_of(call.args[0]):
            if "--help" in words:
                assert verb in VERBS or verb in TREE or verb in ("", "NOUN VERB"), f"{place}: {verb}"
            else:
                assert verb in VERBS, f"{place}: {verb}"
                assert parsed([*verb.split(), *words]) == verb, place
