"""The company that a person works for: found by name, or made on the spot (SD-13)."""

from __future__ import annotations

from casactl.actions.contact.values import naming
from casactl.domain.contact_types import Kind
from casactl.domain.hindrances import quoted
from casactl.errors import NotFound
from casactl.store.queries.refs import companies_named
from casactl.store.work import Work

WORKS_FOR = "works-for"


class CompanyNotFound(NotFound):
    """No company of that name, or several."""

    code = "contact.company-not-found"


def company_number(work: Work, name: str, *, create: bool, type_: str) -> int:
    """The number of the company of that name, added when `create` and there is none.

    Raises CompanyNotFound.
    """
    found = companies_named(work.reader, name, scope=work.reader.scope)
    if len(found) == 1:
        return found[0].id
    if found:
        numbers = ", ".join(str(each.id) for each in found)
        raise CompanyNotFound(f"There are {len(found)} companies named '{name}': {numbers}.")
    if not create:
        raise CompanyNotFound(
            f"There is no company '{name}' yet.",
            hint=f"repeat with --create-company, or: casactl contact add --kind company --type {type_} "
            f"--name {quoted(name)}",
            rule="SD-13",
        )
    return add_company(work, name, type_=type_)


def add_company(work: Work, name: str, *, type_: str) -> int:
    """Add a company with nothing but its name."""
    from casactl.store.tables.contact import Contact

    row = {"kind": str(Kind.COMPANY), "type": type_, "name": name, **naming(Kind.COMPANY, None, None, name)}
    return work.insert(Contact, [row])[0]


def employ(work: Work, person: int, company: int) -> None:
    """Make `company` the one that `person` works for, in place of an earlier one."""
    from casactl.store.tables.relations import Link

    current = work.reader.rows(
        "select id, other_id from link where contact_id = :id and kind = 'works-for'", {"id": person}
    )
    if [other for _, other in current] == [company]:
        return
    work.delete(Link, [number for number, _ in current])
    work.insert(Link, [{"contact_id": person, "other_id": company, "kind": WORKS_FOR}])


def leave_company(work: Work, person: int) -> None:
    """End the works-for link of a person."""
    from casactl.store.tables.relations import Link

    sql = "select id from link where contact_id = :id and kind = 'works-for'"
    work.delete(Link, [row[0] for row in work.reader.rows(sql, {"id": person})])
