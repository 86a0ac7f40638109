"""What tables are made of, the same on both databases: 64-bit integers and text, compared by code point."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Text

from casactl.store.table_spec import Treatment

Int64 = BigInteger().with_variant(Integer(), "sqlite")
Plain = Text().with_variant(Text(collation="C"), "postgresql")


def kept(**treatment: Any) -> dict[str, Any]:
    """The last of a class's table arguments: strict on SQLite, and a `Treatment` of its rows."""
    return {"sqlite_strict": True, "info": {"treatment": Treatment(**treatment)}}


def key() -> Any:
    """The primary key: a number that the chain row hands out and that is never used again."""
    return Column("id", Int64, primary_key=True, autoincrement=False)


def integer(name: str, *, default: str | None = None, nullable: bool = False) -> Any:
    """A 64-bit integer column."""
    return Column(name, Int64, nullable=nullable, server_default=default)


def text(name: str, *, nullable: bool = False, **options: Any) -> Any:
    """A text column."""
    return Column(name, Plain, nullable=nullable, **options)


def reference(
    name: str, target: str, *, nullable: bool = False, deferred: bool = False, primary_key: bool = False
) -> Any:
    """A foreign key to `target`'s id, named, and checked at commit when `deferred`."""
    table = target.split(".")[0]
    options: dict[str, Any] = {"deferrable": True, "initially": "DEFERRED"} if deferred else {}
    foreign_key = ForeignKey(target, name=f"fk_{name}_{table}", **options)
    return Column(name, Int64, foreign_key, nullable=nullable, primary_key=primary_key, autoincrement=False)


def one_of(constraint: str, column: str, *values: str) -> CheckConstraint:
    """A named CHECK that holds an enumerated column to its values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=constraint)


def flag(constraint: str, column: str) -> CheckConstraint:
    """A named CHECK that holds an integer column to 0 and 1."""
    return CheckConstraint(f"{column} in (0, 1)", name=constraint)


def content_hash(constraint: str, column: str) -> CheckConstraint:
    """A named CHECK that holds a column to 64 hex digits: what a path is made of (S4)."""
    return CheckConstraint(f"length({column}) = 64 and ltrim({column}, '0123456789abcdef') = ''", name=constraint)


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows that meet a condition, which the migrations write out for each database.

    Not as an option of the dialects: that would load PostgreSQL's at every write to SQLite.
    """
    return Index(name, *columns, unique=unique, info={"where": where})
