"""Proving what is derived: computed again from its source, and compared with what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from casactl.domain.properties import join, path_key, path_order
from casactl.store.balances import expected
from casactl.store.derived import claim_of, search_text, values_of
from casactl.store.reader import Reader

DAY = timedelta(days=1)


def claims(reader: Reader) -> Iterator[str]:
    """Each contact holds the claim to its e-mail, and no other."""
    sql = (
        "select c.id, c.email, k.key from contact c left join claim k on k.contact_id = c.id "
        "where c.email is not null or k.key is not null order by c.id"
    )
    for number, email, key in reader.stream(sql):
        if claim_of(email) != key:
            held = f"the claim {key}" if key else "no claim"
            yield f"contact {number} with {f'e-mail {email}' if email else 'no e-mail'} holds {held}"
    yield from _claims_of_users(reader)


def _claims_of_users(reader: Reader) -> Iterator[str]:
    sql = (
        "select u.id, u.email, k.key from users u left join claim k on k.user_id = u.id "
        "where u.email is not null or k.key is not null order by u.id"
    )
    for number, email, key in reader.stream(sql):
        if claim_of(email) != key:
            yield f"user {number} holds {f'the claim {key}' if key else 'no claim'}"


def search_texts(reader: Reader) -> Iterator[str]:
    """Each contact is found under what its columns say, and its further e-mails and phones."""
    sql = (
        "select c.id, c.sort_key, c.email, c.phone, c.external_id, s.text, p.key from contact c "
        "left join search s on s.contact_id = c.id left join contact_point p on p.contact_id = c.id order by c.id, p.id"
    )
    for (number, sort_key, email, phone, external_id, text), rows in groupby(reader.stream(sql), itemgetter(*range(6))):
        points = [row[6] for row in rows if row[6] is not None]
        if text is None:
            yield f"contact {number} has no search text"
        elif search_text(sort_key, email, phone, external_id, points) != text:
            yield f"the search text of contact {number} is not what follows from its columns"


def custom_values(reader: Reader) -> Iterator[str]:
    """Each contact is found by what it has in the office's own fields, and by nothing else."""
    sql = (
        "select c.id, c.custom, v.name, v.value from contact c left join custom_value v on v.contact_id = c.id "
        "where c.custom is not null or v.name is not null order by c.id"
    )
    for (number, custom), rows in groupby(reader.stream(sql), itemgetter(0, 1)):
        found = sorted((row[2], row[3]) for row in rows if row[2] is not None)
        if sorted(values_of(custom)) != found:
            yield f"contact {number} is not found by what it has in fields of your own"


def balances(reader: Reader) -> Iterator[str]:
    """Each stored balance is the sum of its entries, and the oldest due date that of the oldest open charge."""
    sql = (
        "select c.id, c.balance, c.oldest_due, coalesce(x.balance, 0), x.day from contact c "
        f"left join ({expected('1 = 1')}) x on x.contact_id = c.id "
        "where c.balance <> coalesce(x.balance, 0) or coalesce(c.oldest_due, '') <> coalesce(x.day, '')"
    )
    for number, stored, oldest, due, day in reader.stream(sql):
        if stored != due:
            yield f"contact {number} has a balance of {stored} minor units; its entries add up to {due}"
        else:
            yield f"contact {number} has {oldest or 'no date'} as its oldest due date, not {day or 'none'}"


def billing_addresses(reader: Reader) -> Iterator[str]:
    """Each contact with addresses has exactly one billing address (PY-3)."""
    sql = (
        "select a.contact_id, cast(sum(a.billing) as bigint) from address a group by a.contact_id "
        "having sum(a.billing) <> 1 order by 1"
    )
    for number, count in reader.stream(sql):
        yield f"contact {number} has {count or 'no'} billing address{'es' if count else ''} among its addresses"


def property_paths(reader: Reader) -> Iterator[str]:
    """Each property's path is its parent's path and its own name."""
    sql = (
        "select p.id, p.name, p.path, p.path_key, p.path_order, above.path from property p "
        "left join property above on above.id = p.parent_id order by p.id"
    )
    for number, name, path, key, order, parent in reader.stream(sql):
        if join(parent, name) != path or path_key(path) != key:
            yield f"property {number} is filed as '{path}', which is not where it stands in the tree"
        elif path_order(key) != order:
            yield f"property {number} is sorted as something else than its path says"


def attachment_dates(reader: Reader) -> Iterator[str]:
    """Each attachment's days are days; one that ended at once on its first day ends the day before that."""
    for number, starts, ends in reader.stream("select id, starts, ends from attachment order by id"):
        if not _is_day(starts) or not (ends is None or _is_day(ends)):
            yield f"attachment {number} has a date that is none"
        elif ends is not None and date.fromisoformat(starts) - date.fromisoformat(ends) > DAY:
            yield f"attachment {number} ends on {ends}, before it starts on {starts}"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
