"""Which values of an office's own fields a list is narrowed down to, read as the fields' definitions say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from casactl.domain.custom import CustomField, custom_key, stored
from casactl.domain.failures import failure
from casactl.errors import UsageFault
from casactl.store.queries.filters import field_in_use, fields_in_use
from casactl.store.queries.settings import definitions
from casactl.store.reader import Reader


def wanted(reader: Reader, pairs: Iterable[str], *, today: date) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """NAME=VALUE pairs as fields with the values of which one has to be held, as they are kept.

    Raises UsageFault for what is no pair or no field, InvalidCustomValue for what a field does not take.
    """
    values: dict[str, list[str]] = {}
    known = definitions(reader)
    for pair in pairs:
        name, separator, text = pair.partition("=")
        if not separator:
            raise UsageFault(f"--custom takes NAME=VALUE, not '{pair}'.")
        key = custom_key(name)
        if key not in known and not field_in_use(reader, key):
            raise _unknown(reader, key, known)
        values.setdefault(key, []).append(stored(known.get(key) or CustomField(key), text, today=today))
    return tuple((name, tuple(dict.fromkeys(held))) for name, held in values.items())


def _unknown(reader: Reader, name: str, known: Iterable[str]) -> Exception:
    from difflib import get_close_matches

    names = sorted({*known, *fields_in_use(reader)})
    near = get_close_matches(name, names, 1)
    meant = f" Did you mean {near[0]}?" if near else ""
    fields = f"fields: {', '.join(names)}." if names else "no contact has any."
    return failure("usage.unknown-field", f"No field of your own is called '{name}'; {fields}{meant}")
