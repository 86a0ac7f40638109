"""The filters that lists and selections share, each composed from static predicates.

A predicate comes in two forms: `probe` tests one contact that an ordered walk has reached, `drive`
leads from an index to the contacts. Terms that repeat a partial index's condition stand verbatim,
because SQLite recognises them only so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date, timedelta

from casactl.domain.custom import value_key
from casactl.domain.names import fold, spellings
from casactl.domain.standing import EXPIRED, HERE, Lifecycle
from casactl.errors import InvalidValue
from casactl.records import dataclass
from casactl.store.queries.places import at_or_below
from casactl.store.queries.portal import ON_ITS_WAY
from casactl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Filters:
    """What `contact list`, `export` and every bulk verb take; empty fields do not restrict."""

    type: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    lifecycle: tuple[str, ...] = ()
    portal: tuple[str, ...] = ()
    locked: bool = False
    arrears: tuple[str, ...] = ()
    property: str | None = None
    """A path that exists; what lies below it counts too."""
    role: tuple[str, ...] = ()
    """Attached in one of these roles, there where a property is named."""
    custom: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Fields of the office's own, each with the values of which one holds, as they are kept; an empty one is none."""
    former: bool = False
    """Whether who was attached there, or has entries about it, counts as well."""
    company: int | None = None
    """The number of a company: those who work for it."""
    tag: tuple[str, ...] = ()
    not_tag: tuple[str, ...] = ()
    """None of these."""
    without: tuple[str, ...] = ()
    """Of `LACKING`: what they do not have."""
    owing: bool = False
    past_due: int | None = None
    """Who has been past due for so many days, or for more."""
    unread: bool = False
    """Who wrote in the portal what nobody in the office has marked as read."""
    created_since: str | None = None
    """A moment."""
    match: str | None = None

    def __bool__(self) -> bool:
        """Whether any filter restricts."""
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Predicate:
    """One condition in both forms, with its parameters."""

    probe: str
    drive: str
    params: dict[str, object]
    leads: str | None = None
    """A statement that an index answers with the numbers of all contacts that can match."""


def plain(condition: str, **params: object) -> Predicate:
    """A condition on the contact's own columns: the same either way."""
    return Predicate(condition, condition, params)


def predicates(reader: Reader, filters: Filters, *, today: str) -> Iterator[Predicate]:
    """All conditions that the filters make; without a life cycle they cover everybody still here."""
    yield _lifecycle(reader, filters.lifecycle or tuple(str(state) for state in HERE))
    yield from _columns(reader, filters, today)
    if filters.property and filters.former:
        yield _ever_at_property(reader, filters.property, filters.role)
    elif filters.property:
        yield _at_property(reader, filters.property, today, filters.role)
    elif filters.role:
        yield _in_role(reader, filters.role, today)
    for n, (name, values) in enumerate(filters.custom):
        yield _custom(reader, n, name, values)
    if filters.unread:
        yield UNREAD
    if filters.company:
        yield _works_for(filters.company)
    for n, tag in enumerate(filters.tag):
        yield _tagged(n, tag)
    for n, tag in enumerate(filters.not_tag):
        untagged = f"not exists (select 1 from {{tag}} t where t.contact_id = c.id and t.name_key = :not_tag_{n})"
        yield plain(untagged, **{f"not_tag_{n}": fold(tag)})
    for what in filters.without:
        yield plain(LACKING[what])
    if filters.match is not None:
        yield matching(reader, filters.match, today=today)


def _lifecycle(reader: Reader, states: Sequence[str]) -> Predicate:
    if list(states) == [Lifecycle.ACTIVE]:
        return plain("c.lifecycle = 'active'")
    away = "" if Lifecycle.ACTIVE in states else " and c.lifecycle <> 'active'"
    return plain(reader.among("c.lifecycle", "lifecycle") + away, lifecycle=reader.bind(states))


def _past_due(days: int, today: str) -> Predicate:
    """Those whose oldest open charge has been due for so long."""
    since = (date.fromisoformat(today) - timedelta(days=days)).isoformat()
    led = "select d.id from {contact} d where d.oldest_due <= :past_due"
    return Predicate("c.oldest_due <= :past_due", "c.oldest_due <= :past_due", {"past_due": since}, led)


def _columns(reader: Reader, filters: Filters, today: str) -> Iterator[Predicate]:
    if filters.type:
        yield plain(reader.among("c.type", "type"), type=reader.bind(filters.type))
    if filters.kind == ("company",):
        yield plain("c.kind = 'company'")
    elif filters.kind == ("person",):
        yield plain("c.kind = 'person'")
    if filters.portal:
        yield _portal(reader, filters.portal)
    if filters.locked:
        yield plain("c.locked = 1")
    if filters.arrears:
        behind = "" if "current" in filters.arrears else " and c.arrears <> 'current'"
        yield plain(reader.among("c.arrears", "arrears") + behind, arrears=reader.bind(filters.arrears))
    if filters.owing:
        yield plain("c.balance > 0")
    if filters.past_due is not None:
        yield _past_due(filters.past_due, today)
    if filters.created_since:
        yield plain("c.created_at >= :created_since", created_since=filters.created_since)


