"""Whose money a line of a bank statement is: what it says, whom that points to, and whether that is certain.

Signs point to contacts: a payer who is known, a reference in the purpose, a name. What is certain is posted; the rest
is left to people, with the best that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from enum import StrEnum

from casactl.domain.names import fold
from casactl.domain.payment_reference import contact_of_reference
from casactl.domain.person_names import TITLES, words
from casactl.records import dataclass

PARKED, POSTED, IGNORED = STATES = ("parked", "posted", "ignored")
"""What may have become of a line."""
CERTAIN = 90
"""The score from which a line is posted by itself."""


class Sign(StrEnum):
    """What points to whose money it is, the surest first."""

    ACCOUNT = "an account that is known as theirs"
    PAYER = "a payer's name that is known as theirs"
    REFERENCE = "their payment reference"
    EXTERNAL = "their external id in the purpose"
    NUMBER = "their number in the purpose"
    FIGURES = "figures in the purpose that are their external id"
    UNIT = "their unit in the purpose"


SCORES = {
    Sign.ACCOUNT: 100, Sign.PAYER: 95, Sign.REFERENCE: 95, Sign.EXTERNAL: 95, Sign.NUMBER: 95, Sign.FIGURES: 95,
    Sign.UNIT: 90,
}  # fmt: skip
PLAIN = frozenset({Sign.NUMBER, Sign.FIGURES})
"""Signs that may be the number of anything, such as a garage or an instalment: certain only beside another."""
NAME_AND_AMOUNT, ANOTHERS_NAME, NAME_ALONE, NUMBER_ALONE, ONE_OF_SEVERAL = 90, 60, 60, 60, 40


@dataclass(slots=True)
class Evidence:
    """Whom a line points to, sign by sign, and who bears the payer's name."""

    signs: dict[Sign, set[int]] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)
    exact: set[int] = field(default_factory=set)
    """Those of whom just this amount is due, or one charge or instalment of it open."""
    apart: set[Sign] = field(default_factory=set)
    """The signs that are there more than once, for contacts of whom none is meant by all of them."""

    @property
    def contacts(self) -> set[int]:
        """Everybody who may be meant."""
        return self.named.union(*self.signs.values())


@dataclass(frozen=True, slots=True)
class Verdict:
    """The contact that a line is of as far as it is known, how sure that is, and why."""

    contact: int | None
    score: int
    why: str
    held: bool = False
    """Whether something forbids to post it, however sure it is."""

    @property
    def certain(self) -> bool:
        """Whether it is posted without anybody's word."""
        return self.contact is not None and self.score >= CERTAIN and not self.held

    def held_back(self, why: str) -> Verdict:
        """The same, left to people, with what stands in the way."""
        return replace(self, held=True, why=why)


NOBODY = Verdict(None, 0, "says nobody who is known here")


def verdict(evidence: Evidence) -> Verdict:
    """What a line's signs come to."""
    signs = {sign: found for sign, found in evidence.signs.items() if found}
    if not signs:
        return _by_name(evidence)
    told = " and ".join(signs)
    if evidence.apart:
        whose = ", ".join(map(str, sorted(set.union(*(signs[sign] for sign in evidence.apart)))))
        return Verdict(None, ONE_OF_SEVERAL, f"names several contacts ({whose}), who may each have a part of it")
    common = set.intersection(*signs.values())
    if not common:
        return Verdict(None, ONE_OF_SEVERAL, f"says {told}, which are not the same contact's")
    for narrower in (evidence.named, evidence.exact):
        if len(common) > 1 and len(common & narrower) == 1:
            common &= narrower
            told += " and their name" if narrower is evidence.named else " and the exact amount"
    if len(common) > 1:
        return Verdict(None, ONE_OF_SEVERAL, f"says {told}, which is that of several contacts")
    contact = next(iter(common))
    known = Sign.ACCOUNT in signs or Sign.PAYER in signs
    if evidence.named and contact not in evidence.named and not known:
        return Verdict(contact, ANOTHERS_NAME, f"says {told}, and comes from another contact by name")
    if signs.keys() <= PLAIN:
        return _by_number(contact, told, evidence)
    return Verdict(contact, max(SCORES[sign] for sign in signs), told)


