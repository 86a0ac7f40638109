"""What columns are called: which field a name means, as `data/columns.toml` has it, and an office's own fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from casactl.domain.money import is_currency
from casactl.domain.names import fold
from casactl.intake.address_fields import meant_address_field
from casactl.intake.data_files import data_file
from casactl.records import dataclass


@dataclass(frozen=True, slots=True)
class FieldTable:
    """The fields of one kind of file: by name, what a column may be called; are custom ones allowed?"""

    names: Mapping[str, str]
    custom: bool
    noun: str = ""
    joined: frozenset[str] = frozenset()
    """Fields that several columns may make up together."""
    leaves_rest: bool = False
    """Whether columns that mean nothing are left out, and told: a bank's files and lists have many."""

    @property
    def fields(self) -> list[str]:
        """The field names, each once, in the order of the table."""
        return list(dict.fromkeys(self.names.values()))

    @property
    def told(self) -> list[str]:
        """What a column may be told to be, those of a second person of the row and an office's own last."""
        own = [field for field in self.fields if not field.startswith("x-")]
        if not self.custom:
            return own
        return [*own, *(f"{field}_2" for field in own if field in OF_PERSON), "x-NAME"]


def plain(name: str) -> str:
    """A column's name reduced to what counts: `E-Mail` and `e mail` are `email`."""
    return "".join(character for character in fold(name) if character.isalnum())


_numbered = re.compile(r"(?i)[\s_#-]*\(?\d{1,2}\)?(?=$|[\s_:-])|\s+-\s+value$")
LONGEST_COLUMN = 1_000
"""Characters of a column's name; longer ones are no header."""
REPEATED = frozenset({"phone", "email"})
"""Fields of which a file may have several columns: the first that holds something is the one."""
OWN_NUMBER, EXTERNAL = "contact_id", "external_id"
"""casactl's own number, by no other name: whatever else is called a contact's id is another system's."""
OF_PERSON = frozenset({
    "first_name", "middle_name", "particle", "last_name", "full_name", "title", "suffix", "email", "phone",
})  # fmt: skip
"""Fields that another person of the same row has too, such as `first_name_2`."""
LABELS = frozenset({f"{field}_label" for field in REPEATED})
"""Fields that say what sort the phone or e-mail of the column beside them is."""
MANY = REPEATED | LABELS | {f"further_{field}" for field in REPEATED}


MOST_PEOPLE = 9
"""Of one row."""


def person_field(field: str) -> tuple[str, int]:
    """A field and whose of a row it is: `email_2` is the second person's e-mail."""
    own, _, number = field.rpartition("_")
    return (own, int(number)) if own in OF_PERSON and number.isdigit() else (field, 1)


def may_repeat(field: str) -> bool:
    """Whether several columns may be the same field."""
    return field in MANY or person_field(field)[0] in REPEATED


def known_field(name: str, fields: FieldTable) -> str | None:
    """The field that a column's name means by itself, `Phone 2` and `E-mail 1 - Value` included."""
    if len(name) > LONGEST_COLUMN:
        return None
    if fields.custom and (key := custom_key(name)):
        return key
    if field := fields.names.get(plain(name)):
        return field if field != OWN_NUMBER or name.strip() == OWN_NUMBER else EXTERNAL
    if fields.noun == "contact" and (field := meant_address_field(name, fields.names)):
        return field
    if currency_of(name) and (field := fields.names.get(plain(_IN_CURRENCY.sub(r"\1", name)))) in IN_MONEY:
        return field
    without = _numbered.sub("", name)
    field = fields.names.get(plain(without)) if without != name else None
    return field if field in REPEATED | LABELS or (fields.noun == "bank" and field in OF_SEVERAL) else None


def currency_of(name: str) -> str:
    """The currency that a column's name ends with, as it is written there: `EUR` of `Betrag (EUR)`."""
    found = _IN_CURRENCY.fullmatch(name)
    return found[2] if found and (is_currency(found[2]) or not found[2].isupper()) else ""


OF_SEVERAL = frozenset({"account", "bank_id", "date", "value_date", "payer", "payee", "iban", "purpose", "status"})
"""What a bank's file may say in several columns; its money and currency it says in one."""
IN_MONEY = frozenset({"amount", "money_in", "money_out"})
_IN_CURRENCY = re.compile(r"(.*?\w)(?:\s+in)?\s*[(\[]?\s*([A-Z]{3}|[£€$¥₹]|zł|kr)\s*[)\]]?\s*")


_custom_key = re.compile(r"x-[a-z0-9][a-z0-9_-]{0,39}").fullmatch


def custom_key(name: str) -> str | None:
    """The key of a custom field, `x-shoe-size` for `X-Shoe size`; None for any other name."""
    key = "-".join(name.lower().split())
    return key if _custom_key(key) else None


def with_own(fields: FieldTable, keys: Iterable[str]) -> FieldTable:
    """The table with the custom fields of an office: a column may bear such a name without `x-`.

    What means a field of every contact goes on meaning that; names that two of the office's fields share mean none.
    """
    listed = list(keys)
    shared = Counter(plain(key) for key in listed)
    own = {plain(key): f"x-{key}" for key in listed if shared[plain(key)] == 1}
    kept = {name: field for name, field in fields.names.items() if name not in own or not field.startswith("x-")}
    return replace(fields, names={**own, **kept})


def families_first(name: str) -> int:
    """How many family names stand first as a column's name says: `Cognome e Nome` one, `Apellidos y Nombre` two."""
    if plain(name) not in _family_first_columns():
        return 0
    return 2 if "apellidos" in plain(name) else 1


@cache
def _family_first_columns() -> frozenset[str]:
    return frozenset(map(plain, data_file("columns")["order"]["family_first"]))


LEAVING_REST = ("bank", "arrears")


@cache
def field_table(noun: str) -> FieldTable:
    """The table of a kind of file: `contact`, `property`, `ledger`, `arrears` or `bank`."""
    listed = data_file("columns")[noun]
    names = {plain(name): field for field, names in listed.items() for name in (field, *names)}
    joined = {"bank": OF_SEVERAL, "contact": frozenset({"title"})}.get(noun, frozenset())
    return FieldTable(names, noun == "contact", noun, joined, leaves_rest=noun in LEAVING_REST)
