"""The list of messages: whose, since when, which way, and nothing but messages."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.casa import Casa

WORDS = ["id", "contact_id", "direction", "at", "subject", "text"]
KEYS = [*WORDS[:2], "display_name", *WORDS[2:], "state", "channel", "read_at", "letters", "undelivered", "documents"]


def words_of(found: list[dict[str, Any]]) -> list[list[Any]]:
    """What was written, without what became of the letters."""
    return [[each[key] for key in WORDS] for each in found]


def write(casa: Casa, number: int, subject: str = "Water", text: str = "Off.") -> None:
    casa.ok(["message", "send", number, "--subject", subject, "--text", text, "--no-send"])


def record(casa: Casa, number: int, subject: str = "Key", text: str = "Here.") -> None:
    casa.ok(["message", "receive", number, "--subject", subject, "--text", text])


def listed(casa: Casa, words: str = "") -> list[int]:
    return casa.ok(f"message list {words} -o ids").ids


def test_messages_are_listed_the_newest_first_in_the_documented_shape(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    write(casa, joe)
    record(casa, joe)

    found = casa.ok("message list -o json").json

    assert [list(each) for each in found] == [KEYS, KEYS]
    assert [(each["direction"], each["subject"], each["text"]) for each in found] == [
        ("in", "Key", "Here."), ("out", "Water", "Off."),
    ]  # fmt: skip
    assert found[0]["at"].endswith("Z")
    assert casa.ok("message list -o jsonl").lines == found
    assert list(csv.DictReader(io.StringIO(casa.ok("message list -o csv").stdout)))[1]["text"] == "Off."


def test_MC_23_what_was_written_before_an_archive_stays_readable(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    write(casa, joe)
    record(casa, joe)
    before = words_of(casa.ok(f"message list {joe} -o json").json)

    casa.ok(f"contact archive {joe}")

    assert words_of(casa.ok(f"message list {joe} -o json").json) == before
    assert words_of(casa.ok("message list -o json").json) == before
    assert len(casa.contact(joe).messages) == 2


def test_one_persons_messages(casa: Casa) -> None:
    joe, ann = casa.tenant(email="joe@example.com"), casa.tenant("Ann Archer", email="ann@example.com")
    write(casa, joe)
    write(casa, ann)

    assert listed(casa, "ann@example.com") == [2]
    assert listed(casa, "joe@example.com") == [1]
    assert casa.run("message list nobody@example.com").exit_code == 4


def test_a_merged_number_shows_the_winners(casa: Casa) -> None:
    joe, double = casa.tenant(email="joe@example.com"), casa.tenant("Joe Blogs", email="jo@example.com")
    write(casa, joe)
    write(casa, double)
    casa.ok(f"contact merge {joe} {double} --yes")

    assert listed(casa, str(double)) == [2, 1]
    assert listed(casa, str(joe)) == [2, 1]


def test_by_direction_and_by_day(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    write(casa, joe)
    casa.travel(to="2026-11-25")
    record(casa, joe)

    assert listed(casa, "--direction in") == [2]
    assert listed(casa, "--direction OUT") == [1]
    assert listed(casa, "--since today") == [2]
    assert listed(casa, "--since 2026-11-23") == [2, 1]
    assert listed(casa, "--since tomorrow") == []


def test_pages_joined_are_the_whole_list(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    for n in range(5):
        record(casa, joe, subject=f"No {n}")

    assert listed(casa, "--limit 2") == [5, 4]
    assert listed(casa, "--limit 2 --after 4") == [3, 2]
    assert listed(casa, "--limit 2 --after 2") == [1]
    assert listed(casa, "--after 1") == []


def test_system_mail_is_not_listed(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    casa.ok(f"contact invite {joe}")

    assert listed(casa) == []
    assert casa.rows("select count(*) from outbox") == [(1,)]


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "ids", "table"])
def test_an_empty_list_is_an_empty_result(casa: Casa, format_: str) -> None:
    done = casa.ok(f"message list -o {format_}")

    assert done.stdout == {"json": "[]\n", "csv": ",".join(KEYS) + "\n"}.get(format_, "")


@pytest.mark.parametrize(
    "words", ["--direction up", "--direction ''", "--since someday", "--limit 0", "--limit x", "--after -1", "1 2"]
)
def test_nonsense_is_refused(casa: Casa, words: str) -> None:
    casa.tenant()

    assert casa.run(f"message list {words}").exit_code == 2


def test_a_text_of_any_script_comes_back_as_it_was_and_acts_on_no_terminal(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    text = "Κύριε Joe,\n\n\tдобрый день 🏠 \u202eمرحبا\u202c [bold]x[/bold] :house:\n=1+1"
    record(casa, joe, subject="=HYPERLINK() 水", text=text)

    found = casa.ok("message list -o json").json[0]
    line = casa.ok("message list").stdout

    assert (found["subject"], found["text"]) == ("=HYPERLINK() 水", text)
    assert "[bold]x[/bold] :house:" in line
    assert "\u202e" not in line
    assert "^J" in line
    assert len(line.splitlines()) == 1


def test_the_profile_shows_the_last_messages(casa: Casa) -> None:
    joe = casa.tenant(email="joe@example.com")
    for n in range(12):
        record(casa, joe, subject=f"No {n}")

    shown = casa.contact(joe).messages

    assert [list(each) for each in shown] == [KEYS] * 10
    assert [each["subject"] for each in shown[:2]] == ["No 11", "No 10"]
