"""Undo puts every table back exactly, whatever was done, and undoing the undo does it again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from casactl.store.schema import SPECS
from tests.casa import Casa
from tests.clock import StillClock
from tests.length import by_length
from tests.postgres import drop_database
from tests.templates import postgres_copy, sqlite_copy

COUNTING = frozenset({"version", "updated_at"})
LOG = frozenset({"operation", "change", "chain"})
Snapshot = dict[str, list[tuple[Any, ...]]]

FIRST = ["Joe", "Ann", "Zoë"]
EMAILS = ["a@example.com", "b+x@example.com", ""]
HEADER = "type,first name,last name,email,external id,company,tags,property"
PATHS = ["Rose Court", "Rose Court/Block A", "Rose Court/Block A/12", "Elm Row"]

people = st.builds(
    lambda first, email, ref, tags, path, company: [
        "contact", "add", "--type", "tenant", "--first-name", first, "--last-name", "Bloggs",
        *(["--email", email] if email else []), *(["--external-id", ref] if ref else []),
        *[word for tag in tags for word in ("--tag", tag)], *(["--property", path] if path else []),
        *(["--company", "Acme", "--create-company"] if company else []),
    ],
    st.sampled_from(FIRST), st.sampled_from(EMAILS), st.sampled_from(["", "T-1", "T-2"]),
    st.lists(st.sampled_from(["vip", "VIP", "keys"]), max_size=2), st.sampled_from(["", *PATHS]), st.booleans(),
)  # fmt: skip
numbers = st.integers(1, 4).map(str)
edits = st.builds(
    lambda number, options: ["contact", "edit", number, *options],
    numbers,
    st.sampled_from(
        [
            ["--email", "a@example.com"], ["--email", ""], ["--phone", "02079460958"], ["--first-name", "Max"],
            ["--tag", "keys"], ["--untag", "vip"], ["--custom", "role=board"], ["--custom", "role="],
            ["--company", "Acme", "--create-company"], ["--company", ""], ["--external-id", "T-1"],
            ["--type", "owner"],
        ]
    ),
)  # fmt: skip
places = st.builds(lambda verb, number, path: ["contact", verb, number, path],
                   st.sampled_from(["attach", "detach"]), numbers, st.sampled_from(PATHS))  # fmt: skip
moves = st.builds(
    lambda verb, refs, when: ["contact", verb, *refs, *when, "-y"],
    st.sampled_from(["archive", "unarchive"]),
    st.lists(numbers, min_size=1, max_size=3),
    st.sampled_from([[], [], ["--on", "2026-12-31"], ["--on", "tomorrow"]]),
)
merges = st.builds(lambda keep, lose: ["contact", "merge", keep, lose, "-y"], numbers, numbers)
properties = st.one_of(
    st.builds(
        lambda name, kind, within: ["property", "add", name, "--kind", kind, *within],
        st.sampled_from(["Elm Row", "Block A", "Block B", "7"]), st.sampled_from(["community", "building", "unit"]),
        st.sampled_from([[], ["--in", "Rose Court"], ["--in", "Elm Row"]]),
    ),
    st.builds(
        lambda path, options: ["property", "edit", path, *options],
        st.sampled_from(PATHS),
        st.sampled_from([["--name", "Renamed"], ["--in", "Elm Row"], ["--in", "Rose Court"], ["--restore"]]),
    ),
    st.builds(
        lambda path, options: ["property", "remove", path, *options],
        st.sampled_from([*PATHS, "Renamed"]), st.sampled_from([[], [], ["--retire"]]),
    ),
)  # fmt: skip
settings = st.builds(
    lambda name, value: ["workspace", "set", name, value],
    st.sampled_from(["company_first", "sign_without_login"]), st.sampled_from(["on", "off"]),
)  # fmt: skip
imports = st.builds(
    lambda how, rows: (["contact", "import", "-", "--on-conflict", how], "\n".join([HEADER, *rows])),
    st.sampled_from(["fail", "skip", "update"]),
    st.lists(
        st.sampled_from(
            [
                "tenant,Joe,Bloggs,a@example.com,T-1,Acme,vip,Rose Court",
                "owner,Ann,New,b+x@example.com,T-2,,keys;vip,",
                "tenant,Max,Third,,,Beta,,Elm Row", "king,No,Body,,,,,", ",,,,,Acme,,",
                "tenant,Zoë,X,a@example.com,,,,",
            ]
        ),
        min_size=1, max_size=4,
    ),
)  # fmt: skip
plain = st.one_of(people, people, edits, places, moves, merges, properties, settings).map(lambda line: (line, ""))
commands = st.one_of(plain, plain, plain, imports)


def everything(casa: Casa) -> Snapshot:
    """All rows of every table but the log's, without what only counts."""
    tables = sorted(SPECS.keys() - LOG)
    columns = {table: [column for column in SPECS[table].columns if column not in COUNTING] for table in tables}
    found = casa.all_rows(f"select {', '.join(columns[table])} from {table}" for table in tables)
    return {table: sorted(rows, key=repr) for table, rows in zip(tables, found, strict=True)}


