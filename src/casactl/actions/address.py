"""A contact's addresses: added, changed, removed, and the billing mark that exactly one of them has (PY-1 to PY-3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, field
from typing import Any

from casactl.actions.find import find_one
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.addresses import GIVEN_UP, OWN, SEPARATOR, mark_needed, marks, same_address, site_needed
from casactl.domain.failures import failure
from casactl.domain.names import BadText, clean
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.remedy import Line, Remedy
from casactl.errors import InvalidValue, UsageFault
from casactl.intake.country import country_code
from casactl.intake.email_address import InvalidEmail, normalise_email
from casactl.intake.phone_number import InvalidPhone, normalise_phone
from casactl.records import dataclass
from casactl.store.postal import postcode_example
from casactl.store.queries.addresses import AddressRow, address_by_number, addresses_of, unmarked_by
from casactl.store.queries.facts import facts_for
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork, chunks

LIMITS = {"region": 100, "postcode": 40, "label": 60, "access_note": 2000}
"""Characters that a field may have, where it is not as many as a name."""
REQUIRED = ("line", "country")
"""The columns that no address is without."""


def joined(lines: Iterable[str]) -> str:
    """The lines of a street address as one, blank ones left out."""
    return SEPARATOR.join(line.strip() for line in lines if line.strip())


def stored_value(field: str, text: str, country: str) -> str | None:
    """One field in the form to store, None where it is blank; phones read as dialled in `country`.

    Raises BadText, InvalidPhone, InvalidEmail, InvalidCountry.
    """
    word = text.strip()
    if not word:
        return None
    if field == "country":
        return country_code(word)
    if field == "access_phone":
        return normalise_phone(word, country).shown
    if field == "access_email":
        return normalise_email(word)
    limit = LIMITS.get(field)
    return (clean(word, limit=limit) if limit else clean(word)) or None


def stored(given: Mapping[str, str], country: str) -> dict[str, str | None]:
    """The given fields in the form to store.

    Raises InvalidValue, naming the option; UsageFault for a field that cannot be empty.
    """
    values: dict[str, str | None] = {}
    for name in OWN:
        if name not in given:
            continue
        option = f"--{name.replace('_', '-')}"
        try:
            values[name] = stored_value(name, given[name], country)
        except BadText as fault:
            raise BadText(f"{option} {_worded(fault.message)}.") from None
        except (InvalidPhone, InvalidEmail) as fault:
            raise type(fault)(f"{option}: {fault.message}") from None
        except InvalidValue as fault:
            raise type(fault)(f"{option}: {fault.message}.") from None
        if name in REQUIRED and values[name] is None:
            raise failure("address.missing-line", option=option, hint=f"give it with {option}")
    return values


def _worded(reason: str) -> str:
    return f"is {reason}" if reason.startswith("longer") else reason


def odd_postcode(country: str, postcode: str | None) -> str | None:
    """A warning where a postcode is not one of its country: told, never refused, as data is what it is."""
    example = postcode_example(country, postcode) if postcode else None
    if example is None:
        return None
    return (
        f"'{postcode}' is no postcode of {country}" + (f", such as {example}" if example else "") + "; taken as it is"
    )


def find_address(reader: Reader, number: int) -> AddressRow:
    """An address that whoever asks may see.

    Raises NotFound.
    """
    return find_one(address_by_number(reader, number), "address", number)


def give_up_mark(work: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """Take the mark off these addresses, before another gets it: the database knows no moment with two."""
    work.update("address", [{"id": row["id"], **GIVEN_UP} for row in rows if row["billing"]])


def take_mark(work: UnitOfWork, numbers: Sequence[int]) -> None:
    """Give the mark to these addresses, of contacts that have none."""
    work.update("address", [{"id": number, "billing": 1} for number in numbers])


def mark_again(work: UnitOfWork, operation: int) -> list[int]:
    """After the undo of an operation: where the billing address went with it, the oldest one takes over.

    Gives the addresses that did.
    """
    numbers = unmarked_by(work.reader, operation)
    take_mark(work, numbers)
    return numbers


@dataclass(frozen=True, slots=True)
class NewAddress:
    """What was typed, and the marks that were asked for."""

    fields: Mapping[str, str]
    billing: bool = False
    site: bool = False


def add_address(work: UnitOfWork, ref: str, number: int, new: NewAddress) -> Outcome:
    """Add an address to a contact that is not gone; the same one again is no second one.

    Raises InvalidValue, UsageFault.
    """
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
    added = work.insert("address", [{"contact_id": number, **values, **given}])[0]
    note = "the billing address" if given["billing"] else "a site address"
    outcome.add(Result(ref, added, "added", facts.display_name, note=note))
    return outcome


def _columns(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


def _again(work: UnitOfWork, ref: str, same: Mapping[str, Any], new: NewAddress, name: str) -> Result:
    """What the same address once more comes to: the marks that it does not have yet, or nothing."""

    number = int(same["id"])
    edit = AddressEdit(billing=True if new.billing else None, site=True if new.site else None)
    changed = bool(edit) and change_address(work, same, edit)
    note = f"is address {number} already"
    return Result(ref, number, "updated" if changed else UNCHANGED, name, note=note)


@dataclass(frozen=True, slots=True)
class AddressEdit:
    """What changes; a field that is not in `fields` stays, an empty one is cleared, a mark of None stays."""

    fields: Mapping[str, str] = field(default_factory=dict)
    billing: bool | None = None
    site: bool | None = None
    if_version: int | None = None

    def __bool__(self) -> bool:
        """Whether anything at all was asked for."""
        return bool(self.fields) or self.billing is not None or self.site is not None


def edit_address(work: UnitOfWork, number: int, edit: AddressEdit) -> Outcome:
    """Change one address.

    Raises NotFound, Refused, InvalidValue, UsageFault.
    """
    row = find_address(work.reader, number)
    outcome = Outcome("address.edit")
    if reasons := _why_not(work, row, edit):
        outcome.add(Result(str(number), number, REFUSED, row.display_name, tuple(reasons)))
        return outcome
    if edit.if_version is not None and edit.if_version != row.version:
        raise failure(
            "conflicting-edit",
            f"Address {number} has changed: it is at version {row.version}, not {edit.if_version}.",
            hint=Remedy("address list"),
        )
    changed = change_address(work, asdict(row), edit, warnings=outcome.warnings)
    note = "the billing address now" if changed and edit.billing and not row.billing else ""
    outcome.add(Result(str(number), number, "updated" if changed else UNCHANGED, row.display_name, note=note))
    return outcome


def change_address(
    work: UnitOfWork, row: Mapping[str, Any], edit: AddressEdit, *, warnings: list[Line] | None = None
) -> bool:
    """Write what differs; gives whether anything did."""
    new: dict[str, Any] = {**stored(edit.fields, work.setting("country"))}
    if edit.site is not None:
        new["site"] = int(edit.site)
    if edit.billing and not row["billing"]:
        give_up_mark(work, [asdict(each) for each in _of(work, row["contact_id"])])
        new["billing"] = 1
    after = {**row, **new}
    if warnings is not None and {"postcode", "country"} & new.keys():
        warnings += filter(None, [odd_postcode(after["country"], after["postcode"])])
    return bool(work.update("address", [{"id": row["id"], **new}])) if new else False


def _why_not(work: UnitOfWork, row: AddressRow, edit: AddressEdit) -> list[Reason]:
    today = work.today.isoformat()
    facts = facts_for(work.reader, [row.contact_id], today=today, belongings=False)[row.contact_id]
    if gone := cannot(facts, Ability.EDIT):
        return gone
    if edit.billing is False and row.billing:
        others = [each.id for each in _of(work, row.contact_id) if each.id != row.id]
        return [mark_needed(row.id, row.contact_id, others)]
    if edit.site is False and not (row.billing or edit.billing):
        return [site_needed(row.id)]
    return []


def _of(work: UnitOfWork, contact: int) -> list[AddressRow]:
    return addresses_of(work.reader, contact)


def where(row: AddressRow) -> str:
    """An address in one line, as it was typed."""
    return SEPARATOR.join(part for part in (row.line, row.city, row.postcode) if part)


def others_of(row: AddressRow, rows: Sequence[AddressRow]) -> list[AddressRow]:
    """The contact's other addresses when this is its billing address, else none: who may take over."""
    return [each for each in rows if each.id != row.id] if row.billing else []


