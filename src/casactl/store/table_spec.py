"""What a table's description says: its shape, and what undo, erasure and merge do with its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from functools import cached_property

from casactl.records import dataclass


class Undo(StrEnum):
    """How a table's changes are taken back."""

    RESTORE = "restore"
    REVERSE = "reverse"
    NEVER = "never"
    STAY = "stay"
    """What was added stays, and is answered: an invoice by a credit note, so that no number is missing."""


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


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """What a table's class says beside its columns: whose a row is, how it undoes, erases and merges."""

    since: str
    """The revision that last changed the table's shape: undo does not reach across it."""
    contact: str | None = None
    """The column with the contact that a row belongs to: erasure finds changes by it."""
    owns: bool = True
    """Whether `contact` says whose the rows are that a row refers to: a follower refers to work of others."""
    journalled: bool = True
    undo: Undo = Undo.RESTORE
    erase: Erase = Erase.BLANK
    personal: Mapping[str, str | None] = field(default_factory=dict, hash=False)
    """The columns that hold personal data or free text, with what erasure leaves in them."""
    merge: Merge = Merge.STAY


@dataclass(frozen=True, kw_only=True)
class TableSpec(Treatment):
    """A table as the running program knows it: generated from its class."""

    name: str
    columns: tuple[str, ...]
    """In the table's order, the key first."""
    defaults: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    """What a column holds when a new row leaves it out; any other is null then."""
    references: tuple[tuple[str, str], ...] = ()
    """(column, table) for each foreign key, self references included."""
    referred_by: tuple[tuple[str, str], ...] = ()
    """(table, column) of every foreign key that points here."""

    @cached_property
    def recorded(self) -> tuple[str, ...]:
        """The columns that the journal keeps."""
        left_out = NOT_RECORDED | FOLLOWING.get(self.name, frozenset())
        return tuple(c for c in self.columns if c not in left_out and c != "id")

    @property
    def numbered(self) -> bool:
        """Whether rows have numbers of their own: a claim and a search text go by what they follow from."""
        return self.columns[0] == "id"

    @property
    def in_order(self) -> str:
        """What puts the rows into one order on both databases: the first column alone is not always the key."""
        return self.columns[0] if self.numbered else ", ".join(self.columns)

    @property
    def names_bytes(self) -> bool:
        """Whether a row names bytes in the workspace's folder, by `sha256` and `size`."""
        return "sha256" in self.columns


NOT_RECORDED = frozenset({"version", "updated_at"})
"""Columns that only count; their writer keeps them."""

FOLLOWING: Mapping[str, frozenset[str]] = {
    "contact": frozenset({"balance", "oldest_due", "invitation_until", "last_sign_in_at"}),
    "recurring": frozenset({"next_on"}),
    "message": frozenset({"read_at"}),
    "property": frozenset({"path_order"}),
}
"""By table, the columns that follow from others, or from what is no part of the log."""
