"""What an operator has to look at this morning: topic by topic, each matter with the command that leads on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from casactl.actions.arrears.run import standings
from casactl.domain.channels import POST
from casactl.domain.contradictions import contradictions
from casactl.domain.dates import calendar_date, local_midnight, parse_moment
from casactl.domain.engagements import EngagementKind, other_name
from casactl.domain.ladder import UNTOLD
from casactl.domain.money import format_amount
from casactl.domain.remedy import Blank, Remedy, Said
from casactl.domain.standing import Arrears
from casactl.records import dataclass
from casactl.store.queries import today as asked
from casactl.store.queries.agreements import PlanRow, plans
from casactl.store.queries.bank import waiting
from casactl.store.queries.contradictions import contradictory
from casactl.store.queries.debts import debt_of, debts_of
from casactl.store.queries.due import ScheduledRow
from casactl.store.queries.engagements import EngagementRow
from casactl.store.queries.facts import facts_for
from casactl.store.queries.filters import Filters
from casactl.store.queries.leases import LeaseRow
from casactl.store.queries.messages import files_of, unread_from_contacts
from casactl.store.queries.portal_work import requests
from casactl.store.queries.settings import all_settings, zone_in
from casactl.store.reader import Reader

LEASE_DAYS = 60
"""A lease that ends within so many days is running out."""
GROWTH_DAYS = 30
"""Debts are compared with those of so many days ago."""
QUIET_DAYS = 30
"""A case in which nothing has happened for so long is quiet."""
RENEWAL_DAYS = 30
"""A plan that renews within so many days is named."""
NEWS_DAYS = 7
"""For so long it is news that a contract was signed, or what an attorney did."""
UNSIGNED_DAYS = 14
"""A contract that nobody has signed for so long is named."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to look at; `on` is the day that it turns on: since when, or until when."""

    topic: str
    contact_id: int | None
    """None of a letter to a user, and of what is about several."""
    display_name: str
    id: int | None
    """The number of the plan, letter, lease, case or piece of work; the contact's where it is about the contact; None
    of what is about several."""
    what: str
    on: str | None
    command: Remedy


@dataclass(frozen=True, slots=True)
class Morning:
    """The day, in the workspace's zone, and what amounts are worded with."""

    today: date
    zone: ZoneInfo
    currency: str

    def back(self, days: int) -> str:
        """The day so many days ago, ISO."""
        return (self.today - timedelta(days=days)).isoformat()

    def moment_back(self, days: int) -> str:
        """The moment at which that day began."""
        return local_midnight(self.today - timedelta(days=days), self.zone)

    def day_of(self, moment: str) -> str:
        """The calendar day of a moment; a day stays as it is."""
        return moment if len(moment) == 10 else calendar_date(parse_moment(moment), self.zone).isoformat()

    def money(self, minor: int) -> str:
        """An amount with its currency."""
        return f"{format_amount(minor, self.currency)} {self.currency}"

    def away(self, day: str) -> int:
        """How many days until a day; below zero, how many ago."""
        return (date.fromisoformat(day[:10]) - self.today).days


Ask = Callable[[Reader, Morning, int], Iterator[Matter]]


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of matter: its name in options and JSON, its heading, and how it is asked."""

    name: str
    title: str
    ask: Ask


def this_morning(
    reader: Reader, today: date, topics: Sequence[str], *, most: int
) -> Iterator[tuple[Topic, list[Matter]]]:
    """Each topic that has something, with at most so many of its matters."""
    settings = all_settings(reader)
    morning = Morning(today, zone_in(settings), settings["currency"])
    for name in topics:
        found = list(TOPICS[name].ask(reader, morning, most))
        if found:
            yield TOPICS[name], found


# The office's own work ----------------------------------------------------------------------------


def _plans(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    rows = asked.stuck_plans(reader, today=morning.today.isoformat(), limit=most)
    for row in rows:
        command = Remedy("contact can", row.contact_id) if row.state == "blocked" else Remedy("due run")
        yield Matter("blocked", row.contact_id, row.display_name, row.id, _stuck(row), row.on, command)


def _stuck(row: ScheduledRow) -> str:
    if row.state != "blocked":
        return f"{row.verb}: its day has passed without a run"
    return f"{row.verb} is blocked: {'; '.join(str(reason['message']) for reason in row.reasons)}"


def _primaries(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    """Companies whose primary contact is archived, so that nobody speaks for them (L13)."""
    for number, company, person, name in asked.archived_primaries(reader, limit=most):
        what = f"the primary contact, {name} ({person}), is archived"
        another = Remedy("contact link", Blank("PERSON"), number, as_="works-for", primary=True)
        yield Matter("primary", number, company, number, what, None, another)


BECAME = {
    "failed": "did not leave", "unknown": "may not have left", "pending": "waits to be sent", "retry": "was put off",
}  # fmt: skip


def _contradictions(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    """What no verb leads to, and an earlier program or another's hand has left (L1)."""
    today = morning.today.isoformat()
    numbers = contradictory(reader, today=today, limit=most)
    for number, facts in facts_for(reader, numbers, today=today).items():
        found = [each.reason for each in contradictions(facts)]
        remedy = next((each.remedy for each in found if isinstance(each.remedy, Remedy)), None)
        what = "; ".join(each.message for each in found)
        command = remedy or Remedy("contact can", number)
        yield Matter("standing", number, facts.display_name, number, what, None, command)


