"""Another password, chosen by whoever is signed in."""

from __future__ import annotations

from casactl.actions.portal.access import keep_password
from casactl.actions.user import keep_password as keep_user_password
from casactl.store.queries.contacts import by_ids
from casactl.store.queries.portal import AccountRow, account_of
from casactl.store.queries.users import user_by_number
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


def password_hash_of(reader: Reader, account: AccountRow) -> tuple[str | None, list[str | None]]:
    """The hash of the present password, and what others know of whose it is."""
    if account.user_id:
        user = user_by_number(reader, account.user_id)
        assert user is not None
        row = reader.one("select password_hash from user_secret where user_id = :id", {"id": user.id})
        return (row[0] if row else None), [user.email, user.name, user.firm]
    contact, held = by_ids(reader, [account.contact_id])[account.contact_id], account_of(reader, account.contact_id)
    return (held.password_hash if held else None), [contact.email, *contact.display_name.split()]


def change_password(work: UnitOfWork, account: AccountRow, hashed: str) -> None:
    """Keep it; whoever is signed in anywhere is signed out."""
    if account.user_id:
        user = user_by_number(work.reader, account.user_id)
        assert user is not None
        keep_user_password(work, str(user.email), hashed)
        return
    keep_password(work, account.contact_id, hashed)
    work.journal.mention(account.contact_id)
    work.summary(f"contact {account.contact_id} chose another password")
