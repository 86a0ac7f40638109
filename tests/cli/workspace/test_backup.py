"""`workspace backup`: one verified file, private, never over another without a yes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.places import files_below, fill, meddle


def test_a_backup_says_what_it_holds(casa: Casa, tmp_path: Path) -> None:
    fill(casa)

    made = casa.ok(f"workspace backup {tmp_path}/office.backup -o json").json

    assert made["file"] == f"{tmp_path}/office.backup"
    assert (made["rows"]["contact"], made["rows"]["property"], made["verified"]) == (4, 6, True)
    assert made["head"] in casa.ok("log head").stdout
    assert made["size"] == (tmp_path / "office.backup").stat().st_size
    assert (tmp_path / "office.backup").stat().st_mode & 0o777 == 0o600
    assert zipfile.ZipFile(tmp_path / "office.backup").namelist() == ["manifest.json", "casactl.db"]
    assert [name for name in files_below(tmp_path) if ".casactl-backup" in name] == []


def test_a_file_that_is_there_stays_without_a_yes(casa: Casa, tmp_path: Path) -> None:
    target = tmp_path / "office.backup"
    target.write_text("last night's")

    ran = casa.run(f"workspace backup {target} -o json")

    assert (ran.exit_code, ran.error["code"]) == (5, "backup.exists")
    assert target.read_text() == "last night's"
    casa.ok(f"workspace backup {target} --yes")
    assert zipfile.is_zipfile(target)


@pytest.mark.parametrize("where", ["{folder}", "{folder}/none/x.backup", "/dev/null"])
def test_a_place_that_takes_no_file_is_a_clear_error(casa: Casa, where: str) -> None:
    ran = casa.run(f"workspace backup {where.format(folder=casa.folder.parent)} -y -o json")

    assert (ran.exit_code, ran.error["code"]) == (2, "usage")
    assert Path("/dev/null").is_char_device()


def test_the_database_itself_is_never_replaced(casa_sqlite: Casa) -> None:
    ran = casa_sqlite.run(f"workspace backup {casa_sqlite.database} -y -o json")

    assert ran.exit_code == 2
    casa_sqlite.ok("workspace check")


def test_a_dry_run_keeps_nothing(casa: Casa, tmp_path: Path) -> None:
    ran = casa.ok(f"workspace backup {tmp_path}/x -n -o json")

    assert ran.json["dry_run"] is True
    assert not (tmp_path / "x").exists()


def test_a_log_that_does_not_verify_is_backed_up_and_said(casa: Casa, tmp_path: Path) -> None:
    casa.tenant("Joe Bloggs")
    meddle(casa, "update operation set actor = 'nobody' where id = 2")

    ran = casa.run(f"workspace backup {tmp_path}/x -o json")

    assert (ran.exit_code, ran.error["code"]) == (8, "integrity")
    assert "operation 2" in ran.error["message"]
    assert ran.json["verified"] is False
    assert (tmp_path / "x").exists()


def test_a_full_disk_is_a_clear_error_and_leaves_nothing(
    casa: Casa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("casactl.store.backup.zipfile.ZipFile.write", full)

    ran = casa.run(f"workspace backup {tmp_path}/x -o json")

    assert (ran.exit_code, ran.error["code"]) == (10, "backup.unwritable")
    assert "No space left" in ran.error["message"]
    assert not (tmp_path / "x").exists()
