"""The CSV straight into one indexed table: `python raw_import.py CONTACTS.csv DATABASE`.

As durable as the real thing (WAL, synchronous=FULL, one transaction), with as many indexes as it has on
contacts, and without anything that makes it an import: no validation, no journal, no second table.
"""

import csv
import sqlite3
import sys

INDEXED = ["type", "name", "email", "phone", "external_id", "property", "created", "company"]

source, database = sys.argv[1:]
connection = sqlite3.connect(database, isolation_level=None)
connection.execute("pragma journal_mode=wal")
connection.execute("pragma synchronous=full")
connection.execute("""
    create table contact (
        id integer primary key, external_id text, type text, first_name text, name text, company text,
        email text, phone text, property text, role text, tags text,
        created text default '2026-01-01T00:00:00.000000Z'
    ) strict
""")
for column in INDEXED:
    connection.execute(f"create index ix_{column} on contact ({column})")
with open(source, encoding="utf-8", newline="") as file:
    rows = csv.reader(file)
    next(rows)
    connection.execute("begin immediate")
    connection.executemany(
        "insert into contact"
        " (external_id, type, first_name, name, company, email, phone, property, role, tags)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    connection.execute("commit")
connection.close()
