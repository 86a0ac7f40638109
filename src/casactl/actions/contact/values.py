"""A contact's own fields from what people type: cleaned, validated, and what follows from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from casactl.domain.channels import DO_NOT
from casactl.domain.contact_points import labelled
from casactl.domain.contact_types import COMPANY, OPTION, TYPES, ContactKind, missing_fields, with_article
from casactl.domain.custom import CustomField, custom_key, stored
from casactl.domain.external_ids import clean_external_id
from casactl.domain.failures import failure
from casactl.domain.full_names import display_name
from casactl.domain.names import clean, fold
from casactl.domain.placeholders import AS_NAMES, PLACEHOLDERS
from casactl.domain.remedy import Command
from casactl.errors import InvalidValue, UsageFault
from casactl.intake.email_address import normalise_email
from casactl.intake.phone_cell import phones_in
from casactl.store.derived import sort_key
from casactl.store.encoding import encode_row
from casactl.store.queries.settings import definitions
from casactl.store.reader import Reader

TAG_LIMIT = 60


def contact_type(text: str) -> str:
    """A contact type by name; an unknown one lists the valid ones."""
    word = text.strip().lower().replace("_", "-").replace(" ", "-")
    if word not in TYPES:
        raise failure("contact.invalid-type", f"'{text}' is not a contact type; types: {', '.join(TYPES)}.")
    return word


def normalised(values: Mapping[str, str | None], country: str) -> dict[str, str | None]:
    """The given fields as they are stored, blank ones None, and what stands for nothing; with `phone`, `phone_shown`.

    Raises InvalidValue of the field that is wrong.
    """
    stored: dict[str, str | None] = {}
    for field, text in values.items():
        value = (text or "").strip()
        if value in (AS_NAMES if field in NAMES else PLACEHOLDERS):
            text = value = ""
        if field == "email":
            stored[field] = normalise_email(labelled(value)[1]) if value else None
        elif field == "phone":
            phone = next(iter(phones_in(labelled(value)[1], country)), None) if value else None
            stored["phone"] = phone.e164 if phone else None
            stored["phone_shown"] = phone.shown if phone else None
        elif field == "do_not":
            stored[field] = clean_do_not(value)
        elif field == "external_id":
            stored[field] = clean_external_id(value) or None
        else:
            stored[field] = clean(text or "") or None
    return stored


def clean_do_not(text: str) -> str | None:
    """What somebody does not want, in the order of the channels; None for nothing.

    Raises InvalidValue, listing what there is.
    """
    words = {word.strip().lower() for word in text.replace(";", ",").split(",") if word.strip()}
    if unknown := sorted(words.difference(DO_NOT)):
        raise failure("contact.invalid-do-not", unknown=unknown[0], known=", ".join(DO_NOT))
    return ",".join(word for word in DO_NOT if word in words) or None


def require(
    kind: str, type_: str, values: Mapping[str, object], *, single_name: bool = False,
    said: Mapping[str, str | None] | None = None,
) -> None:  # fmt: skip
    """Raise MissingField, naming the options, when a required field is empty (MC-3, SD-12); `said` is as typed."""
    missing = missing_fields(kind, type_, values, single_name=single_name)
    if missing:
        what = f"A company of type {type_}" if kind == ContactKind.COMPANY else with_article(type_).capitalize()
        typed = {field: text.strip() for field in missing if (text := (said or {}).get(field))}
        options = " and ".join(
            f"{OPTION[field]} ('{typed[field]}' is read as empty)" if typed.get(field) else OPTION[field]
            for field in missing
        )
        named = values.get("first_name") or values.get("last_name")
        one_only = kind == ContactKind.PERSON and named and {"first_name", "last_name"} & set(missing)
        hint = Command("--single-name", why="who has only one name") if one_only else None
        raise failure("contact.missing-field", what=what, options=options, hint=hint)


def one_name(kind: str, values: dict[str, str | None], *, replacing: bool = False) -> None:
    """Let the last name hold the only name; an edit takes the first name away.

    Raises UsageFault for a company, and where two names are given.
    """
    first, last = values.get("first_name"), values.get("last_name")
    if kind == ContactKind.COMPANY:
        raise UsageFault("A company has one --name; --single-name is a person's.")
    if first and last:
        raise UsageFault("--single-name is for who has only one name; two are given.")
    if first or last:
        values |= {"first_name": None, "last_name": first or last}
    elif replacing:
        values["first_name"] = None


NAMES = ("first_name", "last_name", "name", "title", "suffix", "family_first")
"""The columns of a name."""
PERSON_ONLY, COMPANY_ONLY = ("first_name", "last_name", "title", "suffix"), ("name",)


def naming(kind: str, row: Mapping[str, Any]) -> dict[str, str]:
    """The columns that follow from those of a name: what is shown and what is sorted by."""
    first, last = row.get("first_name"), row.get("last_name")
    company = row.get("name") if kind == COMPANY else None
    shown = company or display_name(
        first, last, title=row.get("title"), suffix=row.get("suffix"), family_first=row.get("family_first")
    )
    return {"display_name": shown, "sort_key": sort_key(first, last, company)}


def clean_tags(tags: Iterable[str]) -> dict[str, str]:
    """Tags by their compare key, in order; `;` and line ends cannot stand in one."""
    kept: dict[str, str] = {}
    for tag in tags:
        word = clean(tag, limit=TAG_LIMIT)
        if ";" in word:
            raise InvalidValue(f"A tag cannot contain ';': give {' and '.join(word.split(';'))} one by one.")
        if word:
            kept.setdefault(fold(word), word)
    return kept


def custom_fields(reader: Reader, pairs: Iterable[str], *, today: date) -> dict[str, str]:
    """KEY=VALUE pairs as they are stored, judged by what is defined; an empty value removes the field.

    Raises InvalidValue, InvalidCustomValue.
    """
    given: dict[str, str] = {}
    for pair in pairs:
        key, separator, value = pair.partition("=")
        name = custom_key(key)
        if not separator:
            raise InvalidValue(f"'{pair}' is not KEY=VALUE.")
        if given.get(name, value) != value:
            raise InvalidValue(f"The custom field '{name}' is given twice: {given[name]!r} and {value!r}.")
        given[name] = value
    known = definitions(reader) if given else {}
    return {name: stored(known.get(name) or CustomField(name), text, today=today) for name, text in given.items()}


def merged_custom(held: str | None, given: Mapping[str, str]) -> str | None:
    """Custom fields with the given ones put in, those with an empty value taken out."""
    merged = {**(json.loads(held) if held else {}), **given}
    kept = {key: value for key, value in merged.items() if value}
    return encode_row(kept) if kept else None
