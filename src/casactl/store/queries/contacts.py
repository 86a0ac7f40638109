"""Contacts as lists show them: a page of rows in an order, and what hangs on the page's contacts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, fields, replace

from casactl.domain.contact_types import is_single_name
from casactl.domain.payment_reference import payment_reference
from casactl.domain.shapes import DATE, INNER, JSON, LIST, MOMENT, MONEY, PHONE, YES_NO, Kind, currency_behind, derived
from casactl.records import dataclass
from casactl.store.queries.debts import PAST_DUE, days_past, debt_of, debts_of, deposits_of
from casactl.store.queries.filters import HELD, Filters, Predicate, plain, predicates
from casactl.store.queries.points import PointRow, points_of
from casactl.store.queries.portal import waiting_invitations
from casactl.store.reader import Reader, Row

WALK = 4000
"""How many contacts an ordered walk looks at before the filters' own indexes take over."""
FENCED_WALK = 500
"""The same of those whom the fenced see: between them lie many whom they do not."""
FIRST_STEPS = 8
"""The first walk looks at so many contacts for each that the page shows: most pages fill at once."""
FEW = 500
"""Up to so many contacts are sorted in no time."""
WALK_LIMIT = 200
"""Pages up to this size are looked for by walking."""

SORTS: dict[str, tuple[str, ...]] = {
    "name": ("sort_key", "id"),
    "id": ("id",),
    "created": ("created_at", "id"),
    "balance": ("balance", "id"),
    "past-due": ("past_due", "id"),
    "unit": ("unit", "id"),
}
INDEXES = {
    "name": "indexed by ix_contact_sort", "id": "", "created": "indexed by ix_contact_created",
    "balance": "indexed by ix_contact_balance", "unit": "",
}  # fmt: skip
WITH_PAST_DUE = f"(select c.*, {PAST_DUE} as past_due from {{contact}} c)"
"""Contacts with what no column holds, because it is another sum each day."""
SOMEWHERE = (
    "(exists (select 1 from {attachment} a join {property} p on p.id = a.property_id "
    f"where a.contact_id = c.id and {HELD}))"
)
"""Whether a contact is attached to anything today."""
WITH_UNIT = (
    "(select c.*, (select min(p.path_order) from {attachment} a join {property} p on p.id = a.property_id "
    f"where a.contact_id = c.id and {HELD}) as unit from {{contact}} c)"
)
"""Contacts with where they are attached today, of several places the first."""
BY_UNIT = (
    "(select c.*, p.path_order as unit from {property} p cross join {attachment} a cross join {contact} c "
    f"where a.property_id = p.id and {HELD} and c.id = a.contact_id and not exists ("
    "select 1 from {attachment} b join {property} q on q.id = b.property_id where b.contact_id = a.contact_id "
    f"and {HELD.replace('a.', 'b.')} and (q.path_order < p.path_order "
    "or (q.path_order = p.path_order and b.id < a.id))))"
)
"""The same for a walk from unit to unit, each contact once."""


@dataclass(slots=True)
class ContactRow:
    """A contact with what a list shows of it."""

    id: int
    external_id: str | None
    kind: str
    type: str
    display_name: str
    first_name: str | None
    last_name: str | None
    title: str | None
    suffix: str | None
    family_first: int | None = field(metadata=YES_NO)
    name: str | None = field(metadata=INNER)
    company: str | None = field(init=False, default=None)
    email: str | None
    bounced_at: str | None = field(metadata=MOMENT)
    """When mail to the e-mail came back."""
    phone: str | None = field(metadata=PHONE)
    phone_shown: str | None = field(metadata=INNER)
    contact_points: list[PointRow] = field(init=False, default_factory=list)
    lifecycle: str
    portal: str
    invitation_until: str | None = field(metadata=INNER)
    invitation_expired: bool = field(init=False, default=False)
    locked: int = field(metadata=YES_NO)
    lock_reason: str | None
    arrears: str
    attorney: str | None = field(init=False, default=None)
    balance: int = field(metadata=MONEY)
    upcoming: int = field(init=False, default=0, metadata=MONEY)
    """What of the balance is not due yet."""
    past_due: int = field(init=False, default=0, metadata=MONEY)
    """What of it has been due before today."""
    days_past_due: int = field(init=False, default=0)
    oldest_due: str | None = field(metadata=DATE)
    do_not: str | None = field(metadata=LIST)
    """What is not wanted: letters by a channel, or broadcasts."""
    deposit: int = field(init=False, default=0, metadata=MONEY)
    """What is held for the contact, apart from the balance."""
    properties: list[str] = field(init=False, default_factory=list)
    tags: list[str] = field(init=False, default_factory=list)
    custom: str | None = field(metadata=JSON)
    archive_on: str | None = field(init=False, default=None, metadata=DATE)
    created_at: str = field(metadata=MOMENT)
    updated_at: str = field(metadata=MOMENT)
    last_sign_in_at: str | None = field(metadata=MOMENT)
    version: int

    currency = currency_behind("balance")

    @derived(after="currency")
    def payment_reference(self) -> str:
        """What a payment says so that it is known whose it is: the same for ever."""
        return payment_reference(self.id)

    @derived(after="upcoming", kind=Kind.MONEY)
    def due(self) -> int:
        """What is due now; below zero it is a credit."""
        return self.balance - self.upcoming

    @derived(after="last_name")
    def single_name(self) -> bool:
        """Whether there is only one name, which the last name holds."""
        return is_single_name(self.kind, self.first_name, self.last_name)


