"""Where a contact is reached: by what stands on it, or through who takes its letters (SD-15).

The one place that decides it: what queues a letter, what checks it again before it leaves, and the rules ask here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Through:
    """Who takes letters for a contact: the primary contact of a company, or of a household."""

    id: int
    display_name: str
    email: str | None = None
    phone: str | None = None
    invited: bool = False
    """Whether it was invited to the portal."""
    first: bool = False
    """Whether letters go there rather than to the contact's own address: so for a company, where the office says so."""

    seen: bool = True
    """Whether whoever asks may see who it is."""

    def on(self, channel: str) -> str | None:
        """The address for a channel."""
        return self.phone if channel == "sms" else self.email


@dataclass(frozen=True, slots=True)
class Spot:
    """An address, and the contact whose address it is where that is another one."""

    address: str
    via: int | None = None


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where letters to a contact go, in the stored spelling."""

    email: str | None
    phone: str | None
    through: Through | None = None

    def spot(self, channel: str, *, forwarded: bool = True) -> Spot | None:
        """Where a letter goes; one that is not `forwarded` only to the contact's own address."""
        own = self.phone if channel == "sms" else self.email
        other = self.through.on(channel) if self.through and forwarded else None
        if self.through and other and (self.through.first or not own):
            return Spot(other, self.through.id)
        return Spot(own) if own else None

    def on(self, channel: str) -> str | None:
        """The address for a channel."""
        spot = self.spot(channel)
        return spot.address if spot else None
