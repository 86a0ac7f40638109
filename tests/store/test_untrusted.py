"""Backups and databases from strangers: restored equal, or refused with nothing touched (S9)."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from casactl.store import archive
from casactl.store.schema import ORDER, SPECS
from tests.casa import Casa
from tests.cli.workspace.test_restore import brought_over, database_of
from tests.length import by_length, chance
from tests.pictures import png
from tests.places import files_below, fill, meddle
from tests.store.mutations import MUTATIONS, Backup

LETTER = b"Dear Joe,\nplease call us back.\n"
SECOND = b"Dear Joe,\nthank you.\n"
ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select i as contact_id, 'x' as text from n"


def file_a_letter(casa: Casa, content: bytes, folder: Path) -> None:
    path = folder / "letter.txt"
    path.write_bytes(content)
    casa.ok(["document", "add", "2", str(path), "-q"])


def file_an_office(casa: Casa, folder: Path) -> None:
    fill(casa)
    file_a_letter(casa, LETTER, folder)
    file_a_letter(casa, SECOND, folder)
    casa.ok("document remove 2")
    (folder / "face.png").write_bytes(png(2, 2))
    casa.ok(["contact", "edit", "2", "--avatar", str(folder / "face.png")])


@pytest.fixture
def office(casa: Casa, tmp_path: Path) -> Casa:
    """An office with a letter, one that was removed, and a picture."""
    file_an_office(casa, tmp_path)
    return casa


@pytest.fixture
def good(office: Casa, tmp_path: Path) -> Path:
    """A backup of it."""
    office.ok(["workspace", "backup", str(tmp_path / "good")])
    return tmp_path / "good"


def said(backup: Path) -> dict[str, Any]:
    with zipfile.ZipFile(backup) as packed:
        found: dict[str, Any] = json.loads(packed.read("manifest.json"))
        return found


def parts(backup: Path, tmp_path: Path) -> Backup:
    return Backup(backup, chance("parts"), tmp_path)


def refused(casa: Casa, backup: Path, code: int, *words: str) -> dict[str, Any]:
    ran = casa.run(["workspace", "restore", str(backup), "copy", "-o", "json"])
    assert (ran.exit_code, ran.stdout) == (code, ""), ran
    assert all(word in ran.error["message"] for word in words), ran.error
    assert [each["name"] for each in casa.ok("workspace list -o json").json] == ["main"]
    assert not (Path.home() / "data" / "casactl" / "copy").exists()
    return ran.error


# Sizes ------------------------------------------------------------------------------------------


def test_S9_a_backup_says_its_sizes(good: Path) -> None:
    manifest = said(good)

    with zipfile.ZipFile(good) as packed:
        sizes = {info.filename: info.file_size for info in packed.infolist()}
    papers = [size for name, size in sizes.items() if name.startswith("documents/")]
    assert manifest["size"] == sizes["casactl.db"]
    assert (manifest["documents"], manifest["documents_size"]) == (3, sum(papers))


@pytest.mark.parametrize("key", ["made_at", "workspace", "\ud800"])
def test_S9_a_manifest_with_half_a_character_is_none(office: Casa, good: Path, tmp_path: Path, key: str) -> None:
    made = bomb(tmp_path / "odd", "casactl.db", megabytes=1, manifest=said(good) | {key: "\udfff"})

    refused(office, made, 7, "not a backup")


def test_S9_a_database_whose_schema_is_no_text_is_refused_in_words(office: Casa, good: Path, tmp_path: Path) -> None:
    made = Backup(good, chance("no text"), tmp_path)
    made.seal(made.members["casactl.db"].replace(b"CREATE TABLE tag", b"CREATE TABLE \xff\xfe\xfd", 1))
    made.write(tmp_path / "odd")

    refused(office, tmp_path / "odd", 8, "holds no sound database")
    assert office.run("contact list -o json").exit_code == 0


def bomb(target: Path, name: str, *, megabytes: int, manifest: dict[str, Any]) -> Path:
    """A small file that unpacks to a great deal of nothing."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("manifest.json", json.dumps(manifest))
        with packed.open(name, "w", force_zip64=True) as member:
            for _ in range(megabytes):
                member.write(bytes(1 << 20))
    return target


def test_S9_a_file_that_would_unpack_to_a_thousand_times_its_size_is_refused_before_it_does(
    office: Casa, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "SMALL", 1 << 20)
    honest = said(good) | {"size": 8 << 20}
    made = bomb(tmp_path / "bomb", "casactl.db", megabytes=8, manifest=honest)
    monkeypatch.setattr(archive, "_write", None)

    refused(office, made, 8, "8 MB")