COLUMNS = ", ".join(f"c.{column.name}" for column in fields(ContactRow) if column.init)


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: the sort (`-` first for descending), how many, and behind which contact."""

    sort: str = "name"
    limit: int | None = None
    after: int | None = None

    @property
    def key(self) -> str:
        """What it is sorted by, whichever way round."""
        return self.sort.lstrip("-")

    @property
    def source(self) -> str:
        """The contacts with all that they are sorted by."""
        return {"past-due": WITH_PAST_DUE, "unit": WITH_UNIT}.get(self.key, "{contact}")

    @property
    def walked(self) -> str:
        """The same, for a walk in their order."""
        return BY_UNIT if self.key == "unit" else "{contact}"


def list_contacts(reader: Reader, filters: Filters, page: Page, *, today: str) -> list[ContactRow]:
    """One page of the contacts that match, complete with companies, properties and tags."""
    rows = _page(reader, filters, page, today)
    return with_details(reader, [ContactRow(*row) for row in rows], today=today)


def _page(reader: Reader, filters: Filters, page: Page, today: str) -> list[Row]:
    conditions = [*_reached(reader), *predicates(reader, filters, today=today)]
    if page.key == "past-due":
        return _by_past_due(reader, conditions, page, today)
    if page.key == "unit":
        return _by_unit(reader, conditions, page, today)
    return _search(reader, conditions, page)


def _by_past_due(reader: Reader, conditions: Sequence[Predicate], page: Page, today: str) -> list[Row]:
    """Those with something past due, which an index leads to, by how much; the others by number, before or after."""
    late, descending, after = "c.oldest_due < :today", page.sort.startswith("-"), page.after
    parts = [
        (plain(late, today=today), page.sort),
        (plain("(c.oldest_due is null or c.oldest_due >= :today)", today=today), "-id" if descending else "id"),
    ]
    parts = parts if descending else parts[::-1]
    if after is not None:
        sql = f"select {late} from {{contact}} c where c.id = :after and c.oldest_due is not null"
        row = reader.one(sql, {"after": after, "today": today})
        begun = bool(row and row[0]) == descending  # whether the page before ended in the first of the two
        parts = parts if begun else parts[1:]
    return _in_parts(reader, conditions, page, parts)


def _by_unit(reader: Reader, conditions: Sequence[Predicate], page: Page, today: str) -> list[Row]:
    """Those who are attached anywhere, by where that is; the others behind them, whichever way round."""
    parts = [
        (Predicate("1 = 1", SOMEWHERE, {"today": today}), page.sort),
        (plain(f"not {SOMEWHERE}", today=today), page.sort.replace("unit", "id")),
    ]
    if page.after is not None:
        sql = f"select c.id from {{contact}} c where c.id = :after and {SOMEWHERE}"
        parts = parts if reader.one(sql, {"after": page.after, "today": today}) else parts[1:]
    return _in_parts(reader, conditions, page, parts)


def _in_parts(
    reader: Reader, conditions: Sequence[Predicate], page: Page, parts: Sequence[tuple[Predicate, str]]
) -> list[Row]:
    """One page of a list that has parts in orders of their own, from the part on in which the page before ended."""
    rows: list[Row] = []
    after = page.after
    for part, sort in parts:
        left = None if page.limit is None else page.limit - len(rows)
        if left != 0:
            rows += _search(reader, [*conditions, part], Page(sort, left, after))
        after = None
    return rows


def _search(reader: Reader, conditions: Sequence[Predicate], page: Page) -> list[Row]:
    """One page in an order that a column has."""
    behind = _behind(reader, page, _params(conditions))
    walks = page.key in INDEXES and not (reader.fenced and _led_to_few(reader, conditions, WALK))
    if walks and page.limit is not None and page.limit <= WALK_LIMIT:
        for reach in (FIRST_STEPS * page.limit, FENCED_WALK if reader.fenced else WALK):
            rows, complete = _walk(reader, conditions, behind, page, reach)
            if complete:
                return rows
            if few := _led_to_few(reader, conditions):
                conditions = few
                break
    return _drive(reader, [*conditions, *behind], page)


def _led_to_few(reader: Reader, conditions: Sequence[Predicate], few: int = FEW) -> list[Predicate] | None:
    """The conditions with one made to those few whom its index leads to: no use in walking on to look for them.

    None where each leads to more, or to nobody knows how many.
    """
    for n, predicate in enumerate(conditions):
        if predicate.leads:
            led = reader.rows(f"select * from ({predicate.leads} limit {few}) few", predicate.params)
            if len(led) < few:
                drive = f"{reader.among('c.id', 'led')} and {predicate.probe}"
                params = predicate.params | {"led": reader.bind([row[0] for row in led])}
                return [*conditions[:n], Predicate(predicate.probe, drive, params), *conditions[n + 1 :]]
    return None


def _reached(reader: Reader) -> Iterator[Predicate]:
    """For the fenced who see few: what leads to those contacts; among many, each is tested as it comes."""
    led = "select r.contact_id from {reach} r"
    reached = Predicate("1 = 1", f"c.id in ({led})", {}, led)
    if reader.fenced and _led_to_few(reader, [reached], WALK):
        yield reached


def _behind(reader: Reader, page: Page, params: dict[str, object]) -> list[Predicate]:
    """The keyset condition: what comes after the contact that the last page ended with."""
    if page.after is None:
        return []
    columns = SORTS[page.key]
    row = reader.one(
        f"select {', '.join('c.' + column for column in columns)} from {page.source} c where c.id = :after",
        {"after": page.after} | ({"today": params["today"]} if page.source != "{contact}" else {}),
    )
    values = row or ("",) * (len(columns) - 1) + (page.after,)
    names = [f"after_{n}" for n in range(len(columns))]
    sign = "<" if page.sort.startswith("-") else ">"
    condition = f"({', '.join('c.' + c for c in columns)}) {sign} ({', '.join(':' + n for n in names)})"
    if page.key == "unit":  # an index leads there by the first of the two alone
        condition = f"c.unit {sign}= :after_0 and {condition}"
    return [Predicate(condition, condition, dict(zip(names, values, strict=True)))]


def _order(page: Page, *, guard: str = "") -> str:
    direction = " desc" if page.sort.startswith("-") else ""
    return ", ".join(f"{guard}c.{column}{direction}" for column in SORTS[page.key])


def _walk(
    reader: Reader, conditions: Sequence[Predicate], behind: Sequence[Predicate], page: Page, reach: int
) -> tuple[list[Row], bool]:
    """Go through the first `reach` contacts in order; complete when the page filled or everybody was seen."""
    where = " and ".join(predicate.probe for predicate in conditions)
    start = " and ".join(predicate.probe for predicate in behind) or "1 = 1"
    index = INDEXES[page.key] if reader.dialect == "sqlite" else ""
    order = _order(page)
    inner = f"select * from {page.walked} c {index} where {start} order by {order} limit {reach}"
    sql = f"select {COLUMNS} from ({inner}) c where {where} order by {order} limit :limit"
    params = {"limit": page.limit} | _params([*conditions, *behind])
    rows = reader.rows(sql, params)
    full = page.limit is not None and len(rows) >= page.limit
    return rows, full or (not reader.fenced and _fewer_than(reader, reach))  # the fenced who walk see more than that


def _fewer_than(reader: Reader, count: int) -> bool:
    row = reader.one(f"select 1 from {{contact}} c limit 1 offset {count - 1}")
    return row is None


def _drive(reader: Reader, conditions: Sequence[Predicate], page: Page) -> list[Row]:
    """Let the filters' indexes lead, and sort what they give."""
    where = " and ".join(predicate.drive for predicate in conditions)
    narrow = page.limit is not None and page.limit <= WALK_LIMIT
    guard = "+" if reader.dialect == "sqlite" and narrow else ""
    limit = "" if page.limit is None else " limit :limit"
    sql = f"select {COLUMNS} from {page.source} c where {where} order by {_order(page, guard=guard)}{limit}"
    return reader.rows(sql, _params(conditions) | {"limit": page.limit})


