"""The log as people and programs read it."""

from __future__ import annotations

import pytest

from tests.casa import Casa


@pytest.fixture
def busy(casa: Casa) -> Casa:
    casa.property("Rose")
    casa.tenant("Joe Bloggs", at="Rose")
    casa.travel(to="2026-11-25")
    casa.tenant("Ann Other")
    casa.ok("contact archive 2 --reason 'moved out'")
    casa.ok("undo -y")
    return casa


def test_the_list_has_the_documented_shape_newest_first(busy: Casa) -> None:
    found = busy.ok("log list -o json").json

    assert [entry["operation"] for entry in found] == [6, 5, 4, 3, 2, 1]
    promised = ["operation", "at", "actor", "os_user", "verb", "summary", "contacts", "undoes", "undone_by"]
    assert all([key for key in entry if key in promised] == promised for entry in found)
    assert {entry["channel"] for entry in found} == {None}  # not through the portal
    assert (found[0]["verb"], found[0]["undoes"], found[1]["undone_by"]) == ("undo", 5, 6)
    assert found[1]["summary"] == "archived Ann Other (2)"
    assert found[1]["at"] == "2026-11-25T09:00:00.000000Z"


@pytest.mark.parametrize(
    ("filters", "operations"),
    [
        ("--contact 1", [3]), ("--contact 'Ann Other'", [6, 5, 4]), ("--since 2026-11-25", [6, 5, 4]),
        ("--since tomorrow", []), ("--verb contact.archive", [5]), ("--verb contact", [5, 4, 3]),
        ("--by nobody", []), ("--limit 2", [6, 5]), ("--limit 2 --after 5", [4, 3]),
    ],
)  # fmt: skip
def test_the_list_is_filtered(busy: Casa, filters: str, operations: list[int]) -> None:
    found = busy.run(f"log list {filters} -o json")

    assert found.exit_code == 0
    assert [entry["operation"] for entry in found.json] == operations


def test_an_operation_shows_who_when_and_what(busy: Casa) -> None:
    text = busy.ok("log show 5").stdout

    assert "contact.archive" in text
    assert "moved out" in text
    assert "active" in text
    assert "archived" in text
    found = busy.ok("log show 5 -o json").json
    assert found["operation"] == 5
    (change,) = found["changes"]
    assert {"field": "lifecycle", "before": "active", "after": "archived"} in change["fields"]


def test_the_head_is_one_line_to_keep(busy: Casa) -> None:
    head = busy.ok("log head").stdout.split()[0]

    assert len(head) == 64
    busy.ok(f"log verify --expect-head {head}")


def test_history_has_the_documented_shape(busy: Casa) -> None:
    found = busy.ok("contact history 2 -o json").json

    assert [event["verb"] for event in found] == ["undo", "contact.archive", "contact.add"]
    assert all(list(event) == ["operation", "at", "actor", "verb", "reason", "changes"] for event in found)
    assert found[1]["reason"] == "moved out"
    assert {"field": "lifecycle", "before": "active", "after": "archived"} in found[1]["changes"]
