"""A workspace's contacts to CSV by one statement: `python raw_export.py DATABASE FILE.csv`."""

import csv
import sqlite3
import sys

STATEMENT = """
    select
        c.id, c.external_id, c.type, c.kind, c.first_name, c.last_name,
        coalesce(c.name, (
            select o.display_name from link l join contact o on o.id = l.other_id
            where l.contact_id = c.id and l.kind = 'works-for'
        )),
        c.email, c.phone_shown, p.path, a.role,
        (select group_concat(t.name, ';') from tag t where t.contact_id = c.id),
        c.created_at
    from contact c
    left join attachment a on a.contact_id = c.id and a.ends is null
    left join property p on p.id = a.property_id
    where c.lifecycle = 'active'
    order by c.id
"""
HEADER = (
    *("id", "external_id", "type", "kind", "first_name", "last_name", "company", "email", "phone"),
    *("property", "role", "tags", "created"),
)

database, target = sys.argv[1:]
connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
with open(target, "w", encoding="utf-8", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(HEADER)
    writer.writerows(connection.execute(STATEMENT))
connection.close()