def _by_number(contact: int, told: str, evidence: Evidence) -> Verdict:
    """What a plain number comes to, with a name or an amount that bears it out, or without."""
    beside = (("their name", evidence.named), ("the exact amount", evidence.exact))
    if borne_out := [said for said, whose in beside if contact in whose]:
        told = " and ".join(dict.fromkeys([*told.split(" and "), *borne_out]))
        return Verdict(contact, SCORES[Sign.NUMBER], told)
    return Verdict(contact, NUMBER_ALONE, f"{told} alone: neither is the payer's name theirs nor the amount due")


def _by_name(evidence: Evidence) -> Verdict:
    fitting = evidence.named & evidence.exact
    if len(fitting) == 1:
        return Verdict(next(iter(fitting)), NAME_AND_AMOUNT, "their name and the exact amount")
    if len(evidence.named) == 1:
        return Verdict(next(iter(evidence.named)), NAME_ALONE, "their name alone: the amount is not what is due")
    if evidence.named:
        return Verdict(None, ONE_OF_SEVERAL, "the name of several contacts")
    return NOBODY


# What a text says ---------------------------------------------------------------------------------

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(
    r"(?<!\w)(?:no|nr|num|number|№|#)\s?[.:]?\s*([1-9]\d{0,17})(?![\w.,/-]*\d)(?!\s*(?:of|von|de|di|van|z)\s+\d)"
)
_REFERENCE = re.compile(r"(?i)\bRF\d{2}(?: ?\d){1,19}")
_OF_OTHERS = re.compile(
    r"(?:invoice|inv|bill|rechnung|rech|rg|facture|fattura|factura|factuur|faktura|order|receipt|quittung|policy|police|"
    r"account|acc|acct|konto|compte|cuenta|conto|rekening|card|karte|flat|apartment|apt|unit|house|room|door|suite|haus|"
    r"wohnung|whg|top|street|strasse|phone|tel|mobile|cheque|check|contract|vertrag|contrat|case|ticket|week|month|"
    r"instalment|installment|rate|part|payment|zahlung|teil|parking|space|bay|stellplatz|garage|box|locker|cellar|keller|"
    r"meter|zahler|key|floor|lot|plot|building|block|entrance|year|quarter|day|letter|reminder)"
    r"[\s.:]*$"
)
"""Words behind which a number is that of something else."""
_TOKEN = re.compile(r"[^\s,;:()\[\]{}\"]+")
_MARKED = re.compile(
    r"(?:ref|reference|referenz|customer|client|tenant|owner|member|id|kunde|kundennummer|kd|mieter|mieternummer|"
    r"eigentumer|account|cliente|inquilino|locataire|klant|huurder|najemca|lokator)[\s.:#-]*(?:no|nr|id|number)?[\s.:#-]*$"
)
"""Words behind which even a short number, or a plain word, is somebody's external id."""
_LONGEST_NAME = 6
FEWEST_DIGITS = 5
LONGEST_UNIT = 10
_NAMING_UNITS = "flat unit apartment apt suite room wohnung whg top appartement appt piso interno lokal"
_UNIT_WORDS = frozenset(_NAMING_UNITS.split())


def numbers_in(text: str) -> set[int]:
    """casactl's own numbers that a purpose names: `no 17`, not `invoice no 17` or `no 3 of 12`."""
    folded = fold(text)
    return {int(found[1]) for found in _NUMBER.finditer(folded) if not _OF_OTHERS.search(folded[: found.start()])}


def references_in(text: str) -> set[int]:
    """The contacts whose payment references, which letters give, a text holds."""
    return set(_by_references(text))


def _by_references(text: str) -> Iterator[int]:
    """The contacts, one by one; check digits tell where a reference ends."""
    for found in _REFERENCE.finditer(text):
        parts = found[0].split()
        for end in range(len(parts), 0, -1):
            if (contact := contact_of_reference("".join(parts[:end]))) is not None:
                yield contact
                break


