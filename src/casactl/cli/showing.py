"""How a verb is to show what it does, judged before it does anything: a change that cannot be shown is not made."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from casactl.errors import ConfigFault

if TYPE_CHECKING:
    from casactl.cli.context import App

SAID = ("output", "fields", "color")
"""Global options about showing."""


def judge_showing(app: App, words: str) -> None:
    """Look at what a line says about showing, before anything is opened or asked.

    Raises UsageFault.
    """
    if not any(app.given.get(name) for name in SAID) and not os.environ.get("CASACTL_OUTPUT"):
        return
    if app.call.param("--format"):
        return  # which file it is says its own option, or `-o` in words of its own
    with suppress(ConfigFault):
        view = app.view
        if view.fields and (fields := fields_of(words)):
            view.choose(fields)


def judge_outcome(app: App) -> None:
    """Look at whether what a change shows has the fields that were asked for.

    Raises UsageFault.
    """
    if app.given.get("fields"):
        from casactl.render.outcome import FIELDS, HEADINGS

        app.view.choose(FIELDS, HEADINGS)


def fields_of(words: str) -> Sequence[str]:
    """The fields of what a verb shows that does not do its work in `change`, which looks by itself."""
    if words in STORES:
        from casactl.render.outcome import FIELDS

        return FIELDS
    if words == "due run":
        from casactl.render.due import RUN_FIELDS

        return RUN_FIELDS
    return OTHERS.get(words, ())


STORES = frozenset((
    "workspace add", "workspace use", "workspace remove", "workspace restore", "workspace move", "workspace migrate",
    "outbox send", "outbox print",
))  # fmt: skip
"""Verbs that show results without being an operation that can be repeated by its request id."""

OTHERS = {
    "workspace backup": (
        "workspace", "file", "size", "made_at", "schema", "head", "sha256", "rows", "verified", "dry_run",
    ),
}  # fmt: skip
