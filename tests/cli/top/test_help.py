"""`casactl help`: topics as text, as JSON, and for somebody who mistypes one."""

from __future__ import annotations

from pathlib import Path

import pytest

from casactl.render.topics import TOPICS, topic_text
from casactl.render.view import View
from tests.run import run


@pytest.fixture(autouse=True)
def nobodys(machine: Path) -> Path:
    return machine


def test_help_alone_lists_the_topics() -> None:
    listed = run("help")

    assert listed.exit_code == 0
    assert [line.split("\t")[0] for line in listed.stdout.splitlines()] == list(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_plain_text_off_a_terminal_and_an_object_in_json(topic: str) -> None:
    assert run(["help", topic]).stdout == topic_text(topic)
    assert run(["help", topic, "-o", "json"]).json == {"topic": topic, "text": topic_text(topic)}


def test_a_mistyped_topic_is_not_found_and_the_near_one_is_named() -> None:
    missed = run("help exit-code -o json")

    assert missed.exit_code == 4
    assert missed.error["code"] == "help.no-such-topic"
    assert "Did you mean exit-codes?" in missed.error["message"]


def test_a_command_asked_for_as_a_topic_leads_to_its_help() -> None:
    assert run("help contact").stdout == run("contact --help").stdout


def test_an_address_stands_once_in_a_topic_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(View, "terminal", property(lambda view: view.format == "table"))

    shown = "".join(run("help import-profiles -o table").stdout.split())

    assert shown.count("https://support.mozilla.org/kb/thunderbird-export") == 1
