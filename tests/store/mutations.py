"""Backups as a stranger might make them: one thing about a good one is changed, by chance."""

from __future__ import annotations

import json
import random
import sqlite3
import struct
import warnings
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from casactl.store.archive import counts
from casactl.store.schema import SPECS

ODD: list[Any] = [
    None, True, -1, 0, 1, 2, 1 << 70, float("inf"), float("nan"), 1e300, "", "x", "0" * 64, "../../VICTIM", "\0", [],
    {}, [[]], {"contact": -1}, "9999", "0001", "x" * 300_000, "\ud800",
]  # fmt: skip
TEXTS = [
    "", "x", "../../VICTIM", "/etc/passwd", "\0", "a\0../../b", "=cmd()", "\x1b[2J", "٣" * 64, "A" * 64, "0" * 64,
    "[" * 3000, "{", "NaN", "null", "2026-02-30", "'; drop table contact; --", "$(touch x)", "x" * 100_000,
]  # fmt: skip
NUMBERS = [-1, 0, 1, 2, 99, 1 << 40, (1 << 63) - 1, -(1 << 63)]
NAMES = ["../VICTIM", "/VICTIM", "documents/../../VICTIM", "documents/" + "A" * 64, "documents/" + "0" * 64,
         "casactl.db", "manifest.json", "documents/", ".", "x\\..\\VICTIM", "C:VICTIM"]  # fmt: skip
SCHEMA = [
    "create view search_view as with recursive n(i) as (select 1 union all select i + 1 from n) select i from n",
    "create view own as select 1",
    "create trigger spy after insert on contact begin delete from note; end",
    "create trigger sqlite_spy after insert on operation begin delete from note; end",
    "create table others (x)",
    "create virtual table words using fts5(x)",
    "create index more on contact (phone)",
    "create index worse on contact (abs(balance))",
    "alter table contact add column colour text",
    "alter table contact rename column phone to fone",
    "alter table tag rename to tags",
    "alter table contact drop column phone_shown",
    "drop index ix_contact_sort",
    "drop table note",
    "drop table chain",
    "drop table alembic_version",
    "update alembic_version set version_num = '0001'",
    "delete from alembic_version",
    "insert into alembic_version values ('9999')",
    "drop table search; create view search as with recursive n(i) as (select 1 union all select i + 1 from n) "
    "select i as contact_id, 'x' as text from n",
    "drop table search; create table search (contact_id, text)",
    "pragma writable_schema = on; update sqlite_master set sql = replace(sql, 'NOT NULL', '') where name = 'contact'",
    "pragma writable_schema = on; update sqlite_master set rootpage = 3 where name = 'contact'",
    "pragma writable_schema = on; update sqlite_master set sql = 'create table contact (x)' where name = 'contact'",
    "pragma writable_schema = on; update sqlite_master set type = 'view' where name = 'search'",
    "pragma writable_schema = on; delete from sqlite_master where name = 'note'",
]  # fmt: skip


class Backup:
    """A backup's parts, to be changed and written again."""

    def __init__(self, source: Path, chance: random.Random, room: Path) -> None:
        self.chance, self.room = chance, room
        with zipfile.ZipFile(source) as packed:
            self.members = {name: packed.read(name) for name in packed.namelist()}
        self.manifest: dict[str, Any] = json.loads(self.members.pop("manifest.json"))

    def write(self, target: Path, *, manifest: bytes | None = None, **odd: Any) -> None:
        """Write it down."""
        said = json.dumps(self.manifest).encode() if manifest is None else manifest
        packing = odd.get("packing", zipfile.ZIP_DEFLATED)
        with warnings.catch_warnings(), zipfile.ZipFile(target, "w", packing) as packed:
            warnings.simplefilter("ignore")  # the same name twice
            packed.writestr("manifest.json", said)
            for name, content in [*self.members.items(), *odd.get("more", [])]:
                info = zipfile.ZipInfo(name)
                info.compress_type = packing
                info.external_attr = odd.get("mode", 0o600) << 16
                packed.writestr(info, content)

    def edit(self, *statements: str) -> None:
        """Change the database, and let the manifest say so."""
        path = self.room / "edited.db"
        path.write_bytes(self.members["casactl.db"])
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            for each in ("pragma ignore_check_constraints = on", "pragma foreign_keys = off", *statements):
                with suppress(sqlite3.Error, UnicodeError):
                    database.execute(each)
            with suppress(sqlite3.Error, TypeError):
                self.manifest["rows"] = counts(database)
                self.manifest["head"] = database.execute("select head from chain").fetchone()[0]
                self.manifest["revision"] = database.execute("select version_num from alembic_version").fetchone()[0]
        self.seal(path.read_bytes())

    def seal(self, database: bytes) -> None:
        """Put a database in, with a manifest that says what there is."""
        self.members["casactl.db"] = database
        documents = [content for name, content in self.members.items() if name.startswith("documents/")]
        self.manifest |= {
            "sha256": sha256(database).hexdigest(), "size": len(database), "documents": len(documents),
            "documents_size": sum(map(len, documents)),
        }  # fmt: skip


def manifest(backup: Backup, target: Path) -> None:
    """One value is another, or missing, or there is one too many."""
    key = backup.chance.choice([*backup.manifest, "colour"])
    if backup.chance.random() < 0.2:
        backup.manifest.pop(key, None)
    elif backup.chance.random() < 0.3 and isinstance(backup.manifest.get(key), dict):
        backup.manifest[key] |= {backup.chance.choice(["contact", "nobody", "x" * 99]): backup.chance.choice(ODD)}
    else:
        backup.manifest[key] = backup.chance.choice(ODD)
    backup.write(target)


