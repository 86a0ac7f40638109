"""What a merge would do, worked out before it is done: the field table of each contact that is given up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from casactl.actions.selection import Chosen
from casactl.domain.abilities import Reason
from casactl.domain.addresses import place_key
from casactl.domain.facts import Facts
from casactl.domain.merge_rows import taken_on
from casactl.domain.merging import fields_of, taken_over, why_not
from casactl.domain.money import format_amount
from casactl.domain.names import fold
from casactl.domain.standing import Arrears
from casactl.store.queries.addresses import addresses_of
from casactl.store.queries.attachments import attachments_of
from casactl.store.queries.contacts import by_ids, with_details
from casactl.store.queries.due import open_of
from casactl.store.queries.facts import facts_for
from casactl.store.queries.links import links_of
from casactl.store.queries.merges import counts_of, whole_contacts
from casactl.store.reader import Reader
from casactl.store.schema import SPECS, Merge

Row = Mapping[str, Any]
Listed = dict[int, dict[object, str]]
"""By contact, the words for each thing, by what makes it the same as another."""


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of both, and what it is afterwards: text, a list of texts, or a count."""

    field: str
    keep: object
    lose: object
    result: object


@dataclass(frozen=True, slots=True)
class Step:
    """One contact to give up: why it may not be, or the winner before, its changed columns, and the field table."""

    ref: str
    lose: Facts
    keep: Facts
    reasons: tuple[Reason, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict, hash=False)
    lines: tuple[FieldLine, ...] = ()


def preview(reader: Reader, keep: int, losers: Chosen, *, today: str) -> list[Step]:
    """A step for each contact to be given up, one after the other: what the first brings, the second finds."""
    ids = [keep, *losers.ids]
    facts = facts_for(reader, ids, today=today, scope=reader.scope)
    rows = whole_contacts(reader, ids, scope=reader.scope)
    around = _Belongings(reader, ids, today)
    winner, row, steps = facts[keep], rows[keep], []
    for ref, number in losers.found:
        loser = facts[number]
        if reasons := why_not(winner, loser):
            steps.append(Step(ref, loser, winner, tuple(reasons)))
            continue
        changes = taken_over(row, rows[number])
        after = {**row, **changes, "balance": row["balance"] + rows[number]["balance"]}
        lines = [*_columns(winner.currency, row, rows[number], after), *around.unite(winner, number)]
        steps.append(Step(ref, loser, winner, (), changes, tuple(lines)))
        row = after
        winner = replace(_after(winner, row), case=winner.case or loser.case, leases=winner.leases + loser.leases)
    return steps


def _after(facts: Facts, row: Row) -> Facts:
    return replace(
        facts, locked=bool(row["locked"]), arrears=Arrears(row["arrears"]), balance=row["balance"],
        has_email=bool(row["email"]), has_phone=bool(row["phone"]),
    )  # fmt: skip


# The contact's own columns ------------------------------------------------------------------------

PLAIN = {
    "display_name": "display_name", "type": "type", "email": "email", "phone": "phone_shown",
    "external_id": "external_id", "lifecycle": "lifecycle", "portal": "portal", "arrears": "arrears",
}  # fmt: skip


def _columns(currency: str, keep: Row, lose: Row, after: Row) -> Iterator[FieldLine]:
    for name, column in PLAIN.items():
        yield FieldLine(name, keep[column], lose[column], after[column])
    yield FieldLine("locked", *(_lock(row) for row in (keep, lose, after)))
    yield FieldLine("balance", *(format_amount(row["balance"], currency) for row in (keep, lose, after)))
    custom = [fields_of(row["custom"]) for row in (keep, lose, after)]
    for key in custom[2]:
        yield FieldLine(f"custom.{key}", *(each.get(key) for each in custom))


def _lock(row: Row) -> str:
    if not row["locked"]:
        return "no"
    return f"yes: {row['lock_reason']}" if row["lock_reason"] else "yes"


# What hangs on the contacts -----------------------------------------------------------------------

