"""From a row's cells to a candidate: every field cleaned and judged, or the first fault of the row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape
from typing import TypeVar

from casactl.actions.contact.importing.address import (
    SITE,
    Address,
    AddressesSaid,
    AddressReader,
    further_readers,
    is_of_address,
)
from casactl.actions.contact.importing.candidate import Candidate, Defaults, Said
from casactl.actions.contact.importing.points import PointReader
from casactl.actions.contact.importing.tenancy import FIELDS as OF_TENANCY
from casactl.actions.contact.importing.tenancy import TenancyReader
from casactl.actions.contact.values import TAG_LIMIT, clean_do_not
from casactl.domain.contact_points import EMAIL, PHONE
from casactl.domain.contact_types import COMPANY, ROLES, TYPES, ContactKind
from casactl.domain.custom import LONGEST_VALUE, CustomField, InvalidCustomValue, stored
from casactl.domain.dates import InvalidDate, local_midnight
from casactl.domain.external_ids import clean_external_id
from casactl.domain.full_names import FullName, full_name, is_family_first, is_title, name_of_columns
from casactl.domain.listed import cut, parts
from casactl.domain.names import clean, exposed, fold
from casactl.domain.placeholders import AS_NAMES, ERRORS, PLACEHOLDERS, VACANT, is_sum, is_vacancy
from casactl.domain.properties import OWN_SLASH, SEPARATOR, join, parts_of, path_key
from casactl.domain.standing import Lifecycle
from casactl.errors import InvalidValue
from casactl.intake.date_order import is_no_day
from casactl.intake.engine import RowFault, Warnings
from casactl.intake.field_names import MOST_PEOPLE, OF_PERSON, families_first, may_repeat
from casactl.intake.row_people import NAMES, OF_ALL, second

T = TypeVar("T")
MEMO = 20_000
OF_EXPORTS = frozenset({"role", "lifecycle", "created_at"})
"""What casactl calls columns of its own export, which is known by them without the numbers, too."""
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9A-Fa-f]{2,4}|[A-Za-z]{2,8});")
"""What a web page writes for a character: `O&#39;Neill`, `Ann &amp; Bob`."""
OF_GOOGLE = "* "
"""What begins the groups that Google makes by itself, such as `* myContacts`: nobody gave anybody such a tag."""
YES, NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0", "-")
NAMING = NAMES | {"company", "contact_id", "external_id"}
"""Fields that say who a row is, but for its addresses."""
A_SUM = "the row sums up others, or is the foot of a page, and is no contact"
LIVES = Lifecycle.ACTIVE, Lifecycle.INACTIVE, Lifecycle.ARCHIVED


class RowReader:
    """Reads rows with one file's columns and defaults; memos what repeats."""

    def __init__(
        self,
        columns: Sequence[str | None],
        defaults: Defaults,
        defined: Mapping[str, CustomField] | None = None,
        names: Sequence[str] = (),
    ) -> None:
        """`names` are what the file calls its columns."""
        self._own = "contact_id" in columns or OF_EXPORTS.issubset(names)
        """Whether the file is an export of casactl's, whose cells mean what they say."""
        self.fields = frozenset("property" if name == "unit" else name for name in columns if name)
        others = [(name, n) for n, name in enumerate(columns) if name and not is_of_address(name)]
        nothing = {"first_name": AS_NAMES | VACANT, "last_name": AS_NAMES | VACANT, "full_name": PLACEHOLDERS | VACANT}
        self._at = [(name, n, nothing.get(name, PLACEHOLDERS)) for name, n in others if not name.startswith("x-")]
        self._custom = [(name[2:], n) for n, name in enumerate(columns) if name and name.startswith("x-")]
        self._defined = [known for key, _ in self._custom if (known := (defined or {}).get(key))]
        self._judged: dict[str, dict[str, str]] = {known.name: {} for known in self._defined}
        self._defaults = defaults
        whole = [name for field, name in zip(columns, names, strict=False) if field == "full_name"]
        self._last_first = families_first(whole[0]) if whole else 0
        self._addresses = AddressReader(columns, defaults.country) if any(map(is_of_address, self.fields)) else None
        self._further_addresses = further_readers(columns, defaults.country)
        self.further_told = [reader.told for reader in self._further_addresses]
        """For each further address what columns the file has."""
        self._tenancies = None
        if defaults.amounts and OF_TENANCY & self.fields:
            self._tenancies = TenancyReader(
                columns, today=defaults.today, dates=defaults.dates, amounts=defaults.amounts, warn=self._warn
            )
        self._tags: dict[str, dict[str, str]] = {}
        self._paths: dict[str, list[tuple[str, str]]] = {}
        self._default_tags = self._split_tags(";".join(defaults.tags))
        places = {name: [n for n, each in enumerate(columns) if each == name] for name in set(columns) if name}
        self._several = [
            (name, at)
            for name, at in places.items()
            if len(at) > 1 and not is_of_address(name) and not may_repeat(name)
        ]
        self._people = [n for n in range(2, MOST_PEOPLE + 1) if any(second(name, n) in self.fields for name in NAMES)]
        self._points = PointReader(
            columns, places, names, people=(1, *self._people), country=defaults.country, warn=self._warn
        )
        self.warnings = Warnings()
        self._words = defaults.words.of(columns)
        self._steps = self._needed()

    def _needed(self) -> tuple[Callable[[Candidate, Said], None], ...]:
        """What has to be read of each row of this file, in order."""
        of_field = {"lifecycle": self._live, "created_at": self._since, "do_not": self._unwanted}
        steps = [self._who, self._sort, self._names, self._email, self._phone, self._tagged, self._placed]
        steps += [step for name, step in of_field.items() if name in self.fields]
        steps += [self._stays] if self._tenancies else []
        steps += [self._address] if self._addresses else []
        return (*steps, self._own_fields) if self._custom else tuple(steps)

    def read(self, line: int, cells: Sequence[str]) -> Candidate:
        """The candidate of a row.

        Raises RowFault.
        """
        row, faults = Candidate(line, cells), list[RowFault]()
        said: dict[str, str] = {
            name: text for name, at, nothing in self._at if (text := cells[at].strip()) and text not in nothing
        }
        if self._several:
            self._join(row, said)
        if not NAMING & said.keys():
            self._refuse_nobody(cells)
        self._words.meant(said)
        for name, text in said.items():
            if text[0] == "'":
                said[name] = exposed(text)
            elif "&" in text and not self._own:
                said[name] = _ENTITY.sub(lambda found: unescape(found[0]), text)
        self._take_steps(row, said, faults)
        for person in self._people:
            if of_other := {name: said[own] for name in OF_PERSON if (own := second(name, person)) in said}:
                shared = {name: text for name, text in said.items() if name in OF_ALL}
                row.others.append(other := Candidate(line, cells, person=person))
                self._take_steps(other, shared | of_other, faults)
        if faults:
            raise RowFault.several(faults)
        return row

    @staticmethod
    def _refuse_nobody(cells: Sequence[str]) -> None:
        """Say what a row that names nobody is, where one of its cells tells."""
        if any(is_sum(cell.strip()) for cell in cells):
            raise RowFault("total-row", A_SUM)
        if any(is_vacancy(cell.strip()) for cell in cells):
            raise RowFault("vacant-unit", "nobody lives there: the row is no contact")

    def _take_steps(self, row: Candidate, said: Said, faults: list[RowFault]) -> None:
        for step in self._steps:
            try:
                step(row, said)
            except RowFault as fault:
                faults.append(fault)
            except InvalidValue as fault:
                faults.append(RowFault.of(fault))

    def _join(self, row: Candidate, said: dict[str, str]) -> None:
        """What several columns say of one field: all parts of a path or a name."""
        for name, places in self._several:
            given = [text for at in places if (text := row.cells[at].strip()) and text not in PLACEHOLDERS]
            if given:
                said[name] = (SEPARATOR if name == "property" else " ").join(given)

    def _address(self, row: Candidate, said: Said) -> None:
        if not self._addresses:
            return
        found: list[Address | None] = []
        for reader in (self._addresses, *(self._further_addresses if row.person == 1 else ())):
            found.append(reader.read(row.cells, by_number=row.id is not None))
            for sentence in reader.warnings:
                self.warnings.add(row.line, sentence)
        site = SITE in said and self._says_yes(SITE, said[SITE])
        row.addresses = AddressesSaid(found[0], found[1:], site)

    def _own_fields(self, row: Candidate, said: Said) -> None:
        if self._custom and row.person == 1:
            row.custom = dict(self._customs(row.cells))
            for known in self._defined:
                self._judge(row, known)

    def _who(self, row: Candidate, said: Said) -> None:
        if "contact_id" in said:
            number = said["contact_id"]
            if not (number.isascii() and number.isdigit() and len(number) < 19):
                raise RowFault("invalid-id", f"'{number[:40]}' is not a contact's number")
            row.id = int(number)
        if "external_id" in said:
            row.external_id = clean_external_id(said["external_id"]) or None

    def _sort(self, row: Candidate, said: Said) -> None:
        row.type = self._type(said.get("type") or self._defaults.type)
        if "kind" in said:
            row.kind = said["kind"].lower()
            if row.kind not in (ContactKind.PERSON, ContactKind.COMPANY):
                raise RowFault("invalid-kind", f"'{clean(row.kind)[:40]}' is neither person nor company")

    @staticmethod
    def _type(text: str | None) -> str | None:
        if not text or text in TYPES:
            return text or None
        word = text.lower().replace("_", "-").replace(" ", "-")
        if word not in TYPES:
            raise RowFault("invalid-type", f"'{clean(text)[:40]}' is not a contact type; types: {', '.join(TYPES)}")
        return word

    def _names(self, row: Candidate, said: Said) -> None:
        first, last, whole, company = [
            clean(said[name]) if name in said else None for name in ("first_name", "last_name", "full_name", "company")
        ]
        if row.kind != COMPANY and is_sum(whole or f"{first or ''} {last or ''}".strip()):
            raise RowFault("total-row", A_SUM)
        if row.kind == COMPANY or (company and not (row.kind or first or last or whole)):
            row.kind, row.name = "company", company or whole or last or first
            if company and (first or last):
                row.others.append(self._works_there(row, first, last))
            return
        if whole and not (first or last):
            found = self._apart(row, whole)
            if found.company and row.kind is None:
                row.kind, row.name = "company", found.whole
                return
            first, last = found.first or None, found.last or found.whole
            row.title, row.suffix = found.title or None, found.suffix or None
            row.family_first = 1 if found.family_first else None
        elif first and last and not self._own and (" " in first or " " in last):
            first, last = self._bared(row, first, last)
        if last and "particle" in said:
            last = f"{clean(said['particle'])} {last}"
        if "middle_name" in said:
            first = f"{first or ''} {clean(said['middle_name'])}".strip()
        self._around(row, said, f"{last or ''}{first or ''}" if first and last else "")
        alone = bool(first) != bool(last)
        row.single_name = alone and (bool(whole) or self._is_single(said.get("single_name")))
        if row.single_name:
            first, last = None, first or last
        row.first_name, row.last_name, row.company = first or None, last or None, company

    def _works_there(self, row: Candidate, first: str | None, last: str | None) -> Candidate:
        """Whom a company's row names beside it."""
        alone = not (first and last)
        first, last = (None, first or last) if alone else (first, last)
        return Candidate(
            row.line, row.cells, kind=str(ContactKind.PERSON), type=row.type, first_name=first, last_name=last,
            single_name=alone, company=row.name, person=2,
        )  # fmt: skip

    def _around(self, row: Candidate, said: Said, both: str) -> None:
        """What stands before and behind a name, and whether the family's stands first."""
        if "title" in said:
            if self._own or is_title(said["title"]):  # what an office has put there is its own affair
                own = (row.title or "").split()  # of the whole name: Dr. Weber beside Herr
                column = clean(said["title"])
                row.title = " ".join([column, *(word for word in own if word not in column.split())])
            else:
                self.warnings.add(row.line, f"'{clean(said['title'])[:60]}' is no title of a name and was left out")
        if "suffix" in said:
            row.suffix = clean(said["suffix"])
        if "family_first" in said:
            row.family_first = 1 if self._says_yes("family_first", said["family_first"]) else None
        elif not both.isascii() and is_family_first(both):
            row.family_first = 1

    def _bared(self, row: Candidate, first: str, last: str) -> tuple[str, str]:
        """The names of two columns without titles, suffix and remark; those are kept, or said."""
        found = name_of_columns(first, last)
        row.title, row.suffix = found.title or None, found.suffix or None
        if found.remark:
            self.warnings.add(row.line, f"{found.remark} is no part of the name and was left out")
        return found.first, found.last

    def _apart(self, row: Candidate, whole: str) -> FullName:
        """A whole name taken apart; what was not sure about it is said."""
        found = full_name(whole, last_first=self._last_first)
        if found.remark:
            self.warnings.add(row.line, f"{found.remark} is no part of the name and was left out")
        if found.whole and not found.company:
            self.warnings.add(row.line, f"'{found.whole[:60]}' was taken for a name of one")
        return found

    def _is_single(self, text: str | None) -> bool:
        return self._defaults.single_name if text is None else self._says_yes("single_name", text)

    @staticmethod
    def _says_yes(field: str, text: str) -> bool:
        word = fold(text)
        if word not in (*YES, *NO):
            raise RowFault(f"invalid-{field.replace('_', '-')}", f"'{clean(text)[:40]}' is neither yes nor no")
        return word in YES

    def _email(self, row: Candidate, said: Said) -> None:
        """The login e-mail, and further ones: the first that is said is the one, unless the file tells them apart."""
        if main := self._points.main(row, said, EMAIL):
            row.email, row.email_key = main.value, main.key

    def _phone(self, row: Candidate, said: Said) -> None:
        if main := self._points.main(row, said, PHONE):
            row.phone, row.phone_shown = main.value, main.shown

    def _tagged(self, row: Candidate, said: Said) -> None:
        row.default_tags = "tags" not in said
        row.tags = self._default_tags if row.default_tags else self._split_tags(said["tags"])

    def _placed(self, row: Candidate, said: Said) -> None:
        row.default_place = not ("property" in said or "unit" in said)
        places = said.get("property") or self._defaults.property
        if unit := said.get("unit"):
            within = (places or "").rstrip(SEPARATOR)
            places = ";".join(_unit_within(within, each.strip()) for each in cut(unit))
        if places:
            row.places = self._places(row, places, said.get("role") or self._defaults.role)

    def _warn(self, line: int, sentence: str) -> None:
        self.warnings.add(line, sentence)

    def _stays(self, row: Candidate, said: Said) -> None:
        """The tenancy; who is past is archived, unless something has to be settled first."""
        if not self._tenancies:
            return
        row.tenancy = self._tenancies.read(row.line, said, row.places, leases=row.person == 1)
        if row.tenancy and row.tenancy.past and row.lifecycle is None:
            row.lifecycle = str(Lifecycle.ARCHIVED)

    def present_places(self, row: Candidate) -> list[tuple[str, str, str]]:
        """Where a row's contact is, or will be."""
        today = self._defaults.today.isoformat()
        return row.tenancy.present(row.places, today) if row.tenancy else row.places

    @staticmethod
    def _live(row: Candidate, said: Said) -> None:
        if "lifecycle" in said:
            row.lifecycle = said["lifecycle"].lower()
            if row.lifecycle not in LIVES:
                shown = clean(row.lifecycle)[:40]
                raise RowFault("invalid-lifecycle", f"'{shown}' is no life cycle; there are {', '.join(LIVES)}")

    @staticmethod
    def _unwanted(row: Candidate, said: Said) -> None:
        if "do_not" in said:
            try:
                row.do_not = clean_do_not(said["do_not"])
            except InvalidValue as fault:
                raise RowFault.of(fault, "invalid-do-not") from None

    def _since(self, row: Candidate, said: Said) -> None:
        if "created_at" in said and not is_no_day(said["created_at"]):
            row.created_at = self._created(said["created_at"])

    def _customs(self, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        for key, at in self._custom:
            text = cells[at].strip()
            yield key, clean(exposed(text), limit=LONGEST_VALUE) if text and text not in ERRORS else ""

    def _judge(self, row: Candidate, known: CustomField) -> None:
        """Put a defined field's value into its stored form, or keep why it is none."""
        text, judged = row.custom[known.name], self._judged[known.name]
        value = judged.get(text)
        if value is None:
            try:
                value = stored(known, text, today=self._defaults.today)
            except InvalidCustomValue as fault:
                row.invalid_values[known.name] = RowFault("invalid-custom", _with_hint(fault))
                return
            _remember(judged, text, value)
        row.custom[known.name] = value

    def _split_tags(self, text: str) -> dict[str, str]:
        """Tags by their compare key; in an own export a comma is part of one."""
        held = self._tags.get(text)
        if held is None:
            parted = text if self._own else text.replace(" ::: ", ";").replace(",", ";")
            words = [clean(word, limit=TAG_LIMIT) for word in parted.split(";")]
            own = [word for word in words if self._own or not word.startswith(OF_GOOGLE)]
            held = {fold(word): word for word in own if word and word not in PLACEHOLDERS}
            _remember(self._tags, text, held)
        return held

    def _places(self, row: Candidate, text: str, given: str | None) -> list[tuple[str, str, str]]:
        paths = self._split_paths(text)
        if given is None or given in ROLES:
            roles = [given or row.type or ""]
        else:
            roles = [role.strip().lower().replace("_", "-").replace(" ", "-") for role in given.split(";")]
        places = []
        for n, (key, path) in enumerate(paths):
            role = roles[n] if n < len(roles) else roles[-1]
            if role not in ROLES:
                code = "invalid-role" if given else "missing-role"
                raise RowFault(code, f"'{clean(role)[:40]}' is not a role at a property")
            places.append((key, path, role))
        return places

    def _split_paths(self, text: str) -> list[tuple[str, str]]:
        held = self._paths.get(text)
        if held is None:
            held = [(path_key(path), path.strip()) for path in parts(text) if path.strip()]
            _remember(self._paths, text, held)
        return held

    def _created(self, text: str) -> str:
        try:
            day = self._defaults.dates.read(text, self._defaults.today)
        except InvalidDate as fault:
            raise RowFault.of(fault, "invalid-date") from None
        return local_midnight(day, self._defaults.zone)


def _unit_within(within: str, unit: str) -> str:
    """The path of a unit: a slash is its own where the property stands beside it, as of the flat `2/1`."""
    if SEPARATOR in unit:
        above = {path_key(within), path_key(parts_of(within)[-1])}
        if not within or any(path_key(unit).startswith(f"{key}{SEPARATOR}") for key in above):
            return unit
    return join(within or None, unit.replace(OWN_SLASH, SEPARATOR))


def _with_hint(fault: InvalidCustomValue) -> str:
    return f"{fault.message}: {fault.hint}" if isinstance(fault.hint, str) else fault.message


def _remember(memo: dict[str, T], text: str, value: T) -> None:
    """Keep what a repeating cell came to, without growing for ever."""
    if len(memo) >= MEMO:
        memo.clear()
    memo[text] = value