def manifest_text(backup: Backup, target: Path) -> None:
    """What is no JSON, or too much of it."""
    good = json.dumps(backup.manifest).encode()
    odd = backup.chance.choice(
        [b"", b"{", b"[]", b"null", b"[" * 100_000, b'{"a":' * 50_000, good[:-1], good.decode().encode("utf-16"),
         b"\xff" + good, good[:-1] + b', "format": 1}', good.replace(b'"format": 1', b'"format": Infinity'),
         good.replace(b'"format": 1', b'"format": ' + b"9" * 5000), good + b" " * (2 << 20)]
    )  # fmt: skip
    backup.write(target, manifest=odd)


def names(backup: Backup, target: Path) -> None:
    """A member has another name, is missing, or is there too often."""
    name = backup.chance.choice(list(backup.members))
    how = backup.chance.randrange(4)
    if how == 0:
        backup.members[backup.chance.choice(NAMES)] = backup.members.pop(name)
    elif how == 1:
        del backup.members[name]
    more = [(backup.chance.choice([*NAMES, *backup.members]), b"mine")] if how >= 2 else []
    backup.write(target, more=more)


def content(backup: Backup, target: Path) -> None:
    """A member holds something else: less, more, or other bytes."""
    name = backup.chance.choice(list(backup.members))
    body = bytearray(backup.members[name])
    how = backup.chance.randrange(4)
    if how == 0:
        body = body[: backup.chance.randrange(len(body))]
    elif how == 1:
        body += bytes(backup.chance.choice([1, 4096, 1 << 20]))
    else:
        body[backup.chance.randrange(len(body))] ^= 1 + backup.chance.randrange(255)
    backup.members[name] = bytes(body)
    if how == 3:
        backup.seal(backup.members["casactl.db"])
    backup.write(target)


def pages(backup: Backup, target: Path) -> None:
    """Bytes of the database are others, and the manifest agrees."""
    body = bytearray(backup.members["casactl.db"])
    for _ in range(backup.chance.choice([1, 4, 64])):
        at = backup.chance.randrange(backup.chance.choice([100, 4096, len(body)]))
        body[at] = backup.chance.randrange(256)
    backup.seal(bytes(body))
    backup.write(target)


def packing(backup: Backup, target: Path) -> None:
    """Members are packed in ways that casactl does not, or claim to be links and devices."""
    backup.write(
        target, packing=backup.chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2]),
        mode=backup.chance.choice([0o600, 0o120777, 0o020666, 0o010666, 0o040755, 0o104755]),
    )  # fmt: skip


FIELDS = [(8, "<H"), (10, "<H"), (16, "<I"), (20, "<I"), (24, "<I"), (28, "<H"), (42, "<I")]
"""In an entry: flags, way of packing, checksum, packed size, size, length of the name, place."""


def directory(backup: Backup, target: Path) -> None:
    """The directory of the archive lies: flags, ways of packing, checksums, sizes, places."""
    backup.write(target)
    body = bytearray(target.read_bytes())
    entries = [at for at in range(len(body) - 46) if body[at : at + 4] == b"PK\x01\x02"]
    at = backup.chance.choice(entries)
    field, form = backup.chance.choice(
        [(8, "<H"), (10, "<H"), (16, "<I"), (20, "<I"), (24, "<I"), (28, "<H"), (42, "<I")]
    )
    largest = (1 << 8 * struct.calcsize(form)) - 1
    value = backup.chance.choice([0, 1, 9, 14, 99, largest, largest - 1, backup.chance.randrange(largest)])
    struct.pack_into(form, body, at + field, value)
    target.write_bytes(body)


def anywhere(backup: Backup, target: Path) -> None:
    """Any bytes of the file, or its end, are others."""
    backup.write(target)
    body = bytearray(target.read_bytes())
    if backup.chance.random() < 0.3:
        body = body[: backup.chance.randrange(len(body))]
    for _ in range(backup.chance.choice([1, 3, 30])):
        if body:
            body[backup.chance.randrange(len(body))] = backup.chance.randrange(256)
    target.write_bytes(body)


def schema(backup: Backup, target: Path) -> None:
    """The database has another shape."""
    for each in backup.chance.sample(SCHEMA, backup.chance.choice([1, 1, 2])):
        backup.edit(*each.split("; "))
    backup.write(target)


def rows(backup: Backup, target: Path) -> None:
    """Rows hold what casactl does not write."""
    for _ in range(backup.chance.choice([1, 1, 3])):
        table = backup.chance.choice(list(SPECS))
        column = backup.chance.choice(SPECS[table].columns)
        how = backup.chance.randrange(6)
        if how == 0:
            backup.edit(f"delete from {table} where rowid in (select rowid from {table} limit 1)")
        elif how == 1:
            backup.edit(f"update {table} set {column} = cast(x'ff80' as text)")
        elif how == 2:
            backup.edit(f"update {table} set {column} = {backup.chance.choice(NUMBERS)}")
        else:
            text = backup.chance.choice(TEXTS).replace("'", "''").replace("\0", "' || char(0) || '")
            backup.edit(f"update {table} set {column} = '{text}'")
    backup.write(target)


def hashes(backup: Backup, target: Path) -> None:
    """Documents and pictures name other bytes."""
    table = backup.chance.choice(["document", "avatar"])
    text = backup.chance.choice(TEXTS).replace("'", "''").replace("\0", "' || char(0) || '")
    backup.edit(f"update {table} set sha256 = '{text}'")
    backup.write(target)


MUTATIONS: list[Callable[[Backup, Path], None]] = [
    manifest, manifest_text, names, content, pages, packing, directory, anywhere, schema, rows, hashes
]  # fmt: skip
