"""Exports in every format: each carries the same, and what is read back is what was there."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casactl.actions.contact.export import as_typed
from casactl.domain.names import exposed
from casactl.intake.csv_rows import Row
from casactl.intake.field_names import field_table
from casactl.intake.header_row import Asked
from casactl.intake.sheet import open_sheet
from casactl.render.vcards import write_vcards
from casactl.render.xlsx import write_xlsx
from tests.casa import Casa

FORMATS = {"csv": "people.csv", "xlsx": "people.xlsx", "jsonl": "people.jsonl", "vcard": "people.vcf"}
PLACES_AND_FIELDS = (
    "property add 'Rose Court' --kind community",
    "property add 'Block A' --kind building --in 'Rose Court'",
    "property add 'Block B' --kind building --in 'Rose Court'",
    "property add 12 --kind unit --in 'Rose Court/Block A'",
    "property add 1 --kind unit --in 'Rose Court/Block B'",
    "workspace field add door --type number",
    "workspace field add since --type date",
)
MOMENTS = {"contact_id", "created_at"}


def office(casa: Casa) -> None:
    """People with everything that an export carries."""
    casa.property("Rose Court/Block A/12")
    casa.property("Rose Court/Block B/1")
    casa.ok("workspace field add door --type number")
    casa.ok("workspace field add since --type date")
    casa.company("Acme, Sons & Co Ltd", email="office@acme.example.com", external_id="00123")
    joe = casa.tenant(
        "Joe Bloggs", phone="07700900123", tag=["vip", "board"], custom={"door": "12", "since": "2020-02-29"},
        company="Acme, Sons & Co Ltd", at="Rose Court/Block A/12", email="joe@example.com",
    )  # fmt: skip
    casa.ok(["contact", "attach", joe, "Rose Court/Block B/1", "--as", "owner"])
    casa.ok(["contact", "edit", joe, "--add-phone", "work: 020 7946 0018", "--add-email", "joe.two@example.com"])
    casa.ok(["address", "add", joe, "--line", "1, High St; Rear", "--city", "Leeds", "--postcode", "LS1 1AA",
             "--country", "GB", "--billing", "--label", "home", "--site", "--access-name", "Kay Keyholder",
             "--access-phone", "07700900999", "--access-note", "ring twice"])  # fmt: skip
    casa.ok(["address", "add", joe, "--line", "2 Low St", "--city", "York", "--country", "IE", "--label", "=office",
             "--access-name", "Lou Lock", "--access-phone", "+447700900998"])  # fmt: skip
    casa.ok(["address", "add", joe, "--line", "3 Side St", "--region", "North", "--postcode", "LS1 1AB"])
    casa.ok(["contact", "add", "--type", "owner", "--last-name", "Sukarno", "--single-name"])
    casa.ok(["contact", "add", "--type", "owner", "--title", "Dr", "--first-name", "=Ann", "--last-name", "Öz, Esq",
             "--external-id", "1.25"])  # fmt: skip
    casa.tenant("Ina Inactive")
    casa.tenant("Ada Archived")
    casa.ok("contact deactivate 5")
    casa.ok("contact archive 6")


def rows(casa: Casa, *words: str) -> list[dict[str, Any]]:
    """What an export tells of everybody, but for numbers and moments."""
    text = casa.ok(["contact", "export", "-", "--raw", *words]).stdout
    return [{k: v for k, v in row.items() if k not in MOMENTS} for row in csv.DictReader(io.StringIO(text))]


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_goes_into_an_empty_workspace_and_comes_out_the_same(casa: Casa, form: str) -> None:
    office(casa)
    casa.ok(f"contact export {FORMATS[form]}")
    second = ["-w", "second"]
    casa.ok("workspace add second")
    for words in PLACES_AND_FIELDS:
        casa.ok(f"-w second {words}")

    brought = casa.run([*second, "contact", "import", FORMATS[form], "-o", "json"])

    assert (brought.exit_code, brought.json["added"], brought.json["rejected"]) == (0, 6, 0), brought.stderr
    pairs = zip(rows(casa), rows(casa, *second), strict=True)
    assert [
        (name, one[name], other.get(name)) for one, other in pairs for name in one if one[name] != other.get(name)
    ] == []
    casa.ok([*second, "contact", "export", f"again-{FORMATS[form]}"])
    again = casa.ok([*second, "contact", "import", f"again-{FORMATS[form]}", "--on-conflict", "update", "-o", "json"])
    assert (again.json["unchanged"], again.json["operation"]) == (6, None)


def test_a_format_is_told_or_follows_from_the_ending(casa: Casa) -> None:
    casa.tenant("Zoë Öz")

    casa.ok("contact export people --format xlsx")
    assert zipfile.is_zipfile("people")
    casa.ok("contact export people.csv --excel")
    assert Path("people.csv").read_bytes().startswith(b"\xef\xbb\xbfcontact_id,")
    assert "Zoë" in Path("people.csv").read_text(encoding="utf-8-sig")
    assert casa.ok("contact export - --format vcard").stdout.startswith("BEGIN:VCARD\r\n")
    assert casa.run("contact export people.doc").exit_code == 2
    assert casa.run("contact export people.csv --format doc").exit_code == 2
    assert casa.run("contact export people.xlsx --excel").exit_code == 2


def test_cells_of_a_workbook_are_typed_and_text_stays_text(casa: Casa) -> None:
    office(casa)
    casa.ok("contact export people.xlsx")

    with zipfile.ZipFile("people.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()

    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in sheet
    assert '<c r="A2" s="3"><v>1</v></c>' in sheet
    assert 't="inlineStr"><is><t xml:space="preserve">00123</t>' in sheet
    assert ">=Ann</t>" in sheet
    assert "<v>12</v>" in sheet
    assert '<c r="' in sheet
    assert "<v>43890</v>" in sheet, "29 February 2020 as a day"
    assert "<f>" not in sheet


def test_cards_are_such_as_address_books_read(casa: Casa) -> None:
    office(casa)

    text = casa.ok("contact export - --format vcard --type tenant --lifecycle active").stdout

    card = text.replace("\r\n ", "").split("\r\n")
    assert card[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    for line in ("FN:Joe Bloggs", "N:Bloggs;Joe;;;", "KIND:individual", "ORG:Acme\\, Sons & Co Ltd",
                 "CATEGORIES:board,vip", "TEL;VALUE=text:+44 7700 900123",
                 "ADR:;;1\\, High St\\; Rear;Leeds;;LS1 1AA;GB",
                 "TEL;VALUE=text:+44 20 7946 0018", "EMAIL:joe.two@example.com"):  # fmt: skip
        assert line in card
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=30)


@given(cells=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4))
def test_a_workbook_gives_back_each_text(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.xlsx"
    with file.open("wb") as target:
        write_xlsx(target, [["last_name", "tags"], *([f"x{one}", two] for one, two in cells)], {}, sheet="People")

    with open_sheet(str(file), Asked(fields=field_table("contact"))) as sheet:
        read = [row.cells for row in sheet.rows() if isinstance(row, Row)]

    assert read == [[f"x{one}", two] for one, two in cells]


@given(words=st.lists(TEXT, min_size=2, max_size=2))
def test_a_card_gives_back_each_text(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    file = tmp_path_factory.getbasetemp() / "any.vcf"
    row = [" ".join(f"x{word}".split()) for word in words]
    with file.open("w", encoding="utf-8", newline="") as target:
        write_vcards(target, [["last_name", "x-key"], row])

    with open_sheet(str(file), Asked(fields=field_table("contact"))) as sheet:
        (read,) = [dict(zip(sheet.header, held.cells, strict=True)) for held in sheet.rows()]

    assert (read["last_name"], read["x-key"]) == (row[0], row[1])


@given(st.text())
def test_a_typed_cell_is_read_as_it_was(text: str) -> None:
    assert exposed(as_typed(text)) == text
