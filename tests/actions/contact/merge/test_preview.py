"""A preview promises what the merge then does: for generated pairs, against what the tables hold afterwards."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest

from casactl.actions.contact.merge.fields import COUNTED, PLAIN, WORDS
from casactl.store.schema import SPECS
from tests.actions.contact.merge.pairs import fill, office, sides
from tests.casa import Casa
from tests.length import by_length
from tests.store.test_undo import everything

EXAMPLES = by_length({"sqlite": 12, "postgresql": 8}, {"sqlite": 60, "postgresql": 12})


@pytest.mark.heavy
def test_the_preview_promises_what_the_merge_then_does(casa: Casa) -> None:
    office(casa)

    @hypothesis.settings(max_examples=EXAMPLES[casa.backend], print_blob=True)
    @hypothesis.given(sides, sides)
    def holds(keep: dict[str, Any], lose: dict[str, Any]) -> None:
        _preview_and_merge(casa, *fill(casa, keep, lose))

    holds()


def _preview_and_merge(casa: Casa, keep: int, lose: int) -> None:
    before = everything(casa)
    promised = casa.run(["contact", "merge", keep, lose, "-n", "-o", "json"])
    assert everything(casa) == before

    done = casa.run(["contact", "merge", keep, lose, "-y", "-o", "json"])

    assert (promised.exit_code, promised.results) == (done.exit_code, done.results)
    if done.exit_code == 0:
        _is_there(casa, keep, {line["field"]: line["result"] for line in promised.results[0]["fields"]})


def _is_there(casa: Casa, keep: int, promised: dict[str, Any]) -> None:
    """Whether the tables, asked in another way, hold what was promised."""
    (columns,) = casa.rows(f"select {', '.join(PLAIN.values())} from contact where id = {keep}")
    assert [promised[name] for name in PLAIN] == list(columns)
    for table in COUNTED:
        sql = f"select count(*) from {table} where {SPECS[table].contact} = {keep}"
        assert promised[WORDS.get(table, table)] == casa.rows(sql)[0][0], table
    for name, sql in {
        "tags": f"select name from tag where contact_id = {keep}",
        "planned": f"select verb || ' ' || due_on from scheduled where contact_id = {keep} "
                   "and state in ('pending', 'blocked')",
        "addresses": f"select line from address where contact_id = {keep}",
    }.items():  # fmt: skip
        assert sorted(promised[name]) == sorted(row[0] for row in casa.rows(sql)), name
    others = casa.rows(
        "select c.display_name from link l join contact c on c.id = l.contact_id + l.other_id - "
        f"{keep} where {keep} in (l.contact_id, l.other_id)"
    )
    assert sorted(tie.split(" ", 1)[1] for tie in promised["links"]) == sorted(row[0] for row in others)
    held = casa.rows(f"select count(*) from avatar where contact_id = {keep}")[0][0]
    assert (promised["avatar"] is not None) == bool(held)


def test_a_tie_that_would_lead_back_is_not_promised(casa: Casa) -> None:
    keep, third, lose = casa.tenant("Ann Keep"), casa.tenant("Ben Third"), casa.tenant("Ann Lose")
    casa.ok(f"contact link {keep} {third} --as secondary")
    casa.ok(f"contact link {third} {lose} --as secondary")

    tried = casa.ok(f"contact merge {keep} {lose} -n -o json")

    (links,) = (line for line in tried.results[0]["fields"] if line["field"] == "links")
    assert len(links["lose"]) == 1
    assert links["result"] == links["keep"] != links["lose"]
