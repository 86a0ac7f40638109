"""Contact types: what each requires (MC-2, MC-3, SD-12) and which changes of type are open (SD-11)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ContactKind(StrEnum):
    """A contact is a person or a company."""

    PERSON = "person"
    COMPANY = "company"


PERSON, COMPANY = str(ContactKind.PERSON), str(ContactKind.COMPANY)
"""For what every row of an import asks: Python 3.11 takes half a microsecond to find a member in its class."""


class ContactType(StrEnum):
    """What a contact is to the office."""

    LEAD = "lead"
    PROSPECT = "prospect"
    CLIENT = "client"
    OWNER = "owner"
    TENANT = "tenant"
    OCCUPANT = "occupant"
    LANDLORD = "landlord"
    AGENT = "agent"
    MANAGER = "manager"
    VENDOR = "vendor"
    SERVICE_PRO = "service-pro"


TYPES = tuple(str(t) for t in ContactType)
LADDER = (ContactType.LEAD, ContactType.PROSPECT, ContactType.CLIENT)
ROLES = tuple(str(t) for t in ContactType if t not in LADDER)
"""What a contact can be to a property: the property types."""

NEEDS_EMAIL = frozenset({ContactType.PROSPECT, ContactType.CLIENT})

FIELD_WORDS = {"first_name": "a first name", "last_name": "a last name", "name": "a name", "email": "an e-mail"}
OPTION = {"first_name": "--first-name", "last_name": "--last-name", "name": "--name", "email": "--email"}


def is_single_name(kind: str, first: object, last: object) -> bool:
    """Whether somebody has one name only (L11): the last name holds it, and nobody else is without a first."""
    return kind == ContactKind.PERSON and bool(last) and not first


def missing_fields(kind: str, type_: str, values: Mapping[str, object], *, single_name: bool = False) -> list[str]:
    """The required fields that `values` leaves empty, in the order in which people give them (SD-12).

    `single_name` is for who has only one: the last name is enough.
    """
    if kind == COMPANY:
        required = ["name"]
    else:
        required = ["last_name"] if single_name else ["first_name", "last_name"]
    if kind == PERSON and type_ in NEEDS_EMAIL:
        required.append("email")
    return [field for field in required if not values.get(field)]


def with_article(word: str) -> str:
    """`an owner`, `a tenant`."""
    return f"{'an' if word[:1] in 'aeiou' else 'a'} {word}"


def needs(type_: str, missing: str) -> str:
    """The sentence for a required field that is empty, with the way out where there is one."""
    way_out = ": who has only one name goes in with --single-name" if missing in ("first_name", "last_name") else ""
    return f"{with_article(type_)} needs {FIELD_WORDS[missing]}{way_out}"


def next_type(type_: str) -> str | None:
    """The next rung of lead → prospect → client, None at its end and off it."""
    rungs = [str(t) for t in LADDER]
    at = rungs.index(type_) if type_ in rungs else len(rungs)
    return rungs[at + 1] if at + 1 < len(rungs) else None


def may_become(old: str, new: str) -> bool:
    """Whether a contact's type may change so: forward on the ladder, or off it; never back (SD-11)."""
    rungs = [str(t) for t in LADDER]
    if new not in rungs:
        return True
    return old in rungs and rungs.index(new) >= rungs.index(old)
