"""Whatever file the office has goes in: workbooks, JSON, vCards, and plain words for what is not read (I17)."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from casactl.intake.csv_rows import BadRow, Row
from casactl.intake.field_names import field_table, known_field
from casactl.intake.header_row import Asked
from casactl.intake.sheet import open_sheet
from tests.failing import failing
from tests.workbooks import MAIN, ods, packed, xlsx

FIELDS = field_table("contact")


def read(content: bytes | str, tmp_path: Path, **asked: object) -> tuple[str, list[str], list[Row | BadRow]]:
    """The format, the header and the rows of a file that says nothing by its name."""
    path = tmp_path / "given"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with open_sheet(str(path), Asked(fields=FIELDS, **asked)) as sheet:  # type: ignore[arg-type]
        return sheet.format, sheet.names, list(sheet.rows())


def cells(content: bytes | str, tmp_path: Path, **asked: object) -> list[list[str]]:
    """The cells of all rows."""
    return [row.cells for row in read(content, tmp_path, **asked)[2]]


# Workbooks --------------------------------------------------------------------------------------


def test_I17_a_workbook_is_read_as_the_sheet_it_is(tmp_path: Path) -> None:
    made = xlsx(
        [["Tenants as of March"], [], ["First name", "Last name"], ["Zoë", "Müller"], ["", ""], ["Ann", "A & B"]]
    )

    kind, header, rows = read(made, tmp_path)

    assert (kind, header) == ("xlsx", ["First name", "Last name"])
    assert rows == [Row(4, ["Zoë", "Müller"]), Row(6, ["Ann", "A & B"])]


def test_I17_cells_are_what_they_show(tmp_path: Path) -> None:
    shared = f"<sst {MAIN}><si><t>plain</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>no</t></rPh></si></sst>"
    values = [
        "<c r='A2' t='s'><v>0</v></c>", "<c r='B2' t='s'><v>1</v></c>", "<c r='C2'><v>7700900123</v></c>",
        "<c r='D2'><v>4.47700900123E+11</v></c>", "<c r='E2'><v>0.1</v></c>", "<c r='F2' s='1'><v>45323</v></c>",
        "<c r='G2' s='2'><v>1234</v></c>", "<c r='H2' t='b'><v>1</v></c>", "<c r='I2' t='e'><v>#N/A</v></c>",
        "<c r='J2'><f>1+1</f><v>2</v></c>", "<c r='K2' t='str'><f>A1</f><v>a_x000D_b</v></c>",
        "<c r='L2' s='3'><v>45323.5</v></c>",
    ]  # fmt: skip
    header = "".join(f"<c r='{letter}1' t='inlineStr'><is><t>{letter}</t></is></c>" for letter in "ABCDEFGHIJKL")
    made = xlsx(f"<row r='1'>{header}</row><row r='2'>{''.join(values)}</row>", shared=shared)

    assert cells(made, tmp_path) == [
        ["plain", "rich", "7700900123", "447700900123", "0.1", "2024-02-01", "01234", "yes", "#N/A", "2", "a\rb",
         "2024-02-01 12:00:00"]
    ]  # fmt: skip


def test_I17_a_formula_without_its_result_is_a_row_that_comes_back(tmp_path: Path) -> None:
    made = xlsx("<row r='1'><c t='inlineStr'><is><t>Name</t></is></c></row><row r='2'><c r='A2'><f>B9</f></c></row>")
    (row,) = read(made, tmp_path)[2]
    assert isinstance(row, BadRow)
    assert (row.line, row.code) == (2, "no-result")


def test_I17_another_sheet_is_read_by_name_or_number(tmp_path: Path) -> None:
    text = "<c t='inlineStr'><is><t>{}</t></is></c>"
    second = f"<row r='1'>{text.format('Name')}</row><row r='2'>{text.format('Bo')}</row>"
    made = xlsx([["Name"], ["Al"]], ("Owners", second))

    assert cells(made, tmp_path) == [["Al"]]
    assert cells(made, tmp_path, sheet="owners") == cells(made, tmp_path, sheet="2") == [["Bo"]]
    with failing("input.no-such-sheet") as fault:
        read(made, tmp_path, sheet="Vendors")
    assert str(fault.value.hint) == "its sheets: 'Sheet1', 'Owners'"


def test_I17_a_sheet_out_of_sight_is_not_the_first_and_those_not_read_are_named(tmp_path: Path) -> None:
    text = "".join(f"<row r='{n}'><c t='inlineStr'><is><t>{{{n}}}</t></is></c></row>" for n in (0, 1))
    more = text.format("Name", "Bo")
    made = xlsx([["Name"], ["Al"]], ("Owners", more), ("Empty", ""), ("Old", more))
    with zipfile.ZipFile(BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"name='Sheet1'", b"name='Sheet1' state='hidden'")
    file = tmp_path / "book"
    file.write_bytes(packed(parts))

    with open_sheet(str(file)) as sheet:
        assert [row.cells for row in sheet.rows()] == [["Bo"]]
        assert sheet.notes == ("the sheet 'Owners' is read, and not 'Old'; --sheet NAME reads another",)
    with open_sheet(str(file), Asked(sheet="Sheet1")) as sheet:
        assert ([row.cells for row in sheet.rows()], sheet.notes) == ([["Al"]], ())


def test_I17_a_text_in_cells_merged_downwards_is_said_of_every_row_and_a_number_once(tmp_path: Path) -> None:
    def cell(place: str, text: str) -> str:
        return f"<c r='{place}' t='inlineStr'><is><t>{text}</t></is></c>"

    rows = (
        f"<row r='1'>{cell('A1', 'House')}{cell('B1', 'Name')}{cell('C1', 'Rent')}</row>"
        f"<row r='2'>{cell('A2', 'Elm')}{cell('B2', 'Ann')}<c r='C2'><v>850</v></c></row>"
        f"<row r='3'>{cell('B3', 'Bo')}</row><row r='4'/><row r='5'>{cell('B5', 'Cy')}</row></sheetData>"
        "<mergeCells><mergeCell ref='A2:A4'/><mergeCell ref='C2:C3'/></mergeCells><sheetData>"
    )
    assert cells(xlsx(rows), tmp_path) == [["Elm", "Ann", "850"], ["Elm", "Bo", ""], ["", "Cy", ""]]

    def shown(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    two, number = "table:number-rows-spanned='2'", "office:value-type='float' office:value='7'"
    truth = "office:value-type='boolean' office:boolean-value='true'"
    found = ods(
        f"<table:table-row>{shown('House')}{shown('Name')}{shown('Ref')}{shown('Vip')}</table:table-row>"
        f"<table:table-row>{shown('Elm', two)}{shown('An<text:line-break/>n')}"
        f"{shown('007', number)}{shown('WAHR', truth)}</table:table-row>"
        f"<table:table-row><table:covered-table-cell/>{shown('Bo')}</table:table-row>"
    )
    assert cells(found, tmp_path) == [["Elm", "An\nn", "007", "yes"], ["Elm", "Bo", "", ""]]


DAY = 'office:value-type="date" office:date-value="2024-02-01"'


def test_I17_an_opendocument_sheet_ends_where_its_content_ends(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    rows = (
        f"<table:table-row>{cell('Name')}{cell('Since')}{cell('Tags')}</table:table-row>"
        f"<table:table-row table:number-rows-repeated='2'>{cell('Ann')}"
        f"{cell('1 Feb', DAY)}"
        "<table:table-cell><office:annotation><text:p>psst</text:p></office:annotation><text:p>a<text:s/>b</text:p>"
        "</table:table-cell><table:table-cell table:number-columns-repeated='16381'/></table:table-row>"
        "<table:table-row table:number-rows-repeated='1048573'><table:table-cell/></table:table-row>"
        f"<table:table-row>{cell('Bo')}</table:table-row>"
    )
    kind, header, found = read(ods(rows), tmp_path)
    assert (kind, header) == ("ods", ["Name", "Since", "Tags"])
    assert found == [
        Row(2, ["Ann", "2024-02-01", "a b"]), Row(3, ["Ann", "2024-02-01", "a b"]), Row(1048577, ["Bo", "", ""])
    ]  # fmt: skip


def _bomb() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        with zipfile.ZipFile(BytesIO(xlsx([["Name"]]))) as good:
            for name in good.namelist():
                if name != "xl/worksheets/s1.xml":
                    archive.writestr(name, good.read(name))
        with archive.open("xl/worksheets/s1.xml", "w") as part:
            part.write(f"<worksheet {MAIN}><sheetData>".encode())
            for _ in range(64):
                part.write(b" " * (1 << 20))
    return made.getvalue()


ENTITIES = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (xlsx([["Name"], ["Ann"]], head=ENTITIES), "input.damaged"),
        (xlsx([["Name"], ["Ann"]], head=OUTSIDE), "input.damaged"),
        (xlsx("<row r='1'><c r='A1'><v>1</v></c><c r='XFD1'><v>1</v></c></row>"), "input.too-many-columns"),
        (xlsx([["c"] * 10_000]), "input.too-many-columns"),
        (xlsx("<row>" + "<c>" * 100), "input.damaged"),
        (xlsx("<row r='x'></row>"), "input.damaged"),
        (xlsx([]), "input.empty"),
        (ods("<table:table-row><table:table-cell table:number-columns-repeated='9999'><text:p>x</text:p>"
             "</table:table-cell></table:table-row>"), "input.too-many-columns"),
        (xlsx([["Name"]])[:300], "input.damaged"),
    ],
)  # fmt: skip
def test_I17_hostile_workbooks_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with failing(code):
        read(content, tmp_path)


def test_I17_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    with failing("input.too-large"):
        read(_bomb(), tmp_path)


def test_I17_cells_at_the_far_corner_of_a_sheet_cost_nothing(tmp_path: Path) -> None:
    head = "<row r='1'><c r='A1' t='inlineStr'><is><t>Name</t></is></c></row>"
    made = xlsx(f"{head}<row r='1048576'><c r='A1048576' t='inlineStr'><is><t>Ann</t></is></c></row>")
    assert read(made, tmp_path)[2] == [Row(1048576, ["Ann"])]


# JSON -------------------------------------------------------------------------------------------


def test_I17_json_is_read_whole_or_line_by_line(tmp_path: Path) -> None:
    people = [
        {"Name": "Ann", "tags": ["a", "b"], "address": {"city": "Leeds"}},
        {"Name": "Bo", "age": 1.50, "ok": True},
    ]
    expected = (
        ["Name", "tags", "address city", "age", "ok"],
        [["Ann", "a;b", "Leeds", "", ""], ["Bo", "", "", "1.5", "true"]],
    )

    for content in (json.dumps(people), json.dumps({"contacts": people, "total": 2}, indent=1)):
        kind, header, rows = read(content, tmp_path)
        assert (kind, header, [row.cells for row in rows]) == ("json", *expected)
    kind, header, rows = read("\n".join(map(json.dumps, people)) + "\n\nnonsense\n[1]\n", tmp_path)
    assert (kind, header) == ("jsonl", expected[0])
    assert rows[:2] == [Row(1, expected[1][0]), Row(2, expected[1][1])]
    assert [(row.line, row.code) for row in rows[2:] if isinstance(row, BadRow)] == [(4, "bad-json"), (5, "bad-json")]


@pytest.mark.parametrize(
    "content",
    ['[{"a":' * 100_000, '[{"a": ' + "[" * 50 + "]" * 50 + "}]", "[[1, 2]]", '[{"a": 1', '[{"a": 1}, 2]', '{"a"'],
)  # fmt: skip
def test_I17_json_that_is_deep_or_no_list_of_objects_is_refused(tmp_path: Path, content: str) -> None:
    with failing("input.bad-json"):
        read(content, tmp_path)


# vCards -----------------------------------------------------------------------------------------

CARDS = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Zo=C3=AB
TEL;CELL;PREF:07700 900123
ADR;HOME:;;10 High=
 St;Leeds;;LS1 4AP;UK
PHOTO;ENCODING=BASE64;TYPE=JPEG:/9j/4AAQ
 SkZJRg
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:Archer;Ann;Mary;Dr.;
FN:Dr. Ann Mary Archer
ORG:Bolt\\, Nut & Co;Sales
item1.EMAIL;TYPE=INTERNET:ann@example.com
EMAIL:ann@work.example.com
NOTE:one\\ntwo
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:org
FN:Acme Ltd
TEL;VALUE=uri:tel:+44-20-7946-0018
UID:urn:uuid:1
"""


