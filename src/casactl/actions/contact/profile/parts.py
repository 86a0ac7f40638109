"""The parts of a contact's page by name, each with the keys of `contact show` that it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ALWAYS = ("id", "display_name")
"""What every part says of whom it speaks."""

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "standing": (
        "kind", "type", "lifecycle", "lifecycle_since", "lifecycle_by", "lifecycle_reason", "meaning", "portal",
        "invited_at", "invitation_until", "invitation_letters", "invitation_expired", "last_sign_in_at",
        "sign_in_blocked_until", "locked",
        "lock_reason", "locked_at", "locked_by", "arrears", "attorney", "archive_on", "created_at", "updated_at",
        "version",
    ),
    "reach": (
        "title", "first_name", "last_name", "suffix", "single_name", "family_first", "email", "bounced_at",
        "phone", "contact_points", "do_not", "company", "external_id",
    ),
    "properties": ("properties", "attachments", "leases"),
    "people": ("company", "links"),
    "addresses": ("addresses",),
    "money": (
        "balance", "currency", "upcoming", "due", "past_due", "days_past_due", "oldest_due", "deposit",
        "payment_reference", "money",
    ),
    "debt": ("arrears", "attorney", "case", "arrears_history"),
    "work": ("engagements", "assigned_work"),
    "planned": ("archive_on", "schedule"),
    "notes": ("notes",),
    "documents": ("documents",),
    "messages": ("messages",),
    "more": ("tags", "custom", "avatar"),
    "analytics": ("analytics",),
    "next": ("next",),
}  # fmt: skip
"""In the order of the page; a key may stand in two parts, and none stands in no part."""


def only(shape: Mapping[str, Any], sections: Sequence[str]) -> Mapping[str, Any]:
    """The keys of some parts, in the order of the whole; all of them when no part was named."""
    if not sections:
        return shape
    keys = {*ALWAYS, *(key for section in sections for key in SECTIONS[section])}
    return {key: value for key, value in shape.items() if key in keys}
