"""What the log says was updated: the names of fields, never what they hold."""

from __future__ import annotations

from collections.abc import Iterable

FOLLOWS = frozenset(
    {"sort_key", "display_name", "phone_shown", "created_at", "name_key", "path_key", "lifecycle_before", "rhythm_from"}
)
"""Columns that follow from others, left out of what people read."""

WORDS = {
    "email": "e-mail", "external_id": "external id", "custom": "custom fields", "permission_group": "group",
    "is_primary": "primary", "property_id": "property", "assignee_id": "assignee", "user_id": "assignee",
    "sha256": "", "size": "",
}  # fmt: skip
TABLES = {
    "tag": "tags", "link": "ties", "avatar": "picture", "attachment": "property", "arrears_step": "", "claim": "",
    "user_community": "communities", "scheduled": "plan", "follower": "followers", "setting": "", "custom_field": "",
}  # fmt: skip
"""Tables whose rows say more than their columns; an empty word is left out."""
NAMED = 4


def fields_in_words(touched: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """`e-mail and phone`, for tables with the columns that changed; empty where nothing says it better."""
    named: dict[str, None] = {}
    for table, columns in touched:
        for column in (TABLES[table],) if table in TABLES else columns:
            named[WORDS.get(column, column.replace("_", " "))] = None
        for column in FOLLOWS:
            named.pop(column.replace("_", " "), None)
    words = [word for word in named if word]
    if len(words) > NAMED:
        words = [*words[: NAMED - 1], f"{len(words) - NAMED + 1} more"]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
