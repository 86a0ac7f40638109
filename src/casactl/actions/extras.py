"""What `doctor` says of the extras, and of the fonts that letters as PDF are drawn with."""

from __future__ import annotations

from collections.abc import Iterator

from casactl.actions.machine import BAD, OK, Verdict
from casactl.delivery.pdf import scripts_without_fonts
from casactl.store.extras import EXTRAS, bringing


def extras(*, on_postgres: bool) -> Iterator[Verdict]:
    """A verdict on each: there, or what is not to be had without it and how it comes."""
    for name, extra in EXTRAS.items():
        if extra.missing:
            state = BAD if on_postgres and name == "postgres" else OK
            are = "are" if len(extra.missing) > 1 else "is"
            detail = f"{', '.join(extra.missing)} {are} not installed: {extra.without}"
            yield Verdict(extra.check, state, detail, bringing(name))
        elif name == "pdf":
            yield fonts(extra.shown())
        else:
            yield Verdict(extra.check, OK, extra.shown())


def fonts(library: str) -> Verdict:
    """Which scripts no font of this machine has."""
    missing = scripts_without_fonts()
    if not missing:
        return Verdict("pdf", OK, f"{library}, with fonts for every script that was tried")
    packages = ", ".join(dict.fromkeys(package for _, package in missing))
    scripts = ", ".join(script for script, _ in missing)
    return Verdict("pdf", OK, f"{library}; no font for {scripts}", f"install {packages} for names in them")
