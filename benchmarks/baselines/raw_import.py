"""The CSV straight into one indexed table: `python raw_import.py CONTACTS.csv DATABASE`.

As durable as the real thing (WAL, synchronous=FULL, one transaction), with as many indexes as it has on
contacts (and four more where the file has addresses and companies: two for each, as those have), and
without anything that makes it an import: no validation, no journal, no second table.
"""

import csv
import sqlite3
import sys

INDEXED = ["type", "name", "email", "phone", "external_id", "property", "created", "company"]
COLUMNS = ["external_id", "type", "first_name", "name", "company", "email", "phone", "property", "role", "tags"]
ADDRESS = ["line", "line_2", "city", "postcode", "country", "key_name", "key_phone", "key_email", "key_note"]

source, database = sys.argv[1:]
connection = sqlite3.connect(database, isolation_level=None)
connection.execute("pragma journal_mode=wal")
connection.execute("pragma synchronous=full")
with open(source, encoding="utf-8", newline="") as file:
    rows = csv.reader(file)
    if len(next(rows)) > len(COLUMNS):
        COLUMNS += ADDRESS
        INDEXED += ["line", "postcode", "key_name", "key_phone"]
    texts = ", ".join(f"{column} text" for column in COLUMNS)
    texts += ", created text default '2026-01-01T00:00:00.000000Z'"
    connection.execute(f"create table contact (id integer primary key, {texts}) strict")
    for column in INDEXED:
        connection.execute(f"create index ix_{column} on contact ({column})")
    connection.execute("begin immediate")
    connection.executemany(f"insert into contact ({', '.join(COLUMNS)}) values ({', '.join('?' * len(COLUMNS))})", rows)
    connection.execute("commit")
connection.close()
