"""Importing contacts: one pass in constant memory; good rows go in, bad rows come back (PY-9).

A batch meets the workspace by who holds its numbers and addresses, its properties and its companies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from casactl.actions.contact.importing.address import Told, is_of_address, with_country
from casactl.actions.contact.importing.candidate import Candidate, Defaults
from casactl.actions.contact.importing.choices import ImportChoices, is_nameless
from casactl.actions.contact.importing.insert import ARCHIVED, BatchInsert
from casactl.actions.contact.importing.leases import kinds_of_leased
from casactl.actions.contact.importing.lookup import Holders, Lookup
from casactl.actions.contact.importing.recognition import Recognition, apart
from casactl.actions.contact.importing.row_reader import RowReader
from casactl.actions.contact.importing.tenancy import FIELDS as OF_TENANCY
from casactl.actions.contact.importing.tenancy import Tenancy
from casactl.actions.contact.importing.update import (
    Difference,
    Match,
    check_attachable,
    held_by,
    write_differences,
)
from casactl.actions.property.find import find_property
from casactl.domain.amounts import Amounts
from casactl.domain.contact_types import ContactKind, missing_fields, needs
from casactl.domain.import_counts import FAIL, SKIP, UPDATE, ImportCounts
from casactl.domain.listed import part
from casactl.domain.names import fold
from casactl.domain.standing import Lifecycle
from casactl.intake.amount_cell import AmountCells
from casactl.intake.csv_rows import BadRow, Row
from casactl.intake.engine import Importing, Placed, RowFault
from casactl.intake.headers import MatchedColumns
from casactl.intake.rejects import RejectsFile
from casactl.intake.value_words import value_words
from casactl.store.queries.settings import definitions
from casactl.store.work import UnitOfWork

FIRST = 1
"""The number of the first contact of a workspace."""
NOBODYS = "the contact_id is nobody's here, so the row was taken without it"


def _defaults(work: UnitOfWork, columns: Sequence[str | None], choices: ImportChoices) -> Defaults:
    """What holds for every row, by what was chosen and what the office has set."""
    place = part(find_property(work.reader, choices.property).path) if choices.property else None
    decimal = choices.decimal or ("." if "contact_id" in columns else None)
    return Defaults(
        work.setting("country"), work.zone, work.today, choices.type, choices.tags, place, choices.role,
        choices.single_name, value_words("contact", choices.words), choices.dates,
        AmountCells(Amounts.of(work.setting), decimal),
    )  # fmt: skip


class ContactImport(Importing[Candidate]):
    """One import of contacts."""

    def __init__(
        self,
        work: UnitOfWork,
        columns: Sequence[str | None],
        choices: ImportChoices,
        rejects: RejectsFile,
        *,
        names: Sequence[str] = (),
    ) -> None:
        """`names` are what the file calls its columns."""
        if isinstance(columns, MatchedColumns) and not choices.type:
            choices = replace(choices, type=columns.implied_type)
        self._nameless = is_nameless(columns)
        if self._nameless and choices.on_conflict == FAIL:
            choices = replace(choices, on_conflict=UPDATE)
        defaults = _defaults(work, columns, choices)
        own = any(column and column.startswith("x-") for column in columns)
        self._reader = RowReader(columns, defaults, definitions(work.reader) if own else {}, names)
        super().__init__(self._reader.read, rejects)
        self._reader.warnings = self.warnings
        self._work, self._choices = work, choices
        if choices.invite:
            from casactl.actions.portal.links import check_links_lead

            check_links_lead(work)
        self.invited = 0 if choices.invite else None
        self._country = defaults.country
        self._addressed: Told | None = None
        """What the file says of addresses, None for nothing."""
        if any(map(is_of_address, self._reader.fields)):
            self._addressed = Told(self._reader.fields, self._reader.further_told, defaults.country)
        self._tenanted = not OF_TENANCY.isdisjoint(self._reader.fields)
        self._lookup = Lookup(
            work.reader, today=work.today.isoformat(), tenancies=self._tenanted, wording=choices.wording
        )
        self._leases = self._deposits = 0
        self._kinds: dict[int, str] = {}
        self._coming: dict[str, Candidate] = {}
        """By key the companies that rows of this batch add."""
        self._begun: dict[int, int] = {}
        """The numbers of those that somebody before them works for."""
        self._fenced = work.reader.fenced
        self._first_new = work.take("contact", 0)
        self._who = Recognition(choices, self._lookup, self._first_new)
        self._met = bytearray(self._first_new // 8 + 1)
        """A bit for each contact that a row was about."""

    def run(self, rows: Iterable[Row | BadRow]) -> ImportCounts:
        """Import all rows; of a file that says tenancies the counts say how many leases and deposits were made."""
        counts = super().run(rows)
        return replace(counts, leases=self._leases, deposits=self._deposits) if self._tenanted else counts

    def others(self, read: Candidate) -> Sequence[Candidate]:
        """The other people of a row; each counts as a row."""
        return read.others

    def reject(self, row: Placed, fault: RowFault) -> None:
        """Let a row come back; of several people it is said whom it is about."""
        about = row.named.shown if isinstance(row, Candidate) and row.of_several else ""
        self.fault(row, fault, about)

    def take(self, batch: list[Candidate]) -> None:
        """Add who is new, update whom the rows match."""
        if self._first_new == FIRST:  # nobody was ever here, so the numbers are those of where the export is from
            for row in batch:
                row.id = None
        self._lookup.learn_properties(batch)
        if self._tenanted:
            said = [row.tenancy for row in batch if row.tenancy]
            self._kinds = kinds_of_leased(self._work, self._lookup.properties, said)
        numbered = [row for row in batch if row.id]
        holders = self._lookup.holders(batch, shared=self._choices.shared_email)
        for row in numbered:
            if row.id is None:
                self.warnings.add(row.line, NOBODYS)
        self._lookup.learn_companies(batch)
        fresh: list[Candidate] = []
        matches: dict[int, Match] = {}
        for row, match in self._decided(batch, holders):
            if match is None:
                fresh.append(row)
            elif self._choices.on_conflict == SKIP:
                self.unchanged += 1
            else:
                if match.contact in matches:  # the second row about a contact sees what the first has done
                    self._write(fresh, self._differences(list(matches.values())))
                    fresh, matches = [], {}
                matches[match.contact] = match
        self._write(fresh, self._differences(list(matches.values())))

    def _decided(self, batch: Iterable[Candidate], holders: Holders) -> Iterator[tuple[Candidate, Match | None]]:
        """Each who does not come back, with the contact that they are, None for a new one."""
        for first in batch:
            if first.person > 1:
                continue  # decided with the first of the row
            found: list[tuple[Candidate, Match | None]] = []
            for row in (first, *first.others):
                try:
                    found.append((row, self._decide(row, holders)))
                except RowFault as why:
                    self.reject(row, why)
            taken = [(row, match.taken) for row, match in found if match and match.taken]
            if first.others and len(taken) == 1 + len(first.others):  # nobody is new: the row is there already
                for row, fault in taken:
                    self.reject(row, fault)
                continue
            yield from found

    def _decide(self, row: Candidate, holders: Holders) -> Match | None:
        """The contact that a row is about, None for a new one.

        Raises RowFault.
        """
        match = self._who.match(row, holders)
        if match is None and self._nameless:
            known = f"there is no contact with the external id {row.external_id}" if row.external_id else "says nobody"
            raise RowFault("unknown-external-id", known)
        self._check_places(row)
        if match is None:
            self._check_new(row)
            if row.lifecycle == ARCHIVED and (why := self._stays_open(row)):
                row.lifecycle = Lifecycle.INACTIVE
                self.warnings.add(row.line, f"{why}, so inactive instead of archived")
            elif row.tenancy and row.tenancy.past and row.lifecycle == ARCHIVED:
                self.warnings.add(row.line, "is past, so archived")
            self._who.claim_new(row, holders)
        elif self._choices.on_conflict == UPDATE:
            self._who.claim(row, holders, match.contact)
        return match

    def _check_new(self, row: Candidate) -> None:
        for fault in row.invalid_values.values():
            raise fault
        if row.type is None:
            raise RowFault("invalid-type", "the type is empty")
        values = {"first_name": row.first_name, "last_name": row.last_name, "name": row.name, "email": row.email}
        if missing := missing_fields(row.kind or "person", row.type, values, single_name=row.single_name):
            raise RowFault(f"missing-{missing[0].replace('_', '-')}", needs(row.type, missing[0]))
        if self._lookup.company_first and row.kind == ContactKind.COMPANY:
            raise RowFault(
                "missing-primary", "a company needs a primary contact: a row with a person of it brings both"
            )

    def _check_places(self, row: Candidate) -> None:
        if self._fenced and not row.places and not row.id:
            raise RowFault("unknown-property", "a property in your reach is needed")
        for key, path, _ in row.places:
            if self._lookup.properties[key] is None:
                several = "; several are parted by ;" if "," in path else ""
                raise RowFault("unknown-property", f"there is no property '{path}'{several}")

        if row.tenancy:
            row.tenancy.check_units({key: self._kind(key) for key, _, _ in row.places})

    def _kind(self, key: str) -> str | None:
        return self._kinds.get(self._lookup.properties[key] or 0)

    def _stays_open(self, row: Candidate) -> str:
        """What keeps somebody from being archived."""
        if self._reader.present_places(row):
            return "is attached to a property"
        return "has a deposit" if row.tenancy and row.tenancy.deposit else ""

    def _differences(self, matches: list[Match]) -> list[Difference]:
        if not matches:
            return []
        ids = [match.contact for match in matches]
        held = held_by(self._work, ids, addresses=bool(self._addressed), tenancies=self._tenanted)
        found: list[Difference] = []
        for match in matches:
            try:
                about = held[match.contact], self._reader.fields, self._lookup, self._addressed, self._work.today
                difference = Difference(match, *about)
                if match.by_name and difference:
                    other = f"contact {match.contact} of the same name, and differs"
                    raise RowFault("same-name", f"{match.row.named.shown} could be {other}; {apart(match.row)}")
                if match.taken and difference:
                    raise match.taken
                if self._meets_again(match.contact) and difference:
                    what = f"an earlier row is about contact {match.contact}, too; import this one once that is in"
                    raise RowFault("same-contact", what)
                found.append(difference)
                here = held[match.contact].columns["lifecycle"]
                if match.row.lifecycle not in (None, here):
                    self.warnings.add(match.row.line, f"stays {here}: an import changes nobody's life cycle")
            except RowFault as fault:
                self.reject(match.row, fault)
        refused = check_attachable(self._work, found)
        for each in found:
            if each.match.contact in refused:
                self.reject(each.match.row, RowFault("archived", refused[each.match.contact]))
        kept = [each for each in found if each.match.contact not in refused]
        changing = [each for each in kept if each]
        self.unchanged += len(kept) - len(changing)
        self.updated += len(changing)
        return changing

    def _meets_again(self, contact: int) -> bool:
        """Whether an earlier row was about a contact: two that differ would change it to and fro for ever."""
        if contact >= self._first_new:
            return False
        place, bit = contact >> 3, 1 << (contact & 7)
        met = bool(self._met[place] & bit)
        self._met[place] |= bit
        return met

    def _write(self, fresh: list[Candidate], changing: list[Difference]) -> None:
        write_differences(self._work, changing)
        batch = BatchInsert(self._work)
        numbers: list[int] = []
        self._coming = {fold(row.name): row for row in reversed(fresh) if row.name}
        self._begun.clear()
        for row in fresh:
            number = self._begun.get(id(row)) or batch.contact(row)
            numbers.append(number)
            if row.name:
                self._lookup.companies.setdefault(fold(row.name), number)
            if row.tenancy and row.places:
                self._settle(batch, number, row.tenancy)
            else:
                self._place(batch, number, [(self._lookup.properties[key] or 0, role) for key, _, role in row.places])
            for n, address in enumerate(row.addresses):
                batch.address(number, with_country(address, self._country), billing=not n, site=row.addresses.site)
            if row.company:
                self._employ(batch, number, row.company, str(row.type))
        for each in changing:
            self._complete(batch, each)
        self.added += len(fresh)
        batch.write()
        if self._choices.invite:
            self._invite(numbers)

    def _invite(self, added: list[int]) -> None:
        """Invite those who were added, leads and people without an e-mail left out."""
        from casactl.actions.contact.standing.invite import invite_new

        self.invited = (self.invited or 0) + len(added) - len(invite_new(self._work, added))

    def _settle(self, batch: BatchInsert, contact: int, tenancy: Tenancy) -> None:
        """Attach somebody new for the times of their stays, with their leases and deposit."""
        today = self._work.today.isoformat()
        placed = {(self._lookup.properties[stay.key] or 0, stay): None for stay in tenancy.stays}
        for place, stay in placed:
            if stay.first or not stay.over(today):
                batch.attach(contact, place, stay.role, stay)
            if stay.lease:
                batch.lease(contact, place, stay.lease)
                self._leases += 1
        if tenancy.deposit:
            self._deposits += 1
            batch.deposit(contact, tenancy, tenancy.deposit)

    def _complete(self, batch: BatchInsert, each: Difference) -> None:
        contact = each.match.contact
        for point in each.points_new:
            batch.point(contact, point)
        for key, name in each.tags_new.items():
            batch.tag(contact, key, name)
        tenancy = each.match.row.tenancy
        stays = {(self._lookup.properties[stay.key], stay.role): stay for stay in tenancy.stays} if tenancy else {}
        for place, role in dict.fromkeys(each.places_new):
            batch.attach(contact, place, role, stays.get((place, role)))
        self._complete_tenancy(batch, each)
        for change in each.addresses:
            if change.added:
                batch.address(contact, change.added, billing=change.billing, site=change.site)
        if each.company_new:
            self._employ(batch, contact, each.company_new, each.match.row.type or "client")

    def _complete_tenancy(self, batch: BatchInsert, each: Difference) -> None:
        contact, change = each.match.contact, each.tenancy
        for unit, stay in change.new:
            if stay.lease:
                batch.lease(contact, unit, stay.lease)
                self._leases += 1
        for lease, terms in change.rents:
            batch.rent(contact, lease.property_id, lease.id, terms)
        for place, stay in change.past:
            batch.attach(contact, place, stay.role, stay)
        if each.match.row.tenancy and change.deposit:
            self._deposits += 1
            batch.deposit(contact, each.match.row.tenancy, change.deposit)

    @staticmethod
    def _place(batch: BatchInsert, contact: int, places: Iterable[tuple[int, str]]) -> None:
        for place, role in dict.fromkeys(places):
            batch.attach(contact, place, role)

    def _employ(self, batch: BatchInsert, person: int, name: str, type_: str) -> None:
        company = self._company(batch, name, type_)
        batch.employ(person, company, primary=self._lookup.takes_first_place(company))

    def _company(self, batch: BatchInsert, name: str, type_: str) -> int:
        """The company of that name, made once when it is not there yet (SD-13)."""
        key = fold(name)
        number = self._lookup.companies.get(key)
        if number is None and (row := self._coming.get(key)):  # the file has it further down
            number = self._lookup.companies[key] = self._begun[id(row)] = batch.contact(row)
        self.companies += self._lookup.passes_for_new(key)
        if number is None:
            number = self._lookup.companies[key] = batch.company(name, type_)
            self._who.made[key] = number
        return number
