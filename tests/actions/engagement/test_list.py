"""Lists of work, and who sees what of it."""

from __future__ import annotations

import pytest

from casactl.domain.engagements import KINDS
from tests.actions.engagement.helping import BEN, add, ben, shown
from tests.casa import Casa
from tests.cli.terminal import Terminal
from tests.conftest import Filled


def settle(casa: Casa) -> None:
    """Joe (1) in Rose Court, Ann (2) in Elm Row; tasks 1 to 5."""
    casa.property("Rose Court/12", kind="unit")
    casa.property("Elm Row/3", kind="unit")
    casa.tenant("Joe Bloggs", at="Rose Court/12", tag=["vip"])
    casa.owner("Ann Archer", at="Elm Row/3")
    ben(casa)
    add(casa, 1, "No day")
    add(casa, 1, "Later", due="2026-12-20", assign=BEN)
    add(casa, 2, "Sooner", due="2026-12-01", start="2026-11-20", assign=1)
    add(casa, 2, "Begins", start="2026-12-10", property="Rose Court/12")
    add(casa, 1, "Done with", due="2026-11-01")
    casa.ok("task done 5")


@pytest.fixture
def office(filled: Filled) -> Casa:
    """What `settle` makes."""
    return filled(settle)


def ids(casa: Casa, words: str = "", kind: str = "task") -> list[int]:
    return casa.ok(f"{kind} list {words} -o ids").ids


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [3, 4, 2, 1]), ("--state all", [5, 3, 4, 2, 1]), ("--state done", [5]), ("--state cancelled", []),
        ("--contact 1", [2, 1]), ("--contact 'Ann Archer'", [3, 4]), ("--assignee 1", [3]), (f"--assignee {BEN}", [2]),
        ("--assignee ''", [4, 1]), ("--due-before 2026-12-10", [3]), ("--due-since 2026-12-10", [4, 2]),
        ("--due-since 2026-12-01 --due-before 2026-12-20", [3, 4]), ("--tag vip", [2, 1]), ("--type owner", [3, 4]),
        ("--property 'Rose Court'", [4, 2, 1]), ("--property 'Elm Row/3'", [3, 4]), ("--match archer", [3, 4]),
        ("--limit 2", [3, 4]), ("--limit 2 --after 4", [2, 1]), ("--after 1", []),
        ("--state all --contact 1", [5, 2, 1]),
        ("--kind company", []), ("--lifecycle archived", []),
    ],
)  # fmt: skip
def test_work_is_listed_by_its_day_and_narrowed(office: Casa, words: str, found: list[int]) -> None:
    assert ids(office, words) == found


@pytest.mark.parametrize(
    ("words", "code"),
    [("--state lost", 2), ("--due-before soon", 2), ("--limit 0", 2), ("--after 99", 4), ("--contact 99", 4),
     ("--assignee nobody@example.com", 4), ("--property Nowhere", 4), ("--fields nothing", 2)],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_said(office: Casa, words: str, code: int) -> None:
    assert office.run(f"task list {words}").exit_code == code


def test_each_kind_has_a_list_of_its_own_by_its_own_day(office: Casa) -> None:
    add(office, 1, "Later", kind="plan", every="1y", next_visit="2027-01-01", due="2030-01-01")
    add(office, 1, "Sooner", kind="plan", next_visit="2026-12-01", due="2031-01-01")
    add(office, 1, "Two days", kind="event", start="2026-12-01", end="2026-12-02")
    add(office, 1, "Same day", kind="event", start="2026-11-30 23:59")

    assert ids(office, kind="plan") == [7, 6]
    assert ids(office, kind="event") == [9, 8]
    assert ids(office, "--due-before 2026-12-01", kind="event") == [9]
    assert ids(office, kind="project") == []


@pytest.mark.parametrize("kind", list(KINDS))
def test_nothing_to_list_is_an_empty_result(casa_sqlite: Casa, kind: str) -> None:
    assert casa_sqlite.ok(f"{kind} list -o json").json == []
    assert casa_sqlite.ok(f"{kind} list").stdout == ""
    assert casa_sqlite.ok(f"{kind} list -o csv").stdout.startswith("id,kind,contact_id,")


def test_on_a_terminal_there_are_days_names_and_words(casa_sqlite: Casa) -> None:
    casa_sqlite.tenant()
    add(casa_sqlite, 1, "Fix [red]the\u202e tap", due="2026-11-01")
    casa_sqlite.ok("workspace set date_format day-first")
    casa_sqlite.ok("contract add --contact 1 --title Letting --follow 1")

    with Terminal("task", "list") as terminal:
        assert terminal.end() == 0
    assert "1 Nov 2026" in terminal.stdout
    assert "Fix [red]the<U+202E> tap" in terminal.stdout
    with Terminal("contract", "show", "2") as terminal:
        assert terminal.end() == 0
    assert "to be signed" in terminal.stdout
    assert "Joe Bloggs (no 1)" in terminal.stdout


def test_off_a_terminal_a_piece_of_work_is_lines(office: Casa) -> None:
    office.ok("task edit 3 --follow 1")
    lines = dict(line.split("\t", 1) for line in office.ok("task show 3 -o tsv").stdout.splitlines())

    assert (lines["title"], lines["due"], lines["assignee"], lines["followers"]) == (
        "Sooner", "2026-12-01", "Joe Bloggs", "Joe Bloggs (no 1)",
    )  # fmt: skip


def test_who_is_fenced_sees_the_work_of_those_in_sight_and_that_it_is_taken(office: Casa) -> None:
    office.ok("user add eve@office.example --name Eve --type staff --community 'Elm Row'")
    eve = "--actor eve@office.example"

    assert ids(office, eve) == [3, 4]
    assert office.run(f"task show 1 {eve}").exit_code == 4
    found = office.ok(f"task show 3 {eve} -o json").json
    assert (found["assignee"], found["assignee_id"], found["assigned"]) == (None, None, True)
    assert "(out of sight)" in office.ok(f"task list {eve}").stdout
    assert "Joe" not in office.ok(f"task list {eve}").stdout
    assert office.ok(f"task assign 3 --to '' {eve} -o json").outcomes == ["assigned"]
    assert shown(office, 3)["assigned"] is False


def test_a_clerk_may_do_it_all_and_an_attorney_none_of_it(office: Casa) -> None:
    office.ok("user add law@firm.example --name Lex --type attorney --community 'Rose Court'")

    for words in ("list", "show 1", "add --contact 1 --title x", "edit 1 --title y", "assign 1 --to 2", "done 1"):
        office.ok(f"task {words} --actor {BEN}")
        denied = office.run(f"task {words} --actor law@firm.example -o json")
        assert (denied.exit_code, denied.error["code"]) == (5, "permission.denied")
    office.ok(f"event export - --actor {BEN}")