def _letters(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    for number, name, email, why, at in asked.bounced_addresses(reader, limit=most):
        what = f"mail to {email} came back" + (f": {why}" if why else "")
        yield Matter("mail", number, name, number, what, morning.day_of(at),
                     Remedy("contact edit", number, email=Blank("ADDRESS")))  # fmt: skip
    before = morning.moment_back(1)
    for row in asked.lost_letters(reader, before=before, limit=most):
        kind = {"sms": "SMS", POST: "letter"}.get(row.channel, "mail")
        what = f"{kind} to {row.recipient} {BECAME[row.state]}"
        command = Remedy("outbox retry", row.id, unknown=row.state == "unknown")
        if row.state == "pending":
            command = Remedy("outbox print", Blank("FILE.pdf")) if row.channel == POST else Remedy("outbox send")
            what = what.replace("sent", "printed") if row.channel == POST else what
        yield Matter(
            "mail", row.contact_id, row.display_name, row.id, what + (f": {row.last_error}" if row.last_error else ""),
            morning.day_of(row.queued_at), command,
        )  # fmt: skip


def _unread(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    rows = unread_from_contacts(reader, limit=most)
    files = files_of(reader, [row.newest for row in rows])
    for row in rows:
        many = "an unread message" if row.count == 1 else f"{row.count:,} unread messages, the newest"
        came = ", ".join(f"{each.name} (document {each.id})" for each in files.get(row.newest, ()))
        what = f"{many}: {row.subject}" + (f", with {came}" if came else "")
        command = Remedy("message list", row.contact_id, unread=True)
        yield Matter("message", row.contact_id, row.display_name, row.newest, what,
                     morning.day_of(row.at), command)  # fmt: skip


def _requests(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    for row in requests(reader, state="open", limit=most):
        what = f"asks for another {row.what}: {row.value}"
        yield Matter("request", row.contact_id, row.display_name, row.id, what, morning.day_of(row.at),
                     Remedy("portal requests accept", row.id))  # fmt: skip


def _invitations(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    for row in asked.dead_invitations(reader, limit=most):
        number = row.contact_id
        what = "the invitation has expired" if row.until else "the invitation's link does not work any more"
        again = Remedy("contact invite", number, resend=True)
        if not row.has_email:
            what, again = "invited, and has no e-mail any more", Remedy("contact show", number)
        on = morning.day_of(row.until) if row.until else None
        yield Matter("invitation", number, row.display_name, number, what, on, again)


# Leases and debts ---------------------------------------------------------------------------------


def _leases(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    until = morning.back(-LEASE_DAYS)
    for row in asked.ending_leases(reader, today=morning.today.isoformat(), until=until, limit=most):
        yield Matter(
            "lease", row.contact_id, row.display_name, row.id, _ending(row, morning), row.ends,
            Remedy("lease show", row.id),
        )  # fmt: skip


def _ending(row: LeaseRow, morning: Morning) -> str:
    return f"{row.path} ends {_ahead(morning.away(row.ends))}"


def _debts(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    rows = asked.grown_debts(reader, today=morning.today.isoformat(), since=morning.back(GROWTH_DAYS), limit=most)
    debts = debts_of(reader, {row.contact_id: row.balance for row in rows}, today=morning.today.isoformat())
    for row in rows:
        late = debt_of(debts, row.contact_id).past_due
        status = "" if row.status == "current" else f", {row.status}"
        growth = format_amount(row.growth, morning.currency)
        part = "" if late == row.balance else f", {morning.money(late)} past due"
        what = f"owes {morning.money(row.balance)} (+{growth} in {GROWTH_DAYS} days){part}{status}"
        number = row.contact_id
        command = Remedy("ledger statement", number)
        yield Matter("arrears", number, row.display_name, number, what, row.oldest_due, command)


def _bank(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    for row in waiting(reader, limit=most):
        payer = f" from {row.payer}" if row.payer else ""
        what = f"{morning.money(row.left)}{payer}: {row.why}"
        whose = row.suggested or Blank("REF")
        command = Remedy("ledger bank match", row.id, whose)
        yield Matter("bank", row.suggested, "", row.id, what, row.on, command)


def _ladder(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    """What the run of the ladder would do, in one line; who cannot be told of a step; who is to be handed over."""
    found = list(standings(reader, Filters(), day=morning.today, today=morning.today, come=True))
    on = morning.today.isoformat()
    if count := sum(each.at.due(morning.today) for each in found):
        what = f"{count:,} contact{' is' if count == 1 else 's are'} due for the next step"
        yield Matter("ladder", None, "", None, what, on, Remedy("arrears run"))
    untold = [each for each in found if each.at.why_not and each.at.why_not.code == UNTOLD]
    proposed = [each for each in found if each.at.proposes_handover and each.at.has_come(morning.today)]
    for each in [*untold, *proposed][:most]:
        who, why = each.facts, each.at.why_not
        assert why is not None
        assert isinstance(why.remedy, Remedy | None)
        what = f"{why.message.removeprefix(f'{who.display_name} ')}, {morning.money(who.past_due)} past due"
        day = each.at.on.isoformat() if each.at.on else on
        yield Matter("ladder", who.id, who.display_name, who.id, what, day, why.remedy or Remedy("contact can", who.id))


def _instalments(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    """Plans of which an instalment is missed, and those that are paid while something else is past due."""
    today = morning.today.isoformat()
    found = plans(reader, today=today, still_open=True)
    missed = [(plan, late) for plan in found if (late := plan.late)]
    for plan, late in sorted(missed, key=lambda each: (each[1][-1].on, each[0].id))[:most]:
        many = "1 instalment" if len(late) == 1 else f"{len(late)} instalments"
        what = f"{many} missed, {morning.money(plan.paid)} of {morning.money(plan.total)} paid"
        yield _of_plan(plan, what, late[-1].on.isoformat(), Remedy("arrears plan show", plan.id))
    paid = [plan for plan in found if plan.paid >= plan.total]
    facts = facts_for(reader, [plan.contact_id for plan in paid], today=today, belongings=False)
    others = [(plan, facts[plan.contact_id]) for plan in paid if facts[plan.contact_id].past_due > 0]
    for plan, who in others[: most - len(missed[:most])]:
        what = f"all of the plan is paid, {morning.money(who.past_due)} is past due beside it"
        yield _of_plan(plan, what, who.oldest_due, Remedy("arrears plan end", plan.id))


def _of_plan(plan: PlanRow, what: str, on: str | None, command: Remedy) -> Matter:
    return Matter("instalments", plan.contact_id, plan.display_name, plan.id, what, on, command)


def _cases(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    since, day = morning.moment_back(QUIET_DAYS), morning.back(QUIET_DAYS)
    paid = asked.paid_cases(reader, today=morning.today.isoformat(), limit=most)
    for row in paid:
        number, settle = row.contact_id, Remedy("arrears status", row.contact_id, set=Arrears.SETTLED)
        what = f"with {row.attorney}, owes nothing {'that is due' if row.balance > 0 else 'any more'}"
        if row.balance < 0:
            settle = Remedy("ledger refund", number, format_amount(-row.balance, morning.currency))
            what = f"with {row.attorney}, {morning.money(-row.balance)} in credit"
        yield Matter("case", number, row.display_name, row.id, what, morning.day_of(row.last), settle)
    done = {row.id for row in paid}
    for row in asked.quiet_cases(reader, since=since, since_day=day, limit=most):
        if row.id in done:
            continue
        last = morning.day_of(row.last)
        what = f"with {row.attorney}, silent for {-morning.away(last)} days, owes {morning.money(row.balance)}"
        number = row.contact_id
        yield Matter("case", number, row.display_name, row.id, what, last, Remedy("contact show", number))


def _attorneys(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    for row in asked.lost_cases(reader, limit=most):
        number, on = row.contact_id, morning.day_of(row.opened_at)
        yield Matter("attorneys", number, row.display_name, row.id, asked.out_of_reach(row), on, _way_back(row))


def _news(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    """What attorneys wrote, filed and gave their cases lately."""
    for row in asked.attorney_news(reader, morning.moment_back(NEWS_DAYS), limit=most):
        parts = [_many(row.notes, "note"), _many(row.documents, "document"), row.status and f"status {row.status}"]
        what = f"from {row.attorney}: {', '.join(filter(None, parts))}"
        number = row.contact_id
        yield Matter("news", number, row.display_name, row.id, what, morning.day_of(row.last),
                     Remedy("contact show", number))  # fmt: skip


def _many(count: int, noun: str) -> str:
    """So many of something, nothing where there is none."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}" if count else ""


def _way_back(row: asked.LostCase) -> Remedy:
    if row.email is None:
        return Remedy("contact recall", row.contact_id, reason=Blank("TEXT"))
    if not row.enabled:
        return Remedy("user enable", row.email)
    return Remedy("user grant", row.email, community=Said(row.community))


# Work ---------------------------------------------------------------------------------------------


def _work(reader: Reader, morning: Morning, most: int, *, kind: EngagementKind) -> Iterator[Matter]:
    days = asked.WorkDays(
        morning.today.isoformat(), morning.back(-1), morning.back(-RENEWAL_DAYS), morning.moment_back(UNSIGNED_DAYS)
    )
    for row in asked.work_to_do(reader, kind, days, limit=most):
        on, when = _turns(row, morning)
        who = row.assignee if row.assignee and (row.user_id or not reader.fenced) else None
        what = f"{row.title}: {when}" + (f", {who}" if who else "")
        yield Matter(kind, row.contact_id, row.display_name, row.id, what, on[:10], Remedy(f"{kind} show", row.id))


def _signed(reader: Reader, morning: Morning, most: int) -> Iterator[Matter]:
    """Contracts that were signed in the portal; under another name than the office has, that is said, too."""
    for row in asked.signed_since(reader, morning.moment_back(NEWS_DAYS), limit=most):
        how = f"signed by {row.signed_by}" if row.signed_name_known else other_name(str(row.signed_by))
        yield Matter("signed", row.contact_id, row.display_name, row.id, f"{row.title}: {how}",
                     morning.day_of(str(row.signed_at)), Remedy("contract show", row.id))  # fmt: skip


def _turns(row: EngagementRow, morning: Morning) -> tuple[str, str]:
    """The day that a piece of work turns on, and the words for it."""
    today = morning.today.isoformat()
    if row.kind == EngagementKind.EVENT:
        on = row.starts or row.due or today
        return on, f"at {on[11:16]}" if len(on) > 10 and on[:10] == today else "today"
    if row.next_visit and row.next_visit <= today:
        return row.next_visit, f"visit {_due(morning.away(row.next_visit))}"
    if row.due and row.due[:10] <= today:
        return row.due, _due(morning.away(row.due))
    if row.renews:
        return row.renews, f"renews {_ahead(morning.away(row.renews))}"
    made = morning.day_of(row.created_at)
    return made, f"unsigned {_days(-morning.away(made))}"


def _due(away: int) -> str:
    if away == 0:
        return "due today"
    return f"overdue {_days(-away)}"


def _days(count: int) -> str:
    return f"{count:,} {'day' if count == 1 else 'days'}"


def _ahead(away: int) -> str:
    if away in (0, 1):
        return ("today", "tomorrow")[away]
    return f"in {_days(away)}" if away > 0 else f"{_days(-away)} ago"


TOPICS: Mapping[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic("standing", "Standings that no rule permits", _contradictions),
        Topic("primary", "Companies without anybody who speaks for them", _primaries),
        Topic("blocked", "Dated work that is stuck", _plans),
        Topic("mail", "Mail that did not arrive", _letters),
        Topic("message", "Unread from contacts", _unread),
        Topic("signed", f"Signed in the last {NEWS_DAYS} days", _signed),
        Topic("news", f"From attorneys in the last {NEWS_DAYS} days", _news),
        Topic("request", "Changes that contacts ask for", _requests),
        Topic("task", "Tasks due", partial(_work, kind=EngagementKind.TASK)),
        Topic("event", "Events today", partial(_work, kind=EngagementKind.EVENT)),
        Topic("project", "Projects due", partial(_work, kind=EngagementKind.PROJECT)),
        Topic("plan", "Service plans to visit or to renew", partial(_work, kind=EngagementKind.PLAN)),
        Topic("contract", "Contracts still unsigned", partial(_work, kind=EngagementKind.CONTRACT)),
        Topic("bank", "Money at the bank that nobody has booked", _bank),
        Topic("arrears", "Debts that grew", _debts),
        Topic("ladder", "Steps of arrears that are due", _ladder),
        Topic("instalments", "Instalment plans that are missed, or paid", _instalments),
        Topic("attorneys", "Cases that their attorney cannot reach", _attorneys),
        Topic("case", "Attorney cases without activity", _cases),
        Topic("lease", "Leases running out", _leases),
        Topic("invitation", "Invitations that expired", _invitations),
    )
}
"""In the order in which they are shown."""
