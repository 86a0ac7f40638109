"""The company that a person works for: found by name, or made on the spot (SD-13), never without its head (SD-15)."""

from __future__ import annotations

from collections.abc import Sequence

from casactl.actions.contact.values import naming
from casactl.domain.abilities import Reason
from casactl.domain.contact_types import ContactKind
from casactl.domain.failures import failure
from casactl.domain.remedy import Blank, Line, Remedy, Said, Sentence
from casactl.domain.standing import Lifecycle
from casactl.domain.ties import WORKS_FOR
from casactl.store.fence import OUT_OF_SIGHT
from casactl.store.queries.links import Tie, another_employee, companies_of_person, headed_by, marked_for
from casactl.store.queries.refs import companies_named
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


def company_number(work: UnitOfWork, name: str, *, create: bool, type_: str) -> int:
    """The number of the company of that name, added when `create` and there is none.

    Raises NotFound.
    """
    found = company_named(work.reader, name, create=create, type_=type_)
    if found is not None:
        return found
    whole = work.reader.unfenced("a company is not made a second time")
    hidden = companies_named(whole, name) if work.reader.fenced else []
    return hidden[0].id if hidden else add_company(work, name, type_=type_)


def company_named(reader: Reader, name: str, *, create: bool, type_: str) -> int | None:
    """The number of the company of that name, None where it is still to be made.

    Raises NotFound.
    """
    found = companies_named(reader, name)
    if len(found) > 1:
        numbers = ", ".join(str(each.id) for each in found)
        raise failure("contact.company-not-found", f"There are {len(found)} companies named '{name}': {numbers}.")
    if found:
        return found[0].id
    if not create:
        raise failure(
            "contact.company-not-found",
            f"There is no company '{name}' yet.",
            hint=Sentence(
                "repeat with --create-company, or: ",
                Remedy("contact add", kind="company", type=type_, name=Said(name)),
            ),
            rule="SD-13",
        )
    return None


def add_company(work: UnitOfWork, name: str, *, type_: str) -> int:
    """Add a company with nothing but its name."""
    row = {
        "kind": str(ContactKind.COMPANY),
        "type": type_,
        "name": name,
        **naming(ContactKind.COMPANY, {"name": name}),
    }
    return work.insert("contact", [row])[0]


def employ(work: UnitOfWork, person: int, company: int) -> None:
    """Make `company` the one that `person` works for, in place of earlier ones.

    Raises Refused.
    """
    held = companies_of_person(work.reader, person)
    if held and held[0]["other_id"] == company:
        return
    _leave(work, person, [tie for tie in held if tie["other_id"] != company])
    if not any(tie["other_id"] == company for tie in held):
        mark = int(takes_first_place(work, company))
        work.insert("link", [{"contact_id": person, "other_id": company, "kind": WORKS_FOR, "is_primary": mark}])
        _follow(work, [company] if mark else [])


def leave_company(work: UnitOfWork, person: int) -> None:
    """End the works-for links of a person.

    Raises Refused.
    """
    _leave(work, person, companies_of_person(work.reader, person))


def refuse_to_leave(work: UnitOfWork, ties: Sequence[Tie]) -> None:
    """Raise Refused where somebody cannot stop working for a company."""
    for reason in (reason for tie in ties for reason in why_not_leave(work, tie)):
        raise failure("contact.primary-contact", reason.message, rule=reason.rule, hint=reason.remedy)


def _leave(work: UnitOfWork, person: int, ties: Sequence[Tie]) -> None:
    refuse_to_leave(work, ties)
    work.delete("link", [tie["id"] for tie in ties])
    _follow(work, [tie["other_id"] for tie in ties if tie["is_primary"]])


def _follow(work: UnitOfWork, companies: Sequence[int]) -> None:
    """Let letters that wait for companies follow to who takes them now."""
    if companies:
        from casactl.actions.outbox.queue import cancel_forbidden  # most contacts are added without

        cancel_forbidden(work, companies)


# Companies that need a primary contact ------------------------------------------------------------


def company_first(work: UnitOfWork) -> bool:
    """Whether each company has a primary contact."""
    return work.setting("company_first") == "on"


def takes_first_place(work: UnitOfWork, company: int) -> bool:
    """Whether whoever comes to work for a company becomes its primary contact: there is none, and there has to be."""
    return company_first(work) and not marked_for(work.reader, company, WORKS_FOR)


def without_primary(work: UnitOfWork, contacts: Sequence[int]) -> list[Line]:
    """What to say of the companies that need a primary contact and lose theirs with these contacts (SD-15)."""
    if not company_first(work):
        return []
    return [
        Sentence(f"{name} ({company}) has nobody who takes its letters now: ", _heading(work, company, person))
        for company, name, person in headed_by(work.reader, contacts)
    ]


def _heading(work: UnitOfWork, company: int, person: int) -> Remedy:
    """What makes another employee the primary contact in a person's place."""
    other = another_employee(work.reader, company, person)
    return Remedy("contact link", other or Blank("OTHER"), company, as_=WORKS_FOR, primary=True)


def why_not_leave(work: UnitOfWork, tie: Tie) -> list[Reason]:
    """Why somebody cannot stop working for a company: it would be without its primary contact (SD-15)."""
    if not (tie["kind"] == WORKS_FOR and tie["is_primary"] and company_first(work)):
        return []
    from casactl.store.queries.facts import facts_for

    company, person = tie["other_id"], tie["contact_id"]
    whole = work.reader.unfenced("a company needs its primary contact, whoever may see the company")
    facts = facts_for(whole, [company, person], today=work.today.isoformat(), belongings=False)
    if facts[company].lifecycle not in (Lifecycle.ACTIVE, Lifecycle.INACTIVE):
        return []
    seen = work.reader.in_sight("contact", [company, person])
    who, what = (facts[each].display_name if each in seen else OUT_OF_SIGHT for each in (person, company))
    message = f"{who} is the primary contact of {what}, which needs one"
    return [Reason("SD-15", "primary-contact", message, _heading(work, company, person))]
