"""The unit of work: all or nothing, version checks, dry runs, everything recorded."""

from __future__ import annotations

import json
import traceback

import pytest

from casactl.store.engine import StatementFailed
from tests.casa import Casa
from tests.failing import failing


def test_an_edit_of_a_row_that_has_changed_meanwhile_is_refused(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact edit {joe} --first-name Max")

    with failing("conflicting-edit") as conflict, casa.work() as work:
        work.update("contact", [{"id": joe, "version": 1, "first_name": "Moritz"}])

    assert conflict.value.exit == 5
    assert casa.contact(joe).first_name == "Max"


def test_if_version_makes_an_edit_conditional(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact edit {joe} --first-name Max --if-version 1")

    refused = casa.run(f"contact edit {joe} --first-name Moritz --if-version 1 -o json")

    assert (refused.exit_code, refused.outcomes) == (5, ["refused"])
    assert refused.error["code"] == "conflicting-edit"
    assert casa.contact(joe).first_name == "Max"
    assert casa.contact(joe).version == 2


def test_a_failure_in_the_middle_leaves_nothing(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    log = casa.rows("select * from operation order by id")

    def half() -> None:
        with casa.work() as work:
            work.insert("tag", [{"contact_id": joe, "name": "vip", "name_key": "vip"}])
            work.update("contact", [{"id": 99, "first_name": "Nobody"}])

    with pytest.raises(KeyError):
        half()

    assert casa.rows("select * from tag") == []
    assert casa.rows("select * from operation order by id") == log


def test_a_dry_run_writes_nothing_at_all(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    chain = casa.rows("select * from chain")

    with casa.work(dry_run=True) as work:
        work.update("contact", [{"id": joe, "first_name": "Max"}])

    assert casa.contact(joe).first_name == "Joe"
    assert casa.rows("select * from chain") == chain


def test_a_value_that_does_not_differ_is_no_change(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")

    with casa.work() as work:
        assert work.update("contact", [{"id": joe, "first_name": "Joe"}]) == []

    assert casa.contact(joe).version == 1
    assert len(casa.log()) == 2


def test_every_change_stands_in_the_journal_with_before_and_after(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")

    with casa.work("contact.edit") as work:
        tag = work.insert("tag", [{"contact_id": joe, "name": "vip", "name_key": "vip"}])[0]
        work.update("contact", [{"id": joe, "first_name": "Max"}])
        work.delete("tag", [tag])
        operation = work.operation

    found = casa.rows(
        f"select table_name, row_id, contact_id, before, after from change where operation_id = {operation} order by id"
    )
    row = {"contact_id": joe, "name": "vip", "name_key": "vip"}
    assert [(*each[:3], *(each[n] and json.loads(each[n]) for n in (3, 4))) for each in found] == [
        ("tag", tag, joe, None, row),
        ("contact", joe, joe, {"first_name": "Joe"}, {"first_name": "Max"}),
        ("tag", tag, joe, row, None),
    ]


def test_one_path_serves_one_contact_and_a_thousand(casa: Casa) -> None:
    names = [
        {"kind": "person", "type": "tenant", "first_name": f"N{n}", "last_name": "X", "display_name": f"N{n} X",
         "sort_key": f"x\tn{n}", "email": f"n{n}@example.com"}
        for n in range(1201)
    ]  # fmt: skip
    with casa.work("contact.add") as work:
        ids = work.insert("contact", names)
    with casa.work("contact.edit") as work:
        rows = [{"id": number, "type": "owner"} for number in ids]
        assert work.update("contact", rows) == ids

    assert casa.rows("select type, version, count(*) from contact group by type, version") == [("owner", 2, 1201)]
    assert casa.rows("select count(*) from claim") == [(1201,)]
    assert casa.log()[0]["contacts"] == 1201
    assert casa.ok("log verify -o json").json["ok"]


def test_what_a_database_does_not_take_is_said_without_its_values(casa: Casa) -> None:
    row = {"kind": "person", "type": "tenant", "first_name": "Joe", "last_name": "X", "display_name": "Joe X",
           "sort_key": "x\tjoe", "external_id": "Secret-47"}  # fmt: skip
    with pytest.raises(StatementFailed) as failed, casa.work("contact.add") as work:
        work.insert("contact", [row, row])

    told = "".join(traceback.format_exception(failed.value))
    assert "external" in str(failed.value)
    assert "Secret-47" not in told
    assert casa.rows("select count(*) from contact") == [(0,)]


def test_a_column_that_a_table_does_not_have_is_refused(casa: Casa) -> None:
    with pytest.raises(KeyError, match="nickname"), casa.work("tag.add") as work:
        work.insert("tag", [{"contact_id": 1, "name": "vip", "name_key": "vip", "nickname": "v"}])
