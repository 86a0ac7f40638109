"""What options say about a piece of work, as columns: checked, resolved, in the form to store."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from casactl.actions.contact.attach import refuse_retired
from casactl.actions.document import find_document
from casactl.actions.property.find import find_property
from casactl.domain.amounts import Amounts
from casactl.domain.dates import parse_date
from casactl.domain.day_times import check_span, parse_day_time
from casactl.domain.engagements import WorkKind
from casactl.domain.failures import failure
from casactl.domain.names import BadText, clean, clean_text
from casactl.domain.remedy import Remedy
from casactl.domain.visits import parse_interval
from casactl.errors import InvalidValue
from casactl.store.queries.addresses import addresses_of
from casactl.store.work import UnitOfWork

Given = Mapping[str, str]
"""What was typed, by field; an empty text takes the value away."""
Columns = dict[str, object]


def columns_of(
    work: UnitOfWork, kind: WorkKind, contact: int, given: Given, *, held: Mapping[str, object] | None = None
) -> Columns:
    """The columns that options set for a contact's work of a kind; `held` is what stands there already.

    An empty text takes away what stands there; where nothing does, it is no value.

    Raises InvalidValue, NotFound, Refused.
    """
    new: Columns = {}
    for field, text in given.items():
        column, read = READERS[field]
        taken_away = held is not None and not text.strip() and field != "title"
        new[column] = None if taken_away else read(_Reading(work, kind, contact), text)
    after = {**(held or {}), **new}
    check_span(_text(after.get("starts")), _text(after.get("due")))
    return new


class _Reading:
    """What reading a value may need to know."""

    def __init__(self, work: UnitOfWork, kind: WorkKind, contact: int) -> None:
        self.work, self.kind, self.contact = work, kind, contact


def _text(value: object) -> str | None:
    return str(value) if value is not None else None


def _title(at: _Reading, text: str) -> str:
    try:
        title = clean(text)
    except BadText as fault:
        raise BadText(f"--title is {fault.message}.") from None
    if not title:
        raise InvalidValue("--title is empty.", hint="say in a few words what it is about")
    return title


def _long_text(at: _Reading, text: str) -> str | None:
    try:
        return clean_text(text) or None
    except BadText as fault:
        raise BadText(f"--text {fault.message}.") from None


def _day_time(at: _Reading, text: str) -> str:
    return parse_day_time(text, at.work.today, at.work.zone if at.kind.timed else None)


def _day(at: _Reading, text: str) -> str:
    return parse_date(text, at.work.today).isoformat()


def _amount(at: _Reading, text: str) -> int:
    return Amounts.of(at.work.setting).parse(text)


def _property(at: _Reading, text: str) -> int:
    found = find_property(at.work.reader, text)
    refuse_retired(found)
    return found.id


def _site(at: _Reading, text: str) -> int:
    own = addresses_of(at.work.reader, at.contact)
    found = [address.id for address in own if str(address.id) == text.strip()]
    if not found:
        hint = Remedy("address list", at.contact)
        raise failure(
            "address.not-found", f"Contact {at.contact} has no address '{text}' (--site takes its number).", hint=hint
        )
    return found[0]


def _document(at: _Reading, text: str) -> int:
    """What is signed, by its number: a document of whoever signs.

    Raises InvalidValue, NotFound.
    """
    word = text.strip()
    if not (word.isascii() and word.isdigit() and len(word) < LONGEST_NUMBER):
        raise InvalidValue(
            f"--document takes a document's number, not '{text}'.", hint=Remedy("document list", at.contact)
        )
    row = find_document(at.work.reader, int(word))
    if row.contact_id != at.contact:
        hint = Remedy("document list", at.contact)
        raise failure("document.not-found", f"Document {row.id} is not contact {at.contact}'s.", hint=hint)
    return row.id


LONGEST_NUMBER = 18


def _every(at: _Reading, text: str) -> str:
    return parse_interval(text)


READERS: Mapping[str, tuple[str, Callable[[_Reading, str], object]]] = {
    "title": ("title", _title),
    "text": ("text", _long_text),
    "starts": ("starts", _day_time),
    "due": ("due", _day_time),
    "amount": ("amount", _amount),
    "document": ("document_id", _document),
    "property": ("property_id", _property),
    "site": ("address_id", _site),
    "every": ("every", _every),
    "next_visit": ("next_visit", _day),
    "renews": ("renews", _day),
}
"""By field: its column, and how its text becomes a value."""
