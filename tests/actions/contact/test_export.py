"""Exporting contacts: the file imports again, and a spreadsheet cannot be made to calculate."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from casactl.domain.names import exposed, guarded
from tests.casa import Casa

EVIL = ["=1+1", "+44", "-x", "@SUM(A1)", "'=1", "''-", "'quiet'"]


def exported(casa: Casa, *options: str) -> list[dict[str, str]]:
    """The rows of an export to standard output."""
    return list(csv.DictReader(io.StringIO(casa.ok(["contact", "export", "-", *options]).stdout)))


def office(casa: Casa) -> None:
    """People with everything that an export carries."""
    casa.property("Rose Court/Block A/12")
    casa.property("Rose Court/Block B/1")
    casa.company("Acme Ltd", email="office@acme.example.com")
    joe = casa.tenant("Joe Bloggs", phone="07700900123", tag=["vip", "board"], custom={"door": "12"},
                      company="Acme Ltd", at="Rose Court/Block A/12")  # fmt: skip
    casa.ok(["contact", "attach", joe, "Rose Court/Block B/1", "--as", "owner"])
    casa.owner("Ann Öz", email="ann@example.com", external_id="E-7")


def test_the_spreadsheet_round_trip_matches_rows_by_id_and_changes_only_what_was_changed(casa: Casa) -> None:
    office(casa)
    casa.ok("contact export people.csv")

    same = casa.ok("contact import people.csv --on-conflict update -o json").json
    text = Path("people.csv").read_text(encoding="utf-8").replace("Bloggs", "Blogs")
    changed = casa.ok("contact import - --on-conflict update -o json", stdin=text).json

    assert (same["unchanged"], same["operation"]) == (3, None)
    assert (changed["updated"], changed["unchanged"], changed["added"]) == (1, 2, 0)
    assert casa.contact("Joe Blogs").email is None


def test_an_export_imports_into_another_workspace(casa: Casa) -> None:
    office(casa)
    before = exported(casa)
    casa.ok("contact export people.csv")
    text = "\n".join(line.partition(",")[2] for line in Path("people.csv").read_text("utf-8").splitlines())
    for operation in (entry for entry in casa.log() if entry["verb"].startswith("contact.")):
        casa.ok(["undo", str(operation["operation"]), "-y"])

    casa.ok("contact import -", stdin=text)

    drop = {"contact_id", "created_at"}
    assert [{k: v for k, v in row.items() if k not in drop} for row in exported(casa)] == [
        {k: v for k, v in row.items() if k not in drop} for row in before
    ]


def test_formulas_are_guarded_and_phones_are_left_readable(casa: Casa) -> None:
    for n, name in enumerate(EVIL):
        casa.add(type="tenant", first_name=name, last_name="X", phone=f"0770090012{n}")

    rows, raw = exported(casa), exported(casa, "--raw")

    assert [row["first_name"] for row in raw] == EVIL
    assert [row["first_name"] for row in rows] == ["'=1+1", "'+44", "'-x", "'@SUM(A1)", "''=1", "'''-", "'quiet'"]
    assert rows[0]["phone"] == "+44 7700 900120"
    casa.ok("contact export people.csv")
    assert casa.ok("contact import people.csv --on-conflict update -o json").json["unchanged"] == len(EVIL)


@given(st.text())
def test_a_guarded_cell_is_exposed_again(text: str) -> None:
    assert exposed(guarded(text)) == text
    assert not guarded(text)[:1] or guarded(text)[0] not in "=+-@\t\r"


def test_filters_and_json_lines(casa: Casa) -> None:
    office(casa)
    casa.ok("contact archive ann@example.com")

    casa.ok("contact export all.jsonl")
    owners = casa.ok("contact export - --type owner -o jsonl").lines
    active = exported(casa, "--lifecycle", "active")

    assert [json.loads(line)["display_name"] for line in Path("all.jsonl").read_text("utf-8").splitlines()] == [
        "Acme Ltd", "Joe Bloggs", "Ann Öz",
    ]  # fmt: skip
    assert [owner["lifecycle"] for owner in owners] == ["archived"]
    assert [row["last_name"] for row in active] == ["", "Bloggs"]


def test_a_file_that_cannot_be_written_leaves_an_older_one_alone(casa: Casa) -> None:
    Path("folder.csv").mkdir()
    office(casa)

    done = casa.run("contact export folder.csv")
    nowhere = casa.run("contact export no/such/people.csv")

    assert (done.exit_code, nowhere.exit_code) == (1, 1)
    assert "output.unwritable" in nowhere.stderr
    assert casa.run("contact export people.xls").exit_code == 2
