"""The log proves itself: whatever is edited, removed, inserted, reordered or cut off is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from casactl.store import verify as verify_module
from casactl.store.postgres import driver
from tests.casa import Casa
from tests.run import Run


@contextmanager
def tampering(casa: Casa) -> Iterator[Any]:
    """A connection past all rules, as somebody with the file or the password has it."""
    if casa.backend == "postgresql":
        with driver().connect(casa.url) as connection:
            connection.execute("set session_replication_role = replica")
            yield connection
    else:
        with closing(sqlite3.connect(casa.database)) as connection:
            connection.execute("pragma foreign_keys = off")
            yield connection
            connection.commit()


def do(casa: Casa, *statements: str) -> None:
    with tampering(casa) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def lively(casa: Casa) -> Casa:
    """Five operations: the making, a property, two contacts, a change of one."""
    casa.property("Rose Court/Block A/12")
    casa.tenant("Joe Bloggs", email="joe@example.com", tag=["vip"])
    casa.tenant("Ann Bloggs", at="Rose Court/Block A/12")
    casa.ok("contact edit 1 --phone 02079460958")
    casa.ok("contact archive 1 --reason moved")
    return casa


def verify(casa: Casa, more: str = "") -> Run:
    return casa.run(f"log verify -o json {more}")


def test_a_log_that_nobody_touched_verifies(lively: Casa) -> None:
    done = verify(lively)

    assert done.exit_code == 0
    head = lively.ok("log head").stdout.split()[0]
    changes = lively.rows("select count(*) from change")[0][0]
    assert done.json == {
        "ok": True, "operations": 6, "changes": changes, "erased": 0, "head": head, "problem": None,
    }  # fmt: skip


TAMPERING: dict[str, tuple[str, ...]] = {
    "a change's after": ("update change set after = replace(after, 'Joe', 'Jim') where after like '%Joe%'",),
    "a change's before": ("update change set before = '{\"lifecycle\":\"inactive\"}' where before like '%active%'",),
    "a change's contact": ("update change set contact_id = 2 where contact_id = 1",),
    "a change's table": ("update change set table_name = 'link' where table_name = 'tag'",),
    "a change's row": ("update change set row_id = row_id + 100 where table_name = 'tag'",),
    "a change's digest and text": ("update change set after = '{}', digest = 'f00' where table_name = 'tag'",),
    "a change's salt": ("update change set salt = 'ff' where table_name = 'tag'",),
    "a change that is gone": ("delete from change where table_name = 'tag'",),
    "the last change": ("delete from change where id = (select max(id) from change)",),
    "a change that was added": (
        "insert into change select 9999, operation_id, contact_id, table_name, row_id, before, after, salt, digest "
        "from change where table_name = 'tag'",
    ),
    "a change that was moved": ("update change set operation_id = 4 where table_name = 'tag'",),
    "changes that swapped places": (
        "update change set id = -1 where id = 6",
        "update change set id = 6 where id = 7",
        "update change set id = 7 where id = -1",
    ),
    "an operation's actor": ("update operation set actor = 'somebody' where id = 3",),
    "an operation's moment": ("update operation set at = '2026-01-01T00:00:00.000000Z' where id = 3",),
    "an operation's verb": ("update operation set verb = 'contact.find' where id = 3",),
    "an operation's user": ("update operation set os_user = 'somebody' where id = 3",),
    "an operation's request": ("update operation set request_id = 'x' where id = 3",),
    "an operation's source": ("update operation set source_hash = 'x' where id = 3",),
    "an operation's revision": ("update operation set revision = '0001' where id = 3",),
    "an operation's undo": ("update operation set undoes = 2 where id = 3",),
    "an operation's extent": ("update operation set contacts = 99 where id = 3",),
    "an operation's hash": ("update operation set hash = 'f00' where id = 3",),
    "an operation's predecessor": ("update operation set previous = 'f00' where id = 3",),
    "a reason": ("update operation set payload = replace(payload, 'moved', 'asked') where id = 6",),
    "a payload's salt": ("update operation set payload_salt = 'f00' where id = 3",),
    "an operation that is gone": (
        "delete from change where operation_id = 4",
        "delete from operation where id = 4",
    ),
    "operations that swapped places": (
        "update operation set id = 99 where id = 3",
        "update operation set id = 3 where id = 4",
        "update operation set id = 4 where id = 99",
    ),
    "an operation that was added": (
        "insert into operation select 7, at, actor, os_user, verb, 'new', source_hash, revision, undoes, contacts, "
        "payload, payload_salt, payload_digest, hash, 'f00' from operation where id = 6",
    ),
    "the tail": (
        "delete from change where operation_id = 6",
        "delete from operation where id = 6",
    ),
    "everything": ("delete from change", "delete from operation"),
    "the head": ("update chain set head = 'f00'",),
    "the chain row": ("delete from chain",),
}


@pytest.mark.parametrize("what", list(TAMPERING))
def test_whatever_was_tampered_with_is_found(lively: Casa, what: str) -> None:
    do(lively, *TAMPERING[what])

    found = verify(lively)

    assert found.exit_code == 8, what
    assert found.json["ok"] is False
    assert found.json["problem"]
    assert found.error["code"] == "log.broken"
    assert found.json["problem"] in found.error["message"]


def test_the_row_that_was_altered_is_named(lively: Casa) -> None:
    do(lively, "update change set after = '{}' where table_name = 'tag'")
    number = lively.rows("select id from change where table_name = 'tag'")[0][0]

    assert f"change {number} (tag 1)" in verify(lively).json["problem"]


def test_a_tail_that_was_cut_off_with_care_is_found_by_the_head_that_was_kept(lively: Casa) -> None:
    head = lively.ok("log head").stdout.split()[0]
    do(
        lively,
        "delete from change where operation_id = 6",
        "delete from operation where id = 6",
        "update chain set head = (select hash from operation where id = 5)",
    )

    assert verify(lively).exit_code == 0
    found = verify(lively, f"--expect-head {head}")
    assert found.exit_code == 8
    assert head in found.json["problem"]


def test_a_head_that_was_kept_earlier_still_stands_in_a_longer_log(lively: Casa) -> None:
    head = lively.ok("log head").stdout.split()[0]
    lively.ok("contact unarchive 1")

    assert verify(lively, f"--expect-head {head.upper()}").exit_code == 0
    assert verify(lively, "--expect-head 0123abcd").exit_code == 8


@pytest.fixture
def forgetful(lively: Casa) -> Casa:
    """Joe is erased, in operation 9; Ann has a charge, and a note that mentions him."""
    lively.ok("ledger charge 2 100 --for Rent")
    lively.ok(["note", "add", "2", "--text", "is a cousin of Joe Bloggs"])
    lively.ok("contact erase 1 --yes")
    return lively


def test_S2_what_an_erasure_blanked_is_accounted_for_and_counted(forgetful: Casa) -> None:
    changes = forgetful.rows("select count(*) from change where salt is null")[0][0]
    payloads = forgetful.rows("select count(*) from operation where payload_salt is null")[0][0]

    done = verify(forgetful)

    assert (done.exit_code, done.json["erased"]) == (0, changes + payloads)
    assert changes > 0
    assert payloads > 0
    assert forgetful.ok("workspace check -o json").json["ok"]


BLANKED = "set before = null, after = null, salt = null"
HIDING: dict[str, tuple[str, ...]] = {
    "a change": (f"update change {BLANKED} where operation_id = 4 and table_name = 'attachment'",),
    "all changes of an operation": (f"update change {BLANKED} where operation_id = 4",),
    "a payload": ("update operation set payload = null, payload_salt = null where id = 2",),
    "an operation whole": (
        f"update change {BLANKED} where operation_id = 7",
        "update operation set payload = null, payload_salt = null where id = 7",
    ),
    "a charge, and its amount": (
        f"update change {BLANKED} where table_name = 'ledger_entry'",
        "update ledger_entry set amount = 1",
        "update contact set balance = 1 where id = 2",
    ),
    "what comes after the erasure": (
        f"update change {BLANKED} where operation_id = (select max(operation_id) from change)",
    ),
    "what the erasure says of itself": (
        f"update change {BLANKED} where operation_id = 9 and table_name = 'contact' and row_id = 1",
    ),
    "what the erasure says that it blanked": (
        f"update change {BLANKED} where operation_id = 9 and table_name in ('change', 'operation')",
    ),
    "another change, in the name of the erasure": (
        f"update change {BLANKED} where operation_id = 4 and table_name = 'attachment'",
        "update change set row_id = (select min(id) from change where operation_id = 4 and table_name = 'attachment') "
        "where id = (select min(id) from change where table_name = 'change')",
    ),
    "another change, by an entry more": (
        f"update change {BLANKED} where operation_id = 4 and table_name = 'attachment'",
        "insert into change select 9999, operation_id, contact_id, table_name, (select min(id) from change where "
        "operation_id = 4 and table_name = 'attachment'), before, after, salt, digest from change "
        "where id = (select max(id) from change where table_name = 'change' and operation_id = 9)",
    ),
}


@pytest.mark.parametrize("what", list(HIDING))
def test_S2_nothing_else_passes_for_erased(forgetful: Casa, what: str) -> None:
    head = forgetful.ok("log head").stdout.split()[0]
    forgetful.ok("contact edit 2 --phone 02079460959")
    do(forgetful, *HIDING[what])

    found = verify(forgetful, f"--expect-head {head}")

    assert (found.exit_code, found.json["ok"]) == (8, False), what
    assert found.json["problem"]
    assert forgetful.run("workspace check").exit_code == 8


def test_S2_whether_a_blank_is_accounted_for_is_looked_up(casa_sqlite: Casa) -> None:
    """A search of the whole log for each of its entries would take hours."""
    asked = [
        verify_module.CHANGE_SQL.format(verify_module.BLANKED.format("change")),
        verify_module.OPERATION_SQL.format(verify_module.BLANKED.format("operation"), verify_module.SEALED_ANEW),
        verify_module.RESTORED.format("change", "salt"),
    ]
    with tampering(casa_sqlite) as connection:
        for sql in asked:
            plan = [row[3] for row in connection.execute(f"explain query plan {sql}", {"after": 0})]
            assert [step for step in plan if "ix_change_of_log" in step]
            assert not [step for step in plan if step.startswith("SCAN b")]


def test_S2_what_is_blank_without_an_erasure_is_named(forgetful: Casa) -> None:
    do(forgetful, *HIDING["a change"])
    number = forgetful.rows("select id from change where operation_id = 4 and table_name = 'attachment'")[0][0]

    assert f"change {number} (attachment 1) is blank" in verify(forgetful).json["problem"]


def test_S2_what_was_erased_does_not_come_back(lively: Casa) -> None:
    number, *told = lively.rows("select id, before, after, salt from change where table_name = 'tag'")[0]
    before, after, salt = (f"'{text}'" if text is not None else "null" for text in told)
    lively.ok("contact erase 1 --yes")

    do(lively, f"update change set before = {before}, after = {after}, salt = {salt} where id = {number}")

    assert f"change {number} was erased, and holds something again" in verify(lively).json["problem"]


def test_S2_erased_twice_over_it_still_verifies(forgetful: Casa) -> None:
    third = forgetful.tenant("Eve Archer", email="eve@example.com")
    forgetful.ok(["contact", "lock", 2, "--reason", "as Eve Archer said"])
    forgetful.ok(["contact", "deactivate", third])
    forgetful.ok(["contact", "delete", third, "--yes"])

    assert verify(forgetful).exit_code == 0
    assert forgetful.ok("workspace check -o json").json["ok"]


def test_S2_a_request_id_is_kept_as_a_digest_and_still_known(lively: Casa) -> None:
    line = "contact edit 2 --phone 02079460959 --request-id ann@example.com -o json"
    first = lively.ok(line)

    assert lively.ok(line).stdout == first.stdout
    assert lively.rows("select request_id from operation where request_id like '%ann%'") == []
    assert verify(lively).exit_code == 0


def test_check_finds_a_broken_log_too(lively: Casa) -> None:
    do(lively, "update operation set actor = 'somebody' where id = 3")

    assert lively.run("workspace check").exit_code == 8