def external_ids_in(text: str) -> tuple[set[str], set[str]]:
    """Everything in a purpose that may be an external id, as it is written and in capitals, and plain figures apart.

    A word that holds letters and digits, or many digits, or stands behind a word such as `ref`.
    """
    found, plain = set[str](), set[str]()
    for each in _TOKEN.finditer(text):
        word = each[0].strip(".'’`/\\-_+*=!?")
        marked = _MARKED.search(fold(text[max(0, each.start() - 40) : each.start()]) + " ")
        digits = sum(character.isdigit() for character in word)
        telling = digits and (digits >= FEWEST_DIGITS or digits < len(word))
        if word and len(word) <= 100 and (telling or (marked and len(word) > 1) or (marked and digits)):
            if not marked and not any(map(str.isalpha, word)):
                plain.add(word)
                continue
            found |= {word, word.upper(), word.lower()}
            bare = re.sub(r"(?i)^(ref|id|kd|customer|tenant)[-_.#]?", "", word)
            found |= {bare} if bare and bare != word else set()
    return found, plain - found


def payer_keys(payer: str) -> list[str]:
    """What a payer may be known as, the way it is kept first: the words of the name without titles, begun anywhere."""
    said = [word for word in words(payer) if word not in TITLES]
    return list(dict.fromkeys(" ".join(said[n:] + said[:n]) for n in range(len(said))))


def names_in(payer: str, purpose: str) -> list[str]:
    """The names that a line may be of: the payer's, each of a couple's, else those that its purpose may hold."""
    if payer.strip():
        plain = " ".join(word for word in payer.split() if fold(word).strip(".") not in TITLES)
        parts = re.split(r"\s+(?:&|\+|and|und|et|y|e|en|i|oder|or)\s+|\s*[/;]\s*", plain)
        return list(dict.fromkeys(filter(None, (plain, payer, *(parts if len(parts) > 1 else ())))))
    said = _WORD.findall(purpose)[:40]
    windows = (said[n : n + length] for n in range(len(said)) for length in range(2, _LONGEST_NAME))
    return list(dict.fromkeys(" ".join(window) for window in windows if len(window) > 1))


class Units:
    """The units of an office, by the words that name them: with their community's, or alone where that is plain."""

    def __init__(self, paths: Iterable[tuple[int, str]]) -> None:
        self._by_words: dict[str, set[int]] = {}
        for number, path in paths:
            parts = [words(part) for part in path.split("/")]
            for key in _ways_to_say(parts):
                self._by_words.setdefault(key, set()).add(number)

    def named_in(self, text: str) -> list[set[int]]:
        """The units that a text names, the most that is said of each counting: what one name may mean together."""
        said, found = words(text), list[set[int]]()
        longest = 0
        for start in range(len(said)):
            for length in range(min(LONGEST_UNIT, len(said) - start), 0, -1):
                key = " ".join(said[start : start + length])
                key = f"#{key}" if length == 1 and start and said[start - 1] in _UNIT_WORDS else key
                if (units := self._by_words.get(key)) is None:
                    continue
                if length > longest:
                    longest, found = length, [set(units)]
                elif length == longest:
                    found.append(set(units))
                break
        return found


def _ways_to_say(parts: Sequence[Sequence[str]]) -> set[str]:
    """`rose court block a 12`, `rose court 12`, `block a 12`, `flat 12`; a bare `12` behind a word such as unit."""
    unit = parts[-1]
    ways = {" ".join(word for part in parts[start:] for word in part) for start in range(len(parts) - 1)}
    ways.add(" ".join((*parts[0], *unit)))
    alone = " ".join(unit)
    if len(parts) > 1:
        ways.discard(alone)
    if len(unit) == 1:
        ways.add(f"#{alone}")
    if any(map(str.isdigit, alone)) and any(map(str.isalpha, alone)):
        ways.add(alone)
    return ways - {"", "#"}


def exact_amounts(balance: int, due: int, left: Iterable[int]) -> set[int]:
    """What somebody may be expected to pay: all that is owed, what is due, or one thing that is open."""
    return {amount for amount in (balance, due, *left) if amount > 0}
