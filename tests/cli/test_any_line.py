"""No line whatsoever is a traceback: words put together at random, and every verb with odd values."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from casactl.cli.loader import load_verb
from casactl.cli.tree import TOP, TREE
from tests.casa import Casa
from tests.clock import StillClock
from tests.length import by_length
from tests.templates import sqlite_copy

pytestmark = pytest.mark.probe

ODD = [
    "", " ", "-", "--", "0", "1", "2", "-1", "99999999999999999999", "1.5", "٣", "\u202e", "\x1b[31m", "[red]", "%",
    "%s", "{}", "{id}", "\\", "'", '"', "'; drop table contact; --", "x" * 3000, "😀", "\udc80", "a@b",
    "a@x.com, b@y.com",
    "ref:", "ref:T-1", "+", "+44", "2026-02-30", "9999-12-31", "10000-01-01", "+99999999999y", "eom", "tomorrow", "=",
    "k=", "=v", "k=v", "Rose", "Rose/Block", "/", "//", "/dev/null", ".", "..", "nothere.csv", "tenant", "company",
    "Joe", "joe@example.com", "Joe Bloggs", "UTC", "GBP", "timezone", "json", "sqlite:///", "postgresql://", "é",
    "\u0301",
]  # fmt: skip
SLOW = {("top", "demo"), ("portal", "serve")}
VERBS = [(noun, name) for noun, each in TREE.items() for name in each.verbs] + [("top", name) for name in TOP]


def options_of(noun: str, name: str) -> list[str]:
    verb = TOP[name][1] if noun == "top" else TREE[noun].verbs[name]
    return [option for param in load_verb(name, verb).params for option in param.opts if option.startswith("-")]


@pytest.fixture(scope="module")
def offices(run_root: Path, tmp_path_factory: pytest.TempPathFactory, pooled: None) -> Casa:
    folder = tmp_path_factory.mktemp("office") / "main"
    casa = Casa(sqlite_copy(run_root, folder), folder, folder / "config.toml", StillClock())
    casa.property("Rose/Block/1")
    casa.tenant("Joe Bloggs", email="joe@example.com", external_id="T-1", at="Rose/Block/1", tag=["vip"])
    casa.company("Acme")
    casa.ok("contact archive 2 --on 2027-01-01")
    return casa


def check(casa: Casa, line: list[str], stdin: str | bytes = "") -> None:
    done = casa.run(line, stdin=stdin)

    assert done.exit_code in (0, 2, 3, 4, 5, 7, 8, 10, 11), (line, done)
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr
    if done.exit_code in (2, 4, 7, 8, 10, 11):
        assert done.stdout == "" or "check" in line or "verify" in line or "doctor" in line, (line, done)
        helped = line[-1] == "--" and "Usage: casactl" in done.stderr  # as behind a noun alone
        assert "error[" in done.stderr or '"error"' in done.stderr or helped, (line, done)


@pytest.mark.parametrize(("noun", "name"), [verb for verb in VERBS if verb not in SLOW])
@hypothesis.given(data=st.data())
@hypothesis.settings(
    max_examples=by_length(3, 12),
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.reuse, hypothesis.Phase.generate],
)
def test_a_verb_with_odd_words_is_an_error_in_words(
    machine: Path, offices: Casa, noun: str, name: str, data: st.DataObject
) -> None:
    start = [name] if noun == "top" else [noun, *name.split()]
    options = [option for option in options_of(noun, name) if option not in ("--config", "--delete-data")]
    word = st.sampled_from(ODD) | st.text(max_size=8)
    pieces = data.draw(st.lists(st.one_of(word, st.sampled_from(options), word), max_size=6))
    stdin = data.draw(st.sampled_from([b"", b"1\n", b"\n", b"x" * 100, b"\xff\xfe", b"\0\0", b"type,name\nking,x\n"]))

    check(offices, [*start, *pieces, "-n", "-y", "--lock-wait", "0.1s"], stdin)


@pytest.mark.parametrize("word", ODD)
def test_a_single_odd_word_anywhere_is_an_error_in_words(machine: Path, offices: Casa, word: str) -> None:
    for line in (
        [word], ["contact", word], ["contact", "show", word], ["contact", "list", "--match", word],
        ["-w", word, "contact", "list"], ["contact", "find", word],
        ["contact", "list", "--fields", word], ["-o", word, "contact", "list"],
        ["contact", "attach", "1", word, "-n"], ["contact", "archive", "1", "--on", word, "-n"], ["log", "show", word],
        ["undo", word, "-n"], ["due", "cancel", word, "-n"], ["contact", "edit", "1", "--custom", word, "-n"],
        ["contact", "edit", "1", "--phone", word, "-n"], ["contact", "edit", "1", "--tag", word, "-n"],
        ["log", "list", "--since", word], ["log", "verify", "--expect-head", word], ["property", "show", word],
        ["workspace", "set", word, word, "-n"], ["help", word], ["contact", "list", "--created-since", word],
    ):  # fmt: skip
        check(offices, line)
