"""What only one contact may have: a login e-mail (SD-8) and an external id."""

from __future__ import annotations

from casactl.domain.email import email_key
from casactl.domain.failures import failure
from casactl.domain.remedy import Blank, Remedy
from casactl.domain.standing import Lifecycle
from casactl.store.queries.refs import RefMatch, by_email, by_external_id
from casactl.store.queries.users import user_by_key
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork


def _named(holder: RefMatch) -> str:
    return f"contact {holder.id}, {holder.display_name} ({holder.lifecycle})"


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


def check_email_free(work: UnitOfWork, email: str, *, owner: int | None = None) -> None:
    """Raise `contact.email-taken` when anybody but the contact `owner` holds the address, whatever its state."""
    refuse_held_email(work.reader, email, owner=owner)


def refuse_held_email(reader: Reader, email: str, *, owner: int | None = None) -> None:
    """The same for who only asks."""
    _check_contacts(reader, email, owner)
    user = user_by_key(reader, email_key(email))
    if user:
        remedy = Remedy("user edit", str(user.email), email=Blank("ADDRESS"))
        raise failure("contact.email-taken", email=email, holder="a user of the office", hint=remedy)


def check_user_email_free(work: UnitOfWork, email: str, *, owner: int | None = None) -> None:
    """Raise `contact.email-taken` when anybody but the user `owner` holds the address."""
    _check_contacts(work.reader, email, None)
    user = user_by_key(work.reader, email_key(email))
    if user and user.id != owner:
        remedy = Remedy("user show", str(user.email))
        raise failure("contact.email-taken", email=email, holder="a user of the office", hint=remedy)


def _check_contacts(reader: Reader, email: str, owner: int | None) -> None:
    seen = {each.id for each in by_email(reader, email_key(email))}
    for holder in by_email(reader.unfenced(TAKEN), email_key(email)):
        if holder.id != owner and holder.id not in seen:
            raise failure("contact.email-taken", email=email, holder="somebody else")
        if holder.id != owner:
            rule = "SD-8" if holder.lifecycle == Lifecycle.ACTIVE else "SD-9"
            raise failure("contact.email-taken", email=email, holder=_named(holder), hint=freeing(holder), rule=rule)


def check_external_id_free(work: UnitOfWork, external_id: str, *, owner: int | None = None) -> None:
    """Raise `contact.external-id-taken` when anybody but `owner` has it."""
    seen = {each.id for each in by_external_id(work.reader, external_id)}
    for holder in by_external_id(work.reader.unfenced(TAKEN), external_id):
        if holder.id != owner and holder.id not in seen:
            raise failure("contact.external-id-taken", external_id=external_id, holder="somebody else")
        if holder.id != owner:
            raise failure(
                "contact.external-id-taken", external_id=external_id, holder=_named(holder),
                hint=Remedy("contact show", holder.id),
            )  # fmt: skip