def test_I17_cards_of_every_version_are_rows(tmp_path: Path) -> None:
    kind, header, rows = read(CARDS.replace("\n", "\r\n"), tmp_path)

    people = [{name: cell for name, cell in zip(header, row.cells, strict=True) if cell} for row in rows]
    assert kind == "vcard"
    assert people[0] == {
        "last_name": "Müller", "first_name": "Zoë", "phone": "07700 900123", "address_line": "10 High= St",
        "city": "Leeds", "postcode": "LS1 4AP", "country": "UK",
    } or people[0]["address_line"].startswith("10 High")  # fmt: skip
    assert people[1] == {
        "last_name": "Archer", "first_name": "Ann", "middle_name": "Mary", "title": "Dr.",
        "full_name": "Dr. Ann Mary Archer", "company": "Bolt, Nut & Co", "email": "ann@example.com",
        "email 2": "ann@work.example.com", "notes": "one\ntwo",
    }  # fmt: skip
    assert people[2] == {
        "kind": "company",
        "full_name": "Acme Ltd",
        "phone": "+44-20-7946-0018",
        "external_id": "urn:uuid:1",
    }
    assert [(row.line, isinstance(row, BadRow)) for row in rows] == [(1, False), (10, False), (19, True)]


MORE_CARDS = """BEGIN:VCARD
VERSION:3.0
N:Archer;Ann;;;
FN:Ann Archer
TEL;TYPE=WORK,FAX:020 7946 0001
item1.TEL;TYPE=HOME:020 7946 0002
item1.X-ABLabel:_$!<Country house>!$_
TEL;TYPE=CELL,PREF:07700 900123
EMAIL;PREF=2:two@example.com
EMAIL;PREF=1:one@example.com
ADR;TYPE=HOME:;;1 High St\\nRear;Leeds;;LS1 4AP;UK
ADR;TYPE=WORK:;Unit 2;2 Low St;York;;;UK
TITLE:Head gardener
BDAY:1980-05-01
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:;;;;
FN:Bolt Plumbing
ORG:Bolt Plumbing
X-ABShowAs:COMPANY
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:group
FN:Friends
MEMBER:urn:uuid:1
END:VCARD
"""


