"""How an import of contacts is to go, and what a file needs for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field, replace

from casactl.actions.contact.values import clean_tags, contact_type
from casactl.domain.contact_types import TYPES
from casactl.domain.failures import failure
from casactl.domain.import_counts import FAIL
from casactl.domain.remedy import Line
from casactl.errors import UsageFault
from casactl.intake.date_order import UNKNOWN, DateOrder
from casactl.intake.engine import check_conflict
from casactl.intake.headers import MatchedColumns
from casactl.intake.value_words import Words
from casactl.records import dataclass

KEYS = BY_ID, BY_EXTERNAL_ID, BY_EMAIL = "id", "external-id", "email"
"""What a row is known by, beside its name."""
NAMED = ("first_name", "last_name", "full_name", "company")


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """How rows that are there already are met, and values for rows that have none."""

    on_conflict: str = FAIL
    type: str | None = None
    tags: tuple[str, ...] = ()
    property: str | None = None
    role: str | None = None
    allow_duplicate: bool = False
    """Whether a row is added although somebody of the same name could be meant."""
    trust: tuple[str, ...] = ()
    """The keys that count although the row's name is another person's."""
    invite: bool = False
    """Whether those who are added are invited, too (SD-17)."""
    single_name: bool = False
    """Whether one name is enough in every row."""
    shared_email: bool = False
    """Whether somebody with an address of another's is added, without a login."""
    words: Words = field(default_factory=dict)
    """What other systems' words mean, by field."""
    dates: DateOrder = UNKNOWN
    decimal: str | None = None
    """The decimal mark of rents and deposits, where it is told."""
    wording: Callable[[Line], str] = str
    """How a remedy is worded in a row's message."""


def check_choices(choices: ImportChoices) -> ImportChoices:
    """The choices with their words in stored form.

    Raises UsageFault.
    """
    check_conflict(choices.on_conflict)
    for key in choices.trust:
        if key not in KEYS:
            raise UsageFault(f"--trust takes one of {', '.join(KEYS)}, not '{key}'.")
    type_ = contact_type(choices.type) if choices.type else None
    role = None
    if choices.role:
        from casactl.actions.contact.attach import role_for

        role = role_for(choices.role, "")
    return replace(choices, type=type_, role=role, tags=tuple(clean_tags(choices.tags).values()))


def check_columns(columns: Sequence[str | None], choices: ImportChoices) -> None:
    """Raise MissingColumn when no row could have what it needs.

    A file with the contacts' own numbers may hold just what changes.
    """
    if "contact_id" in columns or (choices.on_conflict != FAIL and {"external_id", "email"} & set(columns)):
        return
    if is_nameless(columns):
        return
    implied = columns.implied_type if isinstance(columns, MatchedColumns) else None
    if "type" not in columns and not (choices.type or implied):
        raise failure(
            "input.missing-column",
            "The file has no column with the contact's type.",
            hint=f"--type TYPE gives one to all: {', '.join(TYPES)}",
        )
    if not set(NAMED) & set(columns):
        raise failure(
            "input.missing-column",
            "The file has no column with a name.",
            hint='--map "Column=first_name" says which it is',
        )


def is_nameless(columns: Sequence[str | None]) -> bool:
    """Whether a file says nobody's name, as one of projects does: it can tell of customers by their number alone."""
    return "external_id" in columns and not set(NAMED) & set(columns)
