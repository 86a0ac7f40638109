"""A year of money in plain Python: what comes round, what settles it, and how far each debt has climbed.

It knows nothing of the program: its own months, its own settling, its own ladder. The program is held against
it by `tests/actions/test_two_years.py`.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

LADDER = ("current", "reminder", "first-notice", "second-notice", "letter-of-demand")
POLICY = {"reminder": (7, 14, 0), "first-notice": (21, 10, 0), "second-notice": (35, 14, 1500),
          "letter-of-demand": (49, 14, 0)}  # fmt: skip
"""By step: days past due, days since the step before, the fee in minor units."""
GRACE = 3
DAY = timedelta(days=1)


def months_after(first: date, count: int) -> date:
    """So many months on; a day that the month lacks is its last."""
    year, month = divmod(first.month - 1 + count, 12)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


@dataclass
class Entry:
    """A movement; above zero it is owed."""

    id: int
    on: date
    amount: int
    due: date | None = None
    kind: str = "charge"
    voided: bool = False

    @property
    def day(self) -> date:
        return self.due or self.on


@dataclass
class Round:
    """What comes round for somebody: `months` or `days` apart, or by calendar months where it is a rent."""

    contact: int
    amount: int
    first: date
    months: int = 0
    days: int = 0
    grace: int | None = None
    rent_day: int | None = None
    until: date | None = None
    last: date | None = None
    """The last period that a run has come to."""
    posted: list[tuple[date, int, Entry]] = field(default_factory=list)

    def coming(self) -> date | None:
        """The next period, None where there is none any more."""
        if self.rent_day is not None:
            following = self._rent()
        elif self.last is None:
            following = self.first
        else:
            count = 0
            while (following := self._at(count)) <= self.last:
                count += 1
        return None if self.until and following > self.until else following

    def _at(self, count: int) -> date:
        return months_after(self.first, count * self.months) if self.months else self.first + count * self.days * DAY

    def _rent(self) -> date:
        assert self.rent_day is not None
        if self.last is None:
            return self.first
        month = months_after(self.last.replace(day=1), 1)
        following = month.replace(day=min(self.rent_day, monthrange(month.year, month.month)[1]))
        same = self.until and (self.until.year, self.until.month) == (month.year, month.month)
        return min(following, self.until) if same and self.until else following

    def part(self, period: date) -> int:
        """What the period costs: of a month that the rent does not hold as a whole, its days."""
        if self.rent_day is None:
            return self.amount
        days = [period.replace(day=n + 1) for n in range(monthrange(period.year, period.month)[1])]
        through = sum(self.until is None or day <= self.until for day in days)
        before = sum(day < self.first for day in days)
        cents = [int(Fraction(self.amount * held, len(days)) + Fraction(1, 2)) for held in (through, before)]
        return max(cents[0] - cents[1], 0)


@dataclass
class Plan:
    """Instalments that were agreed on."""

    amount: int
    months: int
    first: date
    total: int
    after: int
    """The newest entry then."""
    before: str
    on: date
    """The day on which it was agreed on."""
    open: bool = True
    kept: bool = False
    held: bool = False
    """Whether a hold has ended it, behind which it goes on."""
    missed: date | None = None

    def late(self, paid: int, today: date) -> date | None:
        """The newest instalment that was missed."""
        found, needed, n = None, 0, 0
        while needed < self.total:
            needed += min(self.amount, self.total - needed)
            on = months_after(self.first, n * self.months)
            if on + GRACE * DAY < today and paid < needed:
                found = on
            n += 1
        return found


@dataclass
class Hold:
    """Until when nobody asks, and what stood before."""

    until: date
    before: str
    open: bool = True
    kept: bool = False


@dataclass
class Step:
    """A status that was given: when, and whether only money gave it, or a letter left with it."""

    status: str
    on: date
    by_money: bool = False
    letter: bool = False


@dataclass
class Account:
    """One contact's money."""

    reached: bool
    """Whether a letter leads there: who would not hear of a step does not climb."""
    entries: list[Entry] = field(default_factory=list)
    status: str = "current"
    steps: list[Step] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    deposit: int = 0

    # Figures ------------------------------------------------------------------------------------------

    @property
    def balance(self) -> int:
        return sum(each.amount for each in self.entries if not each.voided)

    def open(self) -> list[tuple[date, int]]:
        """What is unpaid, by the day on which it is due, the oldest first."""
        standing = [each for each in self.entries if not each.voided]
        left = -sum(each.amount for each in standing if each.amount < 0)
        found = []
        for each in sorted((each for each in standing if each.amount > 0), key=lambda each: (each.day, each.id)):
            paid = min(left, each.amount)
            left -= paid
            if paid < each.amount:
                found.append((each.day, each.amount - paid))
        return found

    @property
    def oldest(self) -> date | None:
        return next((day for day, _ in self.open()), None)

    def past_due(self, today: date) -> int:
        return sum(amount for day, amount in self.open() if day < today)

    def upcoming(self, today: date) -> int:
        return sum(amount for day, amount in self.open() if day > today)

    def due(self, today: date) -> int:
        return self.balance - self.upcoming(today)

    def buckets(self, today: date) -> dict[str, int]:
        """What is owed by its age."""
        found = dict.fromkeys(("not_due", "current", "d30", "d60", "d90", "d120"), 0)
        for day, amount in self.open():
            age = (today - day).days
            found["not_due" if age < 0 else "current" if age < 30 else f"d{min(age // 30 * 30, 120)}"] += amount
        return found

    # The ladder ---------------------------------------------------------------------------------------

    @property
    def plan(self) -> Plan | None:
        return next((each for each in self.plans if each.open), None)

    @property
    def hold(self) -> Hold | None:
        return next((each for each in self.holds if each.open), None)

    @property
    def since(self) -> date | None:
        """The day on which the status was given."""
        found = None
        for step in reversed(self.steps):
            if step.status != self.status:
                break
            found = step.on
        return found

    def give(self, status: str, today: date, *, by_money: bool = False, letter: bool = False) -> None:
        """A status, with what goes with it and what it ends."""
        self.status = status
        self.steps.append(Step(status, today, by_money, letter))
        for each, own in ((self.plan, "payment-plan"), (self.hold, "on-hold")):
            if each and status != own:
                each.open, each.kept = False, status in ("current", "settled")
                if isinstance(each, Plan):
                    each.held = status == "on-hold"

    def moved(self, today: date, *, lowered: bool = False, revived: bool = False) -> None:
        """What money that moved makes of the status."""
        nothing_due = self.oldest is None or self.oldest > today
        nothing_late = self.oldest is None or self.oldest >= today
        agreed_today = self.plan is not None and self.plan.on == today
        contradicted = self.status != "current" and (nothing_due or (lowered and nothing_late and not agreed_today))
        again = revived and self.status == "current" and not nothing_late
        if not (contradicted or again):
            return
        status = "current"
        if again:
            before = next((step.status for step in reversed(self.steps) if not step.by_money), "current")
            status = self._agreed_again(before, today)
        if status != self.status:
            self.give(status, today, by_money=not again)

    def _agreed_again(self, status: str, today: date) -> str:
        """What was agreed on holds again where only a payment that came to nothing had ended it."""
        if status == "payment-plan":
            if not (self.plans and self.plans[-1].kept):
                return "current"
            self.plans[-1].open, self.plans[-1].kept = True, False
        if status == "on-hold":
            if not (self.holds and self.holds[-1].kept):
                return "current"
            if self.holds[-1].until <= today:
                return self.behind(self.holds[-1].before, today)
            self.holds[-1].open, self.holds[-1].kept = True, False
        return status

    def after(self, before: str, today: date) -> str:
        """The status when an agreement is over."""
        return before if self.past_due(today) > 0 and before in LADDER else "current"

    def behind(self, before: str, today: date) -> str:
        """The status behind a hold, with the plan that it had ended."""
        if before != "payment-plan" or self.past_due(today) <= 0:
            return self.after(before, today)
        if self.plans and self.plans[-1].held:
            self.plans[-1].open, self.plans[-1].held = True, False
        return before

    def paid_since(self, plan: Plan) -> int:
        return -sum(
            each.amount
            for each in self.entries
            if each.id > plan.after and not each.voided and each.kind in ("payment", "credit", "deposit")
        )

    def keep(self, today: date) -> None:
        """What a day brings to what was agreed on."""
        if (hold := self.hold) and hold.until <= today:
            hold.open = False
            self.give(self.behind(hold.before, today), today)
        plan = self.plan
        late = plan.late(self.paid_since(plan), today) if plan else None
        if plan and late and (plan.missed is None or late > plan.missed):
            plan.missed = late
            self.give(self.status, today)

    def next_step(self, today: date) -> str | None:
        """The step that is due."""
        if not self.reached or self.past_due(today) <= 0 or self.status not in LADDER or self.status == LADDER[-1]:
            return None
        step = LADDER[LADDER.index(self.status) + 1]
        days, wait, _ = POLICY[step]
        assert self.oldest is not None
        on = self.oldest + days * DAY
        if self.status != "current" and self.since:
            on = max(on, self.since + wait * DAY)
        return step if on <= today else None
