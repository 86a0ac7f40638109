"""Importing contacts: one pass in constant memory; good rows go in, bad rows come back (PY-9).

A batch meets the workspace by who holds its numbers and addresses, its properties and its companies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from casactl.actions.contact.attach import role_for
from casactl.actions.contact.importing.address import FIELDS, with_country
from casactl.actions.contact.importing.candidate import Candidate, Defaults, RowReader
from casactl.actions.contact.importing.insert import BatchInsert
from casactl.actions.contact.importing.lookup import UNNAMED, Holders, Lookup, Namesake
from casactl.actions.contact.importing.update import (
    Difference,
    Match,
    check_attachable,
    held_by,
    write_differences,
)
from casactl.actions.contact.values import clean_tags, contact_type
from casactl.actions.property.find import find_property
from casactl.domain.contact_types import TYPES, ContactKind, missing_fields, needs
from casactl.domain.failures import failure
from casactl.domain.import_counts import FAIL, SKIP, UPDATE
from casactl.domain.names import fold
from casactl.domain.same_name import same_but_for_spelling
from casactl.domain.standing import Lifecycle
from casactl.errors import UsageFault
from casactl.intake.contact_point import email_point
from casactl.intake.data_files import nicknames
from casactl.intake.engine import Importing, Placed, RowFault, check_conflict
from casactl.intake.headers import MatchedColumns
from casactl.intake.rejects import RejectsFile
from casactl.intake.value_words import Words, value_words
from casactl.store.queries.settings import definitions
from casactl.store.work import UnitOfWork

NEW = 1 << 60
"""Stands for the number of a row that this file adds, until it has one."""
KEYS = BY_ID, BY_EXTERNAL_ID, BY_EMAIL = "id", "external-id", "email"
"""What a row is known by, beside its name."""
APART = "an external id, an e-mail or a phone tells them apart; to add another one of that name: --allow-duplicate"
SHARED = "of two who share an address the second goes in without a login: --shared-email keep"
NAMED = ("first_name", "last_name", "full_name", "company")


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """How rows that are there already are met, and values for rows that have none."""

    on_conflict: str = FAIL
    type: str | None = None
    tags: tuple[str, ...] = ()
    property: str | None = None
    role: str | None = None
    allow_duplicate: bool = False
    """Whether a row is added although somebody of the same name could be meant."""
    trust: tuple[str, ...] = ()
    """The keys that count although the row's name is another person's."""
    invite: bool = False
    """Whether those who are added are invited, too (SD-17)."""
    single_name: bool = False
    """Whether one name is enough in every row."""
    shared_email: bool = False
    """Whether somebody with an address of another's is added, without a login."""
    words: Words = field(default_factory=dict)
    """What other systems' words mean, by field."""


FIRST = 1
"""The number of the first contact of a workspace."""


def check_choices(choices: ImportChoices) -> ImportChoices:
    """The choices with their words in stored form.

    Raises UsageFault.
    """
    check_conflict(choices.on_conflict)
    for key in choices.trust:
        if key not in KEYS:
            raise UsageFault(f"--trust takes one of {', '.join(KEYS)}, not '{key}'.")
    type_ = contact_type(choices.type) if choices.type else None
    role = role_for(choices.role, "") if choices.role else None
    return replace(choices, type=type_, role=role, tags=tuple(clean_tags(choices.tags).values()))


def check_columns(columns: Sequence[str | None], choices: ImportChoices) -> None:
    """Raise MissingColumn when no row could have what it needs.

    A file with the contacts' own numbers may hold just what changes.
    """
    if "contact_id" in columns or (choices.on_conflict != FAIL and {"external_id", "email"} & set(columns)):
        return
    if is_nameless(columns):
        return
    implied = columns.implied_type if isinstance(columns, MatchedColumns) else None
    if "type" not in columns and not (choices.type or implied):
        raise failure(
            "input.missing-column",
            "The file has no column with the contact's type.",
            hint=f"--type TYPE gives one to all: {', '.join(TYPES)}",
        )
    if not set(NAMED) & set(columns):
        raise failure(
            "input.missing-column",
            "The file has no column with a name.",
            hint='--map "Column=first_name" says which it is',
        )


