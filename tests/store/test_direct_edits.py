"""Whoever edits the store past casactl is found out: whatever the table, the column and the way."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from casactl.store.check import CHECKS, check_store
from casactl.store.engine import transaction
from casactl.store.reader import Reader
from casactl.store.schema import SPECS
from casactl.store.table_spec import FOLLOWING
from tests.casa import Casa
from tests.fence import FOR_TESTS
from tests.length import by_length, chance
from tests.pictures import png
from tests.portrait import HOME, LAW, portrait

OUTSIDE = {
    "account": "passwords and attempts to sign in",
    "portal_session": "who is signed in, and where",
    "known_browser": "where somebody has signed in before",
    "access_log": "who came to the portal's doors",
    "token": "links, of which only digests are kept",
    "user_secret": "passwords",
    "outbox": "letters on their way",
}
"""The tables that are no part of the log, as `docs/explanation/log.md` lists them."""
PROVED_ELSEWHERE = frozenset({"claim", "search", "custom_value", "chain", "operation", "change"})
UNPROVED = frozenset(
    {
        ("contact", "invitation_until"),
        ("contact", "last_sign_in_at"),
        ("message", "read_at"),
        ("chain", "link_key"),
        ("chain", "numbers"),
        ("recurring", "next_on"),
    }
)
TABLES = sorted(SPECS.keys() - OUTSIDE.keys())
EDITS = by_length(60, 400)
DRIVERS = (sqlite3.Error, psycopg.Error)


@pytest.fixture
def office(casa: Casa, tmp_path: Path) -> Casa:
    """Rows in every table, some of them of contacts who are erased, or mentioned them."""
    joe = portrait(casa)
    eve, ann = casa.tenant("Eve Elder", email="eve@example.com", tag=["keys"]), casa.tenant("Ann Active")
    picture, letter = tmp_path / "face.png", tmp_path / "letter.txt"
    picture.write_bytes(png())
    letter.write_text("hello")
    casa.ok(["user", "add", LAW, "--name", "Lex Law", "--type", "attorney", "--community", "Rose Court"])
    casa.ok("workspace set handover_requires_demand off")
    for line in (
        "workspace field add nick --type text", f"contact edit {joe} --avatar {picture}",
        f"document add {joe} {letter}", f"document add {eve} {letter}",
        f"task add --contact {joe} --title x --follow 5",
        f"contact handover {joe} --to {LAW} --yes", f"note add {joe} --text 'a friend of Eve Elder'",
        f"contact link {eve} {joe} --as household", f"ledger charge {eve} 100 --for Rent", f"ledger invoice {eve}",
        f"arrears plan add {eve} --amount 50",
        f"ledger pay {eve} 100",
        f"contact lock {ann} --reason 'as Eve Elder wished'", f"contact edit {ann} --phone 02079460958", "undo -y",
        f"contact edit {ann} --add-phone 02079460333",
        "message broadcast --type tenant --subject Water --text Off --yes --no-send",
        f"message send {eve} --subject Hello --text there --no-send", f"contact attach {eve} '{HOME}'",
        f"contact detach {eve} '{HOME}'", "workspace set retention_years 0", f"contact archive {eve}",
        f"contact erase {eve} --yes",
    ):  # fmt: skip
        casa.ok(line)
    with casa.work() as work:
        work.insert("not_duplicate", [{"contact_id": joe, "other_id": ann}])
        work.insert("portal_request", [{"contact_id": joe, "field": "phone", "value": "+442079460111"}])
        signed = {"name": "Joe Bloggs", "text_hash": "f0" * 32, "network": "192.0.2.0/24"}
        work.insert("signature", [{"contact_id": joe, "engagement_id": 1, **signed}])
        levy = {"contact_id": ann, "amount": 100, "text": "Levy", "every": "1m", "starts": "2026-12-01"}
        work.insert("recurring", [levy])
        work.insert("deposit", [{"contact_id": ann, "kind": "taken", "on_date": "2026-11-01", "amount": 100}])
        work.insert("import_mapping", [{"name": "bank", "noun": "ledger", "columns": "{}", "words": "{}"}])
        work.insert("saved_view", [{"name": "late", "line": '["contact","list"]'}])
        paid, amount = work.store.rows(
            f"select id, -amount from ledger_entry where kind = 'payment' and contact_id = {joe} order by id"
        )[0]
        seen = {"contact_id": joe, "identity": "i", "on_date": "2026-11-01", "amount": amount, "payer": "Joe"}
        (number,) = work.insert("bank_line", [seen])
        work.insert("bank_match", [{"contact_id": joe, "line_id": number, "entry_id": paid}])
        work.insert("bank_payer", [{"contact_id": joe, "iban": "GB33", "name_key": "joe bloggs"}])
    return casa


@pytest.fixture
def store(office: Casa) -> Iterator[Reader]:
    """The office's database under the hands of somebody who has all of it."""
    with transaction(office.location) as opened:
        reader = opened.unfenced(FOR_TESTS)
        off = (
            "set session_replication_role = replica"
            if reader.dialect == "postgresql"
            else "pragma defer_foreign_keys = on"
        )
        reader.execute(off)
        yield reader
        reader.connection.rollback()


