"""The rows of a workspace's latest broadcast again: `python raw_broadcast.py WORKSPACE.db TARGET.db`.

The same rows into the same tables with the same indexes (messages, letters, journal), as durable as the real
thing and in one transaction, without anything that makes it a broadcast: nobody is looked up, no rule is asked.
"""

import sqlite3
import sys

TABLES = ("broadcast", "message", "outbox", "operation", "change")
LATEST = "select max(operation_id) from outbox where template = 'broadcast'"

source, target = sys.argv[1:]
reading = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
connection = sqlite3.connect(target, isolation_level=None)
connection.execute("pragma journal_mode=wal")
connection.execute("pragma synchronous=full")
(operation,) = reading.execute(LATEST).fetchone()
for table in TABLES:
    for (sql,) in reading.execute("select sql from sqlite_master where tbl_name = ? and sql is not null", (table,)):
        connection.execute(sql)
ROWS = {
    "broadcast": "select * from broadcast where id = (select max(id) from broadcast)",
    "message": "select * from message where broadcast_id = (select max(id) from broadcast)",
    "outbox": f"select * from outbox where operation_id = {operation}",
    "operation": f"select * from operation where id = {operation}",
    "change": f"select * from change where operation_id = {operation}",
}
connection.execute("begin immediate")
for table, sql in ROWS.items():
    rows = reading.execute(sql)
    marks = ", ".join("?" * len(rows.description))
    connection.executemany(f"insert into {table} values ({marks})", rows)
connection.execute("commit")
connection.close()