def _portal(reader: Reader, states: Sequence[str]) -> Predicate:
    """Contacts in one of these states of the portal; `expired` are the invited whose link ran out or died."""
    moved = "" if "not-invited" in states else " and c.portal <> 'not-invited'"
    held = [state for state in states if state != EXPIRED]
    if EXPIRED not in states:
        return plain(reader.among("c.portal", "portal") + moved, portal=reader.bind(held))
    dead = (
        "c.portal = 'invited' and (c.invitation_until is null or c.invitation_until <= :now) "
        f"and not exists (select 1 from {{outbox}} o where o.contact_id = c.id and {ON_ITS_WAY})"
    )
    return plain(f"({reader.among('c.portal', 'portal')} or {dead}){moved}", portal=reader.bind(held), now=reader.now)


HELD = "(a.ends is null or a.ends >= :today)"
"""An attachment of today."""


def _roles(reader: Reader, roles: Sequence[str]) -> tuple[str, dict[str, object]]:
    """What narrows attachments down to some roles."""
    return (f" and {reader.among('a.role', 'roles')}", {"roles": reader.bind(roles)}) if roles else ("", {})


def _in_role(reader: Reader, roles: Sequence[str], today: str) -> Predicate:
    """Who is attached to anything in one of these roles."""
    among, bound = _roles(reader, roles)
    held = f"{HELD}{among}"
    return Predicate(
        f"exists (select 1 from {{attachment}} a where a.contact_id = c.id and {held})",
        f"c.id in (select a.contact_id from {{attachment}} a where {held})",
        bound | {"today": today},
    )


def _custom(reader: Reader, n: int, name: str, values: Sequence[str]) -> Predicate:
    """Whose field of the office's own holds one of these values, however it is spelt; an empty one is none."""
    field, param = f"field_{n}", f"custom_{n}"
    held = f"from {{custom_value}} v where v.name = :{field}"
    valued = f"{held} and {reader.among('v.value', param)}"
    bound = {field: name, param: reader.bind([value_key(value) for value in values if value])}
    probe = f"exists (select 1 {valued} and v.contact_id = c.id)"
    drive = f"c.id in (select v.contact_id {valued})"
    if "" in values:
        without = f"not exists (select 1 {held} and v.contact_id = c.id)"
        return Predicate(f"({probe} or {without})", f"({drive} or {without})", bound)
    return Predicate(probe, drive, bound, f"select v.contact_id {valued}")


def field_in_use(reader: Reader, name: str) -> bool:
    """Whether any contact has a value in a field."""
    return reader.one("select 1 from {custom_value} v where v.name = :name limit 1", {"name": name}) is not None


def fields_in_use(reader: Reader) -> list[str]:
    """The fields that contacts have values in."""
    names: list[str] = []
    sql = "select v.name from {custom_value} v where v.name > :last order by v.name limit 1"
    while row := reader.one(sql, {"last": names[-1] if names else ""}):
        names.append(row[0])
    return names


def _at_property(reader: Reader, path: str, today: str, roles: Sequence[str]) -> Predicate:
    at, bound = at_or_below(path)
    among, more = _roles(reader, roles)
    bound, held = bound | more, f"{HELD}{among}"
    joined = f"from {{property}} p join {{attachment}} a on a.property_id = p.id where {at} and {held}"
    return Predicate(
        "exists (select 1 from {attachment} a join {property} p on p.id = a.property_id "
        f"where a.contact_id = c.id and {at} and {held})",
        f"c.id in (select a.contact_id {joined})",
        bound | {"today": today},
        f"select a.contact_id {joined}",
    )


def _ever_at_property(reader: Reader, path: str, roles: Sequence[str]) -> Predicate:
    """Who is or was attached there, and whose entries are about it: so that former people's debts are found.

    An entry tells of no role: where roles are asked for, attachments alone count.
    """
    at, bound = at_or_below(path)
    among, more = _roles(reader, roles)
    at, bound = f"{at}{among}", bound | more
    tables = ("attachment",) if roles else ("attachment", "ledger_entry")
    probes = [
        f"exists (select 1 from {{{table}}} a join {{property}} p on p.id = a.property_id "
        f"where a.contact_id = c.id and {at})"
        for table in tables
    ]
    joined = " union ".join(
        f"select a.contact_id from {{property}} p join {{{table}}} a on a.property_id = p.id where {at}"
        for table in tables
    )
    return Predicate(f"({' or '.join(probes)})", f"c.id in ({joined})", bound, joined)


LACKING = {
    "email": "c.email is null",
    "phone": "c.phone is null",
    "address": "not exists (select 1 from {address} a where a.contact_id = c.id)",
}
"""What somebody may be without, and how that is told."""


