"""The fence: no statement passes it by, whoever may pass says why, and each table shows the fenced what is theirs."""

from __future__ import annotations

import ast
from collections import defaultdict

import pytest

from casactl.store import fence
from casactl.store.fence import FENCED, PARTS, ScopeMissing, fenced, unfenced
from casactl.store.schema import SPECS
from casactl.store.scope import Scope
from tests import fence as shoulder
from tests.casa import Casa
from tests.fence import PAST_THE_FENCE, PastTheFence, look, schema_of, tables_read
from tests.source import SOURCE, trees
from tests.store.sample import QUESTIONS, answer, fill

SCOPES = {
    "staff": Scope(("rose court",)),
    "nowhere": Scope(()),
    "attorney": Scope(attorney=1),
    "person": Scope(contact=3),
}
FREE = {"chain", "setting", "custom_field", "import_mapping", "saved_view", "users", "user_secret"}
"""By hand: the tables that tell of no contact and of no property."""


def reasons() -> dict[str, set[str]]:
    """Why the fence is passed by, and where, as the source says."""
    found: dict[str, set[str]] = defaultdict(set)
    for file, tree in trees(word="unfenced"):
        named = {
            each.targets[0].id: each.value
            for each in tree.body
            if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name)
        }
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "unfenced":
                (given,) = call.args
                given = named[given.id] if isinstance(given, ast.Name) else given
                assert isinstance(given, ast.Constant), f"{file}: a reason is a plain text"
                found[str(given.value)].add(file)
    return found


def test_whoever_passes_the_fence_by_has_a_reason_that_stands_here() -> None:
    assert reasons() == {reason: set(where.split()) for reason, where in PAST_THE_FENCE.items()}


def test_every_table_is_behind_the_fence_or_known_to_tell_of_nobody() -> None:
    assert set(SPECS) - FENCED == FREE


@pytest.mark.parametrize(
    "sql",
    [
        "select * from contact",
        "select 1 from {tag} t join contact c on c.id = t.contact_id",
        "SELECT count(*) FROM  Contact c",
        "select * from (select id from\n  property) x",
        "select 1 from {contact} c, ledger_entry e where e.contact_id = c.id",
        "select 1 from setting s, json_each('[]') j, note n",
        "select 1 where 1 in (select contact_id from claim)",
        'select * from "contact"',
        "delete from tag where id = 1",
        "update contact set locked = 0",
        "insert into note (id) values (1)",
        "with x as (select * from change) select * from x",
    ],
)
def test_a_bare_name_does_not_run(casa: Casa, sql: str) -> None:
    reader = casa.reader()

    for scope in (Scope.everything(), *SCOPES.values()):
        reader.scope = scope
        for ask in (reader.rows, reader.one, lambda text: list(reader.stream(text))):
            with pytest.raises(ScopeMissing):
                ask(sql)
    reader.close()


def test_a_name_that_is_no_table_behind_the_fence_does_not_run(casa: Casa) -> None:
    reader = casa.reader()

    for name in ("setting", "moon"):
        with pytest.raises(ScopeMissing):
            reader.rows(f"select 1 from {{{name}}} x")
    reader.close()


def test_whoever_sees_everything_runs_the_bare_statement() -> None:
    sql = "select c.id from {contact} c indexed by ix_contact_sort left join {operation_part} o on o.id = '{}'"

    assert unfenced(sql) == (
        "select c.id from contact c indexed by ix_contact_sort left join operation o on o.id = '{}'"
    )


@pytest.mark.parametrize("who", list(SCOPES))
@pytest.mark.parametrize("table", sorted(FENCED | set(PARTS)))
def test_each_table_is_narrowed_for_everybody_who_is_fenced(casa: Casa, who: str, table: str) -> None:
    statement = fenced(f"select count(*) from {{{table}}} x", SCOPES[who], "sqlite")

    assert " where " in statement.partition(" from ")[2]
    reader = casa.reader()
    reader.scope = SCOPES[who]
    office = 3 if table == "change_beyond" and who in ("staff", "nowhere") else 0  # settings, of nobody in sight
    assert reader.rows(f"select count(*) from {{{table}}} x") == [(office,)]
    reader.close()


def test_no_parameter_of_a_fence_is_given_by_a_query() -> None:
    asked = {name for scope in SCOPES.values() for name in scope.params}

    assert all(name.startswith("scope_") for name in asked)
    assert [
        path
        for path in (SOURCE / "store/queries").glob("*.py")
        if any(f":{name}" in path.read_text("utf-8") for name in asked)
    ] == []


# What looks over the reader's shoulder ------------------------------------------------------------


def test_a_statement_that_slips_past_the_words_is_still_seen(
    casa_sqlite: Casa, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = casa_sqlite.reader()
    monkeypatch.setattr(fence, "_refuse_bare_names", lambda sql: None)

    for sql in ("select 1 from(contact)c", "select 1 from {tag} t where t.contact_id in (select id from  /**/contact)"):
        with pytest.raises(PastTheFence, match="contact"):
            look(reader, sql)
    with pytest.raises(PastTheFence, match="no reason"):
        look(reader.unfenced("for the fun of it"), "select 1 from contact")
    assert tables_read("select u.id from users u", schema_of(reader)) == {"users"}
    reader.close()


def test_every_query_of_the_program_has_been_looked_at(casa_sqlite: Casa) -> None:
    fill(casa_sqlite)
    reader = casa_sqlite.reader()
    shoulder.LOOKED_AT.clear()
    fence.unfenced.cache_clear()

    for name in QUESTIONS:
        answer(reader, name)
    reader.close()

    assert len(shoulder.LOOKED_AT) > len(QUESTIONS)
