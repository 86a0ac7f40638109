"""`workspace migrate`: says what it did, keeps a backup, and does it once."""

from __future__ import annotations

from pathlib import Path

import pytest

from casactl.store.location import parse_url
from casactl.store.schema import HEAD
from tests.casa import Casa
from tests.places import meddle
from tests.store.test_opening import old_store


@pytest.fixture
def older(casa: Casa, empty_url: str, tmp_path: Path) -> Casa:
    """The configuration points at a store of an earlier release."""
    old_store(parse_url(empty_url))
    return Casa(empty_url, tmp_path / "second", casa.config_file, casa.clock)


def test_it_says_what_it_did_and_where_the_backup_is(older: Casa) -> None:
    ran = older.ok("workspace migrate -o json")

    assert (ran.outcomes, ran.json["schema_before"]) == (["migrated"], "0001")
    assert f"to {HEAD}" in ran.results[0]["note"]
    assert older.ok("contact list -o json").json[0]["display_name"] == "Ann Old"
    older.ok(f"workspace restore {ran.json['backup']} before")
    assert older.ok("contact list -w before -o json").json[0]["display_name"] == "Ann Old"


def test_what_is_current_is_unchanged(older: Casa) -> None:
    older.ok("workspace migrate")

    ran = older.ok("workspace migrate -o json")

    assert (ran.outcomes, ran.json["backup"]) == (["unchanged"], None)


def test_a_dry_run_goes_through_it_and_takes_it_back(older: Casa) -> None:
    ran = older.ok("workspace migrate -n -o json")

    assert (ran.outcomes, ran.json["backup"]) == (["migrated"], None)
    assert older.rows("select version_num from alembic_version") == [("0001",)]


def test_a_migrated_store_has_the_shape_of_a_fresh_one(older: Casa) -> None:
    older.ok("workspace migrate")

    found = older.run("workspace check -o json").json["checks"]

    assert next(check for check in found if check["check"] == "schema")["problem"] is None


def test_a_newer_store_stays_untouched(casa: Casa) -> None:
    meddle(casa, "update alembic_version set version_num = '9999'")

    ran = casa.run("workspace migrate -o json")

    assert (ran.exit_code, ran.error["code"]) == (10, "workspace.newer")
