"""A request id: the same command by the same person replays, anything else is refused, for every verb that writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from casactl.cli.call import Call, Kept, marks_of
from casactl.cli.filters import filter_options
from casactl.cli.loader import load_verb, shared_params
from casactl.cli.tree import TREE, verb_for
from tests.casa import Casa
from tests.cli.writing_lines import ANN, CONTACTS, LINES, line_of, office

BY_INPUT = {"portal activate", "user set-password"}
"""Verbs that read a secret; tests of their own."""
EACH_COUNTS = {"portal serve", "portal view", "portal sign-in", "due run", "outbox send", "outbox print"}
"""Verbs of which every run counts, or that are safe to repeat by themselves."""
NOTHING_TO_TAKE_BACK = {"portal unblock"}
MACHINE = {"workspace add", "workspace use", "workspace remove", "workspace backup", "workspace restore",
           "workspace move", "workspace migrate", "workspace test-mail", "demo"}  # fmt: skip
"""Verbs about this machine and whole stores: no operation of a workspace's log."""

COMMANDS = [f"{noun} {name}" for noun, each in TREE.items() for name in each.verbs]


def test_the_table_holds_every_verb_that_writes() -> None:
    looks = re.compile(r":view$|^contact\.(export|history)$|^$")

    def writes(words: str) -> bool:
        verb = verb_for(words)
        assert verb is not None
        return bool(verb.writes) or not looks.search(verb.right)

    writing = {words for words in COMMANDS if writes(words)} | {"undo"}
    assert writing - MACHINE - EACH_COUNTS - BY_INPUT == set(LINES) | NOTHING_TO_TAKE_BACK


def stored(casa: Casa) -> list[list[tuple[object, ...]]]:
    tables = ("contact", "operation", "change", "chain", "outbox", "message", "engagement", "users", "setting")
    return [sorted(rows, key=repr) for rows in casa.tables(tables).values()]


@pytest.mark.parametrize("words", list(LINES))
def test_F4_a_request_is_repeated_or_refused(
    filled: Callable[[Callable[[Casa], None]], Casa], words: str, tmp_path: Path
) -> None:
    casa = filled(office)
    line = f"{line_of(casa, words, tmp_path)} --request-id r -o json"
    first = casa.run(line)
    assert first.json["operation"], first.stderr
    before = stored(casa)

    again = casa.run(line)
    assert (again.exit_code, again.json) == (first.exit_code, first.json)
    shown = casa.run(f"{line} -o ids -q -v --color always --lock-wait 5s --no-input")
    assert shown.exit_code == first.exit_code

    for other in (*LINES[words][1], f"--actor {ANN}"):
        refused = casa.run(f"{line} {other.format(picture=tmp_path / 'picture.png', file=tmp_path / 'file.txt')}")
        assert (refused.exit_code, refused.error["code"]) == (5, "request.reused"), (other, refused)
        assert refused.stdout == ""
    assert stored(casa) == before


def parameters(words: str) -> Iterator[tuple[str, Any]]:
    """The parameters that a verb declares itself, and values of theirs that are not the default."""
    verb = verb_for(words)
    assert verb is not None
    for param in load_verb(words.partition(" ")[2] or words, verb, words.partition(" ")[0]).own:
        if isinstance(param.default, bool) or (param.is_flag if hasattr(param, "is_flag") else False):
            yield param.name, not param.default
        else:
            yield param.name, ["zz"] if param.multiple or param.nargs == -1 else "zz"


def called(words: str, given: dict[str, Any], filters: dict[str, Any]) -> str:
    verb = verb_for(words)
    assert verb is not None
    command = load_verb(words.partition(" ")[2] or words, verb, words.partition(" ")[0])
    call = Call(words, "", "", given, command.own, lambda: marks_of(command.function))
    return call.command(filters, None).fingerprint


@pytest.mark.parametrize("words", [*COMMANDS, "undo"])
def test_F4_every_parameter_of_every_verb_tells_requests_apart(words: str) -> None:
    prints = {called(words, {}, {})}
    given: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({name: value}, {}) for name, value in parameters(words) if (words, name) not in SECRET and name not in WRITTEN
    ]
    verb = verb_for(words)
    if verb and verb.filters:
        given += [
            ({}, {param.name.removesuffix("_filter"): "zz"}) for param in shared_params(filter_options, "Filters")
        ]

    prints |= {called(words, *each) for each in given}

    assert len(prints) == 1 + len(given)


