"""What a row comes to: every field as it would be stored, and values for rows that have none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from zoneinfo import ZoneInfo

from casactl.actions.contact.importing.address import NO_ADDRESSES, AddressesSaid
from casactl.actions.contact.importing.tenancy import Tenancy
from casactl.domain.contact_points import Point
from casactl.domain.same_name import Named
from casactl.intake.amount_cell import AmountCells
from casactl.intake.date_order import UNKNOWN, DateOrder
from casactl.intake.engine import RowFault
from casactl.intake.value_words import ValueWords, value_words
from casactl.records import dataclass
from casactl.store.derived import sort_key

Said = Mapping[str, str]
"""The cells that say something, by field."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """Values for every row that has none, and how cells are read."""

    country: str
    zone: ZoneInfo
    today: date
    type: str | None = None
    tags: tuple[str, ...] = ()
    property: str | None = None
    role: str | None = None
    single_name: bool = False
    """Whether one name is enough in every row."""
    words: ValueWords = field(default_factory=lambda: value_words("contact", {}))
    """What other systems' words mean."""
    dates: DateOrder = UNKNOWN
    amounts: AmountCells | None = None
    """How money is read, where the file says any."""


@dataclass(slots=True)
class Candidate:
    """A row as it would be stored; None where the row says nothing."""

    line: int
    cells: Sequence[str]
    id: int | None = None
    external_id: str | None = None
    kind: str | None = None
    type: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None
    single_name: bool = False
    """Whether one name is all there is; the last name holds it then."""
    company: str | None = None
    email: str | None = None
    email_key: str | None = None
    phone: str | None = None
    phone_shown: str | None = None
    points: list[Point] = field(default_factory=list)
    """Further e-mails and phones."""
    title: str | None = None
    suffix: str | None = None
    family_first: int | None = None
    do_not: str | None = None
    created_at: str | None = None
    lifecycle: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    places: list[tuple[str, str, str]] = field(default_factory=list)
    """(path key, path, role) of each property."""
    custom: dict[str, str] = field(default_factory=dict)
    tenancy: Tenancy | None = None
    """When they are there, their lease and their deposit."""
    addresses: AddressesSaid = NO_ADDRESSES
    invalid_values: dict[str, RowFault] = field(default_factory=dict)
    """Why a custom field does not take its value, which is refused unless the contact holds it already."""
    person: int = 1
    """Which of the people of its row."""
    others: list[Candidate] = field(default_factory=list)
    """The others."""
    default_tags: bool = False
    default_place: bool = False

    @property
    def keyless(self) -> bool:
        """Whether it has a name alone, and no number, external id or e-mail."""
        return not (self.id or self.external_id or self.email_key) and bool(self.last_name or self.name)

    @property
    def is_whole(self) -> bool:
        """Whether it says enough of somebody to be added."""
        return bool(self.type and (self.last_name or self.name))

    @property
    def of_several(self) -> bool:
        """Whether its row has several people."""
        return self.person > 1 or bool(self.others)

    @property
    def sort_key(self) -> str:
        """By what lists sort the contact, and names resolve."""
        return sort_key(self.first_name, self.last_name, self.name)

    @property
    def named(self) -> Named:
        """What the contact is called."""
        return Named(self.first_name, self.last_name, self.name, self.suffix)

    @property
    def reached_by(self) -> set[str]:
        """The keys of all its e-mails and phones."""
        return {key for key in (self.phone, self.email_key, *(point.key for point in self.points)) if key}