def remove_address(work: UnitOfWork, number: int, *, billing: int | None = None) -> Outcome:
    """Take an address away; `billing` is the one that takes the mark over.

    Raises NotFound, UsageFault.
    """
    row = find_address(work.reader, number)
    heir = _heir(row, others_of(row, addresses_of(work.reader, row.contact_id)), billing)
    leave(work, [number])
    work.delete("address", [number])
    if heir is not None:
        take_mark(work, [heir.id])
    note = f"address {heir.id}, {where(heir)}, is the billing address now" if heir else ""
    return Outcome("address.remove", [Result(str(number), number, "removed", row.display_name, note=note)])


def _heir(row: AddressRow, others: Sequence[AddressRow], billing: int | None) -> AddressRow | None:
    """Who takes over: the one that was named, else the only other one."""
    if billing is not None:
        if not row.billing:
            raise UsageFault(f"Address {row.id} is not the billing address; --billing goes with removing that.")
        named = next((each for each in others if each.id == billing), None)
        if named is None:
            raise UsageFault(f"--billing takes another address of {row.display_name}, not {billing}.")
        return named
    if len(others) > 1:
        hint = tuple(Remedy("address remove", row.id, billing=each.id, why=where(each)) for each in others)
        raise failure("address.takeover-needed", id=row.id, display_name=row.display_name, hint=hint)
    return others[0] if others else None


def leave(work: UnitOfWork, numbers: Sequence[int]) -> None:
    """Let work that was to be done at these addresses go on without a place."""
    for part in chunks(list(numbers)):
        sql = f"select e.id from {{engagement}} e where {work.reader.among('e.address_id', 'ids')} order by e.id"
        rows = work.reader.rows(sql, {"ids": work.reader.bind(part)})
        work.update("engagement", [{"id": row[0], "address_id": None} for row in rows])