LISTED = frozenset({"tag", "attachment", "link", "scheduled", "avatar", "address"})
COUNTED = tuple(name for name, spec in SPECS.items() if spec.merge is Merge.MOVE and name not in LISTED)
WORDS = {
    "lease": "leases", "ledger_entry": "ledger_entries", "message": "messages", "handover_case": "cases",
    "arrears_step": "arrears_history", "note": "notes", "document": "documents",
    "engagement": "work", "follower": "followed",
}  # fmt: skip


class _Belongings:
    """Words for what hangs on each contact; what one gives up joins the winner's."""

    def __init__(self, reader: Reader, ids: Sequence[int], today: str) -> None:
        self._ids = frozenset(ids)
        rows = list(by_ids(reader, ids, scope=reader.scope).values())
        detailed = with_details(reader, rows, today=today, scope=reader.scope)
        self._tags: Listed = {row.id: {fold(tag): tag for tag in row.tags} for row in detailed}
        self._places = {number: _places(reader, number, today) for number in ids}
        self._links = {number: self._linked(reader, number) for number in ids}
        self._plans: dict[int, dict[str, str]] = {number: {} for number in ids}
        for plan in open_of(reader, ids):
            self._plans[plan.contact_id][plan.verb] = f"{plan.verb} {plan.on or 'when clear'}"
        self._pictures = {number: f"picture of {number}" for number in counts_of(reader, "avatar", ids)}
        self._addresses = {number: _addresses(reader, number) for number in ids}
        self._counts = {table: counts_of(reader, table, ids) for table in COUNTED}

    def _linked(self, reader: Reader, number: int) -> dict[object, str]:
        rows = links_of(reader, number, scope=reader.scope)
        return {
            (row.as_, row.contact_id): f"{row.as_} {row.display_name}"
            for row in rows
            if row.contact_id not in self._ids
        }

    def unite(self, keep: Facts, lose: int) -> Iterator[FieldLine]:
        """The lines for one step; afterwards the winner has what both had."""
        taken = {verb: words for verb, words in self._plans[lose].items() if taken_on(verb, keep)}
        yield _listed("tags", self._tags, keep.id, lose)
        yield _listed("properties", self._places, keep.id, lose)
        yield _listed("links", self._links, keep.id, lose)
        yield _listed("addresses", self._addresses, keep.id, lose)
        held, given = dict(self._plans[keep.id]), self._plans[lose]
        self._plans[keep.id] = {**held, **{verb: words for verb, words in taken.items() if verb not in held}}
        yield FieldLine("planned", [*held.values()], [*given.values()], [*self._plans[keep.id].values()])
        for table, counts in self._counts.items():
            own, theirs = counts.get(keep.id, 0), counts.get(lose, 0)
            counts[keep.id] = own + theirs
            yield FieldLine(WORDS.get(table, table), own, theirs, own + theirs)
        yield self._picture(keep.id, lose)

    def _picture(self, keep: int, lose: int) -> FieldLine:
        """One picture, the winner's own where it has one."""
        own, theirs = self._pictures.get(keep), self._pictures.get(lose)
        if own or theirs:
            self._pictures[keep] = own or theirs or ""
        return FieldLine("avatar", own, theirs, own or theirs)


def _places(reader: Reader, number: int, today: str) -> dict[object, str]:
    rows = [row for row in attachments_of(reader, number) if row.holds_on(today)]
    return {(row.property_id, row.role): f"{row.path} as {row.role}" for row in rows}


def _addresses(reader: Reader, number: int) -> dict[object, str]:
    rows = addresses_of(reader, number, scope=reader.scope)
    return {place_key(asdict(row)): ", ".join(row.lines) for row in rows}


def _listed(name: str, held: Listed, keep: int, lose: int) -> FieldLine:
    own, theirs = held[keep], held[lose]
    held[keep] = {**own, **{key: words for key, words in theirs.items() if key not in own}}
    return FieldLine(name, [*own.values()], [*theirs.values()], [*held[keep].values()])
