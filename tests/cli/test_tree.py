"""The command tree says the same as the code that it points to."""

from __future__ import annotations

import importlib
import inspect

import pytest

from casactl.cli.nouns.verb import Verb
from casactl.cli.tree import TOP, TREE
from tests.run import run

VERBS: dict[str, Verb] = {f"{noun} {name}": verb for noun, each in TREE.items() for name, verb in each.verbs.items()}
VERBS |= {name: verb for name, (_, verb) in TOP.items()}


def function(verb: Verb) -> object:
    module, _, name = verb.target.partition(":")
    return getattr(importlib.import_module(f"casactl.cli.{module}"), name)


@pytest.mark.parametrize("words", list(VERBS))
def test_the_line_of_help_is_the_docstring(words: str) -> None:
    first = (inspect.getdoc(function(VERBS[words])) or "").splitlines()[0]

    assert VERBS[words].help == first


@pytest.mark.parametrize("words", list(VERBS))
def test_every_verb_has_help_with_its_line_and_the_global_options(words: str) -> None:
    done = run(f"{words} --help")

    assert (done.exit_code, done.stderr) == (0, "")
    text = " ".join(done.stdout.split())
    assert VERBS[words].help.split()[0] in text
    assert f"Usage: casactl {words}" in text
    assert "casactl help options" in text
    for option in ("--type", "--property", "--match") if VERBS[words].filters else ():
        assert option in text, option


@pytest.mark.parametrize("noun", list(TREE))
def test_a_nouns_help_lists_its_verbs(noun: str) -> None:
    done = run(f"{noun} --help")

    assert done.exit_code == 0
    for name in TREE[noun].verbs:
        assert f" {name.partition(' ')[0]} " in done.stdout


GROUPS = [(noun, group) for noun, each in TREE.items() for group in each.groups]


@pytest.mark.parametrize(("noun", "group"), GROUPS)
def test_a_groups_help_lists_its_verbs_only(noun: str, group: str) -> None:
    done = run(f"{noun} {group} --help")

    assert done.exit_code == 0
    assert f"Usage: casactl {noun} {group}" in done.stdout
    assert " ".join(TREE[noun].groups[group].split()[:4]) in done.stdout
    own = {name.partition(" ")[2] for name in TREE[noun].verbs if name.startswith(f"{group} ")}
    listed = done.stdout.partition("Verbs:\n")[2].partition("\n\n")[0].splitlines()
    assert {line.split()[0] for line in listed if line[2:3].strip()} == own


def test_every_verb_of_two_words_is_in_a_group_that_is_explained() -> None:
    found = {(noun, name.split()[0]) for noun, each in TREE.items() for name in each.verbs if " " in name}

    assert found == set(GROUPS)
    assert all(name.count(" ") <= 1 for each in TREE.values() for name in each.verbs)


def test_a_mistyped_verb_of_a_group_is_answered_with_the_near_one() -> None:
    done = run("workspace field lst")

    assert (done.exit_code, "list" in done.stderr) == (2, True)
    assert run(["workspace", "field list"]).exit_code == 2


def test_the_programs_help_lists_every_noun_and_loads_none_of_their_verbs() -> None:
    done = run("--help")

    assert all(f" {word} " in done.stdout for word in [*TREE, *TOP])


@pytest.mark.parametrize("topic", ["exit-codes", "output", "dates", "import", "selection"])
def test_each_topic_is_explained(topic: str) -> None:
    done = run(f"help {topic}")

    assert (done.exit_code, done.stderr) == (0, "")
    assert len(done.stdout) > 300


def test_the_topic_of_exit_codes_names_each() -> None:
    text = run("help exit-codes").stdout

    for code in (*range(12), 130):
        assert any(line.split()[:1] == [str(code)] for line in text.replace("|", " ").splitlines()), code


def test_an_unknown_topic_lists_the_topics() -> None:
    done = run("help dogs -o json")

    assert done.exit_code in (2, 4)
    assert "exit-codes" in done.stderr
