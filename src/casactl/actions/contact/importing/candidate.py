"""From a row's cells to a candidate: every field cleaned and judged, or the first fault of the row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from casactl.actions.contact.importing.address import FIELDS, Address, AddressReader
from casactl.actions.contact.values import TAG_LIMIT
from casactl.domain.contact_points import Point, PointKind
from casactl.domain.contact_types import ROLES, TYPES, ContactKind
from casactl.domain.custom import LONGEST_VALUE, CustomField, InvalidCustomValue, stored
from casactl.domain.dates import InvalidDate, local_midnight, parse_date
from casactl.domain.external_ids import clean_external_id
from casactl.domain.full_names import FullName, full_name, is_family_first, is_title
from casactl.domain.names import clean, exposed, fold
from casactl.domain.placeholders import AS_NAMES, PLACEHOLDERS
from casactl.domain.properties import OWN_SLASH, SEPARATOR, join, parts_of, path_key
from casactl.domain.same_name import Named
from casactl.domain.standing import Lifecycle
from casactl.errors import InvalidValue
from casactl.intake.contact_point import Cell, label_of, points_of_cells
from casactl.intake.engine import RowFault, Warnings
from casactl.intake.field_names import OF_PERSON, may_repeat
from casactl.intake.row_people import NAMES, second
from casactl.intake.value_words import ValueWords, value_words
from casactl.store.derived import sort_key

T = TypeVar("T")
Said = Mapping[str, str]
"""The cells that say something, by field."""
MEMO = 20_000
KEYS = frozenset({"contact_id", "external_id"})
"""What is one person's only."""
YES, NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0", "-")
LIVES = Lifecycle.ACTIVE, Lifecycle.INACTIVE, Lifecycle.ARCHIVED


@dataclass(frozen=True, slots=True)
class Defaults:
    """Values for every row that has none, and how cells are read."""

    country: str
    zone: ZoneInfo
    today: date
    type: str | None = None
    tags: tuple[str, ...] = ()
    property: str | None = None
    role: str | None = None
    single_name: bool = False
    words: ValueWords = field(default_factory=lambda: value_words("contact", {}))
    """What other systems' words mean."""
    """Whether one name is enough in every row."""