def test_S9_no_more_is_read_of_a_member_than_it_says_to_hold(office: Casa, good: Path, tmp_path: Path) -> None:
    made = bomb(tmp_path / "liar", "casactl.db", megabytes=8, manifest=said(good))
    body = made.read_bytes()
    at = body.rindex(b"PK\x01\x02")
    lying = body[: at + 24] + said(good)["size"].to_bytes(4, "little") + body[at + 28 :]
    made.write_bytes(lying)

    ran = office.run(["workspace", "restore", str(made), "copy", "-o", "json"])

    assert ran.exit_code in (7, 8)
    assert not (Path.home() / "data" / "casactl" / "copy").exists()


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_S9_members_packed_in_ways_that_ask_for_any_memory_are_refused(
    office: Casa, good: Path, tmp_path: Path, packing: int
) -> None:
    parts(good, tmp_path).write(tmp_path / "odd", packing=packing)

    refused(office, tmp_path / "odd", 7)


@pytest.mark.parametrize("make", [lambda path: os.mkfifo(path), lambda path: path.symlink_to("/dev/zero")])
def test_S9_what_is_no_plain_file_is_not_waited_for(office: Casa, tmp_path: Path, make: Any) -> None:
    make(tmp_path / "pipe")

    refused(office, tmp_path / "pipe", 7, "no plain file")


# Members ----------------------------------------------------------------------------------------


def test_S9_bytes_that_nothing_names_are_neither_packed_nor_kept(office: Casa, good: Path, tmp_path: Path) -> None:
    stray = sha256(b"stray").hexdigest()
    shelf = office.folder / "documents" / stray[:2]
    shelf.mkdir(exist_ok=True)
    (shelf / stray).write_bytes(b"stray")
    office.ok(["workspace", "backup", str(tmp_path / "again")])
    with zipfile.ZipFile(tmp_path / "again") as packed:
        assert f"documents/{stray}" not in packed.namelist()
    old = parts(good, tmp_path)
    old.members |= {f"documents/{stray}": b"stray", "readme.txt": b"hello", "../VICTIM": b"x", "/VICTIM": b"x"}
    old.manifest = {key: value for key, value in old.manifest.items() if not key.startswith(("size", "documents"))}
    old.write(tmp_path / "old")

    office.ok(["workspace", "restore", str(tmp_path / "old"), "copy"])

    held = files_below(Path.home() / "data" / "casactl" / "copy" / "documents")
    assert len([each for each in held if "/" in each]) == 3
    assert stray not in " ".join(held)
    office.ok("document check -w copy")


def test_S9_what_was_removed_can_still_be_brought_back_after_a_restore(
    office: Casa, good: Path, tmp_path: Path
) -> None:
    office.ok(["workspace", "restore", str(good), "copy"])
    removed = next(each["operation"] for each in office.log() if each["verb"] == "document.remove")

    office.ok(f"undo {removed} -w copy -y")

    office.ok(f"document get 2 -w copy -O {tmp_path}/out")
    assert (tmp_path / "out").read_bytes() == SECOND


def without_the_letter(good: Path, tmp_path: Path, *, by_0_1_0: bool) -> Path:
    lacking = parts(good, tmp_path)
    del lacking.members[f"documents/{sha256(LETTER).hexdigest()}"]
    if by_0_1_0:
        lacking.manifest = {k: v for k, v in lacking.manifest.items() if not k.startswith(("size", "documents"))}
    lacking.write(tmp_path / "lacking")
    return tmp_path / "lacking"


def test_S9_a_backup_that_lost_a_document_is_refused(office: Casa, good: Path, tmp_path: Path) -> None:
    refused(office, without_the_letter(good, tmp_path, by_0_1_0=False), 8, "documents that its manifest counts")


def test_S9_a_restore_with_missing_bytes_does_not_end_with_0(office: Casa, good: Path, tmp_path: Path) -> None:
    lacking = without_the_letter(good, tmp_path, by_0_1_0=True)

    told = refused(office, lacking, 8, "the bytes of document 1")
    assert "--allow-missing" in told["hint"]
    insisted = office.run(["workspace", "restore", str(lacking), "copy", "--allow-missing", "-o", "json"])

    assert (insisted.exit_code, insisted.outcomes) == (3, ["restored"])
    assert insisted.json["missing"] == ["document 1"]
    assert office.run("document check -w copy").exit_code == 8


