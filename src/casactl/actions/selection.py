"""What a verb is applied to: references, or filters, resolved to contacts within the caller's scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field

from casactl.domain.abilities import Reason
from casactl.domain.email import email_key
from casactl.domain.failures import failure
from casactl.domain.names import LONGEST_NAME
from casactl.domain.outcomes import REFUSED, Outcome, Result
from casactl.domain.remedy import Remedy, Said
from casactl.domain.standing import Lifecycle
from casactl.errors import CasaError, NotFound
from casactl.records import dataclass
from casactl.store.queries import merges
from casactl.store.queries import refs as queries
from casactl.store.queries.contacts import selected_ids
from casactl.store.queries.filters import Filters
from casactl.store.queries.refs import RefMatch
from casactl.store.queries.settings import all_settings
from casactl.store.reader import BATCH, Reader

HIGHEST = (1 << 63) - 1


class ContactAmbiguous(NotFound):
    """Several contacts answer to the reference; the message lists them."""

    code = "contact.ambiguous"
    candidates: Sequence[RefMatch] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """References as typed, or filters."""

    refs: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The contacts that a selection means, in its order, each once, and the references that mean none."""

    found: tuple[tuple[str, int], ...]
    faults: tuple[Result, ...] = ()

    @property
    def ids(self) -> list[int]:
        """The contacts' numbers."""
        return [number for _, number in self.found]

    def __len__(self) -> int:
        return len(self.found) + len(self.faults)


def choose(reader: Reader, selection: Selection, *, today: str) -> Chosen:
    """Resolve a selection.

    Raises NotFound or ContactAmbiguous when no reference at all means a contact; when some
    do, the others become refused results of their own.
    """
    if not selection.refs:
        ids = selected_ids(reader, selection.filters, today=today)
        return Chosen(tuple((str(number), number) for number in ids))
    found: dict[int, str] = {}
    faults: list[Result] = []
    first: CasaError | None = None
    for ref, number, fault in resolve_each(reader, selection.refs):
        if fault is None:
            found.setdefault(number, ref)
        else:
            first = first or fault
            faults.append(Result(ref, None, REFUSED, reasons=(Reason.of(fault),)))
    if first and not found:
        raise first
    return Chosen(tuple((ref, number) for number, ref in found.items()), tuple(faults))


def for_each(reader: Reader, verb: str, chosen: Chosen, act: Callable[[str, int], Outcome]) -> Outcome:
    """What `act` makes of each contact; it raises before it writes, which among several refuses that one alone."""
    if len(chosen) == 1 and chosen.found:
        return act(*chosen.found[0])
    outcome = Outcome(verb)
    for ref, number in chosen.found:
        try:
            done = act(ref, number)
        except CasaError as fault:
            name = next((each.display_name for each in queries.by_number(reader, number)), "")
            outcome.add(Result(ref, number, REFUSED, name, (Reason.of(fault),)))
        else:
            outcome.results += done.results
            outcome.warnings += done.warnings
    outcome.results += chosen.faults
    return outcome


def resolve(reader: Reader, ref: str) -> int:
    """The number of the one contact that `ref` means.

    Raises NotFound, ContactAmbiguous.
    """
    for _, number, fault in resolve_each(reader, [ref]):
        if fault:
            raise fault
        return number
    raise failure("contact.not-found", "A reference to a contact is needed.")


def look_up(reader: Reader, ref: str) -> tuple[int, int]:
    """The number that `ref` means, and that of the contact to show for it: whom a merged one has become.

    Raises NotFound, ContactAmbiguous.
    """
    number = int(ref) if is_number(ref) else resolve(reader, ref)
    winner = merges.winner_of(reader, number)
    if winner is None:
        raise _not_one(ref, [])
    return number, winner


def resolve_each(reader: Reader, refs: Sequence[str]) -> Iterator[tuple[str, int, CasaError | None]]:
    """Each reference with its contact's number, or with what is wrong; numbers are looked up together."""
    for start in range(0, len(refs), BATCH):
        part = refs[start : start + BATCH]
        numbers = [int(ref) for ref in part if is_number(ref)]
        known = queries.numbers_known(reader, numbers) if numbers else set()
        for ref in part:
            if is_number(ref) and int(ref) in known:
                yield ref, int(ref), None
            else:
                yield _looked_up(reader, ref, alone=len(refs) == 1)


