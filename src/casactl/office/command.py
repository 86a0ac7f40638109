"""What a door was asked to do: the verb, the right that it takes, and every word that changes what is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from casactl.records import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A verb with its words.

    `given` is all that was said, in the form in which it was said, and what was read besides (the hash of a
    file); it tells a repeated request from another one. `kept` is what of it the log may keep.
    """

    verb: str
    """As the log names it: `contact.archive`."""
    right: str
    """What it takes to write: `thing:right`, or a step of its own; an empty one is everybody's."""
    given: Mapping[str, object] = field(default_factory=dict)
    kept: Mapping[str, object] = field(default_factory=dict)
    request_id: str | None = None
    source_hash: str | None = None
    """Of the file that an import takes in."""
    unattended: bool = False
    """Whether it runs by itself, as cron has it."""

    @property
    def reason(self) -> str:
        """Why it is done."""
        return str(self.kept.get("reason", "")).strip()

    @property
    def fingerprint(self) -> str:
        """What makes two commands the same for `--request-id`."""
        import json
        from hashlib import sha256

        return sha256(json.dumps([self.verb, self.given], sort_keys=True, default=str).encode()).hexdigest()
