"""What an import did, in numbers: one shape and one sentence for every `import`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from casactl.records import dataclass

CONFLICTS = FAIL, SKIP, UPDATE = "fail", "skip", "update"
"""What to do about a row that is there already."""

KEYS = (
    "operation", "dry_run", "rows", "added", "updated", "unchanged", "rejected", "companies_created",
    "rejects_file", "columns", "rejects", "warnings",
)  # fmt: skip
"""The keys of the JSON object, in order."""

FURTHER = ("invited", "posted", "parked", "leases", "deposits")
"""The keys that only some imports have."""


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Rows by what became of them; companies made on the way are not among `added`."""

    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    companies_created: int = 0
    rejects_file: str | None = None
    invited: int | None = None
    """How many of the added were invited; None where nobody was to be."""
    posted: int | None = None
    """How many lines of a bank were posted, None in any other import; the others of those added were `parked`."""
    parked: int | None = None
    leases: int | None = None
    """How many leases came of the rows, None where the file says nothing of tenancies; `deposits` likewise."""
    deposits: int | None = None
    columns: Sequence[tuple[str, str | None]] = ()
    """Each column of the file with its field, None where it was left out."""
    rejects: Mapping[str, int] = field(default_factory=dict)
    """How many rows were rejected for each reason."""
    warnings: tuple[str, ...] = ()

    def into(self, rejects_file: str | None) -> ImportCounts:
        """The same counts with the file that the rejected rows went to."""
        return replace(self, rejects_file=rejects_file)

    def nothing_applied(self) -> ImportCounts:
        """The counts of an import that was taken back because of its rejects."""
        further: dict[str, Any] = {name: None if value is None else 0 for name, value in self._further.items()}
        return replace(self, added=0, updated=0, companies_created=0, **further)

    @property
    def _further(self) -> dict[str, int | None]:
        """What only some imports count, by name."""
        return {name: getattr(self, name) for name in FURTHER}

    def as_dict(self, *, operation: int | None, dry_run: bool) -> dict[str, object]:
        """The JSON object of an import."""
        values = (
            None if dry_run else operation, dry_run, self.rows, self.added, self.updated, self.unchanged,
            self.rejected, self.companies_created, self.rejects_file,
            [{"column": column, "field": name} for column, name in self.columns], dict(self.rejects),
            list(self.warnings),
        )  # fmt: skip
        shape: dict[str, object] = dict(zip(KEYS, values, strict=True))
        return shape | {name: value for name, value in self._further.items() if value is not None}

    @property
    def tally(self) -> str:
        """What became of the rows, in words."""
        return (
            f"{self.added:,} added, {self.updated:,} updated, {self.unchanged:,} unchanged, {self.rejected:,} rejected"
        )

    @property
    def reasons(self) -> str:
        """Why rows came back, in words: `8 invalid-phone, 2 email-taken`."""
        return ", ".join(f"{count:,} {code}" for code, count in self.rejects.items())

    @property
    def sentence(self) -> str:
        """The line for people: `5,000 rows: 4,950 added, … 8 rejected → contacts.csv.rejects.csv`."""
        rows = "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        target = f" → {self.rejects_file}" if self.rejects_file else ""
        made = self.companies_created
        companies = f" (and {made:,} compan{'y' if made == 1 else 'ies'} created)" if made else ""
        return f"{rows}: {self.tally}{target}{companies}{self._tenancies}{self._invitations}{self._bookings}"

    @property
    def _tenancies(self) -> str:
        made = ((self.leases, "lease"), (self.deposits, "deposit"))
        told = [f"{count:,} {what}{'' if count == 1 else 's'}" for count, what in made if count]
        return f"; {' and '.join(told)} made" if told else ""

    @property
    def _bookings(self) -> str:
        return "" if self.posted is None else f"; {self.posted:,} posted, {self.parked:,} parked"

    @property
    def _invitations(self) -> str:
        if self.invited is None:
            return ""
        left_out = self.added - self.invited
        why = f", {left_out:,} added without an invitation (a lead, or no e-mail)" if left_out else ""
        return f"; {self.invited:,} invited{why}"
