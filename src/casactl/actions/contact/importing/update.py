"""Changing contacts that a file's rows match, so that the spreadsheet round trip works.

A row matched by `id` comes out of an export: its cells say all there is, so an empty cell clears and
tags and properties become what the cell lists. A row matched by external id or e-mail comes from
another system: its empty cells say nothing, its properties are added.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from casactl.actions.contact.importing.address import AddressChange, Told, changes_of
from casactl.actions.contact.importing.candidate import Candidate
from casactl.actions.contact.importing.leases import (
    HeldTenancy,
    TenancyChange,
    TenancyPlan,
    attach_for_lease,
    end_tenancy,
    tenancies_held,
)
from casactl.actions.contact.importing.lookup import Lookup
from casactl.actions.contact.importing.tenancy import TENANT
from casactl.actions.contact.points import own_keys, own_points
from casactl.actions.contact.values import NAMES, merged_custom, naming
from casactl.domain.abilities import Ability, cannot
from casactl.domain.contact_points import Point
from casactl.domain.contact_types import ContactKind, is_single_name, may_become, missing_fields, needs, with_article
from casactl.domain.email import email_key
from casactl.domain.names import fold
from casactl.intake.engine import RowFault
from casactl.records import dataclass
from casactl.store.queries.facts import facts_for
from casactl.store.queries.links import SHOWN_FIRST
from casactl.store.queries.merges import hanging_on
from casactl.store.queries.points import PointRow, points_of
from casactl.store.work import UnitOfWork

OWN = ("external_id", "first_name", "last_name", "email", "phone", "name", "title", "suffix", "family_first", "do_not")
OF_NAMES = frozenset(NAMES)


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate and the contact that it is about; `whole` when its cells say all there is."""

    row: Candidate
    contact: int
    whole: bool
    by_name: bool = False
    """Whether the name is all by which it is known: such a row may say what is there, and changes nothing."""
    taken: RowFault | None = None
    """Why it comes back unless it says what is there: somebody of a row of several people went in before the others."""


@dataclass(frozen=True, slots=True)
class Employer:
    """A company that a matched contact works for."""

    link: int
    key: str
    """The compare key of its name."""
    id: int
    needs: bool
    """Whether the contact is its primary contact, and it is still here."""


@dataclass(slots=True)
class HeldContact:
    """What a matched contact has now."""

    columns: dict[str, Any]
    tags: dict[str, int]
    places: dict[tuple[int, str], int]
    companies: list[Employer]
    """Whom the contact works for, first the one that lists show."""
    addresses: list[dict[str, Any]] = field(default_factory=list)
    points: list[PointRow] = field(default_factory=list)
    tenancy: HeldTenancy = field(default_factory=HeldTenancy)


def held_by(
    work: UnitOfWork, contacts: Sequence[int], *, addresses: bool = False, tenancies: bool = False
) -> dict[int, HeldContact]:
    """What these contacts have now, a statement for each kind of thing; addresses and leases where a file has such."""
    reader = work.reader
    ids = {"ids": reader.bind(contacts), "today": work.today.isoformat()}
    held = {row["id"]: HeldContact(row, {}, {}, []) for row in work.fetch("contact", contacts)}
    among = reader.among("contact_id", "ids")
    for contact, key, number in reader.rows(f"select contact_id, name_key, id from {{tag}} where {among}", ids):
        held[contact].tags[key] = number
    present = f"{among} and (ends is null or ends >= :today)"
    open_ = f"select contact_id, property_id, role, id from {{attachment}} where {present}"
    for contact, place, role, number in reader.rows(open_, ids):
        held[contact].places[place, role] = number
    works = (
        "select l.contact_id, l.id, c.sort_key, c.id, l.is_primary = 1 and c.lifecycle in ('active', 'inactive') "
        f"from {{link}} l join {{contact}} c on c.id = l.other_id where l.kind = 'works-for' "
        f"and {reader.among('l.contact_id', 'ids')} order by {SHOWN_FIRST}"
    )
    whole = reader.unfenced("whoever works for a company out of sight does not work for another besides")
    for contact, link, key, company, needs_them in whole.rows(works, ids):
        held[contact].companies.append(Employer(link, key, company, bool(needs_them)))
    for number, points in points_of(reader, contacts).items():
        held[number].points = points
    if addresses:
        numbers = hanging_on(reader, "address", "contact_id", contacts)
        for row in sorted(work.fetch("address", numbers), key=itemgetter("id")):
            held[row["contact_id"]].addresses.append(row)
    for number, tenancy in (tenancies_held(work, list(held)) if tenancies else {}).items():
        held[number].tenancy = tenancy
    return held


