"""The right that each command needs: its noun's thing and its verb's kind, checked before its body runs."""

from __future__ import annotations

from casactl.domain.permissions import CREATE, DELETE, EDIT, VIEW

THING = {
    "address": "contact",
    "portal": "contact",
    "outbox": "message",
    "task": "work",
    "project": "work",
    "event": "work",
    "plan": "work",
    "contract": "work",
}
"""Nouns whose rights are those of another thing; the others are things themselves."""

KIND = {
    VIEW: ("list", "show", "find", "can", "history", "statement", "ageing", "get", "preview", "head", "verify",
           "check", "crontab", "duplicates", "retention", "overview", "arrears", "handovers", "view", "link",
           "pipeline", "activity"),
    CREATE: ("add", "import", "charge", "levy", "pay", "credit", "refund", "send", "receive", "broadcast"),
    DELETE: ("remove",),
}  # fmt: skip
"""Verbs by the right they take; all others edit."""

NEEDED = {
    "contact avatar": "contact:view",
    "address remove": "contact:edit",
    "contact export": "contact.export",
    "contact history": "contact.history",
    "contact link": "contact:edit",
    "contact delete": "contact.delete",
    "contact erase": "contact.erase",
    "contact merge": "contact.merge",
    "contact handover": "contact.handover",
    "contact recall": "contact.handover",
    "ledger write-off": "ledger.write-off",
    "event export": "work:view",
    "undo": "contact:edit",
    "doctor": "workspace:view",
    "help": "",
    "demo": "",
    "portal sign-in": "",
    "portal activate": "",
    "workspace list": "",
    "workspace use": "",
    "workspace get": "settings:view",
    "workspace set": "settings:edit",
    "workspace field add": "settings:edit",
    "workspace field list": "settings:view",
    "workspace field show": "settings:view",
    "workspace field edit": "settings:edit",
    "workspace field remove": "settings:edit",
    "today": "report:view",
}
"""Commands that need something else than their words say; an empty right is everybody's."""


def needed_for(words: str) -> str:
    """The right for `noun verb` or a top-level command, as `thing:right` or a step of its own."""
    if words in NEEDED:
        return NEEDED[words]
    noun, _, verb = words.partition(" ")
    kind = next((right for right, verbs in KIND.items() if verb in verbs), EDIT)
    return f"{THING.get(noun, noun)}:{kind}"
