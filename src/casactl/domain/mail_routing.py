"""Where a contact is reached: by what stands on it, or through who takes its letters (SD-15).

The one place that decides it: what queues a letter, what checks it again before it leaves, and the rules ask here.
"""

from __future__ import annotations

from collections.abc import Sequence

from casactl.domain.channels import AUTO, POST
from casactl.records import dataclass


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
    postal: tuple[str, ...] = ()
    """The lines of its billing address, where the question needs them."""

    def on(self, channel: str) -> str | None:
        """The address for a channel."""
        return _on(channel, self.email, self.phone, self.postal)


def _on(channel: str, email: str | None, phone: str | None, postal: Sequence[str]) -> str | None:
    if channel == POST:
        return ", ".join(postal) or None
    return phone if channel == "sms" else email


@dataclass(frozen=True, slots=True)
class Spot:
    """An address, and the contact whose address it is where that is another one."""

    address: str
    via: int | None = None


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where letters to a contact go, in the stored spelling."""

    email: str | None
    """None also where mail to it came back."""
    phone: str | None
    through: Through | None = None
    postal: tuple[str, ...] = ()
    """The lines of the billing address."""
    do_not: frozenset[str] = frozenset()
    """The channels by which nothing is wanted."""
    bounced: str | None = None
    """The e-mail to which mail came back."""

    def spot(self, channel: str, *, forwarded: bool = True, needed: bool = False) -> Spot | None:
        """Where a letter goes; one that is not `forwarded` only to the contact's own address.

        By a channel that is not wanted only what is `needed`: the law or a case wants it.
        """
        if channel in self.do_not and not needed:
            return None
        own = _on(channel, self.email, self.phone, self.postal)
        other = self.through.on(channel) if self.through and forwarded else None
        theirs = self.through is not None and self.through.first and channel != POST
        if self.through and other and (theirs or not own):
            return Spot(other, self.through.id)
        return Spot(own) if own else None

    def way(self, channel: str, order: Sequence[str]) -> str:
        """The channel by which a notice leaves: `auto` takes the first of these in order that is wanted and leads.

        Where mail came back and nothing else is known, paper takes its place.
        """
        if channel == "email" and self.bounced and not self.spot(channel, needed=True) and self.spot(POST, needed=True):
            return POST
        if channel != AUTO:
            return channel
        leading = [each for each in order if self.spot(each, needed=True)]
        wanted = [each for each in leading if each not in self.do_not]
        return next(iter([*wanted, *leading, *order]))
