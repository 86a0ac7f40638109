"""The debt ladder by community, with what moved since a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from casactl.domain.properties import path_key, path_order
from casactl.domain.shapes import MONEY
from casactl.domain.standing import Arrears
from casactl.records import dataclass
from casactl.store.queries.arrears import communities_of_contacts
from casactl.store.queries.report_lists import Debtor, ladder
from casactl.store.reader import BATCH, Reader

NOWHERE = "(no community)"


@dataclass(slots=True)
class Rung:
    """One status in one community: who stands there, what they owe in minor units, who came and who went."""

    community: str
    status: str
    contacts: int = 0
    owed: int = field(default=0, metadata=MONEY)
    past_due: int = field(default=0, metadata=MONEY)
    came: int = 0
    went: int = 0


def debt_ladder(reader: Reader, *, today: str, since: str) -> list[Rung]:
    """The rungs that anybody stands or stood on, by community; who is attached to several counts in each."""
    debtors = ladder(reader, since=since, today=today)
    places = _places(reader, [each.id for each in debtors], today)
    rungs: dict[tuple[str, str], Rung] = {}
    for debtor in debtors:
        for community in places.get(debtor.id) or [NOWHERE]:
            _count(rungs, community, debtor)
    order = list(Arrears)
    kept = [rung for rung in rungs.values() if rung.contacts or rung.came or rung.went]
    place = {rung.community: (rung.community == NOWHERE, path_order(path_key(rung.community))) for rung in kept}
    return sorted(kept, key=lambda rung: (place[rung.community], order.index(Arrears(rung.status))))


def _places(reader: Reader, contacts: list[int], today: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for start in range(0, len(contacts), BATCH):
        part = communities_of_contacts(reader, contacts[start : start + BATCH], today=today)
        found |= {contact: list(paths.values()) for contact, paths in part.items()}
    return found


def _count(rungs: dict[tuple[str, str], Rung], community: str, debtor: Debtor) -> None:
    now = _rung(rungs, community, debtor.status)
    now.contacts += 1
    now.owed += max(debtor.balance, 0)
    now.past_due += debtor.past_due
    if debtor.then != debtor.status:
        now.came += 1
        _rung(rungs, community, debtor.then).went += 1


def _rung(rungs: dict[tuple[str, str], Rung], community: str, status: str) -> Rung:
    return rungs.setdefault((community, status), Rung(community, status))


def in_all(rungs: Iterable[Rung]) -> tuple[int, int]:
    """How many contacts stand on these rungs, and what they owe."""
    held = list(rungs)
    return sum(rung.contacts for rung in held), sum(rung.owed for rung in held)