class Edits:
    """One direct edit after the other, each taken back again."""

    def __init__(self, store: Reader, chance: random.Random) -> None:
        self.store, self.chance = store, chance
        self.held = {table: store.rows(f"select {self.columns(table)} from {table} order by 1") for table in TABLES}

    @staticmethod
    def columns(table: str) -> str:
        return ", ".join(SPECS[table].columns)

    def edit(self, table: str) -> str:
        """Change one value."""
        spec, row = SPECS[table], self.chance.choice(self.held[table])
        column = self.chance.choice([c for c in spec.columns if (table, c) not in UNPROVED])
        value = row[spec.columns.index(column)]
        new = self.another(table, column, value)
        self.put(table, row[0], column, new)
        return f"{table} {row[0]}: {column} from {value!r} to {new!r}"

    def put(self, table: str, key: Any, column: str, value: Any) -> None:
        sql = f"update {table} set {column} = :new where {SPECS[table].columns[0]} = :key"
        self.store.execute(sql, {"new": value, "key": key})

    def another(self, table: str, column: str, value: Any) -> Any:
        """Some other value: one that stands elsewhere in the column, one made of this one, none."""
        at = SPECS[table].columns.index(column)
        others = [row[at] for row in self.held[table] if row[at] != value]
        made: list[Any] = [value + 1, 1 - value] if isinstance(value, int) else [f"{value or ''}x", "1", "2026-12-01"]
        return self.chance.choice([each for each in [*others[:5], *made, None] if each != value])

    def remove(self, table: str) -> str:
        row = self.chance.choice(self.held[table])
        self.store.execute(f"delete from {table} where {SPECS[table].columns[0]} = :key", {"key": row[0]})
        return f"{table} {row[0]}: removed"

    def slip_in(self, table: str) -> str:
        """Add a row that is like another one."""
        spec, row = SPECS[table], list(self.chance.choice(self.held[table]))
        row[0] = max(each[0] for each in self.held[table]) + 1 if spec.numbered else f"{row[0]}y"
        for column in self.chance.sample(range(1, len(row)), min(2, len(row) - 1)):
            row[column] = self.another(table, spec.columns[column], row[column])
        marks = ", ".join(f":c{n}" for n in range(len(row)))
        bound = {f"c{n}": value for n, value in enumerate(row)}
        self.store.execute(f"insert into {table} ({self.columns(table)}) values ({marks})", bound)
        return f"{table} {row[0]}: slipped in"


def found_out(store: Reader) -> set[str]:
    """The checks that find something; the shape of the store is no matter here."""
    return {finding.check for finding in check_store(store) if not finding.ok}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("database", "schema"):
        monkeypatch.delitem(CHECKS, name)


@pytest.mark.heavy
@pytest.mark.usefixtures("quick")
def test_S8_every_direct_edit_is_named(store: Reader) -> None:
    rng = chance("direct edits")
    edits, done = Edits(store, rng), Counter[str]()
    assert found_out(store) == set()
    assert {table for table in TABLES if not edits.held[table]} == set(), "an office with rows in every table"

    while done.total() < EDITS:
        table, way = rng.choice(TABLES), rng.choice(("edit", "edit", "edit", "remove", "slip_in"))
        store.execute("savepoint before")
        try:
            what = str(getattr(edits, way)(table))
        except DRIVERS:  # the database itself has not let it pass
            pass
        else:
            assert found_out(store), what
            done[way] += 1
        store.execute("rollback to savepoint before")

    assert set(done) == {"edit", "remove", "slip_in"}


@pytest.mark.heavy
@pytest.mark.usefixtures("quick")
def test_S8_each_column_is_proved(store: Reader) -> None:
    """Each column of each table, in its last row, made another of the kind that a person would write."""
    edits = Edits(store, chance("columns"))
    for table in TABLES:
        row = edits.held[table][-1]
        for at, column in enumerate(SPECS[table].columns):
            new = row[at] + 1 if isinstance(row[at], int) else f"{row[at] or ''}x"
            store.execute("savepoint before")
            try:
                edits.put(table, row[0], column, new)
            except DRIVERS:
                pass
            else:
                named = (table, column) in UNPROVED or found_out(store)
                assert named, f"{table} {row[0]}: {column} from {row[at]!r} to {new!r}"
            store.execute("rollback to savepoint before")


def test_S8_what_is_outside_the_log_is_listed() -> None:
    page = (Path(__file__).parents[2] / "docs/explanation/log.md").read_text("utf-8")

    assert {name for name, spec in SPECS.items() if not spec.journalled} == OUTSIDE.keys() | PROVED_ELSEWHERE
    assert FOLLOWING["contact"] >= {column for table, column in UNPROVED if table == "contact"}
    for name in (*OUTSIDE, *(column for _, column in UNPROVED)):
        assert f"`{name}`" in page
