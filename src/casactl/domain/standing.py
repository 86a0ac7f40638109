"""The four axes of a contact's standing: their values and the moves between them, as tables.

Inactive takes portal access away, archived keeps it, a lock stops payments: no single status can
carry this, so a standing is four independent values ("Four axes" in the domain's description).
"""

from __future__ import annotations

from collections.abc import Mapping
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

    LOCK = "lock"
    UNLOCK = "unlock"
    DEACTIVATE = "deactivate"
    ACTIVATE = "activate"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    DELETE = "delete"
    ERASE = "erase"
    INVITE = "invite"
    HANDOVER = "handover"
    RECALL = "recall"


GONE = (Lifecycle.ERASED, Lifecycle.MERGED)
HERE = (Lifecycle.ACTIVE, Lifecycle.INACTIVE, Lifecycle.ARCHIVED)

PARTICIPLE = {
    Verb.LOCK: "locked",
    Verb.UNLOCK: "unlocked",
    Verb.DEACTIVATE: "deactivated",
    Verb.ACTIVATE: "activated",
    Verb.ARCHIVE: "archived",
    Verb.UNARCHIVE: "unarchived",
    Verb.DELETE: "deleted",
    Verb.ERASE: "erased",
    Verb.INVITE: "invited",
    Verb.HANDOVER: "handed-over",
    Verb.RECALL: "recalled",
}

LIFECYCLE_MOVES: Mapping[Verb, Mapping[Lifecycle, Lifecycle | None]] = {
    Verb.DEACTIVATE: {Lifecycle.ACTIVE: Lifecycle.INACTIVE},
    Verb.ACTIVATE: {Lifecycle.INACTIVE: Lifecycle.ACTIVE},
    Verb.ARCHIVE: {Lifecycle.ACTIVE: Lifecycle.ARCHIVED, Lifecycle.INACTIVE: Lifecycle.ARCHIVED},
    Verb.UNARCHIVE: {Lifecycle.ARCHIVED: None},  # None: back to what it was before the archive
    Verb.DELETE: {Lifecycle.INACTIVE: Lifecycle.ERASED},
    Verb.ERASE: {Lifecycle.ARCHIVED: Lifecycle.ERASED},
}

HELD_AFTER: Mapping[Verb, tuple[Lifecycle, ...]] = {
    Verb.DEACTIVATE: (Lifecycle.INACTIVE,),
    Verb.ACTIVATE: (Lifecycle.ACTIVE,),
    Verb.ARCHIVE: (Lifecycle.ARCHIVED,),
    Verb.UNARCHIVE: (Lifecycle.ACTIVE, Lifecycle.INACTIVE),
    Verb.DELETE: (Lifecycle.ERASED,),
    Verb.ERASE: (Lifecycle.ERASED,),
}

LOCKED_AFTER: Mapping[Verb, bool] = {Verb.LOCK: True, Verb.UNLOCK: False}
"""The verbs of the lock, an axis of its own: they leave the life cycle as it is."""

PORTAL_AFTER: Mapping[Verb, Portal] = {Verb.INVITE: Portal.INVITED}
"""The verbs of the portal that can be dated (SD-21)."""

CASE_AFTER: Mapping[Verb, bool] = {Verb.HANDOVER: True, Verb.RECALL: False}
"""The verbs that open and close a case with an attorney (WU-6, WU-7)."""

ERASING = (Verb.DELETE, Verb.ERASE)
"""The verbs that end in `erased`, from which nothing leads back."""

WAY_BACK: Mapping[Verb, Verb] = {Verb.LOCK: Verb.UNLOCK, Verb.DEACTIVATE: Verb.ACTIVATE}
"""What `--until` schedules (MC-5, SD-1)."""


MEANS: Mapping[Lifecycle, tuple[str, ...]] = {
    Lifecycle.INACTIVE: ("no portal access and no invitations (SD-1), no tasks (SD-2)",),
    Lifecycle.ARCHIVED: (
        "no charges (MC-17), broadcasts (MC-18) or messages from the office (MC-22)",
        "still signs in (MC-19) and writes (MC-21)",
    ),
    Lifecycle.ERASED: ("personal data is gone for good; ledger and log keep the number",),
}
"""What a life cycle comes to, in a few words; nothing for those who are active. `abilities.RULES` decides."""

LOCKED_MEANS = "no payments through the platform; signing in stays (MC-6)"


def meaning(lifecycle: Lifecycle, before: Lifecycle | None, *, locked: bool) -> list[str]:
    """What a standing out of the ordinary comes to; whoever was archived while inactive keeps out of the portal."""
    words = list(MEANS.get(lifecycle, ()))
    if lifecycle is Lifecycle.ARCHIVED and before is Lifecycle.INACTIVE:
        words[-1] = "was inactive before, so does not sign in either (SD-1)"
    return [*words, LOCKED_MEANS] if locked and lifecycle in HERE else words


def already_holds(
    verb: Verb,
    lifecycle: Lifecycle,
    *,
    locked: bool = False,
    portal: Portal = Portal.NOT_INVITED,
    with_attorney: bool = False,
) -> bool:
    """Whether the move has nothing left to do, which is a note and exit 0, never an error."""
    if verb in CASE_AFTER:  # a second handover is refused, not repeated
        return verb is Verb.RECALL and lifecycle not in GONE and not with_attorney
    if verb in PORTAL_AFTER:
        return lifecycle is Lifecycle.ACTIVE and portal is PORTAL_AFTER[verb]
    if verb in LOCKED_AFTER:
        return lifecycle not in GONE and locked is LOCKED_AFTER[verb]
    return lifecycle in HELD_AFTER[verb]


def same_axis(one: Verb, other: Verb) -> bool:
    """Whether two verbs move the same value: a lock and an archive pass each other by."""
    return _axis(one) == _axis(other)


def _axis(verb: Verb) -> str:
    axes = {"lock": LOCKED_AFTER, "portal": PORTAL_AFTER, "case": CASE_AFTER}
    return next((axis for axis, verbs in axes.items() if verb in verbs), "lifecycle")


def after(verb: Verb, lifecycle: Lifecycle, before: Lifecycle | None) -> Lifecycle | None:
    """The life cycle that the move leads to, None where the table has no such move."""
    if _axis(verb) != "lifecycle":
        return None if lifecycle in GONE else lifecycle
    moves = LIFECYCLE_MOVES[verb]
    if lifecycle not in moves:
        return None
    return moves[lifecycle] or before or Lifecycle.ACTIVE
