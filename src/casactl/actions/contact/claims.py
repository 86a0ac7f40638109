"""What only one contact may have: a login e-mail (SD-8) and an external id."""

from __future__ import annotations

from casactl.domain.email import email_key
from casactl.domain.remedy import Blank, Remedy
from casactl.domain.standing import Lifecycle
from casactl.errors import Refused
from casactl.store.queries.refs import RefMatch, by_email, by_external_id
from casactl.store.queries.users import user_by_key
from casactl.store.work import UnitOfWork


class EmailTaken(Refused):
    """The address is somebody's login already: names the holder and the way to restore or free it (SD-9)."""

    code = "contact.email-taken"

    def __init__(self, email: str, holder: RefMatch) -> None:
        super().__init__(
            f"{email} already belongs to contact {holder.id}, {holder.display_name} ({holder.lifecycle})",
            hint=freeing(holder),
            rule="SD-8" if holder.lifecycle == Lifecycle.ACTIVE else "SD-9",
        )


class ExternalIdTaken(Refused):
    """The external id is another contact's."""

    code = "contact.external-id-taken"

    def __init__(self, external_id: str, holder: RefMatch) -> None:
        super().__init__(
            f"The external id {external_id} already belongs to contact {holder.id}, {holder.display_name} "
            f"({holder.lifecycle})",
            hint=Remedy("contact show", holder.id),
        )


class TakenOutOfSight(Refused):
    """The external id is of somebody who may not be named."""

    code = "contact.external-id-taken"


def freeing(holder: RefMatch) -> tuple[Remedy, ...]:
    """The commands that restore the holder or free its address, the likelier first."""
    free = Remedy("contact edit", holder.id, email="", why="free the address")
    if holder.lifecycle == Lifecycle.INACTIVE:
        return (
            Remedy("contact activate", holder.id, why="restore it"),
            Remedy("contact delete", holder.id, why="free the address"),
        )
    if holder.lifecycle == Lifecycle.ARCHIVED:
        return Remedy("contact unarchive", holder.id, why="restore it"), free
    return Remedy("contact show", holder.id, why="see who it is"), free


TAKEN = "an e-mail or an external id that is held is not free, whoever holds it"


class LoginTaken(Refused):
    """The address is a user's, or of somebody out of sight: nobody is named who may not be seen."""

    code = "contact.email-taken"

    def __init__(self, email: str, holder: str, hint: Remedy | None = None) -> None:
        super().__init__(f"{email} already belongs to {holder}", hint=hint, rule="SD-8")


def check_email_free(work: UnitOfWork, email: str, *, owner: int | None = None) -> None:
    """Raise EmailTaken or LoginTaken when anybody but the contact `owner` holds the address, whatever its state."""
    _check_contacts(work, email, owner)
    user = user_by_key(work.reader, email_key(email))
    if user:
        raise LoginTaken(email, f"the user {user.name}", Remedy("user edit", str(user.email), email=Blank("ADDRESS")))


def check_user_email_free(work: UnitOfWork, email: str, *, owner: int | None = None) -> None:
    """Raise EmailTaken or LoginTaken when anybody but the user `owner` holds the address."""
    _check_contacts(work, email, None)
    user = user_by_key(work.reader, email_key(email))
    if user and user.id != owner:
        raise LoginTaken(email, f"the user {user.name}", Remedy("user show", str(user.email)))


def _check_contacts(work: UnitOfWork, email: str, owner: int | None) -> None:
    seen = {each.id for each in by_email(work.reader, email_key(email))}
    for holder in by_email(work.reader.unfenced(TAKEN), email_key(email)):
        if holder.id != owner and holder.id not in seen:
            raise LoginTaken(email, "somebody else")
        if holder.id != owner:
            raise EmailTaken(email, holder)


def check_external_id_free(work: UnitOfWork, external_id: str, *, owner: int | None = None) -> None:
    """Raise ExternalIdTaken when anybody but `owner` has it."""
    seen = {each.id for each in by_external_id(work.reader, external_id)}
    for holder in by_external_id(work.reader.unfenced(TAKEN), external_id):
        if holder.id != owner and holder.id not in seen:
            raise TakenOutOfSight(f"The external id {external_id} already belongs to somebody else")
        if holder.id != owner:
            raise ExternalIdTaken(external_id, holder)
