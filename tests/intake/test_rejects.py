from __future__ import annotations

import csv
from pathlib import Path

import pytest

from casactl.intake.csv_rows import Row
from casactl.intake.rejects import RejectsFile, default_rejects_path
from casactl.intake.sheet import open_sheet
from tests.failing import failing

HEADER = ["Name ", "E-mail"]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "contacts.csv.rejects.csv"


def written(target: Path) -> list[list[str]]:
    with target.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_rejected_rows_come_back_as_they_were_with_line_code_and_reason(target: Path) -> None:
    rejects = RejectsFile(target, HEADER)
    rejects.add(3, ["=José;\r\n", "joe@"], "invalid-email", "not an e-mail address")
    rejects.add(9, ["Joe"], "ragged-row", "1 cell where the header has 2")

    assert not target.exists()
    assert rejects.close() == target

    assert rejects.count == 2
    assert written(target) == [
        ["Name ", "E-mail", "_row", "_code", "_message"],
        ["=José;\r\n", "joe@", "3", "invalid-email", "not an e-mail address"],
        ["Joe", "", "9", "ragged-row", "1 cell where the header has 2"],
    ]
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(target.parent.iterdir()) == [target]


def test_rejects_of_rejects_keep_one_set_of_the_added_columns(target: Path) -> None:
    rejects = RejectsFile(target, ["Name", "_row", "_code", "_message", "E-mail"])
    rejects.add(2, ["Joe", "17", "old", "older", "joe@"], "invalid-email", "new")
    rejects.close()

    assert written(target) == [
        ["Name", "E-mail", "_row", "_code", "_message"],
        ["Joe", "joe@", "2", "invalid-email", "new"],
    ]


def test_without_rejects_nothing_is_made_and_an_older_file_stays(target: Path) -> None:
    assert RejectsFile(target, HEADER).close() is None
    assert not target.exists()
    target.write_text("older")
    assert RejectsFile(target, HEADER).close() is None
    assert target.read_text() == "older"


def test_an_older_file_is_replaced_when_there_are_rejects(target: Path) -> None:
    target.write_text("older")
    rejects = RejectsFile(target, HEADER)
    rejects.add(2, ["a", "b"], "code", "message")
    assert target.read_text() == "older"
    rejects.close()
    assert len(written(target)) == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_I_an_older_rejects_file_is_known_by_its_header_whatever_its_shape(
    target: Path, codec: str, delimiter: str
) -> None:
    older = RejectsFile(target, ['A "note"', "E-mail"], codec=codec, delimiter=delimiter)
    assert not older.replaces
    older.add(2, ["a", "b"], "code", "message")
    older.close()
    assert not RejectsFile(target, HEADER).replaces
    target.write_text("Name,E-mail\nJoe,joe@example.com\n")
    assert RejectsFile(target, HEADER).replaces
    target.write_text("\n")
    assert not RejectsFile(target, HEADER).replaces


@pytest.mark.parametrize("name", ["out.xlsx", "out.ODS", "out.json", "out.vcf"])
def test_I_rejects_are_not_written_as_text_into_what_is_called_a_workbook(tmp_path: Path, name: str) -> None:
    with failing("usage.rejects", match="is not called like CSV"):
        RejectsFile(tmp_path / name, HEADER)


def test_discarded_rejects_leave_nothing_behind(target: Path) -> None:
    target.write_text("older")
    rejects = RejectsFile(target, HEADER)
    rejects.add(2, ["a", "b"], "code", "message")
    rejects.discard()
    rejects.discard()
    assert target.read_text() == "older"
    assert list(target.parent.iterdir()) == [target]


def test_rejects_never_overwrite_the_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "contacts.csv"
    source.write_text("Name\n")
    link = tmp_path / "link.csv"
    link.symlink_to(source)
    for target in (source, link, tmp_path / "." / "contacts.csv"):
        with failing("usage.rejects", match="is the input itself"):
            RejectsFile(target, HEADER, source=str(source))
    with source.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        with failing("usage.rejects", match="is the input itself"):
            RejectsFile(source, HEADER, source="-")


def test_rejects_need_a_place_where_a_file_can_be(tmp_path: Path) -> None:
    for target in (tmp_path, Path("/dev/null")):
        with failing("usage.rejects", match="is not a file"):
            RejectsFile(target, HEADER)
    rejects = RejectsFile(tmp_path / "none" / "rejects.csv", HEADER)
    with failing("usage.rejects", match="cannot be written"):
        rejects.add(2, ["a", "b"], "code", "message")
    assert rejects.close() is None


def test_rejects_stand_beside_their_input() -> None:
    assert default_rejects_path("data/contacts.csv") == Path("data/contacts.csv.rejects.csv")
    assert default_rejects_path("-") == Path("stdin.rejects.csv")


def test_a_rejects_file_can_be_read_as_a_sheet(target: Path) -> None:
    rejects = RejectsFile(target, HEADER)
    rejects.add(3, ['"open, ', "\r"], "unclosed-quote", "a quoted field that never closes")
    rejects.close()

    with open_sheet(str(target)) as sheet:
        rows = list(sheet.rows())

    assert rows == [Row(2, ['"open, ', "\r", "3", "unclosed-quote", "a quoted field that never closes"])]
