"""Mappings of columns that an office keeps under a name, for files that come again."""

from __future__ import annotations

from collections.abc import Mapping

from casactl.actions.find import find_one
from casactl.domain.failures import failure
from casactl.domain.names import short_name
from casactl.domain.outcomes import Outcome, Result
from casactl.store.encoding import encode_row
from casactl.store.queries.mappings import MappingRow, mapping_named
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


def mapping_name(text: str) -> str:
    """The name of a mapping as it is kept.

    Raises InvalidValue.
    """
    return short_name(text, "a mapping")


def find_mapping(reader: Reader, name: str, noun: str | None = None) -> MappingRow:
    """The mapping of that name, which is for files of that noun.

    Raises NotFound, InvalidValue, Refused.
    """
    found = find_one(mapping_named(reader, mapping_name(name)), "workspace mapping", f"'{name}'")
    if noun and found.noun != noun:
        raise failure("usage.bad-map", f"the mapping '{found.name}' is for {found.noun} import, not {noun} import")
    return found


def save_mapping(
    work: UnitOfWork, name: str, noun: str, columns: Mapping[str, str], words: Mapping[str, Mapping[str, str]]
) -> None:
    """Keep a mapping under a name, in place of an older one of that name."""
    row = {"noun": noun, "columns": encode_row(dict(columns)), "words": encode_row(dict(words))}
    held = mapping_named(work.reader, name)
    if held:
        work.update("import_mapping", [{"id": held.id, **row}])
    else:
        work.insert("import_mapping", [{"name": name, **row}])


def remove_mapping(work: UnitOfWork, name: str) -> Outcome:
    """Forget a mapping.

    Raises NotFound.
    """
    held = find_mapping(work.reader, name)
    work.delete("import_mapping", [held.id])
    work.summary(f"removed the mapping {held.name}")
    return Outcome("workspace.mapping.remove", [Result(name, held.id, "removed", held.name)])
