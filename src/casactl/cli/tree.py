"""The command tree: noun → verb → the right it takes → its one line of help → where it lives.

Imported by every start, so plain data (`nouns/`). A verb's module is imported when the verb is named; a test keeps
the lines equal to the docstrings.
"""

from __future__ import annotations

from casactl.cli.nouns import daily, upkeep
from casactl.cli.nouns.verb import Absent, Noun, Verb

TREE: dict[str, Noun] = {**daily.NOUNS, **upkeep.NOUNS}
TOP: dict[str, tuple[str, Verb]] = upkeep.TOP

_ARCHIVE = Absent(
    "Contacts are archived after a move-out, which keeps their history (to forget one: contact delete).",
    ("contact archive", "REF"),
    "MC-10",
)
_TAGS = Absent(
    "Tags stand with the contacts that have them: in their list `--fields id,tags` shows them, `--tag TAG` filters.",
    ("contact show", "REF"),
)
ABSENT: dict[str, dict[str, Absent]] = {
    "contact": {"remove": _ARCHIVE, "rm": _ARCHIVE, "tags": _TAGS},
    "contact tag": {"list": _TAGS, "show": _TAGS, "ls": _TAGS},
    "property": {"delete": Absent("Properties are removed or retired.", ("property remove", "PATH"))},
}

ALIASES: dict[str, tuple[str, ...]] = {
    "view": ("show",),
    "info": ("show",),
    "cat": ("show",),
    "rm": ("remove", "delete"),
    "del": ("remove", "delete"),
    "delete": ("remove",),
    "ls": ("list",),
    "search": ("find", "list"),
    "query": ("find", "list"),
    "update": ("edit", "set"),
    "modify": ("edit", "set"),
    "change": ("edit", "set"),
    "new": ("add",),
    "create": ("add",),
}
"""Other programs' words for verbs, with the verbs of ours that they mean; a noun's own verbs go first."""


def verb_for(words: str) -> Verb | None:
    """The verb that words on the command line lead to: `contact archive`, `workspace field add`, `undo`."""
    noun, _, verb = words.partition(" ")
    if noun in TREE:
        return TREE[noun].verbs.get(verb)
    return TOP[words][1] if words in TOP else None


def right_to_write(operation: str) -> str | None:
    """The right that an operation took, by its verb in the log (`contact.archive`); None where no verb makes it."""
    verb = verb_for(operation.replace(".", " "))
    return (verb.writes or verb.right) if verb else None
