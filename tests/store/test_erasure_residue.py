"""The promise about bytes (SQLite): what was erased is nowhere in the database's files or the folder, as bytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from casactl.store import erasure_residue
from casactl.store.erasure_residue import ErasureResidue, holds_any
from tests.casa import Casa

WHO = {
    "first_name": "Quirinus",
    "last_name": "Öxnevad",
    "email": "Quirinus.Oe@öxnevad.example",
    "phone": "020 7946 0958",
}
NEEDLES = (
    "Quirinus", "quirinus", "QUIRINUS", "Öxnevad", "öxnevad", "oxnevad", "Oxnevad", "xn--xnevad-wxa", "7946 0958",
    "79460958", "Kvitøy", "kvitoy", "forgetful",
)  # fmt: skip


def bytes_left(folder: Path) -> dict[str, list[str]]:
    """File by file in the folder, what is there of the person as raw bytes."""
    found = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = path.read_bytes()
        if held := [needle for needle in NEEDLES if needle.encode() in content]:
            found[path.name] = held
    return found


def sheet(folder: Path, name: str, rows: int, *, start: int = 0) -> Path:
    lines = ["type,first name,last name,email,phone,tags"]
    lines += [
        f"tenant,Person{n},Sur{n * 7919 % 10007:05}name,p{n}@example.com,020 7946 {n % 10000:04},tag{n % 7}"
        for n in range(start, start + rows)
        if f"{n % 10000:04}" != "0958"
    ]
    path = folder / name
    path.write_text("\n".join(lines))
    return path


def live_long(casa: Casa, scratch: Path) -> int:
    """A contact in the midst of thousands, edited, locked, renamed, undone, with pages moving around it."""
    casa.ok(["contact", "import", str(sheet(scratch, "first.csv", 1500))])
    joe = casa.add(type="tenant", **WHO, tag=["forgetful"], custom={"note": "forgetful, " * 150})
    casa.ok(["contact", "import", str(sheet(scratch, "second.csv", 1500, start=5000))])
    casa.ok(["contact", "lock", joe, "--reason", "the forgetful Quirinus Öxnevad " + "is late " * 200])
    casa.ok(["contact", "edit", joe, "--last-name", "Kvitøy"])
    casa.ok(["contact", "lock", 3, "--reason", "shares a flat with Quirinus Öxnevad"])
    casa.ok(["contact", "unlock", 3])
    casa.ok("contact lock --tag tag3 --reason late --yes")
    casa.ok("undo -y")
    casa.ok(["undo", next(row["operation"] for row in casa.log() if row["verb"] == "contact.import"), "-y"])
    casa.ok(["contact", "archive", joe])
    return joe


@contextmanager
def reading(database: Path) -> Iterator[None]:
    """Somebody who has begun to read and does not end."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("begin")
    connection.execute("select count(*) from contact").fetchone()
    yield
    connection.close()


@pytest.mark.heavy
@pytest.mark.parametrize("way", ["rewritten", "searched"])
def test_no_byte_is_left_after_a_long_life(
    casa_sqlite: Casa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    casa, scratch = casa_sqlite, tmp_path / "scratch"
    scratch.mkdir()
    joe = live_long(casa, scratch)
    assert set(bytes_left(casa.folder)["casactl.db"]) >= {"Quirinus", "Öxnevad", "Kvitøy", "7946 0958", "forgetful"}
    if way == "searched":
        monkeypatch.setattr(erasure_residue, "SMALL", 0)

    casa.ok(["contact", "erase", joe, "--yes"])

    assert bytes_left(casa.folder) == {}
    casa.ok("log verify")
    casa.ok("workspace check")


@pytest.mark.heavy
def test_no_byte_is_left_of_the_many_who_were_due(casa_sqlite: Casa, tmp_path: Path) -> None:
    casa, scratch = casa_sqlite, tmp_path / "scratch"
    scratch.mkdir()
    casa.ok(["contact", "import", str(sheet(scratch, "first.csv", 600))])
    casa.ok("contact archive --tag tag1 --yes")
    gone = casa.ok("contact list --archived -o json").json

    casa.ok("contact erase --all-due --yes")

    names = {str(each["last_name"]).encode() for each in gone}
    assert len(names) == len(gone) > 80
    for path in casa.folder.iterdir():
        content = path.read_bytes().lower()
        assert not [name for name in names if name.lower() in content], path


def test_what_stands_between_the_rows_is_found_and_written_over(
    casa_sqlite: Casa, monkeypatch: pytest.MonkeyPatch
) -> None:
    casa = casa_sqlite
    joe = casa.tenant("Quirinus Kvitøy")
    casa.ok(["contact", "archive", joe])
    connection = sqlite3.connect(casa.database, isolation_level=None)
    connection.execute("pragma secure_delete = off")  # as if SQLite had left a copy behind
    connection.execute("insert into broadcast values (1, 'x', 'Quirinus Kvitøy', 'x')")
    connection.execute("delete from broadcast")
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    monkeypatch.setattr(erasure_residue, "SMALL", 0)

    casa.ok(["contact", "erase", joe, "--yes"])

    assert bytes_left(casa.folder) == {}


def test_somebody_who_reads_is_waited_for_then_named_and_a_repetition_finishes(casa_sqlite: Casa) -> None:
    casa = casa_sqlite
    joe = casa.tenant("Quirinus Kvitøy")
    casa.ok(["contact", "archive", joe])

    with reading(casa.database):
        done = casa.ok(["contact", "erase", joe, "--yes", "--lock-wait", "1s"])
        assert "casactl.db-wal still holds" in done.stderr
        assert bytes_left(casa.folder) != {}
    again = casa.ok(["contact", "erase", joe, "--yes", "-o", "json"])

    assert again.outcomes == ["unchanged"]
    assert bytes_left(casa.folder) == {}
    assert "still holds" not in again.stderr


def test_a_dry_run_leaves_the_files_alone(casa_sqlite: Casa) -> None:
    casa = casa_sqlite
    joe = casa.tenant("Quirinus Kvitøy")
    casa.ok(["contact", "archive", joe])
    before = casa.database.read_bytes()

    casa.ok(["contact", "erase", joe, "--dry-run"])

    assert casa.database.read_bytes() == before


def test_a_text_is_found_across_the_pieces_that_a_file_is_read_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"." * 13 + b"Kvitoy" + b"." * 20)

    for size in range(1, 40):
        monkeypatch.setattr(erasure_residue, "PIECE", size)
        assert holds_any(path, [b"Kvitoy"])
        assert not holds_any(path, [b"Kvitow"])
    assert not holds_any(path, [])


def test_with_too_much_to_look_for_everything_is_rewritten() -> None:
    few, many = ErasureResidue(), ErasureResidue()

    few.note(["Quirinus", "x", None, 'line one\nthe longest line\n"'])
    many.note(f"person number {n}" for n in range(erasure_residue.MOST_TEXTS + 1))

    assert few.texts == {b"Quirinus", b"the longest line"}
    assert (few.everywhere, many.everywhere, many.texts) == (False, True, set())