def is_nameless(columns: Sequence[str | None]) -> bool:
    """Whether a file says nobody's name, as one of projects does: it can tell of customers by their number alone."""
    return "external_id" in columns and not set(NAMED) & set(columns)


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
        place = find_property(work.reader, choices.property).path if choices.property else None
        defaults = Defaults(
            work.setting("country"),
            work.zone,
            work.today,
            choices.type,
            choices.tags,
            place,
            choices.role,
            choices.single_name,
            value_words("contact", choices.words),
        )
        own = any(column and column.startswith("x-") for column in columns)
        self._reader = RowReader(columns, defaults, definitions(work.reader) if own else {}, names)
        super().__init__(self._reader.read, rejects)
        self._reader.warnings = self.warnings
        self._work, self._choices = work, choices
        if choices.invite:
            from casactl.actions.portal.links import check_links_lead

            check_links_lead(work)
        self.invited = 0 if choices.invite else None
        self._addressed = not FIELDS.isdisjoint(self._reader.fields)
        self._country = defaults.country
        self._lookup = Lookup(work.reader, today=work.today.isoformat())
        self._fenced = work.reader.fenced
        self._first_new = work.take("contact", 0)

    def others(self, read: Candidate) -> Sequence[Candidate]:
        """The other people of a row; each counts as a row."""
        return read.others

    def reject(self, row: Placed, fault: RowFault) -> None:
        """Let a row come back; of several people it is said whom it is about."""
        if isinstance(row, Candidate) and (row.person > 1 or row.others):
            fault = RowFault(fault.code, f"{row.named.shown}: {fault.message}")
        super().reject(row, fault)

    def take(self, batch: list[Candidate]) -> None:
        """Add who is new, update whom the rows match."""
        if self._first_new == FIRST:  # nobody was ever here, so the numbers are those of where the export is from
            for row in batch:
                row.id = None
        self._lookup.learn_properties(batch)
        holders = self._lookup.holders(batch, shared=self._choices.shared_email)
        self._lookup.learn_companies(batch)
        fresh: list[Candidate] = []
        matches: dict[int, Match] = {}
        for row in batch:
            try:
                match = self._decide(row, holders)
            except RowFault as fault:
                self.reject(row, fault)
                continue
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

    def _decide(self, row: Candidate, holders: Holders) -> Match | None:
        """The contact that a row is about, None for a new one.

        Raises RowFault.
        """
        match = self._match(row, holders)
        if match is None and self._nameless:
            known = f"there is no contact with the external id {row.external_id}" if row.external_id else "says nobody"
            raise RowFault("unknown-external-id", known)
        self._check_places(row)
        if match is None:
            self._check_new(row)
            if row.lifecycle == Lifecycle.ARCHIVED and row.places:
                row.lifecycle = Lifecycle.INACTIVE
                self.warnings.add(row.line, "is attached to a property, so inactive instead of archived")
            self._claim(row, holders, self._first_new + NEW)
            self._remember(row, holders)
        elif self._choices.on_conflict == UPDATE:
            self._claim(row, holders, match.contact)
        return match

    def _match(self, row: Candidate, holders: Holders) -> Match | None:
        """The contact that a row is about: by number, else external id, else e-mail, else name; None for a new one."""
        if row.id:
            if row.id not in holders.ids or row.id >= self._first_new:
                raise RowFault("unknown-id", f"there is no contact {row.id}")
            self._agree(row, holders, row.id, BY_ID, "id-names-somebody-else")
            return self._allowed(Match(row, row.id, True), "id-taken", f"contact {row.id} is there already")
        if row.external_id and (number := holders.external.get(row.external_id)):
            what = f"the external id {row.external_id} is contact {number}'s"
            if number >= self._first_new:
                raise RowFault("external-id-taken", what.replace(f"contact {number}'s", "another row's"))
            if self._choices.on_conflict != FAIL:
                self._agree(row, holders, number, BY_EXTERNAL_ID, "external-id-taken matches-another-name")
            return self._allowed(Match(row, number, False), "external-id-taken", what)
        holder = holders.emails.get(row.email_key) if row.email_key else None
        if holder is not None and self._gives_up_email(row, holders):
            holder = None
        return self._by_namesake(row, holders) if holder is None else self._by_email(row, holders, holder)

    def _by_email(self, row: Candidate, holders: Holders, holder: int) -> Match:
        if holder == UNNAMED:
            raise RowFault("email-taken", f"{row.email} already belongs to somebody else")
        if holder >= self._first_new:
            couple = f"; {SHARED}" if self._is_another(row, holders) else ""
            raise RowFault("email-taken", f"{row.email} belongs to another row of this file{couple}")
        taken = f"{row.email} already belongs to contact {holder}"
        if row.external_id or holders.external_of.get(holder):
            raise RowFault("email-taken", taken)
        if self._choices.on_conflict != FAIL:
            self._agree(row, holders, holder, BY_EMAIL, "matches-another-name")
        return self._allowed(Match(row, holder, False), "email-taken", taken)

    def _agree(self, row: Candidate, holders: Holders, number: int, key: str, code: str) -> None:
        """Raise RowFault where a row's key is one person's and its name another's: one key alone never renames."""
        held = holders.names.get(number)
        if held is None or key in self._choices.trust:
            return
        if not same_but_for_spelling(row.named, held, nicknames(), either=key == BY_ID):
            what = {BY_ID: "number", BY_EXTERNAL_ID: "external id", BY_EMAIL: "e-mail"}[key]
            raise RowFault(
                code,
                f"the {what} is that of contact {number}, {held.shown}, and the row names {row.named.shown}; if it is "
                f"the same contact: --trust {key}{f'; {SHARED}' if key == BY_EMAIL else ''}",
            )

    @staticmethod
    def _is_another(row: Candidate, holders: Holders) -> bool:
        """Whether the row's e-mail is somebody's of another name."""
        held = holders.email_names.get(row.email_key or "")
        return held is not None and not same_but_for_spelling(row.named, held, nicknames())

    def _gives_up_email(self, row: Candidate, holders: Holders) -> bool:
        """Let a row's e-mail that is another person's be a further one, where that was asked for."""
        gives_up = self._choices.shared_email and row.email is not None and self._is_another(row, holders)
        if gives_up and row.email:
            row.points.insert(0, email_point(row.email))
            row.email = row.email_key = None
        return gives_up

    def _by_namesake(self, row: Candidate, holders: Holders) -> Match | None:
        """Of a row that has its name alone: the one of that name with the same phone or place, or with nothing else."""
        if holders.namesakes is None or not row.keyless:
            return None
        kind = row.kind or "person"
        same = [each for each in holders.namesakes.get(row.sort_key, ()) if each.kind == kind]
        places = {place for key, _, _ in row.places if (place := self._lookup.properties.get(key))}
        reached = row.reached_by
        rivals = [each for each in same if not (row.phone and each.phone and reached.isdisjoint(each.reached_by))]
        strong = [each for each in rivals if reached & each.reached_by or places & each.places]
        weak = [] if reached or places else [each for each in rivals if row.type in (None, each.type)]
        known = [each for each in strong or weak if not each.line]
        if (strong and known) or len(known) == len(weak) == 1:
            why = f"contact {known[0].id} is {row.named.shown} already"
            return self._allowed(Match(row, known[0].id, False, by_name=not strong), "same-name", why)
        others = rivals + [each for each in same if each not in rivals and places & each.places]
        if others and not self._choices.allow_duplicate:
            raise RowFault("same-name", f"{row.named.shown} could be {_namesakes(others)}; {APART}")
        return None

    def _allowed(self, match: Match, code: str, message: str) -> Match:
        if self._choices.on_conflict == FAIL:
            raise RowFault(code, message)
        return match

    def _claim(self, row: Candidate, holders: Holders, owner: int) -> None:
        """Take the row's e-mail and external id for `owner`, so that later rows of the batch see it."""
        taken = row.email_key is not None and holders.emails.get(row.email_key, owner) != owner
        if taken and row.email_key and not self._gives_up_email(row, holders):
            raise RowFault("email-taken", f"{row.email} already belongs to {_who(holders.emails[row.email_key])}")
        if row.external_id and holders.external.get(row.external_id, owner) != owner:
            other = _who(holders.external[row.external_id])
            raise RowFault("external-id-taken", f"the external id {row.external_id} is {other}'s")
        if row.email_key:
            holders.emails[row.email_key] = owner
            holders.email_names[row.email_key] = row.named
            holders.external_of[owner] = row.external_id
        if row.external_id:
            holders.external[row.external_id] = owner

    def _remember(self, row: Candidate, holders: Holders) -> None:
        """Let rows of this batch that say no more than the name know of this one."""
        if holders.namesakes is not None and (row.last_name or row.name):
            places = {place for key, _, _ in row.places if (place := self._lookup.properties.get(key))}
            number = self._first_new + NEW
            new = Namesake(number, row.kind or "person", row.type, row.phone, places, row.reached_by, row.line)
            holders.namesakes.setdefault(row.sort_key, []).append(new)

    def _check_new(self, row: Candidate) -> None:
        for fault in row.invalid_values.values():
            raise fault
        if row.type is None:
            raise RowFault("invalid-type", "the type is empty")
        values = {"first_name": row.first_name, "last_name": row.last_name, "name": row.name, "email": row.email}
        if missing := missing_fields(row.kind or "person", row.type, values, single_name=row.single_name):
            raise RowFault(f"missing-{missing[0].replace('_', '-')}", needs(row.type, missing[0]))
        if row.kind == ContactKind.COMPANY and self._lookup.company_first:
            raise RowFault(
                "missing-primary", "a company needs a primary contact: a row with a person of it brings both"
            )

    def _check_places(self, row: Candidate) -> None:
        if self._fenced and not row.places and not row.id:
            raise RowFault("unknown-property", "a property in your reach is needed")
        for key, path, _ in row.places:
            if self._lookup.properties[key] is None:
                raise RowFault("unknown-property", f"there is no property '{path}'")

    def _differences(self, matches: list[Match]) -> list[Difference]:
        if not matches:
            return []
        held = held_by(self._work, [match.contact for match in matches], addresses=self._addressed)
        found: list[Difference] = []
        for match in matches:
            try:
                about = held[match.contact], self._reader.fields, self._lookup, self._country
                difference = Difference(match, *about)
                if match.by_name and difference:
                    other = f"contact {match.contact} of the same name, and differs"
                    raise RowFault("same-name", f"{match.row.named.shown} could be {other}; {APART}")
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

    def _write(self, fresh: list[Candidate], changing: list[Difference]) -> None:
        write_differences(self._work, changing)
        batch = BatchInsert(self._work)
        numbers: list[int] = []
        for row in fresh:
            number = batch.contact(row)
            numbers.append(number)
            if row.name:
                self._lookup.companies.setdefault(fold(row.name), number)
            self._place(batch, number, [(self._lookup.properties[key] or 0, role) for key, _, role in row.places])
            if row.address:
                batch.address(number, with_country(row.address, self._country), billing=True)
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

    def _complete(self, batch: BatchInsert, each: Difference) -> None:
        contact = each.match.contact
        for point in each.points_new:
            batch.point(contact, point)
        for key, name in each.tags_new.items():
            batch.tag(contact, key, name)
        self._place(batch, contact, each.places_new)
        if each.address.added:
            batch.address(contact, each.address.added, billing=each.address.billing)
        if each.company_new:
            self._employ(batch, contact, each.company_new, each.match.row.type or "client")

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
        self.companies += self._lookup.passes_for_new(key)
        number = self._lookup.companies.get(key)
        if number is None:
            number = self._lookup.companies[key] = batch.company(name, type_)
        return number


def _who(number: int) -> str:
    return "somebody else" if number == UNNAMED else f"contact {number}"


def _namesakes(others: Sequence[Namesake]) -> str:
    named = [f"line {each.line} of this file" if each.line else f"contact {each.id}" for each in others[:3]]
    return " or ".join(named) + (" or another" if len(others) > len(named) else "")
