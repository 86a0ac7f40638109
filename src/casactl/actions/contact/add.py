"""Adding a contact: one transaction, and no access granted by it (MC-2 to MC-4, SD-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from casactl.actions.contact.attach import attach_row, role_for
from casactl.actions.contact.avatar import NewAvatar, put_avatar
from casactl.actions.contact.claims import check_email_free, check_external_id_free
from casactl.actions.contact.companies import company_first, company_number, employ
from casactl.actions.contact.points import Said, add_points, own_keys, read_points
from casactl.actions.contact.resemblance import refuse_resemblance
from casactl.actions.contact.values import (
    PERSON_ONLY,
    clean_tags,
    contact_type,
    custom_fields,
    naming,
    normalised,
    one_name,
    require,
)
from casactl.actions.property.find import find_property
from casactl.domain.contact_types import ContactKind
from casactl.domain.failures import failure
from casactl.domain.full_names import is_family_first
from casactl.domain.outcomes import Outcome, Result
from casactl.domain.ties import SECONDARY, WORKS_FOR
from casactl.errors import UsageFault
from casactl.records import dataclass
from casactl.store.encoding import encode_row
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewContact:
    """What a new contact is made of, as typed."""

    type: str
    kind: str = "person"
    fields: dict[str, str | None] = field(default_factory=dict)
    """first_name last_name name email phone external_id."""
    company: str | None = None
    create_company: bool = False
    tags: Sequence[str] = ()
    custom: Sequence[str] = ()
    property: str | None = None
    role: str | None = None
    primary: str | None = None
    """The reference of a company's primary contact."""
    single_name: bool = False
    """Whether the one name that is given is all there is."""
    allow_duplicate: bool = False
    """Whether somebody of the same name and phone, or of the same name and unit, does not matter."""
    family_first: bool | None = None
    """Whether the family's name is shown first; None for as its script has it."""
    points: Said = ()
    """E-mails and phones as typed; those that are not the contact's own are further ones."""
    secondary_of: str | None = None
    """The reference of the client whose secondary client it is."""
    avatar: NewAvatar | None = None
    address: Mapping[str, str] | None = None
    """Where the contact lives, as typed: line city postcode country."""


def add_contact(work: UnitOfWork, new: NewContact) -> Outcome:
    """Add one contact with its company, tags, first attachment and picture.

    Raises UsageFault, InvalidValue, Refused, NotFound.
    """
    type_ = contact_type(new.type)
    kind = _kind(new)
    values = normalised(new.fields, work.setting("country"))
    if new.single_name:
        one_name(kind, values)
    require(kind, type_, values, single_name=new.single_name, said=new.fields)
    tags = clean_tags(new.tags)
    given = custom_fields(work.reader, new.custom, today=work.today)
    custom = {key: value for key, value in given.items() if value}
    _check_free(work, values)
    at = find_property(work.reader, new.property) if new.property else None
    if at is None and work.reader.fenced:
        raise failure("permission.out-of-reach")
    role = role_for(new.role, type_, option="--attach-as") if at else None
    place = (at.id, role) if at and role else None
    if not new.allow_duplicate:
        refuse_resemblance(work.reader, kind, values, place, today=work.today.isoformat())
    company = _company(work, new, kind, type_)
    ties = _ties(work, new, kind)
    points = read_points(new.points, work.setting("country"))
    own = {"kind": kind, "type": type_, **values, "family_first": _family_first(new, values)}
    names = naming(kind, own)
    row = {**own, **names, "custom": encode_row(custom) if custom else None}
    number = work.insert("contact", [row])[0]
    add_points(work, number, own_keys(row), points)
    if company:
        employ(work, number, company)
    _tie(work, number, ties)
    add_tags(work, number, tags)
    if at and role:
        attach_row(work, number, at, role)
    if new.avatar:
        put_avatar(work, number, new.avatar)
    outcome = Outcome("contact.add", [Result(str(number), number, "added", names["display_name"])])
    if new.address:
        from casactl.actions.address import NewAddress, add_address

        outcome.warnings += add_address(work, str(number), number, NewAddress(dict(new.address))).warnings
    return outcome


def _kind(new: NewContact) -> str:
    kind = new.kind.strip().lower()
    if kind not in (ContactKind.PERSON, ContactKind.COMPANY):
        raise UsageFault(f"'{new.kind}' is not a kind of contact; kinds: person, company.")
    if kind == ContactKind.COMPANY and any(map(new.fields.get, PERSON_ONLY)):
        raise UsageFault("A company has a --name, no --first-name, --last-name, --title or --suffix.")
    if kind == ContactKind.PERSON and new.fields.get("name"):
        raise UsageFault("A person has --first-name and --last-name; --name is a company's (--kind company).")
    return kind


def _family_first(new: NewContact, values: Mapping[str, object]) -> int | None:
    if new.family_first is not None:
        return int(new.family_first) or None
    both = f"{values.get('last_name') or ''}{values.get('first_name') or ''}"
    return 1 if values.get("first_name") and is_family_first(both) else None


def _check_free(work: UnitOfWork, values: dict[str, str | None]) -> None:
    if values.get("email"):
        check_email_free(work, str(values["email"]))
    if values.get("external_id"):
        check_external_id_free(work, str(values["external_id"]))


def _company(work: UnitOfWork, new: NewContact, kind: str, type_: str) -> int | None:
    if not new.company:
        return None
    if kind == ContactKind.COMPANY:
        raise UsageFault("--company names the company that a person works for; a company has a --name.")
    name = normalised({"name": new.company}, "")["name"]
    return company_number(work, str(name), create=new.create_company, type_=type_)


def _ties(work: UnitOfWork, new: NewContact, kind: str) -> dict[str, int]:
    """The contacts that the new one is to be tied to, by the kind of tie.

    Raises UsageFault where a company needs a primary contact (SD-15), NotFound.
    """
    if new.primary and kind != ContactKind.COMPANY:
        raise UsageFault("--primary names a company's primary contact: it goes with --kind company.")
    if kind == ContactKind.COMPANY and not new.primary and company_first(work):
        raise failure("contact.missing-primary")
    asked = {WORKS_FOR: new.primary, SECONDARY: new.secondary_of}
    if not any(asked.values()):
        return {}
    from casactl.actions.selection import resolve

    ties = {tie: resolve(work.reader, ref) for tie, ref in asked.items() if ref}
    if WORKS_FOR in ties:
        _insist_on_a_person(work, ties[WORKS_FOR])
    return ties


def _insist_on_a_person(work: UnitOfWork, number: int) -> None:
    today = work.today.isoformat()
    facts = facts_for(work.reader, [number], today=today, belongings=False)[number]
    if facts.kind != ContactKind.PERSON:
        raise failure("contact.wrong-kind", display_name=facts.display_name, number=number, kind=facts.kind)


def _tie(work: UnitOfWork, number: int, ties: Mapping[str, int]) -> None:
    """Tie the new contact: its primary contact works for it, and it is a secondary client of another."""
    if not ties:
        return
    from casactl.actions.contact.link import TieAsked, tie_new

    for kind, other in ties.items():
        primary = kind == WORKS_FOR
        tie_new(work, TieAsked(other, number, kind, primary) if primary else TieAsked(number, other, kind))


def add_tags(work: UnitOfWork, contact: int, tags: dict[str, str]) -> None:
    """Put tags on a contact, given by compare key."""
    work.insert("tag", [{"contact_id": contact, "name": name, "name_key": key} for key, name in tags.items()])
