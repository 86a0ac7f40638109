"""`property show`: who is attached since when, and who was."""

from __future__ import annotations

import pytest

from casactl.render.view import View
from tests.casa import Casa

UNIT = "Rose Court/Block A/12"


@pytest.fixture
def let(casa: Casa) -> Casa:
    """A unit with a tenant, and one who has left."""
    casa.property(UNIT)
    casa.tenant("Joe Bloggs", at=UNIT)
    casa.owner("Olive Owner", at=UNIT)
    casa.travel(to="2026-12-24")
    casa.ok(f"contact detach 1 '{UNIT}' --on 2026-12-23")
    return casa


def test_the_present_come_first_then_the_past_with_their_last_day(let: Casa) -> None:
    shown = let.ok(f"property show '{UNIT}' -o json").json

    assert shown == {
        "id": 3, "kind": "unit", "name": "12", "path": UNIT, "attached": 1, "retired": False, "children": 0,
        "share": None,
        "attachments": [
            {"contact_id": 2, "display_name": "Olive Owner", "lifecycle": "active", "role": "owner",
             "from": "2026-11-23", "to": None},
            {"contact_id": 1, "display_name": "Joe Bloggs", "lifecycle": "active", "role": "tenant",
             "from": "2026-11-23", "to": "2026-12-23"},
        ],
        "version": 1,
    }  # fmt: skip


def test_lines_for_programs(let: Casa) -> None:
    lines = let.ok(f"property show '{UNIT}' -o tsv").stdout.splitlines()

    assert f"path\t{UNIT}" in lines
    assert "attachment\t1\tJoe Bloggs\tactive\ttenant\t2026-11-23\t2026-12-23" in lines


def test_a_terminal_shows_names_and_dates(let: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(View, "terminal", property(lambda view: view.format == "table"))

    shown = let.ok(f"property show '{UNIT}'").stdout

    assert shown.splitlines()[:2] == [UNIT, "unit no 3, version 1"]
    assert "Olive Owner" in shown
    shown = let.ok("property show 'Rose Court'").stdout
    assert "nobody was ever attached to it itself; who is below:" in shown
    assert 'casactl contact list --property "Rose Court"' in " ".join(shown.split())


@pytest.mark.parametrize("ref", ["12", "3", "block a/12", "ROSE COURT/BLOCK A/12"])
def test_a_number_or_the_end_of_a_path_is_enough(let: Casa, ref: str) -> None:
    assert let.ok(["property", "show", ref, "-o", "ids"]).ids == [3]


def test_an_end_that_fits_several_is_ambiguous_and_they_are_listed(let: Casa) -> None:
    let.property("Elm Row/Block A/12")

    lost = let.run("property show 'Block A/12' -o json")

    assert (lost.exit_code, lost.error["code"]) == (4, "property.ambiguous")
    assert "Elm Row/Block A/12" in lost.error["message"]


@pytest.mark.parametrize("ref", ["", "/", "Nowhere", "99", "9" * 40, "\x1b[31m", "'; drop table property; --"])
def test_what_is_not_there_is_not_found(let: Casa, ref: str) -> None:
    lost = let.run(["property", "show", ref])

    assert (lost.exit_code, lost.stdout) == (4, "")
    assert "\x1b" not in lost.stderr
