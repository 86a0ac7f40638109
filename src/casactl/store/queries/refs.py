"""From what people type to a contact: number, e-mail, phone, `ref:EXTERNAL-ID`, or a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from casactl.domain.names import filed_under, fold
from casactl.records import dataclass
from casactl.store.reader import Reader, Row

MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class RefMatch:
    """A contact that a reference may mean."""

    id: int
    display_name: str
    email: str | None
    lifecycle: str
    merged_into: int | None = None


COLUMNS = "c.id, c.display_name, c.email, c.lifecycle, c.merged_into"
SELECT = f"select {COLUMNS} from {{contact}} c"


def numbers_known(reader: Reader, numbers: Sequence[int]) -> set[int]:
    """Which of these numbers are contacts in scope."""
    sql = f"select c.id from {{contact}} c where {reader.among('c.id', 'ids')}"
    rows = reader.rows(sql, {"ids": reader.bind(numbers)})
    return {row[0] for row in rows}


def by_email(reader: Reader, key: str) -> list[RefMatch]:
    """The holder of an e-mail's claim."""
    sql = f"select {COLUMNS} from {{claim}} k join {{contact}} c on c.id = k.contact_id where k.key = :key"
    return _candidates(reader, sql, {"key": key})


def by_phone(reader: Reader, e164: str) -> list[RefMatch]:
    """Contacts with that phone number, among others too."""
    where = "where c.phone = :phone and c.phone is not null"
    return sorted(
        {*_candidates(reader, f"{SELECT} {where}", {"phone": e164}), *by_point(reader, "phone", e164)},
        key=lambda each: each.id,
    )


def by_point(reader: Reader, kind: str, key: str) -> list[RefMatch]:
    """Contacts that have it as a further e-mail or phone."""
    sql = (
        f"select {COLUMNS} from {{contact_point}} p "
        "join {contact} c on c.id = p.contact_id where p.key = :key and p.kind = :kind order by c.id"
    )
    return _candidates(reader, sql, {"key": key, "kind": kind})


def by_external_id(reader: Reader, external_id: str) -> list[RefMatch]:
    """The contact with that external id."""
    where = "where c.external_id = :ref and c.external_id is not null"
    return _candidates(reader, f"{SELECT} {where}", {"ref": external_id})


def by_number(reader: Reader, number: int) -> list[RefMatch]:
    """The contact of that number."""
    return _candidates(reader, f"{SELECT} where c.id = :id", {"id": number})


def by_name(reader: Reader, name: str) -> list[RefMatch]:
    """Contacts of exactly that name, in either order of first and last, that are not gone."""
    where = (
        f"where {reader.among('c.sort_key', 'keys')} and c.lifecycle not in ('erased', 'merged') "
        f"order by c.id limit {MOST_CANDIDATES}"
    )
    return _candidates(reader, f"{SELECT} {where}", {"keys": reader.bind(filed_under(name))})


def named_near(reader: Reader, name: str, *, limit: int) -> list[RefMatch]:
    """Contacts whose last name, or company, is nearly a word of `name`, the likest first: by an index, so that it
    is quick among very many."""
    from difflib import SequenceMatcher

    key = fold(name)
    sql = (
        f"select c.sort_key, {COLUMNS} from {{contact}} c where c.sort_key >= :low and c.sort_key < :high "
        f"and c.lifecycle not in ('erased', 'merged') order by c.sort_key, c.id limit {MOST_NEAR}"
    )
    likeness: dict[RefMatch, float] = {}
    for word in key.split():
        start = word[: max(2, len(word) - 2)]
        for last, *row in reader.rows(sql, {"low": start, "high": f"{start}\U0010ffff"}):
            first = last.partition("\t")[0]
            if SequenceMatcher(None, first, word).ratio() >= NEARLY or f"{first} ".startswith(f"{word} "):
                likeness[RefMatch(*row)] = SequenceMatcher(None, " ".join(last.split("\t")[::-1]), key).ratio()
    return sorted(likeness, key=lambda each: (-likeness[each], each.id))[:limit]


MOST_NEAR = 200
NEARLY = 0.75
"""From so like on, a name may be a slip of another."""


