"""The four axes of a contact's standing: their values and the moves between them, as tables.

Inactive takes portal access away, archived keeps it, a lock stops payments: no single status can
carry this, so a standing is four independent values ("Four axes" in the domain's description).
"""

from __future__ import annotations

from enum import StrEnum


class Lifecycle(StrEnum):
    """Where a contact is between being added and being forgotten."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    ARCHIVED = "archived"
    ERASED = "erased"
    MERGED = "merged"


class Portal(StrEnum):
    """How far a person has come with a portal account; adding grants none (MC-4)."""

    NOT_INVITED = "not-invited"
    INVITED = "invited"
    ACTIVATED = "activated"


class Arrears(StrEnum):
    """The debt ladder."""

    CURRENT = "current"
    REMINDER = "reminder"
    FIRST_NOTICE = "first-notice"
    SECOND_NOTICE = "second-notice"
    LETTER_OF_DEMAND = "letter-of-demand"
    HANDOVER = "handover"
    PAYMENT_PLAN = "payment-plan"
    ON_HOLD = "on-hold"
    SETTLED = "settled"


class Verb(StrEnum):
    """State verbs that can be dated; the log names them `contact.<verb>`."""

    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"


GONE = (Lifecycle.ERASED, Lifecycle.MERGED)
HERE = (Lifecycle.ACTIVE, Lifecycle.INACTIVE, Lifecycle.ARCHIVED)

PARTICIPLE = {Verb.ARCHIVE: "archived", Verb.UNARCHIVE: "unarchived"}

LIFECYCLE_MOVES: dict[Verb, dict[Lifecycle, Lifecycle | None]] = {
    Verb.ARCHIVE: {Lifecycle.ACTIVE: Lifecycle.ARCHIVED, Lifecycle.INACTIVE: Lifecycle.ARCHIVED},
    Verb.UNARCHIVE: {Lifecycle.ARCHIVED: None},  # None: back to what it was before the archive
}

HELD_AFTER: dict[Verb, tuple[Lifecycle, ...]] = {
    Verb.ARCHIVE: (Lifecycle.ARCHIVED,),
    Verb.UNARCHIVE: (Lifecycle.ACTIVE, Lifecycle.INACTIVE),
}


def already_holds(verb: Verb, lifecycle: Lifecycle) -> bool:
    """Whether the move has nothing left to do, which is a note and exit 0, never an error."""
    return lifecycle in HELD_AFTER[verb]


def after(verb: Verb, lifecycle: Lifecycle, before: Lifecycle | None) -> Lifecycle | None:
    """The life cycle that the move leads to, None where the table has no such move."""
    moves = LIFECYCLE_MOVES[verb]
    if lifecycle not in moves:
        return None
    return moves[lifecycle] or before or Lifecycle.ACTIVE
