"""One way to say that there is no such thing in sight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from casactl.domain.remedy import Blank, Remedy
from casactl.errors import NotFound
from casactl.records import dataclass

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Sought:
    """What people call one, and the command that shows which there are."""

    called: str
    listed: Remedy


SOUGHT: Mapping[str, Sought] = {
    "address": Sought("address", Remedy("address list")),
    "bank": Sought("line of a bank statement", Remedy("ledger bank list")),
    "document": Sought("document", Remedy("document list")),
    "due": Sought("scheduled change", Remedy("due list", all=True)),
    "invoice": Sought("invoice", Remedy("ledger invoice", "list")),
    "lease": Sought("lease", Remedy("lease list", status="all")),
    "ledger": Sought("ledger entry", Remedy("ledger statement", Blank("REF"))),
    "log": Sought("operation", Remedy("log list")),
    "message": Sought("message", Remedy("message list")),
    "outbox": Sought("letter", Remedy("outbox list")),
    "note": Sought("note", Remedy("note list")),
    "workspace mapping": Sought("mapping", Remedy("workspace mapping list")),
    "view": Sought("view", Remedy("view list")),
    "request": Sought("request", Remedy("portal requests list")),
}
"""By noun; any other is called by its name and shown by its own list."""


def find_one(found: Row | None, noun: str, said: object) -> Row:
    """What a query found, where it found something; what is out of reach is not told from what is not there.

    Raises NotFound.
    """
    if found is None:
        thing = SOUGHT.get(noun) or Sought(noun, Remedy(f"{noun} list"))
        raise NotFound(f"There is no {thing.called} {said}.", code=f"{noun}.not-found", hint=thing.listed)
    return found
