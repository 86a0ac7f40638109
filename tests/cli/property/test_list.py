"""`property list`: a tree on a terminal, full values for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest

from casactl.render.view import View
from tests.casa import Casa


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Standard output that draws for a person, 100 columns wide."""
    monkeypatch.setattr(View, "terminal", property(lambda view: view.format == "table"))
    monkeypatch.setenv("COLUMNS", "100")
    return iter(())


def test_json_holds_exactly_what_is_promised(casa: Casa) -> None:
    casa.property("Rose Court/Block A/12")
    casa.tenant("Joe Bloggs", at="Rose Court/Block A/12")

    assert casa.ok("property list --kind unit -o json").json == [
        {"id": 3, "kind": "unit", "name": "12", "path": "Rose Court/Block A/12", "attached": 1, "retired": False,
         "share": None, "below": 0}
    ]  # fmt: skip


def test_nothing_there_is_an_empty_result(casa: Casa) -> None:
    assert casa.ok("property list -o json").json == []
    assert casa.ok("property list").stdout == ""
    assert casa.ok("property list -o csv").stdout == "id,kind,name,path,attached,retired,share,below\n"


def test_units_come_in_the_order_of_their_numbers_below_their_parents(casa: Casa) -> None:
    for path in ("Rose/B/10", "Rose/B/9", "Rose/B/1a", "Rose Court/A/2", "Rose-Garden"):
        casa.property(path)

    listed = [row["path"] for row in casa.ok("property list -o json").json]

    assert listed == [
        "Rose", "Rose/B", "Rose/B/1a", "Rose/B/9", "Rose/B/10", "Rose Court", "Rose Court/A", "Rose Court/A/2",
        "Rose-Garden",
    ]  # fmt: skip


def test_lines_for_programs_hold_full_values(casa: Casa) -> None:
    casa.property(f"{'x' * 150}/Block A")

    lines = [line.split("\t") for line in casa.ok("property list").stdout.splitlines()]

    assert lines[1] == ["2", "building", "Block A", f"{'x' * 150}/Block A", "0", "no", "", "0"]


def test_csv_and_fields(casa: Casa) -> None:
    casa.property("Rose, Court")

    rows = list(csv.DictReader(io.StringIO(casa.ok("property list -o csv").stdout)))

    assert rows[0]["name"] == "Rose, Court"
    assert casa.ok("property list --fields path,id").stdout == "Rose, Court\t1\n"
    assert casa.run("property list --fields nope").exit_code == 2
    assert casa.ok("property list -o ids").ids == [1]


def test_a_subtree_a_kind_and_a_limit(casa: Casa) -> None:
    for path in ("Rose Court/Block A/1", "Rose Court/Block A/2", "Elm Row/3"):
        casa.property(path, kind="unit")

    assert casa.ok("property list --in 'rose court/block a' -o ids").ids == [2, 3, 4]
    assert casa.ok("property list --kind unit --in 'Rose Court' -o ids").ids == [3, 4]
    assert casa.ok("property list --limit 2 -o ids").ids == [5, 6]


@pytest.mark.parametrize(
    ("words", "code"), [("--in Nowhere", 4), ("--in ''", 4), ("--kind flat", 2), ("--limit 0", 2), ("--limit x", 2)]
)
def test_nonsense_is_answered_with_an_exit_code_and_nothing_on_stdout(casa: Casa, words: str, code: int) -> None:
    done = casa.run(f"property list {words}")

    assert (done.exit_code, done.stdout) == (code, "")


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_the_tree_is_indented(casa: Casa) -> None:
    casa.property("Rose Court/Block A/12")

    lines = casa.ok("property list -o table").stdout.splitlines()

    assert [line[4:].split("  ")[0] or line[4:].strip() for line in lines[1:2]] == ["Rose Court"]
    assert lines[2].index("Block A") < lines[3].index("12")
    assert lines[-1] == "3 shown"


@pytest.mark.usefixtures("terminal")
def test_what_does_not_fit_on_a_terminal_is_shown_without_its_lowest_level(casa: Casa) -> None:
    for number in range(60):
        casa.property(f"Rose Court/Block A/{number}")

    shown = casa.ok("property list -o table").stdout

    assert "60" in shown
    assert "2 of 62 shown, units left out (--in PATH, --limit N)" in shown
    assert "61 of 62 shown" in casa.ok("property list -o table --limit 61").stdout