def _params(conditions: Iterable[Predicate]) -> dict[str, object]:
    merged: dict[str, object] = {}
    for predicate in conditions:
        merged |= predicate.params
    return merged


def selected_ids(reader: Reader, filters: Filters, *, today: str) -> Iterator[int]:
    """The numbers of all contacts that match, ascending."""
    where, params = condition_of(reader, filters, today=today)
    rows = reader.rows(f"select c.id from {{contact}} c where {where} order by c.id", params)
    return (row[0] for row in rows)


def condition_of(reader: Reader, filters: Filters, *, today: str) -> tuple[str, dict[str, object]]:
    """One condition for all filters and the scope, led by their indexes, with its parameters."""
    conditions = [*_reached(reader), *predicates(reader, filters, today=today)]
    return " and ".join(predicate.drive for predicate in conditions), _params(conditions)


def count_hidden(reader: Reader, filters: Filters, *, today: str, most: int = 10_000) -> dict[str, int]:
    """How many contacts match whom the plain list hides, by life cycle, counted up to `most`."""
    where, params = condition_of(reader, replace(filters, lifecycle=HIDDEN), today=today)
    sql = f"select h.lifecycle, count(*) from (select c.lifecycle from {{contact}} c where {where} limit :most) h "
    return dict(reader.rows(sql + "group by h.lifecycle", params | {"most": most}))