class Difference:
    """What one match changes; empty when the contact is as the row says already."""

    def __init__(
        self, match: Match, held: HeldContact, fields: frozenset[str], lookup: Lookup, told: Told | None, today: date
    ) -> None:
        """`told` is what the file says of addresses, None for nothing."""
        self.match, self._held, self._fields, self._today = match, held, fields, today
        self.columns = self._columns()
        self.points_gone, self.points_new = self._points()
        self.tags_gone, self.tags_new = self._tags()
        self.places_gone, self.places_new = self._places(lookup)
        self.tenancy = self._tenancy(lookup)
        self.companies_gone, self.company_new = self._company(lookup)
        self.addresses = self._addresses(told) if told else []

    def __bool__(self) -> bool:
        return bool(
            self.columns or self.tags_gone or self.tags_new or self.places_gone or self.places_new
            or self.companies_gone or self.company_new or self.addresses or self.points_gone or self.points_new
            or self.tenancy
        )  # fmt: skip

    @property
    def beside(self) -> bool:
        """Whether something of the contact's changes that other tables hold, and the contact's version tells of."""
        tagged, pointed = self.tags_gone or self.tags_new, self.points_gone or self.points_new
        return bool(tagged or pointed or self.companies_gone or self.company_new)

    def _columns(self) -> dict[str, Any]:
        row, now = self.match.row, self._held.columns
        if row.kind and row.kind != now["kind"]:
            raise RowFault("kind-differs", f"contact {now['id']} is a {now['kind']}")
        new = {name: getattr(row, name) for name in OWN if self._says(name, getattr(row, name))}
        for name in () if self.match.whole else ("email", "phone"):
            if self._holds(name, new.get(name)):  # a further one is there: it does not become the main one
                del new[name]
        if new.get("email", now["email"]) != now["email"] and now["bounced_at"]:
            new |= {"bounced_at": None, "bounce_reason": None}
        if "phone" in new:
            new["phone_shown"] = row.phone_shown
        if row.type and row.type != now["type"]:
            if not may_become(now["type"], row.type):
                raise RowFault("type-backward", f"{with_article(now['type'])} does not become {with_article(row.type)}")
            new["type"] = row.type
        given = {key: text for key, text in row.custom.items() if text or self.match.whole}
        if given:
            new["custom"] = self._custom(now["custom"], given)
        new = {name: value for name, value in new.items() if now[name] != value}
        return self._completed(now, new)

    def _custom(self, held: str | None, given: dict[str, str]) -> str | None:
        before = json.loads(held or "{}")
        for key, fault in self.match.row.invalid_values.items():
            if before.get(key) != given[key]:
                raise fault
        merged = merged_custom(held, given)
        same = json.loads(merged or "{}") == before
        return held if same else merged

    def _says(self, name: str, value: object) -> bool:
        """Whether the row says anything about a column: a value, or an empty cell that clears."""
        if value or (name == "first_name" and self.match.row.single_name):
            return True
        kind = self._held.columns["kind"]
        if name == "name" or (kind == ContactKind.COMPANY and name in OF_NAMES):
            return False
        return self.match.whole and name in self._fields

    def _completed(self, now: Mapping[str, Any], new: dict[str, Any]) -> dict[str, Any]:
        after = {**now, **new}
        single = self.match.row.single_name or is_single_name(now["kind"], now["first_name"], now["last_name"])
        if missing := missing_fields(after["kind"], after["type"], after, single_name=single):
            raise RowFault(f"missing-{missing[0].replace('_', '-')}", needs(after["type"], missing[0]))
        if new.keys() & OF_NAMES:
            named = naming(after["kind"], after)
            new |= {name: value for name, value in named.items() if now[name] != value}
        return new

    def _holds(self, name: str, value: str | None) -> bool:
        """Whether the contact has an e-mail or a phone as a further one."""
        key = email_key(value) if value and name == "email" else value
        return any(held.kind == name and held.key == key for held in self._held.points)

    def _points(self) -> tuple[list[int], list[Point]]:
        """The numbers of the points that go, and those that come."""
        row, after = self.match.row, {**self._held.columns, **self.columns}
        own = own_keys(after)
        main = () if self.match.whole else own_points(row.email, row.phone, row.phone_shown)
        said = (*main, *row.points)
        wanted = {(str(each.kind), each.key): each for each in said if (str(each.kind), each.key) not in own}
        gone = {held.id for held in self._held.points if (held.kind, held.key) in own}
        for held in self._held.points:
            each = wanted.get((held.kind, held.key))
            if each is None and self.match.whole and f"further_{held.kind}" in self._fields:
                gone.add(held.id)
            elif each and each.label in (None, held.label):
                del wanted[held.kind, held.key]
            elif each:
                gone.add(held.id)
        return sorted(gone), list(wanted.values())

    def _tags(self) -> tuple[list[int], dict[str, str]]:
        row, held = self.match.row, self._held.tags
        new = {key: name for key, name in row.tags.items() if key not in held}
        if row.default_tags and not (self.match.whole and "tags" in self._fields):
            return [], new
        return [number for key, number in held.items() if key not in row.tags], new

    def _places(self, lookup: Lookup) -> tuple[list[int], list[tuple[int, str]]]:
        row, held = self.match.row, self._held.places
        places = row.tenancy.present(row.places, self._today.isoformat()) if row.tenancy else row.places
        wanted = [(lookup.properties[key] or 0, role) for key, _, role in places]
        new = [place for place in dict.fromkeys(wanted) if place not in held]
        if not (self.match.whole and "property" in self._fields):
            return [], new
        return [number for place, number in held.items() if place not in wanted], new

    def _tenancy(self, lookup: Lookup) -> TenancyChange:
        if self.match.row.tenancy is None:
            return TenancyChange()
        plan = TenancyPlan(
            self._held.tenancy, lookup.properties, today=self._today, currency=lookup.currency, wording=lookup.wording
        )
        change = plan.of(self.match.row.tenancy)
        leased = {(lookup.properties[stay.key], TENANT) for stay in self.match.row.tenancy.stays if stay.lease}
        self.places_new = [place for place in self.places_new if place not in leased]  # the lease attaches
        return change

    def _company(self, lookup: Lookup) -> tuple[list[Employer], str | None]:
        row, held = self.match.row, self._held.companies
        clears = self.match.whole and "company" in self._fields
        if self._held.columns["kind"] == ContactKind.COMPANY or not (row.company or clears):
            return [], None
        key = fold(row.company) if row.company else ""
        if held and held[0].key == key:
            return [], None
        gone = [each for each in held if each.key != key]
        if lookup.company_first and any(each.needs for each in gone):
            company = next(each.id for each in gone if each.needs)
            raise RowFault("primary-contact", f"contact {self.match.contact} is the primary contact of {company}")
        return gone, row.company if len(gone) == len(held) else None

    def _addresses(self, told: Told) -> list[AddressChange]:
        return changes_of(self.match.row.addresses, self._held.addresses, told, whole=self.match.whole)


