"""Editing a contact: any field, with the rules of adding (SD-8, SD-11, SD-12) and a version check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from typing import Any

from casactl.actions.contact.avatar import NewAvatar, put_avatar
from casactl.actions.contact.claims import check_email_free, check_external_id_free
from casactl.actions.contact.companies import company_named, company_number, employ, leave_company, refuse_to_leave
from casactl.actions.contact.points import PointsEdit, add_points, drop_own, own_keys, read_points, remove_points
from casactl.actions.contact.standing.consequences import follow_new_email
from casactl.actions.contact.tags import retag
from casactl.actions.contact.values import (
    COMPANY_ONLY,
    NAMES,
    PERSON_ONLY,
    clean_tags,
    contact_type,
    custom_fields,
    merged_custom,
    naming,
    normalised,
    one_name,
    require,
)
from casactl.actions.outbox.queue import cancel_forbidden
from casactl.actions.selection import Chosen, for_each
from casactl.domain.abilities import Ability, cannot
from casactl.domain.contact_types import ContactKind, is_single_name, may_become, with_article
from casactl.domain.facts import Facts
from casactl.domain.failures import failure
from casactl.domain.names import clean
from casactl.domain.outcomes import REFUSED, UNCHANGED, UPDATED, Outcome, Result
from casactl.domain.remedy import Blank, Line, Remedy, Sentence
from casactl.domain.standing import Portal
from casactl.errors import UsageFault
from casactl.records import dataclass
from casactl.store.queries.facts import facts_for
from casactl.store.queries.links import companies_of_person
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ContactEdit:
    """What changes; a field that is not in `fields` stays, an empty one is cleared."""

    fields: dict[str, str | None] = field(default_factory=dict)
    type: str | None = None
    company: str | None = None
    create_company: bool = False
    tags: Sequence[str] = ()
    untags: Sequence[str] = ()
    custom: Sequence[str] = ()
    if_version: int | None = None
    avatar: NewAvatar | None = None
    single_name: bool = False
    """Whether the first name goes: the last name holds the only one."""
    family_first: bool | None = None
    points: PointsEdit = field(default_factory=PointsEdit)

    def __bool__(self) -> bool:
        """Whether anything at all was asked for."""
        asked = (self.fields, self.type, self.tags, self.untags, self.custom, self.single_name, self.points)
        return any(asked) or any(each is not None for each in (self.company, self.avatar, self.family_first))

    @property
    def own(self) -> list[str]:
        """The options among those given whose values are one contact's own; what clears a field may clear many."""
        given = {name: text for name, text in self.fields.items() if name != "do_not"}
        texts = [name for name, text in given.items() if (text or "").strip() or name in ALWAYS_OWN]
        kinds = [f"{way}-{kind}" for way, said in (("add", self.points.added), ("remove", self.points.removed))
                 for kind, text in said if text.strip()]  # fmt: skip
        more = (
            ("single-name", self.single_name),
            ("avatar", self.avatar is not None and self.avatar.incoming is not None),
            ("if-version", self.if_version is not None),
        )
        names = [*texts, *(name for name, given in more if given), *kinds]
        return list(dict.fromkeys(f"--{name.replace('_', '-')}" for name in names))

    def in_words(self) -> str:
        """What is asked for, for whoever is asked about many."""
        said = [
            *(f"no {name.replace('_', ' ')}" for name in self.fields if name != "do_not"),
            *([f"wants nothing by {self.fields['do_not']}"] if self.fields.get("do_not") else []),
            *([f"type {self.type}"] if self.type else []),
            *(f"with the tag {tag}" for tag in self.tags),
            *(f"without the tag {tag}" for tag in self.untags),
            *([f"company {self.company}" if self.company else "no company"] if self.company is not None else []),
            *(pair if pair.partition("=")[2] else f"no {pair.rstrip('=')}" for pair in self.custom),
            *(["no avatar"] if self.avatar else []),
            *([f"{'family' if self.family_first else 'given'} name first"] if self.family_first is not None else []),
        ]
        return ", ".join(said)


ALWAYS_OWN = ("first_name", "last_name", "name")
"""Fields that nobody is without."""


def edit_contacts(work: UnitOfWork, chosen: Chosen, edit: ContactEdit) -> Outcome:
    """Change each contact; among several, what is refused of one does not hold back the others.

    Raises UsageFault for what cannot be given to several, InvalidValue for what nobody can be given.
    """
    if len(chosen) == 1 and chosen.found:
        return edit_contact(work, *chosen.found[0], edit)
    refuse_own(edit, len(chosen))
    clean_tags([*edit.tags, *edit.untags])
    custom_fields(work.reader, edit.custom, today=work.today)
    if edit.type is not None:
        contact_type(edit.type)
    if edit.company and chosen.found and not edit.create_company:
        company_number(work, clean(edit.company), create=False, type_="vendor")
    outcome = for_each(work.reader, "contact.edit", chosen, lambda ref, number: edit_contact(work, ref, number, edit))
    said = edit.in_words()
    outcome.results = [replace(each, note=each.note or said) if each.outcome == UPDATED else each for each in outcome]
    return outcome


def refuse_own(edit: ContactEdit, count: int) -> None:
    """Raise UsageFault for what is one contact's own, where it would be given to several."""
    if count > 1 and edit.own:
        raise failure(
            "usage.one-contact-only",
            f"{' and '.join(edit.own)}: what is one contact's own cannot be given to {count:,}.",
            hint=Sentence("name one contact, or bring a value for each: ",
                          Remedy("contact import", Blank("FILE"), on_conflict="update")),
        )  # fmt: skip


