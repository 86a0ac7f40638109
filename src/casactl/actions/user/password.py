"""A user's password, for the browser portal; on the command line the operating system says who sits there."""

from __future__ import annotations

from casactl.actions.user.find import find_user
from casactl.domain.outcomes import Outcome, Result
from casactl.store.work import UnitOfWork


def keep_password(work: UnitOfWork, email: str, hashed: str) -> Outcome:
    """Store the hash of a new password; the log says that it changed, never what it is."""
    user = find_user(work.reader, email)
    work.run("delete from user_secret where user_id = :id", id=user.id)
    row = {"id": work.take("user_secret"), "user_id": user.id, "password_hash": hashed, "updated_at": work.now}
    work.put("user_secret", [row])
    work.journal.begin()
    return Outcome("user.set-password", [Result(email, user.id, "updated", user.name, note="has a new password")])
