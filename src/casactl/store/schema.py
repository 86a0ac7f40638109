"""The shape of the store, as plain data: what reads, the journal, undo, backup and move go by.

The write side's SQLModel classes say the same with types and constraints; a test keeps the two and
the migrations equal. This module imports nothing heavy, so that reads stay quick.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

HEAD = "0006"
"""The newest schema revision, compared with `alembic_version` without importing Alembic."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every revision this program knows, oldest first; any other belongs to a newer casactl."""


class Undo(StrEnum):
    """How a table's changes are taken back."""

    RESTORE = "restore"
    REVERSE = "reverse"
    NEVER = "never"


class Erase(StrEnum):
    """What becomes of a contact's rows when the contact is erased."""

    BLANK = "blank"
    """They stay under the contact's number; the columns in `personal` are emptied."""
    DELETE = "delete"


class Merge(StrEnum):
    """What becomes of the loser's rows when two contacts are merged."""

    MOVE = "move"
    """They become the winner's; what the winner has already is dropped."""
    STAY = "stay"
    """They follow from the contact's own row, or die with its standing."""


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
    erase: Erase = Erase.BLANK
    personal: Mapping[str, str | None] = field(default_factory=dict, hash=False)
    """The columns that hold personal data or free text, with what erasure leaves in them."""
    merge: Merge = Merge.STAY
    owns: bool = True
    """Whether `contact` says whose the rows are that a row refers to: a follower refers to work of others."""
    since: str = "0001"
    """The revision that last changed the table's shape: undo does not reach across it."""

    @cached_property
    def recorded(self) -> tuple[str, ...]:
        """The columns that the journal keeps."""
        return tuple(c for c in self.columns if c not in NOT_RECORDED and c != "id")

    @property
    def names_bytes(self) -> bool:
        """Whether a row names bytes in the workspace's folder, by `sha256` and `size`."""
        return "sha256" in self.columns


