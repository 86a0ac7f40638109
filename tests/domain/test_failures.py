"""The table of failures and the places that raise them say the same."""

from __future__ import annotations

import ast
from string import Formatter

from casactl import errors
from casactl.domain.failure_table import FAILURES
from casactl.domain.failures import failure
from casactl.domain.remedy import Remedy
from casactl.errors import CasaError, NotFound
from tests.source import calls, trees
from tests.worded import hinted


def code_of(call: ast.Call) -> str:
    (code,) = [node.value for node in call.args[:1] if isinstance(node, ast.Constant)]
    return str(code)


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def blanks_of(remedy: Remedy) -> set[str]:
    words = [*remedy.words, *(word for _, word in remedy.options)]
    return set[str]().union(*(blanks(word) for word in words if isinstance(word, str)), blanks(remedy.verb))


def test_every_row_is_raised_and_every_code_that_is_raised_has_a_row() -> None:
    assert {code_of(call) for call in calls("failure").values()} == set(FAILURES)
    assert list(FAILURES) == sorted(FAILURES)


def test_no_code_is_given_beside_the_table_so_that_the_page_of_codes_knows_all() -> None:
    kinds = {name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, CasaError)}
    beside = [
        f"{file}:{node.lineno}"
        for file, tree in trees(word='code="')
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds
        if any(word.arg == "code" and isinstance(word.value, ast.Constant) for word in node.keywords)
    ]
    assert beside == []


def test_each_is_given_just_the_words_that_its_row_has_blanks_for() -> None:
    for place, call in calls("failure").items():
        row = FAILURES[code_of(call)]
        given = {str(word.arg) for word in call.keywords} - {"hint", "rule", "row"}
        worded = len(call.args) == 1

        needed = blanks(row.sentence) if worded else set()
        if isinstance(row.hint, Remedy) and not any(word.arg == "hint" for word in call.keywords):
            needed |= blanks_of(row.hint)
        assert given == needed, place
        assert bool(row.sentence) or not worded, f"{place}: nobody words it"


def test_a_failure_has_the_exit_of_its_row_and_its_words() -> None:
    found = failure("contact.no-avatar", contact="{7}")

    assert isinstance(found, NotFound)
    assert (found.code, found.exit, found.rule) == ("contact.no-avatar", 4, "SD-16")
    assert found.message == "Contact {7} has no picture."
    assert hinted(found) == ['casactl contact edit "{7}" --avatar FILE']


def test_a_hint_is_filled_as_data() -> None:
    assert hinted(failure("config.unknown-workspace", name="$(touch x)", path="/c", known="main")) == [
        "casactl workspace add '$(touch x)'"
    ]