HIDDEN = ("inactive", "archived")
"""Whom the plain list leaves out."""


def by_ids(reader: Reader, ids: Sequence[int]) -> dict[int, ContactRow]:
    """Contacts by number, without details; those out of scope are not there."""
    sql = f"select {COLUMNS} from {{contact}} c where {reader.among('c.id', 'ids')}"
    rows = reader.rows(sql, {"ids": reader.bind(ids)})
    return {row[0]: ContactRow(*row) for row in rows}


def with_details(reader: Reader, rows: list[ContactRow], *, today: str) -> list[ContactRow]:
    """Fill in company, properties of today, tags and the archive date, a statement each for the page."""
    by_id = {row.id: row for row in rows}
    for part in range(0, len(rows), 5000):
        numbers = [row.id for row in rows[part : part + 5000]]
        ids = reader.bind(numbers)
        for contact, name in reader.rows(_TAGS.format(among=reader.among("t.contact_id", "ids")), {"ids": ids}):
            by_id[contact].tags.append(name)
        attached = _ATTACHED.format(among=reader.among("a.contact_id", "ids"))
        for contact, path, _ in reader.rows(attached, {"ids": ids, "today": today}):
            by_id[contact].properties.append(path)
        companies = _COMPANIES.format(among=reader.among("l.contact_id", "ids"))
        for contact, name in reader.rows(companies, {"ids": ids}):
            by_id[contact].company = name
        planned = _PLANNED.format(among=reader.among("s.contact_id", "ids"))
        for contact, on in reader.rows(planned, {"ids": ids}):
            by_id[contact].archive_on = on
        with_attorney = _ATTORNEYS.format(among=reader.among("h.contact_id", "ids"))
        for contact, name in reader.rows(with_attorney, {"ids": ids}):
            by_id[contact].attorney = name
        for contact, points in points_of(reader, numbers).items():
            by_id[contact].contact_points = points
    _with_debts(reader, rows, today)
    _mark_expired(reader, rows)
    for row in rows:
        if row.kind == "company":
            row.company = row.company or row.name
    return rows


def _with_debts(reader: Reader, rows: Iterable[ContactRow], today: str) -> None:
    """Fill in what of each balance is not due yet, and what is past due."""
    debts = debts_of(reader, {row.id: row.balance for row in rows}, today=today)
    deposits = deposits_of(reader, [row.id for row in rows])
    for row in rows:
        row.deposit = deposits.get(row.id, 0)
        debt = debt_of(debts, row.id)
        row.upcoming, row.past_due = debt.upcoming, debt.past_due
        row.days_past_due = days_past(row.oldest_due, today)


def _mark_expired(reader: Reader, rows: Iterable[ContactRow]) -> None:
    """Mark the invited whose link ran out or died, unless another is about to leave."""
    invited = [row for row in rows if row.portal == "invited"]
    dead = [row for row in invited if row.invitation_until is None or row.invitation_until <= reader.now]
    waiting = waiting_invitations(reader, [row.id for row in dead]) if dead else set()
    for row in dead:
        row.invitation_expired = row.id not in waiting


_TAGS = "select t.contact_id, t.name from {{tag}} t where {among} order by t.contact_id, t.name_key"
_ATTACHED = (
    "select distinct a.contact_id, p.path, p.path_order "
    "from {{attachment}} a join {{property}} p on p.id = a.property_id "
    "where {among} and (a.ends is null or a.ends >= :today) order by 1, 3"
)
_COMPANIES = (
    "select l.contact_id, c.display_name from {{link}} l join {{contact}} c on c.id = l.other_id "
    "where {among} and l.kind = 'works-for' order by l.is_primary, l.id desc"
)
_ATTORNEYS = (
    "select h.contact_id, u.name from {{handover_case}} h join users u on u.id = h.attorney_id "
    "where {among} and h.closed_at is null"
)
_PLANNED = (
    "select s.contact_id, s.due_on from {{scheduled}} s "
    "where {among} and s.verb = 'archive' and s.state in ('pending', 'blocked') and s.due_on is not null"
)
