from __future__ import annotations

import hashlib
import io
import os
import threading
from pathlib import Path

import pytest

from casactl.errors import Unreadable
from casactl.intake.csv_rows import BadRow, Row
from casactl.intake.header_row import Asked
from casactl.intake.sheet import open_sheet

TEXT = "Name;E-mail\nJosé;jose@example.com\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "contacts.csv"


def rows_of(path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> list[Row | BadRow]:
    with open_sheet(str(path), Asked(encoding=encoding, delimiter=delimiter)) as sheet:
        return list(sheet.rows())


def fault_of(path: Path | str, *, encoding: str | None = None, delimiter: str | None = None) -> str:
    with pytest.raises(Unreadable) as fault, open_sheet(str(path), Asked(encoding=encoding, delimiter=delimiter)):
        pass
    assert fault.value.message
    return fault.value.code


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_the_encoding_is_found_over_the_whole_file(source: Path, codec: str, label: str) -> None:
    source.write_bytes(TEXT.encode(codec))

    with open_sheet(str(source)) as sheet:
        assert sheet.name == str(source)
        assert sheet.encoding == label
        assert sheet.delimiter == ";"
        assert sheet.header == ["Name", "E-mail"]
        assert sheet.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
        assert list(sheet.rows()) == [Row(2, ["José", "jose@example.com"])]
        assert sheet.position() == sheet.size == source.stat().st_size


def test_utf_16_is_read_in_both_byte_orders(source: Path) -> None:
    for codec in ("utf-16-le", "utf-16-be"):
        source.write_bytes(f"\ufeff{TEXT}".encode(codec))
        assert rows_of(source) == [Row(2, ["José", "jose@example.com"])]


def test_an_accent_late_in_a_long_file_still_decides_its_encoding(source: Path) -> None:
    source.write_bytes(b"Name\n" + b"Joe\n" * 600_000 + "José\n".encode("cp1252"))

    with open_sheet(str(source)) as sheet:
        assert sheet.encoding == "Windows-1252"
        assert sum(1 for _ in sheet.rows()) == 600_001


def test_an_encoding_that_is_told_is_taken(source: Path) -> None:
    source.write_bytes("Name\nŁukasz\n".encode("cp1250"))
    assert rows_of(source, encoding="cp1250") == [Row(2, ["Łukasz"])]
    source.write_bytes("\ufeffName\nŁukasz\n".encode("utf-16-le"))
    with open_sheet(str(source), Asked(encoding="utf-16-le")) as sheet:
        assert sheet.header == ["Name"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("José".encode("cp1252"), "utf-8"),
        (b"Name\na\xffb\x80c\xa4\x9d\n", None),
        (b"\xff\xfeN\x00a\x00m", None),
        ("Name\n".encode("utf-16-le"), None),
        (b"Name\n", "klingon"),
        (b"Name\n", "hex"),
        (b"Name\n", "\0"),
    ],
)
def test_bytes_that_are_no_text_are_a_fault_of_the_file(source: Path, content: bytes, told: str | None) -> None:
    source.write_bytes(content)
    assert fault_of(source, encoding=told) == "input.bad-encoding"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_decided_by_the_header(source: Path, delimiter: str) -> None:
    source.write_text(f'Name{delimiter}"a,;|b"{delimiter}Tags\nJoe{delimiter}x{delimiter}vip;board,parking\n')

    with open_sheet(str(source)) as sheet:
        assert sheet.delimiter == delimiter
        assert sheet.header == ["Name", "a,;|b", "Tags"]


def test_the_delimiter_may_be_told(source: Path) -> None:
    source.write_text("Name,Surname\tTags\nJoe\tvip\n")
    assert rows_of(source, delimiter="tab") == [Row(2, ["Joe", "vip"])]
    source.write_text("sep=^\nName^Tags\nJoe^vip\n")
    assert rows_of(source) == [Row(3, ["Joe", "vip"])]


@pytest.mark.parametrize("told", ["", ",,", '"', "\n", "\0", "x", "é"])
def test_what_cannot_part_cells_is_no_delimiter(source: Path, told: str) -> None:
    source.write_text("Name\n")
    assert fault_of(source, delimiter=told) == "input.bad-delimiter"


def test_blank_lines_before_the_header_are_passed_over_and_counted(source: Path) -> None:
    source.write_bytes(b"\xef\xbb\xbf\r\n\r\nName,Tags\r\nJoe,vip\r\n")
    assert rows_of(source) == [Row(4, ["Joe", "vip"])]


def test_a_header_alone_is_a_sheet_without_rows(source: Path) -> None:
    for text in ("Name,Tags", "Name,Tags\n", '"Name\nof person",Tags\n'):
        source.write_text(text)
        assert rows_of(source) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "input.empty"),
        ("\n\r\n", "input.empty"),
        (",,\nJoe,x,y\n", "input.no-header"),
        ('Name,"Tags\nJoe,x\n', "input.no-header"),
        ("Name,Tags,Name\n", "input.duplicate-header"),
        ("Name,Tags, NAME\n", "input.duplicate-header"),
        (",".join(f"c{number}" for number in range(10_001)), "input.too-many-columns"),
        ("Na\0me\n", "input.bad-encoding"),
    ],
)
def test_a_file_without_a_usable_header_is_a_fault(source: Path, text: str, code: str) -> None:
    source.write_text(text)
    assert fault_of(source) == code


def test_a_thousand_columns_are_not_too_many(source: Path) -> None:
    source.write_text(",".join(f"c{number}" for number in range(1_000)) + "\n" + "," * 999 + "x\n")
    assert rows_of(source) == [Row(2, [""] * 999 + ["x"])]


def test_an_input_that_is_not_there_or_no_file_says_so(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "none.csv") == "input.missing"
    assert fault_of(tmp_path / "none" / "none.csv") == "input.missing"
    assert fault_of("a\0b") == "input.unreadable"
    assert fault_of("x" * 5_000) == "input.unreadable"
    assert fault_of(tmp_path) == "input.not-a-file"
    assert fault_of("/dev/null") == "input.empty"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(source: Path) -> None:
    source.touch(mode=0o000)
    assert fault_of(source) == "input.unreadable"


def test_standard_input_is_set_aside_first(monkeypatch: pytest.MonkeyPatch) -> None:
    given = TEXT.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))

    with open_sheet("-") as sheet:
        assert sheet.name == "stdin"
        assert sheet.sha256 == hashlib.sha256(given).hexdigest()
        assert list(sheet.rows()) == [Row(2, ["José", "jose@example.com"])]


def test_standard_input_that_is_closed_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert fault_of("-") == "input.missing"


def test_a_named_pipe_is_read_as_a_stream(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    producer = threading.Thread(target=pipe.write_text, args=(TEXT,), kwargs={"encoding": "utf-8"})
    producer.start()

    assert rows_of(pipe) == [Row(2, ["José", "jose@example.com"])]
    producer.join()


def test_a_file_that_changes_while_it_is_read_is_a_fault_not_a_traceback(source: Path) -> None:
    source.write_text("Name\n" + "Joe\n" * 100_000)

    with open_sheet(str(source)) as sheet:
        source.write_bytes(b"\xe9" * 400_000)
        with pytest.raises(Unreadable) as fault:
            list(sheet.rows())

    assert fault.value.code == "input.bad-encoding"
