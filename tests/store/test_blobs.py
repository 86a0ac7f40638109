"""Bytes by their hash: whatever a row, a backup or a stranger says, nothing outside the folder is touched."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from casactl.store.blobs import NoHash, place
from tests.casa import Casa
from tests.pictures import png
from tests.places import files_below, meddle

LETTER = b"Dear Joe,\nplease call us back.\n"
HASH = sha256(LETTER).hexdigest()
OUTSIDE = "../VICTIM"
NO_HASHES = [
    OUTSIDE, "../../../VICTIM", "/etc/passwd", "", ".", "..", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "a" * 64 + "\n",
    " " + "a" * 63, "aa/" + "a" * 61, "٣" * 64, "a" * 62 + "..",
]  # fmt: skip


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A file to be filed."""
    path = tmp_path / "letter.txt"
    path.write_bytes(LETTER)
    return path


@pytest.fixture
def office(casa: Casa, letter: Path, tmp_path: Path) -> Casa:
    """A tenant with a letter and a picture."""
    joe, face = casa.tenant("Joe Bloggs"), tmp_path / "face.png"
    face.write_bytes(png(2, 2))
    casa.ok(["document", "add", joe, str(letter)])
    casa.ok(["contact", "edit", joe, "--avatar", str(face)])
    return casa


@pytest.fixture
def victim(office: Casa) -> Path:
    """A file where the letter's hash leads once it says so."""
    path = (office.folder / "documents" / OUTSIDE[:2] / OUTSIDE).resolve()
    path.write_text("mine")
    return path


def tamper(casa: Casa, table: str, digest: str) -> None:
    """Let a row name bytes by anything, past the database's own guard, as whoever crafts a file does."""
    guard = f"alter table {table} drop constraint {table}_sha256"
    if casa.backend == "sqlite":
        guard = "pragma ignore_check_constraints = on"
    meddle(casa, guard, f"update {table} set sha256 = '{digest}'")


def bytes_of(casa: Casa) -> Path:
    return casa.folder / "documents" / HASH[:2] / HASH


@pytest.mark.parametrize("text", NO_HASHES)
def test_S4_only_64_hex_digits_become_a_path(tmp_path: Path, text: str) -> None:
    with pytest.raises(NoHash):
        place(tmp_path, text)


@pytest.mark.parametrize("table", ["document", "avatar"])
def test_S4_the_database_takes_nothing_else(office: Casa, table: str) -> None:
    for text in NO_HASHES:
        with pytest.raises(Exception, match=f"{table}_sha256"):
            meddle(office, f"update {table} set sha256 = '{text}'")


@pytest.mark.parametrize("table", ["document", "avatar"])
def test_S4_a_row_that_names_a_file_outside_never_touches_it(
    office: Casa, victim: Path, tmp_path: Path, table: str
) -> None:
    tamper(office, table, OUTSIDE)
    get, whose = ("document get 1", "document 1") if table == "document" else ("contact avatar 1", "picture of Joe")

    checked = office.run("document check -o json")
    taken = office.run(f"{get} -O {tmp_path}/out -o json")
    saved = office.run(f"workspace backup {tmp_path}/b -o json")
    office.ok("contact archive 1")
    erased = office.ok("contact erase 1 -y")

    assert checked.exit_code == taken.exit_code == saved.exit_code == 8
    assert [row["problem"] for row in checked.json if not row["ok"]] == ["named by what is no hash"]
    assert whose in checked.error["message"]
    assert "VICTIM" in erased.stderr
    assert victim.read_text() == "mine"
    assert not (tmp_path / "out").exists()


def test_S4_a_document_that_names_a_file_outside_is_removed_as_a_row_only(office: Casa, victim: Path) -> None:
    tamper(office, "document", OUTSIDE)

    office.ok("document remove 1")
    office.run("undo -y")

    assert victim.read_text() == "mine"


def fifo(path: Path, outside: Path) -> None:
    os.mkfifo(path)


def device(path: Path, outside: Path) -> None:
    path.symlink_to("/dev/zero")


def link(path: Path, outside: Path) -> None:
    (outside / HASH).write_bytes(LETTER)
    path.symlink_to(outside / HASH)


def folder(path: Path, outside: Path) -> None:
    path.mkdir()


def linked_shelf(path: Path, outside: Path) -> None:
    (outside / HASH).write_bytes(LETTER)
    path.parent.rmdir()
    path.parent.symlink_to(outside, target_is_directory=True)


@pytest.mark.parametrize("what", [fifo, device, link, folder, linked_shelf])
def test_S4_only_plain_files_are_read_and_no_link_is_followed(
    office: Casa, letter: Path, tmp_path: Path, what: object
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    bytes_of(office).unlink()
    what(bytes_of(office), outside)  # type: ignore[operator]
    before = files_below(outside)

    checked = office.run("document check -o json")
    taken = office.run(f"document get 1 -O {tmp_path}/out -o json")
    saved = office.run(f"workspace backup {tmp_path}/b -o json")
    again = office.run(["document", "add", "1", str(letter), "-o", "json"])
    office.ok("contact archive 1")
    office.ok("contact erase 1 -y")

    assert checked.exit_code == taken.exit_code == saved.exit_code == 8
    assert [row["problem"] for row in checked.json if not row["ok"]] == ["no plain file"]
    with zipfile.ZipFile(tmp_path / "b") as packed:
        assert f"documents/{HASH}" not in packed.namelist()
    assert again.exit_code == {"folder": 1, "linked_shelf": 8}.get(what.__name__, 0)  # type: ignore[attr-defined]
    assert files_below(outside) == before


def test_S4_filing_the_same_bytes_again_mends_those_that_were_altered(office: Casa, letter: Path) -> None:
    bytes_of(office).write_bytes(LETTER.swapcase())
    assert office.run("document check").exit_code == 8

    office.ok(["document", "add", "1", str(letter)])

    office.ok("document check")


def test_S4_a_huge_file_where_a_small_one_was_filed_is_not_read(office: Casa) -> None:
    with bytes_of(office).open("wb") as sparse:
        sparse.truncate(1 << 42)

    assert office.run("document check -o json").json[0]["problem"] == "altered"


def test_S4_an_older_store_in_which_a_row_names_a_file_outside_is_not_migrated(tmp_path: Path) -> None:
    from casactl.store.migrate import upgrade_file
    from tests.failing import failing

    old = tmp_path / "old.db"
    upgrade_file(old, "0006")
    with closing(sqlite3.connect(old)) as database:
        database.execute("pragma foreign_keys = off")
        database.execute(
            "insert into document (id, contact_id, visibility, name, type, size, sha256, author, created_at) "
            f"values (3, 1, 'office', 'x', 'text/plain', 1, '{OUTSIDE}', 'root', '2026')"
        )
        database.commit()

    with failing("document.damaged", match="number 3"):
        upgrade_file(old)
