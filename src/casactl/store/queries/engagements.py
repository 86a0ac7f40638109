"""Work for contacts: tasks, projects, events, service plans and contracts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from casactl.domain.engagements import KINDS
from casactl.domain.person_names import share_a_word
from casactl.domain.shapes import DATE, INNER, MOMENT, MONEY, PROSE, YES_NO, Kind, currency_behind, derived, key
from casactl.records import dataclass
from casactl.store.queries.contacts import condition_of
from casactl.store.queries.facts import NOT_OVER
from casactl.store.queries.filters import Filters
from casactl.store.queries.places import at_or_below
from casactl.store.reader import BATCH, Reader

LAST = "9999-99-99"
"""Behind every day: where work without one stands."""


def _select(first: str = "", *, join: str = "join", name: str = "c.display_name") -> str:
    """What a row is made of; an assignee out of sight has no name, but the work is not free for that."""
    return (
        f"select {first}e.id, e.kind, e.contact_id, {name}, e.title, e.text, e.state, e.starts, e.due, e.amount, "
        "p.path, e.address_id, coalesce(e.assignee_id, e.user_id) is not null, coalesce(w.display_name, u.name), "
        "w.id, u.email, e.every, e.next_visit, e.renews, e.signs_without_login, e.closed_at, e.created_at, e.version, "
        "u.id, d.line, d.postcode, d.city, e.updated_at, e.document_id, s.name, s.created_at, s.text_hash, "
        "e.rhythm_from, "
        "case when e.kind = 'contract' and c.kind = 'company' then (select min(sp.display_name) from {link} sl "
        "join {contact} sp on sp.id = sl.contact_id where sl.other_id = c.id and sl.kind = 'works-for' "
        "and sl.is_primary = 1) end "
        "from {engagement} e left join {signature} s on s.engagement_id = e.id "
        f"{join} {{contact}} c on c.id = e.contact_id left join {{contact}} w on w.id = e.assignee_id "
        "left join users u on u.id = e.user_id left join {property} p on p.id = e.property_id "
        "left join {address} d on d.id = e.address_id"
    )


SELECT = _select()


@dataclass(frozen=True, slots=True)
class EngagementRow:
    """One piece of work with its contact, its assignee (a contact or a user) and its place."""

    id: int
    kind: str
    contact_id: int
    display_name: str = field(metadata=key(title="for"))
    title: str = field(metadata=PROSE)
    text: str | None = field(metadata=PROSE)
    state: str
    starts: str | None = field(metadata=key("start", DATE))
    due: str | None = field(metadata=DATE)
    amount: int | None = field(metadata=MONEY)
    path: str | None = field(metadata=key("property"))
    address_id: int | None = field(metadata=key("site"))
    assigned: bool | int = field(metadata=YES_NO)
    """Whether anybody has it to do, in sight or not."""
    assignee: str | None
    assignee_id: int | None
    """The contact; None, too, where that contact is out of sight."""
    assignee_email: str | None = field(metadata=key("assignee_user"))
    """The user's e-mail where the assignee is a user."""
    every: str | None
    next_visit: str | None = field(metadata=DATE)
    renews: str | None = field(metadata=DATE)
    signs_without_login: int = field(metadata=key("sign_without_login", YES_NO))
    closed_at: str | None = field(metadata=MOMENT)
    created_at: str = field(metadata=MOMENT)
    version: int
    user_id: int | None = field(metadata=INNER)
    line: str | None = field(metadata=INNER)
    postcode: str | None = field(metadata=INNER)
    city: str | None = field(metadata=INNER)
    updated_at: str = field(metadata=INNER)
    document_id: int | None = field(metadata=key("document"))
    """What is signed, where it is a file."""
    signed_by: str | None = field(metadata=PROSE)
    """The name that was typed."""
    signed_at: str | None = field(metadata=MOMENT)
    signed_hash: str | None
    """The SHA-256 of what was signed."""
    rhythm_from: str | None = field(metadata=INNER)
    """The day from which a plan's visits are counted; None for its start."""

    primary: str | None = field(metadata=INNER)
    """Of a contract with a company: who is its primary contact, who signs for it."""

    currency = currency_behind("amount")

    @derived(after="signed_hash", kind=Kind.TRUTH)
    def signed_name_known(self) -> bool | None:
        """Whether any word of the typed name is of a name that the office has; None of what nobody signed."""
        if self.signed_by is None:
            return None
        return share_a_word(self.signed_by, [self.display_name, self.primary or ""])

    @derived(after="state")
    def state_in_words(self) -> str:
        """What people call the state of this kind of work."""
        return KINDS[self.kind].words[self.state]

    @property
    def day(self) -> str | None:
        """When it is to be looked at: a day, for events with a time."""
        values = (getattr(self, column) for column in KINDS[self.kind].day)
        return next((value for value in values if value), None)

    @derived("site_address", after="site")
    def site(self) -> str | None:
        """The site's address on a line."""
        town = " ".join(filter(None, [self.postcode, self.city]))
        return ", ".join(filter(None, [self.line and self.line.replace("\n", ", "), town])) or None