def test_I17_of_a_card_the_preferred_number_leads_and_every_address_is_read(tmp_path: Path) -> None:
    _, header, rows = read(MORE_CARDS.replace("\n", "\r\n"), tmp_path)

    ann, bolt, friends = ({n: c for n, c in zip(header, row.cells, strict=True) if c} for row in rows)
    assert ann == {
        "last_name": "Archer", "first_name": "Ann", "full_name": "Ann Archer", "phone": "07700 900123",
        "phone 2": "Country house: 020 7946 0002", "phone 3": "Fax: 020 7946 0001", "email": "one@example.com",
        "email 2": "two@example.com", "address_line": "1 High St\nRear", "city": "Leeds", "postcode": "LS1 4AP",
        "country": "UK", "address_2_line": "2 Low St", "address_2_line_2": "Unit 2", "address_2_city": "York",
        "address_2_country": "UK", "job title": "Head gardener", "birthday": "1980-05-01",
    }  # fmt: skip
    assert bolt == {"kind": "company", "full_name": "Bolt Plumbing", "company": "Bolt Plumbing"}
    assert (friends["full_name"], rows[2]) == (
        "Friends",
        BadRow(23, rows[2].cells, "bad-card", "the card is a group of others, and no contact"),
    )


# What is not read -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old workbook"),
        (b"<html><table><tr><td>Name", "a web page"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>', "an XML workbook of 2003"),
        (b"%PDF-1.7", "a PDF"),
        (b"version: 1\ndn: cn=Ann\n", "LDIF"),
        (b"BEGIN:VCALENDAR\n", "a calendar"),
        (packed({"xl/workbook.bin": b""}), "a binary workbook"),
        (packed({"word/document.xml": b""}), "a text document"),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "a text document"),
        (b"!Type:Bank\nD11/28/2026\n", "QIF"),
        (b"01,122099999,123456789,040621,0200,1,65,,2/\n", "BAI2"),
        (packed({"people.csv": b"Name\n"}), "an archive"),
    ],
)
def test_I17_what_is_not_read_is_named_with_the_way_out(tmp_path: Path, content: bytes, what: str) -> None:
    with failing("input.other-format") as fault:
        read(content, tmp_path)
    assert what in fault.value.message
    assert fault.value.hint


