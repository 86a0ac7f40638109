"""Editing an address: any field, and the billing mark, which moves and never just goes (PY-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from casactl.actions.address.find import find_address
from casactl.actions.address.mark import give_up_mark
from casactl.actions.address.values import odd_postcode, stored
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.addresses import mark_needed, site_needed
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Line, Remedy
from casactl.store.queries.addresses import AddressRow, addresses_of
from casactl.store.queries.facts import facts_for
from casactl.store.work import EditConflict, UnitOfWork


@dataclass(frozen=True, slots=True)
class Edit:
    """What changes; a field that is not in `fields` stays, an empty one is cleared, a mark of None stays."""

    fields: Mapping[str, str] = field(default_factory=dict)
    billing: bool | None = None
    site: bool | None = None
    if_version: int | None = None

    def __bool__(self) -> bool:
        """Whether anything at all was asked for."""
        return bool(self.fields) or self.billing is not None or self.site is not None


def edit_address(work: UnitOfWork, number: int, edit: Edit) -> Outcome:
    """Change one address.

    Raises AddressNotFound, EditConflict, InvalidValue, MissingLine.
    """
    row = find_address(work.reader, number)
    outcome = Outcome("address.edit")
    if reasons := _why_not(work, row, edit):
        outcome.add(Result(str(number), number, REFUSED, row.display_name, tuple(reasons)))
        return outcome
    if edit.if_version is not None and edit.if_version != row.version:
        raise EditConflict(
            f"Address {number} has changed: it is at version {row.version}, not {edit.if_version}.",
            hint=Remedy("address list"),
        )
    changed = change_address(work, asdict(row), edit, warnings=outcome.warnings)
    note = "the billing address now" if changed and edit.billing and not row.billing else ""
    outcome.add(Result(str(number), number, "updated" if changed else UNCHANGED, row.display_name, note=note))
    return outcome


def change_address(work: UnitOfWork, row: Mapping[str, Any], edit: Edit, *, warnings: list[Line] | None = None) -> bool:
    """Write what differs; gives whether anything did."""
    from casactl.store.tables.address import Address

    new: dict[str, Any] = {**stored(edit.fields, work.setting("country"))}
    if edit.site is not None:
        new["site"] = int(edit.site)
    if edit.billing and not row["billing"]:
        give_up_mark(work, [asdict(each) for each in _of(work, row["contact_id"])])
        new["billing"] = 1
    after = {**row, **new}
    if warnings is not None and {"postcode", "country"} & new.keys():
        warnings += filter(None, [odd_postcode(after["country"], after["postcode"])])
    return bool(work.update(Address, [{"id": row["id"], **new}])) if new else False


def _why_not(work: UnitOfWork, row: AddressRow, edit: Edit) -> list[Reason]:
    today, scope = work.today.isoformat(), work.reader.scope
    facts = facts_for(work.reader, [row.contact_id], today=today, scope=scope, belongings=False)[row.contact_id]
    if gone := cannot(facts, Ability.EDIT):
        return gone
    if edit.billing is False and row.billing:
        others = [each.id for each in _of(work, row.contact_id) if each.id != row.id]
        return [mark_needed(row.id, row.contact_id, others)]
    if edit.site is False and not (row.billing or edit.billing):
        return [site_needed(row.id)]
    return []


def _of(work: UnitOfWork, contact: int) -> list[AddressRow]:
    return addresses_of(work.reader, contact, scope=work.reader.scope)
