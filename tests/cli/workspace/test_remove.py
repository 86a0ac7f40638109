"""`workspace remove`: forgotten, and deleted only when that is what was asked for and agreed to."""

from __future__ import annotations

from tests.casa import Casa
from tests.places import files_below, meddle


def test_the_data_stays_and_can_be_taken_in_again(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")

    ran = casa.ok("workspace remove main -o json")

    assert (ran.outcomes, ran.json["deleted_data"]) == (["removed"], False)
    assert casa.ok("workspace list -o json").json == []
    casa.ok(["workspace", "add", "main", "--database", casa.url])
    assert len(casa.ok("contact list -o json").json) == 1


def test_deleting_data_needs_a_yes_where_nobody_can_be_asked(casa: Casa) -> None:
    ran = casa.run("workspace remove main --delete-data -o json")

    assert (ran.exit_code, ran.error["code"]) == (2, "usage.confirmation-needed")
    assert casa.ok("contact list -o json").json == []


def test_deleted_data_is_gone_with_its_folder(casa: Casa, empty_url: str) -> None:
    casa.ok(["workspace", "add", "second", "--database", empty_url])
    casa.ok("due run -w second")
    folder = next(w["folder"] for w in casa.ok("workspace list -o json").json if w["name"] == "second")

    ran = casa.ok("workspace remove second --delete-data --yes -o json")

    assert ran.json["deleted_data"] is True
    assert files_below(casa.folder.parent / "second") == []
    assert not casa.folder.parent.joinpath(folder).exists()
    casa.ok(["workspace", "add", "second", "--database", empty_url])
    assert casa.ok("workspace show second -o json").json["operations"] == 1


def test_other_files_in_the_folder_stay_and_are_named(casa_sqlite: Casa) -> None:
    (casa_sqlite.folder / "contract.pdf").write_text("signed")

    ran = casa_sqlite.ok("workspace remove main --delete-data -y -o json")

    assert files_below(casa_sqlite.folder) == ["contract.pdf"]
    assert "1 other file" in ran.results[0]["note"]


def test_somebody_elses_tables_stay(casa: Casa, empty_url: str) -> None:
    casa.ok(["workspace", "add", "second", "--database", empty_url])
    second = Casa(empty_url, casa.folder, casa.config_file.with_name("second.toml"), casa.clock)
    meddle(second, "drop table alembic_version", "create table bookmarks (url text)")

    ran = casa.run("workspace remove second --delete-data -y -o json")

    assert (ran.exit_code, ran.error["code"]) == (10, "workspace.foreign")
    assert "second" in [w["name"] for w in casa.ok("workspace list -o json").json]
    assert second.rows("select count(*) from bookmarks") == [(0,)]


def test_tables_beside_casactls_on_a_server_stay(casa: Casa) -> None:
    if casa.backend == "sqlite":
        return
    meddle(casa, "create table bookmarks (url text)")

    casa.ok("workspace remove main --delete-data -y")

    assert casa.rows("select tablename from pg_tables where schemaname = 'public'") == [("bookmarks",)]


def test_a_dry_run_removes_nothing(casa: Casa) -> None:
    casa.ok("workspace remove main --delete-data -n")

    assert casa.ok("contact list -o json").json == []
