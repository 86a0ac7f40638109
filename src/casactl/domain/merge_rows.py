"""What hangs on two contacts that become one: rows that move, rows that say the same twice and go.

Each function takes the whole rows of both and gives what to change and what to drop.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from casactl.domain.addresses import ACCESS, GIVEN_UP, access_of, place_key
from casactl.domain.facts import Facts
from casactl.domain.moves import MOVES, UNLOCK
from casactl.domain.plans import OPEN, in_words
from casactl.domain.ties import HOUSEHOLD, LOOPING, WORKS_FOR, household_of, key_of, primary_of, way, with_primary
from casactl.records import dataclass

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """Who takes over from whom, when, and on whose word."""

    keep: Facts
    lose: int
    now: str = ""
    actor: str = ""
    loser_locked: bool = False


@dataclass(slots=True)
class MergedRows:
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


RowMerger = Callable[[Sequence[Row], Pair], MergedRows]


def _split(rows: Iterable[Row], pair: Pair) -> tuple[list[Row], list[Row]]:
    """The winner's rows and the loser's, each by number."""
    listed = sorted(rows, key=lambda row: int(row["id"]))
    own = [row for row in listed if row["contact_id"] != pair.lose]
    return own, [row for row in listed if row["contact_id"] == pair.lose]


def each_once(rows: Sequence[Row], pair: Pair, *what: str) -> MergedRows:
    """Rows that say the same in these columns once; without columns one row, the winner's own where it has one."""
    merged = MergedRows()
    own, others = _split(rows, pair)
    held = {tuple(row[column] for column in what) for row in own}
    for row in others:
        if tuple(row[column] for column in what) in held:
            merged.drops.append(row["id"])
        else:
            merged.change(row, contact_id=pair.keep.id)
    return merged


# Attachments --------------------------------------------------------------------------------------


def merge_attachments(rows: Sequence[Row], pair: Pair) -> MergedRows:
    """At one property in one role, times that overlap become one."""
    merged = MergedRows()
    places: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        places.setdefault((row["property_id"], row["role"]), []).append(row)
    for held in places.values():
        for cluster in _overlapping(held):
            if any(row["contact_id"] == pair.lose for row in cluster):
                _merge_cluster(merged, cluster, pair)
    return merged


FOREVER = "9999-99-99"
"""After every day: the end of what has none."""


