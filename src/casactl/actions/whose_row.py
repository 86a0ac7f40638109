"""Whose a row of an import is: the reference that it holds, and the contact that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from casactl.actions.selection import ContactAmbiguous, is_number, resolve_each
from casactl.domain.company_duplicates import LEGAL_FORMS
from casactl.domain.external_ids import clean_external_id
from casactl.domain.full_names import is_family_first
from casactl.domain.names import fold
from casactl.domain.person_names import share_a_word
from casactl.domain.placeholders import is_placeholder
from casactl.errors import CasaError, InvalidValue
from casactl.intake.engine import RowFault
from casactl.intake.field_names import EXTERNAL, OWN_NUMBER
from casactl.store.reader import Reader

WHOSE = (OWN_NUMBER, EXTERNAL, "contact")
"""The columns that say whose a row is, the surest first."""
NAME = "name"
"""A column that only says how the contact is called."""
REF = "ref"
"""A column that holds references as a command line does, casactl's own numbers, too."""
_PAYS = '; where a column says who paid for them, --map "COLUMN=" leaves it out'
_BY_EXTERNAL = "ref:"
SHOWN = 40
MEMO = 40_000


def ref_of(said: Mapping[str, str], what: str = "whose entry it is") -> str:
    """Whose the row is, as a reference; a bare number is another system's, but in a column of casactl's own.

    Raises RowFault.
    """
    for name in _saying(said):
        if name != NAME:
            return _reference(name, said[name])
    raise RowFault("missing-contact", f"the row does not say {what}")


def named_beside(said: Mapping[str, str]) -> tuple[str, ...]:
    """What a row says of whose it is beside its reference, in the same form: a name, an e-mail, another number.

    Raises RowFault.
    """
    return tuple(_reference(_kind_of(name, said[name]), said[name]) for name in _saying(said)[1:])


def _kind_of(name: str, text: str) -> str:
    """The column that a text beside is to be read as: with a digit it is another system's number, and no name."""
    numbered = any(map(str.isdigit, text)) and any(map(str.isalpha, text)) and not text.startswith(_BY_EXTERNAL)
    return EXTERNAL if name == "contact" and numbered and "@" not in text else name


def _saying(said: Mapping[str, str]) -> list[str]:
    """The columns that say whose a row is, the surest first."""
    return [name for name in (REF, *WHOSE, NAME) if (text := said.get(name)) and not is_placeholder(text)]


def _reference(name: str, text: str) -> str:
    if name == OWN_NUMBER and not is_number(text):
        raise RowFault("invalid-id", f"'{text[:SHOWN]}' is not a contact's number")
    if name == EXTERNAL or (name == "contact" and is_number(text)):
        try:
            return f"{_BY_EXTERNAL}{clean_external_id(text)}"
        except InvalidValue as fault:
            raise RowFault.of(fault) from None
    return text


class People:
    """The contacts that a file's references mean, looked up batch by batch."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._found: dict[str, int | RowFault] = {}

    def learn(self, refs: Iterable[str], beside: Iterable[str] = ()) -> list[int]:
        """Look up a batch's references, and what its rows say beside; gives the numbers that the references mean."""
        wanted = sorted(set(refs))
        others = {each for each in beside if _is_key(each)}
        if len(self._found) > MEMO:
            self._found.clear()
        for ref, found, fault in resolve_each(self._reader, sorted({*wanted, *others} - self._found.keys())):
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

    def agree(self, number: int, shown: str, beside: Iterable[str]) -> None:
        """Raise RowFault where a row says beside its reference that it is another's: no key alone overrides a name."""
        for text in beside:
            other = self._found.get(text) if _is_key(text) else number if _alike(text, shown) else None
            if isinstance(other, int) and other != number:
                raise RowFault(
                    "id-names-somebody-else", f"the row is contact {number}'s, {shown}, and contact {other}'s"
                )
            if other is None:
                raise RowFault("id-names-somebody-else", f"contact {number} is {shown}, not '{text[:60]}'{_PAYS}")


def _alike(text: str, shown: str) -> bool:
    """Whether a name may be a contact's: they share a word that is no legal form, or are the same in either order."""
    words = [word for word in text.split() if fold(word).strip(".,") not in LEGAL_FORMS]
    whole = is_family_first(text) and sorted(text.replace(" ", "")) == sorted(shown.replace(" ", ""))
    return whole or share_a_word(" ".join(words), [shown])


def _is_key(text: str) -> bool:
    """Whether a text is an e-mail or a number, and no name."""
    return "@" in text or text.startswith(_BY_EXTERNAL) or not any(map(str.isalpha, text))


def _nobody(fault: CasaError) -> RowFault:
    several = isinstance(fault, ContactAmbiguous)
    return RowFault("ambiguous-contact" if several else "unknown-contact", fault.message)
