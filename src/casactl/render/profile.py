"""A contact's page: drawn for a person at a terminal, `key<TAB>value` lines elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from casactl.actions.contact.profile.parts import only
from casactl.render.records import plain, show_object
from casactl.render.sanitize import sanitize
from casactl.render.view import View, write
from casactl.store.queries.contacts import ContactRow


def show_profile(
    view: View, shape: Mapping[str, Any], *, sections: Sequence[str] = (), phone: str | None, today: date
) -> None:
    """Show the page or some of its sections; empty sections and values are left out on a terminal."""
    part = only(shape, sections)
    if show_object(view, part, ContactRow):
        return
    if view.terminal:
        from casactl.render.profile_drawing import draw_page
        from casactl.render.profile_page import Page

        draw_page(Page(view, shape, today, phone, whole=bool(sections)), sections)
    else:
        for key, value in part.items():
            write(f"{key}\t{_flat(value)}\n")


def _flat(value: object) -> str:
    nested = value if isinstance(value, (list, tuple)) else value.values() if isinstance(value, Mapping) else ()
    if any(isinstance(each, (Mapping, list)) for each in nested):
        return sanitize(json.dumps(value, ensure_ascii=False))
    return plain(value)
