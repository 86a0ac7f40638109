"""The four axes of a contact's standing: their values; the moves between them stand in `moves.MOVES`.

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


EXPIRED = "expired"
"""An invitation that opens nothing any more: a state to look for, though none of the portal axis."""


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


GONE = (Lifecycle.ERASED, Lifecycle.MERGED)
HERE = (Lifecycle.ACTIVE, Lifecycle.INACTIVE, Lifecycle.ARCHIVED)


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


def meaning(lifecycle: Lifecycle, before: Lifecycle | None, *, locked: bool, signs_in: bool = True) -> list[str]:
    """What a standing out of the ordinary comes to; whoever was archived while inactive keeps out of the portal.

    That somebody still signs in is said only of who does (`signs_in`).
    """
    words = list(MEANS.get(lifecycle, ()))
    if lifecycle is Lifecycle.ARCHIVED and before is Lifecycle.INACTIVE:
        words[-1] = "was inactive before, so does not sign in either (SD-1)"
    elif lifecycle is Lifecycle.ARCHIVED and not signs_in:
        words.pop()
    return [*words, LOCKED_MEANS] if locked and lifecycle in HERE else words
