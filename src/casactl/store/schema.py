"""The shape of the store, as plain data: what reads, the journal, undo, backup and move go by.

The write side's SQLModel classes say the same with types and constraints; a test keeps the two and
the migrations equal. This module imports nothing heavy, so that reads stay quick.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

HEAD = "0002"
"""The newest schema revision, compared with `alembic_version` without importing Alembic."""

REVISIONS = ("0001", "0002")
"""Every revision this program knows, oldest first; any other belongs to a newer casactl."""


class Undo(StrEnum):
    """How a table's changes are taken back."""

    RESTORE = "restore"
    REVERSE = "reverse"
    NEVER = "never"


@dataclass(frozen=True)
class TableSpec:
    """A table: its columns in order, whose contact a row is, what a row refers to, how it undoes."""

    name: str
    columns: tuple[str, ...]
    contact: str | None = None
    """The column with the contact that a row belongs to: erasure finds changes by it."""
    references: tuple[tuple[str, str], ...] = ()
    """(column, table) for each foreign key, self references included."""
    undo: Undo = Undo.RESTORE
    journalled: bool = True
    since: str = "0001"
    """The revision that last changed the table's shape: undo does not reach across it."""

    @cached_property
    def recorded(self) -> tuple[str, ...]:
        """The columns that the journal keeps."""
        return tuple(c for c in self.columns if c not in NOT_RECORDED and c != "id")


NOT_RECORDED = frozenset({"version", "updated_at", "balance"})
"""Columns that only count or follow from others; their writer keeps them."""

SPECS: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        TableSpec("chain", ("id", "workspace", "head", "numbers"), journalled=False),
        TableSpec(
            "operation",
            (
                "id", "at", "actor", "os_user", "verb", "request_id", "source_hash", "revision", "undoes",
                "contacts", "payload", "payload_salt", "payload_digest", "previous", "hash",
            ),
            references=(("undoes", "operation"),),
            journalled=False,
        ),
        TableSpec(
            "change",
            ("id", "operation_id", "contact_id", "table_name", "row_id", "before", "after", "salt", "digest"),
            contact="contact_id",
            references=(("operation_id", "operation"),),
            journalled=False,
        ),
        TableSpec("setting", ("id", "name", "value", "version")),
        TableSpec(
            "property",
            ("id", "kind", "name", "parent_id", "path", "path_key", "retired", "created_at", "updated_at",
             "version"),
            references=(("parent_id", "property"),),
        ),
        TableSpec(
            "contact",
            (
                "id", "external_id", "kind", "type", "first_name", "last_name", "name", "display_name",
                "sort_key", "email", "phone", "phone_shown", "lifecycle", "lifecycle_before", "portal",
                "locked", "lock_reason", "arrears", "balance", "custom", "created_at", "updated_at", "version",
            ),
            contact="id",
        ),
        TableSpec(
            "claim",
            ("key", "contact_id"),
            contact="contact_id",
            references=(("contact_id", "contact"),),
            journalled=False,
        ),
        TableSpec(
            "search",
            ("contact_id", "text"),
            contact="contact_id",
            references=(("contact_id", "contact"),),
            journalled=False,
        ),
        TableSpec(
            "tag",
            ("id", "contact_id", "name", "name_key"),
            contact="contact_id",
            references=(("contact_id", "contact"),),
        ),
        TableSpec(
            "attachment",
            ("id", "contact_id", "property_id", "role", "starts", "ends", "version"),
            contact="contact_id",
            references=(("contact_id", "contact"), ("property_id", "property")),
        ),
        TableSpec(
            "link",
            ("id", "contact_id", "other_id", "kind", "is_primary", "version"),
            contact="contact_id",
            references=(("contact_id", "contact"), ("other_id", "contact")),
        ),
        TableSpec(
            "scheduled",
            (
                "id", "contact_id", "verb", "due_on", "state", "reason", "reasons", "actor", "created_at",
                "updated_at", "version",
            ),
            contact="contact_id",
            references=(("contact_id", "contact"),),
            since="0002",
        ),
    )
}  # fmt: skip

ORDER = tuple(SPECS)
"""Tables so that each follows what it refers to: the order to copy them in."""


def referring_to(table: str) -> list[tuple[str, str]]:
    """(table, column) of every foreign key that points at `table`."""
    return [(spec.name, column) for spec in SPECS.values() for column, target in spec.references if target == table]