@contextmanager
def office(make: Callable[[], tuple[str, Path]]) -> Iterator[Casa]:
    url, folder = make()
    try:
        yield Casa(url, folder, folder / "config.toml", StillClock())
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def offices(backend: str, machine: Path, run_root: Path) -> Callable[[], Any]:
    """A maker of fresh workspaces, one for each generated example."""

    def on_sqlite() -> tuple[str, Path]:
        folder = Path(mkdtemp(dir=machine)) / "office"
        return sqlite_copy(run_root, folder), folder

    def on_postgres() -> tuple[str, Path]:
        return postgres_copy(run_root), Path(mkdtemp(dir=machine))

    return lambda: office(on_sqlite if backend == "sqlite" else on_postgres)


@hypothesis.given(st.lists(commands, min_size=1, max_size=7))
@hypothesis.settings(
    max_examples=by_length(10, 40),
    phases=[p for p in hypothesis.Phase if p is not hypothesis.Phase.explain],
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
)
def test_undo_restores_and_redo_repeats(offices: Callable[[], Any], lines: list[tuple[list[str], str]]) -> None:
    with offices() as casa:
        for path in ("Rose Court/Block A/12", "Elm Row"):
            casa.property(path)
        states = [everything(casa)]
        done: list[int] = []
        for line, stdin in lines:
            ran = casa.run([*line, "-o", "json"], stdin=stdin)
            assert ran.exit_code in (0, 2, 3, 4, 5), (line, ran)
            if ran.exit_code in (0, 3) and ran.json["operation"]:
                done.append(ran.json["operation"])
                states.append(everything(casa))
            else:
                assert everything(casa) == states[-1], line
        undos = []
        for number, state in zip(reversed(done), reversed(states[:-1]), strict=True):
            undos.append(casa.ok(["undo", number, "-y", "-o", "json"]).json["operation"])
            assert everything(casa) == state, number
        for number, state in zip(reversed(undos), states[1:], strict=True):
            casa.ok(["undo", number, "-y"])
            assert everything(casa) == state, number
        assert casa.ok("log verify -o json").json["ok"]
        if casa.backend == "postgresql":
            drop_database(casa.url)


def test_numbers_are_never_used_again_also_after_an_undo(casa: Casa) -> None:
    first = casa.tenant("Joe Bloggs", tag=["vip"])
    casa.ok("undo -y")

    second = casa.tenant("Ann Bloggs", tag=["vip"])

    assert (first, second) == (1, 2)
    assert casa.rows("select id from contact") == [(2,)]
    assert casa.rows("select id from tag") == [(2,)]


def test_a_dry_run_and_a_failure_use_no_numbers(casa: Casa) -> None:
    casa.ok("contact add --type tenant --first-name Joe --last-name Bloggs -n")
    assert casa.run("contact add --type tenant --first-name Joe").exit_code == 2

    assert casa.tenant("Ann Bloggs") == 1