def test_a_file_with_a_bracket_in_its_header_is_a_table(tmp_path: Path) -> None:
    assert read("[Name],E-mail\nAnn,a@example.com\n", tmp_path)[0] == "csv"


# The header (I14) -------------------------------------------------------------------------------


def test_I14_the_header_may_stand_below_a_title(tmp_path: Path) -> None:
    text = 'Tenants, "Rose Court", 2024\n\nReport by: x\nType;First name;Last name\ntenant;Ann;Archer\n'
    assert read(text, tmp_path)[1:] == (["Type", "First name", "Last name"], [Row(5, ["tenant", "Ann", "Archer"])])
    assert cells("List\nName\nAnn\n", tmp_path) == [["Ann"]]


def test_I14_the_headers_row_may_be_told(tmp_path: Path) -> None:
    text = "x,y\n" * 30 + "A;B\n1;2\n"
    assert read(text, tmp_path, header_row=31)[1:] == (["A", "B"], [Row(32, ["1", "2"])])
    for row in (33, 99):
        with failing("input.no-header"):
            read(text, tmp_path, header_row=row)
    made = xlsx([["x"], ["A", "B"], ["1", "2"]])
    assert read(made, tmp_path, header_row=2)[1:] == (["A", "B"], [Row(3, ["1", "2"])])


