"""What hangs on two contacts that become one: rows that move, rows that say the same twice and go.

Each function takes the whole rows of both and gives what to change and what to drop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casactl.domain.addresses import ACCESS, GIVEN_UP, access_of, place_key
from casactl.domain.facts import Facts
from casactl.domain.standing import Verb, already_holds

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
    """New values of rows by number, and the numbers of rows to remove."""

    changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    drops: list[int] = field(default_factory=list)
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
    """Ties of both, from either side: each once, none of the contact to itself.

    One of the winner's own ties of a kind stays the primary one.
    """
    united = United()
    theirs = [row for row in rows if pair.lose in (row["contact_id"], row["other_id"])]
    held = {_tie(row): row for row in rows if row not in theirs}
    own = [row for row in held.values() if row["contact_id"] == pair.keep.id]
    for row in sorted(theirs, key=lambda row: int(row["id"])):
        moved = {**row, **{end: pair.keep.id for end in ("contact_id", "other_id") if row[end] == pair.lose}}
        twin = held.get(_tie(moved))
        if moved["contact_id"] == moved["other_id"] or twin:
            united.drops.append(row["id"])
            if twin and row["is_primary"] > twin["is_primary"]:
                united.change(twin, is_primary=1)
            continue
        held[_tie(moved)] = moved
        united.change(row, **{end: moved[end] for end in ("contact_id", "other_id") if moved[end] != row[end]})
        if moved["contact_id"] == pair.keep.id:
            _yield_first_place(united, row, [each for each in own if each["kind"] == row["kind"]])
    return united


def _tie(row: Row) -> tuple[int, str, int]:
    return row["contact_id"], row["kind"], row["other_id"]


def _yield_first_place(united: United, row: Row, own: Sequence[Row]) -> None:
    """The winner's own tie of the kind goes on being the one that is shown first."""
    if not own:
        return
    if row["is_primary"]:
        united.change(row, is_primary=0)
    if not any(each["is_primary"] for each in own):
        united.change(min(own, key=lambda each: int(each["id"])), is_primary=1)


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
WAYS_BACK = (Verb.UNLOCK, Verb.ACTIVATE, Verb.UNARCHIVE)
FINAL = (Verb.DELETE, Verb.ERASE)


def taken_on(verb: str, keep: Facts) -> bool:
    """Whether the winner takes over a plan: not one to be rid of the other, nor one that ends its own lock."""
    if verb in FINAL:
        return False
    return verb not in WAYS_BACK or already_holds(Verb(verb), keep.lifecycle, locked=keep.locked)


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


UNITERS: Mapping[str, Uniter] = {
    "tag": unite_tags,
    "attachment": unite_attachments,
    "link": unite_links,
    "scheduled": unite_plans,
    "handover_case": unite_cases,
    "address": unite_addresses,
}
"""The tables whose rows are looked at one by one; those of every other simply move."""
