"""What a workspace holds, in numbers."""

from __future__ import annotations

from collections.abc import Iterator

from casactl.store.reader import Reader
from casactl.store.schema import SPECS


def holdings(reader: Reader) -> dict[str, int]:
    """How many contacts, properties and operations there are."""
    return {
        "contacts": _count(reader, "contact"),
        "properties": _count(reader, "property"),
        "operations": _count(reader, "operation"),
    }


def _count(reader: Reader, table: str) -> int:
    row = reader.one(f"select count(*) from {{{table}}} t")
    return int(row[0]) if row else 0


def size_on_server(reader: Reader) -> int:
    """The bytes that casactl's tables take on a PostgreSQL server, their indexes included."""
    row = reader.one(
        "select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint from pg_class c "
        f"where c.relkind = 'r' and {reader.among('c.relname', 'names')} "
        "and pg_table_is_visible(c.oid)",
        {"names": reader.bind(list(SPECS))},
    )
    return int(row[0]) if row else 0


def journal_mode(reader: Reader) -> str | None:
    """SQLite's journal mode, None on PostgreSQL."""
    row = reader.one("pragma journal_mode") if reader.dialect == "sqlite" else None
    return str(row[0]) if row else None


def stored_setting(reader: Reader, name: str) -> tuple[int, str] | None:
    """(number, value) of a setting that was ever set."""
    row = reader.one("select id, value from setting where name = :name", {"name": name})
    return (int(row[0]), str(row[1])) if row else None


def planned_work(reader: Reader, today: str) -> tuple[int, int]:
    """How many scheduled changes are open, and how many of them should have happened before today."""
    row = reader.one(
        "select count(*), coalesce(sum(case when s.due_on < :today then 1 else 0 end), 0) from {scheduled} s "
        "where s.state in ('pending', 'blocked')",
        {"today": today},
    )
    return (int(row[0]), int(row[1])) if row else (0, 0)


_WITHOUT_NO_FEE = """replace(t.value, '"fee": ""', '')"""
AMOUNTS = (
    ("ledger entries", "select 1 from {ledger_entry} t"),
    ("what comes round", "select 1 from {recurring} t"),
    ("deposits", "select 1 from {deposit} t"),
    ("invoices", "select 1 from {invoice} t"),
    ("bank statements", "select 1 from {bank_line} t"),
    ("rents", "select 1 from {lease} t where t.rent is not null"),
    ("amounts of work", "select 1 from {engagement} t where t.amount is not null"),
    ("debts in the arrears history", "select 1 from {arrears_step} t where t.balance <> 0"),
    ("instalments", "select 1 from {agreement} t where t.amount is not null"),
    ("fees of the arrears policy",
     "select 1 from setting t where t.name = 'arrears_policy' "
     f"""and replace({_WITHOUT_NO_FEE}, '"fee": "', '') <> {_WITHOUT_NO_FEE}"""),
)  # fmt: skip
"""Where amounts are stored; what a balance or an invoice's line says follows from these."""


def amounts_held(reader: Reader) -> str:
    """What amounts there are, in words; empty when there are none."""
    return ", ".join(what for what, sql in AMOUNTS if reader.one(f"{sql} limit 1"))


def newest_entries(reader: Reader) -> Iterator[str]:
    """The day of each contact's newest ledger entry."""
    sql = "select max(e.on_date) from {ledger_entry} e group by e.contact_id"
    return (row[0] for row in reader.stream(sql))


def links_under_way(reader: Reader) -> int:
    """How many links have been sent that would still open something."""
    row = reader.one("select count(*) from {token} t where t.used_at is null and t.voided_at is null")
    return int(row[0]) if row else 0
