"""Importing properties: any order of rows, bad ones come back, the same file twice changes nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.casa import Casa

PORTFOLIO = Path(__file__).parents[3] / "examples" / "portfolio"
HEADER = "Kind,Name,In\n"
UPSIDE_DOWN = HEADER + "unit,12,Rose Court/Block A\nbuilding,Block A,Rose Court\ncommunity,Rose Court,\n"


def importing(casa: Casa, text: str, *words: str) -> Any:
    """What an import of this text, on standard input, gives."""
    return casa.run(["property", "import", "-", "-o", "json", *words], stdin=text)


def rejects(name: str = "stdin.rejects.csv") -> list[dict[str, str]]:
    """The rows that came back."""
    with Path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def paths(casa: Casa) -> list[str]:
    """Every path that is in use."""
    return [row["path"] for row in casa.ok("property list -o json").json]


def test_a_child_may_come_before_its_parent(casa: Casa) -> None:
    done = importing(casa, UPSIDE_DOWN)

    assert done.exit_code == 0
    assert done.json == {
        "operation": 2, "dry_run": False, "rows": 3, "added": 3, "updated": 0, "unchanged": 0, "rejected": 0,
        "companies_created": 0, "rejects_file": None,
        "columns": [{"column": name, "field": name.lower()} for name in ("Kind", "Name", "In")],
        "rejects": {}, "warnings": [],
    }  # fmt: skip
    assert done.stderr == "3 rows: 3 added, 0 updated, 0 unchanged, 0 rejected\n"
    assert paths(casa) == ["Rose Court", "Rose Court/Block A", "Rose Court/Block A/12"]


def test_the_same_file_twice_changes_nothing(casa: Casa) -> None:
    importing(casa, UPSIDE_DOWN)

    again = importing(casa, UPSIDE_DOWN)

    assert (again.exit_code, again.json["operation"], again.json["unchanged"]) == (0, None, 3)


def test_a_portfolio_goes_in_and_undo_empties_it(casa: Casa) -> None:
    done = casa.ok(["property", "import", str(PORTFOLIO / "properties.csv"), "-o", "json"]).json
    assert (done["rows"], done["added"], done["rejected"]) == (1847, 1847, 0)
    assert casa.log()[0]["summary"].endswith("1,847 added, 0 updated, 0 unchanged, 0 rejected")

    casa.ok("undo -y")

    assert paths(casa) == []
    casa.ok("log verify")


def test_the_contacts_of_a_portfolio_find_their_properties(casa: Casa) -> None:
    casa.ok("workspace set country GB")
    casa.ok(["property", "import", str(PORTFOLIO / "properties.csv")])
    expected = json.loads((PORTFOLIO / "expected.json").read_text())["rejected"]

    done = casa.run(["contact", "import", str(PORTFOLIO / "contacts.csv"), "--rejects", "bad.csv", "-o", "json"])

    assert done.exit_code == 3
    assert {row["_row"]: row["_code"] for row in rejects("bad.csv")} == expected


BAD_ROWS = [
    ("flat,Oak,", "invalid-kind"),
    (",Oak,", "invalid-kind"),
    ("unit,,Elm Row", "missing-name"),
    ("unit,  ,Elm Row", "missing-name"),
    ("unit,Block／A,Elm Row", "invalid-name"),
    (f"unit,{'x' * 201},Elm Row", "invalid-name"),
    ("unit,\x1b[31m,Elm Row", "invalid-name"),
    ("unit,7,Elm\x07Row", "invalid-name"),
    ("unit,7,Nowhere", "unknown-property"),
    ("unit,7,", "wrong-parent"),
    ("building,B,", "wrong-parent"),
    ("building,B,Elm Row/1", "wrong-parent"),
    ("community,C,Elm Row", "wrong-parent"),
    ("building,1,Elm Row", "kind-differs"),
    ("unit,7", "ragged-row"),
    ("unit,7,Elm Row,more", "ragged-row"),
    ('unit,"7,Elm Row', "unclosed-quote"),
]


@pytest.mark.parametrize(("row", "code"), BAD_ROWS, ids=[code for _, code in BAD_ROWS])
def test_a_bad_row_comes_back_with_its_reason_and_the_good_ones_go_in(casa: Casa, row: str, code: str) -> None:
    casa.property("Elm Row/1", kind="unit")

    done = importing(casa, f"{HEADER}unit,2,Elm Row\n{row}\n")

    assert done.exit_code == 3
    assert (done.json["added"], done.json["rejected"], done.json["rejects_file"]) == (1, 1, "stdin.rejects.csv")
    assert [(found["_row"], found["_code"]) for found in rejects()] == [("3", code)]
    assert paths(casa) == ["Elm Row", "Elm Row/1", "Elm Row/2"]


def test_what_hangs_on_a_rejected_row_comes_back_with_it_and_goes_in_corrected(casa: Casa) -> None:
    first = importing(casa, HEADER + "unit,1,Oak/B\nbuilding,B,Oak\ncomunity,Oak,\n")
    assert first.json["rejected"] == 3
    assert [row["_row"] for row in rejects()] == ["2", "3", "4"]
    assert "line 4 of this file" in rejects()[1]["_message"]
    corrected = Path("stdin.rejects.csv").read_text().replace("comunity", "community")

    second = importing(casa, corrected)

    assert (second.exit_code, second.json["added"]) == (0, 3)


def test_a_row_that_stands_twice_is_added_once(casa: Casa) -> None:
    done = importing(casa, HEADER + "community,Oak,\ncommunity,OAK,\n").json

    assert (done["added"], done["unchanged"]) == (1, 1)


def test_nothing_new_stands_in_what_is_retired_and_that_stays_retired(casa: Casa) -> None:
    importing(casa, UPSIDE_DOWN)
    casa.ok("property remove 'Rose Court' --retire")

    done = importing(casa, UPSIDE_DOWN + "unit,13,Rose Court/Block A\n")

    assert (done.json["unchanged"], done.json["rejected"]) == (3, 1)
    assert rejects()[0]["_code"] == "parent-retired"
    assert paths(casa) == []


def test_with_atomic_a_bad_row_takes_everything_back(casa: Casa) -> None:
    done = importing(casa, UPSIDE_DOWN + "flat,1,\n", "--atomic")

    assert done.exit_code == 5
    assert (done.json["operation"], done.json["added"], done.json["rejected"]) == (None, 0, 1)
    assert done.error["code"] == "import.rejected"
    assert rejects()[0]["_code"] == "invalid-kind"
    assert paths(casa) == []


def test_with_atomic_a_good_file_goes_in(casa: Casa) -> None:
    assert importing(casa, UPSIDE_DOWN, "--atomic").json["added"] == 3


def test_a_dry_run_writes_the_rejects_file_and_nothing_else(casa: Casa) -> None:
    done = importing(casa, UPSIDE_DOWN + "flat,1,\n", "-n")

    assert done.exit_code == 3
    assert (done.json["dry_run"], done.json["operation"], done.json["added"]) == (True, None, 3)
    assert len(rejects()) == 1
    assert paths(casa) == []
    assert len(casa.log()) == 1


def test_a_request_id_imports_once_and_tells_another_file_apart(casa: Casa) -> None:
    first = importing(casa, UPSIDE_DOWN, "--request-id", "r1")

    assert importing(casa, UPSIDE_DOWN, "--request-id", "r1").json == first.json
    other = importing(casa, HEADER + "community,Oak,\n", "--request-id", "r1")
    assert (other.exit_code, other.error["code"]) == (5, "request.reused")


def test_more_rows_than_a_batch_keep_their_parents(casa: Casa) -> None:
    units = "".join(f"unit,{n},Com {n % 7}\n" for n in range(9000))

    done = importing(casa, HEADER + units + "".join(f"community,Com {n},\n" for n in range(7)))

    assert done.json["added"] == 9007
    assert casa.ok("property show 'Com 3' -o json").json["children"] == len(range(3, 9000, 7))


# Lists of units -------------------------------------------------------------------------------------

ROLL = """Property,Unit,Tenant,Status,Rent
Sunset,101,"Smith, John",Current,1450
Sunset,102,,Vacant,
Sunset,2/1,Ann Archer,Current,1450
Sunset,102,,Vacant,
Elm House,1,Pat Poe,Current,900
,4 Units,,,3800
,7,,,
"""


def test_I_a_rent_roll_makes_its_communities_and_units(casa: Casa) -> None:
    done = importing(casa, ROLL, "--ignore-unknown")

    assert (done.exit_code, done.json["added"], done.json["unchanged"]) == (3, 6, 1)
    assert done.json["rejects"] == {"total-row": 1, "wrong-parent": 1}
    assert paths(casa) == [
        "Elm House", "Elm House/1", "Sunset", "Sunset/2\\/1", "Sunset/101", "Sunset/102",
    ]  # fmt: skip
    again = importing(casa, ROLL, "--ignore-unknown")
    assert (again.json["added"], again.json["unchanged"], again.json["rejected"]) == (0, 7, 2)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("Objekt,Haus,Whg.\nRosenhof,,\nRosenhof,Haus A,\nRosenhof,Haus A,1\nRosenhof,Haus A,2\n",
         ["Rosenhof", "Rosenhof/Haus A", "Rosenhof/Haus A/1", "Rosenhof/Haus A/2"]),
        ("Property,Unit\nRosenhof/Haus A,1\n", ["Rosenhof", "Rosenhof/Haus A", "Rosenhof/Haus A/1"]),
        ("Kind,Unit,In\ncommunity,Rose,\nunit,1,Rose\n", ["Rose", "Rose/1"]),
        ("Community,Block,Flat no,Type\nRose,B,3,unit\n", ["Rose", "Rose/B", "Rose/B/3"]),
        ("Community,Unit name,Type\nRose,3,Residential\n", ["Rose", "Rose/3"]),
    ],
)  # fmt: skip
def test_I_columns_may_say_of_what_kind_they_name_something(casa: Casa, rows: str, expected: list[str]) -> None:
    assert importing(casa, rows).json["rejects"] == {}
    assert paths(casa) == expected
    assert importing(casa, rows).json["operation"] is None


def test_I_a_kind_that_is_another_than_the_columns_say_comes_back(casa: Casa) -> None:
    done = importing(casa, "Community,Unit,Kind\nRose,3,building\nRose,4,unit\n")
    assert done.json["rejects"] == {"kind-differs": 1}
    assert paths(casa) == ["Rose", "Rose/4"]


def test_I_a_unit_of_a_community_that_cannot_be_comes_back(casa: Casa) -> None:
    done = importing(casa, "Community,Unit\n-x,3\n-x,4\n")
    assert (done.json["added"], done.json["rejected"]) == (0, 2)


def test_I14_a_day_that_a_spreadsheet_has_made_of_a_flats_name_is_none(casa: Casa) -> None:
    done = importing(casa, "Property,Unit\nElm House,2025-01-02\nElm House,3/1\n")

    assert (done.exit_code, done.json["rejects"]) == (3, {"invalid-name": 1})
    assert paths(casa) == ["Elm House", "Elm House/3\\/1"]
