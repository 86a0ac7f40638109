"""Merge, undo, redo: for generated pairs every table is exactly as it was, and as it had become."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest

from casactl.store.balances import expected
from casactl.store.schema import SPECS
from casactl.store.table_spec import Merge
from tests.actions.contact.merge.pairs import fill, office, sides
from tests.casa import Casa
from tests.length import by_length
from tests.store.test_undo import everything

EXAMPLES = by_length({"sqlite": 12, "postgresql": 8}, {"sqlite": 60, "postgresql": 12})


@pytest.mark.heavy
def test_undo_of_a_merge_restores_both_exactly_and_redo_repeats_it(casa: Casa) -> None:
    office(casa)

    @hypothesis.settings(max_examples=EXAMPLES[casa.backend], print_blob=True)
    @hypothesis.given(sides, sides)
    def holds(keep: dict[str, Any], lose: dict[str, Any]) -> None:
        _merge_and_back(casa, *fill(casa, keep, lose))

    holds()
    assert casa.ok("log verify -o json").json["ok"]
    checks = casa.run("workspace check -o json").json["checks"]
    # Pairs are written as no action would leave them: archived, and in the midst of things (L1).
    assert [each["check"] for each in checks if not each["ok"]] in ([], ["standings"])


def _merge_and_back(casa: Casa, keep: int, lose: int) -> None:
    before = everything(casa)
    done = casa.run(["contact", "merge", keep, lose, "-y", "-o", "json"])
    if done.exit_code == 5:
        archived = casa.contact(keep).lifecycle == "archived"  # it takes over nothing that is open (L1)
        assert done.reasons == ["two-handovers"] or archived, done
        assert everything(casa) == before
        return
    after = everything(casa)
    _is_sound(casa, keep, lose)
    undone = casa.ok(["undo", done.json["operation"], "-y", "-o", "json"]).json["operation"]
    assert everything(casa) == before
    casa.ok(["undo", undone, "-y"])
    assert everything(casa) == after


def _is_sound(casa: Casa, keep: int, lose: int) -> None:
    for spec in SPECS.values():
        for column, target in spec.references:
            if spec.merge is Merge.MOVE and target == "contact":
                assert casa.rows(f"select 1 from {spec.name} where {column} = {lose}") == [], spec.name
    assert casa.rows(f"select 1 from link where contact_id = other_id and contact_id = {keep}") == []
    assert casa.rows(f"select sum(billing) from address where contact_id = {keep}") in ([(1,)], [(None,)])
    for contact, *stored in casa.rows(f"select id, balance, oldest_due from contact where id in ({keep}, {lose})"):
        found = casa.rows(expected(f"e.contact_id = {contact}"))
        assert tuple(stored) == (found[0][1:] if found else (0, None))
