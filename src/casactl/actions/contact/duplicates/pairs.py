"""Likely duplicates among contacts, scored.

A pair with the same phone is weighed by that; any other pair by its names and what else is in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from heapq import nsmallest
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from casactl.actions.contact.duplicates.blocking import LARGEST_BLOCK, Blocking, Name, NameGroup
from casactl.domain.abilities import Ability, cannot
from casactl.domain.company_duplicates import CompanyName, companies_alike
from casactl.domain.duplicates import Likeness, people_alike
from casactl.domain.failures import failure
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.person_names import PersonName
from casactl.store.queries.facts import facts_for
from casactl.store.queries.filters import Filters
from casactl.store.queries.merges import candidates, remembered, told_apart
from casactl.store.reader import Reader

if TYPE_CHECKING:
    from casactl.store.work import UnitOfWork


THRESHOLD = 60
"""Pairs that score less are not shown unless asked for."""
SAME_PHONE_ONLY = 60
OFFICE_PHONE = 10
"""A number that more contacts than this have is a switchboard's: it says nothing without the names."""

COMMON = {"phone": 20, "mailbox": 16, "property": 12, "company": 10, "domain": 8}
"""What can be in common, and the points it brings."""
REASONS = {
    "phone": "same phone", "mailbox": "same mailbox", "property": "same property", "company": "same company",
    "domain": "same e-mail domain",
}  # fmt: skip


class DuplicatePair(NamedTuple):
    """Two contacts that are likely one; sorts best first."""

    rank: int
    a: int
    b: int
    reasons: tuple[str, ...]

    @property
    def score(self) -> int:
        """From 0 to 100."""
        return -self.rank

    def as_dict(self) -> dict[str, object]:
        """The JSON shape."""
        return {"a": self.a, "b": self.b, "score": self.score, "reasons": list(self.reasons)}


def find_duplicates(
    reader: Reader, filters: Filters, *, today: str, threshold: int = THRESHOLD, limit: int | None = None
) -> list[DuplicatePair]:
    """Pairs of contacts that are likely one, best first; contacts of different kinds never pair."""
    blocking = Blocking.of(candidates(reader, filters, today=today))
    apart = told_apart(reader)
    pairs = (each for each in _pairs(blocking) if each.score >= threshold and (each.a, each.b) not in apart)
    return nsmallest(limit, pairs) if limit is not None else sorted(pairs)


def _pairs(blocking: Blocking) -> Iterator[DuplicatePair]:
    """Every pair that has a score at all, each once."""
    yield from _with_one_phone(blocking)
    for group in blocking.groups:
        if len(group.ids) > 1:
            yield from _with_such_names(blocking, group, group)
    for one, other in blocking.similar_names():
        yield from _with_such_names(blocking, one, other)


def _with_one_phone(blocking: Blocking) -> Iterator[DuplicatePair]:
    for phone, ids in blocking.phones.items():
        if len(ids) > LARGEST_BLOCK:
            continue
        for a, b in combinations(ids, 2):
            if blocking.first_shared(a, b) != phone:
                continue
            alike = _alike(blocking.of_contact(a), blocking.of_contact(b))
            if alike:
                yield _pair(blocking, a, b, alike)
            elif len(ids) <= OFFICE_PHONE:
                yield DuplicatePair(-SAME_PHONE_ONLY, a, b, (REASONS["phone"],))


def _with_such_names(blocking: Blocking, one: NameGroup, other: NameGroup) -> Iterator[DuplicatePair]:
    """The contacts of two names that are alike, but for those with one phone, who are weighed already."""
    alike = _alike(one.name, other.name)
    if alike:
        for a, b in blocking.contacts(one, other):
            if not blocking.by_one_phone(a, b):
                yield _pair(blocking, min(a, b), max(a, b), alike)


def _pair(blocking: Blocking, a: int, b: int, alike: Likeness) -> DuplicatePair:
    common = blocking.shared(a, b)
    if "mailbox" in common:
        common.discard("domain")
    shared = tuple(what for what in COMMON if what in common)
    score = min(100, alike.points + sum(COMMON[what] for what in shared))
    return DuplicatePair(-score, a, b, _reasons(alike.reasons, shared))


@cache
def _reasons(names: tuple[str, ...], shared: tuple[str, ...]) -> tuple[str, ...]:
    """The reasons in words; one tuple for all pairs that have the same."""
    return (*names, *(REASONS[what] for what in shared))


def _alike(one: Name, other: Name) -> Likeness | None:
    if isinstance(one, PersonName) and isinstance(other, PersonName):
        return people_alike(one, other, _slip())
    if isinstance(one, CompanyName) and isinstance(other, CompanyName):
        return companies_alike(one, other, _slip())
    return None


@cache
def _slip() -> Callable[[str, str], bool]:
    """Whether two words are one edit apart, or two where they are long."""
    from rapidfuzz.distance import OSA

    def slip(one: str, other: str) -> bool:
        allowed = 2 if min(len(one), len(other)) >= 9 else 1
        return OSA.distance(one, other, score_cutoff=allowed) <= allowed

    return slip


def tell_apart(work: UnitOfWork, ref: str, one: int, other: int) -> Outcome:
    """Remember a pair, which `contact duplicates` then leaves out; repeating it changes nothing.

    Raises UsageFault.
    """
    if one == other:
        raise failure("usage.same-contact", one=one)
    lower, higher = sorted((one, other))
    facts = facts_for(work.reader, [one, other], today=work.today.isoformat(), belongings=False)
    reasons = [*cannot(facts[one], Ability.EDIT), *cannot(facts[other], Ability.EDIT)]
    name, pair = facts[one].display_name, f"and {other} {facts[other].display_name} are two"
    if reasons:
        result = Result(ref, one, REFUSED, name, tuple(reasons))
    elif remembered(work.reader, lower, higher):
        result = Result(ref, one, UNCHANGED, name, note=f"{pair} already")
    else:
        work.insert("not_duplicate", [{"contact_id": lower, "other_id": higher}])
        result = Result(ref, one, "updated", name, note=pair)
    return Outcome("contact.duplicates", [result])
