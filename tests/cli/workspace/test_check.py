"""`workspace check`: 0, or 8 with every problem named."""

from __future__ import annotations

import pytest

from casactl.store.check import CHECKS
from tests.casa import Casa
from tests.places import fill, meddle


def test_a_sound_workspace_is_ok(casa: Casa) -> None:
    fill(casa)

    found = casa.ok("workspace check -o json").json

    assert found["ok"] is True
    assert {check["check"] for check in found["checks"]} >= {"database", "schema", "references", "claims", "log"}
    assert all(check["ok"] and check["problem"] is None for check in found["checks"])


def test_every_problem_is_named(casa: Casa) -> None:
    fill(casa)
    meddle(casa, "update search set text = 'x' where contact_id = 3", "update contact set balance = 5 where id = 2")

    ran = casa.run("workspace check -o json")

    assert (ran.exit_code, ran.json["ok"]) == (8, False)
    wrong = {check["check"]: check["problem"] for check in ran.json["checks"] if not check["ok"]}
    assert list(wrong) == ["search", "balances"]
    assert "contact 3" in wrong["search"]
    assert "contact 2" in wrong["balances"]
    assert f"2 of {len(CHECKS)} checks" in ran.error["message"]
    assert "BAD\tcontact 2" in casa.run("workspace check").stdout


def test_S9_tables_of_other_tools_are_noted_and_fail_nothing(casa: Casa) -> None:
    fill(casa)
    meddle(
        casa,
        "create table _litestream_seq (id integer primary key, seq integer)",
        "create table _litestream_lock (id integer)",
        "create index _litestream_twice on _litestream_lock (id)",
    )

    ran = casa.ok("workspace check -o json").json

    notes = {check["check"]: check["note"] for check in ran["checks"] if check["note"]}
    assert ran["ok"] is True
    assert notes == {"schema": "table _litestream_lock is not casactl's; table _litestream_seq is not casactl's"}
    assert "schema\tok\ttable _litestream_lock" in casa.ok("workspace check").stdout


def test_S9_what_others_put_onto_casactls_own_tables_still_fails(casa: Casa) -> None:
    meddle(casa, "create index shortcut on contact (phone)")

    ran = casa.run("workspace check -o json")

    assert ran.exit_code == 8
    assert [check["problem"] for check in ran.json["checks"] if not check["ok"]] == [
        "index shortcut is none of casactl's"
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "create view contact_names as select name from contact",
        "create table other (id integer) strict; create trigger spy after insert on other begin select 1; end",
        "create trigger spy after insert on contact begin select 1; end",
    ],
)
def test_S9_views_and_triggers_fail_a_check(casa_sqlite: Casa, statement: str) -> None:
    first, _, second = statement.partition("strict; ")
    meddle(casa_sqlite, *(part for part in (first, second) if part))

    ran = casa_sqlite.run("workspace check -o json")

    assert ran.exit_code == 8
    assert "none of casactl's" in next(check["problem"] for check in ran.json["checks"] if not check["ok"])


def test_another_workspace_than_the_current_one(casa: Casa) -> None:
    casa.ok("workspace add second")
    meddle(casa, "delete from search", "update chain set head = 'x'")

    casa.ok("workspace check second")
    assert casa.run("workspace check main").exit_code == 8


def test_a_store_that_is_none_is_refused(casa: Casa) -> None:
    meddle(casa, "update alembic_version set version_num = '9999'")

    ran = casa.run("workspace check -o json")

    assert (ran.exit_code, ran.error["code"], ran.stdout) == (10, "workspace.newer", "")
