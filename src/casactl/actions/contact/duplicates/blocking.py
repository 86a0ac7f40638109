"""Blocking: everybody among whom duplicates are looked for, under the keys that say whom to compare.

Names are compared once each, however many contacts bear them. Of a block that is too large only those
are compared that have something else in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from itertools import combinations, product
from sys import intern

from casactl.domain.company_duplicates import CompanyName, company_keys, company_name, weak_company_keys
from casactl.domain.email import mailbox, own_domain
from casactl.domain.person_names import PersonName, person_name, strong_keys, weak_keys
from casactl.intake.data_files import nicknames
from casactl.records import dataclass
from casactl.store.reader import Row

LARGEST_BLOCK = 300
"""Above so many with one name, phone, domain or key, that alone says nothing any more."""

Name = PersonName | CompanyName
Sign = str
"""Something that two duplicates may have in common: what, a space, which."""
Keys = set[tuple[str, ...]]


@dataclass(slots=True)
class NameGroup:
    """A name, and the contacts that bear it: they are compared as one."""

    name: Name
    ids: list[int] = field(default_factory=list)


class Blocking:
    """Everybody who was selected, by name, with what each may have in common with others."""

    def __init__(self) -> None:
        self.groups: list[NameGroup] = []
        self.name_of: dict[int, int] = {}
        self.signs: dict[int, tuple[Sign, ...]] = {}
        self.phone_of: dict[int, str] = {}
        """Each contact's phone, its kind before it: a person and a company never pair."""
        self.phones: dict[str, list[int]] = {}
        self._further: dict[int, tuple[str, ...]] = {}
        """The further phones of those who have any."""
        self.domains: dict[Sign, int] = {}
        """How many have an address in a domain: one that very many have is a provider's."""
        self._numbers: dict[tuple[str, str, str], int] = {}

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Blocking:
        """Take in rows that come by contact number, one or more to a contact."""
        blocking = cls()
        last: Row | None = None
        signs: dict[Sign, None] = {}
        for row in rows:
            if last is not None and row[0] != last[0]:
                blocking._add(last, signs)
                signs = {}
            last = row
            signs |= dict.fromkeys(_belongings(row))
        if last is not None:
            blocking._add(last, signs)
        blocking._numbers.clear()
        return blocking

    def _add(self, row: Row, signs: dict[Sign, None]) -> None:
        number, kind, phone = row[0], row[1], row[5]
        at = self._name(kind, row[2] or "", row[3] or "", row[4] or "")
        self.groups[at].ids.append(number)
        self.name_of[number] = at
        self.signs[number] = tuple(signs)
        for sign in signs:
            if sign.startswith("domain "):
                self.domains[sign] = self.domains.get(sign, 0) + 1
        numbers = tuple(f"{kind} {sign.removeprefix('phone ')}" for sign in signs if sign.startswith("phone "))
        if phone:
            self.phone_of[number] = f"{kind} {phone}"
        if numbers[1:] or (numbers and not phone):
            self._further[number] = tuple(each for each in numbers if each != self.phone_of.get(number))
        for each in numbers:
            self.phones.setdefault(each, []).append(number)

    def _name(self, kind: str, first: str, last: str, name: str) -> int:
        """Where a name stands among the groups."""
        key = (kind, first, last) if kind == "person" else (kind, name, "")
        at = self._numbers.get(key)
        if at is None:
            at = self._numbers[key] = len(self.groups)
            self.groups.append(
                NameGroup(person_name(first, last, nicknames()) if kind == "person" else company_name(name))
            )
        return at

    def of_contact(self, number: int) -> Name:
        """A contact's name."""
        return self.groups[self.name_of[number]].name

    def shared(self, a: int, b: int) -> set[str]:
        """What two contacts have in common."""
        theirs = self.signs[b]
        signs = [sign for sign in self.signs[a] if sign in theirs and self.domains.get(sign, 0) <= LARGEST_BLOCK]
        return {sign.partition(" ")[0] for sign in signs}

    def by_one_phone(self, a: int, b: int) -> bool:
        """Whether two contacts have the same phone, and not too many others."""
        return self.first_shared(a, b) is not None

    def first_shared(self, a: int, b: int) -> str | None:
        """The first phone that two contacts share, and not too many others: they are weighed by it once."""
        theirs = self._phones_of(b)
        shared = (phone for phone in self._phones_of(a) if phone in theirs)
        return next((phone for phone in shared if len(self.phones[phone]) <= LARGEST_BLOCK), None)

    def _phones_of(self, number: int) -> tuple[str, ...]:
        own = self.phone_of.get(number)
        return (*((own,) if own else ()), *self._further.get(number, ()))

    # Whom to compare ----------------------------------------------------------------------------

    def similar_names(self) -> Iterator[tuple[NameGroup, NameGroup]]:
        """Pairs of names worth a look, each once: those under one key, in large blocks those with a sign in common."""
        seen: set[int] = set()
        for keys in (_strong, _weak):
            for block in self._blocks(keys):
                for one, other in self._within(block):
                    pair = min(one, other) * len(self.groups) + max(one, other)
                    if pair not in seen:
                        seen.add(pair)
                        yield self.groups[one], self.groups[other]

    def _blocks(self, keys: Callable[[Name], Keys]) -> Iterator[list[int]]:
        """The names under each key that several have; kept by the key's hash, which is small."""
        blocks: dict[int, int | list[int]] = {}
        for at, group in enumerate(self.groups):
            for key in keys(group.name):
                place = hash((type(group.name), key))
                held = blocks.get(place)
                if held is None:
                    blocks[place] = at
                elif isinstance(held, int):
                    blocks[place] = [held, at]
                else:
                    held.append(at)
        yield from (block for block in blocks.values() if not isinstance(block, int))

    def _within(self, block: list[int]) -> Iterable[tuple[int, int]]:
        if len(block) <= LARGEST_BLOCK:
            return combinations(block, 2)
        held: dict[Sign, list[int]] = {}
        for at in block:
            for sign in {sign for number in self.groups[at].ids for sign in self.signs[number]}:
                held.setdefault(sign, []).append(at)
        return (pair for names in held.values() for pair in combinations(names, 2))

    def contacts(self, one: NameGroup, other: NameGroup) -> Iterable[tuple[int, int]]:
        """The pairs of contacts of two names, or of one; of very many those that have a sign in common."""
        if len(one.ids) * len(other.ids) <= LARGEST_BLOCK * LARGEST_BLOCK:
            return combinations(one.ids, 2) if one is other else product(one.ids, other.ids)
        return self._in_common(one, other)

    def _in_common(self, one: NameGroup, other: NameGroup) -> Iterable[tuple[int, int]]:
        ours, theirs = self._by_sign(one), self._by_sign(other)
        found: dict[tuple[int, int], None] = {}
        for sign in ours.keys() & theirs.keys():
            if len(ours[sign]) * len(theirs[sign]) <= LARGEST_BLOCK * LARGEST_BLOCK:
                same = one is other
                found |= dict.fromkeys(combinations(ours[sign], 2) if same else product(ours[sign], theirs[sign]))
        return found

    def _by_sign(self, group: NameGroup) -> dict[Sign, list[int]]:
        held: dict[Sign, list[int]] = {}
        for number in group.ids:
            for sign in self.signs[number]:
                held.setdefault(sign, []).append(number)
        return held


def _belongings(row: Row) -> Iterator[Sign]:
    """What a row says that two duplicates may have in common."""
    phone, email, property_, company, kind, key = row[5:11]
    if phone:
        yield f"phone {phone}"
    if email:
        yield f"mailbox {mailbox(email)}"
        domain = own_domain(email)
        if domain:
            yield intern(f"domain {domain}")
    if kind == "phone":
        yield f"phone {key}"
    elif kind:
        yield f"mailbox {mailbox(key)}"
    if property_:
        yield intern(f"property {property_}")
    if company:
        yield intern(f"company {company}")


def _strong(name: Name) -> Keys:
    return strong_keys(name) if isinstance(name, PersonName) else company_keys(name)


def _weak(name: Name) -> Keys:
    return weak_keys(name) if isinstance(name, PersonName) else weak_company_keys(name)
