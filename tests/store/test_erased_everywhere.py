"""Erased is erased wherever casactl has put it (S10): other databases, backups, keys, request ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from casactl.store.engine import connect_sqlite
from casactl.store.location import sqlite_url
from tests.casa import Casa

WHO = ["--type", "tenant", "--first-name", "Quirinus", "--last-name", "Kvitoy", "--email", "quirinus@kvitoy.example",
       "--phone", "020 7946 0958"]  # fmt: skip
NEEDLES = (b"quirinus", b"kvitoy", b"79460958", b"7946 0958")


def holding(*folders: Path) -> set[str]:
    """The files below that hold a byte of him."""
    return {
        path.name
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and any(needle in path.read_bytes().lower() for needle in NEEDLES)
    }


@pytest.fixture
def quirinus(casa_sqlite: Casa) -> int:
    """He is archived, and stands in many places."""
    casa = casa_sqlite
    number = casa.ok(["contact", "add", *WHO, "--request-id", "quirinus@kvitoy.example", "-o", "ids"]).ids[0]
    ann = casa.owner("Ann Archer")
    casa.ok(["address", "add", ann, "--line", "3 Elm Row", "--access-name", "the tenant", "--access-phone",
             "+442079460958", "--access-note", "ask for Quirinus"])  # fmt: skip
    casa.ok(["message", "send", number, "--subject", "Hello", "--text", "Dear Quirinus", "--no-send"])
    casa.ok(["contact", "archive", number])
    return number


@pytest.mark.probe
def test_S10_no_byte_is_left_where_casactl_put_it(casa_sqlite: Casa, quirinus: int, tmp_path: Path) -> None:
    casa, elsewhere = casa_sqlite, tmp_path / "elsewhere"
    (casa.folder / "casactl.before-0008.20260101T000000Z.backup").write_bytes(b"quirinus")
    (casa.folder / "casactl.db.damaged-20260101T000000Z").write_bytes(b"quirinus")
    casa.ok(["workspace", "move", "main", "--database", sqlite_url(elsewhere / "casactl.db"), "--yes"])
    assert holding(casa.folder) >= {"casactl.db"}

    done = casa.ok(["contact", "erase", quirinus, "--yes"])

    assert holding(casa.folder, elsewhere, casa.config_file.parent) == set()
    assert f"removed, for they still held who was erased: {casa.folder}/casactl.before-0008" in done.stderr
    assert str(casa.database) in done.stderr
    assert not casa.database.exists()
    casa.ok("log verify")
    casa.ok("workspace check")


@pytest.mark.probe
def test_S10_a_place_that_has_become_another_workspace_is_left_alone(
    casa_sqlite: Casa, quirinus: int, tmp_path: Path
) -> None:
    casa = casa_sqlite
    casa.ok(["workspace", "move", "main", "--database", sqlite_url(tmp_path / "elsewhere/casactl.db"), "--yes"])
    for path in casa.folder.glob("casactl.db*"):
        path.unlink()
    casa.ok(["workspace", "add", "other", "--database", sqlite_url(casa.database)])

    casa.ok(["contact", "erase", quirinus, "--yes"])

    assert casa.database.exists()
    casa.ok("workspace check other")


def test_S10_what_people_made_for_themselves_is_named(casa_sqlite: Casa, quirinus: int, tmp_path: Path) -> None:
    backup, export, gone = (tmp_path / name for name in ("mine.zip", "people.csv", "gone.csv"))
    casa_sqlite.ok(["workspace", "backup", str(backup)])
    for file in (export, gone):
        casa_sqlite.ok(["contact", "export", str(file), "--lifecycle", "archived"])
    gone.unlink()

    done = casa_sqlite.ok(["contact", "erase", quirinus, "--yes"])

    assert f"these may still hold who was erased: {backup}, {export}" in done.stderr
    assert backup.exists()


@pytest.mark.probe
def test_S10_files_about_somebody_are_named_and_those_about_others_are_not(
    casa_sqlite: Casa, quirinus: int, tmp_path: Path
) -> None:
    casa, people = casa_sqlite, tmp_path / "people.csv"
    people.write_text("type,first name,last name,email\ntenant,Quirinus,Kvitoy,quirinus@kvitoy.example\n", "utf-8")
    theirs, of_ann = tmp_path / "theirs.pdf", tmp_path / "ann.pdf"
    for number, file in ((quirinus, theirs), (quirinus + 1, of_ann)):
        casa.ok(["ledger", "statement", number, "--pdf", str(file)])
    assert casa.run(["contact", "import", str(people)]).exit_code == 3

    done = casa.ok(["contact", "erase", quirinus, "--yes"])

    assert f"these may still hold who was erased: {people}.rejects.csv, {theirs}\n" in done.stderr


def test_S10_what_the_office_keeps_by_a_name_is_named(casa: Casa) -> None:
    joe, ann = casa.tenant("Joe Bloggs"), casa.owner("Ann Archer")
    casa.ok(["workspace", "set", "payment_instructions", "Ask Joe Bloggs"])
    casa.ok("workspace field add nick --type choice --choice 'Joe Bloggs'")
    casa.ok("view save joe-bloggs -- contact list --match 'Bloggs, Joe'")
    casa.ok("contact import - --save-mapping mine --map 'Joe Bloggs='", stdin="contact_id,Joe Bloggs\n")
    casa.ok(["address", "add", ann, "--line", "c/o Joe Bloggs, 3 Elm Row", "--label", "Joe Bloggs"])
    casa.property("Joe Bloggs House")
    for n in range(8):
        casa.ok(["note", "add", ann, "--text", f"{n}: Joe Bloggs rang"])
    casa.ok(["contact", "archive", joe])

    said = casa.ok(["contact", "erase", joe, "--yes"]).stderr

    for place in (
        "the choices of custom field nick", "the columns of import mapping mine", "the name of saved view joe-bloggs",
        "the line of saved view joe-bloggs", "the value of setting payment_instructions", "the name of property 1",
        f"the line of address 1 of contact {ann}", f"the label of address 1 of contact {ann}",
        *(f"the text of note {n} of contact {ann}" for n in range(1, 9)),
    ):  # fmt: skip
        assert place in said
    casa.ok("workspace check")


def test_S10_who_holds_the_key_is_forgotten_there(casa: Casa) -> None:
    joe, ann = casa.tenant("Joe Bloggs", email="joe@example.com", phone="020 7946 0958"), casa.owner("Ann Archer")
    line: list[str | int] = ["address", "add", ann, "--line", "3 Elm Row"]
    casa.ok([*line, "--access-name", "Joe", "--access-phone", "020 7946 0958", "--access-note", "rings twice"])
    casa.ok([*line, "--access-email", "JOE@example.com"])
    casa.ok([*line, "--access-name", "Kay", "--access-phone", "020 7946 0111"])
    casa.ok([*line, "--access-name", "Joe Bloggs"])
    casa.ok(["contact", "archive", joe])

    done = casa.ok(["contact", "erase", joe, "--yes"])

    columns = "access_name, access_phone, access_email, access_note"
    kept = casa.rows(f"select {columns} from address order by id")
    assert kept == [(None,) * 4, (None,) * 4, ("Kay", "+44 20 7946 0111", None, None), ("Joe Bloggs", None, None, None)]
    assert f"the access name of address 4 of contact {ann}" in done.stderr
    casa.ok("workspace check")


def test_S10_a_short_name_is_named_in_what_is_said_of_others_and_innocent_words_are_not(casa: Casa) -> None:
    bo, ann = casa.tenant("Bo Ng"), casa.owner("Ann Archer")
    for reason in ("as Bo Ng said", "Ng, Bo agrees", "went to hong kong, bo ng"):
        casa.ok(["contact", "lock", ann, "--reason", reason])
        casa.ok(["contact", "unlock", ann])
    casa.ok(["contact", "archive", bo])

    done = casa.ok(["contact", "erase", bo, "--yes"])

    told = [row["operation"] for row in reversed(casa.log()) if row["verb"] in ("contact.lock", "contact.unlock")]
    assert f"mentions who was erased: {', '.join(f'operation {n}' for n in told[:4])}\n" in done.stderr
    casa.ok("workspace check")


def test_S10_a_name_of_one_word_is_named_where_it_may_be_somebody(casa: Casa) -> None:
    bank, ann = casa.company("Bank"), casa.owner("Ann Archer")
    casa.ok(["note", "add", ann, "--text", "the Bank has called"])
    casa.ok(["note", "add", ann, "--text", "sits on the river bank"])
    casa.ok(["contact", "archive", bank])

    done = casa.ok(["contact", "erase", bank, "--yes"])

    assert f"the text of note 1 of contact {ann}" in done.stderr
    assert "note 2" not in done.stderr
    assert casa.ok(["note", "list", ann, "-o", "json"]).json[-1]["text"] == "the Bank has called"


def test_S10_a_debtor_is_not_erased_however_short_the_retention(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok("workspace set retention_years 0")
    casa.ok(["contact", "archive", joe])
    with casa.work() as work:
        work.insert("ledger_entry", [{"contact_id": joe, "kind": "charge", "on_date": "2026-11-01", "amount": 12_000}])

    refused = casa.run(["contact", "erase", joe, "--yes", "-o", "json"])

    assert refused.exit_code == 5
    assert "open-balance" in refused.reasons


def test_S10_a_workspace_removed_with_its_data_leaves_no_papers(casa_sqlite: Casa, tmp_path: Path) -> None:
    casa = casa_sqlite
    joe, letter = casa.tenant("Joe Bloggs", email="joe@example.com"), tmp_path / "letter.txt"
    letter.write_text("hello")
    casa.ok(["document", "add", joe, str(letter)])
    casa.ok(["message", "send", joe, "--subject", "Hello", "--text", "Dear Joe"])
    assert {path.name for path in casa.folder.iterdir()} >= {"documents", "outbox"}

    casa.ok("workspace remove main --delete-data --yes")

    assert not casa.folder.exists()


def test_S10_nothing_of_a_letter_stays_in_the_log_file(casa_sqlite: Casa, quirinus: int) -> None:
    casa_sqlite.ok(["contact", "erase", quirinus, "--yes"])
    connection = connect_sqlite(casa_sqlite.database)
    connection.close()

    assert holding(casa_sqlite.folder) == set()


def test_S10_who_was_taken_back_by_undo_is_erased_once_they_are_there_again(casa: Casa) -> None:
    joe = casa.tenant("Josephus Bloggsworth", email="jb@example.com")
    casa.ok("undo -y")
    casa.ok(["undo", casa.log()[0]["operation"], "-y"])
    casa.ok(["contact", "deactivate", joe])

    casa.ok(["contact", "delete", joe, "-y"])

    told = [*casa.rows("select payload from operation"), *casa.rows("select before from change"),
            *casa.rows("select after from change")]  # fmt: skip
    assert not [row for row in told if "Bloggsworth" in str(row) or "jb@example.com" in str(row)]
    casa.ok("log verify")