def _looked_up(reader: Reader, ref: str, *, alone: bool) -> tuple[str, int, CasaError | None]:
    """A reference that is no number that there is; where it stands alone and means nobody, the names near to it are
    told."""
    candidates = [] if is_number(ref) else candidates_for(reader, ref)
    if len(candidates) == 1:
        return ref, candidates[0].id, None
    return ref, 0, _not_one(ref, candidates, near_to(reader, ref, limit=NEAR) if alone and not candidates else ())


NEAR = 5
"""So many are told in the place of a name that nobody has."""


def near_to(reader: Reader, ref: str, *, limit: int) -> list[RefMatch]:
    """Whom a name that nobody has may mean; nobody for a number, an e-mail, a phone or an external id."""
    text = ref.strip()
    if len(text) > LONGEST_NAME or "@" in text or any(mark.isdigit() for mark in text) or text.startswith("ref:"):
        return []
    return queries.named_near(reader, text, limit=limit)


def is_number(ref: str) -> bool:
    """Whether a reference is a contact's number: digits without a leading 0 or +."""
    return ref.isascii() and ref.isdigit() and ref[0] != "0" and len(ref) < 19 and int(ref) <= HIGHEST


LONGEST_REF = 2000
"""No name, e-mail, phone or external id is longer."""


def candidates_for(reader: Reader, ref: str) -> list[RefMatch]:
    """The contacts that a reference other than a number may mean; where only merged ones did, who they became."""
    if len(ref) > LONGEST_REF:
        return []
    found = _matching(reader, ref.strip())
    here = [each for each in found if each.lifecycle != Lifecycle.MERGED]
    return here or _winners(reader, [each.id for each in found] or _merged(reader, ref.strip()))


def _matching(reader: Reader, text: str) -> list[RefMatch]:
    if text.startswith("ref:"):
        return queries.by_external_id(reader, text[4:])
    if "@" in text:
        found = queries.by_email(reader, email_key(text)) or queries.by_point(reader, "email", email_key(text))
        return found or queries.by_name(reader, text)  # a name may hold one, too
    if text.startswith(("+", "0")) and any(mark.isdigit() for mark in text):
        found = _by_phone(reader, text)
        if found:
            return found
    return queries.by_name(reader, text) if text else []


def _merged(reader: Reader, text: str) -> list[int]:
    """The merged contacts that had that external id, e-mail or name."""
    if text.startswith("ref:"):
        return [number for number, held in merges.formerly(reader, "external_id") if held == text[4:]]
    if "@" in text:
        key = email_key(text)
        return [number for number, held in merges.formerly(reader, "email") if email_key(held) == key]
    return merges.merged_named(reader, text) if text else []


def _winners(reader: Reader, merged: Sequence[int]) -> list[RefMatch]:
    last = {merges.winner_of(reader, number) for number in merged}
    seen = sorted(number for number in last if number is not None)
    return [each for number in seen for each in queries.by_number(reader, number)]


def _by_phone(reader: Reader, text: str) -> list[RefMatch]:
    from casactl.intake.phone_number import InvalidPhone, normalise_phone

    try:
        phone = normalise_phone(text, all_settings(reader)["country"])
    except InvalidPhone:
        return []
    return queries.by_phone(reader, phone.e164)


def _not_one(ref: str, candidates: list[RefMatch], near: Sequence[RefMatch] = ()) -> CasaError:
    if len(ref) > LONGEST_REF:
        return failure("contact.not-found", f"No contact goes by a text of {len(ref):,} characters.")
    if not candidates:
        named = ", ".join(f"{each.id} {each.display_name}" for each in near)
        find = Remedy("contact find", Said(ref))
        return failure("contact.not-found", f"No contact '{ref}'.", hint=(f"near: {named}", find) if named else find)
    listed = "; ".join(
        f"{each.id} {each.display_name} {each.email or 'no e-mail'} ({each.lifecycle})" for each in candidates
    )
    fault = ContactAmbiguous(
        f"'{ref}' may be any of {len(candidates)} contacts: {listed}.",
        hint="use the number, the first figure",
    )
    fault.candidates = candidates
    return fault