def engagements_of(reader: Reader, contact: int) -> list[EngagementRow]:
    """The work for one contact, what is open first, then by its day; completed work is part of it."""
    sql = (
        f"{SELECT} where e.contact_id = :id "
        f"order by e.state = 'open' desc, coalesce(e.due, e.next_visit, e.starts, '{LAST}'), e.id"
    )
    return [EngagementRow(*row) for row in reader.rows(sql, {"id": contact})]


def assigned_to(reader: Reader, contact: int) -> list[EngagementRow]:
    """The open work for others that a contact has been given, by its day."""
    sql = (
        f"{SELECT} where e.assignee_id = :id and e.contact_id <> :id and e.state = 'open' "
        f"order by coalesce(e.due, e.next_visit, e.starts, '{LAST}'), e.id"
    )
    return [EngagementRow(*row) for row in reader.rows(sql, {"id": contact})]


def engagements_by_number(reader: Reader, numbers: Sequence[int]) -> dict[int, EngagementRow]:
    """Pieces of work of any kind by number; those for contacts out of sight are not there."""
    sql = f"{SELECT} where {reader.among('e.id', 'ids')}"
    found: dict[int, EngagementRow] = {}
    for start in range(0, len(numbers), BATCH):
        params = {"ids": reader.bind(numbers[start : start + BATCH])}
        found |= {row[0]: EngagementRow(*row) for row in reader.rows(sql, params)}
    return found


# Lists --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WhoDoes:
    """A contact, a user, or nobody: whose work to do it is."""

    contact: int | None = None
    user: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of one kind of work is narrowed to; empty fields do not restrict."""

    kind: str
    states: tuple[str, ...] = ()
    about: Filters = field(default_factory=Filters)
    """Whose work; its property is where the work is, or where the contact is attached."""
    property: str | None = None
    contact: int | None = None
    assignee: WhoDoes | None = None
    due_before: str | None = None
    due_since: str | None = None
    after: EngagementRow | None = None
    """Continue behind this one."""


def list_engagements(reader: Reader, wanted: Wanted, *, today: str, limit: int | None = None) -> list[EngagementRow]:
    """Work of one kind by its day, and without one at the end."""
    day = f"coalesce({', '.join(f'e.{column}' for column in KINDS[wanted.kind].day)}, '{LAST}')"
    where = ["e.kind = :work"]
    params: dict[str, object] = {"work": wanted.kind, "limit": limit}
    if wanted.states:
        where.append(reader.among("e.state", "states"))
        params["states"] = reader.bind(wanted.states)
    if wanted.about:
        condition, more = condition_of(reader, wanted.about, today=today)
        where.append(f"({condition})")
        params |= more
    for condition, name, value in (
        ("e.contact_id = :contact", "contact", wanted.contact),
        (f"{day} < :due_before", "due_before", wanted.due_before),
        (f"{day} >= :due_since and {day} <> '{LAST}'", "due_since", wanted.due_since),
    ):
        if value is not None:
            where.append(condition)
            params[name] = value
    if wanted.property is not None:
        where.append(_there(wanted.property, params, today))
    if wanted.assignee is not None:
        where.append(_done_by(wanted.assignee, params))
    if wanted.after is not None:
        where.append(f"({day} > :last_day or ({day} = :last_day and e.id > :last_id))")
        params |= {"last_day": wanted.after.day or LAST, "last_id": wanted.after.id}
    limited = " limit :limit" if limit is not None else ""
    sql = f"{SELECT} where {' and '.join(where)} order by {day}, e.id{limited}"
    return [EngagementRow(*row) for row in reader.rows(sql, params)]


def _there(path: str, params: dict[str, object], today: str) -> str:
    """Work at a property or below it, or for a contact who is attached there today."""
    there, bound = at_or_below(path, "place")
    params |= bound | {"today": today}
    return (
        f"(e.property_id in (select p.id from {{property}} p where {there}) or e.contact_id in (select h.contact_id "
        f"from {{attachment}} h join {{property}} p on p.id = h.property_id where {there} "
        "and (h.ends is null or h.ends >= :today)))"
    )


def _done_by(who: WhoDoes, params: dict[str, object]) -> str:
    if who.contact is not None:
        params["assignee"] = who.contact
        return "e.assignee_id = :assignee"
    if who.user is not None:
        params["assignee"] = who.user
        return "e.user_id = :assignee"
    return "e.assignee_id is null and e.user_id is null"


# Who has to do with it ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FollowerRow:
    """A contact who sees a piece of work that is somebody else's."""

    id: int = field(metadata=INNER)
    engagement_id: int = field(metadata=INNER)
    contact_id: int
    display_name: str


