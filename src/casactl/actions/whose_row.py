"""Whose a row of an import is: the reference that it holds, and the contact that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from casactl.actions.selection import ContactAmbiguous, is_number, resolve_each
from casactl.domain.external_ids import clean_external_id
from casactl.domain.placeholders import is_placeholder
from casactl.errors import CasaError, InvalidValue
from casactl.intake.engine import RowFault
from casactl.intake.field_names import EXTERNAL, OWN_NUMBER
from casactl.store.reader import Reader

WHOSE = (OWN_NUMBER, EXTERNAL, "contact")
"""The columns that say whose a row is, the surest first."""
REF = "ref"
"""A column that holds references as a command line does, casactl's own numbers, too."""
SHOWN = 40
MEMO = 40_000


def ref_of(said: Mapping[str, str], what: str = "whose entry it is") -> str:
    """Whose the row is, as a reference; a bare number is another system's, but in a column of casactl's own.

    Raises RowFault.
    """
    for name in (REF, *WHOSE):
        text = said.get(name)
        if not text or is_placeholder(text):
            continue
        if name == OWN_NUMBER and not is_number(text):
            raise RowFault("invalid-id", f"'{text[:SHOWN]}' is not a contact's number")
        if name == EXTERNAL or (name == "contact" and is_number(text)):
            try:
                return f"ref:{clean_external_id(text)}"
            except InvalidValue as fault:
                raise RowFault.of(fault) from None
        return text
    raise RowFault("missing-contact", f"the row does not say {what}")


class People:
    """The contacts that a file's references mean, looked up batch by batch."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._found: dict[str, int | RowFault] = {}

    def learn(self, refs: Iterable[str]) -> list[int]:
        """Look up a batch's references; gives the numbers that they mean."""
        wanted = sorted(set(refs))
        if len(self._found) > MEMO:
            self._found.clear()
        for ref, found, fault in resolve_each(self._reader, [ref for ref in wanted if ref not in self._found]):
            self._found[ref] = _nobody(fault) if fault else found
        return sorted({number for ref in wanted if isinstance(number := self._found[ref], int)})

    def number(self, ref: str) -> int:
        """Whom a reference of the batch means.

        Raises RowFault.
        """
        found = self._found[ref]
        if isinstance(found, RowFault):
            raise found
        return found


def _nobody(fault: CasaError) -> RowFault:
    several = isinstance(fault, ContactAmbiguous)
    return RowFault("ambiguous-contact" if several else "unknown-contact", fault.message)