def check_attachable(work: UnitOfWork, differences: Sequence[Difference]) -> dict[int, str]:
    """For those who would be attached although they may not: the sentence that says why, by contact."""
    ids = [each.match.contact for each in differences if each.places_new or each.tenancy.attaches]
    facts = facts_for(work.reader, ids, today=work.today.isoformat())
    refused = {number: cannot(each, Ability.BE_ATTACHED) for number, each in facts.items()}
    return {number: reasons[0].message for number, reasons in refused.items() if reasons}


def write_differences(work: UnitOfWork, differences: Sequence[Difference]) -> None:
    """Write what changes in existing rows; new tags, places and companies go with the batch's inserts."""
    if not differences:
        return
    from casactl.actions.contact.attach import end_attachments
    from casactl.actions.contact.standing.consequences import follow_new_email

    work.update("contact", [{"id": each.match.contact, **each.columns} for each in differences if each.columns])
    follow_new_email(work, [each.match.contact for each in differences if "email" in each.columns])
    _write_addresses(work, [change for each in differences for change in each.addresses])
    work.delete("contact_point", [number for each in differences for number in each.points_gone])
    work.delete("tag", [number for each in differences for number in each.tags_gone])
    work.delete("link", [company.link for each in differences for company in each.companies_gone])
    gone = [number for each in differences for number in each.places_gone]
    starts = {row["id"]: row["starts"] for row in work.fetch("attachment", gone)}
    end_attachments(work, starts, work.today - timedelta(days=1))
    work.touch({each.match.contact for each in differences if each.beside and not each.columns})
    for each in differences:
        if each.tenancy:
            end_tenancy(work, each.tenancy)
        for place, stay in each.tenancy.new:
            attach_for_lease(work, each.match.contact, place, stay)


def _write_addresses(work: UnitOfWork, changes: Sequence[AddressChange]) -> None:
    from casactl.actions.address import leave

    work.update("address", [{"id": each.number, **each.columns} for each in changes if each.columns])
    if gone := [each.gone for each in changes if each.gone]:
        leave(work, gone)
        work.delete("address", gone)
