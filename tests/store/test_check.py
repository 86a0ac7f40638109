"""Checking a store: what is broken is named, whatever it is."""

from __future__ import annotations

import tracemalloc

import pytest

from casactl.store.check import CHECKS, Finding, check_store
from casactl.store.reader import open_reader
from tests.casa import Casa
from tests.places import fill, meddle


def findings(casa: Casa) -> dict[str, Finding]:
    reader = open_reader(casa.location)
    try:
        return {finding.check: finding for finding in check_store(reader)}
    finally:
        reader.close()


def wrong(casa: Casa) -> dict[str, str]:
    return {name: finding.problem for name, finding in findings(casa).items() if finding.problem}


def test_a_sound_store_passes_every_check(casa: Casa) -> None:
    fill(casa)

    assert list(findings(casa)) == list(CHECKS)
    assert wrong(casa) == {}


MEDDLING = {
    "claim of somebody else": ("update claim set contact_id = 4 where contact_id = 2", "claims", "contact 2"),
    "claim missing": ("delete from claim where contact_id = 2", "claims", "contact 2"),
    "claim too many": ("insert into claim (key, contact_id) values ('x@y', 1)", "claims", "contact 1"),
    "claim misspelt": ("update claim set key = 'joe@else' where contact_id = 2", "claims", "joe@else"),
    "search missing": ("delete from search where contact_id = 3", "search", "contact 3"),
    "search stale": ("update search set text = 'jane' where contact_id = 3", "search", "contact 3"),
    "custom value missing": (
        'update contact set custom = \'{"shoe": "9"}\' where id = 4',
        "custom values",
        "contact 4",
    ),
    "custom value too many": ("insert into custom_value values (1, 'shoe', '9')", "custom values", "contact 1"),
    "balance": ("update contact set balance = 12 where id = 4", "balances", "contact 4"),
    "path": ("update property set path = 'Elm/House' where id = 5", "properties", "property 5"),
    "path key": ("update property set path_key = 'elm' where id = 5", "properties", "property 5"),
    "dates": ("update attachment set ends = '2020-01-01' where id = 1", "attachments", "attachment 1"),
    "no date": ("update attachment set starts = '30 Feb' where id = 1", "attachments", "attachment 1"),
    "numbers": ("update chain set numbers = '{\"contact\": 2}'", "numbers", "contact 4"),
    "a second chain": ("insert into chain values (2, 'x', 'y', '{}', null)", "numbers", "chain 2"),
    "index gone": ("drop index ix_contact_sort", "schema", "ix_contact_sort"),
    "index more": ("create index mine on contact (phone)", "schema", "mine"),
    "column more": ("alter table tag add column colour text", "schema", "tag"),
    "log edited": ("update operation set actor = 'nobody' where id = 2", "log", "operation 2"),
    "log cut": ("update chain set head = 'f00'", "log", "tail"),
    "change hidden": ("update change set salt = null where id = 2", "log", "change 2"),
    "payload hidden": ("update operation set payload = null where id = 2", "log", "operation 2"),
}


@pytest.mark.parametrize("kind", list(MEDDLING))
def test_what_was_meddled_with_is_named(casa: Casa, kind: str) -> None:
    fill(casa)
    statement, check, named = MEDDLING[kind]
    meddle(casa, statement)

    problems = wrong(casa)

    assert named in problems[check]
    assert set(problems) <= {check, "rows"}


@pytest.mark.parametrize("numbers", ["", "nonsense", "[]", '{"contact": "4"}'])
def test_S8_nobody_writes_where_free_numbers_are_not_known(casa: Casa, numbers: str) -> None:
    fill(casa)
    meddle(casa, f"update chain set numbers = '{numbers}'")

    refused = casa.run("contact add --type lead --last-name Doe --first-name Joe -o json")

    assert (refused.exit_code, refused.error["code"]) == (8, "workspace.corrupt")
    assert refused.error["hint"] == "casactl workspace check"


