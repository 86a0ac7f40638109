"""Instalment plans and holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import field, replace
from datetime import date

from casactl.domain.instalments import Instalment, instalments, missed, next_open
from casactl.domain.shapes import DATE, INNER, MONEY, PROSE, currency_behind, derived, key
from casactl.records import dataclass
from casactl.store.queries.arrears import settled_and_due
from casactl.store.queries.settings import whole
from casactl.store.reader import BATCH, Reader


@dataclass(frozen=True, slots=True)
class PlanLine:
    """An instalment, and whether it was `paid`, is `missed`, or `open`."""

    on: str = field(metadata=DATE)
    amount: int = field(metadata=MONEY)
    state: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """An instalment plan with what has been paid since."""

    id: int
    contact_id: int
    display_name: str
    starts: str = field(metadata=key("from", DATE))
    amount: int = field(metadata=MONEY)
    every: str
    total: int = field(metadata=MONEY)
    status_before: str = field(metadata=INNER)
    missed_on: str | None = field(metadata=INNER)
    reason: str | None = field(metadata=PROSE)
    ended_on: str | None = field(metadata=DATE)
    outcome: str | None
    paid: int = field(metadata=key(kind=MONEY, after="total"))
    today: str = field(default="9999-12-31", metadata=INNER)
    grace: int = field(default=0, metadata=INNER)

    currency = currency_behind("paid")

    @property
    def plan(self) -> list[Instalment]:
        """The instalments."""
        return instalments(self.total, self.amount, self.every, date.fromisoformat(self.starts))

    @property
    def late(self) -> list[Instalment]:
        """Those that are missed."""
        return missed(self.plan, self.paid, today=date.fromisoformat(self.today), grace=self.grace)

    @derived(after="currency")
    def next_on(self) -> str | None:
        """The day of the first instalment that is not paid."""
        found = next_open(self.plan, self.paid)
        return found.on.isoformat() if found and not self.ended_on else None

    @derived("missed", after="next_on")
    def count_missed(self) -> int:
        """How many instalments are missed."""
        return 0 if self.ended_on else len(self.late)

    @derived(after="missed")
    def state(self) -> str:
        """`open`, or how it ended."""
        return "open" if self.ended_on is None else str(self.outcome)

    @derived("instalments", after="outcome")
    def lines(self) -> list[PlanLine]:
        """Each instalment with its state."""
        found, needed, late = [], 0, {each.on for each in self.late}
        for each in self.plan:
            needed += each.amount
            state = "paid" if self.paid >= needed else "missed" if each.on in late else "open"
            found.append(PlanLine(each.on.isoformat(), each.amount, state))
        return found


PAID = (
    "(select cast(coalesce(sum(-e.amount), 0) as bigint) from {ledger_entry} e where e.contact_id = g.contact_id "
    "and e.id > g.entry_before and e.voided = 0 and e.kind in ('payment', 'credit', 'write-off'))"
)


def plans(
    reader: Reader, *, today: str, contacts: Collection[int] | None = None, number: int | None = None,
    still_open: bool = False, limit: int | None = None,
) -> list[PlanRow]:  # fmt: skip
    """Instalment plans as they stand on a day, the newest first."""
    asked = {reader.among("g.contact_id", "contacts"): contacts, "g.id = :number": number}
    where = ["g.kind = 'instalments'", *(condition for condition, value in asked.items() if value is not None)]
    where += ["g.ended_on is null"] if still_open else []
    sql = (
        "select g.id, g.contact_id, c.display_name, g.starts, g.amount, g.every, g.total, g.status_before, "
        f"g.missed_on, g.reason, g.ended_on, g.outcome, {PAID} from {{agreement}} g join {{contact}} c "
        f"on c.id = g.contact_id where {' and '.join(where)} order by g.id desc"
        f"{'' if limit is None else ' limit :limit'}"
    )
    rows = reader.rows(sql, {"contacts": reader.bind(contacts or ()), "number": number, "limit": limit})
    grace = whole(reader, "instalment_grace_days") if rows else 0
    return [replace(PlanRow(*row), today=today, grace=grace) for row in rows]


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An open agreement of either kind."""

    id: int
    contact_id: int
    kind: str
    ends: str | None
    status_before: str


def open_agreements(reader: Reader, contacts: Sequence[int]) -> list[AgreementRow]:
    """The open agreements of these contacts."""
    sql = (
        "select g.id, g.contact_id, g.kind, g.ends, g.status_before from {agreement} g "
        f"where {reader.among('g.contact_id', 'ids')} and g.ended_on is null order by g.id"
    )
    found: list[AgreementRow] = []
    for start in range(0, len(contacts), BATCH):
        found += [AgreementRow(*row) for row in reader.rows(sql, {"ids": reader.bind(contacts[start : start + BATCH])})]
    return found


def holds_over(reader: Reader, today: str) -> list[AgreementRow]:
    """The holds whose day has come."""
    sql = (
        "select g.id, g.contact_id, g.kind, g.ends, g.status_before from {agreement} g join {contact} c "
        "on c.id = g.contact_id where g.kind = 'hold' and g.ended_on is null and g.ends <= :today order by g.id"
    )
    return [AgreementRow(*row) for row in reader.rows(sql, {"today": today})]


@dataclass(frozen=True, slots=True)
class EndedRow:
    """An agreement that has ended."""

    id: int
    ends: str | None
    status_before: str


def newest_ended(reader: Reader, contact: int, kind: str, *, outcome: str) -> EndedRow | None:
    """The newest agreement of a kind with a contact, if that is how it ended: `kept` where all was paid."""
    sql = (
        "select g.id, g.ends, g.status_before, g.outcome from {agreement} g where g.contact_id = :contact "
        "and g.kind = :kind order by g.id desc limit 1"
    )
    row = reader.one(sql, {"contact": contact, "kind": kind})
    return EndedRow(*row[:3]) if row and row[3] == outcome else None


def newest_entry(reader: Reader, contact: int) -> int:
    """The number of a contact's newest entry, 0 without any."""
    row = reader.one("select max(e.id) from {ledger_entry} e where e.contact_id = :contact", {"contact": contact})
    return int(row[0] or 0) if row else 0


def agreements_to_keep(reader: Reader, today: str) -> bool:
    """Whether a hold is over, an instalment may have been missed, or something of the settled has fallen due."""
    sql = (
        "select 1 where exists (select 1 from {agreement} where kind = 'hold' and ended_on is null and ends <= :today) "
        "or exists (select 1 from {agreement} where kind = 'instalments' and ended_on is null and starts < :today)"
    )
    return reader.one(sql, {"today": today}) is not None or bool(settled_and_due(reader, today))