SECRET = {("workspace add", "database"), ("workspace move", "database")}
"""What may hold a password."""
WRITTEN = {"editor"}
"""How a text is brought: the text itself counts."""
DIGESTS = {(f"message {verb}", name) for verb in ("send", "receive", "broadcast") for name in ("subject", "text")}
"""What is about people, and kept where erasure finds it."""


def test_what_the_log_does_not_hold_is_marked_where_it_is_declared() -> None:
    marked = {
        (words, name): mark
        for words in COMMANDS
        if (verb := verb_for(words))
        for name, mark in marks_of(load_verb(words.partition(" ")[2], verb, words.partition(" ")[0]).function).items()
    }

    assert {key for key, mark in marked.items() if mark is Kept.NOT and key[1] not in WRITTEN} == SECRET
    assert {key for key, mark in marked.items() if mark is Kept.AS_DIGEST} - {("message preview", "subject")} == DIGESTS


@pytest.mark.parametrize(
    ("line", "first", "other"),
    [
        ("contact lock - --reason x", "1\n2\n", "1\n3\n"),
        ("note add 1 --text -", "One", "Two"),
        ("message send 1 --subject x --text -", "One", "Two"),
        ("task add --contact 1 --title x --text -", "One", "Two"),
        ("task done -", "1\n", "2\n"),
        ("contact merge 1 - -y", "2\n", "3\n"),
        ("contact import -", CONTACTS, CONTACTS + "tenant,An,Other\n"),
    ],
)
def test_F4_what_standard_input_holds_tells_requests_apart(casa: Casa, line: str, first: str, other: str) -> None:
    for name in ("Joe Bloggs", "Ann Other", "Max Third"):
        casa.tenant(name, email=f"{name[:3]}@example.com")
    casa.ok("task add --contact 1 --title x")
    casa.ok("task add --contact 1 --title y")

    done = casa.ok(f"{line} --request-id r -o json", stdin=first)

    assert casa.ok(f"{line} --request-id r -o json", stdin=first).json == done.json
    assert casa.run(f"{line} --request-id r", stdin=other).exit_code == 5


def test_F4_what_a_file_holds_tells_requests_apart(casa: Casa, tmp_path: Path) -> None:
    casa.tenant()
    file = tmp_path / "letter.txt"
    file.write_text("One", "utf-8")
    line: list[str | int] = ["document", "add", "1", str(file), "--request-id", "r", "-o", "json"]
    done = casa.ok(line)

    assert casa.ok(line).json == done.json
    file.write_text("Two", "utf-8")
    assert casa.run(line).error["code"] == "request.reused"


def test_F4_a_repeated_secret_is_proved_and_kept_nowhere(casa: Casa) -> None:
    casa.ok(["user", "add", ANN, "--name", "Ann Lee", "--type", "staff"])
    line = f"user set-password {ANN} --request-id r -o json"
    done = casa.ok(line, stdin="correct horse battery\n")

    assert casa.ok(line, stdin="correct horse battery\n").json == done.json
    assert casa.run(line, stdin="another horse battery\n").error["code"] == "request.reused"
    assert "horse" not in str(casa.rows("select payload from operation"))


@pytest.mark.parametrize(
    "line", ["due run", "outbox send", "outbox print x.pdf", "portal view 1 --reason x", "portal sign-in a@example.com"]
)
def test_a_verb_of_which_every_run_counts_takes_no_request_id(casa: Casa, line: str) -> None:
    casa.tenant("Joe Bloggs", email="a@example.com")
    casa.ok("contact lock 1 --reason x --on +1d")
    casa.travel(to="2026-12-01")
    casa.ok("message send 1 --subject x --text y --no-send")
    before = stored(casa)

    refused = casa.run(f"{line} --request-id r", stdin="password\n")

    assert (refused.exit_code, stored(casa)) == (2, before)


def test_a_message_leaves_only_digests_of_its_words_in_the_log(casa: Casa) -> None:
    casa.tenant("Joe Bloggs", email="a@example.com")
    done = casa.ok("message send 1 --subject Water --text 'Off on Monday' --no-send -o json")

    shown = casa.ok(f"log show {done.json['operation']} -o json").json["arguments"]

    assert set(shown) == {"refs", "subject", "text", "no_send"}
    assert all(shown[name].startswith("sha256:") for name in ("subject", "text"))