def followers_of(reader: Reader, number: int) -> list[FollowerRow]:
    """Who follows a piece of work, by contact number."""
    sql = (
        "select f.id, f.engagement_id, c.id, c.display_name from {follower} f join {contact} c on c.id = f.contact_id "
        "where f.engagement_id = :id order by c.id"
    )
    return [FollowerRow(*row) for row in reader.rows(sql, {"id": number})]


OWN, ASSIGNED, FOLLOWED = "own", "assigned", "followed"


def seen_by(reader: Reader, contact: int) -> list[tuple[str, EngagementRow]]:
    """The work that a contact sees in the portal, as `own`, `assigned` or `followed`; what is open first (SD-14)."""
    how = f"case when e.contact_id = :id then '{OWN}' when e.assignee_id = :id then '{ASSIGNED}' else '{FOLLOWED}' end"
    mine = (
        "select o.id from {engagement} o where o.contact_id = :id union select o.id from {engagement} o "
        "where o.assignee_id = :id union select f.engagement_id from {follower} f where f.contact_id = :id"
    )
    # whose work it is may be out of sight: who does it, or follows it, sees no more of them
    of_anybody = _select(f"{how}, ", join="left join", name="coalesce(c.display_name, '')")
    sql = (
        f"{of_anybody} where e.id in ({mine}) "
        f"order by e.state = 'open' desc, coalesce(e.next_visit, e.due, e.starts, '{LAST}'), e.id"
    )
    rows = reader.rows(sql, {"id": contact})
    return [(row[0], EngagementRow(*row[1:])) for row in rows]


def contracts_of(reader: Reader, document: int) -> list[tuple[int, str]]:
    """Number and state of the contracts that a document is what is signed of."""
    sql = "select e.id, e.state from {engagement} e where e.document_id = :document order by e.id"
    return [(row[0], row[1]) for row in reader.rows(sql, {"document": document})]


def signed_on(reader: Reader, document: int) -> list[int]:
    """The contracts of whose signature a document is the paper: it was filed with it."""
    sql = (
        "select s.engagement_id from {document} d join {signature} s on s.contact_id = d.contact_id "
        "and s.created_at = d.created_at where d.id = :document order by s.id"
    )
    return [row[0] for row in reader.rows(sql, {"document": document})]


def open_assigned(reader: Reader, contacts: Sequence[int], *, today: str) -> list[tuple[int, int, str]]:
    """(contact, number, kind) of the work that these contacts have to do and that is not over (SD-2)."""
    sql = (
        "select e.assignee_id, e.id, e.kind from {engagement} e "
        f"where {reader.among('e.assignee_id', 'ids')} and {NOT_OVER} "
        "order by e.assignee_id, e.id"
    )
    found: list[tuple[int, int, str]] = []
    for start in range(0, len(contacts), BATCH):
        params = {"ids": reader.bind(contacts[start : start + BATCH]), "today": today}
        found += [(row[0], row[1], row[2]) for row in reader.rows(sql, params)]
    return found


def open_of_user(reader: Reader, user: int, *, today: str) -> list[tuple[int, str]]:
    """(number, kind) of the work that a user has to do and that is not over."""
    sql = (
        "select e.id, e.kind from {engagement} e join {contact} c on c.id = e.contact_id "
        f"where e.user_id = :id and {NOT_OVER} order by e.id"
    )
    rows = reader.rows(sql, {"id": user, "today": today})
    return [(row[0], row[1]) for row in rows]


def visited_on(reader: Reader, contact: int, text: str, day: str) -> bool:
    """Whether a visit with that text was held for a contact on a day already."""
    sql = (
        "select 1 from {engagement} e where e.contact_id = :contact and e.kind = 'event' and e.state = 'done' "
        "and e.starts = :day and e.text = :text limit 1"
    )
    return reader.one(sql, {"contact": contact, "day": day, "text": text}) is not None


def closed_by(reader: Reader, contact: int, number: int) -> int | None:
    """The operation that closed a contact's piece of work."""
    sql = (
        "select max(h.operation_id) from {change} h where h.contact_id = :contact and h.table_name = 'engagement' "
        f"and h.row_id = :id and {reader.contains('h.after', 'closing')}"
    )
    row = reader.one(sql, {"contact": contact, "id": number, "closing": '"closed_at":"'})
    return row[0] if row else None