FOR_THE_OFFICE = "m.read_at is null and m.direction = 'in' and m.channel = 'web'"
"""Messages that people wrote in the portal and nobody has marked as read."""
_UNREAD = f"select m.contact_id from {{message}} m where {FOR_THE_OFFICE}"
UNREAD = Predicate(f"exists ({_UNREAD} and m.contact_id = c.id)", f"c.id in ({_UNREAD})", {}, _UNREAD)
"""Who waits for the office to read."""


def _works_for(company: int) -> Predicate:
    where = "l.other_id = :company and l.kind = 'works-for'"
    return Predicate(
        f"exists (select 1 from {{link}} l where l.contact_id = c.id and {where})",
        f"c.id in (select l.contact_id from {{link}} l where {where})",
        {"company": company},
        f"select l.contact_id from {{link}} l where {where}",
    )


def _tagged(n: int, tag: str) -> Predicate:
    return Predicate(
        f"exists (select 1 from {{tag}} t where t.contact_id = c.id and t.name_key = :tag_{n})",
        f"c.id in (select t.contact_id from {{tag}} t where t.name_key = :tag_{n})",
        {f"tag_{n}": fold(tag)},
        f"select t.contact_id from {{tag}} t where t.name_key = :tag_{n}",
    )


def matching(reader: Reader, text: str, *, today: str) -> Predicate:
    """Every word of `text` occurs in what the contact is found by: name, e-mail, phone, external id, a tag, the path of
    a unit of today, the company; digits also match a phone's digits.

    Raises InvalidValue for more words than anybody looks for.
    """
    words = list(dict.fromkeys(search_words(text)))
    if len(words) > MOST_WORDS:
        raise InvalidValue(f"These are {len(words):,} words to look for; up to {MOST_WORDS} are taken.")
    bound = [{f"word_{n}_{m}": form for m, form in enumerate(forms)} for n, forms in enumerate(words)]
    params: dict[str, object] = {"found_on": today} if words else {}
    probes: list[str] = []
    drives: list[str] = []
    for names, placed in _rarest_first(reader, bound):
        params |= names
        found = [f"select f.contact_id from {rows} {_any_of(reader, column, names)}" for column, rows in FOUND_BY]
        probed = found[-1:] + found[:-1] if placed else found
        probes.append(f"({' or '.join(f'exists ({each} and f.contact_id = c.id)' for each in probed)})")
        led = " union ".join(found).replace(PLACED, PLACED_BY_PATH)
        drives.append(probes[-1] if drives else f"c.id in ({led})")
    return Predicate(" and ".join(probes) or "1 = 0", " and ".join(drives) or "1 = 0", params)


def _rarest_first(reader: Reader, words: Sequence[dict[str, str]]) -> list[tuple[dict[str, str], int]]:
    """Words, by the parameters with their forms, and in how many paths of properties each stands.

    Contacts are looked for by the first, and the others are sought among those alone: a word of a place is the one that
    very many may have; of others, the longest is had by the fewest.
    """
    if len(words) < 2:
        return [(names, 0) for names in words]
    counts = ", ".join(
        f"coalesce(sum(case when {_any_of(reader, 'fp.path_key', names)} then 1 else 0 end), 0)" for names in words
    )
    params = {name: form for names in words for name, form in names.items()}
    row = reader.one(f"select {counts} from {{property}} fp", params) or (0,) * len(words)
    return sorted(zip(words, row, strict=True), key=lambda each: (each[1], -min(map(len, each[0].values()))))


PLACED = "{attachment} f join {property} fp on fp.id = f.property_id where"
PLACED_BY_PATH = "{property} fp cross join {attachment} f where f.property_id = fp.id and"
"""The same from the properties on, of which there are fewer: SQLite goes through a cross join as it stands."""
FOUND_BY = (
    ("f.text", "{search} f where"),
    ("f.name_key", "{tag} f where"),
    ("fs.text", "{link} f join {search} fs on fs.contact_id = f.other_id where f.kind = 'works-for' and"),
    ("fp.path_key", f"{PLACED} (f.ends is null or f.ends >= :found_on) and"),
)
"""What contacts are found by: the column that holds the words, and the rows that it stands in."""


def _any_of(reader: Reader, column: str, names: Iterable[str]) -> str:
    return f"({' or '.join(reader.contains(column, name) for name in names)})"


MOST_WORDS = 100
"""A database takes each as a condition, and not any number of them."""

PHONE_MARKS = frozenset("0123456789+-()./ \u00a0")


def search_words(text: str) -> list[tuple[str, ...]]:
    """The words to look for, each in the forms that it may stand in; digits and phone marks are one run of digits."""
    digits = "".join(mark for mark in text if mark.isascii() and mark.isdigit())
    if len(digits) >= 5 and set(text) <= PHONE_MARKS:
        return [(digits.lstrip("0") or digits,)]
    return [forms for word in text.split() if (forms := _shortest(spellings(word)))]


def _shortest(forms: Sequence[str]) -> tuple[str, ...]:
    """Those forms that hold no other: whatever holds the longer one holds the shorter one, too."""
    return tuple(form for form in forms if not any(other in form for other in forms if other != form))
