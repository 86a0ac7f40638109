"""Who does the work: a number is a contact, an e-mail a user or a contact, anything else a contact's reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casactl.actions.selection import resolve
from casactl.domain.abilities import Ability, Reason, cannot
from casactl.domain.email_key import email_key
from casactl.domain.permissions import Group, may
from casactl.domain.remedy import Remedy
from casactl.store.queries.engagements import EngagementRow, WhoDoes
from casactl.store.queries.facts import facts_for
from casactl.store.queries.users import UserRow, user_by_key
from casactl.store.reader import Reader

if TYPE_CHECKING:
    from casactl.store.work import UnitOfWork  # lists look for an assignee, too, and load nothing that writes

NOBODY = WhoDoes()


@dataclass(frozen=True, slots=True)
class Assignee:
    """Somebody, or nobody, to do the work, with what forbids it."""

    who: WhoDoes = NOBODY
    name: str = ""
    reasons: tuple[Reason, ...] = ()

    @property
    def columns(self) -> dict[str, object]:
        """What a row holds of it."""
        return {"assignee_id": self.who.contact, "user_id": self.who.user}

    @property
    def in_words(self) -> str:
        """For sentences: `assigned to Ann Archer`."""
        return f"assigned to {self.name}" if self.name else "assigned to nobody"

    def has(self, row: EngagementRow) -> bool:
        """Whether a piece of work is theirs already."""
        held = WhoDoes(row.assignee_id, row.user_id)
        return held == self.who and bool(row.assigned) == (self.who != NOBODY)


def who_is(reader: Reader, text: str) -> WhoDoes:
    """Whom a text means; an empty one is nobody.

    Raises ContactNotFound, ContactAmbiguous.
    """
    if not text.strip():
        return NOBODY
    user = _user(reader, text)
    return WhoDoes(user=user.id) if user else WhoDoes(resolve(reader, text))


def assignee_for(work: UnitOfWork, text: str) -> Assignee:
    """Whom a text means, with the rules for who may be given work (SD-2).

    Raises ContactNotFound, ContactAmbiguous.
    """
    if not text.strip():
        return Assignee()
    if user := _user(work.reader, text):
        return Assignee(WhoDoes(user=user.id), user.name, tuple(_why_no_user(user)))
    number = resolve(work.reader, text)
    today, scope = work.today.isoformat(), work.reader.scope
    facts = facts_for(work.reader, [number], today=today, scope=scope, belongings=False)[number]
    return Assignee(WhoDoes(number), facts.display_name, tuple(cannot(facts, Ability.BE_ASSIGNED)))


def _user(reader: Reader, text: str) -> UserRow | None:
    return user_by_key(reader, email_key(text.strip())) if "@" in text else None


def _why_no_user(user: UserRow) -> list[Reason]:
    if not user.enabled:
        return [Reason(None, "user-disabled", f"{user.name} is disabled", Remedy("user enable", str(user.email)))]
    if not may(Group(user.group), "work:view"):
        message = f"{user.name} ({user.group}) has no right to see work"
        return [Reason(None, "no-right", message, Remedy("user show", str(user.email)))]
    return []
