"""What is said about showing is judged before the work: a line that cannot be shown has changed nothing."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.cli.test_requests import stored
from tests.cli.writing_lines import LINES, line_of, office

Fill = Callable[[Callable[[Casa], None]], Casa]


@pytest.mark.parametrize("words", list(LINES))
def test_A1_a_mistyped_field_is_refused_before_anything_is_changed(filled: Fill, words: str, tmp_path: Path) -> None:
    casa = filled(office)
    line = line_of(casa, words, tmp_path)
    before = stored(casa)

    for shown in ("--fields bogus", "--fields bogus -o json", "-o bogus", "--color bogus"):
        refused = casa.run([*shlex.split(line), *shown.split()])
        assert (refused.exit_code, refused.stdout) == (2, ""), (shown, refused)
    assert stored(casa) == before


@pytest.mark.parametrize(
    "line",
    ["due run", "outbox send", "outbox print {folder}/letters.pdf", "workspace backup {folder}/a.backup",
     "workspace add other --database sqlite:///{folder}/other.db", "workspace migrate", "portal unblock 11",
     "portal view 11 --reason x", "portal view 11 --reason x --open"],
)  # fmt: skip
def test_A1_verbs_of_their_own_making_judge_fields_too(filled: Fill, line: str, tmp_path: Path) -> None:
    casa = filled(office)
    before = stored(casa)

    refused = casa.run(f"{line.format(folder=tmp_path)} --fields bogus -o json")

    assert (refused.exit_code, refused.error["code"]) == (2, "usage.unknown-field"), refused
    assert stored(casa) == before
    assert not any((tmp_path / name).exists() for name in ("letters.pdf", "a.backup", "other.db"))


def test_A1_a_line_of_a_batch_is_judged_alike(filled: Fill) -> None:
    casa = filled(office)
    before = stored(casa)
    line = "ledger charge 2 33 --for x --fields bogus\n"

    for atomic in ([], ["--atomic"]):
        done = casa.run(["batch", *atomic], stdin=line)
        assert done.exit_code in (2, 3, 5), done
        assert re.search(r'"exit": 2.*usage.unknown-field', done.stdout), done
    assert stored(casa) == before


def test_A1_fields_of_results_are_still_chosen(filled: Fill) -> None:
    casa = filled(office)

    assert casa.ok("ledger charge 2 33 --for x --fields id,outcome").stdout.endswith("\tcharged\n")
    assert casa.ok("ledger charge 2 34 --for x --fields no,outcome").stdout.endswith("\tcharged\n")
