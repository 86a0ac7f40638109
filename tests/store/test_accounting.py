"""An office of 0.1.0 comes over: its log verifies, what it erased is accounted for, its rows are vouched for.

`tests/data/office-0.1.0.backup` was made by that program: four contacts with money, notes, plans; one of them is
erased, was mentioned by others, and had an operation whose request id was his address.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from casactl.store.schema import HEAD
from tests.casa import Casa
from tests.places import meddle

BACKUP = Path(__file__).parents[1] / "data/office-0.1.0.backup"
OLD_HEAD = "1bb50291109bc14d3b74680ee010b5cea42d1ebc78bfa9184a98402689cc9f21"


@pytest.fixture
def office(casa: Casa) -> Casa:
    """The office of 0.1.0, restored, which migrates it."""
    casa.ok(["workspace", "restore", str(BACKUP), "--yes"])
    return casa


def test_S2_a_store_of_0_1_0_migrates_with_its_log_verifying(office: Casa) -> None:
    assert office.ok(f"log verify --expect-head {OLD_HEAD} -o json").json["erased"] == 20
    assert office.ok("workspace check -o json").json["ok"]
    accounting = office.rows("select distinct operation_id from change where table_name = 'change'")
    assert office.rows("select id from operation where verb = 'workspace.restore'") == accounting
    assert office.run(f"undo {accounting[0][0]} -y -o json").error["code"] == "undo.impossible"


def test_S2_migrating_in_place_comes_to_the_same(casa_sqlite: Casa) -> None:
    with zipfile.ZipFile(BACKUP) as packed:
        casa_sqlite.database.write_bytes(packed.read("casactl.db"))

    casa_sqlite.ok("contact edit 2 --phone 02079460111")

    assert casa_sqlite.rows("select version_num from alembic_version") == [(HEAD,)]
    assert casa_sqlite.ok(f"log verify --expect-head {OLD_HEAD} -o json").json["erased"] == 20
    assert casa_sqlite.ok("workspace check -o json").json["ok"]
    made = casa_sqlite.rows("select actor, os_user, at from operation where verb = 'workspace.migrate'")
    assert made == casa_sqlite.rows("select actor, os_user, at from operation where verb = 'contact.edit' and id = 26")


@pytest.mark.parametrize(
    ("edit", "named"),
    {
        "an erased contact's charge": ("update ledger_entry set amount = 1 where id = 1", "ledger entry 1"),
        "an erased contact's place": ("update attachment set role = 'owner' where id = 1", "attachment 1"),
        "an erased contact's type": ("update contact set type = 'owner' where id = 1", "contact 1"),
        "a note that mentions somebody erased": ("update note set text = 'x' where id = 1", "note 1"),
        "a version": ("update contact set version = 9 where id = 3", "contact 3"),
        "a row that was erased": (
            "insert into tag (id, contact_id, name, name_key) values (1, 1, 'vip', 'vip')",
            "tag 1 is there, though the log says that it was removed",
        ),
        "a blank": ("update change set before = null, after = null, salt = null where id = 10", "change 10"),
        "a payload": ("update operation set payload = null, payload_salt = null where id = 25", "operation 25"),
        "a request": ("update operation set request_id = 'x' where id = 7", "operation 7"),
    }.values(),
)
def test_S8_an_edit_of_a_migrated_store_is_named(office: Casa, edit: str, named: str) -> None:
    meddle(office, edit)

    found = office.run("workspace check -o json")

    assert found.exit_code == 8
    assert named in " ".join(each["problem"] or "" for each in found.json["checks"])


def test_S10_a_request_id_of_before_is_hidden_and_still_known(office: Casa) -> None:
    kept = [row[0] for row in office.rows("select request_id from operation where request_id is not null")]

    assert len(kept) == 2
    assert all(len(each) == 64 for each in kept)
    again = office.run(["contact", "add", "--type", "owner", "--first-name", "Bo", "--last-name", "Ng",
                        "--request-id", "req-2", "-o", "json"])  # fmt: skip
    assert again.error["code"] == "request.reused"
