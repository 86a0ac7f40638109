"""The commands that make sense for a contact now, each with its reason, the most pressing first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from casactl.domain.abilities import Ability, cannot
from casactl.domain.contact_types import ROLES, ContactKind, missing_fields, next_type
from casactl.domain.facts import AttachedTo, Facts
from casactl.domain.remedy import Blank, Remedy, Said
from casactl.domain.standing import GONE, HERE, Arrears, Lifecycle, Portal
from casactl.records import dataclass
from casactl.store.queries.due import ScheduledRow
from casactl.store.queries.engagements import EngagementRow

HANDFUL = 6
NOTICE = 14
"""So many days a status is left to work before the next rung is proposed."""

SOON = 14
"""A lease that ends within so many days is left to end by itself."""

MOST_WORK = 2
TITLE = 60
Step = tuple[Remedy, str]

NAMED = dict.fromkeys(("first_name", "last_name", "name"), True)
"""Everybody has the names that their kind needs."""

LADDER = (Arrears.CURRENT, Arrears.REMINDER, Arrears.FIRST_NOTICE, Arrears.SECOND_NOTICE, Arrears.LETTER_OF_DEMAND)
"""The rungs that are climbed one by one while a debt stays."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the steps follow from: a contact's facts and what hangs on it, on one day (ISO)."""

    facts: Facts
    plans: Sequence[ScheduledRow] = ()
    work: Sequence[EngagementRow] = ()
    given: Sequence[EngagementRow] = ()
    """Others' work that the contact has to do."""
    owing_since: str | None = None
    last_status: str | None = None
    """When the last status of the debt ladder was given."""
    expired: bool = False
    """Whether the invitation has run out."""
    today: str = ""

    @property
    def overdue(self) -> int:
        """For how many days the oldest open charge has been due."""
        return _days(self.owing_since, self.today) if self.owing_since else 0


def always(_: str) -> bool:
    """Permit every command."""
    return True


def next_steps(now: Situation, may: Callable[[str], bool] = always) -> list[Step]:
    """At most a handful of those that are permitted; the last one leads to all the rest.

    `may` is asked with noun and verb: `contact invite`.
    """
    facts = now.facts
    if facts.lifecycle in GONE:
        merged = facts.merged_into
        return [(Remedy("contact show", merged), "what it was merged into")] if merged else []
    pressing = (_back(facts), _money(facts), _arrears(now), _work(now), _signing(now), _reaching(now), _onward(now))
    steps = dict[Remedy, str]()
    for each in (*pressing, map(_dropping, now.plans)):
        for command, why in each:
            if may(command.verb):
                steps.setdefault(command, why)
    everything = (Remedy("contact can", facts.id), "everything that is allowed, and why not")
    return [*list(steps.items())[: HANDFUL - 1], everything]


def _back(facts: Facts) -> Iterator[Step]:
    """Out of a standing that is out of the ordinary."""
    if facts.lifecycle is Lifecycle.ARCHIVED:
        yield Remedy("contact unarchive", facts.id), "bring the contact back"
    if facts.lifecycle is Lifecycle.INACTIVE:
        yield Remedy("contact activate", facts.id), "give portal access and tasks back"
    if facts.locked and facts.lifecycle in HERE:
        yield Remedy("contact unlock", facts.id), "let payments through again"


def _money(facts: Facts) -> Iterator[Step]:
    for reason in cannot(facts, Ability.ARCHIVE):
        if reason.code == "open-balance" and isinstance(reason.remedy, Remedy):
            yield reason.remedy, "settle what is owed" if facts.balance > 0 else "pay back what is in credit"


def _arrears(now: Situation) -> Iterator[Step]:
    """The next rung for a debt that is past due; what is with an attorney, agreed or on hold is left alone."""
    facts = now.facts
    if facts.past_due <= 0 or facts.case or facts.lifecycle not in HERE:
        return
    if now.last_status and _days(now.last_status, now.today) < NOTICE and facts.arrears is not Arrears.CURRENT:
        return
    since = f"owing for {_counted(now.overdue)}"
    rung = Arrears.CURRENT if facts.arrears is Arrears.SETTLED else facts.arrears
    if rung is LADDER[-1]:
        if not cannot(facts, Ability.BE_HANDED_OVER):
            yield Remedy("contact handover", facts.id, to=Blank("ATTORNEY")), f"{since}, and the demand is out"
    elif rung in LADDER:
        onward = LADDER[LADDER.index(rung) + 1]
        yield Remedy("arrears status", facts.id, set=onward), f"{since}, status {facts.arrears}"


