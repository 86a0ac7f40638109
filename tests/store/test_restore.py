"""Copies between stores: every row, proved before it is committed, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from casactl.store import copying
from casactl.store.backup import back_up
from casactl.store.copying import copy_over
from casactl.store.journal import Origin
from casactl.store.location import parse_url
from casactl.store.reader import Reader
from casactl.store.restore import holds_data, restore
from tests.casa import Casa
from tests.failing import failing
from tests.places import content, files_below, fill, meddle

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ORIGIN = Origin("workspace.restore", "root", "root")


def test_a_workspace_with_settings_only_counts_as_empty(casa: Casa) -> None:
    assert not holds_data(casa.location)
    casa.ok("workspace set country DE")
    assert not holds_data(casa.location)


def test_an_undone_contact_still_counts_as_data_because_the_log_tells_of_it(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.ok("undo -y")

    assert holds_data(casa.location)


def test_S10_who_was_erased_since_the_backup_and_comes_back_is_named(casa: Casa, tmp_path: Path) -> None:
    backup = tmp_path / "before.zip"
    joe, ann = casa.tenant("Joe Bloggs"), casa.owner("Ann Archer")
    for number in (joe, ann):
        casa.ok(f"contact archive {number}")
    casa.ok(f"contact erase {ann} --yes")
    casa.ok(f"workspace backup {backup}")
    late = casa.tenant("Lee Late")
    casa.ok(f"contact archive {late}")
    casa.ok(f"contact erase {joe} {late} --yes")

    done = casa.ok(f"workspace restore {backup} --yes -o json")

    assert done.json["erased_since"] == [joe]
    assert f"back now: contact {joe}; erase them again" in done.stderr
    assert casa.contact(joe).display_name == "Joe Bloggs"
    assert casa.ok(f"workspace restore {backup} --yes -o json").json["erased_since"] == []


def test_there_and_back_again_changes_nothing(casa_sqlite: Casa, casa_postgres: Casa, tmp_path: Path) -> None:
    fill(casa_sqlite)
    back = parse_url(f"sqlite:///{tmp_path}/back/casactl.db")

    copy_over(casa_sqlite.location, casa_postgres.location)
    copy_over(casa_postgres.location, back)

    assert content(back.url) == content(casa_postgres.url) == content(casa_sqlite.url)


def test_a_row_that_arrives_otherwise_leaves_the_target_as_it_was(
    casa: Casa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(casa)
    back_up(casa.location, tmp_path / "b", now=NOW)
    casa.tenant("Late Comer")
    before = content(casa.url)
    compare = copying._compare_table

    def spoiled(reader: Reader, sink: Reader, table: str) -> int:
        if table == "tag":
            sink.execute("update tag set name = 'VIP'")
        return compare(reader, sink, table)

    monkeypatch.setattr(copying, "_compare_table", spoiled)

    with failing("workspace.copy-differs", match="tag"):
        restore(tmp_path / "b", casa.location, ORIGIN, now=NOW, replace=True, beside=tmp_path)
    with failing("workspace.copy-differs", match="tag"):
        restore(tmp_path / "b", parse_url(f"sqlite:///{tmp_path}/fresh/deep/casactl.db"), ORIGIN, now=NOW)

    assert content(casa.url) == before
    assert files_below(tmp_path / "fresh") == []


def test_a_backup_of_an_older_release_is_migrated_on_its_way(casa: Casa, tmp_path: Path) -> None:
    from tests.store.test_opening import old_store

    old = parse_url(f"sqlite:///{tmp_path}/old/casactl.db")
    (tmp_path / "old").mkdir()
    old_store(old)
    back_up(old, tmp_path / "b", now=NOW)

    manifest, copied = restore(tmp_path / "b", casa.location, ORIGIN, now=NOW)

    assert (manifest.revision, copied.rows["contact"], copied.rows["scheduled"]) == ("0001", 1, 0)
    assert casa.contact(1).display_name == "Ann Old"


def test_text_that_postgresql_cannot_hold_is_named(casa_sqlite: Casa, casa_postgres: Casa) -> None:
    fill(casa_sqlite)
    meddle(casa_sqlite, "update contact set lock_reason = 'a' || char(0) || 'b' where id = 2")

    with failing("workspace.copy-differs", match="contact"):
        copy_over(casa_sqlite.location, casa_postgres.location)

    assert casa_postgres.rows("select count(*) from contact") == [(0,)]
