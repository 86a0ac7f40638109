"""From a path or a number to a property, with near matches for what is mistyped."""

from __future__ import annotations

from difflib import get_close_matches

from casactl.domain.properties import path_key
from casactl.domain.remedy import Remedy
from casactl.errors import NotFound
from casactl.store.queries.properties import PropertyRow, all_paths, by_key, by_number, ending_in
from casactl.store.reader import Reader

NEAR = 3


class PropertyNotFound(NotFound):
    """No property at that path; the message names near ones."""

    code = "property.not-found"


class PropertyAmbiguous(NotFound):
    """Several properties end in that path."""

    code = "property.ambiguous"


def find_property(reader: Reader, text: str) -> PropertyRow:
    """The property with that path, that unique end of a path, or that number.

    Raises PropertyNotFound, PropertyAmbiguous.
    """
    text = text.encode("utf-8", "replace").decode()  # half a character is in no path, and no database takes it
    found = by_key(reader, text) if path_key(text) else None
    if found is None and text.strip().isascii() and text.strip().isdigit():
        found = by_number(reader, int(text.strip()[:18]))
    if found:
        return found
    ending = ending_in(reader, text) if path_key(text) else []
    if len(ending) == 1:
        return ending[0]
    if ending:
        listed = ", ".join(each.path for each in ending)
        raise PropertyAmbiguous(f"'{text}' may be any of {len(ending)}: {listed}.", hint="give the whole path")
    raise PropertyNotFound(f"No property '{text}'.{_near(reader, text)}", hint=Remedy("property list"))


def _near(reader: Reader, text: str) -> str:
    paths = {path_key(path): path for path in all_paths(reader)}
    near = get_close_matches(path_key(text), list(paths)[:20_000], n=NEAR, cutoff=0.75)
    return f" Near: {', '.join(paths[key] for key in near)}." if near else ""
