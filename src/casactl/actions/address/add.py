"""Adding an address to a contact: the first one becomes the billing address (PY-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casactl.actions.address.mark import give_up_mark
from casactl.actions.address.values import odd_postcode, stored
from casactl.domain.abilities import Ability, cannot
from casactl.domain.addresses import marks, same_address
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.store.queries.addresses import addresses_of
from casactl.store.queries.facts import facts_for
from casactl.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewAddress:
    """What was typed, and the marks that were asked for."""

    fields: Mapping[str, str]
    billing: bool = False
    site: bool = False


def add_address(work: UnitOfWork, ref: str, number: int, new: NewAddress) -> Outcome:
    """Add an address to a contact that is not gone; the same one again is no second one.

    Raises InvalidValue, MissingLine.
    """
    from casactl.store.tables.address import Address

    values: dict[str, Any] = {"country": work.setting("country"), **stored(new.fields, work.setting("country"))}
    outcome = Outcome("address.add")
    today = work.today.isoformat()
    facts = facts_for(work.reader, [number], today=today, belongings=False)[number]
    if gone := cannot(facts, Ability.EDIT):
        outcome.add(Result(ref, number, REFUSED, facts.display_name, tuple(gone)))
        return outcome
    held = [_columns(row) for row in addresses_of(work.reader, number)]
    given = marks(first=not held, billing=new.billing, site=new.site)
    if same := next((row for row in held if same_address(row, values)), None):
        outcome.add(_again(work, ref, same, new, facts.display_name))
        return outcome
    if warning := odd_postcode(values["country"], values.get("postcode")):
        outcome.warnings.append(warning)
    if given["billing"]:
        give_up_mark(work, held)
    added = work.insert(Address, [{"contact_id": number, **values, **given}])[0]
    note = "the billing address" if given["billing"] else "a site address"
    outcome.add(Result(ref, added, "added", facts.display_name, note=note))
    return outcome


def _columns(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


def _again(work: UnitOfWork, ref: str, same: Mapping[str, Any], new: NewAddress, name: str) -> Result:
    """What the same address once more comes to: the marks that it does not have yet, or nothing."""
    from casactl.actions.address.edit import Edit, change_address

    number = int(same["id"])
    edit = Edit(billing=True if new.billing else None, site=True if new.site else None)
    changed = bool(edit) and change_address(work, same, edit)
    note = f"is address {number} already"
    return Result(ref, number, "updated" if changed else UNCHANGED, name, note=note)
