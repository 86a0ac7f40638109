"""The bare update of a bulk lock and its journal rows by hand: `python bare_lock.py` on BENCH_DATABASE.

As durable as the real thing and with the same rows in the journal, salted digests included, in one
transaction; without anything that makes it a command: no rules, no plans, no outcome per contact.
"""

import json
import os
import secrets
import sqlite3
from hashlib import sha256

connection = sqlite3.connect(os.environ["BENCH_DATABASE"], isolation_level=None)
connection.execute("pragma synchronous=full")
connection.execute("begin immediate")
after = {"locked": 1, "lock_reason": "debt", "locked_at": secrets.token_hex(12), "locked_by": "ann"}
found = connection.execute(
    "select id, locked, lock_reason, locked_at, locked_by from contact where type = 'lead' order by id"
).fetchall()
operation, first = connection.execute(
    "select (select max(id) + 1 from operation), (select coalesce(max(id), 0) + 1 from change)"
).fetchone()
connection.execute(
    "insert into operation (id, at, actor, os_user, verb, revision, contacts, payload_digest, previous, hash)"
    " values (?, '2026-01-01', 'ann', 'ann', 'contact.lock', '0', ?, '', '', ?)",
    (operation, len(found), secrets.token_hex(32)),
)
new = json.dumps(after)
changes = []
for number, (contact, *before) in enumerate(found, first):
    old, salt = json.dumps(dict(zip(after, before, strict=True))), secrets.token_hex(16)
    digest = sha256(f"{salt}\0{old}\0{new}".encode()).hexdigest()
    changes.append((number, operation, contact, "contact", contact, old, new, salt, digest))
connection.executemany(
    "insert into change (id, operation_id, contact_id, table_name, row_id, before, after, salt, digest)"
    " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    changes,
)
connection.execute(
    "update contact set locked = :locked, lock_reason = :lock_reason, locked_at = :locked_at,"
    " locked_by = :locked_by, version = version + 1 where type = 'lead'",
    after,
)
connection.execute("commit")
connection.close()
