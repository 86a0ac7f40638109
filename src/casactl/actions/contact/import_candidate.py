"""From a row's cells to a candidate: every field cleaned and judged, or the first fault of the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from casactl.actions.contact.values import CUSTOM_LIMIT, EXTERNAL_ID_LIMIT, TAG_LIMIT
from casactl.domain.contact_types import ROLES, TYPES, Kind
from casactl.domain.dates import InvalidDate, local_midnight, parse_date
from casactl.domain.email_key import email_key
from casactl.domain.names import BadText, clean, fold
from casactl.domain.properties import path_key
from casactl.domain.spreadsheets import exposed
from casactl.intake.email_address import InvalidEmail, normalise_email
from casactl.intake.phone_number import InvalidPhone, normalise_phone


class RowFault(Exception):
    """What is wrong with a row: a code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


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
    company: str | None = None
    email: str | None = None
    email_key: str | None = None
    phone: str | None = None
    phone_shown: str | None = None
    created_at: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    places: list[tuple[str, str, str]] = field(default_factory=list)
    """(path key, path, role) of each property."""
    custom: dict[str, str] = field(default_factory=dict)
    default_tags: bool = False
    default_place: bool = False


class RowReader:
    """Reads rows with one file's columns and defaults; memos what repeats."""

    def __init__(self, columns: Sequence[str | None], defaults: Defaults) -> None:
        self.fields = frozenset(name for name in columns if name)
        self._at: dict[str, int] = {name: n for n, name in enumerate(columns) if name and not name.startswith("x-")}
        self._custom = [(name[2:], n) for n, name in enumerate(columns) if name and name.startswith("x-")]
        self._defaults = defaults
        self._tags: dict[str, dict[str, str]] = {}
        self._default_tags = self._split_tags(";".join(defaults.tags))

    def read(self, line: int, cells: Sequence[str]) -> Candidate:
        """The candidate of a row.

        Raises RowFault.
        """
        row = Candidate(line, cells)
        try:
            self._who(row)
            self._names(row)
            self._reach(row)
            self._rest(row)
        except BadText as fault:
            raise RowFault("invalid-text", fault.message) from None
        return row

    def _cell(self, row: Candidate, name: str) -> str:
        at = self._at.get(name)
        if at is None:
            return ""
        text = row.cells[at].strip()
        return exposed(text) if text[:1] == "'" else text

    def _who(self, row: Candidate) -> None:
        number = self._cell(row, "id")
        if number:
            if not (number.isascii() and number.isdigit() and len(number) < 19):
                raise RowFault("invalid-id", f"'{number[:40]}' is not a contact's number")
            row.id = int(number)
        external = self._cell(row, "external_id")
        row.external_id = clean(external, limit=EXTERNAL_ID_LIMIT) if external else None
        row.type = self._type(self._cell(row, "type") or self._defaults.type or "")
        kind = self._cell(row, "kind").lower()
        if kind and kind not in (Kind.PERSON, Kind.COMPANY):
            raise RowFault("invalid-kind", f"'{kind[:40]}' is neither person nor company")
        row.kind = kind or None

    @staticmethod
    def _type(text: str) -> str | None:
        if not text:
            return None
        word = text.lower()
        if word in TYPES:
            return word
        word = word.replace("_", "-").replace(" ", "-")
        if word not in TYPES:
            raise RowFault("invalid-type", f"'{clean(text)[:40]}' is not a contact type")
        return word

    def _names(self, row: Candidate) -> None:
        first, last = clean(self._cell(row, "first_name")), clean(self._cell(row, "last_name"))
        full, company = self._cell(row, "full_name"), clean(self._cell(row, "company"))
        whole = clean(full) if full else ""
        if row.kind == Kind.COMPANY or not (row.kind or first or last or whole or not company):
            row.kind, row.name = Kind.COMPANY.value, company or whole or last or first or None
            return
        if whole and not (first or last):
            first, last = split_name(whole)
        row.first_name, row.last_name, row.company = first or None, last or None, company or None

    def _reach(self, row: Candidate) -> None:
        email, phone = self._cell(row, "email"), self._cell(row, "phone")
        try:
            if email:
                row.email = normalise_email(email)
                row.email_key = email_key(row.email)
            if phone:
                row.phone, row.phone_shown = normalise_phone(phone, self._defaults.country)
        except (InvalidEmail, InvalidPhone) as fault:
            raise RowFault(fault.code, fault.message) from None

    def _rest(self, row: Candidate) -> None:
        tags = self._cell(row, "tags")
        row.tags = self._split_tags(tags) if tags else self._default_tags
        row.default_tags = not tags
        places = self._cell(row, "property")
        row.places = list(self._places(row, places or self._defaults.property or ""))
        row.default_place = not places
        for key, at in self._custom:
            text = row.cells[at].strip()
            row.custom[key] = clean(exposed(text), limit=CUSTOM_LIMIT) if text else ""
        created = self._cell(row, "created_at")
        row.created_at = self._created(created) if created else None

    def _split_tags(self, text: str) -> dict[str, str]:
        held = self._tags.get(text)
        if held is None:
            words = [clean(word, limit=TAG_LIMIT) for word in text.replace(",", ";").split(";")]
            held = {fold(word): word for word in words if word}
            if len(self._tags) > 10_000:
                self._tags.clear()
            self._tags[text] = held
        return held

    def _places(self, row: Candidate, text: str) -> Any:
        if not text:
            return
        paths = [path.strip() for path in text.split(";") if path.strip()]
        given = self._cell(row, "role") or self._defaults.role or ""
        roles = [role.strip().lower().replace("_", "-").replace(" ", "-") for role in given.split(";")]
        for n, path in enumerate(paths):
            role = (roles[n] if n < len(roles) else roles[-1]) or row.type or ""
            if role not in ROLES:
                code = "invalid-role" if given else "missing-role"
                raise RowFault(code, f"'{role[:40]}' is not a role at a property")
            yield path_key(path), path, role

    def _created(self, text: str) -> str:
        try:
            day = parse_date(text[:10] if text[10:11] in ("T", " ") else text, self._defaults.today)
        except InvalidDate as fault:
            raise RowFault("invalid-date", fault.message) from None
        return local_midnight(day, self._defaults.zone)


def split_name(whole: str) -> tuple[str, str]:
    """First and last name of a full name: `Last, First`, else the last word is the last name."""
    last, comma, first = whole.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = whole.rpartition(" ")
    return (first, last) if first else (last, "")