def _work(now: Situation) -> Iterator[Step]:
    """Open tasks and projects that are due, the oldest first, and visits that have come."""
    pieces: list[EngagementRow] = [*now.work, *now.given]
    due = sorted((day, row.id, row) for row in pieces if (day := _due_on(row)) and day[:10] <= now.today)
    for day, number, row in due[:MOST_WORK]:
        late = _days(day, now.today)
        how = f"{_counted(late)} overdue" if late else "due today"
        whose = f" for {row.display_name}" if row.contact_id != now.facts.id else ""
        if row.kind == "plan":
            yield Remedy("plan show", number), f"{_short(row.title)}: the visit is {how}"
        else:
            yield Remedy(f"{row.kind} done", number), f"{_short(row.title)}{whose}: {how}"


def _due_on(row: EngagementRow) -> str | None:
    """The day on which something open is to be looked at."""
    days = {"task": row.due, "project": row.due, "plan": row.next_visit}
    return days.get(row.kind) if row.state == "open" else None


def _signing(now: Situation) -> Iterator[Step]:
    """What lets a contract that waits be signed: who signs in the portal has to get in first (SD-20)."""
    facts = now.facts
    for row in now.work:
        if row.kind == "contract" and row.state == "open":
            ways = [] if row.signs_without_login else cannot(facts, Ability.SIGN_IN)
            way = ways[0].remedy if ways else None
            if isinstance(way, Remedy):
                yield way, f"so that contract {row.id} can be signed: {_short(row.title)}"
            else:
                yield Remedy("contract show", row.id), f"waits to be signed: {_short(row.title)}"
            return


def _reaching(now: Situation) -> Iterator[Step]:
    """Into the portal, and to an e-mail."""
    facts = now.facts
    if facts.lifecycle is not Lifecycle.ACTIVE:
        return
    if not facts.has_email:
        yield Remedy("contact edit", facts.id, email=Blank("ADDRESS")), "no e-mail: no mail and no portal"
    elif not cannot(facts, Ability.BE_INVITED):
        if facts.portal is Portal.NOT_INVITED:
            yield Remedy("contact invite", facts.id), "give access to the portal"
        else:
            again = "send the invitation again"
            resend = Remedy("contact invite", facts.id, resend=True)
            yield resend, f"{again}: it has expired" if now.expired else again


def _onward(now: Situation) -> Iterator[Step]:
    """From here to the next rung, to a property, or out."""
    facts = now.facts
    if facts.lifecycle is Lifecycle.ACTIVE:
        onward = next_type(facts.type)
        if onward and not missing_fields(facts.kind, onward, {**NAMED, "email": facts.has_email}):
            yield Remedy("contact promote", facts.id), f"make the {facts.type} a {onward}"
        if facts.type in ROLES and not facts.attached:
            yield Remedy("contact attach", facts.id, Blank("PATH")), "say where the contact belongs"
    soon = (date.fromisoformat(now.today) + timedelta(days=SOON)).isoformat() if now.today else ""
    for lease in [each for each in facts.leases if each.ends > soon][:1]:  # the others end by themselves
        yield Remedy("lease end", lease.id), f"end the lease of {lease.path}"
    leased = {lease.path for lease in facts.leases}
    yield from (_detaching(facts.id, at) for at in facts.attached[:2] if at.path not in leased)
    if not cannot(facts, Ability.ARCHIVE):
        moved_out = facts.type in ROLES and facts.kind == ContactKind.PERSON
        why = "after a move-out" if moved_out else "out of daily business"
        yield Remedy("contact archive", facts.id), f"{why}: the history stays"


def _detaching(number: int, at: AttachedTo) -> Step:
    return Remedy("contact detach", number, Said(at.path)), f"end the time as {at.role} there"


def _dropping(plan: ScheduledRow) -> Step:
    blocked = ", which is blocked" if plan.state == "blocked" else ""
    return Remedy("due cancel", plan.id), f"drop the plan to {plan.verb} it{blocked}"


def _days(since: str, today: str) -> int:
    return (date.fromisoformat(today) - date.fromisoformat(since[:10])).days


def _counted(days: int) -> str:
    return "1 day" if days == 1 else f"{days:,} days"


def _short(title: str) -> str:
    return title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"
