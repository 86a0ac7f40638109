"""`workspace check`: 0, or 8 with every problem named."""

from __future__ import annotations

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


def test_another_workspace_than_the_current_one(casa: Casa) -> None:
    casa.ok("workspace add second")
    meddle(casa, "delete from search", "update chain set head = 'x'")

    casa.ok("workspace check second")
    assert casa.run("workspace check main").exit_code == 8


def test_a_store_that_is_none_is_refused(casa: Casa) -> None:
    meddle(casa, "update alembic_version set version_num = '9999'")

    ran = casa.run("workspace check -o json")

    assert (ran.exit_code, ran.error["code"], ran.stdout) == (10, "workspace.newer", "")
