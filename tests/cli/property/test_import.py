"""`property import`: how the file is read, where its rejects go, what the streams carry."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.casa import Casa

ROWS = "community,Rose Court,\nunit,12,Rose Court\n"
TEXT = "Kind,Name,In\n" + ROWS


@pytest.mark.parametrize(
    "header",
    [
        "kind,name,in",
        "Property type,Unit,Parent",
        "Art,Bezeichnung,Liegt in",
        "Type de bien,Nom,Dans",
        "TIPO,Nome,Dentro",
    ],
)
def test_columns_are_known_by_what_they_mean(casa: Casa, header: str) -> None:
    assert casa.ok("property import - -o json", stdin=f"{header}\n{ROWS}").json["added"] == 2


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (TEXT.encode(), ""),
        (b"\xef\xbb\xbf" + TEXT.encode(), ""),
        (TEXT.encode("utf-16"), "note: read as UTF-16\n"),
        (TEXT.replace("Rose", "Rosé").encode("cp1252"), "note: read as Windows-1252; for instance 'Rosé'\n"),
        (TEXT.replace(",", ";").encode(), ""),
        (TEXT.replace(",", "\t").encode(), ""),
        (TEXT.replace("\n", "\r\n").encode(), ""),
    ],
    ids=["utf-8", "bom", "utf-16", "windows-1252", "semicolons", "tabs", "crlf"],
)
def test_files_of_any_making_are_read_and_what_was_guessed_is_said(casa: Casa, content: bytes, note: str) -> None:
    Path("p.csv").write_bytes(content)

    done = casa.ok("property import p.csv")

    assert done.stdout == ""
    assert done.stderr == f"{note}2 rows: 2 added, 0 updated, 0 unchanged, 0 rejected\n"
    assert casa.ok("property import p.csv -q -o json").stderr == ""


def test_columns_can_be_told_on_the_line_and_in_a_file(casa: Casa) -> None:
    text = "Was,Wie,Wo,Warum\n" + ROWS.replace("\n", ",x\n")
    Path("map.toml").write_text('[columns]\nWas = "kind"\nWie = "name"\nWo = "in"\n')

    assert casa.run("property import -", stdin=text).exit_code == 7
    assert casa.run("property import - --mapping map.toml", stdin=text).exit_code == 7
    told = casa.ok("property import - --mapping map.toml --map Warum= -o json", stdin=text)
    assert told.json["added"] == 2
    again = casa.ok("property import - --mapping map.toml --ignore-unknown -o json", stdin=text)
    assert again.json["unchanged"] == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "input.empty"),
        (b"Kind,Name,name\n", "input.duplicate-header"),
        (b"Kind,Name,Colour\n", "input.unknown-column"),
        (b"Kind,In\n", "input.missing-column"),
        (b"Name,In\n", "input.missing-column"),
        (b"Kind,Name,Property\n", "input.duplicate-column"),
        (b'"Kind,Name\n', "input.no-header"),
        (b"\xff\xfeK\x00\xd8", "input.bad-encoding"),
        (b"K\x00i\x00n\x00d\x00", "input.bad-encoding"),
    ],
)
@pytest.mark.parametrize("dry_run", ["", " -n"])
def test_a_file_that_is_no_list_of_properties_is_not_touched(
    casa: Casa, content: bytes, code: str, dry_run: str
) -> None:
    Path("p.csv").write_bytes(content)

    refused = casa.run(f"property import p.csv -o json{dry_run}")

    assert (refused.exit_code, refused.stdout, refused.error["code"]) == (7, "", code)
    assert sorted(path.name for path in Path().glob("*.csv")) == ["p.csv"]


@pytest.mark.parametrize("file", ["nowhere.csv", ".", ""])
def test_what_is_no_file_is_said(casa: Casa, file: str) -> None:
    refused = casa.run(["property", "import", file])

    assert (refused.exit_code, refused.stdout) == (7, "")


def test_only_a_header_is_nothing_to_do(casa: Casa) -> None:
    assert casa.ok("property import - -o json", stdin="Kind,Name,In\n").json["rows"] == 0


@pytest.mark.parametrize(
    "words", ["--map Kind", "--map Nope=kind", "--map Kind=nope", "--rejects p.csv", "--rejects .", "--fields nope"]
)
def test_a_wrong_option_is_a_usage_error_and_nothing_applied(casa: Casa, words: str) -> None:
    Path("p.csv").write_text(TEXT)

    refused = casa.run(f"property import p.csv {words}")

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert Path("p.csv").read_text() == TEXT
    assert casa.ok("property list -o json").json == []


def test_rejects_go_beside_the_input_or_where_they_are_told_as_they_were(casa: Casa) -> None:
    Path("p.csv").write_text("Kind,Name,In\nflat,=1+1,\n")

    done = casa.run("property import p.csv")
    assert done.exit_code == 3
    counts, reasons = done.stderr.splitlines()
    assert counts == "1 row: 0 added, 0 updated, 0 unchanged, 1 rejected → p.csv.rejects.csv"
    assert reasons == "rejected: 1 invalid-kind"
    casa.run("property import p.csv --rejects bad.csv")

    lines = Path("bad.csv").read_text().splitlines()
    assert lines[0] == "Kind,Name,In,_row,_code,_message"
    assert lines[1].startswith("flat,=1+1,,2,invalid-kind,")
    assert Path("p.csv.rejects.csv").read_text() == Path("bad.csv").read_text()


@pytest.mark.parametrize(
    ("words", "stdout"),
    [
        ("", ""),
        ("-o ids", ""),
        ("-o ids --fields added", ""),
        ("--fields added,rejected", "2\n0\n"),
        (
            "-o csv",
            "operation,dry_run,rows,added,updated,unchanged,rejected,companies_created,rejects_file,columns,rejects,"
            "warnings\n"
            '2,false,2,2,0,0,0,0,,"[{""column"": ""Kind"", ""field"": ""kind""}, {""column"": ""Name"", ""field"": '
            '""name""}, {""column"": ""In"", ""field"": ""in""}]",,\n',
        ),
    ],
)
def test_standard_output_carries_the_counts_to_whoever_asks_for_them(casa: Casa, words: str, stdout: str) -> None:
    assert casa.ok(f"property import - {words}", stdin=TEXT).stdout == stdout


def test_a_stream_and_a_file_are_read_alike(casa: Casa) -> None:
    Path("p.csv").write_text(TEXT)

    from_file = casa.ok("property import p.csv -n -o json").json

    assert casa.ok("property import - -n -o json", stdin=TEXT).json == from_file
