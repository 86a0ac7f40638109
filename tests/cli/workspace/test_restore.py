"""`workspace restore`: all of a proved backup, or nothing; never over data without a yes."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.casa import Casa
from tests.places import content, files_below, fill, meddle


@pytest.fixture
def backup(casa: Casa, tmp_path: Path) -> Path:
    """A backup of a filled workspace."""
    fill(casa)
    casa.ok(f"workspace backup {tmp_path}/office.backup")
    return tmp_path / "office.backup"


def database_of(casa: Casa, name: str) -> str:
    """The URL of a workspace."""
    found = next(w for w in casa.ok("workspace list -o json").json if w["name"] == name)
    return f"sqlite:///{found['database']}" if found["database"].startswith("/") else found["database"]


def brought_over(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a store but for the operation that says that it was restored."""
    held = content(url)
    told = held["operation"].pop()
    assert told[4] == "workspace.restore"
    ((number, workspace, _, numbers, key),) = held["chain"]
    counted = json.loads(str(numbers))
    counted["operation"] -= 1
    return held | {"chain": [(number, workspace, told[-2], json.dumps(counted, separators=(",", ":")), key)]}


def test_S5_a_restore_stands_in_the_log_with_both_heads(casa: Casa, backup: Path) -> None:
    kept = casa.ok("log head").stdout.strip()
    casa.tenant("Late Comer")
    replaced = casa.ok("log head").stdout.strip()

    ran = casa.ok(f"workspace restore {backup} --yes -o json")

    told = casa.ok(f"log show {ran.json['operation']} -o json").json
    assert told["verb"] == "workspace.restore"
    assert told["arguments"] == {"file": str(backup), "head": kept, "head_before": replaced}
    casa.ok(f"log verify --expect-head {kept}")
    assert casa.log()[0]["operation"] == ran.json["operation"]
    assert casa.run(f"undo {ran.json['operation']}").exit_code == 5
    copied = casa.ok(f"workspace restore {backup} fresh -o json").json["operation"]
    fresh = casa.ok(f"log show {copied} -w fresh -o json").json["arguments"]
    assert (fresh["head"], fresh["head_before"]) == (kept, None)


def test_S5_what_was_last_done_is_undone_after_a_restore_not_the_restore(casa: Casa, backup: Path) -> None:
    casa.ok("contact lock 2 --reason x")
    casa.ok(f"workspace backup {backup}.2")
    casa.ok(f"workspace restore {backup}.2 --yes")

    casa.ok("undo -y")

    assert not casa.contact(2).locked


def test_a_new_workspace_holds_every_row_and_the_same_log(casa: Casa, backup: Path) -> None:
    ran = casa.ok(f"workspace restore {backup} copy -o json")

    assert (ran.outcomes, ran.json["made_workspace"]) == (["restored"], True)
    assert brought_over(database_of(casa, "copy")) == content(casa.url)
    casa.ok(f"log verify -w copy --expect-head {casa.ok('log head').stdout}")
    casa.ok("workspace check copy")
    casa.ok("contact add -w copy --type lead --first-name Ann --last-name Lee")


def test_an_empty_workspace_on_either_database_takes_it(
    casa: Casa, backup: Path, empty_url: str, other_url: str
) -> None:
    for name, url in (("same", empty_url), ("other", other_url)):
        casa.ok(["workspace", "add", name, "--database", url])
        casa.ok(f"workspace restore {backup} {name}")
        assert brought_over(url) == content(casa.url)
        casa.ok(f"workspace check {name}")


def test_data_is_never_replaced_without_a_yes(casa: Casa, backup: Path) -> None:
    casa.tenant("Late Comer")
    before = content(casa.url)

    ran = casa.run(f"workspace restore {backup} -o json")

    assert (ran.exit_code, ran.error["code"]) == (5, "workspace.holds-data")
    assert "--yes" in ran.error["hint"]
    assert content(casa.url) == before


def test_what_is_replaced_by_agreement_is_kept_in_a_backup(casa: Casa, backup: Path) -> None:
    casa.tenant("Late Comer")

    ran = casa.ok(f"workspace restore {backup} --yes -o json")

    names = [c["display_name"] for c in casa.ok("contact list -o json").json]
    assert "Late Comer" not in names
    casa.ok(f"workspace restore {ran.json['kept']} again")
    assert "Late Comer" in casa.ok("contact list -w again").stdout


