"""What hangs on two contacts that become one: rows that move, rows that say the same twice and go.

Each function takes the whole rows of both and gives what to change and what to drop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casactl.domain.addresses import ACCESS, GIVEN_UP, access_of, place_key
from casactl.domain.facts import Facts
from casactl.domain.moves import MOVES
from casactl.domain.ties import HOUSEHOLD, LOOPING, WORKS_FOR, household_of, key_of, primary_of, way, with_primary

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """Who takes over from whom, when, and on whose word."""

    keep: Facts
    lose: int
    now: str = ""
    actor: str = ""


@dataclass(slots=True)
class United:
    """New values of rows by number, the numbers of rows to remove, and rows to add."""

    changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    drops: list[int] = field(default_factory=list)
    adds: list[dict[str, Any]] = field(default_factory=list)
    """Rows that take the place of dropped ones under new, later numbers."""
    instead: dict[int, int] = field(default_factory=dict)
    """For rows that go: the row that stands in for them where others refer to them."""

    def change(self, row: Row, **new: Any) -> None:
        """Give a row new values."""
        self.changes.setdefault(row["id"], {}).update(new)


Uniter = Callable[[Sequence[Row], Pair], United]


def _split(rows: Iterable[Row], pair: Pair) -> tuple[list[Row], list[Row]]:
    """The winner's rows and the loser's, each by number."""
    listed = sorted(rows, key=lambda row: int(row["id"]))
    own = [row for row in listed if row["contact_id"] != pair.lose]
    return own, [row for row in listed if row["contact_id"] == pair.lose]


def unite_tags(rows: Sequence[Row], pair: Pair) -> United:
    """Each word once."""
    united = United()
    own, others = _split(rows, pair)
    held = {row["name_key"] for row in own}
    for row in others:
        if row["name_key"] in held:
            united.drops.append(row["id"])
        else:
            united.change(row, contact_id=pair.keep.id)
    return united


# Attachments --------------------------------------------------------------------------------------


def unite_attachments(rows: Sequence[Row], pair: Pair) -> United:
    """At one property in one role, times that overlap become one."""
    united = United()
    places: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        places.setdefault((row["property_id"], row["role"]), []).append(row)
    for held in places.values():
        for cluster in _overlapping(held):
            if any(row["contact_id"] == pair.lose for row in cluster):
                _unite_cluster(united, cluster, pair)
    return united


FOREVER = "9999-99-99"
"""After every day: the end of what has none."""


def _overlapping(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows whose times overlap, directly or through others."""
    clusters: list[list[Row]] = []
    reach = ""
    for row in sorted(rows, key=lambda row: (row["starts"], row["ends"] or FOREVER, row["id"])):
        last = row["ends"] or FOREVER
        if clusters and row["starts"] <= reach:
            clusters[-1].append(row)
            reach = max(reach, last)
        else:
            clusters.append([row])
            reach = last
    return clusters


def _unite_cluster(united: United, cluster: Sequence[Row], pair: Pair) -> None:
    """One row over the time of all: the winner's own where it has one."""
    own, others = _split(cluster, pair)
    first, *rest = own + others
    ends = max(row["ends"] or FOREVER for row in cluster)
    span = {"starts": min(row["starts"] for row in cluster), "ends": None if ends == FOREVER else ends}
    new = {"contact_id": pair.keep.id, **span}
    if changed := {key: value for key, value in new.items() if value != first[key]}:
        united.change(first, **changed)
    united.drops += [row["id"] for row in rest]


# Links --------------------------------------------------------------------------------------------


def unite_links(rows: Sequence[Row], pair: Pair) -> United:
    """Ties of both, from either side: each once, none to itself, none that leads back to where it began.

    Beside the ties of both, `rows` has those of their households and those that theirs lead on to. Of those who are the
    same to the contact one stays the primary, the winner's before the loser's; so in its household. The winner's
    companies stay before the loser's.
    """
    united = United()
    listed = sorted(rows, key=lambda row: int(row["id"]))
    kept = _tied_once(listed, pair, united)
    _keep_first_places(kept, listed, pair)
    before = {row["id"]: row for row in listed}
    late = _overtaking(listed, pair)
    for row in kept.values():
        old = before[row["id"]]
        if row["id"] in late:
            united.drops.append(row["id"])
            united.adds.append({column: row[column] for column in TIE})
        elif new := {column: row[column] for column in TIE if row[column] != old[column]}:
            united.change(row, **new)
    return united


TIE = ("contact_id", "other_id", "kind", "is_primary")


def _tied_once(rows: Sequence[Row], pair: Pair, united: United) -> dict[object, dict[str, Any]]:
    """The ties that stay, as they will be; a twin passes its mark on."""
    back = _leading_back(rows, pair)
    kept: dict[object, dict[str, Any]] = {key_of(row): dict(row) for row in rows if pair.lose not in _ends(row)}
    for row in rows:
        if pair.lose not in _ends(row):
            continue
        moved = {**row, **{end: pair.keep.id for end in ("contact_id", "other_id") if row[end] == pair.lose}}
        twin = kept.get(key_of(moved))
        if twin and moved["kind"] != HOUSEHOLD:
            twin["is_primary"] = max(twin["is_primary"], moved["is_primary"])
        if twin or moved["contact_id"] == moved["other_id"] or row["id"] in back:
            united.drops.append(row["id"])
        else:
            kept[key_of(moved)] = moved
    return kept


def _ends(row: Row) -> tuple[int, int]:
    return row["contact_id"], row["other_id"]


