"""Who does a piece of work, and who follows it: a contact, a user, or nobody for now (SD-2, SD-14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from casactl.actions.engagement.close import closed_reasons
from casactl.actions.engagement.find import Found, find_each
from casactl.actions.engagement.notifications import tell_assignee, withdraw_letters
from casactl.actions.selection import resolve
from casactl.domain.abilities import Ability, Reason, cannot, cannot_now
from casactl.domain.email import email_key
from casactl.domain.engagements import KINDS, WorkKind
from casactl.domain.facts import Facts
from casactl.domain.outcomes import REFUSED, UNCHANGED, Outcome, Result
from casactl.domain.permissions import Group, may
from casactl.domain.remedy import Blank, Line, Remedy, Sentence
from casactl.records import dataclass
from casactl.store.queries.engagements import (
    EngagementRow,
    Wanted,
    WhoDoes,
    followers_of,
    list_engagements,
    open_assigned,
    open_of_user,
)
from casactl.store.queries.facts import facts_for
from casactl.store.queries.users import UserRow, user_by_key
from casactl.store.reader import Reader
from casactl.store.work import UnitOfWork

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

    Raises NotFound, ContactAmbiguous.
    """
    if not text.strip():
        return NOBODY
    user = _user(reader, text)
    return WhoDoes(user=user.id) if user else WhoDoes(resolve(reader, text))


def assignee_for(work: UnitOfWork, text: str) -> Assignee:
    """Whom a text means, with the rules for who may be given work (SD-2).

    Raises NotFound, ContactAmbiguous.
    """
    if not text.strip():
        return Assignee()
    if user := _user(work.reader, text):
        return Assignee(WhoDoes(user=user.id), user.name, tuple(_why_no_user(user)))
    number = resolve(work.reader, text)
    today = work.today.isoformat()
    facts = facts_for(work.reader, [number], today=today, belongings=False)[number]
    return Assignee(WhoDoes(number), facts.display_name, tuple(cannot(facts, Ability.BE_ASSIGNED)))


def _user(reader: Reader, text: str) -> UserRow | None:
    return user_by_key(reader, email_key(text.strip())) if "@" in text else None


def _why_no_user(user: UserRow) -> list[Reason]:
    if not user.enabled:
        return [Reason(None, "user-disabled", f"{user.email} is disabled", Remedy("user enable", str(user.email)))]
    if not may(Group(user.group), "work:view"):
        message = f"{user.email} ({user.group}) has no right to see work"
        return [Reason(None, "no-right", message, Remedy("user show", str(user.email)))]
    return []


class Following:
    """Contacts that are to follow, or not to follow any more, resolved before anything is written."""

    def __init__(self, work: UnitOfWork, follow: Sequence[str], unfollow: Sequence[str] = ()) -> None:
        self.work = work
        self.ids = list(dict.fromkeys(resolve(work.reader, ref) for ref in follow))
        self.leaving = {resolve(work.reader, ref) for ref in unfollow}

    @property
    def reasons(self) -> list[Reason]:
        """Why somebody cannot follow: erased, or merged into another."""
        today = self.work.today.isoformat()
        facts = facts_for(self.work.reader, self.ids, today=today, belongings=False)
        return [reason for number in self.ids for reason in cannot_now(facts[number])]

    def write(self, engagement: int, contact: int) -> bool:
        """Write who follows the work for a contact, who sees it anyhow; gives whether anything changed."""
        held = {row.contact_id: row.id for row in followers_of(self.work.reader, engagement)}
        fresh = [number for number in self.ids if number not in held and number != contact]
        gone = [row for number, row in held.items() if number in self.leaving and number not in self.ids]
        self.work.delete("follower", gone)
        self.work.insert("follower", [{"engagement_id": engagement, "contact_id": number} for number in fresh])
        return bool(fresh or gone)


