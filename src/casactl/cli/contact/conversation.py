"""`contact add` as a conversation: the rest is asked for, too, the whole is shown, and then it is asked once.

Enter skips what need not be there. The whole is the real run, taken back: what is shown is what will stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from casactl.cli.address import ask_where
from casactl.cli.answers import offers_of, place, reading
from casactl.cli.asking import Judge, agreed, ask, choose_one, confirm, tell
from casactl.cli.completion import complete_properties
from casactl.domain.contact_points import PointKind
from casactl.domain.contact_types import ROLES, ContactKind, ContactType
from casactl.domain.failures import failure
from casactl.domain.settings import SETTINGS
from casactl.errors import Declined, InvalidValue, UsageFault
from casactl.render.view import sanitize, say

if TYPE_CHECKING:
    from casactl.actions.contact.add import NewContact
    from casactl.cli.context import App
    from casactl.domain.outcomes import Outcome
    from casactl.store.queries.contacts import ContactRow
    from casactl.store.work import UnitOfWork

SKIP = "Enter skips"
RULES = {
    "email": "The address that they sign in with, such as joe@example.com; nobody else's.",
    "phone": "As it is dialled here, or international: +44 20 7946 0958.",
}
"""What is said before the question for a field."""


def tell_rule(field: str) -> None:
    """Say what a field takes, where that is not plain."""
    if field in RULES:
        tell(RULES[field])


def judge_of(app: App, field: str) -> Judge:
    """How a contact's own field is judged when it is given; an e-mail that somebody has cannot be another's."""

    def judge(text: str) -> str:
        from casactl.actions.contact.claims import refuse_held_email
        from casactl.actions.contact.values import normalised
        from casactl.store.queries.settings import setting

        with reading(app) as reader:
            country = setting(reader, "country") if reader else SETTINGS["country"].default
            value = normalised({field: text}, country)[field]
            if value is None:
                raise InvalidValue(f"'{text}' stands for nothing.")
            if field == "email" and reader:
                refuse_held_email(reader, value)
        return text

    return judge


def ask_kind(app: App, given: dict[str, Any]) -> str:
    """Whether it is a person, whose first name is asked for, or a company, which has none."""
    tell("Of a person; Enter alone where it is a company.")
    said = ask("First name", judge=judge_of(app, "first_name"))
    if not said:
        app.call.says(kind=str(ContactKind.COMPANY))
        return ContactKind.COMPANY
    given["first_name"] = said
    app.call.says(first_name=said)
    return ContactKind.PERSON


def go_on(app: App, new: NewContact) -> NewContact:
    """What else is known of them: e-mail, phone, unit, address; of whoever works, for which company."""
    fields = dict(new.fields)
    for field in RULES:
        if fields.get(field):
            continue
        tell_rule(field)
        if said := ask(f"{field.capitalize()} ({SKIP})", judge=judge_of(app, field)):
            fields[field] = said
            new = replace(new, points=(*new.points, (PointKind.PHONE, said))) if field == "phone" else new
    app.call.says(**{name: fields[name] for name in ("email", "phone") if fields.get(name)})
    new = _placed(app, _employed(app, replace(new, fields=fields)))
    if not app.may_run("address add"):
        return new
    where: dict[str, str] = {}
    if line := ask(f"Street and number ({SKIP})"):
        where["line"] = line
        ask_where(app, where)
    return replace(new, address=where or None)


WORKING = (ContactType.AGENT, ContactType.MANAGER, ContactType.VENDOR, ContactType.SERVICE_PRO)
"""The types of people who are asked for the company that they work for."""


def _employed(app: App, new: NewContact) -> NewContact:
    """The company that they work for; one that is not there yet is added on a yes."""
    if new.company or new.kind != ContactKind.PERSON or new.type not in WORKING:
        return new
    made: list[str] = []

    def judge(text: str) -> str:
        from casactl.actions.contact.companies import company_named
        from casactl.store.queries.refs import companies_named

        with reading(app) as reader:
            there = bool(reader and companies_named(reader, text))
            if reader and there:
                company_named(reader, text, create=False, type_=new.type)
        if not there and agreed(f"No company is called {sanitize(text)} yet. Add it, too?"):
            made.append(text)
        elif not there:
            raise UsageFault("Then name another one; Enter skips")
        return text

    name = ask(f"Company ({SKIP})", judge=judge)
    app.call.says(company=name or None, create_company=name in made)
    return replace(new, company=name, create_company=name in made) if name else new


def _placed(app: App, new: NewContact) -> NewContact:
    """Where they belong, and as what; a role that their type says is not asked for."""
    if new.property:
        return new

    def judge(text: str) -> str:
        return place(app, text)

    at = ask(f"Unit ({SKIP})", judge=judge, offers=offers_of(app, complete_properties))
    if not at:
        return new
    role = new.role or (None if new.type in ROLES else choose_one("What is the contact there", ROLES))
    app.call.says(property=at, attach_as=role)
    return replace(new, property=at, role=role)


Act = Callable[["UnitOfWork", "NewContact"], "Outcome"]


def agree(app: App, act: Act, new: NewContact) -> NewContact:
    """Show the whole, and whom it resembles, and have it agreed to; whoever saw a resemblance means somebody else.

    Raises Declined, and what adding raises where it is refused.
    """
    meant = replace(new, allow_duplicate=True)
    with app.office.rehearse(app.who, app.command()) as work:
        number = act(work, meant).results[0].id
        if number is None:
            raise failure("contact.not-found", "Nobody was added.")
        lines, alike = _whole(work, number), _alike(work, number)
    for label, text in lines.items():
        say(f"  {label:<8} {text}")
    for text in alike:
        tell(f"Resembles {text}")
    name = sanitize(lines["name"])
    if alike:
        confirm(f"Add {name} all the same?")
        app.call.says(allow_duplicate=True)
    elif not agreed(f"Add {name}?"):
        raise Declined("Nothing was changed.")
    return meant


def _whole(work: UnitOfWork, number: int) -> dict[str, str]:
    """What will stand, by the words of the questions."""
    from casactl.domain.shapes import record
    from casactl.render.places import one_line
    from casactl.store.queries.addresses import addresses_of
    from casactl.store.queries.contacts import by_ids, with_details

    today = work.today.isoformat()
    (row,) = with_details(work.reader, list(by_ids(work.reader, [number]).values()), today=today)
    told: Mapping[str, Any] = {
        "type": row.type if row.kind == ContactKind.PERSON else f"{row.type}, a company", "name": row.display_name,
        "email": _points(row, PointKind.EMAIL), "phone": _points(row, PointKind.PHONE),
        "company": row.company if row.kind == ContactKind.PERSON else None, "unit": "; ".join(row.properties),
        "tags": ", ".join(row.tags), "portal": row.portal,
    }  # fmt: skip
    lines = {label: sanitize(text) for label, text in told.items() if text}
    where = [one_line(record(each)) for each in addresses_of(work.reader, number)]
    return lines | ({"address": "; ".join(where)} if where else {})


def _points(row: ContactRow, kind: PointKind) -> str:
    """The e-mail or phone with the further ones, as people read them."""
    first = row.email if kind is PointKind.EMAIL else row.phone_shown or row.phone
    return ", ".join(filter(None, [first, *(each.read for each in row.contact_points if each.kind == kind)]))


def _alike(work: UnitOfWork, number: int) -> list[str]:
    """Those whom the new contact resembles, with why, the likeliest first."""
    from casactl.actions.contact.duplicates.one import resembled
    from casactl.store.queries.contacts import by_ids

    found = resembled(work.reader, number, today=work.today.isoformat())[:5]
    rows = by_ids(work.reader, [other for other, _ in found])
    return [sanitize(f"{rows[other].display_name} ({other}, {rows[other].lifecycle}): {', '.join(pair.reasons)}")
            for other, pair in found if other in rows]  # fmt: skip