def named_alike(
    reader: Reader, kind: str, name: str, phone: str | None, place: tuple[int, str] | None, *, today: str
) -> list[Row]:
    """(id, name, life cycle, whether by phone) of those of that name with the phone, or that role at that property."""
    at, role = place or (0, "")
    by_phone = (
        "(coalesce(c.phone, '') = :phone or exists (select 1 from {contact_point} t "
        "where t.contact_id = c.id and t.kind = 'phone' and t.key = :phone))"
    )
    sql = (
        f"select c.id, c.display_name, c.lifecycle, {by_phone} and :phone <> '' from {{contact}} c "
        f"where {reader.among('c.sort_key', 'keys')} and c.kind = :kind and c.lifecycle not in ('erased', 'merged') "
        f"and (({by_phone} and :phone <> '') or exists (select 1 from {{attachment}} a where a.contact_id = c.id "
        "and a.property_id = :at and a.role = :role and (a.ends is null or a.ends >= :today))) order by c.id limit 1"
    )
    params = {"kind": kind, "phone": phone or "", "at": at, "role": role, "today": today}
    return reader.rows(sql, {"keys": reader.bind(filed_under(name))} | params)


def _candidates(reader: Reader, sql: str, params: dict[str, object]) -> list[RefMatch]:
    return [RefMatch(*row) for row in reader.rows(sql, params)]


def companies_named(reader: Reader, name: str) -> list[RefMatch]:
    """Companies of exactly that name that are not gone."""
    where = "where c.sort_key = :key and c.kind = 'company' and c.lifecycle not in ('erased', 'merged') order by c.id"
    return _candidates(reader, f"{SELECT} {where}", {"key": fold(name)})


def numbers_starting(reader: Reader, digits: str, *, limit: int) -> list[tuple[int, str]]:
    """Active contacts whose number starts so, for completion: (number, name)."""
    ranges = [(int(digits) * 10**n, (int(digits) + 1) * 10**n) for n in range(10)]
    found: list[tuple[int, str]] = []
    sql = (
        "select c.id, c.display_name from {contact} c where c.id >= :low and c.id < :high "
        "and c.lifecycle not in ('erased', 'merged') order by c.id limit :limit"
    )
    top = reader.one("select max(c.id) from {contact} c")
    highest = top[0] or 0 if top else 0
    for low, high in ranges:
        if low > highest or len(found) >= limit:
            break
        params = {"low": low, "high": high, "limit": limit - len(found)}
        found += [(row[0], row[1]) for row in reader.rows(sql, params)]
    return found


def emails_starting(reader: Reader, text: str, *, limit: int) -> list[tuple[str, str]]:
    """Holders of e-mails that start so, for completion: (e-mail, name)."""
    sql = (
        "select c.email, c.display_name from {claim} k join {contact} c on c.id = k.contact_id "
        "where k.key >= :low and k.key < :high order by k.key limit :limit"
    )
    low = fold(text)
    params = {"low": low, "high": low + "\U0010ffff", "limit": limit}
    return [(row[0], row[1]) for row in reader.rows(sql, params)]


def names_starting(reader: Reader, text: str, *, limit: int) -> list[tuple[str, str]]:
    """Contacts whose last name or company starts so, for completion: (a name that no other has, as it is shown).

    Behind a comma stands how the first name starts.
    """
    last, comma, first = text.partition(",")
    low = f"{fold(last)}\t{fold(first)}" if comma else fold(last)
    sql = (
        "select c.sort_key, c.last_name, c.first_name, c.display_name from {contact} c where c.sort_key >= :low "
        "and c.sort_key < :high and c.lifecycle not in ('erased', 'merged') order by c.sort_key, c.id limit :limit"
    )
    rows = reader.rows(sql, {"low": low, "high": f"{low}\U0010ffff", "limit": limit + 1})
    held = Counter(row[0] for row in rows)
    return [(", ".join(filter(None, names)) or shown, shown) for key, *names, shown in rows[:limit] if held[key] == 1]


def external_ids_starting(reader: Reader, text: str, *, limit: int) -> list[tuple[str, str]]:
    """Contacts whose external id starts so, for completion: (external id, name)."""
    sql = (
        "select c.external_id, c.display_name from {contact} c where c.external_id is not null "
        "and c.external_id >= :low and c.external_id < :high "
        "order by c.external_id limit :limit"
    )
    params = {"low": text, "high": text + "\U0010ffff", "limit": limit}
    return [(row[0], row[1]) for row in reader.rows(sql, params)]


def tags_starting(reader: Reader, text: str, *, limit: int) -> list[str]:
    """Tags in use that start so, however they are spelt, each as somebody has spelt it."""
    sql = (
        "select min(t.name) from {tag} t where t.name_key >= :first and t.name_key < :behind "
        "group by t.name_key order by t.name_key limit :limit"
    )
    key = fold(text)
    return [row[0] for row in reader.rows(sql, {"first": key, "behind": f"{key}\U0010ffff", "limit": limit})]