def edit_contact(work: UnitOfWork, ref: str, number: int, edit: ContactEdit) -> Outcome:
    """Change one contact.

    Raises Refused, UsageFault, InvalidValue.
    """
    facts = facts_for(work.reader, [number], today=work.today.isoformat(), belongings=False)[number]
    outcome = Outcome("contact.edit")
    if reasons := cannot(facts, Ability.EDIT):
        outcome.add(Result(ref, number, REFUSED, facts.display_name, tuple(reasons)))
        return outcome
    _check_version(facts, edit)
    _check_company(work, facts, edit)
    row = work.fetch("contact", [number])[0]
    new = changed_columns(work, row, edit)
    changed = written = bool(_write(work, number, new))
    note = _follow_email(work, facts) if new.get("email", row["email"]) != row["email"] else ""
    if new.get("do_not", row["do_not"]) != row["do_not"]:
        cancel_forbidden(work, [number])
    changed |= _repoint(work, row, new, edit)
    changed |= bool(retag(work, [number], edit.tags, edit.untags))
    changed |= _recompany(work, facts, edit)
    changed |= put_avatar(work, number, edit.avatar) if edit.avatar else False
    if changed and not written:
        work.touch([number])
    shown = str(new.get("display_name", facts.display_name))
    outcome.add(Result(ref, number, UPDATED if changed else UNCHANGED, shown, note=note))
    return outcome


def _follow_email(work: UnitOfWork, facts: Facts) -> Line:
    """What another e-mail brings about; gives a note where that leaves an invitation without a link."""
    follow_new_email(work, [facts.id])
    if facts.portal is not Portal.INVITED:
        return ""
    return Sentence("the link that was sent is dead: ", Remedy("contact invite", facts.id, resend=True))


def _check_version(facts: Facts, edit: ContactEdit) -> None:
    if edit.if_version is not None and edit.if_version != facts.version:
        raise failure(
            "conflicting-edit",
            f"Contact {facts.id} has changed: it is at version {facts.version}, not {edit.if_version}.",
            hint=Remedy("contact history", facts.id),
        )


def _write(work: UnitOfWork, number: int, new: dict[str, Any]) -> list[int]:
    return work.update("contact", [{"id": number, **new}]) if new else []


def changed_columns(work: UnitOfWork, row: dict[str, Any], edit: ContactEdit) -> dict[str, Any]:
    """The contact's columns with their new values, checked against the rules for its type."""
    wrong = PERSON_ONLY if row["kind"] == ContactKind.COMPANY else COMPANY_ONLY
    for name in wrong:
        if edit.fields.get(name):
            raise UsageFault(f"A {row['kind']} has no --{name.replace('_', '-')}.")
    new: dict[str, Any] = dict(normalised(edit.fields, work.setting("country")))
    if edit.single_name:
        one_name(row["kind"], new, replacing=True)
    if edit.type is not None:
        new["type"] = checked_type(row["type"], edit.type)
    if edit.custom:
        new["custom"] = merged_custom(row["custom"], custom_fields(work.reader, edit.custom, today=work.today))
    if edit.family_first is not None:
        new["family_first"] = int(edit.family_first) or None
    after = row | new
    if new.keys() & set(NAMES):
        new |= naming(row["kind"], after)
    if new.keys() & {"first_name", "last_name", "name", "email", "type"}:
        single = edit.single_name or is_single_name(row["kind"], row["first_name"], row["last_name"])
        require(row["kind"], after["type"], after, single_name=single, said=edit.fields)
    if "email" in new:
        new |= {"bounced_at": None, "bounce_reason": None}  # what came back came from the address before
    if new.get("email"):
        check_email_free(work, new["email"], owner=row["id"])
    if new.get("external_id"):
        check_external_id_free(work, new["external_id"], owner=row["id"])
    return new


def checked_type(old: str, text: str) -> str:
    """The new type, when a contact of the old may become it.

    Raises Refused, UsageFault.
    """
    new = contact_type(text)
    if not may_become(old, new):
        one, other = with_article(old).capitalize(), with_article(new)
        raise failure("contact.type-backward", one=one, other=other)
    return new


def _repoint(work: UnitOfWork, row: dict[str, Any], new: dict[str, Any], edit: ContactEdit) -> bool:
    """Further e-mails and phones; what has become the contact's own is no further one any more."""
    after, country = {**row, **new}, work.setting("country")
    if new.keys() & {"email", "phone"}:
        drop_own(work, after)
    removed = remove_points(work, row, read_points(edit.points.removed, country))
    return add_points(work, row["id"], own_keys(after), read_points(edit.points.added, country)) or removed


def _check_company(work: UnitOfWork, facts: Facts, edit: ContactEdit) -> None:
    """Raise what keeps a person from working for another company, before anything is written."""
    if edit.company is None:
        return
    if facts.kind == ContactKind.COMPANY:
        raise UsageFault("--company names the company that a person works for.")
    name = clean(edit.company)
    company = company_named(work.reader, name, create=edit.create_company, type_=facts.type) if name else None
    held = companies_of_person(work.reader, facts.id)
    if not held or held[0]["other_id"] != company:
        refuse_to_leave(work, [tie for tie in held if tie["other_id"] != company])


def _recompany(work: UnitOfWork, facts: Facts, edit: ContactEdit) -> bool:
    if edit.company is None:
        return False
    before = companies_of_person(work.reader, facts.id)
    name = clean(edit.company)
    if not name:
        leave_company(work, facts.id)
        return bool(before)
    company = company_number(work, name, create=edit.create_company, type_=facts.type)
    employ(work, facts.id, company)
    return not before or before[0]["other_id"] != company
