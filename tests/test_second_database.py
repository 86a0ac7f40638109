"""Tests of the tests: what a test does is heard, and what PostgreSQL has to be asked is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import statements
from tests.casa import Casa
from tests.second_database import choose, missed, noted_files, noted_tests, noting, parts, ran

ADD, LIST, LOCK = "insert into contact", "select c.id from contact c", "contact lock exits 0"


def test_everything_that_is_done_is_done_on_postgresql_by_as_few_as_will_do() -> None:
    doings = {
        "tests/a::adds": {ADD: 1},
        "tests/a::adds_and_lists": {ADD: 1, LIST: 1},
        "tests/a::lists_a_thousand_times": {LIST: 1000},
        "tests/a::adds_and_locks": {ADD: 1, LOCK: 1},
    }

    assert choose(doings) == ["tests/a::adds_and_lists", "tests/a::adds_and_locks"]


def test_what_the_others_have_come_to_do_together_is_left_out() -> None:
    found, taken = "select c.id from contact c where c.email = :email", "insert into claim"
    doings = {
        "tests/a::adds_lists_and_finds": {ADD: 1, LIST: 1, found: 1},
        "tests/a::adds_locks_and_takes": {ADD: 1, LOCK: 1, taken: 1},
        "tests/a::finds_in_a_list_of_a_hundred": {LIST: 100, found: 1, "unlock exits 0": 1},
    }

    assert choose(doings) == ["tests/a::adds_locks_and_takes", "tests/a::finds_in_a_list_of_a_hundred"]


def test_the_store_and_whole_processes_are_always_tested_on_both_and_so_is_who_asks_which_it_is() -> None:
    doings = {
        "tests/store/test_undo.py::one": {ADD: 1},
        "tests/e2e/test_kills.py::two": {},
        "tests/a::asks": {ADD: 1, "asks which database it is on": 1},
        "tests/a::adds": {ADD: 1},
    }

    assert choose(doings) == ["tests/a::asks", "tests/e2e/test_kills.py::two", "tests/store/test_undo.py::one"]


def test_what_only_tests_on_sqlite_do_is_named_but_for_what_is_sqlites_own() -> None:
    assert missed({"a": {ADD: 1}}, [ADD, LIST, LOCK, "pragma foreign_keys", "BEGIN IMMEDIATE"]) == [LIST]


def test_layout_numbers_and_how_many_values_are_bound_make_no_other_statement() -> None:
    one = statements.shape("insert into t (a, b)\n  values (?, ?)")

    assert one == statements.shape("insert into t (a, b) values (?, ?)")
    assert one == statements.shape("insert into t (a, b) values (?, ?), (?, ?), (?, ?)")
    assert statements.shape("select a from t limit 5") == statements.shape("select a  from t limit 10")
    assert statements.shape("select a from t") != statements.shape("select b from t")
    assert statements.shape("select :a, :b") == statements.shape("select %(a)s, %(b)s") == "select ?, …"


def test_of_what_the_writer_writes_each_column_counts_and_not_which_of_them_stand_together() -> None:
    def noted(sql: str, who: str = "store/work.py:put") -> set[str]:
        return set(parts(statements.Statement(sql, who, "sqlite")))

    assert noted("update t set a = :a, b = :b where id = 1") == {
        "update t set a = :a where id = 0", "update t set b = :b where id = 0",
    }  # fmt: skip
    assert noted("insert into t (a, b) values (?, ?)") > noted("insert into t (b) values (?, ?)")
    assert noted("select a, b from t where id in (?, ?)") > noted("select a from t where id in (?, ?, ?)")
    assert not noted("select a from t where id = 1") & noted("select a from t where b = 1")
    assert len(noted("select a, b from t", "store/queries/contacts.py:find")) == 1


def test_a_verb_is_noted_with_its_exit_a_refusal_with_its_noun_and_what_was_wrongly_typed_not_at_all() -> None:
    with noting() as done:
        ran(["contact", "lock", "1"], 0)
        ran(["contact", "lock", "1"], 5)
        ran(["contact", "unlock", "1"], 5)
        ran(["workspace", "field", "list"], 0)
        ran(["undo", "7"], 0)
        ran(["contact", "lock"], 2)
        ran(["nothing"], 0)

    assert list(done) == ["contact lock exits 0", "contact  exits 5", "workspace field list exits 0", "undo  exits 0"]


def test_statements_of_reader_and_unit_of_work_are_heard_on_both_databases_and_no_tests_own(
    casa: Casa, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[statements.Statement] = []
    monkeypatch.setattr(statements, "_listeners", [])
    monkeypatch.setattr(statements, "_known", {})
    statements.listen(heard.append)

    casa.tenant("Joe Bloggs")
    casa.ok("contact show 1")
    casa.ok("contact export -")
    casa.rows("select 'a statement of this test'")

    asked = {statements.shape(each.sql).lower(): each.who for each in heard}
    assert {each.dialect for each in heard} == {casa.backend}
    assert any(sql.startswith("insert into contact ") for sql in asked)
    assert any(sql.startswith("insert into change ") for sql in asked)
    assert any(who.startswith("store/queries/") and "{contact}" in sql for sql, who in asked.items())
    assert any(who.endswith(", streamed") for who in asked.values())
    assert not any("of this test" in sql for sql in asked)


def test_names_are_kept_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "noted").write_text('["tests/a::adds[*]"]')

    assert noted_tests(tmp_path / "noted") == {"tests/a::adds[*]"}
    assert noted_files(tmp_path / "noted") == {"tests/a"}


def test_every_test_with_a_length_of_its_own_is_listed_with_what_a_short_run_leaves_out() -> None:
    here = Path(__file__)
    listed = (here.parent / "README.md").read_text("utf-8")

    tests = [path for path in here.parent.rglob("test_*.py") if path != here]
    lengthy = [path for path in tests if "from tests.length import" in path.read_text("utf-8")]

    assert len(lengthy) >= 9
    assert [path for path in lengthy if path.name not in listed] == []
