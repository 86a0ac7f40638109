"""Documents: filed by content, proved by their hash, freed with the last that names them."""

from __future__ import annotations

import os
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from casactl.domain.settings import DOCUMENT_TYPES
from tests.casa import Casa

LAW = "law@firm.example"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def office(casa: Casa) -> Casa:
    casa.property("Rose Court/1", kind="unit")
    casa.owner("Olive Owner", at="Rose Court/1")
    casa.owner("Paul Plain")
    return casa


def file(folder: Path, content: bytes = PDF, name: str = "letter.pdf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def add(casa: Casa, path: Path, number: int = 1, *more: str) -> int:
    return casa.ok(["document", "add", number, str(path), *more, "-o", "ids"]).ids[0]


def stored(casa: Casa) -> list[Path]:
    return sorted(path for path in (casa.folder / "documents").rglob("*") if path.is_file())


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_WU_14_a_document_is_filed_and_stands_in_the_profile(office: Casa, tmp_path: Path) -> None:
    number = add(office, file(tmp_path), 1, "--visibility", "case", "--name", "Letter of demand")

    row = office.ok("document list 1 -o json").json[0]
    assert set(row) == {
        "id",
        "contact_id",
        "display_name",
        "visibility",
        "at",
        "author",
        "name",
        "size",
        "sha256",
        "type",
        "case_id",
    }
    assert (row["id"], row["name"], row["visibility"], row["type"]) == (
        number, "Letter of demand", "case", "application/pdf",
    )  # fmt: skip
    assert (row["size"], row["sha256"]) == (len(PDF), sha256(PDF).hexdigest())
    assert office.contact(1).documents == [row]
    assert [path.stat().st_mode & 0o777 for path in stored(office)] == [0o600]


OFFICE = b"<office/>"
KINDS: dict[str, tuple[str, bytes]] = {
    "pdf": ("application/pdf", PDF),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(40)),
    "tiff": ("image/tiff", b"II*\x00" + bytes(40)),
    "heic": ("image/heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40)),
    "text": ("text/plain", "Grüße, plain words.\n".encode()),
    "csv": ("text/csv", b"name,amount\nJoe,120.00\nAnn,80.00\n"),
    "mail": ("message/rfc822", b"From: a@example.com\r\nTo: b@example.com\r\nSubject: hi\r\n\r\nText\r\n"),
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_what_a_document_is_is_told_by_its_content_not_its_name(office: Casa, tmp_path: Path, kind: str) -> None:
    type_, content = KINDS[kind]
    path = file(tmp_path, content, "misleading")

    add(office, path)

    found = office.ok("document list 1 -o json").json[0]["type"]
    assert found == type_ or (kind == "heic" and found in ("image/heic", "image/heif"))
    office.ok(["workspace", "set", "document_types", ", ".join(t for t in DOCUMENT_TYPES if t != kind)])
    refused = office.run(["document", "add", "2", str(path), "-o", "json"])
    assert (refused.exit_code, refused.error["code"]) == (2, "document.type-not-taken")
    office.ok(["workspace", "set", "document_types", kind])
    add(office, path, 2)


@pytest.mark.parametrize(
    ("part", "ending"),
    [("word/document.xml", "wordprocessingml.document"), ("xl/workbook.xml", "spreadsheetml.sheet"),
     ("ppt/presentation.xml", "presentationml.presentation")],
)  # fmt: skip
def test_office_files_are_told_by_their_parts(office: Casa, tmp_path: Path, part: str, ending: str) -> None:
    add(office, packed(tmp_path / "x", {"[Content_Types].xml": OFFICE, part: OFFICE}))

    assert office.ok("document list 1 -o json").json[0]["type"].endswith(ending)


def test_an_open_document_is_told_by_its_mimetype(office: Casa, tmp_path: Path) -> None:
    add(office, packed(tmp_path / "x", {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": OFFICE}))

    assert office.ok("document list 1 -o json").json[0]["type"] == "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    "content",
    [b"\x7fELF" + bytes(60), b"MZ" + bytes(60), b"<!DOCTYPE html><script>x</script>", b"<svg/>", b"\x00\x01\x02",
     b"\x1b[2J plain?"],
)  # fmt: skip
def test_anything_else_is_refused_whatever_it_is_called(office: Casa, tmp_path: Path, content: bytes) -> None:
    refused = office.run(["document", "add", "1", str(file(tmp_path, content)), "-o", "json"])

    assert (refused.exit_code, refused.error["code"], stored(office)) == (2, "document.type-not-taken", [])


CONTENTS = "[Content_Types].xml"
VBA = "application/vnd.ms-office.vbaProject"
WORD = {"word/document.xml": OFFICE}
WITH_MACROS: dict[str, dict[str, bytes]] = {
    "docm": {CONTENTS: b"<Types/>", **WORD, "word/vbaProject.bin": b"x"},
    "xlsm": {CONTENTS: b"<Types/>", "xl/workbook.xml": OFFICE, "xl/VBAPROJECT.BIN": b"x"},
    "pptm": {CONTENTS: b"<Types/>", "ppt/presentation.xml": OFFICE, "ppt/vbaProject.bin": b"x"},
    "another name": {CONTENTS: f'<Override PartName="/word/x.bin" ContentType="{VBA}"/>'.encode(), **WORD},
    "spelt by numbers": {CONTENTS: b'<Default ContentType="application/vnd.ms-office.&#118;baProject"/>', **WORD},
    "in wide letters": {CONTENTS: f'<Default ContentType="{VBA}"/>'.encode("utf-16"), **WORD},
    "by its type": {CONTENTS: b'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"', **WORD},
    "contents too long to read": {CONTENTS: b" " * (2 << 20), **WORD},
    "excel 4": {CONTENTS: b"<Types/>", "xl/workbook.xml": OFFICE, "xl/macrosheets/sheet1.xml": OFFICE},
    "one in another": {CONTENTS: b"<Types/>", **WORD, "word/embeddings/Book1.xlsm": b"x"},
    "open document": {"mimetype": b"application/vnd.oasis.opendocument.text", "Basic/Standard/Module1.xml": OFFICE},
}


@pytest.mark.parametrize("kind", list(WITH_MACROS))
@pytest.mark.parametrize("name", ["letter.docx", "letter.pdf", "letter"])
def test_S12_an_office_file_with_macros_is_no_document_whatever_it_is_called(
    office: Casa, tmp_path: Path, kind: str, name: str
) -> None:
    refused = office.run(["document", "add", "1", str(packed(tmp_path / name, WITH_MACROS[kind])), "-o", "json"])

    assert (refused.exit_code, refused.error["code"]) == (2, "document.type-not-taken")
    assert "macros" in refused.error["message"]
    assert stored(office) == []


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
OLE_MACROS = {
    "a stream": "_VBA_PROJECT".encode("utf-16-le"),
    "in small letters": "_vba_project_cur".encode("utf-16-le"),
    "a folder": "Macros".encode("utf-16-le").ljust(64, b"\0") + b"\x0e\0\x01",
    "a module": b"\x00Attribut\x00e VB_Name",
    "powerpoint": b"\x02\0\0\x04\x0c\0\0\0\x07\0\0\0\x01\0\0\0",
    "excel 4": b"\x85\0\x0e\0\x00\x01\x00\x00\x00\x01\x06\0Macro1",
}


@pytest.mark.parametrize("kind", list(OLE_MACROS))
def test_S12_an_old_office_file_with_macros_is_none_either(office: Casa, tmp_path: Path, kind: str) -> None:
    late = OLE + bytes((1 << 20) - 520) + OLE_MACROS[kind] + bytes(600)

    refused = office.run(["document", "add", "1", str(file(tmp_path, late, "letter.doc")), "-o", "json"])

    assert (refused.exit_code, refused.error["code"]) == (2, "document.type-not-taken")
    assert "macros" in refused.error["message"]
    add(office, file(tmp_path, OLE + "WordDocument".encode("utf-16-le") + bytes(600), "plain.doc"))


@pytest.mark.parametrize(
    "text",
    ["<!-- x --><html>", "<body onload=x()>", " <iframe src=x>", "<?xml version='1.0'?>", "<svg/onload=x>",
     "<a href=x>", "#!/bin/sh\nid\n", "ID;PWXL;N;E\n", "{\\rtf1{\\object\\objdata 01}}"],
)  # fmt: skip
def test_S12_text_that_programs_run_is_no_document(office: Casa, tmp_path: Path, text: str) -> None:
    refused = office.run(["document", "add", "1", str(file(tmp_path, text.encode(), "notes.txt")), "-o", "json"])

    assert (refused.exit_code, refused.error["code"]) == (2, "document.type-not-taken")


def test_a_plain_archive_is_refused(office: Casa, tmp_path: Path) -> None:
    path = packed(tmp_path / "x.docx", {"run.sh": b"#!/bin/sh\n"})

    assert office.run(["document", "add", "1", str(path)]).exit_code == 2


def test_only_plain_files_are_read_and_nothing_holds_the_command_up(office: Casa, tmp_path: Path) -> None:
    real = file(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(real)
    (tmp_path / "folder").mkdir()

    for path in ("/dev/zero", "/dev/null", tmp_path / "pipe", tmp_path / "link", tmp_path / "folder", tmp_path / "no"):
        refused = office.run(["document", "add", "1", str(path), "-o", "json"])
        assert (refused.exit_code, refused.error["code"]) == (2, "document.not-a-file"), path
    assert stored(office) == []


def test_a_file_over_the_limit_is_refused_while_it_is_read(office: Casa, tmp_path: Path) -> None:
    office.ok("workspace set document_max_mb 1")
    large = file(tmp_path, PDF + bytes(1 << 20))

    refused = office.run(["document", "add", "1", str(large), "-o", "json"])

    assert (refused.exit_code, refused.error["code"], stored(office)) == (2, "document.too-large", [])
    add(office, file(tmp_path, PDF + b" " * ((1 << 20) - len(PDF))))


@pytest.mark.parametrize("name", ["../../x", "-rf", "a\u202egnp.pdf", "{name} [red]", "name with 'quotes\"", "x" * 255])
def test_names_are_data_never_paths(office: Casa, tmp_path: Path, name: str) -> None:
    number = add(office, file(tmp_path), 1, f"--name={name}")

    assert office.ok("document list -o json").json[0]["name"] == name
    assert "\u202e" not in office.ok("document list").stdout
    assert [path.name for path in stored(office)] == [sha256(PDF).hexdigest()]
    office.ok(["document", "get", number, "-O", str(tmp_path / "out")])
    assert (tmp_path / "out").read_bytes() == PDF


@pytest.mark.parametrize("name", ["", " \n", "x" * 256, "bell\x07"])
def test_a_name_that_is_none_is_refused(office: Casa, tmp_path: Path, name: str) -> None:
    assert office.run(["document", "add", "1", str(file(tmp_path)), f"--name={name}"]).exit_code == 2
    assert stored(office) == []


def test_getting_a_document_asks_before_it_replaces_a_file(office: Casa, tmp_path: Path) -> None:
    number, target = add(office, file(tmp_path)), tmp_path / "mine"
    target.write_text("mine")

    refused = office.run(["document", "get", number, "-O", str(target), "-o", "json"])
    assert (refused.exit_code, target.read_text()) == (5, "mine")
    office.ok(["document", "get", number, "-O", str(target), "-y"])
    assert target.read_bytes() == PDF
    assert office.run(["document", "get", number]).exit_code == 2
    assert office.run(["document", "get", "99", "-O", str(tmp_path / "x")]).exit_code == 4


def test_a_flipped_byte_and_a_missing_file_are_found_and_named(office: Casa, tmp_path: Path) -> None:
    number = add(office, file(tmp_path))
    other = add(office, file(tmp_path, PDF + b"%"), 2)
    assert office.ok("document check -o json").json[0]["ok"] is True
    path = next(path for path in stored(office) if path.name == sha256(PDF).hexdigest())
    path.write_bytes(PDF.replace(b"1.7", b"1.6"))

    found = office.run("document check -o json")
    assert (found.exit_code, found.error["code"]) == (8, "document.damaged")
    assert {row["id"]: row["problem"] for row in found.json} == {number: "altered", other: None}
    damaged = office.run(["document", "get", number, "-O", str(tmp_path / "out")])
    assert (damaged.exit_code, (tmp_path / "out").exists()) == (8, False)
    path.unlink()
    assert office.run("document check -o json").json[0]["problem"] == "missing"


def test_the_same_bytes_stand_once_and_go_with_the_last(office: Casa, tmp_path: Path) -> None:
    add(office, file(tmp_path))
    add(office, file(tmp_path), 2)
    assert len(stored(office)) == 1

    office.ok("undo -y")
    assert len(stored(office)) == 1
    office.ok("undo -y")
    assert stored(office) == []


def test_undo_and_redo_of_a_filing(office: Casa, tmp_path: Path) -> None:
    add(office, file(tmp_path))
    office.ok("undo -y")

    refused = office.run(f"undo {office.log()[0]['operation']} -y -o json")

    assert (refused.exit_code, "file it again" in refused.error["message"]) == (5, True)


def test_a_removed_document_comes_back_with_undo_until_its_contact_is_erased(office: Casa, tmp_path: Path) -> None:
    number = add(office, file(tmp_path), 2)
    office.ok(["document", "remove", number])
    assert office.ok("document list -o json").json == []
    office.ok("undo -y")
    office.ok(["document", "get", number, "-O", str(tmp_path / "out")])

    office.ok(["document", "remove", number])
    assert len(stored(office)) == 1
    office.ok("contact archive 2")
    office.ok("contact erase 2 -y")
    assert stored(office) == []


def test_a_filing_that_is_undone_takes_the_bytes_along_even_after_a_removal_that_was_undone(
    office: Casa, tmp_path: Path
) -> None:
    number = add(office, file(tmp_path))
    office.ok(["document", "remove", number])
    office.ok("undo -y")
    assert len(stored(office)) == 1

    office.ok("undo -y")

    assert stored(office) == []


def test_erasing_one_holder_leaves_the_others_bytes(office: Casa, tmp_path: Path) -> None:
    kept = add(office, file(tmp_path))
    add(office, file(tmp_path), 2)
    office.ok("contact archive 2")
    office.ok("contact erase 2 -y")

    assert office.ok("document list -o ids").ids == [kept]
    assert office.ok("document check").exit_code == 0


def test_a_dry_run_and_a_refusal_leave_no_bytes(office: Casa, tmp_path: Path) -> None:
    office.ok(["document", "add", "1", str(file(tmp_path)), "-n"])
    assert office.run(["document", "add", "99", str(file(tmp_path))]).exit_code == 4
    office.set_lifecycle(2, "erased")
    assert office.run(["document", "add", "2", str(file(tmp_path))]).exit_code == 5

    assert stored(office) == []


def test_backup_and_restore_carry_the_documents(office: Casa, tmp_path: Path) -> None:
    number = add(office, file(tmp_path))
    office.ok(["workspace", "backup", str(tmp_path / "b")])

    office.ok(["workspace", "restore", str(tmp_path / "b"), "second"])

    assert office.ok("document check -w second -o json").json[0]["ok"] is True
    office.ok(["document", "get", number, "-O", str(tmp_path / "out"), "-w", "second"])
    assert (tmp_path / "out").read_bytes() == PDF


def test_a_backup_whose_document_was_altered_is_refused(office: Casa, tmp_path: Path) -> None:
    add(office, file(tmp_path))
    office.ok(["workspace", "backup", str(tmp_path / "b")])
    with zipfile.ZipFile(tmp_path / "b") as good, zipfile.ZipFile(tmp_path / "bad", "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content.replace(b"1.7", b"1.6") if name.startswith("documents/") else content)

    refused = office.run(["workspace", "restore", str(tmp_path / "bad"), "second", "-o", "json"])

    assert (refused.exit_code, refused.error["code"]) == (8, "backup.damaged")


def test_WU_14_an_attorney_files_and_reads_the_cases_documents_only(office: Casa, tmp_path: Path) -> None:
    office.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])
    office.ok("workspace set handover_requires_demand off")
    office.ok("ledger charge 1 120 --for Levy")
    office.ok(f"contact handover 1 --to {LAW}")
    secret = add(office, file(tmp_path))
    shared = add(office, file(tmp_path, PDF + b"%1"), 1, "--visibility", "case")
    add(office, file(tmp_path, PDF + b"%2"), 2, "--visibility", "case")

    own = office.ok(["document", "add", "1", str(file(tmp_path, PDF + b"%3")), "--actor", LAW, "-o", "ids"]).ids[0]

    assert office.ok(f"document list -o ids --actor {LAW}").ids == [own, shared]
    assert office.ok(f"document list 1 -o json --actor {LAW}").json[0]["visibility"] == "case"
    assert office.run(f"document get {secret} -O - --actor {LAW}").exit_code == 4
    assert office.run(f"document get {shared} -O - --actor {LAW}").exit_code == 0
    assert office.run(f"document remove {shared} --actor {LAW}").exit_code == 5


def test_SD_28_the_person_sees_the_documents_that_are_meant_for_them(office: Casa, tmp_path: Path) -> None:
    add(office, file(tmp_path))
    add(office, file(tmp_path, PDF + b"%1"), 1, "--visibility", "case")
    meant = add(office, file(tmp_path, PDF + b"%2"), 1, "--visibility", "contact", "--name", "House rules")
    with office.work("portal.activate") as work:
        work.update("contact", [{"id": 1, "portal": "activated"}])

    seen = office.ok("portal view 1 --reason look -o json").json["documents"]

    assert [(each["id"], each["name"], each["type"]) for each in seen] == [(meant, "House rules", "application/pdf")]
    assert set(seen[0]) == {"id", "name", "size", "type", "at"}