def test_a_dry_run_proves_everything_and_changes_nothing(casa: Casa, backup: Path) -> None:
    casa.tenant("Late Comer")
    before = content(casa.url)

    assert casa.ok(f"workspace restore {backup} --yes -n -o json").json["dry_run"] is True
    assert casa.ok(f"workspace restore {backup} new -n").exit_code == 0

    assert content(casa.url) == before
    assert [w["name"] for w in casa.ok("workspace list -o json").json] == ["main"]
    assert "data/casactl/new" not in files_below(Path.home())


def rewritten(backup: Path, **changes: object) -> Path:
    """The backup with a manifest that says something else."""
    target = backup.with_name("rewritten")
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(target, "w") as new:
        new.writestr("manifest.json", json.dumps(json.loads(old.read("manifest.json")) | changes))
        new.writestr("casactl.db", old.read("casactl.db"))
    return target


def cut(backup: Path) -> Path:
    target = backup.with_name("cut")
    target.write_bytes(backup.read_bytes()[:-200])
    return target


def flipped(backup: Path) -> Path:
    target, body = backup.with_name("flipped"), bytearray(backup.read_bytes())
    body[len(body) // 2] ^= 0xFF
    target.write_bytes(body)
    return target


def somebody_elses(backup: Path) -> Path:
    target = backup.with_name("photos.zip")
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("cat.jpg", "meow")
    return target


DAMAGED = {
    "cut": (cut, 7),
    "flipped": (flipped, 7),
    "photos": (somebody_elses, 7),
    "text": (lambda b: Path(__file__), 7),
    "folder": (lambda b: b.parent, 7),
    "missing": (lambda b: b.with_name("missing"), 7),
    "other rows": (lambda b: rewritten(b, rows={"contact": 1}), 8),
    "other head": (lambda b: rewritten(b, head="0" * 64), 8),
    "other hash": (lambda b: rewritten(b, sha256="0" * 64), 8),
    "odd manifest": (lambda b: rewritten(b, colour="red"), 7),
    "newer format": (lambda b: rewritten(b, format=2), 10),
    "newer schema": (lambda b: rewritten(b, revision="9999"), 10),
}


@pytest.mark.parametrize("kind", list(DAMAGED))
@pytest.mark.parametrize("into", ["new", "main --yes"])
def test_a_damaged_foreign_or_newer_file_leaves_the_target_untouched(
    casa: Casa, backup: Path, kind: str, into: str
) -> None:
    damage, exit_code = DAMAGED[kind]
    before = content(casa.url)

    ran = casa.run(f"workspace restore '{damage(backup)}' {into} -o json")

    assert (ran.exit_code, ran.stdout) == (exit_code, ""), ran
    assert content(casa.url) == before
    assert [w["name"] for w in casa.ok("workspace list -o json").json] == ["main"]
    assert "data/casactl/new" not in files_below(Path.home())


def test_a_backup_with_a_forged_log_is_refused(casa: Casa, tmp_path: Path) -> None:
    fill(casa)
    meddle(casa, 'update change set after = \'{"value":"XX"}\' where id = 2')
    assert casa.run(f"workspace backup {tmp_path}/forged").exit_code == 8

    ran = casa.run(f"workspace restore {tmp_path}/forged new -o json")

    assert (ran.exit_code, ran.error["code"]) == (8, "backup.damaged")
    assert "change 2" in ran.error["message"]


def test_a_damaged_database_is_set_aside_and_replaced_by_agreement(casa_sqlite: Casa, tmp_path: Path) -> None:
    casa = casa_sqlite
    fill(casa)
    casa.ok(f"workspace backup {tmp_path}/b")
    before = content(casa.url)
    for path in casa.folder.glob("casactl.db-*"):
        path.unlink()
    casa.database.write_bytes(b"SQLite format 3\0" + b"\7" * 5000)

    assert casa.run(f"workspace restore {tmp_path}/b -o json").exit_code == 8
    ran = casa.ok(f"workspace restore {tmp_path}/b --yes -o json")

    assert brought_over(casa.url) == before
    assert Path(ran.json["kept"]).read_bytes().endswith(b"\7" * 5000)


def test_without_any_workspace_the_first_one_is_made(casa: Casa, backup: Path) -> None:
    fresh = {"CASACTL_CONFIG": str(Path.home() / "fresh.toml")}

    ran = casa.ok(f"workspace restore {backup} -o json", env=fresh)

    assert (ran.results[0]["ref"], ran.json["made_workspace"]) == ("main", True)
    assert len(casa.ok("contact list -o json", env=fresh).json) == 4