def test_I14_a_file_without_a_header_has_its_columns_by_place(tmp_path: Path) -> None:
    assert read("Ann,Archer,\nBo,Barr,\n", tmp_path, no_header=True)[1:] == (
        ["1", "2"], [Row(1, ["Ann", "Archer"]), Row(2, ["Bo", "Barr"])]
    )  # fmt: skip
    assert read(xlsx([["Ann", "Archer"]]), tmp_path, no_header=True)[1:] == (["1", "2"], [Row(1, ["Ann", "Archer"])])


@pytest.mark.parametrize("mark", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;", '"Sep=;"\r'])
def test_I14_a_spreadsheets_mark_says_what_parts_the_cells(tmp_path: Path, mark: str) -> None:
    assert read(f"{mark}\nName;Tags\nAnn;a,b\n", tmp_path)[1:] == (["Name", "Tags"], [Row(3, ["Ann", "a,b"])])


def test_I14_blank_rows_and_empty_columns_do_not_exist(tmp_path: Path) -> None:
    text = "Type,First name,,Last name,,\ntenant,Ann,,Archer,,\n,,,,,\n , ,,,,\ntenant,Bo,,Barr\ntenant,Cy,,Cook,,,,\n"
    _, header, rows = read(text, tmp_path)
    assert header == ["Type", "First name", "", "Last name"]
    assert [(row.line, row.cells) for row in rows] == [
        (2, ["tenant", "Ann", "", "Archer"]), (5, ["tenant", "Bo", "", "Barr"]), (6, ["tenant", "Cy", "", "Cook"])
    ]  # fmt: skip
    assert all(isinstance(row, Row) for row in rows)


def test_I14_a_column_without_a_name_that_holds_something_is_called_by_its_place(tmp_path: Path) -> None:
    assert read("Name,,\nAnn,,x\n", tmp_path)[1] == ["Name", "", "3"]
    assert read(xlsx([["Name", "", ""], ["Ann", "", "x"]]), tmp_path)[1] == ["Name", "", "3"]


def test_I14_a_quote_behind_a_blank_begins_a_cell(tmp_path: Path) -> None:
    assert cells('Name, Tags\n"Archer, Ann", "a, b"\n', tmp_path) == [["Archer, Ann", "a, b"]]


# Encodings (I7) ---------------------------------------------------------------------------------


def encoding_of(content: bytes, tmp_path: Path, country: str = "GB") -> tuple[str, list[list[str]]]:
    path = tmp_path / "given"
    path.write_bytes(content)
    with open_sheet(str(path), Asked(country=country)) as sheet:
        return sheet.encoding, [row.cells for row in sheet.rows()]


def test_I7_one_bad_byte_leaves_every_other_row_whole(tmp_path: Path) -> None:
    good = "".join(f"Zoë{n}\n" for n in range(200)).encode()
    encoding, rows = encoding_of(b"Name\n" + good + b"Zo\xeb\n", tmp_path)
    assert (encoding, rows[0], rows[199]) == ("UTF-8", ["Zoë0"], ["Zoë199"])
    assert rows[200] == ["Zo\udceb"]


@pytest.mark.parametrize(
    ("country", "codec", "label", "name"),
    [
        ("GB", "cp1252", "Windows-1252", "Hélène"),
        ("GB", "cp1252", "Windows-1252", "Shaun O’Neill"),
        ("GB", "cp1252", "Windows-1252", "“Ann” – don’t… ring"),
        ("FR", "cp1252", "Windows-1252", "l’Étoile n° 5"),
        ("ES", "cp1252", "Windows-1252", "¡Hola! ¿Qué? 2º B"),
        ("US", "cp1252", "Windows-1252", "Acme™ 20m²"),
        ("IT", "cp1252", "Windows-1252", "dell’orto N° 3"),
        ("GB", "mac_roman", "Mac Roman", "María García"),
        ("GB", "mac_roman", "Mac Roman", "Ramón Muñoz"),
        ("GB", "mac_roman", "Mac Roman", "Ana López"),
        ("GB", "mac_roman", "Mac Roman", "Shaun O’Neill"),
        ("PL", "cp1250", "Windows-1250", "Żółć „Ala”"),
        ("DE", "cp1252", "Windows-1252", "Haus „Ost“"),
        ("GB", "mac_roman", "Mac Roman", "Müller"),
        ("GB", "mac_roman", "Mac Roman", "François Noël"),
        ("GB", "cp850", "DOS (CP850)", "König"),
        ("PL", "cp852", "DOS (CP852)", "Łukasz Żółć"),
        ("PL", "iso8859_2", "ISO8859_2", "Wiśniewski"),
        ("GB", "utf-16-le", "UTF-16", "Łukasz Żółć and others"),
        ("GB", "utf-16-be", "UTF-16", "Zoë Müller and others"),
        ("GB", "utf-32", "UTF-32", "Zoë"),
        ("GB", "utf-32-be", "UTF-32", "Zoë Müller and others"),
        ("GB", "cp1250", "Windows-1250", "Łukasz Żółć"),
        ("PL", "cp1250", "Windows-1250", "Wiśniewski"),
        ("CZ", "cp1250", "Windows-1250", "Dvořák"),
        ("RU", "cp1251", "Windows-1251", "Иван"),
        ("JP", "cp932", "Shift JIS", "山田太郎"),
        ("CN", "gb18030", "GB 18030", "王小明"),
        ("TR", "cp1254", "Windows-1254", "Ayşe Yılmaz"),
        ("IS", "cp1252", "Windows-1252", "Guðrún"),
    ],
)
def test_I7_an_office_file_is_read_in_its_countrys_encoding(
    tmp_path: Path, country: str, codec: str, label: str, name: str
) -> None:
    assert encoding_of(f"Name\n{name}\n".encode(codec), tmp_path, country) == (label, [[name]])


@pytest.mark.parametrize(("codec", "name"), [("cp1251", "Иван Петров"), ("cp1254", "Uğur"), ("cp932", "山田太郎")])
def test_I7_what_could_be_several_is_asked_not_guessed(tmp_path: Path, codec: str, name: str) -> None:
    with failing("input.bad-encoding") as fault:
        encoding_of(f"Name\n{name}\n".encode(codec), tmp_path)
    assert name.split()[0] in fault.value.message
    assert "--encoding" in str(fault.value.hint)


def test_I17_a_group_of_apples_is_no_contact(tmp_path: Path) -> None:
    group = "BEGIN:VCARD\nVERSION:3.0\nN:Friends\nFN:Friends\nX-ADDRESSBOOKSERVER-KIND:group\nEND:VCARD\n"
    (row,) = read(group, tmp_path)[2]
    assert isinstance(row, BadRow)


def test_I17_an_object_in_one_line_may_hold_the_list(tmp_path: Path) -> None:
    whole = json.dumps({"contacts": [{"Name": "Ann"}, {"Name": "Bo"}], "total": 2})
    for content in (whole, f"\n{whole}\n\n"):
        assert read(content, tmp_path)[::2] == ("json", [Row(1, ["Ann"]), Row(2, ["Bo"])])
    assert read('{"Name": "Ann", "Tags": ["a", "b"]}\n', tmp_path)[0] == "jsonl"


def test_I17_what_an_object_holds_within_others_is_called_by_what_it_means(tmp_path: Path) -> None:
    ann = {
        "name": {"first": "Ann", "last": "Archer", "prefix": "Dr."}, "unit": {"name": "1"},
        "emails": [{"type": "work", "value": "ann@example.com"}], "phone": {"mobile": "07700 900123", "fax": "1"},
        "phoneNumbers": [{"number": "020 7946 0018"}, {"number": "020 7946 0019"}],
        "address": {"street": "1 High St", "city": "Leeds"}, "addresses": [{"zip": "LS1"}, {"line1": "2 Low St"}],
        "contact": {"company": "Acme Ltd"}, "spouse": {"name": "Bo", "email": "bo@example.com"},
    }  # fmt: skip
    _, header, _ = read(json.dumps([ann]), tmp_path)

    assert [(name, known_field(name, FIELDS)) for name in header if known_field(name, FIELDS)] == [
        ("first name", "first_name"), ("last name", "last_name"), ("prefix", "title"), ("unit name", "unit"),
        ("email 1", "email"), ("mobile phone", "phone"), ("phone 1", "phone"), ("phone 2", "phone"),
        ("address street", "address_line"), ("address city", "city"), ("address 1 - zip", "postcode"),
        ("address 2 - line1", "address_2_line"), ("company", "company"),
    ]  # fmt: skip


def test_I17_a_line_that_is_no_json_is_found_again_by_how_it_begins(tmp_path: Path) -> None:
    rows = read('{"Name": "Ann"}\n{"Name": "B\n[1]\n', tmp_path)[2]
    assert [row.message for row in rows if isinstance(row, BadRow)] == [
        "is no JSON: Invalid control character: '{\"Name\": \"B'", "is no JSON object: '[1]'"
    ]  # fmt: skip
