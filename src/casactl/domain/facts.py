"""What the rules look at: a contact's standing and what hangs on it, on one day."""

from __future__ import annotations

from casactl.domain.channels import CHANNELS, POST
from casactl.domain.mail_routing import Through
from casactl.domain.standing import Arrears, Lifecycle, Portal
from casactl.records import dataclass


@dataclass(frozen=True, slots=True)
class AttachedTo:
    """A property that a contact is attached to today or later."""

    path: str
    role: str


@dataclass(frozen=True, slots=True)
class LeaseHeld:
    """A lease that is active, a future start included; `ends` is its last day, ISO."""

    id: int
    path: str
    ends: str


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Work that is not over: for the contact, or assigned to it (`assigned`) and somebody else's."""

    id: int
    kind: str
    title: str
    assigned: bool = False


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A handover to an attorney that has not been closed (WU-7)."""

    id: int
    attorney_id: int
    attorney: str
    status_before: str
    community_id: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """One contact on one day; what hangs on it is empty where the question does not need it."""

    id: int
    display_name: str
    kind: str
    type: str
    lifecycle: Lifecycle
    before: Lifecycle | None = None
    """The life cycle before the archive."""
    version: int = 1
    portal: Portal = Portal.NOT_INVITED
    locked: bool = False
    lock_reason: str | None = None
    locked_at: str | None = None
    locked_by: str | None = None
    arrears: Arrears = Arrears.CURRENT
    balance: int = 0
    """Minor units; above zero the contact owes."""
    upcoming: int = 0
    """What of the balance is not due yet."""
    past_due: int = 0
    """What of the balance has been due before the day."""
    deposit: int = 0
    """What is held for the contact, apart from the balance; 0 also where the question does not need it."""
    currency: str = "GBP"
    has_email: bool = False
    has_phone: bool = False
    has_post: bool = False
    """Whether there is a billing address; False also where the question does not need it."""
    bounced: bool = False
    """Whether mail to the e-mail came back."""
    do_not: frozenset[str] = frozenset()
    """What is not wanted: letters by a channel, or broadcasts."""
    through: Through | None = None
    """Who takes letters for the contact; None also where the question does not need it."""
    oldest_due: str | None = None
    """The day (ISO) on which the oldest open charge is due; None where nothing is owed."""
    merged_into: int | None = None
    attached: tuple[AttachedTo, ...] = ()
    leases: tuple[LeaseHeld, ...] = ()
    case: OpenCase | None = None
    work: tuple[OpenWork, ...] = ()
    kept_until: str | None = None
    """The day (ISO) from which the newest ledger entry no longer keeps the contact; None when none does."""
    attorney_has_access: bool = False
    demand_missing: bool = False
    """Whether a handover would have to wait for a letter of demand (WU-6)."""
    shut_until: str | None = None
    """The moment until which wrong passwords keep the account shut, where the question needs it."""
    channel: str | None = None
    """`email`, `sms` or `post` when the question is about one channel; None for any."""
    links_lead: bool = True
    """Whether a link in a letter leads to the portal: where letters leave, its address has to be known."""
    signs_without_login: bool = False
    """Whether it is about a contract that may be signed without an account (SD-20)."""

    @property
    def due(self) -> int:
        """What is due now; below zero it is a credit."""
        return self.balance - self.upcoming

    @property
    def was_inactive(self) -> bool:
        """Whether the contact is inactive, or was when it was archived."""
        return Lifecycle.INACTIVE in (self.lifecycle, self.before if self.lifecycle is Lifecycle.ARCHIVED else None)

    @property
    def reachable(self) -> bool:
        """Whether there is an address for the channel at hand, or for any: its own, or of who takes its letters."""
        return self.has_address or bool(self.through and any(self.through.on(channel) for channel in self._channels))

    @property
    def has_address(self) -> bool:
        """Whether there is an address of its own for the channel at hand, or for any."""
        return bool(self._leading)

    @property
    def unwanted(self) -> tuple[str, ...]:
        """The channels at hand by which it could be reached, where none of them is wanted."""
        through, own = self.through, self._leading
        leading = [each for each in self._channels if each in own or (through and through.on(each))]
        return tuple(leading) if self.do_not.issuperset(leading) else ()

    @property
    def unwanted_itself(self) -> tuple[str, ...]:
        """As `unwanted`, of what goes to nobody else in its place."""
        return self._leading if self.do_not.issuperset(self._leading) else ()

    @property
    def _leading(self) -> tuple[str, ...]:
        """The channels at hand for which there is an address of its own."""
        has = {"email": self.has_email and not self.bounced, "sms": self.has_phone, POST: self.has_post}
        return tuple(channel for channel in self._channels if has[channel])

    @property
    def _channels(self) -> tuple[str, ...]:
        return CHANNELS if self.channel is None else (self.channel,)

    @property
    def spoken_for(self) -> Through | None:
        """Whose account counts in the place of its own: that of a company's primary contact (SD-15)."""
        return self.through if self.through and self.through.first else None