def test_undo_refuses_where_something_has_built_on_it_and_names_what(casa: Casa) -> None:
    casa.property("Rose Court")
    joe = casa.tenant("Joe Bloggs")
    added = casa.log()[0]["operation"]
    casa.ok(f'contact attach {joe} "Rose Court"')
    before = everything(casa)

    refused = casa.run(["undo", added, "-y", "-o", "json"])

    assert (refused.exit_code, refused.outcomes) == (5, ["refused"])
    assert refused.error["code"] == "undo.built-upon"
    assert f"operation {added + 1} (contact.attach: attached Joe Bloggs ({joe}))" in refused.error["message"]
    assert refused.error["hint"].endswith(f"casactl undo {added + 1}")
    assert everything(casa) == before


def test_undo_refuses_where_a_later_edit_stands_on_the_same_field(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact edit {joe} --first-name Max")
    renamed = casa.log()[0]["operation"]
    casa.ok(f"contact edit {joe} --first-name Moritz")

    assert casa.run(["undo", renamed, "-y"]).exit_code == 5
    assert casa.contact(joe).first_name == "Moritz"


def test_undo_takes_an_edit_back_beside_a_later_one_of_another_field(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    casa.ok(f"contact edit {joe} --first-name Max")
    renamed = casa.log()[0]["operation"]
    casa.ok(f"contact edit {joe} --phone 02079460958")

    casa.ok(["undo", renamed, "-y"])

    assert casa.contact(joe).display_name == "Joe Bloggs"
    assert casa.contact(joe).phone == "+442079460958"


def test_undo_refuses_when_the_address_was_given_to_somebody_else(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f'contact edit {joe} --email ""')
    freed = casa.log()[0]["operation"]
    casa.tenant("Ann Bloggs", email="JOE@example.com")

    refused = casa.run(["undo", freed, "-y", "-o", "json"])

    assert refused.exit_code == 5
    assert casa.contact(joe).email is None


def test_undo_by_default_takes_the_latest_own_operation_that_stands(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    casa.tenant("Ann Bloggs")

    assert "Ann" in casa.ok("undo -y").stdout
    assert "Joe" in casa.ok("undo -y").stdout
    assert casa.ok("contact list --all -o json").json == []
    assert casa.run("undo -y").exit_code == 4


def test_an_operation_is_undone_once_and_redone_once(casa: Casa) -> None:
    casa.tenant("Joe Bloggs")
    added = casa.log()[0]["operation"]
    undone = casa.ok(["undo", added, "-y", "-o", "json"]).json["operation"]

    twice = casa.run(["undo", added, "-y", "-o", "json"])
    assert (twice.exit_code, twice.error["code"]) == (5, "undo.already")
    assert f"casactl undo {undone}" in twice.error["hint"]
    casa.ok(["undo", undone, "-y"])
    assert casa.contact(1).display_name == "Joe Bloggs"


def test_versions_only_grow_through_undo_and_redo(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs")
    versions = [casa.contact(joe).version]
    casa.ok(f"contact edit {joe} --first-name Max")
    versions.append(casa.contact(joe).version)
    undo = casa.ok("undo -y -o json").json["operation"]
    versions.append(casa.contact(joe).version)
    casa.ok(["undo", undo, "-y"])
    versions.append(casa.contact(joe).version)

    assert versions == [1, 2, 3, 4]


def test_claims_and_search_follow_an_undo(casa: Casa) -> None:
    joe = casa.tenant("Joe Bloggs", email="joe@example.com")
    casa.ok(f"contact edit {joe} --email max@example.com --first-name Max")

    casa.ok("undo -y")

    assert casa.rows("select key from claim") == [("joe@example.com",)]
    assert casa.ok("contact find max -o ids").ids == []
    assert casa.ok("contact find joe@ex -o ids").ids == [joe]