def _leading_back(rows: Sequence[Row], pair: Pair) -> set[int]:
    """The loser's ties on a way from one of both to the other: once both are one, it would be a loop."""
    found: set[int] = set()
    for kind in {row["kind"] for row in rows} & set(LOOPING):
        ties = [row for row in rows if row["kind"] == kind]
        for row in ties:
            if row["other_id"] == pair.lose and way(ties, pair.keep.id, row["contact_id"]):
                found.add(row["id"])
            if row["contact_id"] == pair.lose and way(ties, row["other_id"], pair.keep.id):
                found.add(row["id"])
    return found


def _keep_first_places(kept: Mapping[object, dict[str, Any]], rows: Sequence[Row], pair: Pair) -> None:
    keep = pair.keep.id
    own = {row["id"] for row in rows if row["other_id"] == keep and row["is_primary"]}
    for kind in {row["kind"] for row in rows} - {HOUSEHOLD}:
        marked = [row for row in kept.values() if row["kind"] == kind and row["other_id"] == keep and row["is_primary"]]
        for row in sorted(marked, key=lambda row: (row["id"] not in own, row["id"]))[1:]:
            row["is_primary"] = 0
    head = primary_of(household_of(rows, keep)) or primary_of(household_of(rows, pair.lose))
    home = household_of(kept.values(), keep)
    changes = with_primary(home, keep if head == pair.lose else head) if head else {}
    for row in kept.values():
        row.update(changes.get(row["id"], {}))


def _overtaking(rows: Sequence[Row], pair: Pair) -> set[int]:
    """The loser's companies that are older than the winner's: the earliest is the one that is shown."""
    works = [row for row in rows if row["kind"] == WORKS_FOR]
    last = max((row["id"] for row in works if row["contact_id"] == pair.keep.id), default=0)
    return {row["id"] for row in works if row["contact_id"] == pair.lose and row["id"] < last}


# Addresses ----------------------------------------------------------------------------------------


def unite_addresses(rows: Sequence[Row], pair: Pair) -> United:
    """Each place once, the winner's billing address stays the billing address (PY-3).

    A place of both keeps what only one says about it; where the two say different people have the key,
    both rows stay.
    """
    united = United()
    own, others = _split(rows, pair)
    marked = any(row["billing"] for row in own)
    held = [dict(row) for row in own]
    for row in others:
        twin = next((each for each in held if _completes(each, row)), None)
        if twin is None:
            held.append(dict(row))
            united.change(row, contact_id=pair.keep.id, **(GIVEN_UP if marked and row["billing"] else {}))
            continue
        united.drops.append(row["id"])
        united.instead[row["id"]] = twin["id"]
        more = {column: row[column] for column in ("label", "site", *ACCESS) if row[column] and not twin[column]}
        more |= {"billing": 1} if row["billing"] and not marked else {}
        if more:
            twin |= more
            united.change(twin, **more)
    return united


def _completes(row: Row, other: Row) -> bool:
    """Whether two addresses are one place, and do not contradict each other about the key."""
    if place_key(row) != place_key(other):
        return False
    one, two = access_of(row), access_of(other)
    return one == two or not any(one) or not any(two)


# Dated work and cases -----------------------------------------------------------------------------

OPEN = ("pending", "blocked")


def taken_on(verb: str, keep: Facts) -> bool:
    """Whether the winner takes over a plan: not one to be rid of the other, nor one that ends its own lock."""
    move = MOVES[verb]
    return not move.erases and (not move.leads_back or move.holds(keep))


def unite_plans(rows: Sequence[Row], pair: Pair) -> United:
    """One open plan per verb, the winner's own where it has one; the other is cancelled."""
    united = United()
    own, others = _split(rows, pair)
    held = {row["verb"] for row in own if row["state"] in OPEN}
    for row in others:
        united.change(row, contact_id=pair.keep.id)
        if row["state"] in OPEN:
            takes = row["verb"] not in held and taken_on(row["verb"], pair.keep)
            united.change(row, state="pending" if takes else "cancelled", reasons=None)
            held.add(row["verb"])
    return united


def unite_cases(rows: Sequence[Row], pair: Pair) -> United:
    """Cases with an attorney: where both are open with the same one, the winner's goes on and the other closes."""
    united = United()
    own, others = _split(rows, pair)
    going_on = any(row["closed_at"] is None for row in own)
    for row in others:
        united.change(row, contact_id=pair.keep.id)
        if going_on and row["closed_at"] is None:
            united.change(row, closed_at=pair.now, closed_by=pair.actor, outcome="recalled")
    return united


def unite_avatars(rows: Sequence[Row], pair: Pair) -> United:
    """One picture: the winner's own where it has one."""
    united = United()
    own, others = _split(rows, pair)
    for row in others:
        if own:
            united.drops.append(row["id"])
        else:
            united.change(row, contact_id=pair.keep.id)
    return united


def unite_followers(rows: Sequence[Row], pair: Pair) -> United:
    """Each piece of work is followed once."""
    united = United()
    own, others = _split(rows, pair)
    held = {row["engagement_id"] for row in own}
    for row in others:
        if row["engagement_id"] in held:
            united.drops.append(row["id"])
        else:
            united.change(row, contact_id=pair.keep.id)
    return united


UNITERS: Mapping[str, Uniter] = {
    "avatar": unite_avatars,
    "tag": unite_tags,
    "attachment": unite_attachments,
    "link": unite_links,
    "scheduled": unite_plans,
    "handover_case": unite_cases,
    "follower": unite_followers,
    "address": unite_addresses,
}
"""The tables whose rows are looked at one by one; those of every other simply move."""