def test_S9_bytes_that_stand_in_the_folder_already_are_not_missing(office: Casa, good: Path, tmp_path: Path) -> None:
    lacking = without_the_letter(good, tmp_path, by_0_1_0=True)

    office.ok(["workspace", "restore", str(lacking), "--yes"])

    office.ok("document check")


@pytest.mark.parametrize("column", ["tag set name", "document set sha256", "chain set numbers", "setting set value"])
def test_S9_a_refused_restore_leaves_no_bytes_behind(office: Casa, good: Path, tmp_path: Path, column: str) -> None:
    before = files_below(office.folder / "documents")
    odd = parts(good, tmp_path)
    odd.edit(f"update {column} = cast(x'ff80' as text)")
    odd.write(tmp_path / "odd")

    ran = office.run(["workspace", "restore", str(tmp_path / "odd"), "--yes"])

    assert ran.exit_code == 8
    assert files_below(office.folder / "documents") == before


# Shape ------------------------------------------------------------------------------------------

STRANGE = {
    "a trigger": ("create trigger spy after insert on contact begin select 1; end", "trigger spy"),
    "a hidden trigger": ("create trigger x after insert on tag begin select 1; end", "trigger"),
    "a view": ("create view own as select 1 as x", "view own"),
    "another index": ("create index more on contact (phone)", "index more"),
    "another column": ("alter table contact add column colour text", "table contact"),
    "a table less": ("drop table note", "ix_note_"),
    "an endless search": (f"drop table search; create view search as {ENDLESS}", "table search"),
    "another search": ("drop table search; create virtual table search using fts5(contact_id, text)", "search"),
}


@pytest.mark.parametrize("kind", list(STRANGE))
def test_S9_a_backup_of_another_shape_is_refused_before_a_row_is_read(
    office: Casa, good: Path, tmp_path: Path, kind: str
) -> None:
    statements, named = STRANGE[kind]
    odd = parts(good, tmp_path)
    odd.edit(*statements.split("; ", 1) if statements.startswith("drop") else [statements])
    if kind == "a hidden trigger":
        odd.edit("pragma writable_schema = on", "update sqlite_master set name = 'sqlite_x' where name = 'x'")
    odd.write(tmp_path / "odd")

    words = ("no sound database",) if kind == "a hidden trigger" else ("another schema", named)
    refused(office, tmp_path / "odd", 8, *words)


@pytest.mark.parametrize("kind", list(STRANGE))
def test_S9_a_database_of_another_shape_is_not_taken_in(casa_sqlite: Casa, kind: str) -> None:
    casa = casa_sqlite
    statements, named = STRANGE[kind]
    meddle(casa, *statements.split("; ", 1) if statements.startswith("drop") else [statements])
    casa.ok("workspace remove main")
    before = casa.database.read_bytes()

    ran = casa.run(["workspace", "add", "theirs", "--database", casa.url, "-o", "json"])

    assert (ran.exit_code, ran.error["code"], ran.stdout) == (10, "workspace.foreign", "")
    assert "another schema" in ran.error["message"]
    assert named.split()[-1] in ran.error["message"] or kind == "a hidden trigger"
    assert casa.ok("workspace list -o json").json == []
    assert casa.database.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("create view own as select 1 as x", "view own"),
        ("create rule quiet as on delete to note do instead nothing", "rule quiet"),
        ("alter table tag enable row level security; create policy mine on tag using (true)", "policy mine"),
        ("create trigger spy before insert on tag for each row execute function suppress_redundant_updates_trigger()",
         "trigger spy"),
        ("alter table contact alter column phone type varchar(5)", "contact.phone"),
    ],
)  # fmt: skip
def test_S9_a_server_that_does_things_by_itself_is_not_taken_in(casa: Casa, statement: str, named: str) -> None:
    if casa.backend != "postgresql":
        return
    meddle(casa, *statement.split("; "))
    casa.ok("workspace remove main")

    ran = casa.run(["workspace", "add", "theirs", "--database", casa.url, "-o", "json"])

    assert (ran.exit_code, ran.error["code"]) == (10, "workspace.foreign"), ran
    assert named in ran.error["message"]


