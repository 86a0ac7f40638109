"""Contacts for an export: their own columns in order of number, and what hangs on a stretch of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from casactl.domain.listed import part
from casactl.store.queries.contacts import condition_of
from casactl.store.queries.filters import Filters
from casactl.store.reader import Reader, Row

COLUMNS = (
    "id", "external_id", "type", "kind", "first_name", "last_name", "name", "email", "phone_shown", "custom",
    "lifecycle", "created_at", "title", "suffix", "family_first", "do_not",
)  # fmt: skip


def stream_for_export(reader: Reader, filters: Filters, *, today: str) -> Iterator[Row]:
    """The columns above of all contacts that match, by number, in constant memory."""
    where, params = condition_of(reader, filters, today=today)
    listed = ", ".join(f"c.{column}" for column in COLUMNS)
    sql = f"select {listed} from {{contact}} c where {where} order by c.id"
    return reader.stream(sql, params)


def tags_of(reader: Reader, ids: Sequence[int]) -> dict[int, str]:
    """Tags of some contacts, joined with `;`."""
    where, params = _stretch(reader, "t.contact_id", ids)
    rows = reader.rows(
        f"select t.contact_id, t.name from {{tag}} t where {where} order by t.contact_id, t.name_key", params
    )
    return _joined(rows)


class PlacesOut(NamedTuple):
    """Where some contacts are or will be, by contact: of several places the parts in one order."""

    paths: dict[int, str]
    roles: dict[int, str]
    since: dict[int, str]
    until: dict[int, str]

    def days(self, column: str, contact: int) -> str | None:
        """What a column of days says, None for any other and where it says nothing."""
        held = self.since if column == "move_in" else self.until if column == "move_out" else {}
        text = held.get(contact)
        return text if text and text.strip(";") else None


def places_of(reader: Reader, ids: Sequence[int], today: str) -> PlacesOut:
    """Paths, roles and days of some contacts' present attachments."""
    where, params = _stretch(reader, "a.contact_id", ids)
    sql = (
        "select a.contact_id, p.path, a.role, a.starts, coalesce(a.ends, '') from {attachment} a "
        "join {property} p on p.id = a.property_id "
        f"where {where} and (a.ends is null or a.ends >= :today) order by a.contact_id, p.path_order, a.role, a.starts"
    )
    rows = reader.rows(sql, params | {"today": today})
    return PlacesOut(*(_joined([(row[0], row[n]) for row in rows]) for n in (1, 2, 3, 4)))


def companies_of(reader: Reader, ids: Sequence[int]) -> dict[int, str]:
    """The company that each of some contacts works for: the last of each is the one that a list shows."""
    where, params = _stretch(reader, "l.contact_id", ids)
    sql = (
        "select l.contact_id, c.display_name from {link} l join {contact} c on c.id = l.other_id "
        f"where {where} and l.kind = 'works-for' order by l.is_primary, l.id desc"
    )
    return dict(reader.rows(sql, params))


ADDRESS = (
    "address_line", "city", "region", "postcode", "country", "address_label", "access_name", "access_phone",
    "access_email", "access_note",
)  # fmt: skip
"""The columns of a billing address in a file."""


def any_address(reader: Reader) -> bool:
    """Whether anybody has an address at all."""
    sql = "select 1 from {address} a join {contact} c on c.id = a.contact_id limit 1"
    return reader.one(sql) is not None


OF_FEW = ("title", "suffix", "family_first", "single_name", "do_not")
"""What a few contacts have: parts of a name beside first and last, and what they do not want."""


def any_of_few(reader: Reader) -> list[str]:
    """Which of these anybody has."""
    sql = (
        "select count(c.title), count(c.suffix), count(c.family_first), count(case when c.kind = 'person' "
        "and c.first_name is null and c.last_name is not null then 1 end), count(c.do_not) from {contact} c"
    )
    row = reader.one(sql) or ()
    return [name for name, count in zip(OF_FEW, row, strict=False) if count]


def most_addresses(reader: Reader) -> int:
    """How many addresses anybody has who has most of them."""
    sql = (
        "select count(*) from {address} a join {contact} c on c.id = a.contact_id group by a.contact_id "
        "order by 1 desc limit 1"
    )
    row = reader.one(sql)
    return int(row[0]) if row else 0


def any_of_further(reader: Reader) -> list[str]:
    """Which of the columns above anybody's further address has something in."""
    counted = ", ".join(f"count(a.{column})" for column in _OF_ADDRESS)
    row = reader.one(
        f"select {counted} from {{address}} a join {{contact}} c on c.id = a.contact_id where a.billing = 0"
    )
    return [name for name, count in zip(ADDRESS, row or (), strict=False) if count]


def any_billing_site(reader: Reader) -> bool:
    """Whether anybody's billing address is a site, too."""
    sql = "select 1 from {address} a join {contact} c on c.id = a.contact_id where a.billing = 1 and a.site = 1 limit 1"
    return reader.one(sql) is not None


_OF_ADDRESS = (
    "line", "city", "region", "postcode", "country", "label", "access_name", "access_phone", "access_email",
    "access_note",
)  # fmt: skip


class HeldAddresses(NamedTuple):
    """A contact's addresses as the columns of a file."""

    billing: tuple[str | None, ...]
    site: bool
    """Whether the billing address is a site, too."""
    further: list[tuple[str | None, ...]]


def addresses_out(reader: Reader, ids: Sequence[int]) -> dict[int, HeldAddresses]:
    """The addresses of some contacts, the further ones in the order in which they came."""
    where, params = _stretch(reader, "a.contact_id", ids)
    listed = ", ".join(f"a.{column}" for column in _OF_ADDRESS)
    sql = (
        f"select a.contact_id, a.billing, a.site, {listed} from {{address}} a "
        f"where {where} order by a.contact_id, a.billing desc, a.id"
    )
    found: dict[int, HeldAddresses] = {}
    for contact, billing, site, *columns in reader.rows(sql, params):
        if billing:
            found[contact] = HeldAddresses(tuple(columns), bool(site), [])
        else:
            found.setdefault(contact, HeldAddresses((None,) * len(ADDRESS), False, [])).further.append(tuple(columns))
    return found


def _stretch(reader: Reader, column: str, ids: Sequence[int]) -> tuple[str, dict[str, object]]:
    """A range where the numbers lie close together, else the list of them."""
    if ids[-1] - ids[0] < 3 * len(ids):
        return f"{column} between :low and :high", {"low": ids[0], "high": ids[-1]}
    return reader.among(column, "ids"), {"ids": reader.bind(ids)}


def _joined(rows: Sequence[Sequence[object]]) -> dict[int, str]:
    joined: dict[int, str] = {}
    for number, text in rows:
        assert isinstance(number, int)
        own = part(str(text))
        joined[number] = f"{joined[number]};{own}" if number in joined else own
    return joined
