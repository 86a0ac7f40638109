"""What a message says, checked before anything is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from casactl.domain.names import BadText
from casactl.domain.texts import clean_subject, clean_text


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and text in the form to store."""

    subject: str
    text: str

    @property
    def digest(self) -> str:
        """What the log's arguments tell messages apart by: the words themselves go when their contact is erased."""
        return sha256(f"{self.subject}\n{self.text}".encode()).hexdigest()


def words_of(subject: str, text: str) -> Words:
    """Subject and text as typed, cleaned.

    Raises BadText, naming the option.
    """
    return Words(_cleaned("--subject", subject, clean_subject), _cleaned("--text", text, clean_text))


def _cleaned(option: str, typed: str, clean: Callable[[str], str]) -> str:
    try:
        cleaned = clean(typed)
    except BadText as fault:
        raise BadText(f"{option} {fault.message}.") from None
    if not cleaned.strip():
        raise BadText(f"{option} is empty.")
    return cleaned