def _overlapping(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows whose times overlap, directly or through others."""
    clusters: list[list[Row]] = []
    until = ""
    for row in sorted(rows, key=lambda row: (row["starts"], row["ends"] or FOREVER, row["id"])):
        last = row["ends"] or FOREVER
        if clusters and row["starts"] <= until:
            clusters[-1].append(row)
            until = max(until, last)
        else:
            clusters.append([row])
            until = last
    return clusters


def _merge_cluster(merged: MergedRows, cluster: Sequence[Row], pair: Pair) -> None:
    """One row over the time of all: the winner's own where it has one."""
    own, others = _split(cluster, pair)
    first, *rest = own + others
    ends = max(row["ends"] or FOREVER for row in cluster)
    span = {"starts": min(row["starts"] for row in cluster), "ends": None if ends == FOREVER else ends}
    new = {"contact_id": pair.keep.id, **span}
    if changed := {key: value for key, value in new.items() if value != first[key]}:
        merged.change(first, **changed)
    merged.drops += [row["id"] for row in rest]


# Links --------------------------------------------------------------------------------------------


def merge_links(rows: Sequence[Row], pair: Pair) -> MergedRows:
    """Ties of both, from either side: each once, none to itself, none that leads back to where it began.

    Beside the ties of both, `rows` has those of their households and those that theirs lead on to. Of those who are the
    same to the contact one stays the primary, the winner's before the loser's; so in its household. The winner's
    companies stay before the loser's.
    """
    merged = MergedRows()
    listed = sorted(rows, key=lambda row: int(row["id"]))
    kept = _tied_once(listed, pair, merged)
    _keep_first_places(kept, listed, pair)
    before = {row["id"]: row for row in listed}
    late = _overtaking(listed, pair)
    for row in kept.values():
        old = before[row["id"]]
        if row["id"] in late:
            merged.drops.append(row["id"])
            merged.adds.append({column: row[column] for column in TIE})
        elif new := {column: row[column] for column in TIE if row[column] != old[column]}:
            merged.change(row, **new)
    return merged


TIE = ("contact_id", "other_id", "kind", "is_primary")


def _tied_once(rows: Sequence[Row], pair: Pair, merged: MergedRows) -> dict[object, dict[str, Any]]:
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
            merged.drops.append(row["id"])
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


def merge_addresses(rows: Sequence[Row], pair: Pair) -> MergedRows:
    """Each place once, the winner's billing address stays the billing address (PY-3).

    A place of both keeps what only one says about it; where the two say different people have the key,
    both rows stay.
    """
    merged = MergedRows()
    own, others = _split(rows, pair)
    marked = any(row["billing"] for row in own)
    held = [dict(row) for row in own]
    for row in others:
        twin = next((each for each in held if _completes(each, row)), None)
        if twin is None:
            held.append(dict(row))
            merged.change(row, contact_id=pair.keep.id, **(GIVEN_UP if marked and row["billing"] else {}))
            continue
        merged.drops.append(row["id"])
        merged.instead[row["id"]] = twin["id"]
        more = {column: row[column] for column in ("label", "site", *ACCESS) if row[column] and not twin[column]}
        more |= {"billing": 1} if row["billing"] and not marked else {}
        if more:
            twin |= more
            merged.change(twin, **more)
    return merged


def _completes(row: Row, other: Row) -> bool:
    """Whether two addresses are one place, and do not contradict each other about the key."""
    if place_key(row) != place_key(other):
        return False
    one, two = access_of(row), access_of(other)
    return one == two or not any(one) or not any(two)


# Dated work and cases -----------------------------------------------------------------------------


def merge_plans(rows: Sequence[Row], pair: Pair) -> MergedRows:
    """One open plan per verb, the winner's own where it has one; the other lapses, with why.

    Of two locks the stricter one stays: one without an end before one with an end, and that before an earlier end.
    """
    merged = MergedRows()
    own, others = _split(rows, pair)
    held = {row["verb"]: row for row in own if row["state"] in OPEN}
    planned = {row["verb"]: row for row in others if row["state"] in OPEN}
    for row in others:
        merged.change(row, contact_id=pair.keep.id)
    if pair.keep.locked and pair.loser_locked and UNLOCK.verb in held and _later(planned, held, UNLOCK.verb):
        merged.change(held.pop(UNLOCK.verb), **_lapsed("of two locks the stricter one stays"))
    elif pair.keep.locked and UNLOCK.verb in planned:
        merged.change(planned.pop(UNLOCK.verb), **_lapsed(f"{pair.keep.display_name} stays locked as it was"))
    for verb, row in planned.items():
        if why := _not_taken(verb, pair.keep, held):
            merged.change(row, **_lapsed(why))
        else:
            merged.change(row, state="pending", reasons=None)
    return merged


def _later(planned: Mapping[str, Row], held: Mapping[str, Row], verb: str) -> bool:
    """Whether the loser's end is later than the winner's, or there is none."""
    return verb not in planned or str(planned[verb]["due_on"]) > str(held[verb]["due_on"])


def _not_taken(verb: str, keep: Facts, held: Mapping[str, Row]) -> str:
    """Why the winner does not take a plan over, empty when it does."""
    move = MOVES[verb]
    if verb in held:
        return f"{keep.display_name} has its own: {in_words(verb, held[verb].get('due_on'), 'it')}"
    if move.leads_back and move is not UNLOCK:
        return f"{keep.display_name} stays {keep.lifecycle}"
    return ""


def _lapsed(why: str) -> dict[str, Any]:
    """The columns of a plan that a merge ends."""
    reason = {"rule": None, "code": "merged", "message": why, "remedy": None}
    return {"state": "lapsed", "reasons": json.dumps([reason], ensure_ascii=False)}


def merge_cases(rows: Sequence[Row], pair: Pair) -> MergedRows:
    """Cases with an attorney: where both are open with the same one, the winner's goes on and the other closes."""
    merged = MergedRows()
    own, others = _split(rows, pair)
    going_on = any(row["closed_at"] is None for row in own)
    for row in others:
        merged.change(row, contact_id=pair.keep.id)
        if going_on and row["closed_at"] is None:
            merged.change(row, closed_at=pair.now, closed_by=pair.actor, outcome="recalled")
    return merged


MERGERS: Mapping[str, RowMerger] = {
    "avatar": each_once,
    "tag": lambda rows, pair: each_once(rows, pair, "name_key"),
    "contact_point": lambda rows, pair: each_once(rows, pair, "kind", "key"),
    "attachment": merge_attachments,
    "link": merge_links,
    "scheduled": merge_plans,
    "handover_case": merge_cases,
    "follower": lambda rows, pair: each_once(rows, pair, "engagement_id"),
    "address": merge_addresses,
    "bank_payer": lambda rows, pair: each_once(rows, pair, "iban", "name_key"),
}
"""The tables whose rows are looked at one by one; those of every other simply move."""