def test_S9_tables_of_others_are_noted_by_adoption_and_restore(office: Casa, tmp_path: Path) -> None:
    meddle(office, "create table _litestream_seq (id integer primary key, seq integer)")
    office.ok(["workspace", "backup", str(tmp_path / "b")])
    office.ok("workspace remove main")

    adopted = office.ok(["workspace", "add", "again", "--database", office.url, "-o", "json"])
    restored = office.ok(["workspace", "restore", str(tmp_path / "b"), "copy", "-o", "json"])

    assert adopted.json["foreign_tables"] == ["_litestream_seq"]
    assert "_litestream_seq in it is not casactl's" in adopted.results[0]["note"]
    assert restored.json["foreign_tables"] == (["_litestream_seq"] if office.backend == "sqlite" else [])
    office.ok("workspace check copy")


def test_S9_a_backup_with_a_trigger_says_that_it_will_not_be_restored(casa_sqlite: Casa, tmp_path: Path) -> None:
    meddle(casa_sqlite, "create trigger spy after insert on contact begin select 1; end")

    ran = casa_sqlite.run(["workspace", "backup", str(tmp_path / "b"), "-o", "json"])

    assert ran.exit_code == 8
    assert "trigger spy" in ran.error["message"]


def test_S9_a_mostly_empty_database_is_packed_without_its_empty_pages(casa_sqlite: Casa, tmp_path: Path) -> None:
    meddle(
        casa_sqlite, "create table heap (x)",
        "insert into heap with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000) "
        "select hex(zeroblob(1000)) from n",
        "drop table heap",
    )  # fmt: skip

    casa_sqlite.ok(["workspace", "backup", str(tmp_path / "b")])

    assert said(tmp_path / "b")["size"] < casa_sqlite.database.stat().st_size / 2
    casa_sqlite.ok(["workspace", "restore", str(tmp_path / "b"), "copy"])


# Chance -----------------------------------------------------------------------------------------


@contextmanager
def watched(seconds: int) -> Iterator[None]:
    """What hangs fails, and so does what fills the disk."""

    def give_up(*_: object) -> None:
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (128 << 20, hard))
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGALRM, before)


def held_by(backup: Path, room: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a backup's database."""
    with zipfile.ZipFile(backup) as packed:
        (room / "held.db").write_bytes(packed.read("casactl.db"))
    with closing(sqlite3.connect(room / "held.db")) as database:
        return {
            table: database.execute(f"select {', '.join(SPECS[table].columns)} from {table} order by 1").fetchall()
            for table in ORDER
        }


def standing(root: Path, *but: Path) -> dict[str, bytes]:
    """Every file with its bytes."""
    files = (path for path in root.rglob("*") if path.is_file() and not any(path.is_relative_to(each) for each in but))
    return {str(path): path.read_bytes() for path in files}


@pytest.mark.heavy
def test_S9_a_mutated_backup_is_restored_equal_or_refused_and_touches_nothing_else(
    casa_sqlite: Casa, tmp_path: Path
) -> None:
    casa, room, home = casa_sqlite, tmp_path / "room", Path.home() / "data" / "casactl" / "copy"
    room.mkdir()
    file_an_office(casa, tmp_path)
    casa.ok(["workspace", "backup", str(tmp_path / "good")])
    (tmp_path / "VICTIM").write_text("mine")
    casa.ok(["workspace", "restore", str(tmp_path / "good"), "copy"])
    casa.ok("workspace remove copy --delete-data -y")
    shutil.rmtree(home, ignore_errors=True)
    before, luck, ends = standing(tmp_path, room), chance("backups"), dict[int, int]()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for number in range(by_length(110, 2000)):
        backup = Backup(tmp_path / "good", luck, room)
        if luck.random() < 0.3:  # as 0.1.0 wrote it
            backup.manifest = {k: v for k, v in backup.manifest.items() if not k.startswith(("size", "documents"))}
        mutate = MUTATIONS[number % len(MUTATIONS)]
        mutate(backup, room / "odd")
        with watched(120):
            ran = casa.run(["workspace", "restore", str(room / "odd"), "copy", "-o", "json"])
        ends[ran.exit_code] = ends.get(ran.exit_code, 0) + 1

        why = f"{number} {mutate.__name__}: {ran.stderr}"
        assert ran.exit_code in (0, 7, 8, 10), why
        assert "Traceback" not in ran.stderr
        if ran.exit_code == 0:
            assert brought_over(database_of(casa, "copy")) == held_by(room / "odd", room), why
            casa.ok("document check -w copy")
            casa.ok("workspace remove copy --delete-data -y")
            shutil.rmtree(home, ignore_errors=True)
        assert not home.exists(), why
        assert standing(tmp_path, room) == before, why
    assert {0, 7, 8} <= set(ends)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 512 << 10