LEDGER = {
    "balance": ("update contact set balance = balance + 1 where id = 1", {"balances": "contact 1 has a balance of"}),
    "oldest due": ("update contact set oldest_due = '2020-01-01' where id = 1", {"balances": "oldest due date"}),
    "oldest due gone": ("update contact set oldest_due = null where id = 1", {"balances": "contact 1 has no date"}),
    "amount": (
        "update ledger_entry set amount = 1 where id = 1",
        {"balances": "contact 1", "rows": "ledger entry 1 has another amount than the log says"},
    ),
    "amount and balance": (
        "update ledger_entry set amount = amount - 100 where id = 1; update contact set balance = balance - 100",
        {"rows": "ledger entry 1 has another amount than the log says"},
    ),
    "sign": (
        "update ledger_entry set amount = 5 where id = 2",
        {
            "balances": "contact 1",
            "ledger": "ledger entry 2, a payment, has an amount of 5 minor units",
            "rows": "amount",
        },
    ),
    "due": (
        "update ledger_entry set due = '2026-12-24' where id = 1",
        {"balances": "2026-11-01", "rows": "ledger entry 1 has another due than the log says"},
    ),
    "voided": (
        "update ledger_entry set voided = 1 where id = 2",
        {"ledger": "ledger entry 2 counts as voided, which its reversals contradict", "rows": "voided"},
    ),
    "void hidden": (
        "update ledger_entry set voided = 0 where id = 3",
        {"ledger": "ledger entry 3 counts as standing, which its reversals contradict", "rows": "voided"},
    ),
    "reversal": (
        "update ledger_entry set amount = 3, reverses = 1 where id = 4",
        {
            "balances": "contact 1",
            "ledger": "ledger entry 4 is not the reverse of entry 1",
            "rows": "amount and reverses",
        },
    ),
    "removed": (
        "delete from ledger_entry where id = 2",
        {"balances": "contact 1", "rows": "ledger entry 2 is missing"},
    ),
    "slipped in": (
        "insert into ledger_entry (id, contact_id, kind, on_date, amount, voided, created_at) "
        "values (5, 1, 'credit', '2026-11-23', -10, 0, 'x'); update chain set numbers = replace(numbers, "
        "'\"ledger_entry\":5', '\"ledger_entry\":6'); update contact set balance = balance - 10",
        {"rows": "ledger entry 5 is there, though the log never added it"},
    ),
}


@pytest.mark.parametrize("kind", list(LEDGER))
def test_meddling_with_money_is_named(casa: Casa, kind: str) -> None:
    casa.tenant("Joe Bloggs")
    for entry in (
        "charge 1 120 --for Rent --due 2026-11-01",
        "pay 1 20.50",
        "charge 1 3 --for Key",
        "void 3 --reason no",
    ):
        casa.ok(f"ledger {entry}")
    assert wrong(casa) == {}
    statements, named = LEDGER[kind]
    meddle(casa, *statements.split("; "))

    problems = wrong(casa)

    assert set(problems) == set(named)
    for check, text in named.items():
        assert text in problems[check]


def test_a_reference_to_nothing_is_named(casa: Casa) -> None:
    fill(casa)
    if casa.backend == "sqlite":
        meddle(casa, "pragma foreign_keys = off", "delete from property where id = 6")
    else:
        meddle(casa, "set session_replication_role = replica", "delete from property where id = 6")

    problems = wrong(casa)

    assert problems["references"] == "attachment 2 refers to property 6, which is not there"


def test_an_attachment_that_ended_at_once_ends_the_day_before(casa: Casa) -> None:
    fill(casa)
    meddle(casa, "update attachment set starts = '2026-11-23', ends = '2026-11-22' where id = 1")

    assert "attachments" not in wrong(casa)


def test_more_problems_than_anybody_reads_are_counted(casa: Casa) -> None:
    for n in range(25):
        casa.tenant(f"Joe {'abcdefghijklmnopqrstuvwxyz'[n]}")
    meddle(casa, "update search set text = 'x'")

    problem = wrong(casa)["search"]

    assert problem.count("search text of contact") == 20
    assert problem.endswith("; and 5 more")


def test_a_torn_page_is_named_and_the_other_checks_go_on(casa_sqlite: Casa) -> None:
    fill(casa_sqlite)
    meddle(casa_sqlite, "pragma wal_checkpoint(truncate)")
    body = bytearray(casa_sqlite.database.read_bytes())
    for page in range(3, len(body) // 4096):
        if body[page * 4096] in (2, 10):  # an index page: the tables stay readable
            body[page * 4096 + 8 : page * 4096 + 12] = b"\xff\xff\xff\xff"
    casa_sqlite.database.write_bytes(body)

    problems = wrong(casa_sqlite)

    assert "database" in problems
    assert len(findings(casa_sqlite)) == len(CHECKS)


def test_writers_do_not_disturb_a_check(casa: Casa) -> None:
    fill(casa)
    reader = open_reader(casa.location)
    try:
        checks = check_store(reader)
        found = [next(checks), next(checks)]
        casa.tenant("Late Comer", email="late@example.com")
        found += list(checks)
    finally:
        reader.close()

    assert all(finding.ok for finding in found)


def test_memory_does_not_grow_with_the_store(casa_sqlite: Casa) -> None:
    def peak() -> int:
        findings(casa_sqlite)
        tracemalloc.start()
        findings(casa_sqlite)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    casa_sqlite.tenant("Joe Bloggs")
    few = peak()
    lines = "".join(f"tenant,Joe{n},Bloggs,joe{n}@example.com\n" for n in range(3000))
    casa_sqlite.ok("contact import - -q", stdin="Type,First name,Last name,E-mail\n" + lines)

    assert peak() < few + 2_000_000