NOT_RECORDED = frozenset({"version", "updated_at", "balance", "oldest_due", "invitation_until", "last_sign_in_at"})
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
                "locked_at", "locked_by", "merged_into", "oldest_due", "invited_at", "invitation_until",
                "last_sign_in_at",
            ),
            contact="id",
            references=(("merged_into", "contact"),),
            personal={
                "external_id": None, "first_name": None, "last_name": None, "name": None,
                "display_name": "(erased)", "sort_key": "", "email": None, "phone": None, "phone_shown": None,
                "lock_reason": None, "locked_by": None, "custom": None,
            },
            since="0004",
        ),
        TableSpec(
            "users",
            (
                "id", "email", "name", "type", "permission_group", "phone", "firm", "enabled", "created_at",
                "updated_at", "version",
            ),
            since="0005",
        ),
        TableSpec(
            "user_community",
            ("id", "user_id", "property_id"),
            references=(("user_id", "users"), ("property_id", "property")),
            since="0005",
        ),
        TableSpec(
            "user_secret",
            ("id", "user_id", "password_hash", "updated_at"),
            references=(("user_id", "users"),),
            undo=Undo.NEVER,
            journalled=False,
            since="0005",
        ),
        TableSpec(
            "claim",
            ("key", "contact_id", "user_id"),
            contact="contact_id",
            references=(("contact_id", "contact"), ("user_id", "users")),
            journalled=False,
            erase=Erase.DELETE,
            since="0005",
        ),
        TableSpec(
            "search",
            ("contact_id", "text"),
            contact="contact_id",
            references=(("contact_id", "contact"),),
            journalled=False,
            erase=Erase.DELETE,
        ),
        TableSpec(
            "tag",
            ("id", "contact_id", "name", "name_key"),
            contact="contact_id",
            references=(("contact_id", "contact"),),
            erase=Erase.DELETE,
            merge=Merge.MOVE,
        ),
        TableSpec(
            "attachment",
            ("id", "contact_id", "property_id", "role", "starts", "ends", "version"),
            contact="contact_id",
            references=(("contact_id", "contact"), ("property_id", "property")),
            merge=Merge.MOVE,
        ),
        TableSpec(
            "link",
            ("id", "contact_id", "other_id", "kind", "is_primary", "version"),
            contact="contact_id",
            references=(("contact_id", "contact"), ("other_id", "contact")),
            erase=Erase.DELETE,
            merge=Merge.MOVE,
        ),
        TableSpec(
            "scheduled",
            (
                "id", "contact_id", "verb", "due_on", "state", "reason", "reasons", "actor", "created_at",
                "updated_at", "version", "details",
            ),
            contact="contact_id",
            references=(("contact_id", "contact"),),
            personal={"reason": None, "reasons": None, "details": None},
            merge=Merge.MOVE,
            since="0005",
        ),
        TableSpec(
            "lease",
            (
                "id", "contact_id", "property_id", "starts", "ends", "terminated_on", "rent", "created_at",
                "updated_at", "version",
            ),
            contact="contact_id",
            references=(("contact_id", "contact"), ("property_id", "property")),
            merge=Merge.MOVE,
            since="0003",
        ),
        TableSpec(
            "ledger_entry",
            (
                "id", "contact_id", "kind", "on_date", "due", "amount", "text", "method", "reference",
                "property_id", "reverses", "voided", "created_at",
            ),
            contact="contact_id",
            references=(("contact_id", "contact"), ("property_id", "property"), ("reverses", "ledger_entry")),
            undo=Undo.REVERSE,
            personal={"text": None, "method": None, "reference": None},
            merge=Merge.MOVE,
            since="0003",
        ),
        TableSpec(
            "not_duplicate",
            ("id", "contact_id", "other_id", "created_at"),
            contact="contact_id",
            references=(("contact_id", "contact"), ("other_id", "contact")),
            erase=Erase.DELETE,
            since="0003",
        ),
        TableSpec(
            "account",
            ("id", "contact_id", "password_hash", "failed", "blocked_until", "updated_at"),
            contact="contact_id",
            references=(("contact_id", "contact"),),
            undo=Undo.NEVER,
            journalled=False,
            erase=Erase.DELETE,
            since="0004",
        ),
        TableSpec(
            "token",
            (
                "id", "contact_id", "purpose", "email_key", "hash", "made_at", "expires_at", "used_at", "voided_at",
            ),
            contact="contact_id",
            references=(("contact_id", "contact"),),
            undo=Undo.NEVER,
            journalled=False,
            erase=Erase.DELETE,
            since="0004",
        ),
        TableSpec("broadcast", ("id", "subject", "text", "created_at"), since="0004"),
        TableSpec(
            "message",
            (
                "id", "contact_id", "direction", "broadcast_id", "subject", "text", "author", "created_at", "version",
            ),
            contact="contact_id",
            references=(("contact_id", "contact"), ("broadcast_id", "broadcast")),
            erase=Erase.DELETE,
            merge=Merge.MOVE,
            since="0004",
        ),
        TableSpec(
            "outbox",
            (
                "id", "contact_id", "operation_id", "message_id", "channel", "recipient", "template", "facts",
                "subject", "header_id", "state", "attempts", "next_at", "lease", "leased_until", "begun_at",
                "last_error", "file", "queued_at", "sent_at",
            ),
            contact="contact_id",
            references=(("contact_id", "contact"), ("message_id", "message")),
            undo=Undo.NEVER,
            journalled=False,
            erase=Erase.DELETE,
            since="0004",
        ),
        TableSpec(
            "handover_case",
            (
                "id", "contact_id", "attorney_id", "community_id", "status_before", "opened_at", "opened_by",
                "closed_at", "closed_by", "outcome", "version",
            ),
            contact="contact_id",
            references=(("contact_id", "contact"), ("attorney_id", "users"), ("community_id", "property")),
            merge=Merge.MOVE,
            since="0005",
        ),
        TableSpec(
            "arrears_step",
            (
                "id", "contact_id", "case_id", "status", "note", "attorney", "notified", "balance", "author",
                "created_at",
            ),
            contact="contact_id",
            references=(("contact_id", "contact"), ("case_id", "handover_case")),
            personal={"note": None},
            merge=Merge.MOVE,
            since="0005",
        ),
        TableSpec(
            "note",
            ("id", "contact_id", "visibility", "text", "author", "created_at", "version"),
            contact="contact_id",
            references=(("contact_id", "contact"),),
            erase=Erase.DELETE,
            merge=Merge.MOVE,
            since="0005",
        ),
        TableSpec(
            "document",
            (
                "id", "contact_id", "visibility", "name", "type", "size", "sha256", "author", "created_at", "version",
            ),
            contact="contact_id",
            references=(("contact_id", "contact"),),
            erase=Erase.DELETE,
            merge=Merge.MOVE,
            since="0005",
        ),
        TableSpec(
            "address",
            (
                "id", "contact_id", "line", "city", "region", "postcode", "country", "label", "billing", "site",
                "access_name", "access_phone", "access_email", "access_note", "created_at", "updated_at", "version",
            ),
            contact="contact_id",
            references=(("contact_id", "contact"),),
            erase=Erase.DELETE,
            merge=Merge.MOVE,
            since="0006",
        ),
        TableSpec(
            "engagement",
            (
                "id", "contact_id", "kind", "title", "text", "state", "starts", "due", "amount", "property_id",
                "address_id", "assignee_id", "user_id", "every", "next_visit", "renews", "signs_without_login",
                "closed_at", "author", "created_at", "updated_at", "version",
            ),
            contact="contact_id",
            references=(
                ("contact_id", "contact"), ("property_id", "property"), ("address_id", "address"),
                ("assignee_id", "contact"), ("user_id", "users"),
            ),
            personal={"title": "(erased)", "text": None, "address_id": None},
            merge=Merge.MOVE,
            since="0006",
        ),
        TableSpec(
            "follower",
            ("id", "engagement_id", "contact_id"),
            contact="contact_id",
            owns=False,
            references=(("engagement_id", "engagement"), ("contact_id", "contact")),
            erase=Erase.DELETE,
            merge=Merge.MOVE,
            since="0006",
        ),
        TableSpec(
            "custom_field", ("id", "name", "type", "choices", "created_at", "updated_at", "version"), since="0006"
        ),
        TableSpec(
            "avatar",
            ("id", "contact_id", "type", "size", "sha256", "created_at", "version"),
            contact="contact_id",
            references=(("contact_id", "contact"),),
            erase=Erase.DELETE,
            merge=Merge.MOVE,
            since="0006",
        ),
    )
}  # fmt: skip

NAMING_BYTES = tuple(name for name, spec in SPECS.items() if spec.names_bytes)
"""The tables whose rows name bytes in the workspace's folder: documents and pictures."""

ORDER = tuple(SPECS)
"""Tables so that each follows what it refers to: the order to copy them in."""


def referring_to(table: str) -> list[tuple[str, str]]:
    """(table, column) of every foreign key that points at `table`."""
    return [(spec.name, column) for spec in SPECS.values() for column, target in spec.references if target == table]
