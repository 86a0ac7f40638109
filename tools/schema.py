"""Write `store/schema.py`, the plain description of the store, from the classes in `store/tables/`.

`make schema` writes it; `make check` calls this with `--check`, which fails when it is stale.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from textwrap import wrap

from alembic.script import ScriptDirectory
from sqlalchemy import BigInteger, Column, DefaultClause, MetaData, Table
from sqlmodel import SQLModel

from casactl.store.migrate import MIGRATIONS
from casactl.store.table_class import import_all_classes
from casactl.store.table_spec import Treatment

TARGET = MIGRATIONS.parent / "schema.py"
WIDTH = 116
HEADING = '''"""The shape of the store, as plain data: what reads, writes, the journal, undo, backup and move go by.

Written by `make schema` from the classes in `tables/`, which say the same with types and constraints;
change those. This module imports nothing heavy, so that every command stays quick.
"""

from __future__ import annotations

from casactl.store.table_spec import Erase, Merge, TableSpec, Undo

'''

IN_A_LINE = 10
"""So many revisions."""


def described() -> str:
    """The module's text."""
    import_all_classes()
    return HEADING + "\n".join(_lines(SQLModel.metadata)) + "\n"


def _lines(metadata: MetaData) -> Iterator[str]:
    revisions = [each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
    yield f"HEAD = {_literal(revisions[-1])}"
    yield '"""The newest schema revision, compared with `alembic_version` without importing Alembic."""\n'
    yield "REVISIONS = ("
    for start in range(0, len(revisions), IN_A_LINE):
        yield f"    {', '.join(map(_literal, revisions[start : start + IN_A_LINE]))},"
    yield ")  # fmt: skip"
    yield '"""Every revision this program knows, oldest first; any other belongs to a newer casactl."""\n'
    yield "# fmt: off\nSPECS: dict[str, TableSpec] = {"
    for table in metadata.sorted_tables:
        yield f'    "{table.name}": TableSpec('
        for name, value in _table(table, metadata):
            yield from _filled(f"{name}={value},")
        yield "    ),"
    yield "}\n# fmt: on\n"
    yield "ORDER = tuple(SPECS)"
    yield '"""Tables so that each follows what it refers to: the order to copy them in."""\n'
    yield "NAMING_BYTES = tuple(name for name, spec in SPECS.items() if spec.names_bytes)"
    yield '"""The tables whose rows name bytes in the workspace\'s folder: documents and pictures."""'


def _table(table: Table, metadata: MetaData) -> Iterator[tuple[str, str]]:
    yield "name", _literal(table.name)
    yield "columns", _literal(table.columns.keys())
    defaults = {column.name: _default(column) for column in table.columns if column.server_default is not None}
    if defaults:
        yield "defaults", _literal(defaults)
    if references := list(_references(table)):
        yield "references", _literal(references)
    referred_by = [
        (other.name, column)
        for other in metadata.sorted_tables
        for column, to in _references(other)
        if to == table.name
    ]
    if referred_by:
        yield "referred_by", _literal(referred_by)
    treatment: Treatment = table.info["treatment"]
    for each in fields(Treatment):
        value = getattr(treatment, each.name)
        if each.name == "since" or value not in (each.default, {}):
            yield each.name, _literal(value)


def _default(column: Column[object]) -> str | int:
    assert isinstance(column.server_default, DefaultClause)
    value = str(column.server_default.arg)
    return int(value) if isinstance(column.type, BigInteger) else value


def _references(table: Table) -> Iterator[tuple[str, str]]:
    for column in table.columns:
        for key in column.foreign_keys:
            yield column.name, key.column.table.name


def _literal(value: object) -> str:
    """The value in Python, in double quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_literal(key)}: {_literal(each)}" for key, each in value.items()) + "}"
    if isinstance(value, StrEnum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, Iterable):
        listed = [_literal(each) for each in value]
        return f"({', '.join(listed)}{',' if len(listed) == 1 else ''})"
    return repr(value)


def _filled(line: str) -> list[str]:
    """The line, or several where it is too long."""
    return wrap(line, WIDTH, initial_indent="        ", subsequent_indent="            ", break_long_words=False,
                break_on_hyphens=False)  # fmt: skip


def main() -> None:
    """Write the module; with `--check` say whether it is what it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = described()
    if not parser.parse_args().check:
        TARGET.write_text(text, "utf-8")
    elif TARGET.read_text("utf-8") != text:
        sys.exit(f"{TARGET.relative_to(Path.cwd())} is not what store/tables/ says: make schema")


if __name__ == "__main__":
    main()
