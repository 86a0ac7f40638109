"""Contacts for an export: their own columns in order of number, and what hangs on a stretch of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casactl.store.queries.contacts import condition_of
from casactl.store.queries.filters import Filters
from casactl.store.reader import Reader, Row

COLUMNS = (
    "id", "external_id", "type", "kind", "first_name", "last_name", "name", "email", "phone_shown", "custom",
    "lifecycle", "created_at", "title", "suffix", "family_first",
)  # fmt: skip


def stream_for_export(reader: Reader, filters: Filters, *, today: str) -> Iterator[Row]:
    """The columns above of all contacts that match, by number, in constant memory."""
    where, params = condition_of(reader, filters, today=today)
    listed = ", ".join(f"c.{column}" for column in COLUMNS)
    sql = f"select {listed} from {{contact}} c where {where} order by c.id"
    return reader.stream(sql, params)


def custom_keys(reader: Reader) -> list[str]:
    """Every custom field that any contact has."""
    each = "json_each(c.custom) j" if reader.dialect == "sqlite" else "lateral json_object_keys(c.custom::json) j(key)"
    sql = f"select distinct j.key from {{contact}} c, {each} where c.custom is not null order by 1"
    return [row[0] for row in reader.rows(sql)]


def tags_of(reader: Reader, ids: Sequence[int]) -> dict[int, str]:
    """Tags of some contacts, joined with `;`."""
    where, params = _stretch(reader, "t.contact_id", ids)
    rows = reader.rows(
        f"select t.contact_id, t.name from {{tag}} t where {where} order by t.contact_id, t.name_key", params
    )
    return _joined(rows)


def places_of(reader: Reader, ids: Sequence[int], today: str) -> tuple[dict[int, str], dict[int, str]]:
    """Paths and roles of some contacts' present attachments, each joined with `; `."""
    where, params = _stretch(reader, "a.contact_id", ids)
    sql = (
        "select a.contact_id, p.path, a.role from {attachment} a join {property} p on p.id = a.property_id "
        f"where {where} and (a.ends is null or a.ends >= :today) order by a.contact_id, p.path_key, a.role"
    )
    rows = reader.rows(sql, params | {"today": today})
    return _joined([(row[0], row[1]) for row in rows]), _joined([(row[0], row[2]) for row in rows])


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
"""The columns of a billing address in a file, in the order in which `billing_addresses_of` gives them."""


def any_address(reader: Reader) -> bool:
    """Whether anybody has an address at all."""
    sql = "select 1 from {address} a join {contact} c on c.id = a.contact_id limit 1"
    return reader.one(sql) is not None


OF_NAMES = ("title", "suffix", "family_first", "single_name")
"""What a few names have beside first and last."""


def any_of_names(reader: Reader) -> list[str]:
    """Which of these anybody has."""
    sql = (
        "select count(c.title), count(c.suffix), count(c.family_first), count(case when c.kind = 'person' "
        "and c.first_name is null and c.last_name is not null then 1 end) from {contact} c"
    )
    row = reader.one(sql) or ()
    return [name for name, count in zip(OF_NAMES, row, strict=False) if count]


def billing_addresses_of(reader: Reader, ids: Sequence[int]) -> dict[int, tuple[str | None, ...]]:
    """The billing addresses of some contacts, as the columns of a file."""
    where, params = _stretch(reader, "a.contact_id", ids)
    sql = (
        "select a.contact_id, a.line, a.city, a.region, a.postcode, a.country, a.label, a.access_name, "
        f"a.access_phone, a.access_email, a.access_note from {{address}} a where a.billing = 1 and {where}"
    )
    return {row[0]: tuple(row[1:]) for row in reader.rows(sql, params)}


def _stretch(reader: Reader, column: str, ids: Sequence[int]) -> tuple[str, dict[str, object]]:
    """A range where the numbers lie close together, else the list of them."""
    if ids[-1] - ids[0] < 3 * len(ids):
        return f"{column} between :low and :high", {"low": ids[0], "high": ids[-1]}
    return reader.among(column, "ids"), {"ids": reader.bind(ids)}


def _joined(rows: Sequence[Sequence[object]]) -> dict[int, str]:
    joined: dict[int, str] = {}
    for number, text in rows:
        assert isinstance(number, int)
        joined[number] = f"{joined[number]};{text}" if number in joined else str(text)
    return joined