def chosen_work(reader: Reader, kind: WorkKind, numbers: Sequence[int], wanted: Wanted | None, *, today: str) -> Found:
    """The work that numbers mean, or that filters find.

    Raises NotFound.
    """
    if wanted is None:
        return find_each(reader, kind, numbers) if numbers else Found(())
    return Found(tuple(list_engagements(reader, wanted, today=today)))


def assign_work(work: UnitOfWork, kind: WorkKind, found: Found, to: str) -> Outcome:
    """Give each piece of work to whom `to` means, an empty text to nobody; contacts get one letter about all of it.

    Raises NotFound, ContactAmbiguous.
    """
    outcome = Outcome(f"{kind.name}.assign")
    assignee = assignee_for(work, to)
    going = [row for row in found.rows if _moves(work, outcome, row, assignee)]
    work.update("engagement", [{"id": row.id, **assignee.columns} for row in going])
    withdraw_letters(work, [row.assignee_id for row in going])
    told = tell_assignee(work, outcome, assignee.who.contact, going) if going and assignee.who.contact else []
    for row in going:
        note = f"{row.title}, {assignee.in_words}"
        outcome.add(Result(str(row.id), row.id, "assigned", row.display_name, note=note, more={"notified": told}))
    outcome.results.extend(found.faults)
    work.summary(f"{_listed(kind, going)} {assignee.in_words}")
    return outcome


def _moves(work: UnitOfWork, outcome: Outcome, row: EngagementRow, assignee: Assignee) -> bool:
    """Whether a piece of work changes hands; what forbids it, or makes it needless, is an outcome."""
    if reasons := [*closed_reasons(work, row), *assignee.reasons]:
        outcome.add(Result(str(row.id), row.id, REFUSED, row.display_name, tuple(reasons)))
    elif assignee.has(row):
        note = f"{row.title}: is {assignee.in_words} already"
        outcome.add(Result(str(row.id), row.id, UNCHANGED, row.display_name, note=note))
    else:
        return True
    return False


def _listed(kind: WorkKind, rows: Sequence[EngagementRow]) -> str:
    return f"{kind.name} {rows[0].id}" if len(rows) == 1 else f"{len(rows):,} {kind.plural}"


LISTED = 50
"""So many numbers stand in one command."""

Pieces = Sequence[tuple[int, str]]
"""Numbers of work, with its kind."""


class HandingOn:
    """The work that contacts have to do and that is not over, looked up for all of them at once."""

    def __init__(self, work: UnitOfWork, contacts: Sequence[int]) -> None:
        self._held: dict[int, list[tuple[int, str]]] = {}
        today = work.today.isoformat()
        for contact, number, kind in open_assigned(work.reader, contacts, today=today):
            self._held.setdefault(contact, []).append((number, kind))

    def numbers(self, contact: int) -> list[int]:
        """The numbers of a contact's work, of whatever kind."""
        return [number for number, _ in self._held.get(contact, ())]

    def in_words(self, facts: Facts) -> Iterator[Line]:
        """What a contact has to hand on, with the commands."""
        return to_hand_on(f"{facts.display_name} ({facts.id})", self._held.get(facts.id, ()))


def left_by_user(work: UnitOfWork, user: int) -> Pieces:
    """The work that is assigned to a user and not over."""
    return open_of_user(work.reader, user, today=work.today.isoformat())


def to_hand_on(name: str, pieces: Iterable[tuple[int, str]]) -> Iterator[Line]:
    """A sentence for each kind of work that somebody has, with the command that hands it on."""
    by_kind: dict[str, list[int]] = {}
    for number, kind in pieces:
        by_kind.setdefault(kind, []).append(number)
    for kind, numbers in by_kind.items():
        words = KINDS[kind]
        what = words.one if len(numbers) == 1 else f"{len(numbers):,} {words.plural}"
        assign = Remedy(f"{kind} assign", *numbers[:LISTED], to=Blank("WHO"))
        yield Sentence(f"{name} has {what} to hand on: ", assign, ", and so on" if len(numbers) > LISTED else "")