@dataclass(slots=True)
class Candidate:
    """A row as it would be stored; None where the row says nothing."""

    line: int
    cells: Sequence[str]
    id: int | None = None
    external_id: str | None = None
    kind: str | None = None
    type: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None
    single_name: bool = False
    """Whether one name is all there is; the last name holds it then."""
    company: str | None = None
    email: str | None = None
    email_key: str | None = None
    phone: str | None = None
    phone_shown: str | None = None
    points: list[Point] = field(default_factory=list)
    """Further e-mails and phones."""
    title: str | None = None
    suffix: str | None = None
    family_first: int | None = None
    created_at: str | None = None
    lifecycle: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    places: list[tuple[str, str, str]] = field(default_factory=list)
    """(path key, path, role) of each property."""
    custom: dict[str, str] = field(default_factory=dict)
    address: Address | None = None
    invalid_values: dict[str, RowFault] = field(default_factory=dict)
    """Why a custom field does not take its value, which is refused unless the contact holds it already."""
    person: int = 1
    """Which of the people of its row."""
    others: list[Candidate] = field(default_factory=list)
    """The others."""
    default_tags: bool = False
    default_place: bool = False

    @property
    def keyless(self) -> bool:
        """Whether it has a name alone, and no number, external id or e-mail."""
        return not (self.id or self.external_id or self.email_key) and bool(self.last_name or self.name)

    @property
    def sort_key(self) -> str:
        """By what lists sort the contact, and names resolve."""
        return sort_key(self.first_name, self.last_name, self.name)

    @property
    def named(self) -> Named:
        """What the contact is called."""
        return Named(self.first_name, self.last_name, self.name)

    @property
    def reached_by(self) -> set[str]:
        """The keys of all its e-mails and phones."""
        return {key for key in (self.phone, self.email_key, *(point.key for point in self.points)) if key}


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
        self.fields = frozenset("property" if name == "unit" else name for name in columns if name)
        others = [(name, n) for n, name in enumerate(columns) if name and name not in FIELDS]
        nothing = {"first_name": AS_NAMES, "last_name": AS_NAMES}
        self._at = [(name, n, nothing.get(name, PLACEHOLDERS)) for name, n in others if not name.startswith("x-")]
        self._custom = [(name[2:], n) for n, name in enumerate(columns) if name and name.startswith("x-")]
        self._defined = [known for key, _ in self._custom if (known := (defined or {}).get(key))]
        self._judged: dict[str, dict[str, str]] = {known.name: {} for known in self._defined}
        self._defaults = defaults
        self._addresses = AddressReader(columns, defaults.country) if FIELDS & self.fields else None
        self._tags: dict[str, dict[str, str]] = {}
        self._paths: dict[str, list[tuple[str, str]]] = {}
        self._default_tags = self._split_tags(";".join(defaults.tags))
        places = {name: [n for n, each in enumerate(columns) if each == name] for name in set(columns) if name}
        self._several = [
            (name, at) for name, at in places.items() if len(at) > 1 and name not in FIELDS and not may_repeat(name)
        ]
        self._people = [n for n in range(2, 10) if any(second(name, n) in self.fields for name in NAMES)]
        labels = [label_of(name) for name in names] or [None] * len(columns)
        self._reached = {
            (person, kind): [
                (at, labels[at], name != kind)
                for name in (str(kind), f"further_{kind}")
                for at in places.get(name if person == 1 else second(name, person), ())
            ]
            for person in (1, *self._people)
            for kind in PointKind
        }
        self.warnings = Warnings()
        self._words = defaults.words
        self._steps = self._needed()

    def _needed(self) -> tuple[Callable[[Candidate, Said], None], ...]:
        """What has to be read of each row of this file, in order."""
        of_field = {"lifecycle": self._live, "created_at": self._since}
        steps = [self._who, self._sort, self._names, self._email, self._phone, self._tagged, self._placed]
        steps += [step for name, step in of_field.items() if name in self.fields]
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
        self._words.meant(said)
        for name, text in said.items():
            if text[0] == "'":
                said[name] = exposed(text)
        self._take_steps(row, said, faults)
        for person in self._people:
            if of_other := {name: said[own] for name in OF_PERSON if (own := second(name, person)) in said}:
                shared = {name: text for name, text in said.items() if name not in OF_PERSON | KEYS}
                row.others.append(other := Candidate(line, cells, person=person))
                self._take_steps(other, shared | of_other, faults)
        if faults:
            raise RowFault.several(faults)
        return row

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
        if self._addresses:
            row.address = self._addresses.read(row.cells, by_number=row.id is not None)
            for sentence in self._addresses.warnings:
                self.warnings.add(row.line, sentence)

    def _own_fields(self, row: Candidate, said: Said) -> None:
        if self._custom:
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
        first, last, whole, company = (
            clean(said[name]) if name in said else None for name in ("first_name", "last_name", "full_name", "company")
        )
        if row.kind == ContactKind.COMPANY or (company and not (row.kind or first or last or whole)):
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
            if is_title(said["title"]):
                row.title = clean(said["title"])
            else:
                self.warnings.add(row.line, f"'{clean(said['title'])[:60]}' is no title of a name and was left out")
        if "suffix" in said:
            row.suffix = clean(said["suffix"])
        if "family_first" in said:
            row.family_first = 1 if self._says_yes("family_first", said["family_first"]) else None
        elif not both.isascii() and is_family_first(both):
            row.family_first = 1

    def _apart(self, row: Candidate, whole: str) -> FullName:
        """A whole name taken apart; what was not sure about it is said."""
        found = full_name(whole)
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
        """The login e-mail, and further ones: the first that is said is the one."""
        found = self._points(row, said, PointKind.EMAIL)
        if found:
            row.email, row.email_key = found[0].value, found[0].key
            row.points += found[1:]

    def _phone(self, row: Candidate, said: Said) -> None:
        found = self._points(row, said, PointKind.PHONE)
        if found:
            row.phone, row.phone_shown = found[0].value, found[0].shown
            row.points += found[1:]

    def _points(self, row: Candidate, said: Said, kind: PointKind) -> list[Point]:
        at = self._reached[row.person, kind]
        if len(at) > 1:
            cells = [Cell(exposed(text), label, more) for n, label, more in at if (text := row.cells[n].strip())]
        else:
            given = said.get(str(kind)) or said.get(f"further_{kind}")
            cells = [Cell(given, label, more) for _, label, more in at] if given else []
        return points_of_cells(kind, cells, self._defaults.country) if cells else []

    def _tagged(self, row: Candidate, said: Said) -> None:
        row.default_tags = "tags" not in said
        row.tags = self._default_tags if row.default_tags else self._split_tags(said["tags"])

    def _placed(self, row: Candidate, said: Said) -> None:
        row.default_place = not ("property" in said or "unit" in said)
        places = said.get("property") or self._defaults.property
        if unit := said.get("unit"):
            within = (places or "").rstrip(SEPARATOR)
            places = ";".join(_unit_within(within, each.strip()) for each in unit.split(";"))
        if places:
            row.places = self._places(row, places, said.get("role") or self._defaults.role)

    @staticmethod
    def _live(row: Candidate, said: Said) -> None:
        if "lifecycle" in said:
            row.lifecycle = said["lifecycle"].lower()
            if row.lifecycle not in LIVES:
                shown = clean(row.lifecycle)[:40]
                raise RowFault("invalid-lifecycle", f"'{shown}' is no life cycle; there are {', '.join(LIVES)}")

    def _since(self, row: Candidate, said: Said) -> None:
        if "created_at" in said:
            row.created_at = self._created(said["created_at"])

    def _customs(self, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        for key, at in self._custom:
            text = cells[at].strip()
            yield key, clean(exposed(text), limit=LONGEST_VALUE) if text else ""

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
        held = self._tags.get(text)
        if held is None:
            words = [clean(word, limit=TAG_LIMIT) for word in text.replace(" ::: ", ";").replace(",", ";").split(";")]
            held = {fold(word): word for word in words if word and word not in PLACEHOLDERS}
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
            held = [(path_key(path), path.strip()) for path in text.split(";") if path.strip()]
            _remember(self._paths, text, held)
        return held

    def _created(self, text: str) -> str:
        try:
            day = parse_date(text[:10] if text[10:11] in ("T", " ") else text, self._defaults.today)
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
