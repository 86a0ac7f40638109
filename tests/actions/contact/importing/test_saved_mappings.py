"""Mappings that are kept under a name, and the columns of every import shown before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.casa import Casa

FILE = "Sort,Vor,Nach,Shoe\nLeaseholder,Ann,Lee,7\nRenter,Bob,Ray,8\n"
TOLD = ["--map", "Sort=type", "--map", "Vor=first_name", "--map", "Nach=last_name", "--value", "type:Leaseholder=owner"]


def test_I14_a_mapping_is_kept_for_the_next_file(casa: Casa) -> None:
    casa.ok(["contact", "import", "-", *TOLD, "--ignore-unknown", "--save-mapping", "Old System"], stdin=FILE)

    again = FILE.replace("Ann", "Cal").replace("Bob", "Dee")
    assert casa.ok("contact import - --mapping old-system -o json", stdin=again).json["added"] == 2
    assert casa.rows("select display_name, type from contact order by id") == [
        ("Ann Lee", "owner"), ("Bob Ray", "tenant"), ("Cal Lee", "owner"), ("Dee Ray", "tenant"),
    ]  # fmt: skip
    [row] = casa.ok("workspace mapping list -o json").json
    assert (row["name"], row["import"], row["columns"]["Shoe"]) == ("old-system", "contact", "")
    assert casa.ok("workspace mapping show old-system -o json").json["words"] == {"type": {"leaseholder": "owner"}}
    shown = casa.ok("contact import - --mapping old-system --columns -o json", stdin=again).json
    assert [each["field"] for each in shown["columns"]] == ["type", "first_name", "last_name", None]


def test_a_mapping_is_forgotten_and_comes_back(casa: Casa) -> None:
    casa.ok(["contact", "import", "-", *TOLD, "--ignore-unknown", "--save-mapping", "old"], stdin=FILE)

    casa.ok("workspace mapping remove old")
    gone = casa.run("contact import - --mapping old -o json", stdin=FILE)
    assert (gone.exit_code, gone.error["code"]) == (4, "workspace mapping.not-found")
    casa.ok("undo")
    assert casa.ok("workspace mapping list -o ids").stdout.split() == ["old"]
    assert casa.run("contact import - --save-mapping 'a/b'", stdin=FILE).exit_code == 2
    other = casa.run("ledger import - --mapping old -o json", stdin="contact_id,kind,amount\n1,charge,5\n")
    assert "is for contact import" in other.error["message"]
    assert casa.ok("workspace check").exit_code == 0


@pytest.mark.parametrize(
    ("command", "text", "fields"),
    [
        ("contact import", "Type,Vorname,Nachname,Foo\ntenant,A,B,x\n", ["type", "first_name", "last_name", None]),
        ("property import", "Kind,Name,In,Foo\nunit,1,Elm,x\n", ["kind", "name", "in", None]),
        ("ledger import", "Payer,Type,Amount,Foo\nJoe,payment,5,x\n", ["contact", "kind", "amount", None]),
    ],
)
def test_I6_every_import_shows_its_columns_without_writing(
    casa: Casa, command: str, text: str, fields: list[str | None]
) -> None:
    before = casa.log()

    shown = casa.ok(f"{command} - --columns -o json", stdin=text).json

    assert [each["field"] for each in shown["columns"]] == fields
    assert list(shown) == ["format", "encoding", "header_row", "columns"]
    assert casa.log() == before
    assert not Path("stdin.rejects.csv").exists()


def test_I_known_exports_are_listed_with_where_they_are_documented(casa: Casa) -> None:
    text = casa.ok("help import-profiles").stdout

    assert "`google-contacts` (contact import)" in text
    assert "https://help.payaca.com/" in text
